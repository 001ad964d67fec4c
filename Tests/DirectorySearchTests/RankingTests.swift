// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import PolishText
import Testing

/// What stands first, in a small country of made-up institutions.
@Suite("Ranking")
struct RankingTests {
    private let index: DirectoryIndex

    /// Made once for all tests of the suite.
    private static let shared = Result { () throws -> DirectoryIndex in
        let shelter = { Service(termID: "schronienie", targetIDs: ["bezdomni"]) }
        return try TestDirectory.index([
            TestDirectory.institution(
                "ops-bochnia", .ops, "Miejski Ośrodek Pomocy Społecznej w Bochni", area: ["1201011"], gmina: "1201011", locality: "Bochnia",
                longitude: 20.43, latitude: 49.97),
            TestDirectory.institution(
                "ops-bochnia-gmina", .ops, "Gminny Ośrodek Pomocy Społecznej w Bochni", area: ["1201022"], gmina: "1201011",
                locality: "Bochnia", longitude: 20.431, latitude: 49.971),
            TestDirectory.institution(
                "pcpr-bochnia", .pcpr, "Powiatowe Centrum Pomocy Rodzinie w Bochni", area: ["1201"], gmina: "1201011", locality: "Bochnia",
                longitude: 20.44, latitude: 49.97),
            TestDirectory.institution(
                "rops", .rops, "Regionalny Ośrodek Polityki Społecznej w Krakowie", area: ["12"], gmina: "1261011", locality: "Kraków",
                longitude: 19.94, latitude: 50.06),
            TestDirectory.institution(
                "schronisko-lapanow", .schronisko, "Schronisko „Pod Lipą”", gmina: "1201052", locality: "Łapanów", longitude: 20.29,
                latitude: 49.87),
            TestDirectory.institution(
                "schronisko-krakow", .schronisko, "Schronisko dla Bezdomnych w Krakowie", gmina: "1261011", locality: "Kraków",
                longitude: 19.95, latitude: 50.05),
            TestDirectory.institution(
                "fundacja-dach", .ngo, "Fundacja Dach", gmina: "1201011", locality: "Bochnia", longitude: 20.42, latitude: 49.96,
                services: [shelter()]),
            TestDirectory.institution(
                "fundacja-bochnia", .ngo, "Fundacja Bochnia", gmina: "2661011", locality: "Kielce", longitude: 20.62, latitude: 50.87),
            TestDirectory.institution(
                "fundacja-nowak", .ngo, "Fundacja im. Jana Nowaka", gmina: "2661011", locality: "Kielce", longitude: 20.63, latitude: 50.88),
            TestDirectory.institution(
                "stowarzyszenie-nadzieja", .ngo, "Stowarzyszenie Nadzieja", gmina: "1261011", locality: "Kraków", runBy: "Jan Kowalski"),
            TestDirectory.institution(
                "stowarzyszenie-nadzieja-dlugie", .ngo, "Stowarzyszenie Przyjaciół i Rodzin Osób z Zespołem Downa Nadzieja",
                gmina: "1261011", locality: "Kraków"),
            TestDirectory.institution(
                "kis-krakow", .kis, "Klub Integracji Społecznej w Krakowie", area: ["1261"], gmina: "1261011", locality: "Kraków",
                longitude: 19.96, latitude: 50.05),
        ])
    }

    init() throws { index = try Self.shared.get() }

    @Test("who is responsible for the place stands first, the smallest area before the larger")
    func responsibleFirst() throws {
        let hits = try index.search("Bochnia").hits
        #expect(hits.prefix(3).map(\.entry.id.text) == ["ops-bochnia", "ops-bochnia-gmina", "pcpr-bochnia"])
        #expect(hits.prefix(3).map(\.isResponsible) == [true, true, true])
        // A foundation that only bears the name of the town stands last, however well its name fits.
        #expect(hits.last?.entry.id.text == "fundacja-bochnia")
        #expect(hits.last?.isResponsible == false)
    }

    @Test("what an institution is made for comes before a duty among many")
    func specialisedFirst() throws {
        #expect(try index.ids("nocleg dla bezdomnych w powiecie bocheńskim").prefix(2).sorted() == ["fundacja-dach", "schronisko-lapanow"])
        let ids = try index.ids("nie mam gdzie spać Bochnia")
        #expect(ids.first == "fundacja-dach")
        #expect(ids.dropFirst().first == "ops-bochnia")
    }

