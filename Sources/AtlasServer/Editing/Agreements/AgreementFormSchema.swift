// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The fields of the form in which agreements are edited. They are called as in the document, so that faults and conflicts name them.
enum AgreementFormSchema {
    static let id = EditorField(
        "id", .line, "Adres w rejestrze", "Address in the registry",
        help: (
            "Małe litery bez polskich znaków, cyfry i łączniki. Puste pole: adres powstanie ze stron i roku. Po zapisaniu nie można go zmienić.",
            "Small letters a–z, digits and hyphens. Empty: made from the parties and the year. It cannot be changed once saved."), limit: 80)

    private static let basics: [EditorSection.Part] = [
        .field(EditorField("title", .line, "Tytuł dokumentu", "Title of the document", limit: 400)),
        .field(EditorField("kind", .choice, "Rodzaj dokumentu", "Kind of document")),
        .field(
            EditorField(
                "subject", .text, "Przedmiot", "Subject", help: ("W jednym lub dwóch zdaniach: co strony robią razem i po co.", "In a sentence or two: what the parties do together, and why."),
                limit: 5_000)),
        .field(
            EditorField(
                "form", .radios, "Forma współpracy", "Form of cooperation",
                help: ("Sześć stopni od luźnej sieci do połączenia instytucji. Wybierz najwyższy, który naprawdę działa.", "Six steps from a loose network to a merger. Choose the highest that really works."))),
    ]

    static let parties = EditorGroup(
        id: "parties", one: EditorText("Strona", "Party"), add: EditorText("", ""), most: 120,
        fields: [
            EditorField("member", .hidden, "Instytucja", "Institution"),
            EditorField("role", .choice, "Rola", "Role"),
            EditorField("name", .line, "Nazwa użyta w dokumencie", "Name used in the document", help: ("Tylko gdy jest inna niż w katalogu.", "Only when it differs from the directory.")),
            EditorField("signatory", .line, "Kto podpisał", "Who signed", help: ("Stanowisko, a nazwisko tylko wtedy, gdy jest jawne.", "The office; the name only where it is public.")),
            EditorField("contact_name", .line, "Kontakt: imię i nazwisko", "Contact: name", limit: 200),
            EditorField("contact_role", .line, "Kontakt: stanowisko", "Contact: post", limit: 200),
            EditorField("contact_phone", .line, "Kontakt: telefon", "Contact: telephone", limit: 80),
            EditorField("contact_email", .line, "Kontakt: e-mail", "Contact: e-mail", limit: 254),
        ])

    private static let dates: [EditorSection.Part] = [
        .field(EditorField("signed", .period, "Zawarte", "Signed")),
        .field(EditorField("valid_from", .period, "Obowiązuje od", "Valid from", help: ("Puste: liczy się dzień zawarcia.", "Empty: the day of signature counts."))),
        .field(EditorField("valid_to", .period, "Obowiązuje do", "Valid to", help: ("Puste, jeżeli bezterminowo albo nie wiadomo.", "Empty if open-ended or not known."))),
        .field(EditorField("open_ended", .flag, "Zawarte bezterminowo", "Open-ended")),
        .field(
            EditorField(
                "terminated_on", .period, "Zakończone przed czasem", "Ended early",
                help: ("Dzień, w którym wypowiedziano je lub rozwiązano. Wpis zostaje w rejestrze.", "The day on which notice took effect. The entry stays in the registry."))),
        .field(
            EditorField(
                "renews", .choice, "Odnawia porozumienie", "Renews the agreement",
                help: ("Wcześniejsze porozumienie tych samych stron, którego to jest dalszym ciągiem.", "An earlier agreement of the same parties that this one continues."))),
    ]

    private static let scope: [EditorSection.Part] = [
        .field(
            EditorField(
                "area", .text, "Obszar", "Area",
                help: (
                    "Każda gmina, powiat lub województwo w osobnym wierszu: nazwa albo kod TERYT, na przykład „powiat chrzanowski” lub 1203.",
                    "Each gmina, powiat or województwo on a line: its Polish name or TERYT code, such as “powiat chrzanowski” or 1203."), limit: 10_000)),
        .field(EditorField("targets", .checks, "Dla kogo", "For whom")),
        .field(EditorField("services", .checks, "Usługi, których dotyczy", "Services it is about")),
        .field(EditorField("programmes", .checks, "Wspólne programy", "Joint programmes")),
    ]

