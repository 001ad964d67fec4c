// SPDX-License-Identifier: Apache-2.0

/// Geometries as GeoJSON texts (RFC 7946, section 3.1). Axes and units are the caller's.
extension GeoJSON {
    /// - Parameters:
    ///   - polygons: of closed rings, the exterior one first.
    ///   - decimals: of each coordinate, 0…9; zeros at the end are left out.
    public static func multiPolygon(_ polygons: [[[Point]]], decimals: Int) -> String {
        var bytes = Array(#"{"type":"MultiPolygon","coordinates":["#.utf8)
        let scale = powerOfTen(decimals)
        for (index, rings) in polygons.enumerated() {
            bytes.append(UInt8(ascii: index == 0 ? "[" : ","))
            if index > 0 { bytes.append(UInt8(ascii: "[")) }
            for (number, ring) in rings.enumerated() {
                if number > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(UInt8(ascii: "["))
                for (place, point) in ring.enumerated() {
                    if place > 0 { bytes.append(UInt8(ascii: ",")) }
                    append(point, scale, decimals, to: &bytes)
                }
                bytes.append(UInt8(ascii: "]"))
            }
            bytes.append(UInt8(ascii: "]"))
        }
        bytes += "]}".utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameter decimals: of each coordinate, 0…9; zeros at the end are left out.
    public static func point(_ point: Point, decimals: Int) -> String {
        var bytes = Array(#"{"type":"Point","coordinates":"#.utf8)
        append(point, powerOfTen(decimals), decimals, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func powerOfTen(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    private static func append(_ point: Point, _ scale: Double, _ decimals: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        append(point.x, scale, decimals, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        append(point.y, scale, decimals, to: &bytes)
        bytes.append(UInt8(ascii: "]"))
    }

    /// JSON has no infinite numbers; what is not finite, or too large to count in the last decimal, becomes `null`.
    private static func append(_ value: Double, _ scale: Double, _ decimals: Int, to bytes: inout [UInt8]) {
        guard let scaled = Int64(exactly: (value * scale).rounded()) else {
            bytes += "null".utf8
            return
        }
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = scaled.magnitude
        // Digits from the last to the first, turned round at the end.
        let start = bytes.count
        var left = decimals
        while left > 0, rest.isMultiple(of: 10) {
            rest /= 10
            left -= 1
        }
        if left > 0 {
            for _ in 0..<left {
                bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            }
            bytes.append(UInt8(ascii: "."))
        }
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