    @Test("in a neighbourhood the nearest come first")
    func nearest() throws {
        #expect(try index.ids("schronisko 60 km od Bochni") == ["schronisko-lapanow", "schronisko-krakow"])
        let near = SearchPoint(longitude: 19.94, latitude: 50.06)
        let hits = try index.search(SearchQuery(text: "schronisko", near: near), now: TestDirectory.friday).hits
        #expect(hits.map(\.entry.id.text) == ["schronisko-krakow", "schronisko-lapanow"])
        #expect(try #require(hits.first?.distanceKilometers) < 2)
    }

    @Test("a name to the letter stands first, shorter names before longer")
    func names() throws {
        #expect(try index.ids("fundacja bochnia").first == "fundacja-bochnia")
        #expect(try index.search("Fundacja Bochnia").hits.first?.matched.first == .exactName)
        #expect(try index.ids("nadzieja") == ["stowarzyszenie-nadzieja", "stowarzyszenie-nadzieja-dlugie"])
        #expect(try index.ids("kowalski") == ["stowarzyszenie-nadzieja"])
    }

    @Test("a surname that might be a place is looked for in names")
    func surname() throws {
        #expect(try index.ids("nowak").first == "fundacja-nowak")
        #expect(try index.ids("fundacja nowaka").first == "fundacja-nowak")
    }

    @Test("gops and mops mean different neighbours")
    func abbreviations() throws {
        #expect(try index.ids("gops bochnia").first == "ops-bochnia-gmina")
        #expect(try index.ids("mops bochnia").first == "ops-bochnia")
    }

    @Test("any order of words, any case and no diacritics give the same")
    func order() throws {
        let expected = try index.ids("ośrodek pomocy społecznej Bochnia")
        #expect(expected.count == 2)
        for text in ["Bochnia pomocy ośrodek społecznej", "OSRODEK POMOCY SPOLECZNEJ BOCHNIA", "bochni osrodek społecznej pomocy"] {
            #expect(try index.ids(text) == expected, "\(text)")
        }
    }

    @Test("sorted by distance, by name")
    func sorts() throws {
        let bochnia = SearchPoint(longitude: 20.43, latitude: 49.97)
        let byDistance = try index.search(SearchQuery(near: bochnia, sort: .distance), now: TestDirectory.friday)
        let distances = byDistance.hits.compactMap(\.distanceKilometers)
        #expect(distances == distances.sorted())
        #expect(byDistance.hits.suffix(2).allSatisfy { $0.distanceKilometers == nil })
        let byName = try index.search(SearchQuery(sort: .name), now: TestDirectory.friday)
        #expect(byName.hits.map(\.entry.name) == index.entries.map(\.name).sortedInPolish { $0 })
        // Nothing to measure from: by relevance, and the result says so.
        #expect(try index.search(SearchQuery(text: "nadzieja", sort: .distance), now: TestDirectory.friday).sort == .relevance)
        #expect(try index.search(SearchQuery(text: "w Bochni", sort: .distance), now: TestDirectory.friday).sort == .distance)
    }

    @Test("institutions that serve a unit, from the smallest area")
    func serving() throws {
        #expect(index.serving(try TERYTCode("1201011")).map(\.id.text) == ["ops-bochnia", "pcpr-bochnia", "rops"])
        #expect(index.serving(try TERYTCode("1261")).map(\.id.text) == ["kis-krakow", "rops"])
        #expect(index.serving(try TERYTCode("1261011")).map(\.id.text) == ["kis-krakow", "rops"])
        #expect(index.serving(try TERYTCode("3001")).isEmpty)
    }

    @Test("why an institution was found")
    func reasons() throws {
        let hit = try #require(try index.search("schronienie dla bezdomnych bochnia").hits.first { $0.entry.id.text == "fundacja-dach" })
        #expect(hit.matched.contains(.service("schronienie")))
        #expect(hit.matched.contains(.seat(in: try TERYTCode("1201011"))))
        let office = try #require(try index.search("pcpr bochnia").hits.first)
        #expect(office.matched.contains(.type(.pcpr)))
        #expect(office.matched.contains(.serves(try TERYTCode("1201011"))))
        #expect(office.matched.contains(.nameWords(["Bochni"])))
    }
}
