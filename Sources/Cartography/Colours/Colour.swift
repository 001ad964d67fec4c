// SPDX-License-Identifier: Apache-2.0

/// An opaque sRGB colour.
public struct Colour: Sendable, Hashable, CustomStringConvertible {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    @inlinable
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From `0xRRGGBB`.
    @inlinable
    public init(rgb: UInt32) {
        self.init(red: UInt8(rgb >> 16 & 255), green: UInt8(rgb >> 8 & 255), blue: UInt8(rgb & 255))
    }

    @inlinable public var rgb: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

    /// `#rrggbb`.
    public var hex: String {
        let digits = Array("0123456789abcdef")
        var text = "#"
        for part in [red, green, blue] {
            text.append(digits[Int(part >> 4)])
            text.append(digits[Int(part & 15)])
        }
        return text
    }

    public var description: String { hex }

    /// This colour with `share` (0…1) of another laid over it, mixed in sRGB as every browser does.
    public func blended(with other: Colour, share: Double) -> Colour {
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}

/// The colours of a map that are not classes.
public enum MapColours {
    /// Units without a value. A warm light grey: a pure grey would be a step of the scheme `Greys` or
    /// `RdGy`. This one keeps a CIELAB distance of 7 or more from every colour of every scheme.
    public static let noData = Colour(rgb: 0xdad2c6)
    /// The hatch lines drawn over `noData` where the question does not arise.
    public static let notApplicableHatch = Colour(rgb: 0x9d9385)
    /// Units outside the chosen region.
    public static let outsideRegion = Colour(rgb: 0xf2f0ed)
    /// The one border colour, laid over the fill with more or less strength.
    public static let border = Colour(rgb: 0x2b2a2e)
}
