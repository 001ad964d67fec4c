// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

/// Files that the tests of this room read.
enum IntakeFixtures {
    private static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let geoData = testFolder.appendingPathComponent("../../GeoData").standardizedFileURL

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: testFolder.appendingPathComponent("Fixtures/\(name)"))
    }

    static func text(_ name: String) throws -> String {
        try #require(String(data: try data(name), encoding: .utf8))
    }

    /// The fixture with one text replaced; the text must be there, or the test would test nothing.
    static func text(_ name: String, replacing old: String, with new: String) throws -> Data {
        let text = try text(name)
        try #require(text.contains(old), "the fixture \(name) has no “\(old)”")
        return Data(text.replacing(old, with: new).utf8)
    }

    /// Read once: many tests need it.
    private static let territoryTables = Result { try TerritoryTables.read(folder: geoData.appendingPathComponent("territory")) }

    static func territoryContents() throws -> TerritoryTables.Contents { try territoryTables.get() }

    static func territory() throws -> TerritoryIndex { TerritoryIndex(try territoryContents().units) }
}

/// The rows of a refusal as `line: reason`; fails when the file is taken.
func rejected<Value>(_ read: () throws -> Value) -> [RejectedRow] {
    do {
        _ = try read()
        Issue.record("the file was taken")
        return []
    } catch let refusal as IntakeRefusal {
        return refusal.report.rejected
    } catch {
        Issue.record("another error: \(error)")
        return []
    }
}

/// Expects a refusal whose only reason stands in `line` and contains `text`.
func expectRefusal<Value>(
    line: Int, _ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ read: () throws -> Value
) {
    let rows = rejected(read)
    #expect(rows.map(\.line) == [line], "\(rows)", sourceLocation: sourceLocation)
    #expect(rows.first?.reason.contains(text) == true, "\(rows)", sourceLocation: sourceLocation)
}

/// A way to find the value of one indicator, unit and period.
struct ObservationLookup {
    private let byKey: [String: Observation]
    let count: Int

    init(_ observations: [Observation]) {
        byKey = Dictionary(observations.map { ("\($0.indicator) \($0.period) \($0.code.stem)", $0) }, uniquingKeysWith: { first, _ in first })
        count = observations.count
    }

    func at(_ indicator: String, _ period: String, _ code: String) -> Observation? { byKey["\(indicator) \(period) \(code)"] }
    func value(_ indicator: String, _ period: String, _ code: String) -> Double? { at(indicator, period, code)?.value }
}
