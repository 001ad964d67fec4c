// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Topologies as TopoJSON: arcs as whole numbers on a lattice, each point as the difference to the one
/// before; one object per layer, named as the layer; geometries with the unit's code as `id`.
/// Source: The TopoJSON Format Specification 1.0, sections 2.1.1–2.1.4 and 2.2.
public enum TopoJSON {
    /// - Parameters:
    ///   - topology: its points should lie on `grid` (as those of `TopologyBuilder` do); others are
    ///     rounded, which may make borders touch, so check the decoded result.
    ///   - grid: the lattice of the file.
    /// - Returns: the file, one line per object and one for all arcs, UTF-8.
    public static func encode(_ topology: Topology, grid: QuantisationGrid = .microdegree) -> Data {
        var writer = Writer(grid: grid)
        writer.write(topology)
        return Data(writer.bytes)
    }

    /// - Parameters:
    ///   - data: a TopoJSON file, quantised or not.
    ///   - layers: the objects to read, in this order; `nil` reads all, in the order of their
    ///     names, as the members of a JSON object have no order (RFC 8259, section 4).
    /// - Throws: `TopoJSONError` with the reason and, where there is one, the place.
    public static func decode(_ data: Data, layers: [String]? = nil) throws(TopoJSONError) -> Topology {
        do {
            return try Reader.read(data, layers: layers)
        } catch let error as TopoJSONError {
            throw error
        } catch {
            let defect = JSONDefect(error, in: data)
            throw .damaged(place: defect.place, reason: defect.reason)
        }
    }

    private struct Writer {
        let grid: QuantisationGrid
        var bytes: [UInt8] = []

        mutating func write(_ topology: Topology) {
            let arcs = topology.arcs.map { $0.map(grid.snap) }
            var box = BoundingBox.empty
            for arc in topology.arcs { box.formUnion(BoundingBox(of: arc)) }
            if box.isEmpty { box = BoundingBox(minX: 0, minY: 0, maxX: 0, maxY: 0) }
            let corner = grid.snap(Point(box.minX, box.minY))
            let translate = grid.point(corner)
            let scale = grid.cellDegrees
            append(#"{"type":"Topology","bbox":[\#(box.minX),\#(box.minY),\#(box.maxX),\#(box.maxY)],"#)
            append("\n\"transform\":{\"scale\":[\(scale),\(scale)],\"translate\":[\(translate.x),\(translate.y)]},")
            append("\n\"objects\":{")
            for (index, layer) in topology.layers.enumerated() {
                append(index == 0 ? "\n" : ",\n")
                appendString(layer.name)
                append(#":{"type":"GeometryCollection","geometries":["#)
                for (position, shape) in layer.shapes.enumerated() {
                    if position > 0 { append(",") }
                    append(#"{"type":"\#(shape.polygons.count == 1 ? "Polygon" : "MultiPolygon")","id":"#)
                    appendString(shape.code)
                    append(#","arcs":"#)
                    let polygons = shape.polygons.map(polygonText)
                    append(polygons.count == 1 ? polygons[0] : "[\(polygons.joined(separator: ","))]")
                    append("}")
                }
                append("]}")
            }
            append("\n},\n\"arcs\":[")
            for (index, arc) in arcs.enumerated() {
                append(index == 0 ? "[" : ",[")
                var previous = corner
                for (position, point) in arc.enumerated() {
                    append(position == 0 ? "[" : ",[")
                    append(String(point.x - previous.x))
                    append(",")
                    append(String(point.y - previous.y))
                    append("]")
                    previous = point
                }
                append("]")
            }
            append("]}\n")
        }

        private func polygonText(_ polygon: Topology.Polygon) -> String {
            let rings = polygon.rings.map { ring in
                "[" + ring.map { String($0.encoded) }.joined(separator: ",") + "]"
            }
            return "[" + rings.joined(separator: ",") + "]"
        }

        private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

        private mutating func appendString(_ text: String) {
            bytes.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    bytes.append(UInt8(ascii: "\\"))
                    bytes.append(byte)
                case 0..<0x20:
                    append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
                default:
                    bytes.append(byte)
                }
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

/// Why a file could not be read as TopoJSON.
public enum TopoJSONError: Error, Sendable, Equatable, LocalizedError {
    /// Not JSON at all, cut off, or with a value of another kind than TopoJSON has there.
    case damaged(place: String, reason: String)
    /// JSON, but its `type` is not `Topology`.
    case notATopology(found: String)
    case missingMember(String)
    case missingObject(String, present: [String])
    /// An object or geometry that the atlas cannot use.
    case unsupportedGeometry(object: String, number: Int, found: String)
    case badIdentifier(object: String, number: Int, found: String)
    case duplicateIdentifier(object: String, id: String)
    case arcOutOfRange(object: String, id: String, index: Int, arcCount: Int)
    case openRing(object: String, id: String)
    case shortArc(index: Int)
    case badTransform

    public var errorDescription: String? {
        switch self {
        case .damaged(let place, let reason):
            "The file is damaged\(place.isEmpty ? "" : " (\(place))"): \(reason). Fetch or build it again."
        case .notATopology(let found):
            "The file is not TopoJSON: its “type” is “\(found)”, expected “Topology”."
        case .missingMember(let name):
            "The file is not TopoJSON: it has no “\(name)”."
        case .missingObject(let name, let present):
            "The file has no object “\(name)”; its objects are: \(present.joined(separator: ", "))."
        case .unsupportedGeometry(let object, let number, let found):
            """
            Geometry \(number) of “\(object)” is “\(found)”; expected Polygon or MultiPolygon in a \
            GeometryCollection.
            """
        case .badIdentifier(let object, let number, let found):
            "Geometry \(number) of “\(object)” has the id \(found); expected a code of digits as a string."
        case .duplicateIdentifier(let object, let id):
            "“\(object)” has two geometries with the id \(id)."
        case .arcOutOfRange(let object, let id, let index, let count):
            "\(object) \(id) refers to arc \(index), but there are arcs 0…\(count - 1) only."
        case .openRing(let object, let id):
            "The arcs of a ring of \(object) \(id) do not meet; the file is damaged."
        case .shortArc(let index):
            "Arc \(index) has fewer than two points."
        case .badTransform:
            "The “transform” needs two numbers other than 0 in “scale” and two numbers in “translate”."
        }
    }
}
