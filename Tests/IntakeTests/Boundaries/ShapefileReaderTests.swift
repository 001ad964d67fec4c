// SPDX-License-Identifier: Apache-2.0

import Foundation
import Intake
import Testing
import TileGeometry

/// Three gminas of łódzkie: one with a hole, one of two parts, one plain.
private let source = """
    {"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"JPT_KOD_JE":"1001011","JPT_NAZWA_":"Bełchatów"},"geometry":{"type":"Polygon","coordinates":[
    [[19.30,51.30],[19.40,51.30],[19.40,51.40],[19.30,51.40],[19.30,51.30]],[[19.33,51.33],[19.33,51.37],[19.37,51.37],[19.37,51.33],[19.33,51.33]]]}},
    {"type":"Feature","properties":{"JPT_KOD_JE":"1001022","JPT_NAZWA_":"Świeża"},"geometry":{"type":"MultiPolygon","coordinates":[
    [[[19.33,51.33],[19.37,51.33],[19.37,51.37],[19.33,51.37],[19.33,51.33]]],[[[19.20,51.30],[19.30,51.30],[19.30,51.40],[19.20,51.40],[19.20,51.30]]]]}},
    {"type":"Feature","properties":{"JPT_KOD_JE":"1001032","JPT_NAZWA_":"Nowe Pole"},"geometry":{"type":"Polygon","coordinates":[
    [[19.40,51.30],[19.50,51.30],[19.50,51.40],[19.40,51.40],[19.40,51.30]]]}}]}
    """

/// Files that GDAL makes from the source, for the time of a test.
private func withShapefile<Result>(_ options: [String], _ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-shp-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("source.geojson")
    try Data(source.utf8).write(to: input)
    let target = folder.appendingPathComponent("gminy.shp")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ogr2ogr", "-f", "ESRI Shapefile"] + options + [target.path, input.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ogr2ogr (Debian package gdal-bin) failed")
    return try body(target)
}

@Suite("Shapefiles")
struct ShapefileReaderTests {
    private func boundaries(_ url: URL) throws -> IntakeResult<RegisterBoundaries> {
        try RegisterBoundariesReader(level: .gmina).read(ShapefileReader.read(url), file: url.lastPathComponent)
    }

    @Test(
        "encodings and reference systems",
        arguments: [
            ["-lco", "ENCODING=UTF-8"], ["-lco", "ENCODING=CP1250"], ["-lco", "ENCODING=ISO-8859-2"],
            ["-s_srs", "EPSG:4326", "-t_srs", "EPSG:2180", "-lco", "ENCODING=UTF-8"],
        ])
    func read(options: [String]) throws {
        try withShapefile(options) { url in
            let result = try boundaries(url)
            let found = try #require(result.accepted.first)
            #expect(found.units.map { "\($0.code) \($0.name)" } == ["1001011 Bełchatów", "1001022 Świeża", "1001032 Nowe Pole"])
            #expect(found.units.map { $0.polygons.map(\.count) } == [[2], [1, 1], [1]])
            let extent = BoundingBox(of: found.units.flatMap { $0.polygons.joined().joined() })
            #expect(abs(extent.minX - 19.2) < 1e-5 && abs(extent.maxX - 19.5) < 1e-5, "\(extent)")
            #expect(abs(extent.minY - 51.3) < 1e-5 && abs(extent.maxY - 51.4) < 1e-5, "\(extent)")
        }
    }

    @Test("without .cpg the bytes tell Windows-1250 from UTF-8; without .prj the numbers tell the reference system")
    func guessed() throws {
        for encoding in ["CP1250", "UTF-8"] {
            try withShapefile(["-lco", "ENCODING=\(encoding)", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:2180"]) { url in
                for ending in ["cpg", "prj"] { try FileManager.default.removeItem(at: url.deletingPathExtension().appendingPathExtension(ending)) }
                let found = try #require(try boundaries(url).accepted.first)
                #expect(found.units.map(\.name).contains("Świeża"), "\(encoding)")
                #expect(found.referenceSystem == .pl1992)
            }
        }
    }

    @Test("missing and damaged parts are refused")
    func damaged() throws {
        for (ending, text) in [("dbf", "codes and names"), ("shx", "the index")] {
            try withShapefile([]) { url in
                try FileManager.default.removeItem(at: url.deletingPathExtension().appendingPathExtension(ending))
                expectRefusal(line: 0, text) { try ShapefileReader.read(url) }
            }
        }
        try withShapefile([]) { url in
            try Data("no shapefile".utf8).write(to: url)
            expectRefusal(line: 0, "damaged") { try ShapefileReader.read(url) }
        }
        try withShapefile([]) { url in
            let table = url.deletingPathExtension().appendingPathExtension("dbf")
            var bytes = try Data(contentsOf: table)
            // The number of rows in the header (dBASE III, bytes 4–7).
            bytes[4] = 2
            try bytes.write(to: table)
            expectRefusal(line: 0, "3 shapes but 2 rows") { try ShapefileReader.read(url) }
        }
    }

    @Test("codes that were kept as numbers get their zero back")
    func lostZeros() throws {
        func feature(_ code: String, _ west: Double) -> GeoJSON.Feature {
            let ring = [Point(west, 51), Point(west + 0.1, 51), Point(west + 0.1, 51.1), Point(west, 51.1), Point(west, 51)]
            return GeoJSON.Feature(properties: ["TERC": code, "NAME": "x"], geometryType: "Polygon", polygons: [[ring]])
        }
        let document = GeoJSON(crsName: "EPSG:4326", features: [feature("201011", 15.2), feature("1001011", 19.3)])
        let result = try RegisterBoundariesReader(level: .gmina).read(document, file: "x")
        #expect(result.accepted.first?.units.map(\.code.description) == ["0201011", "1001011"])
        #expect(result.report.remarks.contains { $0.contains("leading zero") })
    }
}
