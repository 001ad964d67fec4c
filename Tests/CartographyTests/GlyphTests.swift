// SPDX-License-Identifier: Apache-2.0

import Cartography
import Testing

@Suite struct GlyphTests {
    /// Where Debian's package fonts-lato puts it.
    private let lato = "/usr/share/fonts/truetype/lato/Lato-Regular.ttf"

    private struct Glyph {
        var bitmap: [UInt8] = []
        var numbers: [Int: UInt64] = [:]
        func signed(_ field: Int) -> Int {
            let value = numbers[field] ?? 0
            return Int(value >> 1) ^ -Int(value & 1)
        }
    }

    private func glyphs(_ first: Int) throws -> (name: String, range: String, glyphs: [Int: Glyph]) {
        let bytes = try GlyphRange.pbf(fontStack: "Lato Regular", fontPath: lato, firstCodePoint: first)
        let stack = DecodedVectorTile.fields(try #require(DecodedVectorTile.fields(bytes).first).bytes)
        var glyphs: [Int: Glyph] = [:]
        for field in stack where field.number == 3 {
            var glyph = Glyph()
            for part in DecodedVectorTile.fields(field.bytes) {
                if part.number == 2 { glyph.bitmap = part.bytes } else { glyph.numbers[part.number] = part.value }
            }
            glyphs[Int(glyph.numbers[1] ?? 0)] = glyph
        }
        func text(_ number: Int) -> String {
            String(decoding: stack.first { $0.number == number }?.bytes ?? [], as: UTF8.self)
        }
        return (text(1), text(2), glyphs)
    }

    @Test func polishLettersHaveDistanceFields() throws {
        let (name, range, glyphs) = try glyphs(256)
        #expect(name == "Lato Regular")
        #expect(range == "256-511")
        for letter in "ąćęłńśźżĄĆĘŁŃŚŹŻ".unicodeScalars {
            let glyph = try #require(glyphs[Int(letter.value)], "\(letter)")
            let (width, height) = (Int(glyph.numbers[3] ?? 0), Int(glyph.numbers[4] ?? 0))
            #expect(glyph.bitmap.count == (width + 6) * (height + 6))
            #expect(glyph.bitmap.contains { $0 > 192 }, "inside")
            // The margin is at least 3 pixels from the outline, but for half a pixel of the centre.
            #expect((0..<(width + 6)).allSatisfy { glyph.bitmap[$0] < 125 })
            #expect((glyph.numbers[7] ?? 0) > 5)
        }
    }

    @Test func metricsAreThoseOfTheFont() throws {
        let glyphs = try glyphs(0).glyphs
        let space = try #require(glyphs[32])
        #expect(space.bitmap.isEmpty && (space.numbers[3] ?? 0) == 0 && (space.numbers[7] ?? 0) > 2)
        // Lato: an H is 1433 of 2000 units high, 17.2 of 24 pixels, on the baseline 26 pixels below the line's top.
        let letter = try #require(glyphs[72])
        #expect(letter.numbers[4] == 18)
        #expect(letter.signed(6) == 18 - 26)
        #expect(glyphs[7] == nil)
        // The stem of an I is some two pixels wide: dark in the middle column, and no more.
        let stem = try #require(glyphs[73])
        let width = Int(stem.numbers[3] ?? 0) + 6
        let row = Array(stem.bitmap[(10 * width)..<(11 * width)])
        #expect(row.max() ?? 0 > 200)
        #expect(row.filter { $0 >= 192 }.count <= 4)
    }

    @Test func refusesMissingFontsAndOddRanges() {
        #expect(throws: GlyphError.fontMissing(path: "/nowhere/font.ttf")) {
            try GlyphRange.pbf(fontStack: "x", fontPath: "/nowhere/font.ttf", firstCodePoint: 0)
        }
        #expect(throws: GlyphError.range(100)) { try GlyphRange.pbf(fontStack: "x", fontPath: lato, firstCodePoint: 100) }
        #expect(throws: GlyphError.self) { try GlyphRange.pbf(fontStack: "x", fontPath: #filePath, firstCodePoint: 0) }
    }
}
