// SPDX-License-Identifier: Apache-2.0

import PolishText

/// The tables of agreements. Only the first is needed; each of the others belongs to it by the column `agreement`.
public enum AgreementTable: String, Sendable, Hashable, CaseIterable {
    case agreements, parties, actions, funding, effects, deadlines, amendments, attachments

    /// The usual name of the file.
    public var file: String { self == .agreements ? "agreements.csv" : "agreement-\(rawValue).csv" }

    /// The table that a file is by its name: what it ends in tells, so `2026-agreement-parties.csv` and `strony.csv` do too. A file
    /// of any other name is a table of agreements.
    public init(fileName: String) {
        let stem = fold(fileName.split(separator: ".").first.map(String.init) ?? fileName)
        let polish: [AgreementTable: String] = [
            .parties: "strony", .actions: "dzialania", .funding: "finansowanie", .effects: "efekty", .deadlines: "terminy", .amendments: "aneksy",
            .attachments: "zalaczniki",
        ]
        self = Self.allCases.dropFirst().first { stem.hasSuffix($0.rawValue) || polish[$0].map(stem.hasSuffix) ?? false } ?? .agreements
    }
}

/// The columns of the tables of agreements, in the order in which they are written. Readers take them in any order, and by their
/// Polish names too.
enum AgreementColumns {
    static let agreements = [
        TableColumn("id", "identyfikator"),
        TableColumn("kind", "rodzaj"),
        TableColumn("title", "tytuł", "nazwa", isRequired: true),
        TableColumn("form", "forma", "forma_współpracy"),
        TableColumn("subject", "przedmiot"),
        TableColumn("signed", "data_zawarcia", "data_podpisania", "zawarto"),
        TableColumn("valid_from", "obowiązuje_od", "od"),
        TableColumn("valid_to", "obowiązuje_do", "do"),
        TableColumn("terminated_on", "wypowiedziano", "rozwiązano", "data_rozwiązania"),
        TableColumn("renews", "odnawia", "przedłuża"),
        TableColumn("legal_basis", "podstawa_prawna"),
        TableColumn("area", "obszar", "obszar_terc", "teryt", "terc"),
        TableColumn("targets", "grupy_docelowe", "dla_kogo"),
        TableColumn("services", "usługi"),
        TableColumn("programmes", "programy", "program"),
        TableColumn("exchange_scope", "zakres_wymiany_informacji"),
        TableColumn("exchange_means", "sposób_wymiany_informacji"),
        TableColumn("exchange_safeguards", "zabezpieczenia_wymiany_informacji"),
        TableColumn("risks", "ryzyka", "ryzyko"),
        TableColumn("monitoring", "monitoring_i_kontrola"),
        TableColumn("open_to_join", "otwarte_na_przystąpienie", "otwarte"),
        TableColumn("source", "źródło"),
        TableColumn("record_date", "stan_na"),
        TableColumn("verified_on", "zweryfikowano", "data_weryfikacji"),
        TableColumn("note", "uwaga", "uwagi"),
        // Read only: parties by their names, in place of a table of their own.
        TableColumn("parties", "strony", "partnerzy"),
    ]

    static let parties = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("party", "strona", "instytucja", "institution", isRequired: true),
        TableColumn("role", "rola"),
        TableColumn("name", "nazwa"),
        TableColumn("signatory", "podpisał", "podpisujący"),
        TableColumn("contact_name", "kontakt", "kontakt_imię_i_nazwisko"),
        TableColumn("contact_role", "kontakt_stanowisko"),
        TableColumn("contact_phone", "kontakt_telefon"),
        TableColumn("contact_email", "kontakt_e-mail", "kontakt_email"),
    ]

    static let actions = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("description", "działanie", "opis", isRequired: true),
        TableColumn("from", "od"),
        TableColumn("to", "do"),
        TableColumn("responsible", "odpowiedzialny", "kto"),
    ]

    static let funding = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("source", "źródło", isRequired: true),
        TableColumn("amount", "kwota", "kwota_zł"),
        TableColumn("note", "uwaga", "uwagi"),
    ]

    static let effects = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("description", "efekt", "opis", isRequired: true),
        TableColumn("measure", "miernik", "wskaźnik"),
        TableColumn("target", "plan", "wartość_docelowa"),
        TableColumn("reached", "osiągnięto", "wynik"),
        TableColumn("reached_on", "stan_na"),
    ]

    static let deadlines = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("duty", "obowiązek", "kto_i_co", isRequired: true),
        TableColumn("event", "zdarzenie", "względem", isRequired: true),
        TableColumn("direction", "kiedy"),
        TableColumn("working_days", "dni_robocze", isRequired: true),
    ]

    static let amendments = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("date", "data", isRequired: true),
        TableColumn("subject", "przedmiot", "czego_dotyczy", isRequired: true),
    ]

    static let attachments = [
        TableColumn("agreement", "porozumienie", isRequired: true),
        TableColumn("title", "tytuł", "nazwa", isRequired: true),
        TableColumn("address", "adres", "link", "url", isRequired: true),
    ]

    static func of(_ table: AgreementTable) -> [TableColumn] {
        switch table {
        case .agreements: agreements
        case .parties: parties
        case .actions: actions
        case .funding: funding
        case .effects: effects
        case .deadlines: deadlines
        case .amendments: amendments
        case .attachments: attachments
        }
    }
}
