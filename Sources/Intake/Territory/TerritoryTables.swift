// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The atlas's own tables of the territory: `units.csv` and `changes.csv`.
public enum TerritoryTables {
    public static let unitColumns = ["code", "level", "kind", "name", "valid_from", "valid_to"]
    public static let changeColumns = ["code", "kind", "before", "after", "not_before", "not_after"]
    /// A column that older tables do not have: units that took part, as `code:share` or `code`, parted by spaces.
    public static let partsColumn = "units"

    /// Both tables of a folder.
    public struct Contents: Sendable {
        public let units: [TerritorialUnit]
        public let changes: [UnitChange]
        public let reports: [IntakeReport]
    }

    /// Reads `units.csv` and `changes.csv` in `folder`.
    public static func read(folder: URL) throws(IntakeRefusal) -> Contents {
        let units = try self.units(InputFile.read(folder.appendingPathComponent("units.csv")), file: "units.csv")
        let changes = try self.changes(
            InputFile.read(folder.appendingPathComponent("changes.csv")), file: "changes.csv", units: units.accepted)
        return Contents(units: units.accepted, changes: changes.accepted, reports: [units.report, changes.report])
    }

    /// Reads a table of units: one row a state, current states with an empty `valid_to`. The country (`00`) is not listed.
    /// - Throws: a refusal that lists every bad row; a territory is taken whole or not at all.
    public static func units(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<TerritorialUnit> {
        var rows = try RowReader(data, file: file, columns: unitColumns)
        var units: [TerritorialUnit] = []
        var lines: [Int] = []
        // A larger unit whose own row is bad is reported there, not once more for each of its parts.
        var badRows = Set<TERYTCode>()
        rows.forEach { (fields) throws(RowFault) in
            if let code = try? fields.code(0) { badRows.insert(code) }
            units.append(try unit(fields))
            lines.append(fields.line)
        }
        let states = zip(units, lines)
        badRows.subtract(units.map(\.code))
        var open: [TERYTCode: Int] = [:]
        for (unit, line) in states where unit.validTo == nil {
            if let first = open[unit.code] {
                rows.reject(line, "\(unit.code) has a second open state: the first is in line \(first); close one with valid_to")
            } else {
                open[unit.code] = line
            }
        }
        for (unit, line) in states {
            if let parent = unit.code.parent, parent != .country, open[parent] == nil, !badRows.contains(parent) {
                rows.reject(line, "\(unit.code) \(unit.name): its larger unit \(parent) has no open state in this file")
            }
        }
        for (stem, states) in Dictionary(grouping: states, by: { $0.0.code }) where states.count > 1 {
            let ordered = states.sorted { ($0.0.validFrom.map(\.text) ?? "") < ($1.0.validFrom.map(\.text) ?? "") }
            for (a, b) in zip(ordered, ordered.dropFirst()) {
                guard let end = a.0.validTo, let start = b.0.validFrom, end <= start else {
                    if a.0.validTo == nil && b.0.validTo == nil { continue }  // already reported as two open states
                    rows.reject(b.1, "two states of \(stem) overlap: this one and the one in line \(a.1)")
                    continue
                }
            }
        }
        return try rows.result(units, partial: false)
    }

    private static func unit(_ fields: RowReader.Fields) throws(RowFault) -> TerritorialUnit {
        let code = try fields.code(0)
        guard let level = UnitLevel(rawValue: fields[1]), level != .kraj else {
            throw RowFault("the level “\(DelimitedTable.shortened(fields[1]))” is not known: expected wojewodztwo, powiat or gmina")
        }
        guard level == code.level else { throw RowFault("\(code) is a code of level \(code.level.rawValue), the row says \(level.rawValue)") }
        guard let kind = UnitKind(rawValue: fields[2]) else {
            throw RowFault(
                "the kind “\(DelimitedTable.shortened(fields[2]))” is not known: expected "
                    + UnitKind.allCases.dropFirst().map(\.rawValue).joined(separator: ", "))
        }
        let fits =
            switch kind {
            case .kraj: false
            case .wojewodztwo: level == .wojewodztwo
            case .powiat: level == .powiat && !code.isWithinCityWithPowiatRights
            case .cityWithPowiatRights: level == .powiat && code.isWithinCityWithPowiatRights
            case .urbanGmina, .ruralGmina, .urbanRuralGmina: level == .gmina && code.kindDigit == kind.kindDigit
            }
        guard fits else { throw RowFault("the kind \(kind.rawValue) does not fit the code \(code)") }
        let name = fields[3]
        guard !name.isEmpty, name.count <= 120, name.trimmingCharacters(in: .whitespacesAndNewlines) == name else {
            throw RowFault("the name “\(DelimitedTable.shortened(name))” is empty, longer than 120 characters or has spaces around it")
        }
        let from = try fields.optionalPeriod(4)
        let to = try fields.optionalPeriod(5)
        if let from, let to, to <= from { throw RowFault("valid_to \(to) is not after valid_from \(from)") }
        return TerritorialUnit(code: code, kind: kind, name: name, validFrom: from, validTo: to)
    }

    /// Reads a table of changes of `units`.
    public static func changes(
        _ data: Data, file: String, units: [TerritorialUnit]
    ) throws(IntakeRefusal) -> IntakeResult<UnitChange> {
        let table = try DelimitedTable(data, file: file)
        var rows = try RowReader(
            table, columns: changeColumns + (table.header.contains(partsColumn) ? [partsColumn] : []))
        let known = Set(units.map(\.code))
        var changes: [UnitChange] = []
        var lines: [UnitChange: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let code = try fields.code(0)
            guard known.contains(code) else { throw RowFault("\(code) is not in the table of units") }
            guard let kind = UnitChange.Kind(rawValue: fields[1]) else {
                throw RowFault(
                    "the change “\(DelimitedTable.shortened(fields[1]))” is not known: expected "
                        + UnitChange.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let before = fields[2].isEmpty ? nil : fields[2]
            let after = fields[3].isEmpty ? nil : fields[3]
            guard (before == nil) == (kind == .created), (after == nil) == (kind == .abolished) else {
                throw RowFault("before and after do not fit a change of kind \(kind.rawValue)")
            }
            let notBefore = try fields.period(4)
            let notAfter = try fields.period(5)
            guard notBefore <= notAfter else { throw RowFault("not_before \(notBefore) is after not_after \(notAfter)") }
            let parts = fields.positions.count > changeColumns.count ? try self.parts(fields[changeColumns.count]) : []
            for part in parts where !known.contains(part.code) { throw RowFault("\(part.code) is not in the table of units") }
            let change = UnitChange(
                code: code, kind: kind, before: before, after: after, notBefore: notBefore, notAfter: notAfter, parts: parts)
            if let first = lines[change] { throw RowFault("the same change stands in line \(first)") }
            lines[change] = fields.line
            changes.append(change)
        }
        return try rows.result(changes, partial: false)
    }

    private static func parts(_ text: String) throws(RowFault) -> [UnitChange.Part] {
        var parts: [UnitChange.Part] = []
        for item in text.split(separator: " ") {
            let halves = item.split(separator: ":", omittingEmptySubsequences: false)
            let share = halves.count > 1 ? Double(halves[1]) : nil
            guard halves.count <= 2, halves.count == 1 || share.map({ $0 > 0 && $0 <= 1 }) == true else {
                throw RowFault("“\(DelimitedTable.shortened(String(item)))” is no unit with its share: expected 120713 or 120713:0.4")
            }
            do throws(TERYTCodeError) { parts.append(UnitChange.Part(code: try TERYTCode(String(halves[0])), share: share)) } catch {
                throw RowFault(error)
            }
        }
        return parts
    }

    /// The text of a table of units.
    public static func write(_ units: [TerritorialUnit]) -> String {
        TableWriter.table(
            unitColumns,
            units.map {
                [$0.code.description, $0.level.rawValue, $0.kind.rawValue, $0.name, $0.validFrom?.text ?? "", $0.validTo?.text ?? ""]
            })
    }

    /// The text of a table of changes.
    public static func write(_ changes: [UnitChange]) -> String {
        TableWriter.table(
            changeColumns + [partsColumn],
            changes.map { change in
                let parts = change.parts.map { part in part.code.stem + (part.share.map { ":\($0)" } ?? "") }
                return [
                    change.code.description, change.kind.rawValue, change.before ?? "", change.after ?? "", change.notBefore.text,
                    change.notAfter.text, parts.joined(separator: " "),
                ]
            })
    }
}
