// SPDX-License-Identifier: Apache-2.0

/// What sort of paper an agreement is. Raw values stand in tables and addresses.
public enum AgreementKind: String, Sendable, Hashable, CaseIterable, Codable {
    case agreement = "porozumienie"
    case partnership = "umowa-partnerska"
    case letterOfIntent = "list-intencyjny"
    /// A public task handed to another body, with the money for it.
    case contractedTask = "umowa-o-zadanie"
    case other = "inne"

    public var name: LocalizedText {
        switch self {
        case .agreement: LocalizedText(polish: "porozumienie", english: "agreement")
        case .partnership: LocalizedText(polish: "umowa partnerska", english: "partnership agreement")
        case .letterOfIntent: LocalizedText(polish: "list intencyjny", english: "letter of intent")
        case .contractedTask: LocalizedText(polish: "umowa o realizację zadania", english: "contract for a public task")
        case .other: LocalizedText(polish: "inny dokument", english: "other document")
        }
    }
}

/// How closely institutions work together, from loose to tight (the six steps of Skelcher and Sullivan, 2002). Ordered by
/// closeness; raw values stand in tables and addresses.
public enum CooperationForm: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    case network = "siec"
    case information = "wymiana-informacji"
    case jointAction = "wspolne-dzialania"
    case governingBody = "cialo-zarzadzajace"
    case federation = "federacja"
    case merger = "polaczenie"

    /// 1…6.
    public var step: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

    public static func < (a: CooperationForm, b: CooperationForm) -> Bool { a.step < b.step }

    public var name: LocalizedText {
        switch self {
        case .network: LocalizedText(polish: "doraźna, nieformalna sieć", english: "ad-hoc informal network")
        case .information: LocalizedText(polish: "wymiana informacji", english: "sharing information")
        case .jointAction: LocalizedText(polish: "wspólne działania", english: "joint action")
        case .governingBody: LocalizedText(polish: "wspólne ciało zarządzające", english: "joint governing body")
        case .federation: LocalizedText(polish: "federacja", english: "federation")
        case .merger: LocalizedText(polish: "połączenie", english: "merger")
        }
    }

    /// What the step amounts to.
    public enum Group: String, Sendable, Hashable, CaseIterable {
        case network, partnership, federation, integration

        public var name: LocalizedText {
            switch self {
            case .network: LocalizedText(polish: "sieć", english: "network")
            case .partnership: LocalizedText(polish: "partnerstwo", english: "partnership")
            case .federation: LocalizedText(polish: "federacja", english: "federation")
            case .integration: LocalizedText(polish: "integracja", english: "integration")
            }
        }
    }

    public var group: Group {
        switch self {
        case .network: .network
        case .information, .jointAction, .governingBody: .partnership
        case .federation: .federation
        case .merger: .integration
        }
    }
}

/// A programme that institutions carry out together. Raw values stand in tables and addresses.
public enum JointProgramme: String, Sendable, Hashable, CaseIterable, Codable {
    case activationAndIntegration = "pai"
    case usefulWork = "prace-spolecznie-uzyteczne"
    case sharedRegister = "sepi"
    case socialContract = "kontrakt-socjalny"
    case socialEmployment = "zatrudnienie-socjalne"
    case debtRelief = "oddluzenie"
    case project = "projekt"
    case jobKiosk = "urzedomat"

    public var name: LocalizedText {
        switch self {
        case .activationAndIntegration: LocalizedText(polish: "Program Aktywizacja i Integracja (PAI)", english: "Activation and Integration Programme (PAI)")
        case .usefulWork: LocalizedText(polish: "prace społecznie użyteczne", english: "socially useful work")
        case .sharedRegister: LocalizedText(polish: "SEPI: wymiana danych o wspólnych klientach", english: "SEPI: data exchange about shared clients")
        case .socialContract: LocalizedText(polish: "kontrakt socjalny", english: "social contract")
        case .socialEmployment: LocalizedText(polish: "zatrudnienie socjalne", english: "social employment")
        case .debtRelief: LocalizedText(polish: "oddłużenie", english: "debt relief")
        case .project: LocalizedText(polish: "wspólny projekt", english: "joint project")
        case .jobKiosk: LocalizedText(polish: "urzędomat lub tablica ofert", english: "job kiosk or notice board")
        }
    }
}
