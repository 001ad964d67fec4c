// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Letters that Unicode does not take apart into a base letter and a mark.
private let undividedLetters: [Unicode.Scalar: String] = [
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
]

/// The text as a search compares it: small letters without diacritics (`Łódź` → `lodz`), compatibility forms
/// replaced (`ﬁ` → `fi`, a no-break space → a space), composed. The result does not depend on the machine's locale.
///
/// Two spellings of the same word that differ only in case, in diacritics or in Unicode form fold to the same text.
public func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 128 }) { return text.lowercased() }
    var folded = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .format: continue
        default: break
        }
        if let plain = undividedLetters[scalar] {
            folded.append(contentsOf: plain.unicodeScalars)
        } else {
            folded.append(scalar)
        }
    }
    return String(folded).precomposedStringWithCanonicalMapping
}
