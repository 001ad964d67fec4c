// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The fields of the form in which practices are edited.
enum PracticeFormSchema {
    private static func both(_ id: String, _ kind: EditorField.Kind, _ polish: String, _ english: String, limit: Int) -> [EditorField] {
        [
            EditorField("\(id)_pl", kind, "\(polish) (po polsku)", "\(english) (in Polish)", limit: limit),
            EditorField("\(id)_en", kind, "\(polish) (po angielsku)", "\(english) (in English)", limit: limit),
        ]
    }

    private static let results = EditorGroup(
        id: "results", one: EditorText("Rezultat", "Result"), add: EditorText("Dodaj rezultat", "Add a result"), most: 40,
        fields: both("measure", .line, "Co policzono", "What was counted", limit: 299)
            + [EditorField("value", .number, "Wartość", "Value", limit: 40)] + both("unit", .line, "Jednostka", "Unit", limit: 60)
            + [EditorField("period", .period, "Kiedy", "When")])

    private static let places = EditorGroup(
        id: "places", one: EditorText("Miejsce", "Place"), add: EditorText("Dodaj miejsce", "Add a place"), most: 120,
        fields: [
            EditorField(
                "member", .line, "Instytucja lub jednostka", "Institution or unit",
                help: ("Identyfikator z adresu wpisu w katalogu, na przykład pup-olkusz, albo nazwa lub kod TERYT jednostki.", "The id in the address of the directory entry, such as pup-olkusz, or the name or TERYT code of a unit."),
                limit: 200),
            EditorField("since", .period, "Od", "Since"), EditorField("until", .period, "Do", "Until"),
        ] + both("note", .line, "Uwaga", "Note", limit: 500))

    private static let materials = EditorGroup(
        id: "materials", one: EditorText("Materiał", "Material"), add: EditorText("Dodaj materiał", "Add a material"), most: 40,
        fields: [EditorField("title", .line, "Tytuł", "Title"), EditorField("address", .line, "Adres w internecie", "Address on the web", limit: 1_000)])

    static let groups: Set<String> = [results.id, places.id, materials.id]

    static func sections(isNew: Bool) -> [EditorSection] { isNew ? newSections : oldSections }

    private static let newSections = make(isNew: true)
    private static let oldSections = make(isNew: false)

    private static func make(isNew: Bool) -> [EditorSection] {
        func parts(_ fields: [EditorField]) -> [EditorSection.Part] { fields.map { .field($0) } }
        let id = EditorField(
            "id", .line, "Adres", "Address",
            help: ("Małe litery bez polskich znaków, cyfry i łączniki. Po zapisaniu nie można go zmienić.", "Small letters a–z, digits and hyphens. It cannot be changed once saved."), limit: 80)
        return [
            EditorSection(
                "podstawa", "Podstawowe dane", "Basics",
                parts(
                    (isNew ? [id] : []) + both("name", .line, "Nazwa", "Name", limit: 300) + both("summary", .text, "W skrócie", "Summary", limit: 1_000)
                        + [
                            EditorField("kind", .choice, "Rodzaj", "Kind"), EditorField("number", .number, "Numer w katalogu", "Number in the catalogue", limit: 4),
                            EditorField("part_of", .choice, "Część większej całości", "Part of"),
                        ])),
            EditorSection(
                "opis", "Opis", "Description",
                parts(both("description", .text, "Na czym polega", "What it does", limit: 10_000) + both("conditions", .text, "Czego wymaga", "What it takes", limit: 5_000))),
            EditorSection(
                "odbiorcy", "Komu służy", "Whom it serves",
                parts([
                    EditorField("problems", .checks, "Problemy", "Problems"), EditorField("targets", .checks, "Grupy", "Target groups"),
                    EditorField("services", .checks, "Usługi", "Services"),
                ])),
            EditorSection("rezultaty", "Rezultaty", "Results", [.rows(results)]),
            EditorSection("miejsca", "Gdzie działa", "Where it works", [.rows(places)]),
            EditorSection("materialy", "Materiały", "Materials", [.rows(materials)]),
            EditorSection(
                "kontakt", "Prowadzący i kontakt", "Lead and contact",
                parts([
                    EditorField("lead", .line, "Instytucja prowadząca", "Lead", help: ("Identyfikator z katalogu.", "Its id in the directory."), limit: 80),
                    EditorField("contact_name", .line, "Imię i nazwisko", "Name", limit: 200), EditorField("contact_role", .line, "Stanowisko", "Post", limit: 200),
                    EditorField("contact_phone", .line, "Telefon", "Telephone", limit: 80), EditorField("contact_email", .line, "E-mail", "E-mail", limit: 254),
                    EditorField("agreements", .text, "Porozumienia", "Agreements", help: ("Identyfikator każdego w osobnym wierszu.", "The id of each on a line."), limit: 4_000),
                ])),
            EditorSection(
                "wpis", "O wpisie", "About the entry",
                parts(
                    [EditorField("record_date", .period, "Stan na dzień", "State of"), EditorField("verified_on", .period, "Sprawdzono z prowadzącym", "Checked with the lead")]
                        + both("note", .text, "Zastrzeżenie dla czytelnika", "Caveat for the reader", limit: 2_000))),
        ]
    }
}
