// SPDX-License-Identifier: Apache-2.0

import Atlas
import OpenReferral
import PolishText
import TileGeometry

/// The places of an organization of a feed.
struct HSDSPlaces {
    private let organization: HSDSOrganization
    private let terms: HSDSTerms
    private let reference: DirectoryReference
    private let codes: UnitCodes
    private let isOwn: Bool

    init(_ organization: HSDSOrganization, _ terms: HSDSTerms, _ reference: DirectoryReference, _ codes: UnitCodes, isOwn: Bool) {
        self.organization = organization
        self.terms = terms
        self.reference = reference
        self.codes = codes
        self.isOwn = isOwn
    }

    /// - Parameter name: of the organization.
    func locations(name: String, remarks: inout [String]) throws(RowFault) -> [Location] {
        var locations: [Location] = []
        for location in sources(&remarks) { locations.append(try self.location(location, name: name, remarks: &remarks)) }
        guard !isOwn else { return locations }
        return try seatWithFurtherPhones(locations, remarks: &remarks)
    }

    /// The places of the organization, then those that only its services name.
    private func sources(_ remarks: inout [String]) -> [HSDSLocation] {
        let own = organization.locations ?? []
        // A service of our own API has its organization without the places.
        if isOwn, organization.locations != nil { return own }
        var met = Set<String>()
        let further = (organization.services ?? []).flatMap { ($0.serviceAtLocations ?? []).compactMap(\.location) }
        let all = (own + further).filter { met.insert($0.id).inserted }
        let virtual = all.count { $0.locationType == .virtual }
        if virtual > 0 { remarks.append("\(virtual) virtual places were left out: the directory knows places on the map") }
        return all.filter { $0.locationType != .virtual }
    }

    /// Telephones of the organization and of its services are those of the seat; an organization without a place has one without an address.
    private func seatWithFurtherPhones(_ locations: [Location], remarks: inout [String]) throws(RowFault) -> [Location] {
        let services = organization.services ?? []
        let further = (organization.phones ?? []) + services.flatMap { $0.phones ?? [] } + services.flatMap { ($0.serviceAtLocations ?? []).flatMap { $0.phones ?? [] } }
        let phones = try HSDSContacts.phones(further, terms, isOwn: false, remarks: &remarks)
        let seat = locations.first ?? Location(address: PostalAddress(locality: ""), gmina: nil, point: nil)
        let known = Set(locations.flatMap(\.phones))
        let full = Location(
            name: seat.name, address: seat.address, gmina: seat.gmina, point: seat.point, phones: seat.phones + phones.filter { !known.contains($0) },
            hours: seat.hours)
        return [full] + locations.dropFirst()
    }

    private func location(_ location: HSDSLocation, name: String, remarks: inout [String]) throws(RowFault) -> Location {
        let facts = terms.facts(location.attributes)
        let title = try HSDSText.line(location.name, named: "name of a location", limit: 300)
        let address = try address(location, remarks: &remarks)
        let point = try point(location, facts, address, remarks: &remarks)
        let hasOwnName = isOwn ? facts[.ownEntry] != nil : title != name
        return Location(
            name: hasOwnName ? title : nil, address: address,
            gmina: try gmina(location, facts, point: point, locality: address.locality, remarks: &remarks), point: point,
            phones: try HSDSContacts.phones(location.phones, terms, isOwn: isOwn, remarks: &remarks),
            hours: try HSDSHours.hours(location.schedules, isOwn: isOwn))
    }

    // MARK: Address

