// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import CShapelib
import Foundation
import Intake
import TileGeometry

/// Boundaries of all formats.
extension FuzzReader {
    private static let geometryWords = [
        "\"type\":\"FeatureCollection\"", "\"coordinates\":", "\"Polygon\"", "\"MultiPolygon\"", "\"arcs\":", "\"transform\":", "\"scale\":", "[[[", "]]]", "20.5,50.1", "\"JPT_KOD_JE\":", "\"crs\":",
        "urn:ogc:def:crs:EPSG::2180", "500000", "~", "-1", "[0,0]",
    ]

    private static func gminas() throws -> [Data] {
        [try FuzzInputs.fixture("gminas-earlier.geojson"), try FuzzInputs.fixture("gminas-earlier-register-names.geojson")]
    }

    private static func square(_ code: String, _ x: Double) -> String {
        """
        {"type":"Feature","properties":{"terc":"\(code)","name":"Wzór \(code)"},"geometry":{"type":"Polygon","coordinates":[[[\(x),50.0],[\(x),50.1],[\(x + 0.1),50.1],[\(x + 0.1),50.0],[\(x),50.0]]]}}
        """
    }

    private static let smallCollection = Data(text: "{\"type\":\"FeatureCollection\",\"features\":[\(square("1201011", 20.0)),\(square("1201022", 20.1)),\(square("1201032", 20.2))]}")

    /// What a reader of features is followed by: the checks of a register, and the borders that units share.
    private static func build(_ document: GeoJSON) throws {
        let builder = TopologyBuilder(gapFillSquareMeters: 1_000)
        let build = BoundaryFileBuild(reader: RegisterBoundariesReader(level: .gmina), builder: builder, toleranceSquareMeters: 100)
        _ = try build.run(build.reader.read(document, file: "gminy"))
    }

    static func geoJSON() throws -> FuzzReader {
        FuzzReader("geojson", seeds: [smallCollection] + (try gminas()), words: geometryWords, caseSeconds: 10) { data in try build(GeoJSON(data)) }
    }

    static func topoJSON() throws -> FuzzReader {
        let seed = """
            {"type":"Topology","transform":{"scale":[0.001,0.001],"translate":[20,50]},"objects":{"gmina":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","id":"120101","properties":{"name":"Wzór"},"arcs":[[0,1]]},{"type":"MultiPolygon","id":"120102","properties":{"name":"Inny"},"arcs":[[[-2,2]]]}]}},
            "arcs":[[[0,0],[0,100],[100,0]],[[100,100],[0,-100],[-100,0]],[[100,100],[100,0],[0,-100],[-100,0]]]}
            """
        let start = try FuzzInputs.geoData("boundaries/poland.topojson").prefix(2_000)
        return FuzzReader("topojson", seeds: [Data(text: seed), Data(start)], words: geometryWords) { data in
            let topology = try TopoJSON.decode(data)
            for layer in topology.layers { _ = layer.shapes.count }
        }
    }

    static func shapefile() throws -> FuzzReader {
        let parts = try smallShapefile()
        return FuzzReader("shapefile", seeds: [FileBundle.data(parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })], words: geometryWords + ["UTF-8", "1250", "PROJCS[\"ETRS89"]) { data in
            try TemporaryFiles.with(FileBundle.parts(data)) { folder in try build(ShapefileReader.read(folder.appendingPathComponent("gminy.shp"))) }
        }
    }

    static func zippedBoundaries() throws -> FuzzReader {
        let shapefile = try smallShapefile()
        let seeds = [
            try StoredZip.data(["gminy.geojson": smallCollection]), try StoredZip.data(shapefile.merging(["../../evil.geojson": smallCollection]) { one, _ in one }),
        ]
        return FuzzReader("boundaries-zip", seeds: seeds, words: geometryWords + ["PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "../"]) { data in
            try TemporaryFiles.with(["granice.zip": data]) { folder in
                try Waiting.forResult {
                    try await ZipArchive.withFiles(of: folder.appendingPathComponent("granice.zip"), endings: ["shp", "shx", "dbf", "geojson"]) { files in
                        for file in files where file.pathExtension.lowercased() == "geojson" { try build(GeoJSON(try InputFile.read(file))) }
                        for file in files where file.pathExtension.lowercased() == "shp" { try build(ShapefileReader.read(file)) }
                    }
                }
            }
        }
    }

    static func geoPackage() throws -> FuzzReader {
        let seed = try SmallGeoPackage.data(smallCollection)
        return FuzzReader("geopackage", seeds: [seed], words: ["GP", "gpkg_contents", "gpkg_geometry_columns", "features", "\u{1}\u{6}\u{0}", "geom"]) { data in
            try TemporaryFiles.with(["gminy.gpkg": data]) { folder in try build(GeoPackageReader.read(path: folder.appendingPathComponent("gminy.gpkg").path)) }
        }
    }

    /// The parts of a Shapefile of two squares.
    private static func smallShapefile() throws -> [String: Data] {
        try TemporaryFiles.with([:]) { folder in
            let path = folder.appendingPathComponent("gminy").path
            guard let shapes = SHPCreate(path, SHPT_POLYGON), let table = DBFCreate(path) else { throw FuzzFailure("no Shapefile can be made at \(path)") }
            DBFAddField(table, "JPT_KOD_JE", FTString, 7, 0)
            DBFAddField(table, "JPT_NAZWA_", FTString, 40, 0)
            for (index, code) in ["1201011", "1201022"].enumerated() {
                let x = 20 + 0.1 * Double(index)
                let (xs, ys) = ([x, x, x + 0.1, x + 0.1, x], [50, 50.1, 50.1, 50, 50])
                let shape = SHPCreateSimpleObject(SHPT_POLYGON, 5, xs, ys, nil)
                SHPWriteObject(shapes, -1, shape)
                SHPDestroyObject(shape)
                DBFWriteStringAttribute(table, Int32(index), 0, code)
                DBFWriteStringAttribute(table, Int32(index), 1, "Wzór")
            }
            SHPClose(shapes)
            DBFClose(table)
            var parts: [String: Data] = [
                "gminy.prj": Data(text: "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]"),
                "gminy.cpg": Data(text: "UTF-8"),
            ]
            for ending in ["shp", "shx", "dbf"] { parts["gminy.\(ending)"] = try Data(contentsOf: folder.appendingPathComponent("gminy.\(ending)")) }
            return parts
        }
    }
}
