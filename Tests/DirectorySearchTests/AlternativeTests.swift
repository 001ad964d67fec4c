// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

@Suite("Empty results say why and what to do")
struct AlternativeTests {
    private let index: DirectoryIndex

    init() throws { index = try TestDirectory.real() }

    private func result(_ query: SearchQuery) throws -> SearchResult { try index.search(query, now: TestDirectory.friday) }

    private func words(_ result: SearchResult) -> [String] { result.alternatives.flatMap { SearchCase.word($0.kind) } }

    @Test("it exists, but not there: the nearest, the unit around, a related service")
    func notAtPlace() throws {
        let result = try result(SearchQuery(text: "schronisko w Bochni"))
        #expect(result.total == 0)
        guard case .notAtPlace(let place) = result.shortage else {
            Issue.record("\(String(describing: result.shortage))")
            return
        }
        #expect(place.code.stem == "120101")
        let nearest = try #require(result.alternatives.first { $0.kind == .nearest })
        #expect(nearest.hits.first?.entry.type == .schronisko)
        #expect(try #require(nearest.hits.first?.distanceKilometers) > 5)
        #expect(words(result).contains("relatedService:schronienie"))
        let related = try #require(result.alternatives.first { $0.kind == .relatedService("schronienie") })
        #expect(related.hits.first?.entry.id.text == "rjps-2793")
        #expect(related.hits.first?.isResponsible == true)
    }

    @Test("every alternative finds what it promises")
    func promises() throws {
        for text in [
            "schronisko w Bochni", "KIS dla długotrwale bezrobotnych w powiecie krakowskim", "wtz Bochnia", "śds dla autystów nowy sącz",
            "asdfgh bochnia",
            "spółdzielnia socjalna bochnia", "caritas limanowa", "wtz dla astronautów", "klub seniora wieliczka",
        ] {
            let result = try result(SearchQuery(text: text))
            for alternative in result.alternatives {
                let other = try self.result(alternative.query)
                #expect(other.total == alternative.count, "\(text): \(alternative.kind)")
                #expect(
                    other.hits.prefix(alternative.hits.count).map(\.entry.id) == alternative.hits.map(\.entry.id),
                    "\(text): \(alternative.kind)")
                #expect(alternative.count > result.total)
                #expect((1...3).contains(alternative.hits.count))
            }
        }
    }

    @Test("a filter is to blame")
    func filters() throws {
        let result = try result(SearchQuery(text: "pup bochnia", types: [.schronisko], openNow: true))
        #expect(result.total == 0)
        #expect(result.shortage == .filters([.type, .openNow]))
        let here = SearchPoint(longitude: 21.5, latitude: 49.4)
        let far = try self.result(SearchQuery(text: "schronisko", near: here, radiusKilometers: 5))
        #expect(far.shortage == .notWithinRadius(kilometers: 5))
        let wider = try #require(far.alternatives.first)
        guard case .widerRadius(let radius) = wider.kind else {
            Issue.record("\(wider.kind)")
            return
        }
        #expect(wider.query.radiusKilometers == radius)
        #expect(wider.hits.allSatisfy { ($0.distanceKilometers ?? .infinity) <= radius })
    }

    @Test("words that nobody has are named, and the rest is found without them")
    func unknownWords() throws {
        let nothing = try result(SearchQuery(text: "asdfgh qwerty"))
        #expect(nothing.total == 0)
        #expect(nothing.shortage == .unknownWords(["asdfgh", "qwerty"]))
        let some = try result(SearchQuery(text: "asdfgh dps bochnia"))
        #expect(some.shortage == .unknownWords(["asdfgh"]))
        #expect(some.understood.unmatched == ["asdfgh"])
        #expect(some.hits.map(\.entry.id.text) == ["placowka-100"])
        // A place alone would answer something else.
        #expect(try result(SearchQuery(text: "asdfgh bochnia")).total == 0)
    }

    @Test("a need that nobody serves is no unknown word")
    func nobodyOffers() throws {
        let small = try TestDirectory.index([TestDirectory.institution("ops", .ops, "OPS", area: ["1201011"], gmina: "1201011")])
        let result = try small.search("schronisko")
        #expect(result.total == 0)
        #expect(result.shortage == .nobodyOffers(["schronisko"]))
        #expect(words(result).contains("relatedService:schronienie"))
        #expect(try TestDirectory.index([]).search("ops").shortage == .emptyDirectory)
    }

    @Test("parts that are not found together: as many as can be, and which were left out")
    func notTogether() throws {
        let result = try result(SearchQuery(text: "wtz opoka"))
        #expect(result.total > 0)
        guard case .notTogether(let without) = result.shortage else {
            Issue.record("\(String(describing: result.shortage))")
            return
        }
        #expect(result.understood.unmatched == without)
        #expect(without == ["opoka"])
    }

    @Test("enough results need no alternatives, nor does an office that is found")
    func enough() throws {
        for text in ["ośrodek pomocy społecznej", "pup bochnia", "pcpr bochnia", "Fundacja Kromka Chleba", ""] {
            #expect(try result(SearchQuery(text: text)).alternatives.isEmpty, "\(text)")
            #expect(try result(SearchQuery(text: text)).shortage == nil)
        }
    }
}
