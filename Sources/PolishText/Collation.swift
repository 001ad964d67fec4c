// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Polish alphabetical order: a ą b c ć d e ę f … l ł m n ń o ó p … s ś t … z ź ż. The letters with a mark are
/// letters of their own, so `Łódź` stands after every name in `l`. The order is the same on every machine.
///
/// Rules, from strong to weak: letters of the Polish alphabet; marks of other alphabets (é, ö, č sort with e, o, c);
/// case (small before capital). A space or hyphen sorts before everything and a digit before letters, so that
/// `Nowa Wieś` stands before `Nowak`. Other punctuation is passed over at first and decides last.
public enum PolishCollation {
    private static let alphabet: [Character: UInt8] = {
        var weights: [Character: UInt8] = [:]
        for (index, letter) in "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż".enumerated() {
            weights[letter] = letterBase + UInt8(index)
        }
        return weights
    }()

    // Weight 0 and 1 are kept as separators between the parts of a key.
    private static let spaceWeight: UInt8 = 2
    private static let digitBase: UInt8 = 10
    private static let letterBase: UInt8 = 30
    /// Letters of alphabets other than the Latin one sort after it, by their code points.
    private static let foreignLetter: UInt8 = 100

    /// Bytes whose lexicographic order is the alphabetical order of the texts: to be stored beside a name
    /// (say, as a BLOB) and ordered by the database.
    public static func key(_ text: String) -> [UInt8] { keyOfCommonCharacters(text) ?? keyOfAnyCharacters(text) }

    /// What a character of most Polish texts adds to a key.
    private enum Common {
        /// Another character, or one that can join with the one before: only the whole text can tell.
        static let other = Entry(weight: 0, mark: 0, isCapital: false)
        static let passedOver = Entry(weight: 0, mark: 2, isCapital: false)

        struct Entry {
            /// 0 for none.
            let weight: UInt8
            /// 0 for an unknown character.
            let mark: UInt8
            let isCapital: Bool
        }

        /// By code point.
        static let entries: [Entry] = {
            var entries = [Entry](repeating: other, count: 0x180)
            // A carriage return and the line feed after it are one character.
            for value in 0x20..<0x7F { entries[value] = passedOver }
            for space in [0x09, 0x0A, 0x20, 0xA0] { entries[space] = Entry(weight: spaceWeight, mark: 2, isCapital: false) }
            for dash in "-/".unicodeScalars { entries[Int(dash.value)] = Entry(weight: spaceWeight, mark: 3, isCapital: false) }
            for digit in 0..<10 { entries[0x30 + digit] = Entry(weight: digitBase + UInt8(digit), mark: 2, isCapital: false) }
            for (letter, weight) in alphabet {
                for (form, isCapital) in [(String(letter), false), (letter.uppercased(), true)] {
                    if let scalar = form.unicodeScalars.first { entries[Int(scalar.value)] = Entry(weight: weight, mark: 2, isCapital: isCapital) }
                }
            }
            return entries
        }()

        static func entry(_ scalar: Unicode.Scalar) -> Entry {
            switch scalar {
            case "–": Entry(weight: spaceWeight, mark: 3, isCapital: false)
            case "„", "”", "“", "’", "…": passedOver
            default: scalar.value < 0x180 ? entries[Int(scalar.value)] : other
            }
        }
    }

    /// The key of a text of the Polish alphabet, digits and usual punctuation in composed form; nil for all others.
    private static func keyOfCommonCharacters(_ text: String) -> [UInt8]? {
        var letters: [UInt8] = []
        var (marks, cases) = (letters, letters)
        let length = text.utf8.count
        letters.reserveCapacity(4 * length + 3)
        marks.reserveCapacity(length)
        cases.reserveCapacity(length)
        for scalar in text.unicodeScalars {
            let entry = Common.entry(scalar)
            guard entry.mark > 0 else { return nil }
            guard entry.weight > 0 else { continue }
            letters.append(entry.weight)
            marks.append(entry.mark)
            cases.append(entry.isCapital ? 3 : 2)
        }
        letters.append(1)
        letters += marks
        letters.append(1)
        letters += cases
        letters.append(0)
        letters += text.utf8
        return letters
    }

    static func keyOfAnyCharacters(_ text: String) -> [UInt8] {
        var letters: [UInt8] = []
        var marks: [UInt8] = []
        var cases: [UInt8] = []
        for character in text.precomposedStringWithCanonicalMapping {
            let small = character.lowercased()
            let isCapital = small != String(character)
            for letter in small {
                let before = letters.count
                var mark: UInt8 = 2
                if let weight = alphabet[letter] {
                    letters.append(weight)
                } else if letter.isWhitespace || letter == "-" || letter == "–" || letter == "/" {
                    letters.append(spaceWeight)
                    mark = letter.isWhitespace ? 2 : 3
                } else if let digit = letter.wholeNumberValue, (0...9).contains(digit) {
                    letters.append(digitBase + UInt8(digit))
                } else if letter.isLetter {
                    let plain = fold(String(letter))
                    let weights = plain.compactMap { alphabet[$0] }
                    if weights.count == plain.count {
                        letters.append(contentsOf: weights)
                        mark = 4
                    } else {
                        letters.append(foreignLetter)
                        for byte in String(letter).utf8 { letters.append(contentsOf: [101 + (byte >> 4), 101 + (byte & 15)]) }
                    }
                }
                for _ in before..<letters.count {
                    marks.append(mark)
                    cases.append(isCapital ? 3 : 2)
                }
            }
        }
        // The text itself decides between texts that differ in nothing above, so that equal keys mean equal texts.
        return letters + [1] + marks + [1] + cases + [0] + Array(text.utf8)
    }

    /// Whether `a` stands before `b`.
    public static func precedes(_ a: String, _ b: String) -> Bool {
        key(a).lexicographicallyPrecedes(key(b))
    }
}

extension Sequence {
    /// The elements in Polish alphabetical order of a text of theirs; equal texts keep their order.
    public func sortedInPolish(by text: (Element) -> String) -> [Element] {
        enumerated()
            .map { (key: PolishCollation.key(text($0.element)), offset: $0.offset, element: $0.element) }
            .sorted { $0.key == $1.key ? $0.offset < $1.offset : $0.key.lexicographicallyPrecedes($1.key) }
            .map(\.element)
    }
}
