// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import Testing

@Suite struct ColourSchemeTests {
    @Test func holdsEverySchemeInEverySize() {
        #expect(ColourScheme.all.count == 18 + 9 + 2)
        #expect(Set(ColourScheme.all.map(\.name)).count == 29)
        for scheme in ColourScheme.all {
            for classes in 1...9 {
                let colours = scheme.colours(classes: classes)
                #expect(colours.count == classes)
                #expect(Set(colours).count == classes)
                #expect(scheme.colours(classes: classes, reversed: true) == colours.reversed())
            }
            #expect(scheme.colours(classes: 2) == [scheme.colours(classes: 3)[0], scheme.colours(classes: 3)[2]])
        }
    }

    @Test func hasThePublishedColours() throws {
        #expect(try ColourScheme.named("YlOrRd").colours(classes: 5).map(\.hex)
            == ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"])
        #expect(try ColourScheme.named("ylorrd").name == "YlOrRd")
        #expect(try ColourScheme.named("viridis").colours(classes: 2).map(\.hex) == ["#440154", "#fde725"])
        #expect(ColourScheme.all.filter { !$0.isColourBlindSafe }.map(\.name).sorted() == ["RdGy", "RdYlGn", "Spectral"])
    }

    @Test func refusesUnknownNames() {
        let error = #expect(throws: ColourSchemeError.self) { try ColourScheme.named("Rainbow") }
        #expect(error?.errorDescription?.contains("cividis") == true)
    }

    /// CIELAB under D65.
    private func lab(_ colour: Colour) -> [Double] {
        func linear(_ part: UInt8) -> Double {
            let v = Double(part) / 255
            return v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92
        }
        let (r, g, b) = (linear(colour.red), linear(colour.green), linear(colour.blue))
        let xyz = [
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
        ]
        let f = xyz.map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }

    @Test func noDataDiffersVisiblyFromEveryClassColour() {
        let noData = lab(MapColours.noData)
        for scheme in ColourScheme.all {
            for classes in 1...9 {
                for colour in scheme.colours(classes: classes) {
                    let distance = zip(lab(colour), noData).reduce(0) { $0 + pow($1.0 - $1.1, 2) }.squareRoot()
                    #expect(distance >= 7, "\(scheme.name) \(classes) \(colour)")
                }
            }
        }
    }

    @Test func blendsFromEndToEnd() {
        let a = Colour(rgb: 0x204060)
        let b = Colour(rgb: 0xA08060)
        #expect(a.blended(with: b, share: 0) == a)
        #expect(a.blended(with: b, share: 1) == b)
        #expect(a.blended(with: b, share: 0.5).hex == "#606060")
    }
}
