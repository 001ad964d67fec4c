// SPDX-License-Identifier: Apache-2.0

/// The bytes of ISO-8859-2, in which the dictionary is kept: one byte a letter makes it small and quick to compare.
enum Latin2 {
    /// The letters of the bytes 160…255.
    private static let upperHalf = Array(
        ("\u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙").unicodeScalars)

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        upperHalf.enumerated().map { ($0.element, UInt8(160 + $0.offset)) }, uniquingKeysWith: { first, _ in first })

    static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        byte < 160 ? Unicode.Scalar(byte) : upperHalf[Int(byte) - 160]
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(scalar(byte)) }
        return String(scalars)
    }

    /// The small letter of each byte.
    static let lowercased: [UInt8] = (0...255).map { (byte: UInt8) in
        let small = String(scalar(byte)).lowercased().unicodeScalars
        guard small.count == 1, let first = small.first else { return byte }
        return first.value < 128 ? UInt8(first.value) : bytes[first] ?? byte
    }

    /// The folded letter of each byte; a byte that folds to more than one letter keeps the first.
    static let folded: [UInt8] = (0...255).map { (byte: UInt8) in
        fold(String(scalar(byte))).utf8.first ?? byte
    }

    /// - Returns: nil when a character has no byte.
    static func encode(_ text: String) -> [UInt8]? {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.value < 128 {
                encoded.append(UInt8(scalar.value))
            } else if let byte = bytes[scalar] {
                encoded.append(byte)
            } else {
                return nil
            }
        }
        return encoded
    }
}
