// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Hunspell dictionary of Polish, read for finding base forms.
///
/// The words of a search are typed with or without diacritics and capitals, while Hunspell's own library knows a
/// word only in its exact spelling, is not safe to be used from two threads, and needs many milliseconds to guess a
/// word whose marks are missing. So the stems stand here in a table by their folded spelling; a folded word is taken
/// apart by the folded suffix rules, and each stem found is checked against the exact rule: a word without marks gives
/// the base forms of all spellings that it can stand for, in microseconds and without a lock.
struct HunspellDictionary: Sendable {
    private let bytes: [UInt8]
    /// Where each stem begins in `bytes`.
    private let offsets: [UInt32]
    private let lengths: [UInt8]
    /// How many flags stand behind the stem and its slash.
    private let flagCounts: [UInt8]
    /// The first stem of each bucket and the next of the same bucket; -1 ends.
    private let buckets: [Int32]
    private let nextInBucket: [Int32]
    private let bucketMask: UInt64
    private let rules: AffixRules

    private static let longestWord = 60

    init(folder: String) throws(LemmatiserError) {
        let affixPath = folder + "/pl_PL.aff"
        let wordsPath = folder + "/pl_PL.dic"
        let affixes = try Self.contents(affixPath)
        var rules = AffixRules()
        let isUnicode = affixes.prefix(40).split(separator: 10).first.map { $0.starts(with: "SET UTF-8".utf8) } ?? false
        let affixBytes = isUnicode ? Self.latin2(affixes) : affixes
        if let fault = rules.read(affixBytes.split(separator: 10)) { throw .unreadable(path: affixPath, reason: fault) }
        self.rules = rules

        var bytes = try Self.contents(wordsPath)
        if isUnicode { bytes = Self.latin2(bytes) }
        var offsets: [UInt32] = []
        var lengths: [UInt8] = []
        var flagCounts: [UInt8] = []
        offsets.reserveCapacity(bytes.count / 12)
        lengths.reserveCapacity(bytes.count / 12)
        flagCounts.reserveCapacity(bytes.count / 12)
        bytes.withUnsafeBufferPointer { bytes in
            // The first line holds the number of words.
            var position = (bytes.firstIndex(of: 10) ?? bytes.count) + 1
            while position < bytes.count {
                var slash = -1
                var end = position
                while end < bytes.count, bytes[end] != 10, bytes[end] != 13, bytes[end] != 9 {
                    if bytes[end] == 47, slash < 0 { slash = end }
                    end += 1
                }
                let length = (slash < 0 ? end : slash) - position
                if length > 0, length <= Self.longestWord {
                    offsets.append(UInt32(position))
                    lengths.append(UInt8(length))
                    flagCounts.append(slash < 0 ? 0 : UInt8(min(end - slash - 1, 255)))
                }
                while end < bytes.count, bytes[end] != 10 { end += 1 }
                position = end + 1
            }
        }
        guard !offsets.isEmpty else { throw .unreadable(path: wordsPath, reason: "it has no words") }

        var size = 1024
        while size < offsets.count * 2 { size *= 2 }
        var buckets = [Int32](repeating: -1, count: size)
        var nextInBucket = [Int32](repeating: -1, count: offsets.count)
        let mask = UInt64(size - 1)
        let folded = Latin2.folded
        for index in offsets.indices {
            var hash = FoldedHash.start
            for position in Int(offsets[index])..<Int(offsets[index]) + Int(lengths[index]) {
                hash = FoldedHash.add(folded[Int(bytes[position])], to: hash)
            }
            let bucket = Int(Self.mix(hash) & mask)
            nextInBucket[index] = buckets[bucket]
            buckets[bucket] = Int32(index)
        }
        self.bytes = bytes
        self.offsets = offsets
        self.lengths = lengths
        self.flagCounts = flagCounts
        self.buckets = buckets
        self.nextInBucket = nextInBucket
        bucketMask = mask
    }

