// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Reads a list of adviser sectors as a województwo publishes it: `sektor,obszar,terc,uwaga`, one row a powiat or a part of one.
public struct AdviserSectorList: Sendable {
    static let columns = ["sektor", "obszar", "terc", "uwaga"]

    let reference: DirectoryReference
    let sourceID: String

    public init(reference: DirectoryReference, sourceID: String) {
        self.reference = reference
        self.sourceID = sourceID
    }

    /// - Throws: a refusal that lists every bad row; a division is taken whole or not at all.
    public func read(_ table: InputTable) throws(IntakeRefusal) -> IntakeResult<AdviserSector> {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = try RowReader(parsed, columns: Self.columns)
        let codes = UnitCodes(territory: reference.territory)
        var sectors: [AdviserSector] = []
        var parts: Set<AdviserSector.Part> = []
        rows.forEach { (fields) throws(RowFault) in
            guard let number = DecimalNumber.wholeNumber(fields[0].trimmed), (1...999).contains(number) else {
                throw RowFault("the sector “\(DelimitedTable.shortened(fields[0]))” is not a number: expected 1…999")
            }
            let unit = try codes.unit(fields[2], named: "terc")
            guard unit.level == .powiat || unit.level == .gmina, let region = unit.code.ancestor(at: .wojewodztwo) else {
                throw RowFault("terc: \(unit.code) is \(unit.fullName); expected a powiat or gmina")
            }
            let name = try fields.directoryText(1, named: "obszar", limit: 200)
            guard !name.isEmpty else { throw RowFault("obszar is empty") }
            let isWhole = !fields[3].trimmed.hasPrefix("część")
            let part = AdviserSector.Part(code: unit.code, name: isWhole ? unit.fullName : name, isWhole: isWhole)
            guard parts.insert(part).inserted else { throw RowFault("\(unit.code) \(name) stands in the list already") }
            let index = sectors.firstIndex { $0.region == region && $0.number == number }
            let sector = AdviserSector(region: region, number: number, parts: (index.map { sectors[$0].parts } ?? []) + [part], sourceID: sourceID)
            if let index { sectors[index] = sector } else { sectors.append(sector) }
        }
        return try rows.result(sectors, partial: false)
    }
}
