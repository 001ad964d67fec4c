// SPDX-License-Identifier: Apache-2.0

import PolishText

/// A word of a text.
struct ScannedWord: Sendable {
    /// As it stands in the text.
    let text: String
    /// Where it stands, in bytes of UTF-8.
    let bytes: Range<Int>
}

/// Takes texts apart into words: letters and digits with their marks. A postal code (`32-700`) is one word;
/// everything else parts words, hyphens and apostrophes included.
enum WordScanner {
    /// - Parameters:
    ///   - limit: words after so many are left out.
    static func words(of text: String, limit: Int = .max) -> [ScannedWord] {
        var words: [ScannedWord] = []
        var text = text
        text.withUTF8 { bytes in
            var position = 0
            while position < bytes.count, words.count < limit {
                if let end = postalCodeEnd(bytes, position) {
                    words.append(word(bytes, position..<end))
                    position = end
                    continue
                }
                let start = position
                var end = position
                while end < bytes.count {
                    let (scalar, length) = decode(bytes, end)
                    guard isPartOfWord(scalar) else { break }
                    end += length
                }
                if end > start {
                    words.append(word(bytes, start..<end))
                    position = end
                } else {
                    position += decode(bytes, position).length
                }
            }
        }
        return words
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> ScannedWord {
        ScannedWord(text: String(decoding: bytes[range], as: UTF8.self), bytes: range)
    }

    /// Where a postal code that begins at `start` ends; nil when none begins there.
    private static func postalCodeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        func isDigit(_ offset: Int) -> Bool { start + offset < bytes.count && (48...57).contains(bytes[start + offset]) }
        guard isDigit(0), isDigit(1), start + 2 < bytes.count, bytes[start + 2] == 45, isDigit(3), isDigit(4), isDigit(5), !isDigit(6)
        else {
            return nil
        }
        if start > 0, (48...57).contains(bytes[start - 1]) || bytes[start - 1] == 45 { return nil }
        if start + 6 < bytes.count, isPartOfWord(decode(bytes, start + 6).scalar) || bytes[start + 6] == 45 { return nil }
        return start + 6
    }

    /// The text of a Swift string is valid UTF-8, so the lengths can be trusted.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        func next(_ offset: Int) -> UInt32 { position + offset < bytes.count ? UInt32(bytes[position + offset]) & 0x3F : 0 }
        switch first {
        case ..<0x80: return (first, 1)
        case ..<0xE0: return ((first & 0x1F) << 6 | next(1), 2)
        case ..<0xF0: return ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
        default: return ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
        }
    }

    private static func isPartOfWord(_ value: UInt32) -> Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
        case ..<0x80: return false
        // Latin letters; signs of multiplication and division are none.
        case 0xC0...0x24F: return value != 0xD7 && value != 0xF7
        // Marks that stand over letters, and characters without width, which folding removes.
        case 0xAD, 0x300...0x36F, 0x200B...0x200D, 0x2060, 0xFEFF: return true
        default:
            guard let scalar = Unicode.Scalar(value) else { return false }
            return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
        }
    }
}

/// Words as numbers, each distinct one once.
struct WordNumbers: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [String: UInt32] = [:]

    var count: Int { texts.count }

    mutating func number(_ text: String) -> UInt32 {
        if let known = numbers[text] { return known }
        let number = UInt32(texts.count)
        texts.append(text)
        numbers[text] = number
        return number
    }

    func existing(_ text: String) -> UInt32? { numbers[text] }
}