    private static let actions = EditorGroup(
        id: "actions", one: EditorText("Działanie", "Action"), add: EditorText("Dodaj działanie", "Add an action"), most: 60,
        fields: [
            EditorField("description", .text, "Co robią strony", "What the parties do", limit: 2_000),
            EditorField("from", .period, "Od", "From"), EditorField("to", .period, "Do", "To"),
            EditorField("responsible", .choice, "Kto odpowiada", "Who is responsible"),
        ])

    private static let funding = EditorGroup(
        id: "funding", one: EditorText("Źródło pieniędzy", "Source of money"), add: EditorText("Dodaj źródło pieniędzy", "Add a source of money"), most: 30,
        fields: [
            EditorField("source", .line, "Źródło", "Source", help: ("Na przykład Fundusz Pracy, budżet gminy, EFS+.", "Such as Fundusz Pracy, budżet gminy, EFS+.")),
            EditorField("amount", .number, "Kwota w złotych", "Amount in złotys", limit: 40), EditorField("note", .text, "Uwaga", "Note", limit: 1_000),
        ])

    private static let effects = EditorGroup(
        id: "effects", one: EditorText("Efekt", "Effect"), add: EditorText("Dodaj efekt", "Add an effect"), most: 60,
        fields: [
            EditorField("description", .text, "Co ma się zmienić", "What is to change", limit: 1_000),
            EditorField("measure", .line, "Co się liczy", "What is counted", help: ("Na przykład: osoby, które podjęły pracę.", "Such as: osoby, które podjęły pracę.")),
            EditorField("target", .number, "Plan", "Target", limit: 40), EditorField("reached", .number, "Osiągnięto", "Reached", limit: 40),
            EditorField("reached_on", .period, "Stan na", "As of"),
        ])

    private static let deadlines = EditorGroup(
        id: "deadlines", one: EditorText("Termin", "Deadline"), add: EditorText("Dodaj termin", "Add a deadline"), most: 40,
        fields: [
            EditorField("duty", .text, "Kto i co ma zrobić", "Who has to do what", limit: 1_000),
            EditorField("working_days", .number, "Dni roboczych", "Working days", limit: 3), EditorField("direction", .choice, "Przed czy po", "Before or after"),
            EditorField("event", .line, "Zdarzenie", "Event", help: ("Od czego liczą się dni, na przykład „użycie instrumentu”.", "What the days are counted from."), limit: 500),
        ])

    private static let amendments = EditorGroup(
        id: "amendments", one: EditorText("Aneks", "Amendment"), add: EditorText("Dodaj aneks", "Add an amendment"), most: 40,
        fields: [EditorField("date", .period, "Data", "Date"), EditorField("subject", .text, "Czego dotyczy", "What it changes", limit: 1_000)])

    private static let attachments = EditorGroup(
        id: "attachments", one: EditorText("Dokument", "Document"), add: EditorText("Dodaj dokument", "Add a document"), most: 40,
        fields: [
            EditorField("title", .line, "Tytuł", "Title"),
            EditorField("address", .line, "Adres w internecie", "Address on the web", help: ("Zaczyna się od https:// albo http://.", "It begins with https:// or http://."), limit: 1_000),
        ])

    static let groups = Set(oldSections.flatMap(\.parts).compactMap { if case .rows(let group) = $0, group.id != "parties" { group.id } else { nil } })

    /// - Parameter isNew: whether its address can still be chosen.
    static func sections(isNew: Bool) -> [EditorSection] { isNew ? newSections : oldSections }

    private static let newSections = make(isNew: true)
    private static let oldSections = make(isNew: false)

