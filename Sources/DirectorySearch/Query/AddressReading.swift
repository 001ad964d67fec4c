// SPDX-License-Identifier: Apache-2.0

/// What an address or the name of a place holds.
struct AddressReading: Sendable {
    var words: [QueryWord]
    /// The places named, without those that only tell where another lies.
    var spans: [PlaceSpan]
    var postalCodes: [String]
    /// The name of the street and the house number, as typed; empty when there is none.
    var street: String

    var hasStreet: Bool { !street.isEmpty }
}

extension QueryReader {
    /// Reads a text that is nothing but an address or a place.
    func readAddress(_ typed: String) -> AddressReading {
        var plan = QueryPlan()
        plan.words = QueryWords.scan(typed).words
        for index in plan.words.indices { analyse(&plan.words[index]) }
        correct(&plan)
        let words = plan.words
        let address = AddressWords.find(in: words) { isUncommonPlace(words[$0]) }
        var street = address.streets
        var spans = placeReader.spans(in: words, streets: address.streets.union(address.patrons), hasType: true, hasOffice: true)
        // Spans may overlap: the longer name wins, "Nowy Sącz" over "Sącz".
        spans = spans.filter { span in
            !spans.contains { other in other.name != span.name && other.name.count > span.name.count && other.name.overlaps(span.name) }
        }
        // "Krakowska 5, Bochnia", "Kazimierza Wielkiego 5 Bochnia": what stands before a house number is a street, if some other
        // word is a place.
        if street.isEmpty, spans.count > 1, let number = words.indices.first(where: { $0 > 0 && isHouseNumber(words[$0]) }) {
            var run: Set<Int> = []
            for index in stride(from: number - 1, through: max(0, number - 4), by: -1) {
                if words[index].endsPart && index < number - 1 || words[index].isPostalCode || words[index].isFunction { break }
                run.insert(index)
            }
            let others = spans.filter { $0.name.allSatisfy { !run.contains($0) } }
            if !others.isEmpty {
                street = run.union([number])
                spans = others
            }
        }
        if street.isEmpty { street = streetWithoutSign(words, spans) }
        spans.sort { $0.name.lowerBound < $1.name.lowerBound }
        return AddressReading(
            words: words, spans: narrowed(spans), postalCodes: words.filter(\.isPostalCode).map(\.folded),
            street: street.sorted().filter { !PlainWords.street.contains(words[$0].folded) }.map { words[$0].text }.joined(separator: " "))
    }

    private func isHouseNumber(_ word: QueryWord) -> Bool { word.isNumber && !word.isPostalCode && word.folded.utf8.count <= 5 }

    /// "Kazimierza Wielkiego 5 Bochnia": words that name no place before a house number.
    private func streetWithoutSign(_ words: [QueryWord], _ spans: [PlaceSpan]) -> Set<Int> {
        guard let number = words.indices.first(where: { $0 > 0 && isHouseNumber(words[$0]) }) else { return [] }
        var street: Set<Int> = []
        for index in stride(from: number - 1, through: max(0, number - 4), by: -1) {
            if words[index].endsPart || words[index].isPostalCode || spans.contains(where: { $0.name.contains(index) }) { break }
            street.insert(index)
        }
        return street.isEmpty ? [] : street.union([number])
    }

    /// A larger place beside a smaller one within it only tells which is meant.
    private func narrowed(_ spans: [PlaceSpan]) -> [PlaceSpan] {
        var spans = spans
        var index = 0
        while index < spans.count {
            let inner = spans[index]
            let outer = spans.indices.first { other in
                other != index && spans[other].candidates.contains { around in inner.candidates.contains { isInside($0, around) } }
            }
            if let outer {
                let around = spans[outer].candidates
                let kept = inner.candidates.indices.filter { position in around.contains { isInside(inner.candidates[position], $0) } }
                spans[index].candidates = kept.map { inner.candidates[$0] }
                spans[index].kinds = kept.map { inner.kinds[$0] }
                spans.remove(at: outer)
                index = 0
            } else {
                index += 1
            }
        }
        return spans
    }
}
