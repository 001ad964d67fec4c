// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// The `bbox` of a request. Whether a feature meets it is decided in the system of the box, where its sides are
/// straight, so that the same box selects the same features however it is written.
struct AreaFilter: Sendable {
    let system: FeatureReferenceSystem
    /// One box, or two where a box of degrees spans the antimeridian.
    let boxes: [BoundingBox]

    static let form = "four numbers separated by commas – the lower corner, then the upper one, axes in the order of bbox-crs – or six with heights"

    /// - Parameter text: requirement /req/core/fc-bbox-definition.
    /// - Throws: 400 with what is accepted.
    init(_ text: String, system: FeatureReferenceSystem) throws {
        func refuse(_ accepted: String) -> Problem { Problem.badParameter("bbox", text, accepted: accepted) }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { part -> Double? in
            // `Double` reads hexadecimal and words too; a box is written in decimals.
            guard part.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE ".contains($0)) }) else { return nil }
            return Double(part.filter { $0 != " " })
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).count
        guard numbers.count == parts, parts == 4 || parts == 6, numbers.allSatisfy({ $0.isFinite }) else { throw refuse(Self.form) }
        // Features have no heights, so that the third axis excludes none.
        let low = [numbers[0], numbers[1]]
        let high = parts == 4 ? [numbers[2], numbers[3]] : [numbers[3], numbers[4]]
        self.system = system
        guard let longitude = system.longitudeAxis else {
            guard low[0] <= high[0], low[1] <= high[1] else { throw refuse("a lower corner that is below and to the left of the upper one") }
            boxes = [BoundingBox(minX: low[0], minY: low[1], maxX: high[0], maxY: high[1])]
            return
        }
        let latitude = 1 - longitude
        guard low[latitude] <= high[latitude] else { throw refuse("a southern latitude that is not above the northern one") }
        guard (-90.0...90).contains(low[latitude]), (-90.0...90).contains(high[latitude]),
            (-180.0...180).contains(low[longitude]), (-180.0...180).contains(high[longitude])
        else {
            throw refuse("longitudes −180…180 and latitudes −90…90, in the order of the axes of \(system.uri)")
        }
        // West beyond east: the box spans the antimeridian (OGC 17-069r4, section 7.15.3).
        let spans =
            low[longitude] <= high[longitude]
            ? [(low[longitude], high[longitude])] : [(low[longitude], 180.0), (-180.0, high[longitude])]
        boxes = spans.map { west, east in
            longitude == 0
                ? BoundingBox(minX: west, minY: low[1], maxX: east, maxY: high[1])
                : BoundingBox(minX: low[0], minY: west, maxX: high[0], maxY: east)
        }
    }

    /// The places of the features that meet the area.
    /// - Parameters:
    ///   - bounds: of each feature, longitude and latitude; nil for a feature without a place on the map, which every
    ///     area matches (requirement /req/core/fc-bbox-response, C).
    ///   - geometry: of a feature; asked for only where its bounds do not decide.
    func places(among bounds: [BoundingBox?], geometry: (Int) -> FeatureGeometry?) throws -> [Int] {
        let outlines = try transformedBounds(bounds)
        return try bounds.indices.filter { place in
            guard let outline = outlines[place] else { return true }
            if boxes.contains(where: { $0.contains(outline) }) { return true }
            guard boxes.contains(where: { $0.intersects(outline) }) else { return false }
            guard let shape = try geometry(place)?.transformed(to: system) else { return true }
            return boxes.contains { shape.meets($0) }
        }
    }

    /// The sides of a rectangle of degrees are curves in a projection: sampled, with room for what lies in between.
    private static let samplesOfSide = 8
    private static let roomShare = 0.02

    /// Boxes in the system that surely contain the features.
    private func transformedBounds(_ bounds: [BoundingBox?]) throws -> [BoundingBox?] {
        if system.longitudeAxis != nil {
            return bounds.map { box in
                box.map { system == .crs84 ? $0 : BoundingBox(minX: $0.minY, minY: $0.minX, maxX: $0.maxY, maxY: $0.maxX) }
            }
        }
        var samples: [Point] = []
        for case let box? in bounds {
            for step in 0..<Self.samplesOfSide {
                let share = Double(step) / Double(Self.samplesOfSide)
                let x = box.minX + box.width * share
                let y = box.minY + box.height * share
                samples += [Point(x, box.minY), Point(box.maxX, y), Point(box.maxX - box.width * share, box.maxY), Point(box.minX, box.maxY - box.height * share)]
            }
        }
        let images = try AxisTransformation.points(samples, in: system)
        var start = 0
        return bounds.map { box in
            guard box != nil else { return nil }
            defer { start += 4 * Self.samplesOfSide }
            let image = BoundingBox(of: images[start..<start + 4 * Self.samplesOfSide])
            return image.insetBy(-max(image.width, image.height) * Self.roomShare)
        }
    }
}

extension BoundingBox {
    fileprivate func contains(_ other: BoundingBox) -> Bool {
        minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
    }
}
