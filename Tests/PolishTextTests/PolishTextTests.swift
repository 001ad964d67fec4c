// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PolishText

@Suite("Folding")
struct FoldingTests {
    @Test(
        "case and diacritics go",
        arguments: [
            ("Łódź", "lodz"), ("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn"), ("zażółć gęślą jaźń", "zazolc gesla jazn"), ("Kielce", "kielce"),
            ("café Müller", "cafe muller"), ("Straße", "strasse"), ("Zdrój\u{A0}2", "zdroj 2"), ("", ""), ("ﬁlm", "film"),
            ("Gro\u{AD}dzisk", "grodzisk"),
        ])
    func folds(text: String, folded: String) { #expect(fold(text) == folded) }

    @Test("both Unicode forms of a word fold to the same bytes")
    func forms() {
        let composed = "Żółć".precomposedStringWithCanonicalMapping
        let decomposed = "Żółć".decomposedStringWithCanonicalMapping
        #expect(Array(composed.utf8) != Array(decomposed.utf8))
        #expect(Array(fold(composed).utf8) == Array(fold(decomposed).utf8))
    }

    @Test("folding twice changes nothing")
    func idempotent() {
        for text in ["İstanbul", "Łęczyca", "ǅ", "ﬆ", "Ørsted"] { #expect(fold(fold(text)) == fold(text)) }
    }
}

@Suite("Polish alphabetical order")
struct CollationTests {
    @Test("the alphabet")
    func alphabet() {
        let letters = "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż".split(separator: " ").map(String.init)
        #expect(letters.shuffled().sortedInPolish { $0 } == letters)
        #expect(letters.map { $0.uppercased() }.shuffled().sortedInPolish { $0.lowercased() }.map { $0.lowercased() } == letters)
    }

    @Test("names of places")
    func names() {
        let ordered = [
            "Bąków", "Bielsko", "Bielsko-Biała", "Brzesko", "Kraków", "Lublin", "Łabowa", "Łódź", "Mława", "Nowa Wieś", "Nowak", "Nowy Sącz",
            "Nowy Targ", "Ostróda", "Ostrów", "Sandomierz", "Szczawa", "Śrem", "Świdnica", "Zabrze", "Ziębice", "Źrebce", "Żywiec",
        ]
        #expect(ordered.reversed().sortedInPolish { $0 } == ordered)
    }

    @Test("case and foreign marks decide last; a difference of letters always wins")
    func levels() {
        #expect(PolishCollation.precedes("kraków", "Kraków"))
        #expect(PolishCollation.precedes("Kraków", "krakus"))
        #expect(PolishCollation.precedes("cafe", "café"))
        #expect(PolishCollation.precedes("café", "cafés"))
        #expect(PolishCollation.precedes("café", "cag"))
        #expect(PolishCollation.precedes("2. Nowa", "Nowa"))
        #expect(PolishCollation.precedes("żaba", "Москва"))
    }

    @Test("equal keys mean equal texts; equal texts keep their order")
    func stable() {
        let texts = ["Kraków", "kraków", "Krak-ów", "Krak ów", "Kraków.", "krakow"]
        #expect(Set(texts.map { PolishCollation.key($0) }).count == texts.count)
        let pairs = [("b", 1), ("a", 2), ("b", 3), ("a", 4)]
        #expect(pairs.sortedInPolish { $0.0 }.map(\.1) == [2, 4, 1, 3])
    }
}

@Suite("Keys of common and of any characters")
struct CollationKeyTests {
    @Test("are the same", arguments: [
        "", "Stowarzyszenie „Nadzieja” – koło nr 7", "ŻÓŁĆ gęślą JAŹŃ", "a-b/c d\u{A0}e\tf\ng", "Cafe\u{301}", "café", "\r\n", "Ośrodek’s… “x”", "Москва 12", "e\u{301}\u{328}",
        "№ 5½", "straße", "İstanbul", " \u{301}x", "🏥 Szpital", "2. Nowa Wieś", "!\"#$%&'()*+,.:;<=>?@[\\]^_`{|}~\u{7F}",
    ])
    func sameKeys(text: String) {
        #expect(PolishCollation.key(text) == PolishCollation.keyOfAnyCharacters(text))
    }

    @Test func ofEveryCharacterOfTheLatinAlphabets() {
        for value in UInt32(0)..<0x2100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a\(Character(scalar))B"
            #expect(PolishCollation.key(text) == PolishCollation.keyOfAnyCharacters(text), "U+\(String(value, radix: 16))")
        }
    }
}

@Suite("Plural forms and numbers")
struct NumberTests {
    @Test("the form after a number")
    func plurals() {
        func form(_ count: Int) -> String { PolishPlural(count).choose("gmina", "gminy", "gmin") }
        for count in [1, -1] { #expect(form(count) == "gmina") }
        for count in [2, 3, 4, 22, 34, 102, 1003, -2] { #expect(form(count) == "gminy") }
        for count in [0, 5, 11, 12, 13, 14, 15, 21, 25, 31, 101, 112, 114, 2479, 1012] { #expect(form(count) == "gmin") }
        #expect(form(Int.min) == "gmin")
    }

    @Test(
        "Polish numbers",
        arguments: [
            (0.0, 0, "0"), (1234, 0, "1234"), (9999, 0, "9999"), (9999.6, 0, "10\u{A0}000"), (12345.678, 2, "12\u{A0}345,68"),
            (37_019_327, 0, "37\u{A0}019\u{A0}327"), (-5.25, 2, "\u{2212}5,25"), (-0.004, 2, "0,00"), (23.7314, 2, "23,73"),
            (.nan, 0, "–"), (.infinity, 1, "–"),
        ])
    func polish(value: Double, decimals: Int, text: String) {
        #expect(NumberFormat.polish.string(value, decimals: decimals) == text)
    }

    @Test("English numbers, whole numbers, grouping from a thousand")
    func others() {
        #expect(NumberFormat.english.string(12345.678, decimals: 1) == "12,345.7")
        #expect(NumberFormat.english.string(-1234) == "\u{2212}1234")
        #expect(NumberFormat.polish.string(-123_456) == "\u{2212}123\u{A0}456")
        #expect(NumberFormat.polish.string(Int.min) == "\u{2212}9\u{A0}223\u{A0}372\u{A0}036\u{A0}854\u{A0}775\u{A0}808")
        #expect(NumberFormat.polish.grouping(from: 1000).string(1234) == "1\u{A0}234")
    }
}
