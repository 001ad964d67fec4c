// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What people call the fields of documents. A field of a part has the name that it has in the document: `phones`, `cost`.
enum DocumentFieldNames {
    /// - Parameter field: unknown ones, from a newer program, stand for themselves.
    static func name(_ field: String, _ kind: DocumentKind, _ language: Language) -> String {
        (ofKind[kind]?[field] ?? names[field]).map(language.of) ?? field
    }

    static func name(_ kind: DocumentKind, _ language: Language) -> String {
        switch kind {
        case .institution: language.choose("instytucja", "institution")
        case .agreement: language.choose("porozumienie", "agreement")
        case .practice: language.choose("praktyka", "practice")
        default: kind.rawValue
        }
    }

    private static func both(_ polish: String, _ english: String) -> LocalizedText { LocalizedText(polish: polish, english: english) }

    /// Where a kind calls a field otherwise than the others.
    private static let ofKind: [DocumentKind: [String: LocalizedText]] = [
        .agreement: [
            "area": both("Obszar", "Area"), "kind": both("Rodzaj dokumentu", "Sort of document"), "services": both("Dotyczy usług", "About services"),
            "name": both("Nazwa strony", "Name of the party"),
        ],
        .practice: ["kind": both("Rodzaj", "Kind"), "name": both("Nazwa", "Name"), "services": both("Usługi", "Services")],
    ]

    private static let names: [String: LocalizedText] = [
        "id": both("Identyfikator", "Id"), "type": both("Typ", "Type"), "name": both("Nazwa", "Name"), "other_names": both("Inne nazwy", "Other names"),
        "parent": both("Część instytucji", "Part of"), "run_by": both("Prowadzi", "Run by"), "area": both("Obszar działania", "Area served"),
        "area_note": both("Uwaga o\u{A0}obszarze", "Note on the area"), "locations": both("Miejsca", "Places"), "address": both("Adres", "Address"),
        "gmina": both("Gmina", "Gmina"), "point": both("Punkt na mapie", "Point on the map"), "phones": both("Telefony", "Telephones"),
        "phone": both("Telefon", "Telephone"), "hours": both("Godziny otwarcia", "Opening hours"), "emails": both("Adresy e-mail", "E-mail addresses"),
        "email": both("E-mail", "E-mail"), "website": both("Strona internetowa", "Website"),
        "coordinator": both("Koordynator współpracy", "Cooperation coordinator"), "role": both("Rola", "Role"), "services": both("Usługi", "Services"),
        "term": both("Usługa", "Service"), "targets": both("Grupy", "Target groups"), "eligibility": both("Dla kogo", "Who may use it"),
        "cost": both("Koszt", "Cost"), "capacity": both("Liczba miejsc", "Places in all"), "free_places": both("Wolne miejsca", "Free places"),
        "free_places_on": both("Stan wolnych miejsc na dzień", "Free places counted on"), "description": both("Opis", "Description"),
        "source": both("Źródło", "Source"), "record_date": both("Stan danych", "State of the data"), "verified_on": both("Sprawdzono", "Verified"),
        "note": both("Uwaga", "Note"), "title": both("Tytuł", "Title"), "form": both("Forma współpracy", "Form of cooperation"),
        "subject": both("Przedmiot", "Subject"), "parties": both("Strony", "Parties"), "signed": both("Zawarto", "Signed"),
        "valid_from": both("Obowiązuje od", "Valid from"), "valid_to": both("Obowiązuje do", "Valid to"),
        "terminated_on": both("Rozwiązano", "Terminated"), "renews": both("Odnawia", "Renews"), "legal_basis": both("Podstawa prawna", "Legal basis"),
        "programmes": both("Programy", "Programmes"), "actions": both("Wspólne działania", "Joint actions"), "funding": both("Finansowanie", "Funding"),
        "effects": both("Oczekiwane efekty", "Expected effects"), "deadlines": both("Terminy", "Deadlines"),
        "information_exchange": both("Wymiana informacji", "Exchange of information"), "risks": both("Ryzyka", "Risks"),
        "monitoring": both("Kontrola i\u{A0}monitorowanie", "Control and monitoring"), "open_to_join": both("Otwarte dla innych", "Open for others"),
        "amendments": both("Aneksy", "Amendments"), "attachments": both("Załączniki", "Attachments"), "signatory": both("Podpisał", "Signed by"),
        "contact": both("Kontakt", "Contact"), "scope": both("Zakres", "Scope"), "means": both("Sposób", "Means"),
        "safeguards": both("Zabezpieczenia", "Safeguards"), "number": both("Numer", "Number"), "part_of": both("Część", "Part of"),
        "summary": both("Streszczenie", "Summary"), "conditions": both("Warunki", "Conditions"), "problems": both("Problemy", "Problems"),
        "results": both("Wyniki", "Results"), "places": both("Gdzie działa", "Where it works"), "materials": both("Materiały", "Materials"),
        "agreements": both("Porozumienia", "Agreements"), "lead": both("Prowadzi", "Led by"), "kind": both("Rodzaj", "Kind"),
        "institution": both("Instytucja", "Institution"), "unit": both("Jednostka", "Unit"), "basis": both("Podstawa", "Basis"),
        "responsible": both("Odpowiada", "Responsible"),
    ]
}
