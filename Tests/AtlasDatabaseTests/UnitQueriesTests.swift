// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing
import TileGeometry

@testable import AtlasDatabase

@Suite struct UnitQueriesTests {
    @Test func aPointFindsItsThreeUnits() async throws {
        try await withTestAtlas { store in
            let found = try #require(try await store.units(atLongitude: 20.25, latitude: 50.05))
            #expect(found.gmina.name == "Słupia")
            #expect(found.powiat.code.stem == "2602")
            #expect(found.wojewodztwo.name == "świętokrzyskie")
        }
    }

    @Test func aPointOnABorderBelongsToTheLowerCode() async throws {
        try await withTestAtlas { store in
            let found = try #require(try await store.units(atLongitude: 20.1, latitude: 50.05))
            #expect(found.gmina.code.stem == "260101")
        }
    }

    @Test(arguments: [(19.99, 50.05), (20.2, 50.11), (0, 0), (-180, -90)])
    func aPointOutsideFindsNothing(longitude: Double, latitude: Double) async throws {
        try await withTestAtlas { store in
            let found = try await store.units(atLongitude: longitude, latitude: latitude)
            #expect(found == nil)
        }
    }

    @Test func currentUnitsHaveBoundsAndLabels() async throws {
        try await withTestAtlas { store in
            let units = try await store.currentUnits()
            #expect(units.map(\.unit.level).filter { $0 == .gmina }.count == 5)
            let powiat = try #require(units.first { $0.unit.code.stem == "2601" })
            let bounds = try #require(powiat.bounds)
            #expect(abs(bounds.west - 20) < 1e-9 && abs(bounds.east - 20.2) < 1e-9)
            let label = try #require(powiat.labelPoint)
            #expect(BoundingBox(minX: 20, minY: 50, maxX: 20.2, maxY: 50.1).contains(Point(label.longitude, label.latitude)))
            let new = try #require(units.first { $0.unit.code.stem == "260203" })
            #expect(!new.unit.hasBoundary && new.bounds == nil)
        }
    }

    @Test func statesAndChangesAreKept() async throws {
        try await withTestAtlas { store in
            let earlier = try await store.earlierUnits()
            #expect(earlier.map(\.code.description) == ["2601022"])
            #expect(try await store.unitChanges().map(\.kind) == [.retyped])
            let current = try await store.currentUnits().first { $0.unit.code.stem == "260102" }
            #expect(current?.unit.kind == .urbanRuralGmina)
        }
    }

    @Test func boundariesComeAsGeoJSON() async throws {
        try await withTestAtlas { store in
            let json = try #require(try await store.boundaryGeoJSON(of: try TERYTCode("260101")))
            #expect(json.hasPrefix("{\"type\":\"MultiPolygon\""))
            let withoutBoundary = try TERYTCode("260203")
            let none = try await store.boundaryGeoJSON(of: withoutBoundary)
            #expect(none == nil)
            #expect(try await store.boundariesGeoJSON(level: .powiat).keys.sorted() == ["2601", "2602"])
        }
    }
}
