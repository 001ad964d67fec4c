// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

@Suite("Places named in a text")
struct PlaceSearchTests {
    private let index: DirectoryIndex

    init() throws { index = try TestDirectory.real() }

    private func codes(_ text: String) -> [String] { index.places(named: text).map(\.place.code.stem) }

    @Test(
        "addresses and names",
        arguments: [
            ("ul. Kazimierza Wielkiego 5, 32-700 Bochnia", "120101"), ("Kazimierza Wielkiego 5 Bochnia", "120101"),
            ("Krakowska 5, Bochnia", "120101"),
            ("Bochnia, ul. Krakowska 5", "120101"), ("w Bochni", "120101"), ("powiat krakowski", "1206"), ("w powiecie krakowskim", "1206"),
            ("gmina Bochnia", "120102"), ("32-700", "120101"), ("Rynek 1, Wieliczka", "121905"), ("os. Słoneczne 5, Kraków", "126101"),
            ("Nowym Targu", "121101"), ("Suchej Beskidzkiej", "121502"), ("Ostrowiec Św.", "260701"), ("krakuw", "126101"),
            ("Łącko 755", "121009"),
            ("Małopolska", "12"), ("województwo świętokrzyskie", "26"), ("Dobra powiat limanowski", "120703"), ("Zakopanem", "121701"),
            ("ul. Św. Jana Kantego 5, 32-060 Liszki", "120607"), ("pl. Wolności 3 Nowy Wiśnicz", "120106"),
            ("11 Listopada 11, Stary Sącz", "121016"),
        ])
    func first(text: String, code: String) { #expect(codes(text).first == code) }

    @Test("an ambiguous name gives all its places, equally sure, the town first")
    func ambiguous() {
        let matches = index.places(named: "Bochnia")
        #expect(matches.map(\.place.code.stem) == ["120101", "120102"])
        #expect(matches[0].confidence == matches[1].confidence)
        #expect(Set(codes("Dobra").prefix(3)) == ["120703", "302703", "321801"])
    }

    @Test("a street speaks for the town")
    func street() throws {
        let matches = index.places(named: "ul. Kazimierza Wielkiego 5, 32-700 Bochnia")
        #expect(matches.map(\.place.code.stem) == ["120101", "120102"])
        #expect(matches[0].confidence > matches[1].confidence + 0.2)
        #expect(matches[0].reasons.contains(.unitName("Bochnia")))
        #expect(matches[0].reasons.contains(.postalCode("32-700")))
        #expect(matches[0].reasons.contains(.street("Kazimierza Wielkiego 5")))
    }

    @Test("villages and postal codes are learned from addresses")
    func learned() throws {
        let village = try #require(index.places(named: "Gorenice").first)
        #expect(village.place.code.stem == "121205")
        #expect(village.locality == "Gorenice")
        #expect(village.reasons == [.locality("Gorenice")])
        let unknown = try #require(index.places(named: "32-799").first)
        #expect(unknown.reasons == [.postalArea("32-7")])
        #expect(unknown.confidence < 0.5)
    }

    @Test("nothing is made of nothing")
    func nothing() {
        for text in ["", "   ", "xyzzy", "5", "ul.", "99-999", "\0", "ulica 3 Maja 5", "w", "pomoc"] {
            #expect(index.places(named: text).isEmpty, "\(text)")
        }
        #expect(index.places(named: String(repeating: "Bochnia ", count: 2000)).count <= 12)
    }
}

@Suite("Suggestions while typing")
struct SuggestionTests {
    private let index: DirectoryIndex

    init() throws { index = try TestDirectory.real() }

    @Test("needs, places and institutions that begin so")
    func kinds() throws {
        #expect(
            index.suggestions(for: "bezd", limit: 8).contains {
                $0.kind == .concept(.target("bezdomni")) || $0.kind == .concept(.problem("bezdomnosc"))
            })
        #expect(index.suggestions(for: "mop", limit: 8).contains { $0.kind == .concept(.type(.ops)) })
        #expect(
            index.suggestions(for: "boch", limit: 8).contains {
                $0.kind == .place(try! TERYTCode("1201011"), .urbanGmina) && $0.detail == "powiat bocheński"
            })
        #expect(index.suggestions(for: "kromka", limit: 8).contains { $0.text == "Fundacja Kromka Chleba" })
        #expect(index.suggestions(for: "fundacja krom", limit: 8).contains { $0.text == "Fundacja Kromka Chleba" })
    }

    @Test("what was typed before stays in the text of the search")
    func head() throws {
        let place = try #require(index.suggestions(for: "gops boch", limit: 8).first { if case .place = $0.kind { true } else { false } })
        #expect(place.query == "gops Bochnia")
        let twoWords = try #require(
            index.suggestions(for: "dps nowy t", limit: 8).first { if case .place = $0.kind { true } else { false } })
        #expect(twoWords.query == "dps Nowy Targ")
        let powiat = try #require(
            index.suggestions(for: "pcpr powiat limanow", limit: 8).first { if case .place = $0.kind { true } else { false } })
        #expect(powiat.query == "pcpr powiat limanowski")
    }

    @Test("no more than asked for, nothing for nothing, each once")
    func bounds() {
        for prefix in ["a", "po", "st", "dom po", "urząd pra", "ż", "Łó", "śr"] {
            for limit in [1, 3, 8, 20] {
                let suggestions = index.suggestions(for: prefix, limit: limit)
                #expect(suggestions.count <= limit)
                #expect(Set(suggestions).count == suggestions.count)
            }
        }
        for prefix in ["", " ", "\0", "…", "-"] { #expect(index.suggestions(for: prefix, limit: 8).isEmpty) }
        #expect(index.suggestions(for: "boch", limit: 0).isEmpty)
        #expect(index.suggestions(for: "boch", limit: -3).isEmpty)
    }

    @Test("what is suggested is found")
    func found() throws {
        for prefix in ["bez", "now", "dom", "klub", "kra", "psy"] {
            for suggestion in index.suggestions(for: prefix, limit: 12) {
                switch suggestion.kind {
                case .institution(let id, _):
                    #expect(try index.search(suggestion.query).hits.first?.entry.id == id || index.ids(suggestion.query).contains(id.text))
                case .place(let code, _):
                    #expect(
                        try index.search(suggestion.query).understood.place?.units.contains { $0.code == code } == true, "\(suggestion)")
                case .concept(let concept):
                    #expect(
                        try index.search(suggestion.query).understood.concepts.contains { $0.concepts.contains(concept) }, "\(suggestion)")
                }
            }
        }
    }
}
