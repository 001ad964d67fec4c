// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A row of the table of adviser sectors: `region,sector,unit,part,gminas,source`.
///
/// - `unit` alone: the whole powiat or gmina belongs to the sector.
/// - with `part`, the source's words for a part of the powiat: which gminas that is, nobody has said yet.
/// - with `part` and `gminas`, which an administrator fills in: these gminas, each whole, and no other of the powiat.
struct SectorRow {
    let unit: TERYTCode
    let part: String
    let gminas: [TERYTCode]

    /// The rows of a sector: gminas of one part of one powiat together.
    static func rows(of sector: AdviserSector) -> [SectorRow] {
        var rows: [SectorRow] = []
        for part in sector.parts {
            if !part.isWhole {
                rows.append(SectorRow(unit: part.code, part: part.name, gminas: []))
            } else if part.code.level == .gmina, let powiat = part.code.parent, !part.name.isEmpty {
                if let index = rows.firstIndex(where: { $0.unit == powiat && $0.part == part.name && !$0.gminas.isEmpty }) {
                    rows[index] = SectorRow(unit: powiat, part: part.name, gminas: rows[index].gminas + [part.code])
                } else {
                    rows.append(SectorRow(unit: powiat, part: part.name, gminas: [part.code]))
                }
            } else {
                rows.append(SectorRow(unit: part.code, part: "", gminas: []))
            }
        }
        return rows
    }
}

extension DirectoryTables {
    /// Reads a table of adviser sectors; see `SectorRow` for what a row says.
    /// - Throws: a refusal that lists every bad row: a unit that two sectors claim whole, a gmina outside the powiat of its row.
    public static func sectors(_ table: InputTable, reference: DirectoryReference, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<AdviserSector> {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(DirectoryColumns.sectors))
        let codes = UnitCodes(territory: reference.territory)
        var drafts: [(region: TERYTCode, number: Int, sourceID: String, parts: [AdviserSector.Part])] = []
        var claims: [(part: AdviserSector.Part, index: Int, line: Int)] = []
        rows.forEach { (fields) throws(RowFault) in
            let region = try codes.unit(fields[0], named: "region")
            guard region.level == .wojewodztwo else { throw RowFault("region: \(region.code) is \(region.fullName); expected the two digits of a województwo") }
            guard let number = DecimalNumber.wholeNumber(fields[1].trimmed), (1...999).contains(number) else {
                throw RowFault("the sector “\(DelimitedTable.shortened(fields[1]))” is not a number: expected 1…999")
            }
            let source = fields[5].trimmed
            guard reference.sources[source] != nil else {
                throw RowFault("the source “\(DelimitedTable.shortened(source))” is not known: add it to sources.csv first")
            }
            let parts = try parts(fields, region: region.code, codes: codes)
            let index = drafts.firstIndex { $0.region == region.code && $0.number == number } ?? drafts.count
            for part in parts {
                if let other = claims.first(where: { collide($0.part, part, isSame: $0.index == index) }) {
                    throw RowFault("\(part.code) \(part.name) stands in line \(other.line) already, or a unit around or inside it does")
                }
            }
            if index == drafts.count { drafts.append((region.code, number, source, [])) }
            guard drafts[index].sourceID == source else { throw RowFault("the sector has another source above: \(drafts[index].sourceID)") }
            drafts[index].parts += parts
            claims += parts.map { ($0, index, fields.line) }
        }
        let sectors = drafts.map { AdviserSector(region: $0.region, number: $0.number, parts: $0.parts, sourceID: $0.sourceID) }
        return try rows.result(sectors, partial: partial)
    }

    private static func parts(_ fields: RowReader.Fields, region: TERYTCode, codes: UnitCodes) throws(RowFault) -> [AdviserSector.Part] {
        let unit = try codes.unit(fields[2], named: "unit")
        guard unit.level == .powiat || unit.level == .gmina, unit.code.isWithin(region) else {
            throw RowFault("unit: \(unit.code) \(unit.fullName) is not a powiat or gmina of \(region)")
        }
        let name = try fields.directoryText(3, named: "part", limit: 200)
        var gminas: [TERYTCode] = []
        for text in fields.ids(4) {
            guard let gmina = try codes.gmina(text) else { continue }
            guard gmina.isWithin(unit.code), gmina != unit.code else { throw RowFault("gminas: \(gmina) does not lie in \(unit.fullName)") }
            guard !gminas.contains(gmina) else { throw RowFault("gminas: \(gmina) stands twice") }
            gminas.append(gmina)
        }
        if name.isEmpty {
            guard gminas.isEmpty else { throw RowFault("gminas of a part need the part's name in the column part") }
            return [AdviserSector.Part(code: unit.code, name: unit.level == .gmina ? "" : unit.fullName, isWhole: true)]
        }
        guard unit.level == .powiat else { throw RowFault("only a powiat has named parts; \(unit.code) is \(unit.fullName)") }
        if gminas.isEmpty { return [AdviserSector.Part(code: unit.code, name: name, isWhole: false)] }
        return gminas.map { AdviserSector.Part(code: $0, name: name, isWhole: true) }
    }

    /// Two sectors may share a powiat only by parts of it.
    private static func collide(_ a: AdviserSector.Part, _ b: AdviserSector.Part, isSame: Bool) -> Bool {
        guard a.code.isWithin(b.code) || b.code.isWithin(a.code) else { return false }
        if a.isWhole && b.isWhole { return true }
        if a.isWhole != b.isWhole {
            // A gmina that one sector has whole lies in a powiat of which another has an unnamed part: not yet a contradiction.
            let whole = a.isWhole ? a : b
            return whole.code.level == .powiat
        }
        return isSame && a.name == b.name
    }
}