    private func address(_ location: HSDSLocation, remarks: inout [String]) throws(RowFault) -> PostalAddress {
        let addresses = location.addresses ?? []
        guard let address = addresses.first(where: { $0.addressType == .physical }) ?? addresses.first else { return PostalAddress(locality: "") }
        func known(_ text: String) -> String { text == HSDSAddress.unknown ? "" : text }
        let locality = try HSDSText.line(known(address.city), named: "city", limit: 120) ?? ""
        let code = known(address.postalCode).trimmed
        guard !isOwn else {
            let facts = terms.facts(address.attributes)
            return PostalAddress(
                street: try HSDSText.line(facts[.street]?.first, named: "street", limit: 120) ?? "",
                building: try HSDSText.line(facts[.building]?.first, named: "building", limit: 30) ?? "",
                postalCode: try ownPostalCode(code), locality: locality)
        }
        let postalCode = ContactReading.postalCode(code)
        if postalCode == nil, !ContactReading.text(code).isEmpty { remarks.append("the postal code “\(DelimitedTable.shortened(code))” is not a Polish one: left out") }
        let lines = try HSDSText.line([address.address1, address.address2 ?? ""].joined(separator: " "), named: "address_1", limit: 150) ?? ""
        return StreetAddress.address(street: ContactReading.text(lines), postalCode: postalCode ?? "", locality: locality)
    }

    private func ownPostalCode(_ code: String) throws(RowFault) -> String {
        guard !code.isEmpty else { return "" }
        guard let read = ContactReading.postalCode(code) else { throw RowFault("the postal code “\(DelimitedTable.shortened(code))” is not one: expected 33-100") }
        return read
    }

    // MARK: Point and gmina

    private func point(
        _ location: HSDSLocation, _ facts: [HSDSFact: [String]], _ address: PostalAddress, remarks: inout [String]
    ) throws(RowFault) -> InstitutionPoint? {
        guard let x = location.longitude?.value, let y = location.latitude?.value else {
            if isOwn, location.longitude != nil || location.latitude != nil { throw RowFault("a location has only one of latitude and longitude") }
            return nil
        }
        var precision = address.building.isEmpty ? PointPrecision.locality : .address
        if let text = facts[.pointPrecision]?.first {
            guard let read = PointPrecision(rawValue: text) else {
                throw RowFault("the precision “\(DelimitedTable.shortened(text))” is not known: expected one of \(PointPrecision.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            precision = read
        } else if isOwn {
            throw RowFault("a location has a point without the attribute that says how exact it is")
        }
        if let point = InstitutionPoint(longitude: x, latitude: y, precision: precision) { return point }
        let isSwapped = InstitutionPoint(longitude: y, latitude: x, precision: precision) != nil
        let reason = "longitude \(DecimalNumber.write(x)), latitude \(DecimalNumber.write(y)) is not in Poland" + (isSwapped ? ": the two are swapped" : "")
        if isOwn { throw RowFault(reason) }
        remarks.append(reason + "; the point was left out")
        return nil
    }

    private func gmina(
        _ location: HSDSLocation, _ facts: [HSDSFact: [String]], point: InstitutionPoint?, locality: String, remarks: inout [String]
    ) throws(RowFault) -> TERYTCode? {
        if let text = facts[.gmina]?.first { return try codes.gmina(text) }
        if isOwn { return nil }
        if let point, let code = reference.geography.gmina(at: Point(point.longitude, point.latitude)) { return code }
        let name = PlaceName.plain(locality)
        guard !name.isEmpty else { return nil }
        let region = location.addresses?.first.flatMap { wojewodztwo($0.stateProvince) }
        let found = reference.territory.units(.gmina).filter { unit in
            PlaceName.plain(unit.name) == name && (region.map { unit.code.isWithin($0) } ?? true)
        }
        // A town and the rural gmina around it have one name: an address in the town is meant.
        let towns = found.filter { $0.kind != .ruralGmina }
        let candidates = towns.isEmpty ? found : towns
        if candidates.count == 1 { return candidates[0].code }
        remarks.append(
            candidates.isEmpty
                ? "“\(DelimitedTable.shortened(locality))” is not the name of a gmina: the place has none"
                : "several gminas are named \(DelimitedTable.shortened(locality)): the place has none")
        return nil
    }

    private func wojewodztwo(_ text: String) -> TERYTCode? {
        let name = fold(text).replacing("wojewodztwo", with: "").trimmed
        return reference.territory.units(.wojewodztwo).first { fold($0.name) == name }?.code
    }
}
