// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The directory while its inputs are put together.
struct BuildDraft {
    private(set) var institutions: [Institution] = []
    private var added = 0
    private(set) var sources: [Source] = []
    private var sectors: [AdviserSector] = []
    private var reports: [IntakeReport] = []
    private var remarks: [String] = []
    private var byKey: [String: [Int]] = [:]
    /// The input that an institution came from first.
    private var origins: [String] = []
    /// Ids that an institution had before it was merged into another.
    private var formerIDs: [InstitutionID: InstitutionID] = [:]

    // MARK: Inputs

    mutating func add(_ result: IntakeResult<Institution>) {
        reports.append(result.report)
        for institution in result.accepted { add(institution, from: result.report.file) }
    }

    mutating func add(_ contents: DirectoryTableReader.Contents, folder: String) {
        reports += contents.reports
        for institution in contents.institutions {
            // One of the lists, to which the folder adds services or places.
            if let position = institutions.firstIndex(where: { $0.id == institution.id }), isSameButForMore(institutions[position], institution) {
                institutions[position] = institution
            } else {
                add(institution, from: folder)
            }
        }
    }

    private func isSameButForMore(_ old: Institution, _ new: Institution) -> Bool {
        var bare = new
        bare.services = old.services
        bare.locations = old.locations
        return bare == old && new.seat == old.seat
    }

    mutating func add(sources result: IntakeResult<Source>) {
        reports.append(result.report)
        for source in result.accepted {
            if let known = sources.first(where: { $0.id == source.id }) {
                if known != source { remarks.append("the source \(source.id) of \(result.report.file) differs from the one before: the first was kept") }
            } else {
                sources.append(source)
            }
        }
    }

    mutating func add(sectors result: IntakeResult<AdviserSector>) {
        reports.append(result.report)
        for sector in result.accepted {
            // A later table is the administrator's own: it takes the place of the list.
            if let index = sectors.firstIndex(where: { $0.region == sector.region && $0.number == sector.number }) {
                if sectors[index] != sector { remarks.append("sector \(sector.number) of \(sector.region) of \(result.report.file) takes the place of the one before") }
                sectors[index] = sector
            } else {
                sectors.append(sector)
            }
        }
    }

    private mutating func add(_ institution: Institution, from file: String) {
        added += 1
        let keys = InstitutionMerge.keys(institution)
        guard let position = keys.compactMap({ same($0, institution, from: file) }).first else {
            institutions.append(institution)
            origins.append(file)
            for key in keys { byKey[key, default: []].append(institutions.count - 1) }
            return
        }
        let first = institutions[position]
        guard first != institution else {
            remarks.append("\(institution.id) of \(file) is in \(origins[position]) already, the same: taken once")
            return
        }
        institutions[position] = InstitutionMerge.merged(first, institution)
        for key in keys where byKey[key]?.contains(position) != true { byKey[key, default: []].append(position) }
        if institution.id != first.id { formerIDs[institution.id] = first.id }
        remarks.append(
            institution.id == first.id
                ? "\(institution.id) of \(file) is in \(origins[position]) already: merged"
                : "\(institution.id) (\(institution.name)) of \(file) is \(first.id) (\(first.name)) of \(origins[position]): merged")
    }

    /// The institution of another input that is the same one. Two of one list are two, whatever they are called.
    private func same(_ key: String, _ institution: Institution, from file: String) -> Int? {
        byKey[key]?.first { position in
            key.hasPrefix("id ") || (origins[position] != file && InstitutionMerge.mayShareAddress(institutions[position], institution))
        }
    }

    // MARK: The whole

    func result(finder: GminaFinder, points: PointCheck) -> DirectoryBuild.Result {
        var report = IntakeReport(file: "directory", read: added)
        report.remarks = remarks
        var filled = 0
        let complete = institutions.map { institution in
            var complete = institution
            if let parent = institution.parentID, let now = formerIDs[parent] { complete.parentID = now }
            if let seat = institution.seat, seat.point == nil, let unit = seat.gmina.flatMap({ finder.unit($0) }), let point = points.inner(unit) {
                complete.locations[0] = Location(
                    name: seat.name, address: seat.address, gmina: seat.gmina, point: point, phones: seat.phones, hours: seat.hours)
                filled += 1
            }
            return complete
        }.sorted { $0.id < $1.id }
        report.accepted = complete.count
        if filled > 0 { report.remarks.append("\(filled) institutions without a point got one inside their gmina") }
        report.remarks += Coverage(complete, finder: finder).lines
        let used = Set(complete.map(\.sourceID) + sectors.map(\.sourceID))
        var all = PublishedList.sources(of: complete) + (used.contains(PublishedList.sectors.id) ? [PublishedList.sectors] : [])
        for source in sources {
            if let known = all.first(where: { $0.id == source.id }) {
                if known != source { report.remarks.append("the source \(source.id) is a published list: its own row was kept") }
            } else {
                all.append(source)
                if !used.contains(source.id) { report.remarks.append("the source \(source.id) is not used by any institution") }
            }
        }
        return DirectoryBuild.Result(
            sources: all.sorted { $0.id < $1.id }, institutions: complete, sectors: sectors.sorted { ($0.region, $0.number) < ($1.region, $1.number) },
            reports: reports + [report])
    }
}

/// Which units of the województwa that the lists cover have no office: what an administrator should look for.
private struct Coverage {
    let lines: [String]

    init(_ institutions: [Institution], finder: GminaFinder) {
        var lines: [String] = []
        let welfare = Set(institutions.filter { $0.type == .ops || $0.type == .cus }.flatMap { $0.area.map(\.code) })
        let regions = Dictionary(grouping: welfare) { $0.ancestor(at: .wojewodztwo) ?? .country }
        for (region, covered) in regions.sorted(by: { $0.key < $1.key }) where covered.count >= 10 {
            let powiats = finder.powiats(of: region)
            let missing = powiats.flatMap { finder.gminas(of: $0.code) }.filter { gmina in !covered.contains { gmina.code.isWithin($0) } }
            let name = finder.unit(region)?.fullName ?? region.stem
            if !missing.isEmpty {
                lines.append("\(name): no OPS or CUS for \(missing.count) gminas: " + missing.map { "\($0.code.stem) \($0.name)" }.joined(separator: ", "))
            }
            let family = Set(institutions.filter { $0.type == .pcpr }.flatMap { $0.area.map(\.code) }).filter { $0.isWithin(region) }
            let without = powiats.filter { $0.kind == .powiat && !family.contains($0.code) }
            if !without.isEmpty { lines.append("\(name): no PCPR for \(without.count) powiats: " + without.map { "\($0.code.stem) \($0.name)" }.joined(separator: ", ")) }
        }
        self.lines = lines
    }
}
