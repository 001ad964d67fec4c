// SPDX-License-Identifier: Apache-2.0

import Atlas

extension EditLabels {
    /// Of institutions.
    static func institution(_ taxonomy: Taxonomy, _ units: UnitNaming) -> EditLabels {
        EditLabels(names: institutionNames) { text, language in
            if let term = taxonomy.term(text) { return language.of(term.name) }
            if let type = InstitutionType(rawValue: text) { return language.of(type.name) }
            if let precision = PointPrecision(rawValue: text) { return language.of(precision.label) }
            if let basis = ServedArea.Basis(rawValue: text) { return Phrases(language).basis(basis) }
            if let code = try? TERYTCode(text), code == .country || units.territory.unit(code) != nil { return units.text(code, language) }
            return nil
        }
    }

    private static func text(_ polish: String, _ english: String) -> LocalizedText { LocalizedText(polish: polish, english: english) }

    private static let institutionNames: [String: LocalizedText] = [
        "name": text("Nazwa", "Name"), "other_names": text("Inne nazwy", "Other names"), "type": text("Rodzaj", "Type"),
        "parent": text("Część instytucji", "Part of"), "run_by": text("Prowadzący", "Run by"), "emails": text("Adresy e-mail", "E-mail addresses"),
        "website": text("Strona internetowa", "Website"), "coordinator": text("Koordynator współpracy", "Coordinator of cooperation"),
        "description": text("Opis", "Description"), "note": text("Uwagi", "Note"), "area": text("Obszar działania", "Area served"),
        "area_note": text("Uwaga do obszaru", "Note on the area"), "seat": text("Siedziba", "Seat"), "locations": text("Inne miejsca", "Other places"),
        "services": text("Usługa", "Service"), "source": text("Źródło", "Source"), "record_date": text("Stan danych", "As of"),
        "verified_on": text("Potwierdzenie", "Confirmed"), "address": text("adres", "address"), "gmina": text("gmina", "gmina"),
        "point": text("punkt na mapie", "point on the map"), "phones": text("telefony", "telephones"), "hours": text("godziny przyjęć", "opening hours"),
        "role": text("stanowisko", "post"), "phone": text("telefon", "telephone"), "email": text("e-mail", "e-mail"), "term": text("rodzaj usługi", "type of service"),
        "targets": text("dla kogo", "for whom"), "eligibility": text("warunki", "conditions"), "cost": text("koszt", "cost"),
        "capacity": text("miejsc", "places"), "free_places": text("wolnych miejsc", "free places"), "free_places_on": text("stan na", "as of"),
        "pl": text("po polsku", "in Polish"), "en": text("po angielsku", "in English"),
    ]
}

extension EditMerge {
    /// Services are things of their own, each called by its term and its own name.
    static let institutionKeys: [String: @Sendable (DocumentValue) -> String] = [
        "services": { service in
            func text(_ key: String) -> String? { if case .text(let text) = service[key] { text } else { nil } }
            return [text("term"), text("name")].compactMap { $0 }.joined(separator: " – ")
        }
    ]

    /// Two states of an entry.
    init(base: Institution?, mine: Institution, theirs: Institution) {
        self.init(
            base: base?.documentValue, mine: mine.documentValue, theirs: theirs.documentValue, keyed: Self.institutionKeys, leading: ["locations": "seat"])
    }
}
