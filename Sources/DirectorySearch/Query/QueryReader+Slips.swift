// SPDX-License-Identifier: Apache-2.0

/// Words that are not typed as they are written: with an ending behind a hyphen, unfinished, with slips.
extension QueryReader {
    /// `gops-u`, `PCPR’ze`: the ending goes.
    func joinAbbreviationEndings(_ plan: inout QueryPlan, _ typed: String) {
        var kept: [QueryWord] = []
        for word in plan.words {
            if let last = kept.last, word.bytes.lowerBound - last.bytes.upperBound <= 3, word.bytes.lowerBound > last.bytes.upperBound,
                phrases.isAbbreviation(last.folded), word.folded.utf8.count <= 3, !word.isNumber, !phrases.isAbbreviation(word.folded),
                !gap(typed, last.bytes.upperBound, word.bytes.lowerBound).contains(" ")
            {
                kept[kept.count - 1].isOpen = word.isOpen
                kept[kept.count - 1].endsPart = word.endsPart
            } else {
                kept.append(word)
            }
        }
        plan.words = kept
    }

    private func gap(_ typed: String, _ from: Int, _ to: Int) -> String {
        String(decoding: typed.utf8.dropFirst(from).prefix(to - from), as: UTF8.self)
    }

    private func isKnown(_ word: QueryWord) -> Bool {
        word.isFunction || word.isFiller || word.isNumber || !word.terms.isEmpty || phrases.isAbbreviation(word.folded)
            || word.lemmas.contains(where: phrases.knows) || !names.words(with: word.folded).isEmpty
            || PlainWords.street.contains(word.folded) || PlainWords.nearPlace.contains(word.folded)
    }

    /// Completes the last word and puts slips right. A word that exists stays, even when nothing here has it.
    func correct(_ plan: inout QueryPlan) {
        var words: [QueryWord] = []
        for word in plan.words {
            guard !isKnown(word) else {
                words.append(word)
                continue
            }
            var word = word
            if word.isOpen || word.endsWithDot, word.folded.utf8.count >= 2, complete(&word) {
                words.append(word)
                continue
            }
            if !lemmatiser.isKnown(word.folded) {
                if let better = spelling.candidates(for: word.folded, limit: 1).first, isPlausible(better, for: word) {
                    plan.understanding.corrections.append(.init(typed: word.text, used: better.word))
                    word.folded = better.word
                    word.isCorrected = true
                    analyse(&word)
                } else if let parts = split(word) {
                    plan.understanding.corrections.append(.init(typed: word.text, used: parts.map(\.folded).joined(separator: " ")))
                    words.append(contentsOf: parts)
                    continue
                } else if word.folded.utf8.count >= 4 {
                    // "boch ops": typed in a hurry.
                    _ = complete(&word)
                }
            }
            words.append(word)
        }
        plan.words = words
    }

    /// Takes a word as the beginning of longer ones.
    /// - Returns: whether there are any.
    private func complete(_ word: inout QueryWord) -> Bool {
        let terms = text.terms(withPrefix: word.folded, limit: Self.mostPrefixTerms)
        guard !terms.isEmpty || !phrases.phrases(withPrefix: word.folded).isEmpty || !names.names(withPrefix: word.folded, limit: 1).isEmpty
        else { return false }
        word.isPrefix = true
        word.terms = terms
        return true
    }

    /// Short words are near to many others: they are taken as slips only of words that are likely here.
    private func isPlausible(_ candidate: SpellingIndex.Candidate, for word: QueryWord) -> Bool {
        word.folded.utf8.count > 5 || candidate.importance >= 100
    }

    /// Two words between which the space is missing.
    private func split(_ word: QueryWord) -> [QueryWord]? {
        let letters = Array(word.folded)
        guard (7...40).contains(letters.count) else { return nil }
        for cut in stride(from: letters.count - 3, through: 3, by: -1) {
            let parts = [String(letters[..<cut]), String(letters[cut...])].map { folded in
                var part = word
                part.folded = folded
                part.isCorrected = true
                analyse(&part)
                return part
            }
            if parts.allSatisfy({ $0.lemmas.contains(where: phrases.knows) || ($0.terms.contains { text.frequency($0) > 1 }) }) {
                return parts
            }
        }
        return nil
    }
}
