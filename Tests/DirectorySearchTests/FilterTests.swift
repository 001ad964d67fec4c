// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

@Suite("Filters and facets")
struct FilterTests {
    private let index: DirectoryIndex

    /// Made once for all tests of the suite.
    private static let shared = Result { () throws -> DirectoryIndex in
        let weekdays = WeeklySchedule(
            Dictionary(
                uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map {
                    ($0, [OpeningInterval(opens: 450, closes: 930)!])
                }))
        return try TestDirectory.index([
            TestDirectory.institution(
                "ops-a", .ops, "OPS A", area: ["1201011"], gmina: "1201011", longitude: 20.43, latitude: 49.97, schedule: weekdays,
                verifiedOn: "2026-01-10"),
            TestDirectory.institution(
                "ops-b", .ops, "OPS B", area: ["1202022"], gmina: "1202022", longitude: 20.6, latitude: 49.97, verifiedOn: "2025-06-01"),
            TestDirectory.institution(
                "shelter", .schronisko, "Schronisko", gmina: "1201011", longitude: 20.431, latitude: 49.971, schedule: .alwaysOpen,
                services: [Service(termID: "posilek", freePlaces: 2)]),
            TestDirectory.institution(
                "dps", .dps, "DPS", area: ["1201"], gmina: "1201052", longitude: 20.29, latitude: 49.87,
                services: [Service(termID: "opieka-calodobowa", targetIDs: ["seniorzy"], capacity: 40, freePlaces: 0)]),
            TestDirectory.institution("pup", .pup, "PUP", area: ["1201", "1202"], gmina: "1201011", schedule: weekdays),
            TestDirectory.institution("mopr", .ops, "MOPR Tarnów", area: ["1263011"], gmina: "1263011"),
            TestDirectory.institution("nowhere", .ngo, "Fundacja bez adresu"),
        ])
    }

    init() throws { index = try Self.shared.get() }

    private func ids(_ query: SearchQuery, at moment: PolishMoment = TestDirectory.friday) throws -> Set<String> {
        let result = try index.search(query, now: moment)
        #expect(result.total == result.hits.count)
        return Set(result.hits.map(\.entry.id.text))
    }

