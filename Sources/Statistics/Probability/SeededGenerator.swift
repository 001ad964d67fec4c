// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are the same for the same seed, on every machine and in every version.
///
/// Source: SplitMix64 by G. L. Steele, D. Lea and C. H. Flood, “Fast Splittable Pseudorandom Number Generators” (2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number 0 ..< `bound`, all equally likely.
    ///
    /// Own code and not `Int.random`, whose way of drawing may change between versions of the standard library.
    /// Source: D. Lemire, “Fast Random Integer Generation in an Interval” (2019).
    public mutating func below(_ bound: Int) -> Int {
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// Puts the elements into a random order: R. A. Fisher and F. Yates (1938), as R. Durstenfeld wrote it (1964).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        var left = elements.count
        while left > 1 {
            let chosen = below(left)
            left -= 1
            elements.swapAt(chosen, left)
        }
    }
}