    private static func contents(_ path: String) throws(LemmatiserError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw .missing(path: path) }
        return Array(data)
    }

    /// A text of UTF-8 in ISO-8859-2, a question mark for what it lacks.
    private static func latin2(_ bytes: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map { Latin2.encode(String($0))?.first ?? 63 }
    }

    private static func mix(_ hash: UInt64) -> UInt64 { hash ^ (hash >> 29) ^ (hash >> 47) }

    // MARK: Taking words apart

    /// A base form of a word.
    struct Analysis {
        /// The stem's number.
        let stem: Int
        /// The number of the rule that made the word; nil when the word is the stem.
        let rule: Int?
    }

    /// All ways to read a folded word as a form of a stem.
    /// - Parameter word: folded, ASCII.
    func analyses(_ word: [UInt8], _ body: (Analysis) -> Void) {
        guard !word.isEmpty, word.count <= Self.longestWord else { return }
        forEachStem(word, replacing: 0, by: []) { body(Analysis(stem: $0, rule: nil)) }
        for ending in 0...min(rules.longestEnding, word.count - 1) {
            guard let exchanges = rules.exchanges[FoldedHash.of(word[(word.count - ending)...])] else { continue }
            for exchange in exchanges {
                forEachStem(word, replacing: ending, by: exchange.foldedStrip) { stem in
                    withStem(stem) { letters, flags in
                        for number in exchange.rules {
                            let rule = rules.rules[number]
                            if rule.add.count == ending, flags.contains(rule.flag), rules.applies(rule, to: letters) {
                                body(Analysis(stem: stem, rule: number))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The stems whose folded spelling is `word` with its last letters replaced.
    private func forEachStem(_ word: [UInt8], replacing ending: Int, by strip: [UInt8], _ body: (Int) -> Void) {
        let kept = word.count - ending
        var hash = FoldedHash.start
        for position in 0..<kept { hash = FoldedHash.add(word[position], to: hash) }
        for letter in strip { hash = FoldedHash.add(letter, to: hash) }
        let length = kept + strip.count
        var index = Int(buckets[Int(Self.mix(hash) & bucketMask)])
        while index >= 0 {
            if Int(lengths[index]) == length, matches(index, word, kept, strip) { body(index) }
            index = Int(nextInBucket[index])
        }
    }

    private func matches(_ index: Int, _ word: [UInt8], _ kept: Int, _ strip: [UInt8]) -> Bool {
        let start = Int(offsets[index])
        for position in 0..<kept where Latin2.folded[Int(bytes[start + position])] != word[position] { return false }
        for position in 0..<strip.count where Latin2.folded[Int(bytes[start + kept + position])] != strip[position] { return false }
        return true
    }

    private func withStem<Result>(
        _ index: Int, _ body: (_ letters: UnsafeBufferPointer<UInt8>, _ flags: UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            let start = Int(offsets[index])
            let end = start + Int(lengths[index])
            let flags = flagCounts[index] == 0 ? end..<end : end + 1..<end + 1 + Int(flagCounts[index])
            return body(UnsafeBufferPointer(rebasing: bytes[start..<end]), UnsafeBufferPointer(rebasing: bytes[flags]))
        }
    }

    // MARK: Stems and their forms

    /// As the dictionary spells it.
    func spelling(_ stem: Int) -> [UInt8] { withStem(stem) { letters, _ in Array(letters) } }

    /// Whether the dictionary spells the stem with a small letter, as no name.
    func isCommonWord(_ stem: Int) -> Bool {
        withStem(stem) { letters, _ in letters.first.map { Latin2.lowercased[Int($0)] == $0 } ?? false }
    }

    /// The word that a rule makes of a stem, in its spelling.
    func form(_ analysis: Analysis) -> [UInt8] {
        withStem(analysis.stem) { letters, _ in
            guard let number = analysis.rule else { return Array(letters) }
            let rule = rules.rules[number]
            return letters.dropLast(rule.strip.count) + rule.add
        }
    }

    /// All forms of a stem, in their spelling, the stem first.
    func forms(ofStem stem: Int) -> [[UInt8]] {
        withStem(stem) { letters, flags in
            var forms = [Array(letters)]
            for flag in flags {
                for number in rules.rulesOfFlag[Int(flag)] where rules.applies(rules.rules[number], to: letters) {
                    let rule = rules.rules[number]
                    forms.append(letters.dropLast(rule.strip.count) + rule.add)
                }
            }
            return forms
        }
    }

    /// The stems with a folded spelling.
    func stems(spelled folded: [UInt8]) -> [Int] {
        var stems: [Int] = []
        if !folded.isEmpty, folded.count <= Self.longestWord { forEachStem(folded, replacing: 0, by: []) { stems.append($0) } }
        return stems
    }

    /// The prefixes that stems with the prefix's flag may have, folded: `nie`.
    func prefixes(of word: [UInt8]) -> [(flag: UInt8, letters: [UInt8])] {
        rules.prefixes.compactMap { prefix in
            let letters = prefix.add.map { Latin2.folded[Int($0)] }
            return word.starts(with: letters) && word.count > letters.count + 2 ? (prefix.flag, letters) : nil
        }
    }

    func hasFlag(_ flag: UInt8, stem: Int) -> Bool { withStem(stem) { _, flags in flags.contains(flag) } }
}
