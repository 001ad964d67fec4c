// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import Intake

/// Tables written in the tests, read against the current register.
enum ValueTables {
    private static let shared = Result { () throws -> ValueTableReader in
        let units = try IntakeFixtures.territoryContents().units
        return ValueTableReader(units: units, indicators: [], sources: [], mappings: try ValueMapping.read(folder: IntakeFixtures.geoData.appendingPathComponent("mappings")))
    }

    static func reader() throws -> ValueTableReader { try shared.get() }

    static func read(_ text: String, file: String = "tabela.csv", _ adjust: (inout ValueTableOptions) -> Void = { _ in }) throws -> ValueTable {
        try read(Data(text.utf8), file: file, adjust)
    }

    static func read(_ data: Data, file: String, _ adjust: (inout ValueTableOptions) -> Void = { _ in }) throws -> ValueTable {
        var options = ValueTableOptions()
        adjust(&options)
        return try reader().read(data, file: file, options: options)
    }

    /// The observations as short lines: `stopa 2023 1201 5.5`, the flag behind a value that is missing.
    static func lines(_ table: ValueTable) -> [String] {
        table.observations.map { observation in
            let value = observation.value.map(DecimalNumber.write) ?? observation.flag?.rawValue ?? "?"
            return "\(observation.indicator) \(observation.period) \(observation.code.stem) \(value)"
        }
    }

    static func reason(_ text: String, file: String = "tabela.csv", _ adjust: (inout ValueTableOptions) -> Void = { _ in }) -> String {
        do {
            let table = try read(text, file: file, adjust)
            try table.checked(partial: false)
            Issue.record("the table was taken")
            return ""
        } catch {
            return error.localizedDescription
        }
    }
}
