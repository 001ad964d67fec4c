// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileGeometry

@Suite struct TopoJSONTests {
    private func decode(_ text: String, layers: [String]? = nil) throws(TopoJSONError) -> Topology {
        try TopoJSON.decode(Data(text.utf8), layers: layers)
    }

    private func file(
        type: String = "Topology", geometry: String = #"{"type":"Polygon","id":"02","arcs":[[0]]}"#,
        arcs: String = "[[[0,0],[100,0],[0,100],[-100,-100]]]",
        transform: String = #""transform":{"scale":[0.001,0.001],"translate":[20,50]},"#
    ) -> String {
        #"{"type":"\#(type)",\#(transform)"objects":{"wojewodztwo":{"type":"GeometryCollection","#
            + #""geometries":[\#(geometry)]}},"arcs":\#(arcs)}"#
    }

    @Test("The file is readable text with one line per layer")
    func text() throws {
        let (topology, _) = try TopologyBuilder().build(
            layer: "gmina", units: [TopologyBuilder.Unit("020101", rectangle(20, 50, 20.000_003, 50.000_002))])
        let expected = """
            {"type":"Topology","bbox":[20.0,50.0,20.000003,50.000002],
            "transform":{"scale":[1e-06,1e-06],"translate":[20.0,50.0]},
            "objects":{
            "gmina":{"type":"GeometryCollection","geometries":[{"type":"Polygon","id":"020101","arcs":[[0]]}]}
            },
            "arcs":[[[0,0],[3,0],[0,2],[-3,0],[0,-2]]]}

            """
        let data = TopoJSON.encode(topology)
        #expect(String(decoding: data, as: UTF8.self) == expected)
        #expect(try TopoJSON.decode(data) == topology)
        // It is JSON for others too.
        #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
    }

    @Test("Decimals come back as they were written")
    func exactDecimals() throws {
        let topology = try decode(file(arcs: "[[[123,456],[100,0],[0,100],[-100,-100]]]"))
        #expect(topology.arcs[0] == [Point(20.123, 50.456), Point(20.223, 50.456), Point(20.223, 50.556), Point(20.123, 50.456)])
    }

