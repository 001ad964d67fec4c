// SPDX-License-Identifier: Apache-2.0

/// The suffix rules of a Hunspell dictionary, arranged for taking words apart.
///
/// A rule reads: a stem with this flag that ends as the condition says loses `strip` and gains `add`. Polish needs
/// nothing else of Hunspell but one prefix (`nie`).
struct AffixRules: Sendable {
    struct Rule: Sendable {
        let flag: UInt8
        let strip: [UInt8]
        let add: [UInt8]
        /// Sets of letters, each an index of `classes`, for the last letters of the stem.
        let condition: [UInt16]
    }

    /// Rules that put the same letters in place of others, once diacritics are gone.
    struct Exchange: Sendable {
        let foldedStrip: [UInt8]
        var rules: [Int]
    }

    /// A set of bytes.
    struct LetterClass: Sendable, Hashable {
        private var words: SIMD4<UInt64> = .zero

        init(_ letters: some Sequence<UInt8>, inverted: Bool) {
            for letter in letters { words[Int(letter >> 6)] |= 1 << UInt64(letter & 63) }
            if inverted { words = ~words }
        }

        func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
    }

    private(set) var rules: [Rule] = []
    private(set) var classes: [LetterClass] = []
    /// By the hash of the folded ending that a word must have.
    private(set) var exchanges: [UInt64: [Exchange]] = [:]
    private(set) var longestEnding = 0
    /// The rules of each flag, to make the forms of a stem.
    private(set) var rulesOfFlag: [[Int]] = Array(repeating: [], count: 256)
    /// Prefixes by flag, as bytes.
    private(set) var prefixes: [(flag: UInt8, add: [UInt8])] = []

    private var classIndices: [LetterClass: UInt16] = [:]

    /// Reads the lines of an `.aff` file.
    /// - Returns: what in the file is not understood, as a sentence; nil when all is well.
    mutating func read(_ lines: some Sequence<ArraySlice<UInt8>>) -> String? {
        for (number, line) in lines.enumerated() {
            let fields = line.split { $0 == 32 || $0 == 9 || $0 == 13 }
            guard let keyword = fields.first.map({ String(decoding: $0, as: UTF8.self) }) else { continue }
            switch keyword {
            case "SFX" where fields.count >= 5:
                guard let flag = fields[1].first, fields[1].count == 1, !fields[3].contains(47) else {
                    return "line \(number + 1): a suffix rule with a flag or a continuation of an unknown form"
                }
                add(
                    Rule(
                        flag: flag, strip: Self.letters(fields[2]), add: Self.letters(fields[3]), condition: condition(fields[4])))
            case "PFX" where fields.count >= 5:
                guard let flag = fields[1].first, Self.letters(fields[2]).isEmpty, fields[4].elementsEqual([46]) else {
                    return "line \(number + 1): a prefix rule that takes letters away or has a condition"
                }
                prefixes.append((flag, Self.letters(fields[3])))
            case "FLAG", "AF", "COMPLEXPREFIXES", "NEEDAFFIX", "CIRCUMFIX", "IGNORE":
                return "line \(number + 1): \(keyword) is not supported"
            default: continue
            }
        }
        return rules.isEmpty ? "it has no suffix rules" : nil
    }

    /// A lone `0` stands for nothing.
    private static func letters(_ field: ArraySlice<UInt8>) -> [UInt8] { field.elementsEqual([48]) ? [] : Array(field) }

    private mutating func condition(_ field: ArraySlice<UInt8>) -> [UInt16] {
        var sets: [UInt16] = []
        var rest = field
        while let letter = rest.popFirst() {
            switch letter {
            case 46 where field.count == 1: break
            case 46: sets.append(index(LetterClass([], inverted: true)))
            case 91:
                let inverted = rest.first == 94
                if inverted { rest.removeFirst() }
                let members = rest.prefix { $0 != 93 }
                rest = rest.dropFirst(members.count + 1)
                sets.append(index(LetterClass(members, inverted: inverted)))
            default: sets.append(index(LetterClass([letter], inverted: false)))
            }
        }
        return sets
    }

    private mutating func index(_ letterClass: LetterClass) -> UInt16 {
        if let known = classIndices[letterClass] { return known }
        let index = UInt16(classes.count)
        classes.append(letterClass)
        classIndices[letterClass] = index
        return index
    }

    private mutating func add(_ rule: Rule) {
        let position = rules.count
        rules.append(rule)
        rulesOfFlag[Int(rule.flag)].append(position)
        longestEnding = max(longestEnding, rule.add.count)
        let strip = rule.strip.map { Latin2.folded[Int($0)] }
        let key = FoldedHash.of(rule.add.map { Latin2.folded[Int($0)] }[...])
        if let known = exchanges[key]?.firstIndex(where: { $0.foldedStrip == strip }) {
            exchanges[key]?[known].rules.append(position)
        } else {
            exchanges[key, default: []].append(Exchange(foldedStrip: strip, rules: [position]))
        }
    }

    /// Whether a rule may be used on a stem.
    func applies(_ rule: Rule, to stem: UnsafeBufferPointer<UInt8>) -> Bool {
        guard stem.count >= rule.strip.count, stem.count >= rule.condition.count else { return false }
        for (offset, letter) in rule.strip.enumerated() where stem[stem.count - rule.strip.count + offset] != letter { return false }
        for (offset, set) in rule.condition.enumerated()
        where !classes[Int(set)].contains(stem[stem.count - rule.condition.count + offset]) {
            return false
        }
        return true
    }
}

/// A hash of folded bytes (FNV-1a), which can be continued letter by letter.
enum FoldedHash {
    static let start: UInt64 = 0xcbf2_9ce4_8422_2325

    static func add(_ byte: UInt8, to hash: UInt64) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(start) { add($1, to: $0) } }
}
