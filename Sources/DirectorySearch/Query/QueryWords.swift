// SPDX-License-Identifier: Apache-2.0

import PolishText

/// A word of the text of a search, with all that reading it needs.
struct QueryWord: Sendable {
    /// As typed.
    let text: String
    let bytes: Range<Int>
    /// Folded, and after a slip was put right.
    var folded: String
    var lemmas: [String]
    /// What the index has of its base forms.
    var terms: [UInt32] = []
    /// Whether `terms` are those of longer words that begin so.
    var isPrefix = false
    var isCorrected = false
    var isFunction = false
    var isFiller = false
    /// A full stop stands behind it: perhaps an abbreviation.
    var endsWithDot = false
    /// A comma or semicolon stands behind it: an address goes on with the next part.
    var endsPart = false
    /// The text ends with it, so that it may be unfinished.
    var isOpen = false

    var isNumber: Bool { folded.utf8.first.map { (48...57).contains($0) } ?? false }
    var isPostalCode: Bool { folded.utf8.count == 6 && isNumber && folded.utf8.dropFirst(2).first == 45 }
}

/// Takes the text of a search apart, within bounds.
enum QueryWords {
    /// - Returns: the words, and whether something was left out.
    static func scan(_ text: String) -> (words: [QueryWord], isShortened: Bool) {
        var bounded = String(text.unicodeScalars.prefix(SearchLimits.textCharacters))
        var isShortened = bounded.utf8.count < text.utf8.count
        var scanned = WordScanner.words(of: bounded, limit: SearchLimits.words + 1)
        if scanned.count > SearchLimits.words {
            scanned.removeLast()
            isShortened = true
        }
        let words: [QueryWord] = bounded.withUTF8 { bytes in
            scanned.compactMap { word in
                let folded = fold(word.text)
                // A mark over nothing, or a lone character without width.
                guard !folded.isEmpty, folded.utf8.count <= 120 else { return nil }
                var result = QueryWord(text: word.text, bytes: word.bytes, folded: folded, lemmas: [])
                if word.bytes.upperBound < bytes.count {
                    let next = bytes[word.bytes.upperBound]
                    result.endsWithDot = next == 46
                    result.endsPart = bytes[word.bytes.upperBound...].prefix { $0 < 65 && !(48...57).contains($0) }.contains {
                        $0 == 44 || $0 == 59 || $0 == 10
                    }
                } else {
                    result.isOpen = true
                }
                return result
            }
        }
        return (words, isShortened)
    }
}
