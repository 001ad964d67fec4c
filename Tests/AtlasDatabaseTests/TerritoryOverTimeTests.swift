// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing
import TileGeometry

@testable import AtlasDatabase

/// The register of `TestAtlas` on its newest day, with changes.
private func register(_ change: (inout [TerritorialUnit]) throws -> Void = { _ in }) throws -> [TerritorialUnit] {
    var units = try TestAtlas.units().filter { $0.validTo == nil }.map { $0.valid(from: nil, to: nil) }
    try change(&units)
    return units
}

private func unit(_ code: String, _ kind: UnitKind, _ name: String) throws -> TerritorialUnit {
    TerritorialUnit(code: try TERYTCode(code), kind: kind, name: name)
}

private func day(_ text: String) throws -> Period { try Period(text) }

private func described(_ changes: [UnitChange]) -> [String] {
    changes.map { change in
        let parts = change.parts.map { "\($0.code.stem)\($0.share.map { String(format: ":%.2f", $0) } ?? "")" }.joined(separator: ",")
        return "\(change.code.stem) \(change.kind.rawValue) \(parts) \(change.notBefore)…\(change.notAfter)"
    }
}

/// The gminas of `TestAtlas` from west to east, by other codes.
private func boundaries(_ columns: [(String, ClosedRange<Double>)]) throws -> Topology {
    let units = columns.map { code, span in
        let west = TestAtlas.west + span.lowerBound * TestAtlas.side
        let east = TestAtlas.west + span.upperBound * TestAtlas.side
        let ring = [
            Point(west, TestAtlas.south), Point(east, TestAtlas.south), Point(east, TestAtlas.south + TestAtlas.side),
            Point(west, TestAtlas.south + TestAtlas.side), Point(west, TestAtlas.south),
        ]
        return TopologyBuilder.Unit(code: code, polygons: [[ring]])
    }
    var topology = try TopologyBuilder().build(layer: "gmina", units: units).topology
    try topology.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
    try topology.dissolve(layer: "gmina", into: "wojewodztwo") { String($0.prefix(2)) }
    return topology
}

