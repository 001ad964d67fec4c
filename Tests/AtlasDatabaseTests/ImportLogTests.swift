// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct ImportLogTests {
    private func observation(
        _ id: String, _ code: String, _ value: Double?, _ flag: ObservationFlag? = nil, period: String = "2021"
    ) throws -> Observation {
        Observation(indicator: try IndicatorID(id), period: try Period(period), code: try TERYTCode(code), value: value, flag: flag)
    }

    private func bring(_ store: AtlasStore, _ observations: [Observation], files: [String] = []) async throws -> Int {
        let outcome = try await store.importValues(ImportProvenance(kind: "values", files: files)) { try $0.add(observations) }
        return try #require(outcome.id)
    }

    /// All that an import can change, byte for byte.
    private func contents(_ store: AtlasStore) async throws -> [String] {
        try await store.pool.read { db in
            try [
                "SELECT 'chunk', key, hex(cells) FROM series_chunk ORDER BY key", "SELECT * FROM coverage ORDER BY 1, 2, 3",
                "SELECT * FROM indicator ORDER BY number", "SELECT * FROM source ORDER BY id",
            ].flatMap { sql in try Row.fetchAll(db, sql: sql).map(\.description) }
        }
    }

    @Test func everyImportIsLogged() async throws {
        try await withTestAtlas { store in
            let none = try await store.imports()
            #expect(none.isEmpty)
            let provenance = ImportProvenance(kind: "bdl", files: ["a.csv", "b.csv"], note: "2015–2024")
            let outcome = try await store.importValues(provenance) { batch in
                try batch.add([try observation("starsi", "260202", 25), try observation("starsi", "260201", 0)])
                try batch.add([try observation("starsi", "260101", 41)])
            }
            #expect(outcome.values == WriteSummary(added: 1, changed: 1, unchanged: 1))
            _ = try await store.importObservations([try observation("starsi", "260101", 42)])
            _ = try await store.importValues(provenance, dryRun: true) { try $0.add([try observation("starsi", "260101", 43)]) }
            let records = try await store.imports()
            #expect(records.map(\.provenance.kind) == ["observations", "bdl"])
            let record = try #require(records.last)
            #expect(record.id == outcome.id && record.provenance == provenance && record.values == outcome.values)
            #expect(record.state == .applied && record.indicatorIDs == ["starsi"])
            #expect(abs(record.finishedAt.timeIntervalSinceNow) < 60)
        }
    }

    @Test func undoingPutsEverythingBackByteForByte() async throws {
        try await withTestAtlas { store in
            let before = try await contents(store)
            let text = LocalizedText(polish: "nowe", english: "new")
            let source = Source(id: "office", name: text, publisher: "office", url: nil, date: try Period("2024"), licence: text)
            let added = try TestAtlas.indicator("nowy", .sum)
            let changed = try TestAtlas.indicator("starsi", .sum, decimals: 3)
            let ratio = try TestAtlas.indicator("iloraz", .ratio(numerator: "nowy", denominator: "ludnosc", factor: 1.0 / 3), decimals: 2)
            let outcome = try await store.importValues(ImportProvenance(kind: "values")) { batch in
                try batch.add(sources: [source], indicators: [added, changed, ratio])
                try batch.add([
                    try observation("nowy", "260101", 1), try observation("nowy", "260102", 2.5), try observation("starsi", "260201", 7),
                    try observation("starsi", "260202", nil, .confidential), try observation("ludnosc", "260101", 99, period: "2024"),
                ])
            }
            let id = try #require(outcome.id)
            let during = try await contents(store)
            #expect(during != before)
            let computed = try await store.observations(of: ratio.id, level: .powiat)
            #expect(!computed.isEmpty)

            let version = try await store.dataVersion()
            let undone = try await store.undoImport(id)
            #expect(undone.restoredValues == 5)
            #expect(undone.restoredDefinitions == 4)
            let after = try await contents(store)
            #expect(after == before)
            let newVersion = try await store.dataVersion()
            #expect(newVersion != version)
            let record = try await store.importRecord(id)
            #expect(record?.state == .undone && record?.undoneAt != nil)
            await #expect(throws: UndoError.alreadyUndone(id)) { try await store.undoImport(id) }
            await #expect(throws: UndoError.noSuchImport(99, latest: id)) { try await store.undoImport(99) }
            try await store.checkIntegrity()
        }
    }

    @Test func anEarlierImportOfOtherValuesCanBeUndone() async throws {
        try await withTestAtlas { store in
            let start = try await contents(store)
            // All in one chunk: units next to each other, another period, and the sums of all.
            let first = try await bring(store, [try observation("starsi", "260202", 25), try observation("starsi", "260201", 1)])
            let afterFirst = try await contents(store)
            let second = try await bring(store, [try observation("starsi", "260101", 3), try observation("starsi", "260102", 4, period: "2022")])
            let third = try await bring(store, [try observation("ludnosc", "260101", 500)])
            _ = try await store.undoImport(first)
            let left = try await store.givenObservations(of: try IndicatorID("starsi"))
            #expect(left.first { $0.code.stem == "260201" }?.value == 0)
            #expect(left.first { $0.code.stem == "260101" }?.value == 3)
            _ = try await store.undoImport(third)
            _ = try await store.undoImport(second)
            let end = try await contents(store)
            #expect(end == start && afterFirst != start)
        }
    }

    @Test func aLaterImportOfTheSameIsNamed() async throws {
        try await withTestAtlas { store in
            let first = try await bring(store, [try observation("starsi", "260202", 25)])
            let second = try await bring(store, [try observation("starsi", "260101", 25)])
            let third = try await bring(store, [try observation("starsi", "260202", 26)])
            let before = try await contents(store)
            await #expect(throws: UndoError.changedLater(first, by: third, what: "starsi, 2021, 260202")) {
                try await store.undoImport(first)
            }
            let after = try await contents(store)
            #expect(after == before)
            _ = try await store.undoImport(third)
            _ = try await store.undoImport(first)
            let left = try await store.givenObservations(of: try IndicatorID("starsi"))
            #expect(left.first { $0.code.stem == "260101" }?.value == 25)
            _ = try await store.undoImport(second)
        }
    }

    @Test func anIndicatorWithLaterValuesStays() async throws {
        try await withTestAtlas { store in
            let added = try TestAtlas.indicator("nowy", .none)
            let first = try #require(
                try await store.importValues(ImportProvenance(kind: "indicators")) { try $0.add(indicators: [added]) }.id)
            let second = try await bring(store, [try observation("nowy", "2601", 3)])
            await #expect(throws: UndoError.changedLater(first, by: second, what: "values of nowy")) { try await store.undoImport(first) }
            let renamed = try TestAtlas.indicator("nowy", .sum)
            let third = try #require(
                try await store.importValues(ImportProvenance(kind: "indicators")) { try $0.add(indicators: [renamed]) }.id)
            await #expect(throws: UndoError.changedLater(first, by: third, what: "the definition of nowy")) {
                try await store.undoImport(first)
            }
            for id in [third, second, first] { _ = try await store.undoImport(id) }
            let ids = try await store.indicators().map(\.indicator.id.text)
            #expect(!ids.contains("nowy"))
        }
    }

    @Test func undoingAfterTheTerritoryChangedComputesForTheNewOne() async throws {
        try await withTestAtlas { store in
            let id = try await bring(store, [try observation("ludnosc", "260101", 1000)])
            try await store.pool.write { db in
                try db.execute(sql: "UPDATE unit SET valid_to = '2020-01-01' WHERE stem = '260202'")
            }
            try await store.recomputeIndicators()
            _ = try await store.undoImport(id)
            try await store.checkIntegrity()
            let given = try await store.givenObservations(of: try IndicatorID("ludnosc"))
            let expected = try TestAtlas.contents().observations.filter { $0.indicator.text == "ludnosc" }
            #expect(Set(given) == Set(expected))
        }
    }

    @Test func whatOldImportsReplacedIsLetGo() async throws {
        try await withTestAtlas { store in
            var ids: [Int] = []
            for number in 0...ImportLog.keptImports { ids.append(try await bring(store, [try observation("starsi", "260202", Double(number))])) }
            await #expect(throws: UndoError.notKept(ids[0], kind: "values")) { try await store.undoImport(ids[0]) }
            let states = try await store.imports().map(\.state)
            #expect(states.count { $0 == .applied } == ImportLog.keptImports && states.last == .final)
            for id in ids.dropFirst().reversed() { _ = try await store.undoImport(id) }
            let left = try await store.givenObservations(of: try IndicatorID("starsi"))
            #expect(left.first { $0.code.stem == "260202" }?.value == 0)
        }
    }

    @Test func anImportThatFailsLeavesNothing() async throws {
        try await withTestAtlas { store in
            struct Stop: Error {}
            let before = try await contents(store)
            await #expect(throws: Stop.self) {
                try await store.importValues(ImportProvenance(kind: "values")) { batch in
                    try batch.add(indicators: [try TestAtlas.indicator("nowy", .none)])
                    try batch.add([try observation("nowy", "2601", 3)])
                    throw Stop()
                }
            }
            let after = try await contents(store)
            let log = try await store.imports()
            #expect(after == before && log.isEmpty)
        }
    }

    @Test func importsOfTheDirectoryAreNotedAndFinal() async throws {
        try await withTestAtlas { store in
            let thesaurus = [ThesaurusEntry(concept: "type:OPS", forms: ["gops"], note: "")]
            for _ in 1...2 {
                _ = try await store.importDirectoryTables(taxonomy: nil, thesaurus: thesaurus, sectors: nil, sources: [])
            }
            let records = try await store.imports()
            #expect(records.map(\.provenance.kind) == ["directory"] && records.first?.state == .final)
            await #expect(throws: UndoError.notKept(1, kind: "directory")) { try await store.undoImport(1) }
        }
    }
}
