// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText
import TileGeometry

/// Reads the directory's own tables: `institutions.csv`, and beside it `services.csv` and `locations.csv`.
///
/// Columns stand in any order; only `id`, `type` and `name` must be there. Their Polish names are understood (`nazwa`, `ulica`,
/// `telefon`, …), and commas, semicolons or tabs between the fields. GeoData/README.md describes the columns.
public struct DirectoryTableReader: Sendable {
    /// Institutions with their services and further places, and a report a file.
    public struct Contents: Sendable {
        /// Those of the table in its order, then those existing ones to which the tables add services or places.
        public let institutions: [Institution]
        public let reports: [IntakeReport]
    }

    let reference: DirectoryReference
    let sourceID: String?

    /// - Parameter sourceID: for rows without a source.
    public init(reference: DirectoryReference, sourceID: String? = nil) {
        self.reference = reference
        self.sourceID = sourceID
    }

    /// Reads tables that belong together.
    /// - Parameters:
    ///   - institutions: nil when the other tables add to existing institutions only.
    ///   - existing: institutions that rows may name beside those of the table. A service or place that they have already is
    ///     replaced, others are added.
    ///   - partial: whether to keep the good rows of a table that has bad ones.
    ///   - progress: called now and then with the number of rows read.
    /// - Throws: the refusal of the first table with a bad row; nothing is taken then.
    public func read(
        institutions: InputTable?, services: InputTable? = nil, locations: InputTable? = nil, existing: [Institution] = [],
        partial: Bool = false, progress: (Int) -> Void = { _ in }
    ) throws(IntakeRefusal) -> Contents {
        var draft = DirectoryDraft(reference: reference, sourceID: sourceID, existing: existing)
        var reports: [IntakeReport] = []
        if let institutions { reports.append(try draft.readInstitutions(institutions, partial: partial, progress: progress)) }
        if let services { reports.append(try draft.readServices(services, partial: partial)) }
        if let locations { reports.append(try draft.readLocations(locations, partial: partial)) }
        return Contents(institutions: draft.result, reports: reports)
    }
}

/// The institutions of tables while these are read.
private struct DirectoryDraft {
    let reference: DirectoryReference
    let sourceID: String?
    /// Those of the table, then the existing ones that it does not have.
    private var institutions: [Institution]
    private var positions: [InstitutionID: Int] = [:]
    private var ownCount = 0
    /// Most offices have one of a few texts.
    private var schedules: [String: WeeklySchedule?] = [:]
    private var touched = Set<Int>()

    init(reference: DirectoryReference, sourceID: String?, existing: [Institution]) {
        self.reference = reference
        self.sourceID = sourceID
        institutions = existing
        index()
    }

    var result: [Institution] { institutions.indices.filter { $0 < ownCount || touched.contains($0) }.map { institutions[$0] } }

    private mutating func index() {
        positions = Dictionary(institutions.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    }

    private var codes: UnitCodes { UnitCodes(territory: reference.territory) }

    // MARK: Institutions

    mutating func readInstitutions(_ table: InputTable, partial: Bool, progress: (Int) -> Void) throws(IntakeRefusal) -> IntakeReport {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(DirectoryColumns.institutions))
        var notes = ListNotes()
        var lines: [InstitutionID: Int] = [:]
        var mentioned = Set<InstitutionID>()
        var read: [Institution] = []
        read.reserveCapacity(parsed.rows.count)
        rows.forEach { (fields) throws(RowFault) in
            if read.count.isMultiple(of: 1000) { progress(read.count) }
            var remarks: [String] = []
            if let id = try? fields.institutionID(0) { mentioned.insert(id) }
            let institution = try institution(fields, remarks: &remarks)
            if let first = lines[institution.id] { throw RowFault("the id \(institution.id) stands in line \(first) already") }
            lines[institution.id] = fields.line
            notes.add(fields.line, remarks)
            read.append(institution)
        }
        removeUnsoundParents(&read, lines: lines, mentioned: mentioned, partial: partial, rows: &rows)
        rows.report.remarks += notes.lines
        let result = try rows.result(read, partial: partial)
        let own = Set(result.accepted.map(\.id))
        institutions = result.accepted + institutions.filter { !own.contains($0.id) }
        ownCount = own.count
        index()
        return result.report
    }

