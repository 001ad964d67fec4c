// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a partner is sought for: the people, the services, the programme, and which sorts of institution can be that partner.
public struct PartnerPurpose: Sendable, Hashable {
    /// In addresses; empty for a purpose put together from parameters.
    public var id: String
    public var name: LocalizedText
    /// What the purpose asks of partners, in a sentence.
    public var explanation: LocalizedText
    /// Only such institutions are candidates; empty when any can be.
    public var types: [InstitutionType]
    /// Terms of kind `service` that a partner should bring; narrower ones count.
    public var services: [String]
    /// Terms of kind `target` that a partner should serve; narrower ones count.
    public var targets: [String]
    public var programmes: [JointProgramme]
    /// How many partners are needed.
    public var partnersNeeded: Int
    /// Whether the purpose comes from the list of usual ones.
    public var isPreset: Bool { !id.isEmpty }

    public init(
        id: String = "", name: LocalizedText = LocalizedText(polish: "", english: ""),
        explanation: LocalizedText = LocalizedText(polish: "", english: ""), types: [InstitutionType] = [], services: [String] = [],
        targets: [String] = [], programmes: [JointProgramme] = [], partnersNeeded: Int = 1
    ) {
        self.id = id
        self.name = name
        self.explanation = explanation
        self.types = types
        self.services = services
        self.targets = targets
        self.programmes = programmes
        self.partnersNeeded = partnersNeeded
    }

    /// Whether nothing in particular is sought.
    public var isOpen: Bool { types.isEmpty && services.isEmpty && targets.isEmpty && programmes.isEmpty }

    /// The same purpose for whoever seeks: a labour office looks for the other side of what a welfare centre looks for.
    public func seen(by type: InstitutionType) -> PartnerPurpose {
        var seen = self
        // An institution needs no other of its own sort to work with the other sorts.
        if types.count > 1, Self.publicTypes.contains(type) { seen.types = types.filter { $0 != type && !(type == .cus && $0 == .ops) && !(type == .ops && $0 == .cus) } }
        return seen
    }

    private static let publicTypes: Set<InstitutionType> = [.ops, .cus, .pcpr, .pup]

    public static func preset(_ id: String) -> PartnerPurpose? { presets.first { $0.id == id } }

