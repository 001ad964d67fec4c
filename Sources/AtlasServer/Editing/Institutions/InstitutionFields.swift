// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The names of the fields in which an institution is edited.
enum InstitutionField {
    static let name = "nazwa"
    static let otherNames = "inne-nazwy"
    static let type = "rodzaj"
    static let parent = "czesc"
    static let runBy = "prowadzi"
    static let emails = "emaile"
    static let website = "strona"
    static let areaNote = "obszar-uwagi"
    static let descriptionPolish = "opis-pl"
    static let descriptionEnglish = "opis-en"
    static let note = "uwagi"
    static let coordinatorName = "koordynator.nazwa"
    static let coordinatorRole = "koordynator.rola"
    static let coordinatorPhone = "koordynator.telefon"
    static let coordinatorEmail = "koordynator.email"
    static let coordinator = [coordinatorName, coordinatorRole, coordinatorPhone, coordinatorEmail]
    /// Whether the whole entry is true today.
    static let confirmed = "potwierdzam"

    /// Parts that repeat.
    static let place = "miejsce"
    static let service = "usluga"
    static let area = "obszar"

    struct Place: Sendable {
        let part: String
        init(_ row: Int) { part = "\(InstitutionField.place).\(row)" }
        var name: String { "\(part).nazwa" }
        var street: String { "\(part).ulica" }
        var building: String { "\(part).numer" }
        var postalCode: String { "\(part).kod" }
        var locality: String { "\(part).miejscowosc" }
        var gmina: String { "\(part).gmina" }
        var latitude: String { "\(part).szer" }
        var longitude: String { "\(part).dlug" }
        var precision: String { "\(part).dokladnosc" }
        var phones: String { "\(part).telefony" }
        var hours: HoursFields { HoursFields(part: part) }
        var address: [String] { [street, building, postalCode, locality] }
        var point: [String] { [latitude, longitude, precision] }
    }

    struct Service: Sendable {
        let part: String
        init(_ row: Int) { part = "\(InstitutionField.service).\(row)" }
        var term: String { "\(part).termin" }
        var name: String { "\(part).nazwa" }
        var description: String { "\(part).opis" }
        var targets: String { "\(part).grupy" }
        var eligibility: String { "\(part).warunki" }
        var cost: String { "\(part).koszt" }
        var capacity: String { "\(part).miejsc" }
        var freePlaces: String { "\(part).wolne" }
        var freePlacesOn: String { "\(part).wolne-dnia" }
        var all: [String] { [term, name, description, targets, eligibility, cost, capacity, freePlaces, freePlacesOn] }
    }

    struct Area: Sendable {
        let part: String
        init(_ row: Int) { part = "\(InstitutionField.area).\(row)" }
        var unit: String { "\(part).jednostka" }
        var basis: String { "\(part).podstawa" }
    }
}

extension EditFields {
    /// An entry as its form has it.
    init(_ institution: Institution, _ units: UnitNaming) {
        self.init()
        typealias Field = InstitutionField
        self[Field.name] = institution.name
        self[Field.otherNames] = institution.otherNames.joined(separator: "\n")
        self[Field.type] = institution.type.rawValue
        self[Field.parent] = institution.parentID?.text ?? ""
        self[Field.runBy] = institution.runBy ?? ""
        self[Field.emails] = institution.emails.joined(separator: "\n")
        self[Field.website] = institution.website ?? ""
        self[Field.areaNote] = institution.areaNote ?? ""
        self[Field.descriptionPolish] = institution.description.polish
        self[Field.descriptionEnglish] = institution.description.english
        self[Field.note] = institution.note ?? ""
        self[Field.coordinatorName] = institution.coordinator?.name ?? ""
        self[Field.coordinatorRole] = institution.coordinator?.role ?? ""
        self[Field.coordinatorPhone] = institution.coordinator?.phone?.text ?? ""
        self[Field.coordinatorEmail] = institution.coordinator?.email ?? ""
        for (row, location) in institution.locations.enumerated() { write(location, row, units) }
        // The seat has its fields although nothing is known of it.
        if institution.locations.isEmpty { write(Location(address: PostalAddress(locality: ""), gmina: nil, point: nil), 0, units) }
        for (row, service) in institution.services.enumerated() { write(service, row) }
        for (row, area) in institution.area.enumerated() {
            self[Field.Area(row).unit] = units.text(area.code)
            self[Field.Area(row).basis] = area.basis.rawValue
        }
    }

    private mutating func write(_ location: Location, _ row: Int, _ units: UnitNaming) {
        let place = InstitutionField.Place(row)
        self[place.name] = location.name ?? ""
        self[place.street] = location.address.street
        self[place.building] = location.address.building
        self[place.postalCode] = location.address.postalCode
        self[place.locality] = location.address.locality
        self[place.gmina] = location.gmina.map { units.text($0) } ?? ""
        self[place.latitude] = location.point.map { "\($0.latitude)" } ?? ""
        self[place.longitude] = location.point.map { "\($0.longitude)" } ?? ""
        self[place.precision] = location.point?.precision.rawValue ?? ""
        self[place.phones] = location.phones.map(\.text).joined(separator: "\n")
        place.hours.write(location.hours, to: &self)
    }

    private mutating func write(_ service: Service, _ row: Int) {
        let field = InstitutionField.Service(row)
        self[field.term] = service.termID
        self[field.name] = service.name ?? ""
        self[field.description] = service.description ?? ""
        set(field.targets, service.targetIDs)
        self[field.eligibility] = service.eligibility ?? ""
        self[field.cost] = service.cost ?? ""
        self[field.capacity] = service.capacity.map(String.init) ?? ""
        self[field.freePlaces] = service.freePlaces.map(String.init) ?? ""
        self[field.freePlacesOn] = service.freePlacesOn?.text ?? ""
    }
}

extension Institution {
    /// What the form of a new entry begins with.
    static func blank(type: InstitutionType, today: Period) throws -> Institution {
        Institution(
            id: try InstitutionID("nowa"), type: type, name: "", locations: [Location(address: PostalAddress(locality: ""), gmina: nil, point: nil)],
            sourceID: Source.keptHereID, recordDate: today)
    }
}
