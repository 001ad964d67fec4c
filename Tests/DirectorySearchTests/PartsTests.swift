// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import DirectorySearch

/// The parts that the search is made of.
@Suite("Parts of the search")
struct PartsTests {
    @Test("words of a text")
    func words() {
        func words(_ text: String) -> [String] { WordScanner.words(of: text).map(\.text) }
        #expect(words("Ośrodek Pomocy Społecznej, w Bochni") == ["Ośrodek", "Pomocy", "Społecznej", "w", "Bochni"])
        #expect(words("Busko-Zdrój „Barka” l’Abri") == ["Busko", "Zdrój", "Barka", "l", "Abri"])
        #expect(words("32-700 Bochnia") == ["32-700", "Bochnia"])
        #expect(words("132-700 32-7000 32-700-1 a32-700") == ["132", "700", "32", "7000", "32", "700", "1", "a32", "700"])
        #expect(words("5a/3") == ["5a", "3"])
        #expect(words("Gro\u{AD}dzisk e\u{301}a") == ["Gro\u{AD}dzisk", "e\u{301}a"])
        #expect(words("\0a\0") == ["a"])
        #expect(words("2×3 ÷ x").count == 3)
        #expect(WordScanner.words(of: "a b c d", limit: 2).count == 2)
    }

    @Test("sets of entries agree with sets of numbers")
    func bitsets() {
        var numbers = SystemRandomNumberGenerator()
        for capacity in [0, 1, 63, 64, 65, 200, 1000] {
            var set = Bitset(capacity: capacity)
            var other = Bitset(capacity: capacity)
            var expected: Set<Int> = []
            var expectedOther: Set<Int> = []
            for number in 0..<capacity {
                if Bool.random(using: &numbers) {
                    set.insert(number)
                    expected.insert(number)
                }
                if Bool.random(using: &numbers) {
                    other.insert(number)
                    expectedOther.insert(number)
                }
            }
            #expect(Set(set) == expected)
            #expect(set.count == expected.count)
            #expect(set.intersectionCount(other) == expected.intersection(expectedOther).count)
            #expect(set.intersects(other) == !expected.isDisjoint(with: expectedOther))
            for _ in 0..<20 where capacity > 0 {
                let bounds = [Int.random(in: 0...capacity), Int.random(in: 0...capacity)].sorted()
                let range = bounds[0]..<bounds[1]
                #expect(set.count(in: range) == expected.count { range.contains($0) })
                var filled = other
                filled.insert(range)
                #expect(Set(filled) == expectedOther.union(range))
            }
            var union = set
            union.formUnion(other)
            #expect(Set(union) == expected.union(expectedOther))
            var difference = set
            difference.subtract(other)
            #expect(Set(difference) == expected.subtracting(expectedOther))
            #expect(Bitset(capacity: capacity, filled: true).count == capacity)
            var visited: [Int] = []
            set.forEach { visited.append($0) }
            #expect(visited == expected.sorted())
        }
    }

    @Test("the best keys of many")
    func topHits() {
        let keys = (0..<2000).map { _ in UInt64.random(in: 0...1_000_000) << 12 }.enumerated().map { $0.element | UInt64($0.offset) }
        for limit in [1, 2, 20, 5000] {
            var top = TopHits(limit: limit)
            for (ordinal, key) in keys.enumerated() { top.offer(key, ordinal) }
            #expect(top.sorted.map(\.key) == Array(keys.sorted(by: >).prefix(limit)))
            #expect(top.isFull == (limit <= 2000))
        }
    }

    @Test("distances on the ellipsoid WGS 84, against Vincenty’s inverse formula")
    func distances() throws {
        let krakow = try #require(SearchPoint(longitude: 19.938333, latitude: 50.061389))
        let cases: [(Double, Double, Double)] = [
            (20.985833, 50.012778, 75.23743), (21.011111, 52.23, 252.66218),
            (14.5530, 53.4289, 527.66962), (19.94, 50.0618, 0.127819),
        ]
        for (longitude, latitude, expected) in cases {
            let points = PointColumns([InstitutionPoint(longitude: longitude, latitude: latitude, precision: .address)])
            let distance = try #require(points.distance(to: 0, from: PlaneDistances(krakow)))
            #expect(abs(distance - expected) < expected * 0.001, "\(distance) instead of \(expected)")
        }
    }

    @Test("the grid finds what a look at every point finds")
    func grid() throws {
        var points: [InstitutionPoint?] = []
        for _ in 0..<3000 {
            points.append(InstitutionPoint(longitude: .random(in: 14.0...24.3), latitude: .random(in: 48.9...55.0), precision: .address))
        }
        points.append(nil)
        let columns = PointColumns(points)
        for (longitude, latitude, radius) in [
            (19.9, 50.0, 25.0), (14.0, 54.9, 60), (24.2, 49.0, 5), (10.0, 45.0, 800), (0, 0, 100), (19, 52, 900), (20, 50.05, 0.2),
        ] {
            let center = try #require(SearchPoint(longitude: longitude, latitude: latitude))
            let plane = PlaneDistances(center)
            let expected = points.indices.filter { columns.distance(to: $0, from: plane).map { $0 <= radius } ?? false }
            #expect(Array(columns.within(radius, of: center)) == expected)
        }
    }

