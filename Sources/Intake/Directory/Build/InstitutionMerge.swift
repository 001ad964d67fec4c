// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Whether two entries of different inputs are one institution, and what becomes of them then.
enum InstitutionMerge {
    /// What two entries for the same institution share, whatever their ids: the office of a gmina or powiat, or the same name of the
    /// same type in the same gmina.
    static func keys(_ institution: Institution) -> [String] {
        var keys = ["id \(institution.id)"]
        let statutory = institution.area.filter { $0.basis == .statutory }.map(\.code)
        switch institution.type {
        case .ops, .cus:
            // A CUS takes the place of the OPS of its gmina.
            if statutory.count == 1, let gmina = gmina(statutory[0]) { keys.append("welfare \(gmina)") }
        case .pcpr:
            if statutory.count == 1, statutory[0].level == .powiat { keys.append("pcpr \(statutory[0].stem)") }
        default: break
        }
        let place = institution.seat?.gmina?.stem ?? institution.seat.map { fold($0.address.locality) } ?? ""
        if !place.isEmpty { keys.append("name \(institution.type.rawValue) \(PlaceName.plain(institution.name)) \(place)") }
        return keys
    }

    /// Whether the streets of two entries do not speak against their being one. Offices of one gmina or powiat are one wherever they sit.
    static func mayShareAddress(_ a: Institution, _ b: Institution) -> Bool {
        guard ![InstitutionType.ops, .cus, .pcpr].contains(a.type), let first = a.seat?.address, let second = b.seat?.address else { return true }
        func bare(_ street: String) -> String { fold(street).split { !$0.isLetter }.last.map(String.init) ?? "" }
        return first.street.isEmpty || second.street.isEmpty || bare(first.street) == bare(second.street)
    }

    /// A city with powiat rights is meant by both its codes.
    private static func gmina(_ code: TERYTCode) -> String? {
        if code.level == .gmina { return code.isWithinCityWithPowiatRights ? code.parent?.stem : code.stem }
        return code.level == .powiat && code.isWithinCityWithPowiatRights ? code.stem : nil
    }

    /// One entry of two. The first keeps its id; its contacts stand unless its own source calls them unverified.
    static func merged(_ first: Institution, _ second: Institution) -> Institution {
        let isUnverified = first.sourceID == PublishedList.unverifiedID && second.sourceID != first.sourceID
        var result = first
        if isUnverified {
            result.sourceID = second.sourceID
            result.recordDate = second.recordDate
            result.note = second.note
            if first.type == .ops, second.type == .cus { result.type = .cus }
        }
        var names = first.otherNames
        for name in [second.name] + second.otherNames where name != first.name && !names.contains(name) { names.append(name) }
        result.otherNames = names
        result.parentID = first.parentID ?? second.parentID
        result.runBy = first.runBy ?? second.runBy
        result.area = first.area + second.area.filter { area in !first.area.contains { sameUnit($0.code, area.code) } }
        result.areaNote = first.areaNote ?? second.areaNote
        let (strong, weak) = isUnverified ? (second, first) : (first, second)
        result.emails = strong.emails.isEmpty ? weak.emails : strong.emails
        result.website = strong.website ?? weak.website
        result.coordinator = first.coordinator ?? second.coordinator
        result.locations = locations(strong, weak)
        let own = Set(first.services.map { "\($0.termID) \($0.name ?? "")" })
        result.services = first.services + second.services.filter { !own.contains("\($0.termID) \($0.name ?? "")") }
        if first.description.polish.isEmpty, first.description.english.isEmpty { result.description = second.description }
        result.verifiedOn = [first.verifiedOn, second.verifiedOn].compactMap { $0 }.max()
        if !isUnverified { result.note = first.note ?? second.note }
        return result
    }

    private static func sameUnit(_ a: TERYTCode, _ b: TERYTCode) -> Bool {
        a == b || (a.isWithinCityWithPowiatRights && a.ancestor(at: .powiat) == b.ancestor(at: .powiat) && a.level != b.level)
    }

    private static func locations(_ strong: Institution, _ weak: Institution) -> [Location] {
        guard let a = strong.seat else { return weak.locations }
        guard let b = weak.seat else { return strong.locations }
        let order: [PointPrecision] = [.address, .street, .locality, .district, .gminaCentre]
        func rank(_ point: InstitutionPoint?) -> Int { point.flatMap { order.firstIndex(of: $0.precision) } ?? order.count }
        let isSamePlace = a.gmina == nil || b.gmina == nil || a.gmina == b.gmina
        let address = a.address.locality.isEmpty ? b.address : a.address
        let seat = Location(
            name: a.name ?? b.name, address: address, gmina: a.gmina ?? b.gmina,
            point: isSamePlace && rank(b.point) < rank(a.point) ? b.point : a.point, phones: a.phones.isEmpty ? b.phones : a.phones,
            hours: a.hours ?? b.hours)
        let others = strong.locations.dropFirst()
        return [seat] + others + weak.locations.dropFirst().filter { place in !others.contains { $0.address == place.address } }
    }
}
