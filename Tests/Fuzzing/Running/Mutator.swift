// SPDX-License-Identifier: Apache-2.0

/// Makes cases out of others: bytes, numbers, words, lines, fields, brackets; cut off, repeated, spliced. The same seed makes the same cases.
public struct Mutator: Sendable {
    /// The longest case made.
    public static let byteLimit = 1 << 18

    private var state: UInt64
    private let words: [[UInt8]]

    public init(seed: UInt64, words: [String]) {
        state = seed
        self.words = (words + Self.usualWords).map { Array($0.utf8) } + Self.badBytes
    }

    private static let usualWords = [
        "\"", "'", ";", ",", "\t", "|", "\n", "\r", "\r\n", "=", "&", "?", "/", "\\", "..", "%", "%00", "%ff", "%C5%82", "+", "-", "{", "}", "[", "]", "(", ")",
        "<", ">", "</", "/>", "&amp;", "&#0;", "&#x110000;", "<!--", "<![CDATA[", "<!DOCTYPE a>", "null", "true", "NaN", "inf", "1e999", "-0", "0x7f", "ł", "Ż", "ß", "İ",
        "\u{FEFF}", "\u{0301}", "\u{200D}", "\u{202E}", "👩‍👩‍👧", "٣", "½", "ﬀ", "\u{10FFFF}", "\\u0000", "\\ud800", "=1+1", "@", "1201", "2024-02-30", "9999", "2021",
    ]
    private static let badBytes: [[UInt8]] = [[0], [0xFF], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0x1E]]
    private static let numbers = [
        "0", "-1", "1", "2", "00", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e308", "1e309", "-1e309", "1e-400", "0.1", "0,1", ".", "1.", ".5", "--1", "1e", "90", "181", "12.5.5",
        "99999999999999999999999999999999", "0.000000000000000000000000000001", "1 000", "1\u{A0}000",
    ]

    /// A case made from one of the pool.
    public mutating func mutation(of pool: [[UInt8]]) -> [UInt8] {
        var bytes = pool.isEmpty ? [] : pool[below(pool.count)]
        for _ in 0..<(1 + below(below(4) == 0 ? 12 : 4)) { change(&bytes, pool) }
        if bytes.count > Self.byteLimit { bytes.removeLast(bytes.count - Self.byteLimit) }
        return bytes
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    /// A part of the bytes, short ones more often.
    private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
        let start = below(bytes.count)
        let most = below(3) == 0 ? bytes.count - start : min(16, bytes.count - start)
        return start..<start + below(most + 1)
    }

    private mutating func change(_ bytes: inout [UInt8], _ pool: [[UInt8]]) {
        guard !bytes.isEmpty else {
            bytes = words[below(words.count)]
            return
        }
        switch below(16) {
        case 0: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
        case 1: bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.removeSubrange(range(bytes))
        case 3: bytes.insert(contentsOf: words[below(words.count)], at: below(bytes.count + 1))
        case 4: bytes.replaceSubrange(range(bytes), with: words[below(words.count)])
        case 5: bytes.removeLast(below(bytes.count))
        case 6: bytes.insert(contentsOf: Array(bytes[range(bytes)]), at: below(bytes.count + 1))
        case 7: repeatPart(&bytes)
        case 8, 9: changeNumber(&bytes)
        case 10: splice(&bytes, pool)
        case 11, 12: changeLines(&bytes)
        case 13, 14: changeFields(&bytes)
        default: nest(&bytes)
        }
    }

    private mutating func repeatPart(_ bytes: inout [UInt8]) {
        let part = Array(bytes[range(bytes)])
        let count = below(8) == 0 ? below(4_000) : below(20)
        guard !part.isEmpty, part.count * count <= Self.byteLimit else { return }
        bytes.insert(contentsOf: repeatElement(part, count: count).joined(), at: below(bytes.count + 1))
    }

    private mutating func changeNumber(_ bytes: inout [UInt8]) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        let start = below(bytes.count)
        guard let first = bytes[start...].firstIndex(where: isDigit) ?? bytes.firstIndex(where: isDigit) else { return }
        let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: Self.numbers[below(Self.numbers.count)].utf8)
    }

    private mutating func splice(_ bytes: inout [UInt8], _ pool: [[UInt8]]) {
        guard !pool.isEmpty else { return }
        let other = pool[below(pool.count)]
        guard !other.isEmpty else { return }
        if below(2) == 0 {
            bytes = Array(bytes[..<below(bytes.count)]) + other[below(other.count)...]
        } else {
            bytes.insert(contentsOf: other[range(other)], at: below(bytes.count + 1))
        }
    }

    private mutating func changeLines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
        let (one, two) = (below(lines.count), below(lines.count))
        switch below(4) {
        case 0: lines.swapAt(one, two)
        case 1: lines.remove(at: one)
        case 2: lines.insert(lines[one], at: two)
        default: change(&lines[one], [])
        }
        bytes = Array(lines.joined(separator: [10]))
    }

    private mutating func changeFields(_ bytes: inout [UInt8]) {
        let delimiters: [UInt8] = [0x2C, 0x3B, 0x26, 0x2F, 0x09, 0x20, 0x3D]
        let delimiter = delimiters[below(delimiters.count)]
        let line = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let place = below(line.count)
        var fields = line[place].split(separator: delimiter, omittingEmptySubsequences: false).map { Array($0) }
        let (one, two) = (below(fields.count), below(fields.count))
        switch below(5) {
        case 0: fields.swapAt(one, two)
        case 1: fields[one] = []
        case 2: fields.remove(at: one)
        case 3: fields[one] = words[below(words.count)]
        default: fields.insert(fields[one], at: two)
        }
        bytes.replaceSubrange(line[place].startIndex..<line[place].endIndex, with: Array(fields.joined(separator: [delimiter])))
    }

    /// Brackets in brackets: readers that call themselves end at the bottom of their stack.
    private mutating func nest(_ bytes: inout [UInt8]) {
        let pairs = [("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("<a>", "</a>"), ("\"", "\"")]
        let (open, close) = pairs[below(pairs.count)]
        let depth = below(6) == 0 ? below(40_000) : below(300)
        let place = below(bytes.count + 1)
        bytes.insert(contentsOf: repeatElement(Array(close.utf8), count: depth).joined(), at: place)
        bytes.insert(contentsOf: repeatElement(Array(open.utf8), count: depth).joined(), at: below(place + 1))
    }
}