    @Test("the distance between words, and which slip is likelier")
    func spellingDistance() {
        func distance(_ a: String, _ b: String) -> Int { SpellingIndex.distance(Array(a.utf8), Array(b.utf8)).distance }
        func cost(_ a: String, _ b: String) -> Double { SpellingIndex.distance(Array(a.utf8), Array(b.utf8)).cost }
        #expect(distance("krakow", "krakow") == 0)
        #expect(distance("karkow", "krakow") == 1)
        #expect(distance("krakuw", "krakow") == 1)
        #expect(distance("kraow", "krakow") == 1)
        #expect(distance("krrakow", "krakow") == 1)
        #expect(distance("pszemoc", "przemoc") == 1)
        #expect(distance("abc", "xyz") == 3)
        #expect(distance("", "abc") == 3)
        #expect(cost("ubustwo", "ubostwo") < cost("ubistwo", "ubostwo"))
        #expect(cost("bohnia", "bochnia") < cost("bocnia", "bochnia"))
        #expect(cost("zory", "rzory") < cost("xory", "rzory"))
    }

    @Test("the index of spellings finds every word within the distance")
    func spellingIndex() {
        let words = [
            "bezdomny", "bezdomnych", "bochnia", "brzesko", "krakow", "klucze", "kluczy", "tarnow", "tarnowa", "zory", "gorlice",
            "niepelnosprawny", "schronisko", "dom", "dom2",
        ]
        let index = SpellingIndex(words.map { ($0, 100) })
        for word in words where word.utf8.allSatisfy({ $0 > 96 }) {
            let letters = Array(word)
            let allowed = SpellingIndex.allowedDistance(length: word.count - 1)
            guard allowed > 0 else { continue }
            for position in letters.indices {
                // A letter left out, doubled, changed, swapped.
                var typed = letters
                typed.remove(at: position)
                if SpellingIndex.allowedDistance(length: typed.count) > 0 {
                    #expect(
                        index.candidates(for: String(typed)).contains { $0.word == word } || words.contains(String(typed)),
                        "\(String(typed))")
                }
                typed = letters
                typed.insert("x", at: position)
                #expect(index.candidates(for: String(typed)).contains { $0.word == word }, "\(String(typed))")
                typed = letters
                typed[position] = "q"
                #expect(index.candidates(for: String(typed)).contains { $0.word == word }, "\(String(typed))")
                if position > 0, letters[position] != letters[position - 1] {
                    typed = letters
                    typed.swapAt(position, position - 1)
                    #expect(
                        index.candidates(for: String(typed)).contains { $0.word == word } || words.contains(String(typed)),
                        "\(String(typed))")
                }
            }
        }
        #expect(index.candidates(for: "do").isEmpty)
        #expect(index.candidates(for: "zzzzzzzz").isEmpty)
        #expect(index.candidates(for: "ωωωωω").isEmpty)
        #expect(SpellingIndex([]).candidates(for: "krakow").isEmpty)
    }

    @Test("days since 1970")
    func dayNumbers() throws {
        #expect(EntryColumns.dayNumber(try Period("1970-01-01")) == 0)
        #expect(EntryColumns.dayNumber(try Period("2000-03-01")) == 11_017)
        #expect(EntryColumns.dayNumber(try Period("2026-03-06")) == 20_518)
        #expect(EntryColumns.dayNumber(try Period("2026-03")) == 20_513)
        #expect(EntryColumns.dayNumber(try Period("2026")) == 20_454)
    }

    @Test("a cursor survives its text")
    func cursor() throws {
        let query = SearchQuery(text: "pomoc", types: [.ops])
        let cursor = SearchCursor(fingerprint: query.fingerprint, key: .max / 3, id: "rjps-132")
        #expect(try SearchCursor(cursor.text, fingerprint: query.fingerprint) == cursor)
        #expect(cursor.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        var other = query
        other.limit = 7
        other.cursor = "x"
        #expect(other.fingerprint == query.fingerprint, "the page does not belong to the search")
    }

    @Test("the parts of a unit stand behind it")
    func units() throws {
        let table = UnitTable(try TestDirectory.places(), codes: [try TERYTCode("1299011")])
        let malopolskie = try #require(table.number(try TERYTCode("12")))
        let parts = table.parts(malopolskie).map { table.places[$0].code.stem }
        #expect(parts.allSatisfy { $0.hasPrefix("12") })
        #expect(parts.count == table.places.count { $0.code.stem.hasPrefix("12") })
        #expect(table.parts(table.country).count == table.count)
        let krakow = try #require(table.number(try TERYTCode("1261")))
        #expect(Set(table.same(krakow).map { table.places[$0].code.stem }) == ["1261", "126101"])
        #expect(
            table.lineage(try #require(table.number(try TERYTCode("1261011")))).map { table.places[$0].code.stem } == [
                "126101", "1261", "12", "00",
            ])
        #expect(table.number(try TERYTCode("1299")) != nil, "what an entry names and the division lacks")
    }
}
