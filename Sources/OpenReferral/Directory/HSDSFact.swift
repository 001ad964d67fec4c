// SPDX-License-Identifier: Apache-2.0

/// A fact that the standard has no member for. It travels as an attribute: the term of the fact, with the fact as its value.
public enum HSDSFact: String, Sendable, Hashable, CaseIterable {
    // Of an organization.
    case runBy = "run-by"
    /// A further name; the first one is `alternate_name`.
    case otherName = "other-name"
    /// `1263:statutory`, a unit and the basis on which it is served.
    case area
    case areaNote = "area-note"
    case note
    /// Whose words `description` holds: `pl`, `en`, or `generated` for a sentence made from the type.
    case descriptionLanguage = "description-language"
    case descriptionPolish = "description-pl"
    case descriptionEnglish = "description-en"
    /// The address of the page as people write it, where `website` had to be escaped.
    case website
    /// Marks the contact that is the coordinator of cooperation.
    case coordinator

    // Of a place, its address or its telephones.
    case gmina
    case pointPrecision = "point-precision"
    case street
    case building
    /// An extension that a number cannot say, such as `021`.
    case phoneExtension = "phone-extension"

    // Of a service.
    /// The act that assigns the service to institutions of the type.
    case statutory
    /// Marks what the institution itself lists; the value names the members that are in its own words: `name targets`.
    case ownEntry = "own-entry"
    case capacity
    case freePlaces = "free-places"
    case freePlacesOn = "free-places-on"

    /// The id of the fact's term in this exchange.
    public var termID: HSDSIdentifier { HSDSIdentifier(kind: HSDSVocabulary.termKind, id: "fact:\(rawValue)") }

    /// Polish and English.
    var name: (polish: String, english: String) {
        switch self {
        case .runBy: ("prowadzący", "run by")
        case .otherName: ("inna nazwa", "other name")
        case .area: ("obszar: jednostka i podstawa", "area: unit and basis")
        case .areaNote: ("uwaga o obszarze", "note on the area")
        case .note: ("uwaga", "note")
        case .descriptionLanguage: ("język opisu", "language of the description")
        case .descriptionPolish: ("opis po polsku", "description in Polish")
        case .descriptionEnglish: ("opis po angielsku", "description in English")
        case .website: ("adres strony", "address of the page")
        case .coordinator: ("koordynator współpracy", "coordinator of cooperation")
        case .gmina: ("gmina (kod TERC)", "gmina (TERC code)")
        case .pointPrecision: ("dokładność punktu", "precision of the point")
        case .street: ("ulica", "street")
        case .building: ("numer domu", "number of the building")
        case .phoneExtension: ("numer wewnętrzny", "extension")
        case .statutory: ("z mocy prawa", "statutory")
        case .ownEntry: ("z wpisu instytucji", "listed by the institution")
        case .capacity: ("liczba miejsc", "capacity")
        case .freePlaces: ("wolne miejsca", "free places")
        case .freePlacesOn: ("wolne miejsca: stan na", "free places: as of")
        }
    }

    /// What the value of the attribute holds, in Polish and English.
    var explanation: (polish: String, english: String) {
        switch self {
        case .area:
            (
                "Kod TERC obsługiwanej jednostki i podstawa: statutory (przepisy), agreement (porozumienie) lub declared (deklaracja instytucji).",
                "The TERC code of a unit served and the basis: statutory, agreement or declared (what the institution says)."
            )
        case .descriptionLanguage:
            (
                "Czyj jest opis: pl, en albo generated (zdanie ułożone z rodzaju instytucji).",
                "Whose words the description holds: pl, en, or generated (a sentence made from the type)."
            )
        case .pointPrecision:
            (
                "Jak dokładnie punkt oznacza miejsce: address, street, district, locality lub gmina-centre (punkt wewnątrz gminy).",
                "How exactly the point stands for the place: address, street, district, locality or gmina-centre (a point inside the gmina)."
            )
        case .statutory:
            ("Zadanie przypisane przepisami do rodzaju instytucji; wartością jest akt prawny.", "A task that the law assigns to the type; the value is the act.")
        case .ownEntry:
            (
                "Usługa wpisana przez instytucję; wartość wymienia pola w jej własnych słowach.",
                "A service listed by the institution; the value names the members in its own words."
            )
        default: name
        }
    }
}