    /// Usual purposes, in the order in which pages offer them.
    public static let presets: [PartnerPurpose] = [
        PartnerPurpose(
            id: "kis", name: LocalizedText(polish: "klub integracji społecznej (KIS): dwóch partnerów pozarządowych", english: "social integration club (KIS): two partner organisations"),
            explanation: LocalizedText(
                polish: "Klub działa pewniej, gdy obok ośrodka pomocy stoją dwie organizacje: jedna prowadzi zajęcia, druga zna grupę, której klub ma pomóc.",
                english: "A club stands more firmly with two organisations beside the welfare centre: one that runs activities, one that knows the people."),
            types: [.ngo], services: ["reintegracja", "pomoc-organizacji", "zatrudnienie-wspierane", "terapia-uzaleznien"],
            targets: ["dlugotrwale-bezrobotni", "bezdomni", "klienci-pomocy", "po-zakladzie-karnym"], programmes: [.socialEmployment], partnersNeeded: 2),
        PartnerPurpose(
            id: "pai", name: LocalizedText(polish: "Program Aktywizacja i Integracja (PAI)", english: "Activation and Integration Programme (PAI)"),
            explanation: LocalizedText(
                polish: "Urząd pracy prowadzi blok aktywizacji, ośrodek pomocy lub organizacja blok integracji: po co najmniej 10 godzin w tygodniu.",
                english: "The labour office runs the activation block, a welfare centre or an organisation the integration block: at least 10 hours a week each."),
            types: [.pup, .ops, .cus, .ngo], services: ["integracja-pai", "aktywizacja-pai", "prace-spolecznie-uzyteczne", "reintegracja"],
            targets: ["dlugotrwale-bezrobotni"], programmes: [.activationAndIntegration, .usefulWork]),
        PartnerPurpose(
            id: "sepi", name: LocalizedText(polish: "wymiana informacji o wspólnych klientach (SEPI)", english: "information on shared clients (SEPI)"),
            explanation: LocalizedText(
                polish: "Ośrodek pomocy i urząd pracy uzgadniają, kto, o co i w jakim celu pyta.",
                english: "A welfare centre and a labour office agree who asks for what, and to what end."),
            types: [.pup, .ops, .cus, .pcpr], services: ["rejestracja-bezrobotnych", "informacja-o-pracy"], targets: ["klienci-pomocy", "bezrobotni"],
            programmes: [.sharedRegister]),
        PartnerPurpose(
            id: "bezdomnosc", name: LocalizedText(polish: "wychodzenie z bezdomności", english: "ways out of homelessness"),
            explanation: LocalizedText(
                polish: "Schronienie, posiłek, terapia, praca i mieszkanie rzadko są w jednej instytucji.",
                english: "Shelter, meals, therapy, work and a home are seldom in one institution."),
            types: [.schronisko, .noclegownia, .ngo, .cis, .kis, .pup, .oik],
            services: ["schronienie", "posilek", "terapia-uzaleznien", "reintegracja", "pomoc-prawna"], targets: ["bezdomni"],
            programmes: [.socialEmployment, .socialContract], partnersNeeded: 2),
        PartnerPurpose(
            id: "niepelnosprawnosc", name: LocalizedText(polish: "osoby z niepełnosprawnościami", english: "disabled people"),
            explanation: LocalizedText(
                polish: "Rehabilitacja, terapia zajęciowa i praca układają się w jedną drogę.",
                english: "Rehabilitation, occupational therapy and work make one path."),
            types: [.wtz, .zaz, .sds, .pcpr, .pup, .ngo, .pes],
            services: ["rehabilitacja-spoleczna", "terapia-zajeciowa", "praca-chroniona", "wsparcie-dzienne", "zatrudnienie-wspierane"],
            targets: ["niepelnosprawni", "niepelnosprawni-intelektualnie", "chorzy-psychicznie"], programmes: [.project], partnersNeeded: 2),
        PartnerPurpose(
            id: "zadluzenie", name: LocalizedText(polish: "wyjście z zadłużenia mieszkaniowego", english: "out of housing debt"),
            explanation: LocalizedText(
                polish: "Odpracowanie długu wymaga gminy lub zarządcy mieszkań, urzędu pracy i doradcy.",
                english: "Working off a debt needs the gmina or the manager of flats, the labour office and an adviser."),
            types: [.pup, .urzad, .ngo, .pcpr, .pes, .inne], services: ["oddluzanie", "pomoc-prawna", "prace-spolecznie-uzyteczne", "poradnictwo-specjalistyczne"],
            targets: ["zadluzeni", "dluznicy-alimentacyjni"], programmes: [.debtRelief, .usefulWork], partnersNeeded: 2),
        PartnerPurpose(
            id: "praca", name: LocalizedText(polish: "powrót na rynek pracy osób długotrwale bezrobotnych", english: "work for the long-term unemployed"),
            explanation: LocalizedText(
                polish: "Ścieżka od kontraktu socjalnego przez reintegrację do zatrudnienia.",
                english: "A path from the social contract through reintegration to work."),
            types: [.pup, .cis, .kis, .pes, .ngo, .zaz, .agencja, .szkolenie],
            services: ["reintegracja", "posrednictwo-pracy", "staze", "zatrudnienie-wspierane", "szkolenia"],
            targets: ["dlugotrwale-bezrobotni", "bezrobotni-50-plus", "bezrobotni-do-30"], programmes: [.socialContract, .socialEmployment, .project]),
        PartnerPurpose(
            id: "uzaleznienia", name: LocalizedText(polish: "wychodzenie z uzależnień", english: "out of addiction"),
            explanation: LocalizedText(
                polish: "Po terapii potrzebne są zajęcia, grupa wsparcia i praca.", english: "After therapy people need activity, a group and work."),
            types: [.ngo, .cis, .kis, .pup, .oik], services: ["terapia-uzaleznien", "reintegracja", "poradnictwo-specjalistyczne"],
            targets: ["uzaleznieni-od-alkoholu", "uzaleznieni-od-narkotykow"], programmes: [.socialEmployment]),
        PartnerPurpose(
            id: "przemoc", name: LocalizedText(polish: "osoby doznające przemocy i w kryzysie", english: "people who suffer violence or are in a crisis"),
            explanation: LocalizedText(
                polish: "Interwencja, schronienie i pomoc prawna pod jednym adresem kontaktowym.",
                english: "Intervention, shelter and legal help with one contact."),
            types: [.oik, .pcpr, .ngo], services: ["interwencja-kryzysowa", "poradnictwo-specjalistyczne", "pomoc-prawna", "schronienie"],
            targets: ["doznajacy-przemocy", "w-kryzysie"], programmes: [.project]),
        PartnerPurpose(
            id: "seniorzy", name: LocalizedText(polish: "seniorzy", english: "older people"),
            explanation: LocalizedText(
                polish: "Opieka w domu, pobyt dzienny i towarzystwo uzupełniają się.", english: "Care at home, day support and company complete each other."),
            types: [.ngo, .dps, .sds, .cus, .pes], services: ["uslugi-opiekuncze", "wsparcie-dzienne", "opieka-calodobowa", "pomoc-organizacji"],
            targets: ["seniorzy", "przewlekle-chorzy"], programmes: [.project]),
        PartnerPurpose(
            id: "po-wiezieniu", name: LocalizedText(polish: "osoby zwolnione z zakładu karnego", english: "people released from prison"),
            explanation: LocalizedText(
                polish: "Pierwsze tygodnie decydują: nocleg, dokumenty, praca.", english: "The first weeks decide: a bed, papers, work."),
            types: [.ngo, .schronisko, .noclegownia, .pup, .cis, .kis], services: ["pomoc-po-zakladzie-karnym", "schronienie", "reintegracja"],
            targets: ["po-zakladzie-karnym"], programmes: [.socialEmployment, .socialContract]),
        PartnerPurpose(
            id: "usamodzielnienie", name: LocalizedText(polish: "młodzi opuszczający pieczę zastępczą", english: "young people leaving care"),
            explanation: LocalizedText(
                polish: "Opiekun usamodzielnienia, mieszkanie i pierwsza praca.", english: "A mentor, a flat and a first job."),
            types: [.pcpr, .pup, .ngo, .pes], services: ["pomoc-usamodzielnianym", "bony-dla-mlodych", "staze", "poradnictwo-zawodowe"],
            targets: ["opuszczajacy-piecze", "mlodziez"], programmes: [.project]),
        PartnerPurpose(
            id: "migracja", name: LocalizedText(polish: "uchodźcy i cudzoziemcy", english: "refugees and foreigners"),
            explanation: LocalizedText(
                polish: "Język, prawo pobytu, praca i szkoła dla dzieci.", english: "Language, residence, work and schools."),
            types: [.pcpr, .ngo, .pup, .szkolenie], services: ["integracja-uchodzcow", "informacja-o-prawach", "pomoc-prawna", "szkolenia"],
            targets: ["uchodzcy"], programmes: [.project]),
    ]
}
