// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Base forms of Polish words, from the dictionary and the suffix rules of Hunspell.
///
/// Words may be typed without diacritics and in any case: `wieliczce` and `swietokrzyskim` have base forms as
/// `Wieliczce` and `świętokrzyskim` have. All base forms are folded. Nothing in it changes, so any number of threads
/// may use one at the same time; a word takes some microseconds.
public final class Lemmatiser: Sendable {
    private let dictionary: HunspellDictionary

    /// Reads the dictionary, which takes about a tenth of a second: make one and share it.
    /// - Parameter folder: of `pl_PL.aff` and `pl_PL.dic`, in ISO-8859-2 or UTF-8 as the first line of the former says.
    public init(folder: String = Lemmatiser.systemFolder) throws(LemmatiserError) {
        dictionary = try HunspellDictionary(folder: folder)
    }

    /// Where Debian's package hunspell-pl puts the dictionary.
    public static let systemFolder = "/usr/share/hunspell"

    /// The base forms that a word may have, folded, each once: `nowym` → `nowy`, `nowa`, `nowe`. A word that the
    /// dictionary lacks has the stem that light rules leave of it. Never empty for a word with letters.
    ///
    /// The spelling does not matter: a word has the base forms of all words that fold to the same letters.
    public func lemmas(of word: String) -> [String] {
        let folded = fold(word)
        let known = dictionaryLemmas(Array(folded.utf8), spelled: nil)
        return known.isEmpty ? [LightStemmer.stem(folded)] : known
    }

    /// The base forms of a word whose diacritics are known to be right, as in printed text: `kąt` has no `kat`. Falls back to
    /// `lemmas(of:)` for a word that the dictionary does not have in this spelling. A subset of `lemmas(of:)`.
    public func lemmas(ofSpelled word: String) -> [String] {
        let composed = word.precomposedStringWithCanonicalMapping
        if let spelled = Latin2.encode(composed)?.map({ Latin2.lowercased[Int($0)] }) {
            let known = dictionaryLemmas(Array(fold(word).utf8), spelled: spelled)
            if !known.isEmpty { return known }
        }
        return lemmas(of: word)
    }

    /// Whether the dictionary has the word, in any spelling.
    public func isKnown(_ word: String) -> Bool {
        var isKnown = false
        dictionary.analyses(Array(fold(word).utf8)) { _ in isKnown = true }
        return isKnown
    }

    /// Whether the word may be a form of a word that is no name: `dobrej` may, `bochni` may not.
    public func isCommonWord(_ word: String) -> Bool {
        var isCommon = false
        dictionary.analyses(Array(fold(word).utf8)) { isCommon = isCommon || dictionary.isCommonWord($0.stem) }
        return isCommon
    }

    /// All forms of the words with a base form, folded, each once; only the base form itself when the dictionary lacks it.
    /// - Parameter spelling: when true, only words that are spelled exactly so but for capitals.
    public func forms(of lemma: String, spelledExactly spelling: Bool = false) -> [String] {
        let folded = fold(lemma)
        var forms = [folded]
        var seen: Set<String> = [folded]
        let wanted = spelling ? Latin2.encode(lemma.precomposedStringWithCanonicalMapping)?.map { Latin2.lowercased[Int($0)] } : nil
        if spelling, wanted == nil { return forms }
        for stem in dictionary.stems(spelled: Array(folded.utf8)) {
            if let wanted, dictionary.spelling(stem).map({ Latin2.lowercased[Int($0)] }) != wanted { continue }
            for form in dictionary.forms(ofStem: stem) {
                let text = Self.foldedText(form)
                if seen.insert(text).inserted { forms.append(text) }
            }
        }
        return forms
    }

    private func dictionaryLemmas(_ word: [UInt8], spelled: [UInt8]?) -> [String] {
        var lemmas: [String] = []
        func add(_ analysis: HunspellDictionary.Analysis, prefix: [UInt8]) {
            if let spelled, !dictionary.form(analysis).map({ Latin2.lowercased[Int($0)] }).elementsEqual(spelled.dropFirst(prefix.count)) {
                return
            }
            let lemma = String(decoding: prefix, as: UTF8.self) + Self.foldedText(dictionary.spelling(analysis.stem))
            if !lemmas.contains(lemma) { lemmas.append(lemma) }
        }
        dictionary.analyses(word) { add($0, prefix: []) }
        // The negation stays: who looks for `niepracujący` does not mean those who work.
        for prefix in dictionary.prefixes(of: word) {
            dictionary.analyses(Array(word.dropFirst(prefix.letters.count))) { analysis in
                if dictionary.hasFlag(prefix.flag, stem: analysis.stem) { add(analysis, prefix: prefix.letters) }
            }
        }
        return lemmas
    }

    private static func foldedText(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { Latin2.folded[Int($0)] }, as: UTF8.self)
    }
}

/// Why there is no dictionary.
public enum LemmatiserError: Error, Sendable, Equatable, LocalizedError {
    case missing(path: String)
    case unreadable(path: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .missing(let path):
            "the Polish dictionary \(path) is missing: install the Debian package hunspell-pl (apt-get install hunspell-pl)"
        case .unreadable(let path, let reason):
            "the Polish dictionary \(path) cannot be used: \(reason); expected the one of the Debian package hunspell-pl"
        }
    }
}