    @Test("A file without transform and with unknown members is read")
    func unquantised() throws {
        let text = file(
            geometry: #"{"arcs":[[[-1]]],"properties":{"n":"\u0141\n","x":[1,{"y":null}],"t":true},"id":"02","type":"MultiPolygon"}"#,
            arcs: "[[[20,50],[20.5,51.25,7],[2.1e1,5E1],[20,50]]]", transform: #""extra":false,"#)
        let topology = try decode("\u{FEFF}" + text)
        #expect(topology.arcs[0][1] == Point(20.5, 51.25))
        #expect(topology.arcs[0][2] == Point(21, 50))
        let ring = try #require(topology.layers[0].shapes[0].polygons[0].rings.first)
        #expect(ring == [Topology.ArcReference(index: 0, isReversed: true)])
    }

    @Test("Layers come in the order asked for, and shapes by code")
    func order() throws {
        let text = #"""
            {"type":"Topology","arcs":[[[0,0],[1,0],[0,1],[0,0]]],"objects":{
             "a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","id":"04","arcs":[[0]]},{"type":"Polygon","id":"02","arcs":[[0]]}]},
             "b":{"type":"GeometryCollection","geometries":[]}}}
            """#
        #expect(try decode(text).layers.map(\.name) == ["a", "b"])
        #expect(try decode(text, layers: ["b", "a"]).layers.map(\.name) == ["b", "a"])
        #expect(try decode(text, layers: ["a"]).layers[0].shapes.map(\.code) == ["02", "04"])
    }

    @Test("A foreign or damaged file is refused with the reason")
    func refusals() throws {
        func expect(_ error: TopoJSONError, _ text: String, layers: [String]? = nil) {
            #expect(throws: error) { try decode(text, layers: layers) }
            #expect(error.errorDescription?.isEmpty == false)
        }
        expect(.notATopology(found: "FeatureCollection"), file(type: "FeatureCollection"))
        expect(.missingMember("type"), #"{"objects":{},"arcs":[]}"#)
        expect(.missingMember("objects"), #"{"type":"Topology","arcs":[]}"#)
        expect(.missingMember("arcs"), #"{"type":"Topology","objects":{}}"#)
        expect(.missingObject("gmina", present: ["wojewodztwo"]), file(), layers: ["gmina"])
        expect(
            .arcOutOfRange(object: "wojewodztwo", id: "02", index: 7, arcCount: 1),
            file(geometry: #"{"type":"Polygon","id":"02","arcs":[[7]]}"#))
        expect(
            .arcOutOfRange(object: "wojewodztwo", id: "02", index: -2, arcCount: 1),
            file(geometry: #"{"type":"Polygon","id":"02","arcs":[[-2]]}"#))
        expect(.openRing(object: "wojewodztwo", id: "02"), file(arcs: "[[[0,0],[100,0],[0,100]]]"))
        expect(.shortArc(index: 0), file(arcs: "[[[0,0]]]"))
        expect(.badTransform, file(transform: #""transform":{"scale":[0,1],"translate":[0,0]},"#))
        expect(.badTransform, file(transform: #""transform":{"scale":[1,1]},"#))
        expect(
            .unsupportedGeometry(object: "wojewodztwo", number: 1, found: "LineString"),
            file(geometry: #"{"type":"LineString","id":"02","arcs":[0]}"#))
        expect(
            .unsupportedGeometry(object: "wojewodztwo", number: 1, found: "Polygon with arcs of another depth"),
            file(geometry: #"{"type":"Polygon","id":"02","arcs":[0]}"#))
        expect(
            .badIdentifier(object: "wojewodztwo", number: 1, found: "that is not a string"),
            file(geometry: #"{"type":"Polygon","id":2,"arcs":[[0]]}"#))
        expect(
            .badIdentifier(object: "wojewodztwo", number: 1, found: "“PL-DS”"),
            file(geometry: #"{"type":"Polygon","id":"PL-DS","arcs":[[0]]}"#))
        expect(
            .badIdentifier(object: "wojewodztwo", number: 1, found: "missing"),
            file(geometry: #"{"type":"Polygon","arcs":[[0]]}"#))
        expect(
            .duplicateIdentifier(object: "wojewodztwo", id: "02"),
            file(geometry: #"{"type":"Polygon","id":"02","arcs":[[0]]},{"type":"Polygon","id":"02","arcs":[[0]]}"#))
    }

    @Test("What is no JSON, or of another shape, is refused with the place")
    func places() {
        func place(_ text: String) -> String? {
            do { _ = try decode(text) } catch {
                #expect(error.errorDescription?.contains("damaged") == true)
                if case .damaged(let place, let reason) = error { return reason.isEmpty ? nil : place }
            }
            return nil
        }
        #expect(place("") == "line 1")
        #expect(place("<html>") == "line 1")
        #expect(place("[1]") == "line 1")
        #expect(place("{\n\n oops}") == "line 3")
        #expect(place(file(arcs: #"[[[0,0],[100,"x"]]]"#)) == "arcs[0][1][1]")
        #expect(place(file(arcs: "[[[0,0],[100]]]"))?.hasPrefix("arcs[0][1]") == true)
        #expect(place(file(arcs: "[[[0,0],[1e999,0]]]")) != nil)
        #expect(place(file(arcs: "[[[0,0],[NaN,0]]]")) == "line 1")
        #expect(place(file(arcs: "[[[0,0],[Infinity,0]]]")) == "line 1")
        #expect(place(file(arcs: "[[[1e308,0],[1e308,0],[0,1],[1,1]]]")) == "arcs[0]")
        #expect(
            place(file(geometry: #"{"type":"Polygon","id":"02","arcs":[[0.5]]}"#))
                == "objects.wojewodztwo.geometries[0].arcs[0][0]")
        #expect(
            place(file(geometry: #"{"type":"Polygon","id":"02"}"#)) == "objects.wojewodztwo.geometries[0].arcs")
    }

    @Test("A member that comes twice counts once, and text that is not UTF-8 is refused")
    func untidyText() throws {
        let twice = file(geometry: #"{"type":"Polygon","id":"02","id":"04","arcs":[[0]]}"#)
        for _ in 0..<10 { #expect(try decode(twice).layers[0].shapes.map(\.code) == ["02"]) }
        var bytes = Array(file(geometry: #"{"type":"Polygon","id":"?","arcs":[[0]]}"#).utf8)
        let position = try #require(bytes.firstIndex(of: UInt8(ascii: "?")))
        bytes[position] = 0xFF
        #expect(throws: TopoJSONError.self) { try TopoJSON.decode(Data(bytes)) }
    }

    @Test("A file cut anywhere is refused, never read in part and never a crash")
    func truncation() {
        let whole = Array(file().utf8)
        for length in whole.indices {
            #expect(throws: TopoJSONError.self) { try TopoJSON.decode(Data(whole[..<length])) }
        }
    }

    @Test("Random damage never crashes")
    func damage() {
        var generator = SplitMix64(state: 7)
        let whole = Array(file().utf8)
        var refused = 0
        for _ in 0..<2_000 {
            var bytes = whole
            bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            do { _ = try TopoJSON.decode(Data(bytes)) } catch { refused += 1 }
        }
        #expect(refused > 1_000)
    }

    @Test("Nesting beyond reason is refused")
    func nesting() {
        let deep = String(repeating: "[", count: 100_000)
        let closed = deep + String(repeating: "]", count: 100_000)
        #expect(throws: TopoJSONError.self) { try decode(deep) }
        #expect(throws: TopoJSONError.self) { try decode(#"{"type":"Topology","x":"# + deep) }
        #expect(throws: TopoJSONError.self) { try decode(#"{"type":"Topology","x":\#(closed),"objects":{},"arcs":[]}"#) }
        #expect(throws: TopoJSONError.self) { try decode(String(repeating: #"{"a":"#, count: 100_000)) }
        #expect(throws: TopoJSONError.self) { try decode(file(geometry: #"{"type":"Polygon","id":"02","arcs":"# + deep)) }
    }
}
