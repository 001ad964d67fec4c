// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing
import TileGeometry

@testable import Intake

/// Small GeoJSON texts with the quirks of register files.
enum BoundaryText {
    static func feature(_ properties: String, _ coordinates: String, type: String = "Polygon") -> String {
        #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}"#
    }

    static func collection(_ features: [String], crs: String? = nil) -> Data {
        let member = crs.map { #""crs":{"type":"name","properties":{"name":"\#($0)"}},"# } ?? ""
        return Data(#"{"type":"FeatureCollection",\#(member)"features":[\#(features.joined(separator: ","))]}"#.utf8)
    }

    /// Two neighbours near Kielce, 0.1° by 0.1° each.
    static let west = "[[[20.5,50.8],[20.6,50.8],[20.6,50.9],[20.5,50.9],[20.5,50.8]]]"
    static let east = "[[[20.6,50.8],[20.7,50.8],[20.7,50.9],[20.6,50.9],[20.6,50.8]]]"

    /// The same in EPSG:2180, easting first, as PROJ's command `cs2cs` prints them.
    static let westMetres =
        "[[[605672.11,326967.61],[612716.56,327115.33],[612475.78,338231.21],[605446.38,338083.6],[605672.11,326967.61]]]"
    static let eastMetres =
        "[[[612716.56,327115.33],[619760.95,327272.58],[619505.1,338388.35],[612475.78,338231.21],[612716.56,327115.33]]]"

    static func northFirst(_ coordinates: String) -> String {
        coordinates.replacing(#/\[([0-9.]+),([0-9.]+)\]/#) { "[\($0.2),\($0.1)]" }
    }
}

@Suite struct RegisterBoundariesReaderTests {
    private func read(
        _ data: Data, level: UnitLevel = .gmina, _ system: BoundaryReferenceSystem? = nil
    ) throws(IntakeRefusal) -> (boundaries: RegisterBoundaries, report: IntakeReport) {
        let result = try RegisterBoundariesReader(level: level, referenceSystem: system).read(data, file: "units.geojson")
        return (result.accepted[0], result.report)
    }

    private func reasons(_ data: Data, level: UnitLevel = .gmina, _ system: BoundaryReferenceSystem? = nil) -> [String] {
        do throws(IntakeRefusal) {
            _ = try read(data, level: level, system)
            Issue.record("the file was taken")
            return []
        } catch {
            #expect(error.report.accepted == 0)
            return error.report.rejected.map(\.reason)
        }
    }

    private func expectNearKielce(_ boundaries: RegisterBoundaries) {
        #expect(boundaries.units.map(\.code.stem) == ["260401", "260402"])
        let expected = [Point(20.5, 50.8), Point(20.6, 50.8)]
        for (unit, corner) in zip(boundaries.units, expected) {
            let first = unit.polygons[0][0][0]
            #expect(abs(first.x - corner.x) < 2e-7 && abs(first.y - corner.y) < 2e-7)
        }
    }

    @Test("Own and register attribute names, codes with and without the kind digit")
    func attributeNames() throws {
        let (own, report) = try read(
            BoundaryText.collection([
                BoundaryText.feature(#""terc":"2604011","name":"Zachodnia""#, BoundaryText.west),
                BoundaryText.feature(#""terc":"260402","name":"Wschodnia""#, BoundaryText.east),
            ]))
        expectNearKielce(own)
        #expect(own.units.map(\.name) == ["Zachodnia", "Wschodnia"])
        #expect(report.read == 2 && report.accepted == 2 && report.rejected.isEmpty && report.remarks.isEmpty)
        let (register, _) = try read(
            BoundaryText.collection(
                [
                    BoundaryText.feature(#""JPT_KOD_JE":"2604","JPT_NAZWA_":"powiat próbny","RODZAJ":"powiat","JPT_KOD__1":null"#, "[\(BoundaryText.west)]", type: "MultiPolygon")
                ], crs: "urn:ogc:def:crs:OGC:1.3:CRS84"), level: .powiat)
        #expect(register.units.map(\.name) == ["powiat próbny"])
        #expect(register.referenceSystem == .wgs84)
    }

    private func gminas(_ west: String, _ east: String, crs: String? = nil) -> Data {
        BoundaryText.collection(
            [BoundaryText.feature(#""terc":"260401""#, west), BoundaryText.feature(#""terc":"260402""#, east)], crs: crs)
    }

    @Test("EPSG:2180 by its name, by the size of its numbers, or by option")
    func metres() throws {
        for name in ["urn:ogc:def:crs:EPSG::2180", "EPSG:2180", "http://www.opengis.net/def/crs/EPSG/0/2180", nil] {
            let (boundaries, report) = try read(gminas(BoundaryText.westMetres, BoundaryText.eastMetres, crs: name))
            expectNearKielce(boundaries)
            #expect(boundaries.referenceSystem == .pl1992)
            #expect(report.remarks.count == 1)
        }
        let wronglyNamed = gminas(BoundaryText.westMetres, BoundaryText.eastMetres, crs: "EPSG:3857")
        expectNearKielce(try read(wronglyNamed, .pl1992).boundaries)
    }

    @Test("EPSG:2180 with northing first, its official order, is recognised by where the units belong")
    func northingFirst() throws {
        let (boundaries, report) = try read(
            gminas(BoundaryText.northFirst(BoundaryText.westMetres), BoundaryText.northFirst(BoundaryText.eastMetres)))
        expectNearKielce(boundaries)
        #expect(report.remarks.contains { $0.contains("axes were exchanged") })
    }

    @Test("EPSG:4326 with latitude first is recognised too")
    func latitudeFirst() throws {
        let (boundaries, report) = try read(
            gminas(
                BoundaryText.northFirst(BoundaryText.west), BoundaryText.northFirst(BoundaryText.east),
                crs: "urn:ogc:def:crs:EPSG::4326"))
        expectNearKielce(boundaries)
        #expect(report.remarks.contains { $0.contains("axes were exchanged") })
    }

    @Test("On the central meridian 19° E the easting is 500 km")
    func centralMeridian() throws {
        let transformation = try CoordinateTransformation(from: .pl1992)
        let points = transformation.longitudesAndLatitudes(of: [Point(500_000, 459_309.21), Point(500_000, 236_968.45)])
        #expect(zip(points, [Point(19, 52), Point(19, 50)]).allSatisfy { abs($0.x - $1.x) < 1e-9 && abs($0.y - $1.y) < 1e-7 })
    }

    @Test("Faulty features are refused with number, code and reason")
    func faultyFeatures() throws {
        let codeError = try #require(throws: TERYTCodeError.self) { try TERYTCode("26O4") }
        let found = reasons(
            BoundaryText.collection([
                BoundaryText.feature(#""terc":"260401""#, BoundaryText.west),
                BoundaryText.feature(#""name":"x""#, BoundaryText.east),
                BoundaryText.feature(#""terc":"26O4""#, BoundaryText.east),
                BoundaryText.feature(#""terc":"2604""#, BoundaryText.east),
                BoundaryText.feature(#""terc":"2604012""#, BoundaryText.east),
                BoundaryText.feature(#""terc":"2604034""#, BoundaryText.east),
                BoundaryText.feature(#""terc":"260404""#, "[20.5,50.8]", type: "Point"),
                #"{"type":"Feature","properties":{"terc":"260405"},"geometry":null}"#,
                BoundaryText.feature(#""terc":"260406""#, "[[[20.5,50.8],[20.6,50.8],[20.5,50.8]]]"),
                BoundaryText.feature(#""terc":"260407""#, "[[[20.5,50.8],[20.6,50.8],[2.6,50.9],[20.5,50.8]]]"),
            ]))
        #expect(
            found == [
                "feature 2: it has no code; expected the property terc or JPT_KOD_JE",
                "feature 3 (26O4): \(codeError.localizedDescription)",
                "feature 4 (2604): the code is not that of a gmina, which has 6 or 7 digits",
                "feature 5 (2604012): its code (without the kind digit) is that of feature 1 too",
                "feature 6 (2604034): kind 4 is a part of a gmina; expected a whole gmina (kind 1, 2 or 3)",
                "feature 7 (260404): its geometry is “Point”; expected Polygon or MultiPolygon",
                "feature 8 (260405): its geometry is missing; expected Polygon or MultiPolygon",
                "feature 9 (260406): its geometry has a ring of fewer than 4 positions, or none",
                "feature 10 (260407): the position 2.6, 50.9 lies outside of Poland; expected longitude 13.9…24.3 "
                    + "and latitude 48.9…55.1, or another --crs",
            ])
    }

    @Test("A file that is none, is empty or is in another reference system is refused with the reason")
    func faultyFiles() {
        #expect(reasons(Data("terc;name".utf8)).first?.contains("line 1") == true)
        #expect(reasons(Data(#"{"type":"Topology"}"#.utf8)).first?.contains("“FeatureCollection”") == true)
        #expect(reasons(BoundaryText.collection([])) == ["the file has no features"])
        let named = reasons(gminas(BoundaryText.west, BoundaryText.east, crs: "EPSG:3857"))
        #expect(named.first?.contains("“EPSG:3857” is not read; expected EPSG:4326 or EPSG:2180") == true)
        let mercator = "[[[2282049,6589000],[2293000,6589000],[2293000,6600000],[2282049,6589000]]]"
        let unnamed = reasons(BoundaryText.collection([BoundaryText.feature(#""terc":"260401""#, mercator)]))
        #expect(unnamed.first?.contains("fits neither") == true)
        // Metres that are said to be degrees.
        let wrong = reasons(gminas(BoundaryText.westMetres, BoundaryText.eastMetres), .wgs84)
        #expect(wrong.count == 2)
    }
}
