// SPDX-License-Identifier: Apache-2.0

import Atlas
import TileGeometry

/// Where Poland and its województwa lie, to the tenth of a degree and a little generously: enough to tell
/// a wrong axis order or reference system from a right one.
enum PolandExtent {
    /// Longitude and latitude in degrees, internal sea waters included.
    static let country = BoundingBox(minX: 13.9, minY: 48.9, maxX: 24.3, maxY: 55.1)

    static func wojewodztwo(of code: TERYTCode) -> BoundingBox? {
        wojewodztwa[String(code.stem.prefix(2))]
    }

    private static let wojewodztwa: [String: BoundingBox] = [
        "02": BoundingBox(minX: 14.7, minY: 50.0, maxX: 17.9, maxY: 51.9),
        "04": BoundingBox(minX: 17.1, minY: 52.2, maxX: 19.9, maxY: 53.9),
        "06": BoundingBox(minX: 21.5, minY: 50.2, maxX: 24.2, maxY: 52.4),
        "08": BoundingBox(minX: 14.4, minY: 51.3, maxX: 16.5, maxY: 53.2),
        "10": BoundingBox(minX: 18.0, minY: 50.7, maxX: 20.8, maxY: 52.5),
        "12": BoundingBox(minX: 19.0, minY: 49.1, maxX: 21.5, maxY: 50.6),
        "14": BoundingBox(minX: 19.2, minY: 50.9, maxX: 23.2, maxY: 53.6),
        "16": BoundingBox(minX: 16.8, minY: 49.9, maxX: 18.8, maxY: 51.3),
        "18": BoundingBox(minX: 21.0, minY: 48.9, maxX: 23.6, maxY: 50.9),
        "20": BoundingBox(minX: 21.5, minY: 52.2, maxX: 24.0, maxY: 54.5),
        "22": BoundingBox(minX: 16.6, minY: 53.4, maxX: 19.8, maxY: 54.9),
        "24": BoundingBox(minX: 17.9, minY: 49.3, maxX: 20.1, maxY: 51.2),
        "26": BoundingBox(minX: 19.6, minY: 50.1, maxX: 22.0, maxY: 51.4),
        "28": BoundingBox(minX: 19.0, minY: 53.0, maxX: 22.9, maxY: 54.6),
        "30": BoundingBox(minX: 15.7, minY: 51.0, maxX: 19.2, maxY: 53.8),
        "32": BoundingBox(minX: 14.0, minY: 52.5, maxX: 17.1, maxY: 54.7),
    ]
}