    private static func make(isNew: Bool) -> [EditorSection] {
        [
            EditorSection("podstawa", "Podstawowe dane", "Basics", basics + (isNew ? [.field(id)] : [])),
            EditorSection(
                "strony", "Strony", "Parties",
                help: ("Co najmniej dwie. Stroną może być też każda instytucja danego rodzaju w jednostce.", "Two at least. All institutions of a type in a unit can be one party."),
                [.rows(parties)]),
            EditorSection(
                "daty", "Daty", "Dates",
                help: ("Dzień (17.12.2024), miesiąc (12.2024) albo rok (2024): tyle, ile wiadomo.", "A day (17.12.2024), a month (12.2024) or a year (2024): as much as is known."), dates),
            EditorSection("zakres", "Obszar i odbiorcy", "Area and people", scope),
            EditorSection("dzialania", "Wspólne działania", "Joint actions", [.rows(actions)]),
            EditorSection("pieniadze", "Pieniądze", "Money", [.rows(funding)]),
            EditorSection("efekty", "Efekty", "Effects", [.rows(effects)]),
            EditorSection(
                "informacje", "Wymiana informacji", "Exchange of information",
                [
                    .field(EditorField("exchange_scope", .text, "Jakie informacje", "Which information", limit: 5_000)),
                    .field(EditorField("exchange_means", .text, "W jaki sposób", "By what means", limit: 5_000)),
                    .field(EditorField("exchange_safeguards", .text, "Podstawa i zabezpieczenia", "Grounds and safeguards", limit: 5_000)),
                ]),
            EditorSection("terminy", "Terminy między stronami", "Deadlines between the parties", [.rows(deadlines)]),
            EditorSection(
                "kontrola", "Ryzyko i kontrola", "Risk and control",
                [
                    .field(EditorField("risks", .text, "Ryzyka i co wtedy", "Risks and what then", limit: 5_000)),
                    .field(EditorField("monitoring", .text, "Kontrola i monitorowanie", "Control and monitoring", limit: 5_000)),
                ]),
            EditorSection(
                "zasady", "Podstawa i przystąpienie", "Legal basis and joining",
                [
                    .field(EditorField("legal_basis", .text, "Podstawa prawna", "Legal basis", help: ("Każdy przepis w osobnym wierszu.", "One provision on each line."), limit: 10_000)),
                    .field(EditorField("open_to_join", .choice, "Czy mogą przystąpić inni", "Whether others can join")),
                ]),
            EditorSection("dokumenty", "Aneksy i dokumenty", "Amendments and documents", [.rows(amendments), .rows(attachments)]),
            EditorSection(
                "wpis", "O wpisie", "About the entry",
                [
                    .field(EditorField("record_date", .period, "Stan na dzień", "State of", help: ("Którą datę pokazuje dokument lub rejestr, z którego pochodzą dane.", "The date that the source shows."))),
                    .field(EditorField("verified_on", .period, "Sprawdzono ze stroną", "Checked with a party")),
                    .field(EditorField("note", .text, "Zastrzeżenie dla czytelnika", "Caveat for the reader", limit: 2_000)),
                ]),
        ]
    }
}

extension CooperationForm {
    /// What the step looks like in practice.
    var explanation: EditorText {
        switch self {
        case .network: EditorText("Pracownicy znają się i pomagają sobie od sprawy do sprawy, bez stałych zasad.", "People know each other and help from case to case, without standing rules.")
        case .information: EditorText("Strony przekazują sobie informacje według ustalonych zasad.", "The parties pass information to each other by agreed rules.")
        case .jointAction: EditorText("Strony prowadzą razem konkretne działania lub projekt, każda własnymi siłami.", "The parties carry out actions or a project together, each with its own means.")
        case .governingBody: EditorText("Wspólny zespół lub komitet decyduje o celach, pieniądzach i podziale pracy.", "A joint team or committee decides on aims, money and who does what.")
        case .federation: EditorText("Strony tworzą związek i przekazują mu część zadań, ale pozostają odrębne.", "The parties form a union and hand some tasks to it, but remain separate.")
        case .merger: EditorText("Instytucje łączą się w jedną.", "The institutions become one.")
        }
    }
}
