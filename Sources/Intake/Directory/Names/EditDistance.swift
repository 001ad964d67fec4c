// SPDX-License-Identifier: Apache-2.0

/// How many slips of the hand lie between two spellings: a letter left out, added or replaced, or two neighbours swapped
/// (the restricted Damerau–Levenshtein distance).
enum EditDistance {
    /// - Returns: the distance, or `limit + 1` when it is larger than `limit`.
    static func between(_ a: String, _ b: String, limit: Int) -> Int {
        let (a, b) = (Array(a), Array(b))
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let isSame = a[i - 1] == b[j - 1]
                current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { current[j] = min(current[j], beforeLast[j - 2] + 1) }
            }
            if current.allSatisfy({ $0 > limit }) { return limit + 1 }
            beforeLast = last
            last = current
        }
        return min(last[b.count], limit + 1)
    }
}