    private mutating func institution(_ fields: RowReader.Fields, remarks: inout [String]) throws(RowFault) -> Institution {
        let id = try fields.institutionID(0)
        let type = try fields.institutionType(1)
        guard let name = try fields.optionalText(2, named: "name", limit: 300) else { throw RowFault("the name is empty") }
        var parentID: InstitutionID?
        if !fields[4].trimmed.isEmpty { parentID = try fields.institutionID(4) }
        let hours = try fields.optionalLines(23, named: "hours", limit: 2000)
        let gmina = try codes.gmina(fields[12])
        let point = try fields.optionalPoint(longitude: 13, latitude: 14, precision: 15)
        check(point, gmina, remarks: &remarks)
        let seat = Location(
            address: try address(fields, street: 8), gmina: gmina, point: point, phones: phones(fields[16], remarks: &remarks),
            hours: hours.map { OpeningHours(text: $0, schedule: schedule($0, type)) })
        let otherNames = fields.list(3)
        for text in otherNames { try TextField.check(text, named: "other_names", limit: 300) }
        return Institution(
            id: id, type: type, name: name, otherNames: otherNames, parentID: parentID, runBy: try fields.optionalText(5, named: "run_by", limit: 300),
            area: try codes.area(fields.list(6), type: type), areaNote: try fields.optionalText(7, named: "area_note", limit: 500), locations: [seat],
            emails: try fields.emails(17), website: try fields.website(18), coordinator: try coordinator(fields, remarks: &remarks),
            description: LocalizedText(
                polish: try fields.optionalLines(24, named: "description_pl", limit: 5000) ?? "",
                english: try fields.optionalLines(25, named: "description_en", limit: 5000) ?? ""),
            sourceID: try source(fields[26].trimmed), recordDate: try fields.optionalDay(27), verifiedOn: try fields.optionalDay(28),
            note: try fields.optionalText(29, named: "note", limit: 1000))
    }

    private func source(_ text: String) throws(RowFault) -> String {
        guard let id = text.isEmpty ? sourceID : text else { throw RowFault("the source is empty: name one of sources.csv") }
        guard reference.sources[id] != nil else {
            throw RowFault("the source “\(DelimitedTable.shortened(id))” is not known: add it to sources.csv first")
        }
        return id
    }

    private func coordinator(_ fields: RowReader.Fields, remarks: inout [String]) throws(RowFault) -> CooperationCoordinator? {
        let phones = phones(fields[21], remarks: &remarks)
        guard phones.count <= 1 else { throw RowFault("coordinator_phone has \(phones.count) numbers: give one") }
        return CooperationCoordinator(
            name: try fields.optionalText(19, named: "coordinator_name", limit: 200), role: try fields.optionalText(20, named: "coordinator_role", limit: 200),
            phone: phones.first, email: try fields.optionalEmail(22, named: "coordinator_email"))
    }

    private func address(_ fields: RowReader.Fields, street: Int) throws(RowFault) -> PostalAddress {
        PostalAddress(
            street: try fields.directoryText(street, named: "street", limit: 120), building: try fields.directoryText(street + 1, named: "building", limit: 30),
            postalCode: try fields.postalCode(street + 2), locality: try fields.directoryText(street + 3, named: "locality", limit: 120))
    }

    private func phones(_ text: String, remarks: inout [String]) -> [Phone] {
        let reading = TelephoneReader.read(text)
        remarks += reading.faults
        return reading.phones
    }

    /// The field of a public office holds its office hours; nobody can say the days of others.
    private mutating func schedule(_ text: String, _ type: InstitutionType) -> WeeklySchedule? {
        let isOffice = type.tier != .local || type == .urzad
        let key = (isOffice ? "+" : "-") + text
        if let known = schedules[key] { return known }
        let read = OpeningHoursParser.schedule(text, unnamedDays: isOffice ? .workdays : .unknown)
        schedules.updateValue(read, forKey: key)
        return read
    }

    private func check(_ point: InstitutionPoint?, _ gmina: TERYTCode?, remarks: inout [String]) {
        guard let point, let gmina,
            let distance = reference.geography.distanceKilometers(from: Point(point.longitude, point.latitude), to: gmina), distance > 1
        else { return }
        let name = reference.territory.byCode[gmina]?.fullName ?? gmina.stem
        remarks.append("the point lies \(PointCheck.kilometers(distance)) outside \(name): is the gmina or the point right?")
    }

    /// Taking out an institution with an unsound parent may leave another without its parent, so look until nothing changes. A parent
    /// whose own row is bad is reported there; its children are named only when the good rows are to be kept.
    private func removeUnsoundParents(
        _ read: inout [Institution], lines: [InstitutionID: Int], mentioned: Set<InstitutionID>, partial: Bool, rows: inout RowReader
    ) {
        guard read.contains(where: { $0.parentID != nil }) else { return }
        while true {
            let parents = Dictionary(uniqueKeysWithValues: read.map { ($0.id, $0.parentID) })
            var unsound: [InstitutionID: String?] = [:]
            for institution in read {
                guard let parent = institution.parentID else { continue }
                if parents[parent] == nil, positions[parent] == nil {
                    let isReported = mentioned.contains(parent)
                    let reason = isReported ? "the parent “\(parent)” was rejected" : "the parent “\(parent)” is not in the table"
                    unsound.updateValue(isReported && !partial ? nil : reason, forKey: institution.id)
                } else if let circle = circle(from: institution.id, parents) {
                    unsound[institution.id] = "the parents lead in a circle: \(circle.map(\.text).joined(separator: " → "))"
                }
            }
            guard !unsound.isEmpty else { return }
            for (id, reason) in unsound {
                if let reason { rows.reject(lines[id] ?? 0, reason) }
                rows.report.accepted -= 1
            }
            read.removeAll { unsound[$0.id] != nil }
        }
    }

