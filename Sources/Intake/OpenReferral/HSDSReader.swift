// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import OpenReferral

/// Reads institutions from an Open Referral HSDS 3.0 exchange: our own exports and other people's feeds.
///
/// JSON may be an array of organizations, a page of HSDS's API (`contents`), an envelope with `organizations`, one organization,
/// or one object a line. Services with their organization inside, as an API gives them with `full=true`, are gathered by
/// organization. Tables are a folder with `organizations.csv` and what belongs to it.
///
/// Our own exports come back as they were, under the id that they carry. For other feeds these rules hold:
/// - The id is that of an institution known by the same UUID, else the UUID in small letters.
/// - The type is that of an attribute with one of our terms; else the one that the name names (`Gminny Ośrodek Pomocy Społecznej
///   w …`, `PCPR …`); else an organisation outside government (NGO).
/// - A service has the type of its attribute with one of our terms (by id or code), else the one that its name names, else
///   `pomoc-organizacji` under its own name. Services that are inactive or defunct are left out.
/// - The gmina is the one in which the point lies, else the only one of the city's name in the województwo named.
/// - A point is taken as that of the address when there is a building number, else as that of the locality.
/// - The coordinator is the contact whose title says so.
/// - The source is that of our own export when it is known here, else the one given to the reader.
///
/// What the directory has no field for is counted in the report, never dropped in silence.
public struct HSDSReader: Sendable {
    let reference: DirectoryReference
    let sourceID: String?
    let existing: [Institution]

    /// - Parameters:
    ///   - sourceID: for organizations that do not name a source known here.
    ///   - existing: institutions that feeds may name by their UUID.
    public init(reference: DirectoryReference, sourceID: String?, existing: [Institution] = []) {
        self.reference = reference
        self.sourceID = sourceID
        self.existing = existing
    }

    /// Reads a JSON file.
    /// - Throws: a refusal when the text is not JSON, or when an organization is bad and `partial` is false.
    public func read(json: Data, file: String, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Institution> {
        let feed = try HSDSJSONFeed(json, file: file)
        return try read(feed.entries, report: feed.report, partial: partial)
    }

    /// Reads a folder of tables.
    /// - Throws: a refusal when there is no table of organizations, or when a row is bad and `partial` is false.
    public func read(folder: URL, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Institution> {
        let feed = try HSDSFolderFeed(folder)
        return try read(feed.entries, report: feed.report, partial: partial)
    }

    private func read(_ entries: [HSDSEntry], report: IntakeReport, partial: Bool) throws(IntakeRefusal) -> IntakeResult<Institution> {
        var report = report
        if let sourceID, reference.sources[sourceID] == nil {
            throw IntakeRefusal(file: report.file, reason: "the source “\(DelimitedTable.shortened(sourceID))” is not known: add it to sources.csv first")
        }
        let organizations = HSDSOrganizations(reference: reference, sourceID: sourceID, existing: existing, entries: entries)
        var drafts: [Draft] = []
        var places: [InstitutionID: String] = [:]
        var notes: [String] = []
        var leftOut = HSDSLeftOut()
        for entry in entries {
            report.read += 1
            var remarks: [String] = []
            do throws(RowFault) {
                var own = HSDSLeftOut()
                let institution = try organizations.institution(entry.organization, remarks: &remarks, leftOut: &own)
                if let first = places[institution.id] { throw RowFault("the institution \(institution.id) stands in \(first) already") }
                places[institution.id] = entry.place
                drafts.append(Draft(institution: institution, entry: entry))
                leftOut.add(own)
            } catch {
                report.rejected.append(RejectedRow(line: entry.line, reason: "\(entry.place): \(error.reason)"))
            }
            notes += remarks.map { "\(entry.place): \($0)" }
        }
        removeUnsoundParents(&drafts, &report)
        report.accepted = drafts.count
        report.remarks += notes
        if let line = leftOut.line { report.remarks.append(line) }
        report.rejected.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
        guard report.rejected.isEmpty || partial else {
            report.accepted = 0
            throw IntakeRefusal(report: report)
        }
        return IntakeResult(accepted: drafts.map(\.institution), report: report)
    }

    private struct Draft {
        let institution: Institution
        let entry: HSDSEntry
    }

    /// Taking out an institution may leave another without its parent, so look until nothing changes.
    private func removeUnsoundParents(_ drafts: inout [Draft], _ report: inout IntakeReport) {
        let known = Set(existing.map(\.id))
        while true {
            let parents = Dictionary(drafts.map { ($0.institution.id, $0.institution.parentID) }) { first, _ in first }
            var unsound = Set<InstitutionID>()
            for draft in drafts {
                guard let parent = draft.institution.parentID else { continue }
                if parents[parent] == nil, !known.contains(parent) {
                    unsound.insert(draft.institution.id)
                    report.rejected.append(RejectedRow(line: draft.entry.line, reason: "\(draft.entry.place): the parent \(parent) was rejected"))
                } else if Self.isInCircle(draft.institution.id, parents) {
                    unsound.insert(draft.institution.id)
                    report.rejected.append(
                        RejectedRow(line: draft.entry.line, reason: "\(draft.entry.place): the parents of \(draft.institution.id) lead back to itself"))
                }
            }
            guard !unsound.isEmpty else { return }
            drafts.removeAll { unsound.contains($0.institution.id) }
        }
    }

    private static func isInCircle(_ id: InstitutionID, _ parents: [InstitutionID: InstitutionID?]) -> Bool {
        var next = parents[id] ?? nil
        var steps = 0
        while let parent = next, steps <= parents.count {
            if parent == id { return true }
            next = parents[parent] ?? nil
            steps += 1
        }
        return false
    }
}

/// An organization of a feed, with its services, and where it stands.
struct HSDSEntry {
    var organization: HSDSOrganization
    /// As a report names it: `contents[3]`, `organizations.csv`.
    let place: String
    /// The line of the file on which it begins, counted from 1.
    let line: Int
}

/// What feeds hold that the directory has no field for.
struct HSDSLeftOut {
    private var counts: [String: Int] = [:]

    mutating func add(_ what: String, _ count: Int) { if count > 0 { counts[what, default: 0] += count } }

    mutating func add(_ other: HSDSLeftOut) { for (what, count) in other.counts { add(what, count) } }

    /// One sentence for the report; nil when nothing was left out.
    var line: String? {
        guard !counts.isEmpty else { return nil }
        let parts = counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        return "the directory has no field for some members, which were left out: \(parts)"
    }
}
