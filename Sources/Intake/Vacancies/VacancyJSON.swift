// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A feed in JSON as a table: the members of its objects are the columns; those of an object inside get its name before theirs
/// (`contact.phone` is `contact_phone`). Rows are numbered from 0, as in a path.
struct VacancyJSON {
    let table: DelimitedTable
    /// What the array is called in messages.
    let path: String
    let source: String?
    let date: Period?

    private enum Value: Decodable {
        case text(String)
        case nothing
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .nothing
            } else if let flag = try? container.decode(Bool.self) {
                self = .text(flag ? "true" : "false")
            } else if let number = try? container.decode(Double.self) {
                self = .text(DecimalNumber.write(number))
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .nothing, .object: ""
            case .list(let values): values.map(\.text).filter { !$0.isEmpty }.joined(separator: ", ")
            }
        }
    }

    init(_ input: InputTable) throws(IntakeRefusal) {
        let root: Value
        do {
            let data = input.data.starts(with: [0xEF, 0xBB, 0xBF]) ? Data(input.data.dropFirst(3)) : input.data
            root = try JSONDecoder().decode(Value.self, from: data)
        } catch {
            throw IntakeRefusal(file: input.file, reason: "the file is not JSON: \(error.localizedDescription)")
        }
        var elements: [Value]
        var named: String?
        var source: String?
        var date: Period?
        switch root {
        case .list(let values): elements = values
        case .object(let members):
            let names = ["offers", "oferty", "vacancies"]
            guard let name = names.first(where: { members[$0] != nil }), case .list(let values)? = members[name] else {
                throw IntakeRefusal(file: input.file, reason: "the object has no array “offers” (or oferty): expected an array of offers")
            }
            elements = values
            named = name
            source = (members["source"] ?? members["zrodlo"])?.text
            let day = (members["date"] ?? members["stan_na"])?.text ?? ""
            if !day.isEmpty {
                guard let period = try? Period(String(day.prefix(10))) else { throw IntakeRefusal(file: input.file, reason: "date is “\(day)”: expected a day, as in 2026-03-06") }
                date = period
            }
        default: throw IntakeRefusal(file: input.file, reason: "expected an array of offers, or an object with one")
        }
        path = named ?? "$"
        self.source = source.flatMap { $0.isEmpty ? nil : $0 }
        self.date = date
        var header: [String] = []
        var positions: [String: Int] = [:]
        var rows: [[Int: String]] = []
        for (index, element) in elements.enumerated() {
            guard case .object(let members) = element else { throw IntakeRefusal(file: input.file, reason: "\(path)[\(index)] is not an object") }
            var row: [Int: String] = [:]
            func add(_ name: String, _ text: String) {
                let position = positions[name] ?? header.count
                if position == header.count {
                    header.append(name)
                    positions[name] = position
                }
                row[position] = text
            }
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                if case .object(let inner) = value {
                    for (part, value) in inner.sorted(by: { $0.key < $1.key }) { add("\(name)_\(part)", value.text) }
                } else {
                    add(name, value.text)
                }
            }
            rows.append(row)
        }
        if elements.isEmpty { header = ["title"] }
        table = DelimitedTable(
            file: input.file, header: header, headerLine: 0,
            rows: rows.enumerated().map { index, row in DelimitedTable.Row(line: index, fields: header.indices.map { row[$0] ?? "" }) }, remarks: [])
    }
}
