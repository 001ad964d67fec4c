// SPDX-License-Identifier: Apache-2.0

/// viridis and cividis sampled at equal steps from end to end, for 3…9 classes, `rrggbb` after `rrggbb`.
/// viridis: S. van der Walt and N. Smith, matplotlib, CC0. cividis: J. R. Nuñez, C. R. Anderton and
/// R. S. Renslow, “Optimizing colormaps with consideration for color vision deficiency to enable
/// accurate interpretation of scientific data”, PLOS ONE 13 (2018), CC0.
extension ColourScheme {
    static let perceptualTable: [String: [String]] = [
        "viridis": [
            "44015421918cfde725",
            "44015431688e35b779fde725",
            "4401543b528b21918c5cc863fde725",
            "4401544144872a788e22a8847ad151fde725",
            "44015444398331688e21918c35b7798ed645fde725",
            "44015446327e365c8d277f8e1fa1874ac16da0da39fde725",
            "440154472d7b3b528b2c728e21918c27ad815cc863aadc32fde725",
        ],
        "cividis": [
            "00224e7d7c78fee838",
            "00224e575d6da59c74fee838",
            "00224e434e6c7d7c78bbad6dfee838",
            "00224e35456c666970948e77c8b866fee838",
            "00224e2a3f6d575d6d7d7c78a59c74d1bf61fee838",
            "00224e213b6e4c556c6c6e728e8978b1a570d9c55cfee838",
            "00224e1a386f434e6c61656f7d7c789a9376bbad6dddc858fee838",
        ],
    ]
}
