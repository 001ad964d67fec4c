// SPDX-License-Identifier: Apache-2.0

import CFreeType
import Foundation

/// Glyphs for map labels: signed distance fields of 256 code points of one font, in the `glyphs.proto`
/// encoding that MapLibre reads.
///
/// MapLibre's convention: 24 pixels to the em, a margin of 3 pixels around each glyph, distances up to 8
/// pixels, and a cutoff of a quarter: a value is 255 · (1 − (d / 8 + ¼)) for a distance of d pixels
/// outside the outline, so the outline itself lies at 191.25.
public enum GlyphRange {
    private static let pixelsPerEm = 24
    private static let margin = 3
    /// Glyph tops are counted from a line this many pixels above the baseline: the ascender of Open Sans.
    /// MapLibre sets every font as if it were that one, so with another font's own ascender its labels
    /// would stand too high or too low.
    private static let lineTop = 26
    /// Where the convention's value reaches zero, in pixels outside the outline.
    private static let farthest: Float = 6

    /// The answer to `/fonts/{fontstack}/{range}.pbf`.
    /// - Parameters:
    ///   - fontStack: the name that the answer repeats.
    ///   - fontPath: an OpenType or TrueType file.
    ///   - firstCodePoint: a multiple of 256 below 65,536.
    /// - Returns: the code points that the font lacks are left out.
    /// - Throws: `GlyphError`.
    public static func pbf(fontStack: String, fontPath: String, firstCodePoint: Int) throws(GlyphError) -> [UInt8] {
        guard firstCodePoint >= 0, firstCodePoint < 65_536, firstCodePoint % 256 == 0 else {
            throw .range(firstCodePoint)
        }
        guard FileManager.default.isReadableFile(atPath: fontPath) else { throw .fontMissing(path: fontPath) }
        var library: FT_Library?
        guard FT_Init_FreeType(&library) == 0, let library else { throw .fontUnreadable(path: fontPath, code: -1) }
        defer { FT_Done_FreeType(library) }
        var face: FT_Face?
        let code = FT_New_Face(library, fontPath, 0, &face)
        guard code == 0, let face else { throw .fontUnreadable(path: fontPath, code: Int(code)) }
        defer { FT_Done_Face(face) }
        guard face.pointee.units_per_EM > 0 else { throw .fontUnreadable(path: fontPath, code: -2) }
        let scale = Float(pixelsPerEm) / Float(face.pointee.units_per_EM)

        var writer = ProtobufWriter()
        writer.message(1) { stack in
            stack.text(1, fontStack)
            stack.text(2, "\(firstCodePoint)-\(firstCodePoint + 255)")
            for codePoint in firstCodePoint...(firstCodePoint + 255) {
                guard let glyph = glyph(codePoint, face, scale) else { continue }
                stack.message(3) { message in
                    message.unsigned(1, UInt64(codePoint))
                    if !glyph.bitmap.isEmpty { message.data(2, glyph.bitmap) }
                    message.unsigned(3, UInt64(glyph.width))
                    message.unsigned(4, UInt64(glyph.height))
                    message.signed(5, Int32(glyph.left))
                    message.signed(6, Int32(glyph.top))
                    message.unsigned(7, UInt64(glyph.advance))
                }
            }
        }
        return writer.bytes
    }

    private struct Glyph {
        /// (width + 6) × (height + 6) values, or none for a blank glyph.
        var bitmap: [UInt8] = []
        var width = 0
        var height = 0
        var left = 0
        var top = 0
        var advance = 0
    }

    private static func glyph(_ codePoint: Int, _ face: FT_Face, _ scale: Float) -> Glyph? {
        let index = FT_Get_Char_Index(face, FT_ULong(codePoint))
        // Unscaled outlines: hinting and rounding to 1/64 pixel would show in labels drawn large.
        guard index != 0, FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_NO_SCALE)) == 0 else { return nil }
        guard let slot = face.pointee.glyph else { return nil }
        var glyph = Glyph()
        glyph.advance = max(0, Int((Float(slot.pointee.metrics.horiAdvance) * scale).rounded()))
        let field = DistanceField(&slot.pointee.outline, scale: scale)
        guard !field.isEmpty else { return glyph }
        let left = Int(field.minX.rounded(.down))
        let top = Int(field.maxY.rounded(.up))
        glyph.left = left
        glyph.top = top - lineTop
        glyph.width = Int(field.maxX.rounded(.up)) - left
        glyph.height = top - Int(field.minY.rounded(.down))
        glyph.bitmap.reserveCapacity((glyph.width + 2 * margin) * (glyph.height + 2 * margin))
        for row in -margin..<(glyph.height + margin) {
            for column in -margin..<(glyph.width + margin) {
                let distance = field.distance(
                    x: Float(left + column) + 0.5, y: Float(top - row) - 0.5, limit: farthest)
                let value = 255 * (1 - (distance / 8 + 0.25))
                glyph.bitmap.append(UInt8(min(max(value.rounded(), 0), 255)))
            }
        }
        return glyph
    }
}

/// Glyphs that cannot be given.
public enum GlyphError: Error, Sendable, Equatable, LocalizedError {
    case fontMissing(path: String)
    case fontUnreadable(path: String, code: Int)
    case range(Int)

    public var errorDescription: String? {
        switch self {
        case .fontMissing(let path):
            "there is no readable font file at \(path); expected a TrueType or OpenType file: install the package fonts-lato or set another path"
        case .fontUnreadable(let path, let code):
            "\(path) cannot be read as a font (FreeType error \(code)); expected a TrueType or OpenType file"
        case .range(let first):
            "a range of glyphs starts at \(first); accepted: multiples of 256 from 0 to 65280"
        }
    }
}
