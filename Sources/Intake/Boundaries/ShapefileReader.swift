// SPDX-License-Identifier: Apache-2.0

import CShapelib
import Foundation
import TileGeometry

/// Polygons and their attributes from a Shapefile: `.shp`, `.shx` and `.dbf` beside each other, `.prj` and `.cpg` where
/// there are any. Read by Shapelib.
/// Source: ESRI Shapefile Technical Description, 1998.
public enum ShapefileReader {
    /// - Parameter url: the `.shp`.
    /// - Throws: a refusal that names the missing part, or the record that cannot be read.
    public static func read(_ url: URL) throws(IntakeRefusal) -> GeoJSON {
        let file = url.lastPathComponent
        let shapePath = try part(url, "shp", file, needed: "the shapes")
        _ = try part(url, "shx", file, needed: "the index of the shapes")
        let tablePath = try part(url, "dbf", file, needed: "the codes and names")
        guard let shapes = SHPOpen(shapePath, "rb") else {
            throw IntakeRefusal(file: file, reason: "this is no Shapefile, or it is damaged: Shapelib cannot open it")
        }
        defer { SHPClose(shapes) }
        guard let table = DBFOpen(tablePath, "rb") else {
            throw IntakeRefusal(file: file, reason: "its table of attributes (.dbf) is damaged: it cannot be opened")
        }
        defer { DBFClose(table) }
        var count: Int32 = 0
        var type: Int32 = 0
        SHPGetInfo(shapes, &count, &type, nil, nil)
        guard [SHPT_POLYGON, SHPT_POLYGONZ, SHPT_POLYGONM].contains(type) else {
            throw IntakeRefusal(
                file: file, reason: "its shapes are \(SHPTypeName(type).map { String(cString: $0) } ?? "unknown"); expected polygons")
        }
        guard DBFGetRecordCount(table) == count else {
            throw IntakeRefusal(
                file: file,
                reason: "it has \(count) shapes but \(DBFGetRecordCount(table)) rows of attributes: the parts belong to different files, or one was cut off")
        }
        let attributes = Attributes(table, codePage: codePage(url, table))
        var features: [GeoJSON.Feature] = []
        features.reserveCapacity(Int(count))
        for index in 0..<count where DBFIsRecordDeleted(table, index) == 0 {
            guard let shape = SHPReadObject(shapes, index) else {
                throw IntakeRefusal(file: file, reason: "shape \(index + 1) cannot be read: the file is damaged or was cut off")
            }
            defer { SHPDestroyObject(shape) }
            // Some writers turn rings the wrong way round; by this exteriors run clockwise, holes counterclockwise.
            SHPRewindObject(shapes, shape)
            features.append(
                GeoJSON.Feature(
                    properties: attributes.row(index), geometryType: shape.pointee.nSHPType == SHPT_NULL ? "" : "MultiPolygon",
                    polygons: polygons(shape.pointee)))
        }
        return GeoJSON(crsName: try referenceSystem(url, file), features: features)
    }

    // MARK: Parts

    /// The path of a part, in whatever case its ending is written.
    private static func sibling(_ url: URL, _ ending: String) -> String? {
        let base = url.deletingPathExtension()
        return [ending, ending.uppercased()].map { base.appendingPathExtension($0).path }.first { FileManager.default.fileExists(atPath: $0) }
    }

    private static func part(_ url: URL, _ ending: String, _ file: String, needed: String) throws(IntakeRefusal) -> String {
        guard let path = sibling(url, ending) else {
            let name = url.deletingPathExtension().lastPathComponent
            throw IntakeRefusal(
                file: file, reason: "there is no \(name).\(ending) beside it, which holds \(needed): a Shapefile is several files; put all of them in one folder, or give their .zip")
        }
        return path
    }

    private static func referenceSystem(_ url: URL, _ file: String) throws(IntakeRefusal) -> String? {
        guard let path = sibling(url, "prj"), let data = FileManager.default.contents(atPath: path) else { return nil }
        return ReferenceSystemText.name(String(decoding: data, as: UTF8.self))
    }