    private func circle(from id: InstitutionID, _ parents: [InstitutionID: InstitutionID?]) -> [InstitutionID]? {
        var path = [id]
        var next = parents[id] ?? nil
        while let parent = next {
            if parent == id { return path + [id] }
            // A circle that `id` is not on is found when its own members are looked at.
            guard !path.contains(parent) else { return nil }
            path.append(parent)
            next = parents[parent] ?? nil
        }
        return nil
    }

    // MARK: Services

    mutating func readServices(_ table: InputTable, partial: Bool) throws(IntakeRefusal) -> IntakeReport {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(DirectoryColumns.services))
        var read: [Int: [Service]] = [:]
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let position = try position(fields)
            let service = try service(fields)
            let key = "\(position) \(service.termID) \(service.name ?? "")"
            if let first = lines[key] { throw RowFault("the service \(service.termID) of this institution stands in line \(first) already") }
            lines[key] = fields.line
            read[position, default: []].append(service)
        }
        let report = try rows.result([Service](), partial: partial).report
        for (position, services) in read {
            let named = Set(services.map { $0.termID + "\u{0}" + ($0.name ?? "") })
            institutions[position].services.removeAll { named.contains($0.termID + "\u{0}" + ($0.name ?? "")) }
            institutions[position].services += services
            touched.insert(position)
        }
        return report
    }

    private func position(_ fields: RowReader.Fields) throws(RowFault) -> Int {
        let id = try fields.institutionID(0)
        guard let position = positions[id] else { throw RowFault("the institution \(id) is not in the table of institutions, or was rejected there") }
        return position
    }

    private func service(_ fields: RowReader.Fields) throws(RowFault) -> Service {
        let term = fields[1].trimmed
        try expect(term, .service)
        var targets: [String] = []
        for target in fields.ids(4) {
            try expect(target, .target)
            if !targets.contains(target) { targets.append(target) }
        }
        let capacity = try fields.optionalCount(7, named: "capacity")
        let free = try fields.optionalCount(8, named: "free_places")
        let freeOn = try fields.optionalDay(9)
        if let capacity, let free, free > capacity { throw RowFault("free_places \(free) are more than the capacity of \(capacity)") }
        guard (free == nil) == (freeOn == nil) else { throw RowFault("free_places and free_places_on belong together: a number of free places needs its day") }
        return Service(
            termID: term, name: try fields.optionalText(2, named: "name", limit: 200), description: try fields.optionalLines(3, named: "description", limit: 5000),
            targetIDs: targets, eligibility: try fields.optionalText(5, named: "eligibility", limit: 2000),
            cost: try fields.optionalText(6, named: "cost", limit: 500), capacity: capacity, freePlaces: free, freePlacesOn: freeOn)
    }

    private func expect(_ id: String, _ kind: TaxonomyTerm.Kind) throws(RowFault) {
        guard let term = reference.taxonomy.term(id) else {
            let near = reference.taxonomy.terms(of: kind).map(\.id).filter { EditDistance.between(id, $0, limit: 3) <= 3 }.sorted().prefix(3)
            throw RowFault(
                "“\(DelimitedTable.shortened(id))” is not a \(kind.rawValue) of the taxonomy"
                    + (near.isEmpty ? ": see taxonomy.csv" : ": did you mean \(near.joined(separator: ", "))?"))
        }
        guard term.kind == kind else { throw RowFault("“\(id)” is a \(term.kind.rawValue) of the taxonomy, not a \(kind.rawValue)") }
    }

    // MARK: Further places

    mutating func readLocations(_ table: InputTable, partial: Bool) throws(IntakeRefusal) -> IntakeReport {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(DirectoryColumns.locations))
        var notes = ListNotes()
        var read: [Int: [Location]] = [:]
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let position = try position(fields)
            var remarks: [String] = []
            let gmina = try codes.gmina(fields[6])
            let point = try fields.optionalPoint(longitude: 7, latitude: 8, precision: 9)
            check(point, gmina, remarks: &remarks)
            let hours = try fields.optionalLines(11, named: "hours", limit: 2000)
            let location = Location(
                name: try fields.optionalText(1, named: "name", limit: 200), address: try address(fields, street: 2), gmina: gmina, point: point,
                phones: phones(fields[10], remarks: &remarks),
                hours: hours.map { OpeningHours(text: $0, schedule: schedule($0, institutions[position].type)) })
            guard !location.address.locality.isEmpty else { throw RowFault("the locality is empty") }
            let key = "\(position) \(location.name ?? "") \(location.address.oneLine)"
            if let first = lines[key] { throw RowFault("the same place of this institution stands in line \(first) already") }
            lines[key] = fields.line
            notes.add(fields.line, remarks)
            read[position, default: []].append(location)
        }
        rows.report.remarks += notes.lines
        let report = try rows.result([Location](), partial: partial).report
        for (position, locations) in read {
            let known = institutions[position].locations
            // The seat stays the first.
            institutions[position].locations =
                known.prefix(1) + known.dropFirst().filter { old in !locations.contains { $0.name == old.name && $0.address == old.address } } + locations
            touched.insert(position)
        }
        return report
    }
}
