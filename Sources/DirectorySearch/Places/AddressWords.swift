// SPDX-License-Identifier: Apache-2.0

/// Finds the parts of a text that belong to an address or to a patron, in which the names of places do not mean places.
enum AddressWords {
    struct Found: Sendable {
        /// Words of streets with their house numbers, and the words that announce them.
        var streets: Set<Int> = []
        /// Words of the names of patrons: `im. Kazimierza Wielkiego`.
        var patrons: Set<Int> = []
    }

    /// - Parameter isPlace: whether a name of a place that is no ordinary word begins and ends at a word.
    static func find(in words: [QueryWord], isPlace: (Int) -> Bool) -> Found {
        var found = Found()
        var position = 0
        while position < words.count {
            let word = words[position]
            if PlainWords.streetItself.contains(word.folded), position + 1 < words.count, isHouseNumber(words[position + 1]) {
                found.streets.formUnion([position, position + 1])
            } else if PlainWords.street.contains(word.folded), position + 1 < words.count, announcesStreet(position, words) {
                let end = streetEnd(position + 1, words, isPlace)
                found.streets.formUnion(position..<end)
                position = end
                continue
            } else if PlainWords.patron.contains(word.folded), word.endsWithDot || word.folded.utf8.count > 2 {
                var next = position + 1
                while next < words.count, next - position <= 4, !words[next - 1].endsPart, !words[next].isFunction { next += 1 }
                // The last words may be the place already.
                while next > position + 2, isPlace(next - 1) { next -= 1 }
                found.patrons.formUnion(position + 1..<max(next, position + 1))
                position = max(next, position + 1)
                continue
            }
            position += 1
        }
        return found
    }

    private static func announcesStreet(_ position: Int, _ words: [QueryWord]) -> Bool {
        let next = words[position + 1]
        guard !next.isFunction else { return false }
        // "os. starszych" are people, "os. Słoneczne 5" is an estate.
        if words[position].folded == "os" { return words[(position + 1)...].prefix(3).contains(where: isHouseNumber) }
        return true
    }

    private static func streetEnd(_ start: Int, _ words: [QueryWord], _ isPlace: (Int) -> Bool) -> Int {
        var end = start
        while end < words.count {
            let word = words[end]
            if word.isPostalCode || (end > start && word.isFunction) { return end }
            if isHouseNumber(word), end > start {
                // 5, 5a, 12/3
                var after = end + 1
                while after < words.count, !words[after - 1].endsPart, isHouseNumber(words[after]) || words[after].folded.utf8.count == 1 {
                    after += 1
                }
                return after
            }
            if end > start, isPlace(end) { return end }
            end += 1
            if word.endsPart { return end }
        }
        return end
    }

    private static func isHouseNumber(_ word: QueryWord) -> Bool { word.isNumber && !word.isPostalCode && word.folded.utf8.count <= 5 }
}