@Suite struct TerritoryOverTimeTests {
    @Test func aNewerRegisterRecordsWhatChanged() async throws {
        try await withTestAtlas { store in
            let newer = try register { units in
                units.removeAll { $0.code.stem == "260202" }
                units.removeAll { $0.code.stem == "260201" }
                units.append(try unit("2602012", .ruralGmina, "Słupia Nowa"))
                units.removeAll { $0.code.stem == "260101" }
                units.append(try unit("2601013", .urbanRuralGmina, "Busko"))
                units.append(try unit("2601032", .ruralGmina, "Młoda"))
            }
            let before = try await store.unitChanges()
            let planned = try await store.importRegister(newer, date: day("2027-01-01"), dryRun: true)
            #expect(planned.newChanges.count == 5)
            let after = try await store.unitChanges()
            #expect(after == before)
            let done = try await store.importRegister(newer, date: day("2027-01-01"))
            // One New Year lies between the two days, so the day is known.
            #expect(described(done.newChanges) == [
                "260101 retyped  2027-01-01…2027-01-01", "260103 created  2027-01-01…2027-01-01",
                "260201 renamed  2027-01-01…2027-01-01", "260202 abolished  2027-01-01…2027-01-01",
                // The table of changes that the file was made with left it out.
                "260203 created  2021-01-01…2026-01-01",
            ])
            let current = try await store.currentUnits().map(\.unit.code.description)
            #expect(current == ["00", "26", "2601", "2602", "2601013", "2601023", "2601032", "2602012", "2602032"])
            let earlier = try await store.earlierUnits()
            #expect(earlier.contains { $0.code.description == "2602022" && $0.validTo?.text == "2027-01-01" })
            // Values of the abolished unit stay; the powiat is computed anew from what existed in 2021.
            let powiat = try await store.observations(of: IndicatorID("ludnosc"), level: .powiat).first { $0.code.stem == "2602" }
            #expect(powiat?.value == 100)
            let version = try await store.dataVersion()
            let again = try await store.importRegister(newer, date: day("2027-01-01"))
            #expect(again.isUnchanged)
            let same = try await store.dataVersion()
            #expect(same == version)
        }
    }

    @Test func anOlderRegisterAddsEarlierStates() async throws {
        try await withTestAtlas { store in
            let older = try register { units in
                units.removeAll { ["260203", "260102", "260201"].contains($0.code.stem) }
                units.append(try unit("2601022", .ruralGmina, "Łąka"))
                units.append(try unit("2602012", .ruralGmina, "Słupia Dawna"))
                units.append(try unit("2602092", .ruralGmina, "Zniesiona"))
            }
            let done = try await store.importRegister(older, date: day("2015-01-01"))
            #expect(described(done.newChanges) == [
                "260201 renamed  2015-01-01…2021-01-01", "260203 created  2021-01-01…2026-01-01", "260209 abolished  2015-01-01…2021-01-01",
            ])
            let states = try await store.earlierUnits().map { "\($0.code) \($0.name) \($0.validFrom?.text ?? "…")–\($0.validTo?.text ?? "…")" }
            #expect(states == [
                "2601022 Łąka …–2026-01-01", "2602012 Słupia Dawna …–2021-01-01", "2602092 Zniesiona …–2021-01-01",
            ])
            let days = try await store.knownTerritoryDays()
            #expect(days == 2015_01_01...2026_12_31)
            let then = try await store.units(on: 2016_01_01, edition: store.boundaryEditions().last).map(\.unit.name)
            #expect(then.contains("Słupia Dawna") && then.contains("Zniesiona") && !then.contains("Nowa"))
        }
    }

    @Test func aRegisterInBetweenNarrowsTheDays() async throws {
        try await withTestAtlas { store in
            let between = try register { units in
                units.removeAll { $0.code.stem == "260203" }
            }
            let done = try await store.importRegister(between, date: day("2025-06-01"))
            // The town was one by then; the new gmina came later, over one New Year.
            #expect(described(done.newChanges) == ["260102 retyped  2021-01-01…2025-06-01", "260203 created  2026-01-01…2026-01-01"])
            let town = try await store.currentUnits().first { $0.unit.code.stem == "260102" }
            #expect(town?.unit.validFrom?.text == "2025-06-01")
        }
    }

    @Test func aTableTellsDaysAndShares() async throws {
        try await withTestAtlas { store in
            let code = { (text: String) in try TERYTCode(text) }
            let row = RecordedChange(
                line: 2, day: try day("2025-01-01"), kind: .split, from: try code("260202"), to: try code("260203"), share: 0.4)
            let done = try await store.importRegister(register(), date: day("2026-01-01"), recorded: [row])
            #expect(described(done.newChanges) == [
                "260202 split 260203:0.40 2025-01-01…2025-01-01", "260203 created 260202:0.40 2025-01-01…2025-01-01",
            ])
            #expect(done.droppedChanges.isEmpty)
            let again = try await store.importRegister(register(), date: day("2026-01-01"), recorded: [row])
            #expect(again.isUnchanged)
            // A later register keeps what the table told.
            _ = try await store.importRegister(register(), date: day("2027-01-01"))
            let kept = described(try await store.unitChanges())
            #expect(kept.contains("260202 split 260203:0.40 2025-01-01…2025-01-01"))
            for (bad, reason) in [
                (RecordedChange(line: 5, day: try day("2020-01-01"), kind: .split, from: try code("260202"), to: try code("260203"), share: nil), "did not exist on 2020-01-01"),
                (RecordedChange(line: 5, day: try day("2025-01-01"), kind: .merged, from: try code("260299"), to: try code("260203"), share: nil), "no unit of the register"),
                (RecordedChange(line: 5, day: try day("2025-01-01"), kind: .abolished, from: try code("260202"), to: nil, share: nil), "does not show 260202 abolished"),
            ] {
                let error = await #expect(throws: TerritoryRefusal.self) {
                    try await store.importRegister(register(), date: day("2026-01-01"), recorded: [bad])
                }
                #expect(error?.localizedDescription.contains(reason) == true && error?.localizedDescription.contains("line 5") == true, "\(String(describing: error))")
            }
        }
    }

    @Test func partsOfARegisterAndContradictionsAreRefused() async throws {
        try await withTestAtlas { store in
            let before = try await store.dataVersion()
            func refusal(_ units: [TerritorialUnit], _ date: String) async throws -> String {
                let error = await #expect(throws: TerritoryRefusal.self) { try await store.importRegister(units, date: day(date)) }
                return error?.localizedDescription ?? ""
            }
            let region = try await refusal(register { $0.removeAll { $0.code.stem == "26" } }, "2027-01-01")
            #expect(region.contains("whole województwa"))
            let powiats = try await refusal(register { $0.removeAll { $0.level == .powiat } }, "2027-01-01")
            #expect(powiats.contains("part of the register"))
            let gmina = try await refusal(register { $0.removeAll { $0.code.stem == "260101" } }, "2026-01-01")
            #expect(gmina.contains("2601011 Busko is missing"))
            let version = try await store.dataVersion()
            #expect(version == before)
            // The day of a change is known; an older register that shows it already contradicts.
            let grown = try register { $0.append(try unit("2601052", .ruralGmina, "Piąta")) }
            _ = try await store.importRegister(grown, date: day("2027-01-01"))
            let contradiction = try await refusal(grown, "2026-06-01")
            #expect(contradiction.contains("the change of 260105 on 2027-01-01 is known"), "\(contradiction)")
            let corrected = try await store.importRegister(grown, date: day("2026-06-01"), correcting: true)
            #expect(described(corrected.newChanges) == ["260105 created  2026-01-01…2026-06-01"])
        }
    }

    @Test func newBoundariesAreAnEditionAndShowASplit() async throws {
        try await withTestAtlas { store in
            let newer = try boundaries([("260101", 0...1), ("260102", 1...2), ("260201", 2...3), ("260202", 3...3.6), ("260203", 3.6...4)])
            let done = try await store.importBoundaries(newer, date: day("2026-01-01"), source: "new.geojson")
            #expect(done.remarks.isEmpty, "\(done.remarks)")
            #expect(described(done.newChanges) == [
                "260202 split 260203:0.40 2021-01-01…2026-01-01", "260203 created 260202:0.40 2021-01-01…2026-01-01",
            ])
            let editions = try await store.boundaryEditions()
            #expect(editions.map(\.date.text) == ["2021-01-01", "2026-01-01"])
            let current = try await store.currentUnits()
            #expect(current.first { $0.unit.code.stem == "260203" }?.unit.hasBoundary == true)
            // A point in the new gmina, now and before.
            let (longitude, latitude) = (TestAtlas.west + 0.38, TestAtlas.south + 0.05)
            let now = try await store.units(atLongitude: longitude, latitude: latitude)
            #expect(now?.gmina.code.stem == "260203")
            let then = try await store.units(atLongitude: longitude, latitude: latitude, on: 2022_01_01, edition: editions[0])
            #expect(then?.gmina.code.stem == "260202")
            let old = try await store.units(on: 2022_01_01, edition: editions[0]).first { $0.unit.code.stem == "260202" }
            let new = current.first { $0.unit.code.stem == "260202" }
            #expect(abs((new?.unit.areaSquareKilometers ?? 0) / (old?.unit.areaSquareKilometers ?? 1) - 0.6) < 0.001)
            let first = try await store.boundaries(edition: editions[0]).layer(named: "gmina")?.shapes.count
            #expect(first == 4)
            let second = try await store.boundaries().layer(named: "gmina")?.shapes.count
            #expect(second == 5)

            let again = try await store.importBoundaries(newer, date: day("2026-01-01"), source: "new.geojson")
            #expect(again.isUnchanged)
            let other = try boundaries([("260101", 0...1), ("260102", 1...2), ("260201", 2...3), ("260202", 3...3.5), ("260203", 3.5...4)])
            let error = await #expect(throws: TerritoryRefusal.self) {
                try await store.importBoundaries(other, date: day("2026-01-01"), source: "x")
            }
            let expected = TerritoryRefusal.editionExists(date: try day("2026-01-01"))
            #expect(error == expected)
            let corrected = try await store.importBoundaries(other, date: day("2026-01-01"), source: "x", correcting: true)
            #expect(described(corrected.newChanges).first == "260202 split 260203:0.50 2021-01-01…2026-01-01")
        }
    }

    @Test func aMergerIsSeenInBoundaries() async throws {
        try await withTestAtlas { store in
            _ = try await store.importRegister(
                register { $0.removeAll { ["260202", "260203"].contains($0.code.stem) } }, date: day("2027-01-01"))
            let newer = try boundaries([("260101", 0...1), ("260102", 1...2), ("260201", 2...4)])
            let done = try await store.importBoundaries(newer, date: day("2027-01-01"), source: "x")
            #expect(described(done.newChanges) == [
                "260201 merged 260202:1.00 2027-01-01…2027-01-01", "260202 abolished 260201:1.00 2027-01-01…2027-01-01",
            ])
        }
    }

    @Test func olderBoundariesLeaveTodaysAlone() async throws {
        try await withTestAtlas { store in
            let today = try await store.boundaries()
            let older = try boundaries([("260101", 0...1.5), ("260102", 1.5...2), ("260201", 2...3), ("260202", 3...4)])
            let done = try await store.importBoundaries(older, date: day("2015-01-01"), source: "old.shp")
            // 260101 gave a third of itself to 260102 some time between.
            #expect(described(done.newChanges) == [
                "260101 split 260102:0.33 2015-01-01…2021-01-01", "260102 merged 260101:0.33 2015-01-01…2021-01-01",
                "260203 created  2021-01-01…2026-01-01",
            ])
            let still = try await store.boundaries()
            #expect(still == today)
            let day = 2016_01_01
            let edition = BoundaryEdition.showing(day, of: try await store.boundaryEditions())
            #expect(edition?.date.text == "2015-01-01")
        }
    }

    @Test func boundariesOfAPartAreRefused() async throws {
        try await withTestAtlas { store in
            let level = await #expect(throws: TerritoryRefusal.self) {
                var powiats = try boundaries([("260101", 0...1)])
                powiats.layers.removeAll { $0.name == "gmina" }
                _ = try await store.importBoundaries(powiats, date: day("2026-01-01"), source: "x")
            }
            #expect(level == .wrongLevel(given: .powiat, expected: .gmina))
            let count = try await store.boundaryEditions().count
            #expect(count == 1)
        }
    }

    /// A file made before boundaries had editions keeps what it holds, as the first edition.
    @Test func aFileOfThePreviousVersionIsMigrated() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.sqlite").path
            let contents = try TestAtlas.contents()
            try await EarlierFile.make(path, upTo: "0003 directory") { db in
                try EarlierTerritory.write(contents, to: db)
            }
            let store = try AtlasStore.open(path: path)
            let editions = try await store.boundaryEditions()
            #expect(editions.map(\.date.text) == ["2021-01-01"])
            let read = try await store.boundaries()
            #expect(read == contents.boundaries.orderedByLevel)
            let kinds = try await store.unitChanges().map(\.kind)
            #expect(kinds == [.retyped])
            let days = try await store.knownTerritoryDays()
            #expect(days == 2021_01_01...2026_12_31)
            let now = try await store.units(atLongitude: 20.05, latitude: 50.05)
            let then = try await store.units(atLongitude: 20.05, latitude: 50.05, on: 2022_01_01, edition: editions[0])
            #expect(now?.gmina.code.stem == "260101" && then?.gmina.code.stem == "260101")
            try store.close()
        }
    }
}

extension Topology {
    fileprivate var orderedByLevel: Topology {
        Topology(arcs: arcs, layers: ["wojewodztwo", "powiat", "gmina"].compactMap { layer(named: $0) })
    }
}
