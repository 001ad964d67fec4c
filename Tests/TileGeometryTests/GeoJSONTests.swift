// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileGeometry

@Suite struct GeoJSONTests {
    private func read(_ text: String) throws(GeoJSONError) -> GeoJSON { try GeoJSON(Data(text.utf8)) }

    @Test("Polygons, text and number properties and the crs member are read")
    func features() throws {
        let document = try read(
            #"""
            {"type":"FeatureCollection","name":"x",
             "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2180"}},
             "features":[
              {"type":"Feature","properties":{"terc":"020101","n":7,"x":null,"list":[1]},
               "geometry":{"coordinates":[[[1,2,300],[3.5,4],[5,6e0],[1,2]]],"type":"Polygon"}},
              {"type":"Feature","properties":null,"geometry":null},
              {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,6],[1,2]]],[[[7,8],[9,1],[2,3],[7,8]]]]}},
              {"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}
             ]}
            """#)
        #expect(document.crsName == "urn:ogc:def:crs:EPSG::2180")
        #expect(document.features.map(\.geometryType) == ["Polygon", "", "MultiPolygon", "Point"])
        #expect(document.features[0].properties == ["terc": "020101", "n": "7"])
        #expect(document.features[0].polygons == [[[Point(1, 2), Point(3.5, 4), Point(5, 6), Point(1, 2)]]])
        #expect(document.features.map(\.polygons.count) == [1, 0, 2, 0])
    }

    @Test("What is no GeoJSON is refused with line and reason")
    func refusals() {
        #expect(throws: GeoJSONError.notAFeatureCollection(found: "“Topology”")) { try read(#"{"type":"Topology"}"#) }
        #expect(throws: GeoJSONError.notAFeatureCollection(found: "missing")) { try read("{}") }
        #expect(throws: GeoJSONError.notJSON(line: 2, byte: 1, expected: "“{”")) { try read("\nterc;name") }
        #expect(throws: GeoJSONError.notJSON(line: 1, byte: 44, expected: "“,” or “]”")) {
            try read(#"{"type":"FeatureCollection","features":[{}  {}]}"#)
        }
        #expect(throws: GeoJSONError.self) {
            try read(#"{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[["a","b"]]]}}]}"#)
        }
    }
}