    private static func codePage(_ url: URL, _ table: DBFHandle) -> String? {
        if let path = sibling(url, "cpg"), let data = FileManager.default.contents(atPath: path) {
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return nil
    }

    // MARK: Rings

    /// Rings as polygons: each clockwise ring is an exterior, each other one a hole of the smallest that holds it.
    private static func polygons(_ shape: SHPObject) -> [[[Point]]] {
        guard shape.nVertices > 0, let xs = shape.padfX, let ys = shape.padfY else { return [] }
        var starts = (0..<Int(shape.nParts)).map { Int(shape.panPartStart[$0]) }
        if starts.isEmpty { starts = [0] }
        let ends = starts.dropFirst() + [Int(shape.nVertices)]
        var exteriors: [(rings: [[Point]], area: Double)] = []
        var holes: [[Point]] = []
        for (start, end) in zip(starts, ends) where start < end {
            let ring = (start..<end).map { Point(xs[$0], ys[$0]) }
            let area = signedArea(ring)
            if area <= 0 { exteriors.append(([ring], -area)) } else { holes.append(ring) }
        }
        // A shape of counterclockwise rings only: they are exteriors of a careless writer.
        guard !exteriors.isEmpty else { return holes.map { [$0] } }
        for hole in holes {
            guard let inside = hole.first else { continue }
            let holding = exteriors.indices.filter { contains(exteriors[$0].rings[0], inside) }
            let owner = holding.min { exteriors[$0].area < exteriors[$1].area } ?? 0
            exteriors[owner].rings.append(hole)
        }
        return exteriors.map(\.rings)
    }

    private static func signedArea(_ ring: [Point]) -> Double {
        guard let origin = ring.first else { return 0 }
        return zip(ring, ring.dropFirst()).reduce(0) { sum, edge in
            sum + (edge.0.x - origin.x) * (edge.1.y - origin.y) - (edge.1.x - origin.x) * (edge.0.y - origin.y)
        } / 2
    }

    private static func contains(_ ring: [Point], _ point: Point) -> Bool {
        var isInside = false
        for (a, b) in zip(ring, ring.dropFirst()) where (a.y > point.y) != (b.y > point.y) {
            if point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
        }
        return isInside
    }
}

/// The table of attributes, as texts in one encoding.
private struct Attributes {
    private let table: DBFHandle
    private let columns: [(index: Int32, name: String)]
    private let encoding: String.Encoding

    /// - Parameter codePage: what the `.cpg` says; without one the bytes decide between UTF-8 and Windows-1250, which
    ///   Polish registers are written in.
    init(_ table: DBFHandle, codePage: String?) {
        self.table = table
        columns = (0..<DBFGetFieldCount(table)).map { index in
            var name = [CChar](repeating: 0, count: 12)
            DBFGetFieldInfo(table, index, &name, nil, nil)
            return (index, String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        encoding = Self.encoding(named: codePage) ?? Self.guess(table, columns.map(\.index))
    }

    func row(_ row: Int32) -> [String: String] {
        var values: [String: String] = [:]
        for (index, name) in columns where DBFIsAttributeNULL(table, row, index) == 0 {
            guard let bytes = DBFReadStringAttribute(table, row, index) else { continue }
            let data = Data(bytes: bytes, count: strlen(bytes))
            values[name] = (String(data: data, encoding: encoding) ?? String(decoding: data, as: UTF8.self))
                .trimmingCharacters(in: .whitespaces)
        }
        return values
    }

    /// `UTF-8`, `65001`, `1250`, `CP1250`, `windows-1250`, `ISO-8859-2`, `ISO88592` and the like; nil for any other name.
    private static func encoding(named name: String?) -> String.Encoding? {
        guard let name else { return nil }
        let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if letters == "utf8" || letters == "65001" { return .utf8 }
        if letters.hasSuffix("1250") { return .windowsCP1250 }
        if letters == "iso88592" || letters == "88592" || letters == "latin2" || letters == "28592" { return .isoLatin2 }
        return nil
    }

    private static func guess(_ table: DBFHandle, _ columns: [Int32]) -> String.Encoding {
        for row in 0..<DBFGetRecordCount(table) {
            for column in columns {
                guard let bytes = DBFReadStringAttribute(table, row, column) else { continue }
                if String(validatingCString: bytes) == nil { return .windowsCP1250 }
            }
        }
        return .utf8
    }
}
