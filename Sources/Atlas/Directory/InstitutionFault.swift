// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why an entry of the directory cannot be as it is.
public enum InstitutionFault: Error, Sendable, Hashable, LocalizedError {
    case noName
    /// A page of the site stands at its address.
    case reservedID(InstitutionID)
    case partOfItself([InstitutionID])
    case unknownParent(InstitutionID)
    case areaTwice(TERYTCode)
    case unknownUnit(TERYTCode, field: String)
    case notAGmina(TERYTCode)
    case badEmail(String, field: String)
    case badWebsite(String)
    case badPostalCode(String)
    case emptyPhone(field: String)
    case unknownTerm(String, TaxonomyTerm.Kind)
    case countOutOfRange(Int, field: String)
    case morePlacesFreeThanThereAre(free: Int, capacity: Int)
    case freePlacesWithoutDay
    case unknownSource(String)

    /// The way to the field in the document: `emails`, `services`, `locations`.
    public var field: String {
        switch self {
        case .noName: "name"
        case .reservedID: "id"
        case .partOfItself, .unknownParent: "parent"
        case .areaTwice: "area"
        case .notAGmina, .badPostalCode: "locations"
        case .badWebsite: "website"
        case .unknownTerm, .morePlacesFreeThanThereAre, .freePlacesWithoutDay: "services"
        case .unknownSource: "source"
        case .unknownUnit(_, let field), .badEmail(_, let field), .emptyPhone(let field), .countOutOfRange(_, let field): field
        }
    }

    public var errorDescription: String? {
        switch self {
        case .noName: "the name is empty"
        case .reservedID(let id): "“\(id)” cannot name an institution: a page of the site stands at its address"
        case .partOfItself(let ids): "it is part of itself: \(ids.map(\.text).joined(separator: " → "))"
        case .unknownParent(let id): "the institution \(id), of which it is a part, is not in the directory: add that one first, or name another id"
        case .areaTwice(let code): "the unit \(code) stands in the area twice: name each once"
        case .unknownUnit(let code, _): "there is no unit \(code): expected a TERC code of a current województwo, powiat or gmina"
        case .notAGmina(let code): "\(code) is not a gmina: expected its 6 or 7 digits"
        case .badEmail(let text, _): "“\(text.prefix(80))” is not an e-mail address: expected a name, @ and a domain"
        case .badWebsite(let text): "“\(text.prefix(80))” is not an address: expected https:// or http:// and a host"
        case .badPostalCode(let text): "the postal code “\(text.prefix(20))” is not one: expected two digits, a hyphen, three digits, as in 33-100"
        case .emptyPhone: "a telephone number is empty: fill it in or leave it out"
        case .unknownTerm(let id, let kind): "“\(id)” is not a \(kind.rawValue) of the taxonomy"
        case .countOutOfRange(let count, _): "\(count) is no number of places: expected 0…99999"
        case .morePlacesFreeThanThereAre(let free, let capacity): "\(free) places are free of \(capacity): expected no more than there are"
        case .freePlacesWithoutDay: "free places need the day on which they were counted, and a day needs their number"
        case .unknownSource(let id): "the source “\(id)” is not known: give its row in sources.csv"
        }
    }
}

extension InstitutionID {
    /// Words that stand at the same place of an address as an id.
    public static let reserved: Set<String> = ["nowa"]
}

extension Institution {
    /// What is wrong with it by itself; empty when it can be taken. Whether units, terms and the whole exist, others have to look.
    public var faults: [InstitutionFault] {
        var faults: [InstitutionFault] = []
        if name.allSatisfy(\.isWhitespace) { faults.append(.noName) }
        if InstitutionID.reserved.contains(id.text) { faults.append(.reservedID(id)) }
        if parentID == id { faults.append(.partOfItself([id, id])) }
        var seen = Set<TERYTCode>()
        for area in area where !seen.insert(area.code).inserted { faults.append(.areaTwice(area.code)) }
        for email in emails where !Self.isEmail(email) { faults.append(.badEmail(email, field: "emails")) }
        if let email = coordinator?.email, !Self.isEmail(email) { faults.append(.badEmail(email, field: "coordinator")) }
        if let phone = coordinator?.phone, phone.text.isEmpty { faults.append(.emptyPhone(field: "coordinator")) }
        if let website, !PracticeMaterial.isAddress(website) { faults.append(.badWebsite(website)) }
        for location in locations {
            if !Self.isPostalCode(location.address.postalCode) { faults.append(.badPostalCode(location.address.postalCode)) }
            if let gmina = location.gmina, gmina.level != .gmina { faults.append(.notAGmina(gmina)) }
            if location.phones.contains(where: \.text.isEmpty) { faults.append(.emptyPhone(field: "locations")) }
        }
        for service in services { faults += service.faults }
        return faults
    }

    private static func isEmail(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        return halves.count == 2 && halves.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
    }

    private static func isPostalCode(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.isEmpty || bytes.count == 6 && bytes[2] == 45 && [0, 1, 3, 4, 5].allSatisfy { (48...57).contains(bytes[$0]) }
    }
}

extension Service {
    fileprivate var faults: [InstitutionFault] {
        var faults: [InstitutionFault] = []
        for count in [capacity, freePlaces].compactMap({ $0 }) where !(0...99_999).contains(count) {
            faults.append(.countOutOfRange(count, field: "services"))
        }
        if let capacity, let freePlaces, freePlaces > capacity {
            faults.append(.morePlacesFreeThanThereAre(free: freePlaces, capacity: capacity))
        }
        if (freePlaces == nil) != (freePlacesOn == nil) { faults.append(.freePlacesWithoutDay) }
        return faults
    }
}
