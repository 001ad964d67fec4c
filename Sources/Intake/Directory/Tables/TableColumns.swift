// SPDX-License-Identifier: Apache-2.0

import PolishText

/// A column of a table that people fill in.
struct TableColumn {
    let name: String
    /// Other headers under which it is known, Polish ones first.
    let aliases: [String]
    var isRequired = false

    init(_ name: String, _ aliases: String..., isRequired: Bool = false) {
        self.name = name
        self.aliases = aliases
        self.isRequired = isRequired
    }
}

extension DelimitedTable {
    /// The positions of columns found by their names or other headers, in any case, with or without diacritics, in any order.
    /// - Parameter othersAllowed: whether to leave columns alone that are not wanted.
    /// - Throws: a refusal that names the columns missing, unknown or given twice.
    func positions(_ columns: [TableColumn], othersAllowed: Bool = false) throws(IntakeRefusal) -> [Int?] {
        func plain(_ text: String) -> String {
            fold(text).split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
        }
        var byName: [String: Int] = [:]
        for (index, column) in columns.enumerated() {
            for name in [column.name] + column.aliases { byName[plain(name)] = index }
        }
        var positions = [Int?](repeating: nil, count: columns.count)
        var unknown: [String] = []
        for (position, text) in header.enumerated() {
            guard let index = byName[plain(text)] else {
                // Spreadsheet programs leave empty columns at the end.
                if !text.isEmpty { unknown.append(text) }
                continue
            }
            if let other = positions[index] {
                throw IntakeRefusal(
                    file: file, line: headerLine,
                    reason: "the column \(columns[index].name) stands twice in the header: as “\(Self.shortened(header[other]))” and “\(Self.shortened(text))”")
            }
            positions[index] = position
        }
        let missing = columns.indices.filter { columns[$0].isRequired && positions[$0] == nil }.map { columns[$0].name }
        guard missing.isEmpty else {
            throw IntakeRefusal(
                file: file, line: headerLine,
                reason: "the column \(missing.map { "“\($0)”" }.joined(separator: ", ")) is missing; "
                    + "the header has \(Self.shortened(header.joined(separator: ", "), limit: 160))")
        }
        guard unknown.isEmpty || othersAllowed else {
            throw IntakeRefusal(
                file: file, line: headerLine,
                reason: "the column “\(Self.shortened(unknown[0]))” is not known; expected \(columns.map(\.name).joined(separator: ", "))")
        }
        return positions
    }
}