    @Test("each filter by itself, alternatives within one, all of several")
    func filters() throws {
        #expect(try ids(SearchQuery()).count == 7)
        #expect(try ids(SearchQuery(types: [.ops])) == ["ops-a", "ops-b", "mopr"])
        #expect(try ids(SearchQuery(types: [.ops, .dps])).count == 4)
        #expect(try ids(SearchQuery(services: ["posilek"])) == ["ops-a", "ops-b", "mopr", "shelter"])
        #expect(
            try ids(SearchQuery(services: ["schronienie"])) == ["ops-a", "ops-b", "mopr", "shelter"], "the broader term finds the narrower")
        #expect(try ids(SearchQuery(services: ["schronisko"])) == ["shelter"], "the narrower does not find the broader")
        #expect(try ids(SearchQuery(targets: ["seniorzy"])) == ["ops-a", "ops-b", "mopr", "dps"])
        #expect(try ids(SearchQuery(targets: ["bezrobotni"])).contains("pup"))
        #expect(try ids(SearchQuery(problems: ["starosc"])).contains("dps"))
        #expect(try ids(SearchQuery(types: [.ops], services: ["piecza-zastepcza"])) == ["mopr"], "a city with powiat rights")
        #expect(try ids(SearchQuery(services: ["schronienie"], unit: try TERYTCode("1201"))) == ["ops-a", "shelter"])
    }

    @Test("areas: the seat within a unit, and a unit within the area")
    func areas() throws {
        #expect(try ids(SearchQuery(unit: try TERYTCode("1201"))) == ["ops-a", "shelter", "dps", "pup"])
        #expect(try ids(SearchQuery(unit: try TERYTCode("12"))).count == 6)
        #expect(try ids(SearchQuery(unit: .country)).count == 6)
        #expect(try ids(SearchQuery(unit: try TERYTCode("1263"))) == ["mopr"])
        #expect(try ids(SearchQuery(unit: try TERYTCode("2604"))) == [])
        #expect(try ids(SearchQuery(serves: try TERYTCode("1201011"))) == ["ops-a", "dps", "pup"])
        #expect(try ids(SearchQuery(serves: try TERYTCode("1202022"))) == ["ops-b", "pup"])
        #expect(try ids(SearchQuery(serves: try TERYTCode("1263"))) == ["mopr"], "the city is its powiat")
        #expect(try ids(SearchQuery(serves: try TERYTCode("1201"))) == ["dps", "pup"])
    }

    @Test("open now, on working days and holidays")
    func openNow() throws {
        #expect(try ids(SearchQuery(openNow: true)) == ["ops-a", "shelter", "pup"])
        #expect(try ids(SearchQuery(openNow: true), at: TestDirectory.sunday) == ["shelter"])
    }

    @Test("verified within days, free places, distance")
    func rest() throws {
        #expect(try ids(SearchQuery(verifiedWithinDays: 90)) == ["ops-a"])
        #expect(try ids(SearchQuery(verifiedWithinDays: 54)) == [])
        #expect(try ids(SearchQuery(verifiedWithinDays: 55)) == ["ops-a"])
        #expect(try ids(SearchQuery(verifiedWithinDays: 365)) == ["ops-a", "ops-b"])
        #expect(try ids(SearchQuery(freePlaces: true)) == ["shelter"])
        let here = SearchPoint(longitude: 20.43, latitude: 49.97)
        #expect(try ids(SearchQuery(near: here, radiusKilometers: 1)) == ["ops-a", "shelter"])
        #expect(try ids(SearchQuery(near: here, radiusKilometers: 13)) == ["ops-a", "shelter", "ops-b"])
        #expect(try ids(SearchQuery(near: here)).count == 7, "a point alone leaves nobody out")
    }

    @Test("facets count what another tick would add")
    func facets() throws {
        let all = try index.search(SearchQuery(), now: TestDirectory.friday).facets
        #expect(all.types.first == FacetCount(value: .ops, count: 3))
        #expect(all.openNow == 3)
        #expect(all.verified == 1)
        #expect(all.freePlaces == 1)
        #expect(all.wojewodztwa == [FacetCount(value: try TERYTCode("12"), count: 6)])
        #expect(all.powiats.first == FacetCount(value: try TERYTCode("1201"), count: 4))
        #expect(all.services.first { $0.value == "schronienie" }?.count == 4)
        #expect(all.services.first { $0.value == "schronisko" }?.count == 1)

        let filtered = try index.search(SearchQuery(types: [.ops], unit: try TERYTCode("1201")), now: TestDirectory.friday)
        #expect(filtered.total == 1)
        #expect(
            filtered.facets.types == [
                FacetCount(value: .ops, count: 1), FacetCount(value: .pup, count: 1), FacetCount(value: .schronisko, count: 1),
                FacetCount(value: .dps, count: 1),
            ], "types are counted without the filter by type")
        #expect(filtered.facets.powiats.map(\.value.stem) == ["1201", "1202", "1263"], "units are counted without the filter by unit")
        #expect(filtered.facets.services.first { $0.value == "posilek" }?.count == 1)
    }

    @Test("every facet count is what the search with that filter finds")
    func facetsAgree() throws {
        let real = try TestDirectory.real()
        for base in [
            SearchQuery(), SearchQuery(text: "kraków"), SearchQuery(text: "bezdomni", types: [.ops]),
            SearchQuery(services: ["schronienie"], unit: try TERYTCode("12")),
        ] {
            let facets = try real.search(base, now: TestDirectory.friday).facets
            for facet in facets.types {
                var query = base
                query.types = [facet.value]
                #expect(try real.search(query, now: TestDirectory.friday).total == facet.count, "\(facet)")
            }
            for facet in facets.services.prefix(12) {
                var query = base
                query.services = [facet.value]
                #expect(try real.search(query, now: TestDirectory.friday).total == facet.count, "\(facet)")
            }
            for facet in facets.targets.prefix(8) {
                var query = base
                query.targets = [facet.value]
                #expect(try real.search(query, now: TestDirectory.friday).total == facet.count, "\(facet)")
            }
            for facet in facets.powiats.prefix(8) + facets.wojewodztwa {
                var query = base
                query.unit = facet.value
                #expect(try real.search(query, now: TestDirectory.friday).total == facet.count, "\(facet)")
            }
            var open = base
            open.openNow = true
            #expect(try real.search(open, now: TestDirectory.friday).total == facets.openNow)
        }
    }

    @Test("what cannot be asked is refused with the range that can")
    func refusals() throws {
        func error(_ query: SearchQuery) -> SearchQueryError? {
            do throws(SearchQueryError) {
                _ = try index.search(query, now: TestDirectory.friday)
                return nil
            } catch { return error }
        }
        #expect(error(SearchQuery(limit: 0)) == .limit(0))
        #expect(error(SearchQuery(limit: 1001)) == .limit(1001))
        #expect(error(SearchQuery(radiusKilometers: 5)) == .radiusWithoutPoint)
        let here = SearchPoint(longitude: 20, latitude: 50)
        #expect(error(SearchQuery(near: here, radiusKilometers: -1)) == .radius(-1))
        #expect(error(SearchQuery(near: here, radiusKilometers: .nan)) != nil)
        #expect(error(SearchQuery(verifiedWithinDays: 0)) == .verifiedWithinDays(0))
        #expect(error(SearchQuery(services: ["nie-ma"])) == .unknownTerm(.service, "nie-ma"))
        #expect(error(SearchQuery(targets: ["schronienie"])) == .unknownTerm(.target, "schronienie"), "a service is no target group")
        for text in ["x", "", "!!!", String(repeating: "A", count: 5000), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ą", "\0"] {
            #expect(error(SearchQuery(cursor: text)) == .damagedCursor)
        }
        #expect(SearchPoint(longitude: .nan, latitude: 50) == nil)
        #expect(SearchPoint(longitude: 181, latitude: 50) == nil)
        for case let shown? in [error(SearchQuery(limit: 0)), error(SearchQuery(cursor: "x"))].map({ $0?.errorDescription }) {
            #expect(!shown.isEmpty)
        }
    }
}
