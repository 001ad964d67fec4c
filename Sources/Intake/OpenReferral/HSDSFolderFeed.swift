// SPDX-License-Identifier: Apache-2.0

import Foundation
import OpenReferral

/// The organizations of a folder of tables, with what belongs to them put together by the ids of the rows.
struct HSDSFolderFeed {
    let entries: [HSDSEntry]
    /// With the rows that are not as they should be.
    let report: IntakeReport

    init(_ folder: URL) throws(IntakeRefusal) {
        var tables = HSDSTableRows(folder)
        guard let organizations: [HSDSTableRows.Row<HSDSOrganization>] = try tables.read(.organization) else {
            throw IntakeRefusal(
                file: folder.lastPathComponent,
                reason: "there is no \(HSDSTable.organization.file) in the folder: expected the tables of HSDS 3.0, as export hsds writes them")
        }
        let parts = try HSDSParts(&tables, organizations: Set(organizations.map(\.object.id)))
        entries = organizations.map { row in
            HSDSEntry(organization: parts.organization(row.object), place: tables.file(.organization) + " line \(row.line)", line: row.line)
        }
        report = tables.report
    }
}

/// Rows of tables as objects.
struct HSDSTableRows {
    struct Row<Object: HSDSObject> {
        var object: Object
        let line: Int
    }

    private let folder: URL
    private var files: [HSDSTable: String] = [:]
    var report: IntakeReport

    init(_ folder: URL) {
        self.folder = folder
        report = IntakeReport(file: folder.lastPathComponent)
    }

    func file(_ table: HSDSTable) -> String { files[table] ?? table.file }

    /// - Returns: nil when the folder has no such table.
    mutating func read<Object: HSDSObject>(_ table: HSDSTable) throws(IntakeRefusal) -> [Row<Object>]? {
        // Older packages name the files as the tables.
        let names = [table.file, table.rawValue + ".csv", table.rawValue + "s.csv"]
        guard let name = names.first(where: { FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }) else { return nil }
        files[table] = name
        let input = try InputTable(folder.appendingPathComponent(name))
        let parsed = try DelimitedTable(input.data, file: name, delimiter: nil)
        _ = try parsed.positions(["id"], othersAllowed: true)
        report.remarks += parsed.remarks.map { "\(name): \($0)" }
        let known = Object.columns
        let unknown = parsed.header.filter { !known.contains($0) }
        if !unknown.isEmpty { report.remarks.append("\(name): columns that the standard does not have were left out: \(DelimitedTable.shortened(unknown.joined(separator: ", ")))") }
        let columns = Dictionary(parsed.header.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        var rows: [Row<Object>] = []
        var lines: [String: Int] = [:]
        rows.reserveCapacity(parsed.rows.count)
        for row in parsed.rows {
            guard row.fields.count == parsed.header.count else {
                reject(table, row.line, ": the row has \(row.fields.count) fields, the header has \(parsed.header.count)")
                continue
            }
            do {
                let object: Object = try HSDSRowDecoder.object(columns, row.fields)
                if let first = lines[object.id] { throw RowFault("the id \(DelimitedTable.shortened(object.id)) stands in line \(first) already") }
                lines[object.id] = row.line
                rows.append(Row(object: object, line: row.line))
            } catch {
                reject(table, row.line, HSDSDefect(error).text)
            }
        }
        return rows
    }

    mutating func reject(_ table: HSDSTable, _ line: Int, _ reason: String) {
        report.rejected.append(RejectedRow(line: line, reason: file(table) + reason))
    }

    /// The rows of a table by the row of another that each names first in `owners`. A row that names nothing that is there is rejected.
    mutating func grouped<Object: HSDSObject>(
        _ table: HSDSTable, by owners: [(member: KeyPath<Object, String?>, ids: Set<String>?, table: HSDSTable)]
    ) throws(IntakeRefusal) -> [String: [Object]] {
        var groups: [String: [Object]] = [:]
        let rows: [Row<Object>] = try read(table) ?? []
        for row in rows {
            guard let owner = owners.first(where: { row.object[keyPath: $0.member] != nil }), let id = row.object[keyPath: owner.member] else {
                reject(table, row.line, ": the row belongs to nothing: one of \(owners.map { $0.table.rawValue + "_id" }.joined(separator: ", ")) is expected")
                continue
            }
            if let ids = owner.ids, !ids.contains(id) {
                reject(table, row.line, ".\(owner.table.rawValue)_id: \(DelimitedTable.shortened(id)) is not in \(file(owner.table))")
                continue
            }
            groups[id, default: []].append(row.object)
        }
        return groups
    }
}
