// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// Reads boundaries of one level from GeoJSON, or from features that a Shapefile or GeoPackage gave: our own files with `terc` and `name`, or the State register
/// of boundaries (PRG) with `JPT_KOD_JE` and `JPT_NAZWA_`.
///
/// A file is taken whole or not at all: a topology with a unit missing would show its place as a gap.
public struct RegisterBoundariesReader: Sendable {
    public var level: UnitLevel
    /// Overrides the file's `crs` member; `nil` leaves it to the file and to the size of its coordinates.
    public var referenceSystem: BoundaryReferenceSystem?

    /// - Parameter level: `gmina`, `powiat` or `wojewodztwo`.
    public init(level: UnitLevel, referenceSystem: BoundaryReferenceSystem? = nil) {
        self.level = level
        self.referenceSystem = referenceSystem
    }

    /// - Parameters:
    ///   - data: the GeoJSON text.
    ///   - file: the file's name, for the report.
    /// - Returns: one `RegisterBoundaries`. Rows of the report are features, counted from 1.
    /// - Throws: `IntakeRefusal` that names each faulty feature with its number and code.
    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<RegisterBoundaries> {
        let document: GeoJSON
        do throws(GeoJSONError) { document = try GeoJSON(data) } catch {
            throw IntakeRefusal(file: file, reason: error.localizedDescription)
        }
        return try read(document, file: file)
    }

    /// - Parameter document: features of any format, in the file's order.
    public func read(_ document: GeoJSON, file: String) throws(IntakeRefusal) -> IntakeResult<RegisterBoundaries> {
        guard !document.features.isEmpty else {
            throw IntakeRefusal(file: file, reason: "the file has no features")
        }
        var report = IntakeReport(file: file, read: document.features.count)
        var rows = accept(document.features, &report)
        let system = try referenceSystem(of: document, rows, report)
        try transform(&rows, from: system, &report)
        rejectOutsiders(rows, &report)
        guard report.rejected.isEmpty else { throw IntakeRefusal(report: report) }
        report.accepted = rows.count
        let boundaries = RegisterBoundaries(
            level: level,
            units: rows.map { RegisterBoundaries.Unit(code: $0.code, name: $0.name, polygons: $0.polygons) },
            referenceSystem: system)
        return IntakeResult(accepted: [boundaries], report: report)
    }

    struct Row {
        var number: Int
        var code: TERYTCode
        var name: String
        var polygons: [[[Point]]]
    }

    private func accept(_ features: [GeoJSON.Feature], _ report: inout IntakeReport) -> [Row] {
        var rows: [Row] = []
        var numberOf: [TERYTCode: Int] = [:]
        let codes = codes(of: features, &report)
        for (index, feature) in features.enumerated() {
            let number = index + 1
            guard let text = codes[index] else {
                reject(number, "", "it has no code; expected the property terc or JPT_KOD_JE", &report)
                continue
            }
            let code: TERYTCode
            do throws(TERYTCodeError) { code = try TERYTCode(text) } catch {
                reject(number, text, error.localizedDescription, &report)
                continue
            }
            guard code.level == level, level != .kraj else {
                let digits = level == .gmina ? "6 or 7" : "\(level.codeLength)"
                reject(number, text, "the code is not that of a \(level.rawValue), which has \(digits) digits", &report)
                continue
            }
            if let kind = code.kindDigit, !(1...3).contains(kind) {
                reject(number, text, "kind \(kind) is a part of a gmina; expected a whole gmina (kind 1, 2 or 3)", &report)
                continue
            }
            if let other = numberOf[code] {
                reject(number, text, "its code (without the kind digit) is that of feature \(other) too", &report)
                continue
            }
            numberOf[code] = number
            guard !feature.polygons.isEmpty, feature.polygons.allSatisfy({ $0.allSatisfy { $0.count >= 4 } }) else {
                let found = feature.geometryType.isEmpty ? "missing" : "“\(feature.geometryType)”"
                let isPolygon = feature.geometryType.hasSuffix("Polygon")
                reject(
                    number, text,
                    isPolygon
                        ? "its geometry has a ring of fewer than 4 positions, or none"
                        : "its geometry is \(found); expected Polygon or MultiPolygon", &report)
                continue
            }
            rows.append(
                Row(
                    number: number, code: code,
                    name: Self.property(feature, Self.nameColumns) ?? "",
                    polygons: feature.polygons))
        }
        return rows
    }

    static let codeColumns = ["terc", "JPT_KOD_JE"]
    static let nameColumns = ["name", "JPT_NAZWA_"]

    /// The first of the columns that the feature has, whatever the case of its letters.
    static func property(_ feature: GeoJSON.Feature, _ columns: [String]) -> String? {
        for column in columns {
            if let value = feature.properties[column] { return value }
        }
        for column in columns {
            if let found = feature.properties.first(where: { $0.key.lowercased() == column.lowercased() }) { return found.value }
        }
        return nil
    }

    /// The codes of the features. Programs that keep codes as numbers lose the zero before 02…08: where some codes are
    /// one digit shorter than all others, it is put back.
    private func codes(of features: [GeoJSON.Feature], _ report: inout IntakeReport) -> [String?] {
        let codes = features.map { Self.property($0, Self.codeColumns)?.trimmingCharacters(in: .whitespaces) }
        let lengths = Set(codes.compactMap { $0?.utf8.count })
        guard let longest = lengths.max(), lengths == [longest - 1, longest], [2, 4, 6, 7].contains(longest) else { return codes }
        let padded = codes.compactMap { $0 }.filter { $0.utf8.count == longest - 1 }.map { "0" + $0 }
        guard padded.allSatisfy(isPlausible) else { return codes }
        let short = codes.count { $0?.utf8.count == longest - 1 }
        report.remarks.append("\(short) codes have \(longest - 1) digits where others have \(longest): a lost leading zero was put back")
        return codes.map { code in code.map { $0.utf8.count == longest - 1 ? "0" + $0 : $0 } }
    }

