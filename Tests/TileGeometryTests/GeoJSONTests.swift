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
        #expect(damage("\nterc;name")?.place == "line 2")
        #expect(damage("")?.place == "line 1")
        #expect(damage(#"{"type":"FeatureCollection","features":[{}  {}]}"#)?.place == "line 1")
        #expect(damage(#"{"type":"FeatureCollection","features":[{}"#)?.place == "line 1")
        #expect(
            damage(collection(#"{}, {"geometry":{"type":"Polygon","coordinates":[[[1,2],["a","b"]]]}}"#))?.place
                == "features[1].geometry.coordinates[0][1][0]")
        #expect(
            damage(collection(#"{"geometry":{"type":"Polygon","coordinates":[[1,2]]}}"#))?.place
                .hasPrefix("features[0].geometry.coordinates[0]") == true)
        #expect(damage(collection(#"{"properties":[]}"#))?.place == "features[0].properties")
        #expect(damage(collection(#"{"properties":{"n":1e999}}"#)) != nil)
        #expect(damage(String(repeating: "[", count: 100_000)) != nil)
        #expect(damage(collection(#"{"geometry":{"type":"Polygon","coordinates":"# + String(repeating: "[", count: 100_000))) != nil)
    }

    @Test("A polygon without rings makes its geometry unusable")
    func emptyPolygons() throws {
        for coordinates in ["[]", "[[]]", "[[[[1,2],[3,4],[5,6],[1,2]]],[]]", "null"] {
            let type = coordinates == "[]" || coordinates == "null" ? "Polygon" : "MultiPolygon"
            let document = try read(collection(#"{"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}"#))
            #expect(document.features.map(\.polygons) == [[]])
        }
    }

    private func collection(_ features: String) -> String {
        #"{"type":"FeatureCollection","features":[\#(features)]}"#
    }

    private func damage(_ text: String) -> (place: String, reason: String)? {
        do { _ = try read(text) } catch {
            guard case .damaged(let place, let reason) = error else { return nil }
            #expect(error.errorDescription?.contains(place) == true)
            #expect(!reason.isEmpty)
            return (place, reason)
        }
        return nil
    }
}
