// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct SeriesTests {
    /// A generator whose numbers are the same in every run.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func randomGrid(_ random: inout Seeded) throws -> ObservationGrid {
        let periods = [try Period("2014"), try Period("2014-10"), try Period("2015-06-30"), try Period("2021"), try Period("2030")]
        var grid = ObservationGrid(unitCount: 64, periods: periods.filter { _ in Bool.random(using: &random) })
        let decimals = Int.random(in: 0...8, using: &random)
        let size = pow(10, Double.random(in: 0...10, using: &random))
        for index in grid.states.indices where Int.random(in: 0..<10, using: &random) > 2 {
            let flag = Bool.random(using: &random) ? nil : ObservationFlag.allCases.randomElement(using: &random)
            let state = CellState(flag, isComputed: Bool.random(using: &random))
            let power = pow(10, Double(decimals))
            // A negative zero is stored as zero.
            grid.set((Double.random(in: -size...size, using: &random) * power).rounded() / power + 0, state, at: index)
        }
        return grid
    }

    @Test func chunksComeBackExactly() throws {
        var random = Seeded(state: 7)
        var writer = SeriesChunkWriter()
        for _ in 0..<300 {
            let grid = try randomGrid(&random)
            let encoded = writer.encode(grid, rows: 0..<64)
            guard let encoded else {
                #expect(grid.states.allSatisfy { !$0.isPresent })
                continue
            }
            var read = ObservationGrid(unitCount: 64, periods: grid.periods)
            try encoded.withUnsafeBytes { bytes in
                let reader = try SeriesChunkReader(bytes)
                let columns = reader.periods.map { code in grid.periods.firstIndex { PeriodCode($0) == code } ?? 0 }
                reader.forEachCell { slot, period, state, value in
                    read.set(value, state, at: read.index(period: columns[period], unit: slot))
                }
                // One slot alone shows the same.
                for slot in 0..<64 {
                    var alone: [String] = []
                    reader.forEachCell(inSlot: slot) { alone.append("\(columns[$0]) \($1.rawValue) \($2)") }
                    let expected = grid.periods.indices.compactMap { period -> String? in
                        let index = grid.index(period: period, unit: slot)
                        return grid.states[index].isPresent ? "\(period) \(grid.states[index].rawValue) \(grid.values[index])" : nil
                    }
                    #expect(alone == expected)
                }
            }
            #expect(read == grid)
            #expect(writer.encode(read, rows: 0..<64) == encoded)
        }
    }

    @Test func damagedChunksAreRefused() throws {
        var random = Seeded(state: 3)
        var writer = SeriesChunkWriter()
        let encoded = try #require(writer.encode(try randomGrid(&random), rows: 0..<64))
        func isRefused(_ bytes: [UInt8]) -> Bool {
            (try? bytes.withUnsafeBytes { try SeriesChunkReader($0) }) == nil
        }
        let bytes = Array(encoded)
        for length in [0, 5, 11, bytes.count - 1] { #expect(isRefused(Array(bytes.prefix(length)))) }
        #expect(isRefused(bytes + [0]))
        for (offset, value) in [(0, 2), (1, 3), (2, 9), (3, 0), (3, 65), (4, 200)] as [(Int, UInt8)] {
            var changed = bytes
            changed[offset] = value
            #expect(isRefused(changed), "\(offset)")
        }
        // Any change of a byte is either refused or read without going out of bounds.
        for offset in bytes.indices.prefix(200) {
            var changed = bytes
            changed[offset] ^= 0xFF
            changed.withUnsafeBytes { raw in
                guard let reader = try? SeriesChunkReader(raw) else { return }
                var cells = 0
                reader.forEachCell { _, _, _, _ in cells += 1 }
                for slot in 0..<64 { reader.forEachCell(inSlot: slot) { _, _, _ in } }
                #expect(cells <= reader.slotCount * reader.periodCount)
            }
        }
    }

    @Test func manyUnitsFillChunksInTheOrderOfTheirCodes() async throws {
        try await withTestAtlas { store in
            // Codes that are no unit have places too.
            let extra = try (1...99).map { number in
                Observation(
                    indicator: try IndicatorID("starsi"), period: try Period("2021"),
                    code: try TERYTCode("2604" + (number < 10 ? "0" : "") + String(number)), value: Double(number) / 8)
            }
            let outcome = try await store.importValues(ImportProvenance(kind: "values")) { try $0.add(extra) }
            #expect(outcome.values.added == 99)
            #expect(outcome.remarks.count == 51)
            #expect(outcome.remarks.last == "… and 49 more rows are of units that do not exist")
            let read = try await store.observations(of: try IndicatorID("starsi"), level: .gmina)
            #expect(Array(read.suffix(99)) == extra)
            let rows = try await store.pool.read { db in
                try Int.fetchAll(db, sql: "SELECT chunk_number FROM series_chunk WHERE indicator_number = 2 AND chunk_number >= 3072 ORDER BY 1")
            }
            #expect(rows == [3072, 3073])
            let slice = try await store.slice(of: try IndicatorID("starsi"), level: .gmina, period: try Period("2021"))
            #expect(slice.unitNumbers.sorted() == slice.unitNumbers)
            try await store.checkIntegrity()
        }
    }

    /// A file of the version before holds the same afterwards, and takes imports.
    @Test func rowsOfThePreviousVersionBecomeSeries() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.sqlite").path
            var contents = try TestAtlas.contents()
            contents.observations += [
                Observation(indicator: try IndicatorID("starsi"), period: try Period("2014-10"), code: try TERYTCode("260101"), value: 0.125),
                Observation(
                    indicator: try IndicatorID("starsi"), period: try Period("2040"), code: try TERYTCode("2601"), value: -3.5,
                    flag: .forecast),
            ]
            try await EarlierFile.make(path, upTo: "0003 directory") { [contents] db in
                try EarlierTerritory.write(contents, to: db)
                try IndicatorWriting.upsert(sources: contents.sources, indicators: contents.indicators, to: db)
                try EarlierFile.writeObservations(contents, to: db)
            }

            let migrated = try AtlasStore.open(path: path)
            let made = try AtlasStore.create(path: folder.appending(path: "new.sqlite").path, contents: contents)
            try await migrated.checkIntegrity()
            for store in [migrated, made] {
                let given = try await store.givenObservations()
                #expect(Set(given) == Set(contents.observations))
            }
            for indicator in contents.indicators {
                for level in UnitLevel.allCases {
                    let old = try await migrated.observations(of: indicator.id, level: level)
                    let new = try await made.observations(of: indicator.id, level: level)
                    #expect(old == new)
                }
            }
            let coverages = (try await migrated.indicators(), try await made.indicators())
            #expect(coverages.0 == coverages.1)
            let given = try await migrated.givenObservations()
            let again = try await migrated.importObservations(given)
            #expect(again == WriteSummary(unchanged: given.count))
            let remarks = try await migrated.recomputeIndicators()
            #expect(remarks.isEmpty)
            try await migrated.checkIntegrity()
            let afterwards = try await migrated.givenObservations()
            #expect(afterwards == given)
            try migrated.close()
            try made.close()
        }
    }
}