    /// Whether a code can be one of this level: powiats are numbered from 1, cities with powiat rights from 61.
    private func isPlausible(_ text: String) -> Bool {
        guard let code = try? TERYTCode(text), code.level == level, code.kindDigit.map({ (1...3).contains($0) }) ?? true else { return false }
        guard let powiat = Int(code.stem.dropFirst(2).prefix(2)) else { return true }
        return (1...50).contains(powiat) || powiat > 60
    }

    private func reject(_ number: Int, _ code: String, _ reason: String, _ report: inout IntakeReport) {
        let named = code.isEmpty ? "feature \(number)" : "feature \(number) (\(code))"
        report.rejected.append(RejectedRow(line: 0, reason: "\(named): \(reason)"))
    }

    private func referenceSystem(
        of document: GeoJSON, _ rows: [Row], _ report: IntakeReport
    ) throws(IntakeRefusal) -> BoundaryReferenceSystem {
        if let referenceSystem { return referenceSystem }
        if let name = document.crsName {
            guard let system = BoundaryReferenceSystem(name: name) else {
                throw IntakeRefusal(
                    file: report.file,
                    reason: """
                        the reference system “\(name)” is not read; expected \(BoundaryReferenceSystem.accepted) \
                        (say --crs if the file names it wrongly)
                        """)
            }
            return system
        }
        guard let sample = rows.first?.polygons.first?.first?.first else { throw IntakeRefusal(report: report) }
        if abs(sample.x) <= 180, abs(sample.y) <= 180 { return .wgs84 }
        if (100_000...900_000).contains(sample.x), (100_000...900_000).contains(sample.y) { return .pl1992 }
        throw IntakeRefusal(
            file: report.file,
            reason: """
                the file names no reference system, and its first position \(sample.x), \(sample.y) fits neither \
                degrees nor the metres of EPSG:2180; say --crs
                """)
    }

    /// Brings all positions to longitude and latitude, whichever axis the file put first.
    ///
    /// Both EPSG:4326 and EPSG:2180 officially begin with the northern axis, while GeoJSON writers mostly
    /// put the eastern one first, and in EPSG:2180 both ranges overlap. The codes tell: with the right
    /// order the units lie in their województwa.
    private func transform(
        _ rows: inout [Row], from system: BoundaryReferenceSystem, _ report: inout IntakeReport
    ) throws(IntakeRefusal) {
        let eastFirst = try transformed(rows, from: system, isNorthFirst: false, report)
        let eastHits = hits(rows, eastFirst)
        if eastHits == rows.count {
            rows = replace(rows, eastFirst)
        } else {
            let northFirst = try transformed(rows, from: system, isNorthFirst: true, report)
            if hits(rows, northFirst) > eastHits {
                report.remarks.append("the northern axis comes first in the file; the axes were exchanged")
                rows = replace(rows, northFirst)
            } else {
                rows = replace(rows, eastFirst)
            }
        }
        if system != .wgs84 {
            report.remarks.append("positions were transformed from \(system.rawValue) to longitude and latitude by PROJ")
        }
    }

    private func transformed(
        _ rows: [Row], from system: BoundaryReferenceSystem, isNorthFirst: Bool, _ report: IntakeReport
    ) throws(IntakeRefusal) -> [Point] {
        var points = rows.flatMap { $0.polygons.joined().joined() }
        if isNorthFirst { points = points.map { Point($0.y, $0.x) } }
        guard system != .wgs84 else { return points }
        do throws(CoordinateTransformationError) {
            return try CoordinateTransformation(from: system).longitudesAndLatitudes(of: points)
        } catch {
            throw IntakeRefusal(file: report.file, reason: error.localizedDescription)
        }
    }

    private func replace(_ rows: [Row], _ points: [Point]) -> [Row] {
        var next = points.makeIterator()
        return rows.map { row in
            var row = row
            row.polygons = row.polygons.map { $0.map { $0.map { next.next() ?? $0 } } }
            return row
        }
    }

    /// How many units lie, by the middle of their extent, in their województwo.
    private func hits(_ rows: [Row], _ points: [Point]) -> Int {
        var position = 0
        var count = 0
        for row in rows {
            let length = row.polygons.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
            let extent = BoundingBox(of: points[position..<position + length])
            position += length
            if let box = PolandExtent.wojewodztwo(of: row.code), box.contains(extent.center) { count += 1 }
        }
        return count
    }

    private func rejectOutsiders(_ rows: [Row], _ report: inout IntakeReport) {
        let extent = PolandExtent.country
        for row in rows {
            guard
                let outside = row.polygons.lazy.joined().joined().first(where: { !extent.contains($0) })
            else { continue }
            reject(
                row.number, row.code.description,
                """
                the position \(outside.x), \(outside.y) lies outside of Poland; expected longitude \
                \(extent.minX)…\(extent.maxX) and latitude \(extent.minY)…\(extent.maxY), or another --crs
                """, &report)
        }
    }
}
