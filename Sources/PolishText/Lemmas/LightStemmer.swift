// SPDX-License-Identifier: Apache-2.0

/// Stems of words that no dictionary has: names of people, of firms and of small villages.
///
/// Only endings of inflection go, never parts that make new words, and at least three letters stay: `Bodzechowie`,
/// `Bodzechowa` and `Bodzechów` meet in `bodzechow`. Works on folded words.
enum LightStemmer {
    /// Endings of adjectives and nouns, longest first.
    private static let endings: [[UInt8]] = [
        "iego", "iemu", "iami", "iach", "iowi",
        "ego", "emu", "ymi", "imi", "ach", "ami", "owi", "iom", "iem", "iej", "ych", "ich",
        "om", "em", "ym", "im", "ej", "ia", "ie", "iu", "io", "ii",
        "a", "e", "i", "o", "u", "y",
    ].map { Array($0.utf8) }

    private static let shortestStem = 3

    static func stem(_ folded: String) -> String {
        let letters = Array(folded.utf8)
        // Abbreviations and words of other alphabets stay as they are.
        guard letters.count > 4, letters.allSatisfy({ (97...122).contains($0) }) else { return folded }
        for ending in endings where letters.count >= ending.count + shortestStem && letters.suffix(ending.count).elementsEqual(ending) {
            return String(decoding: letters.dropLast(ending.count), as: UTF8.self)
        }
        return folded
    }
}
