// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

/// What is prepared for questions about many agreements says the same as looking at each of them.
@Suite struct ManyAgreementsTests {
    /// Repeatable numbers (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let gminas = ["020101", "020102", "120301", "120302", "120303", "120401", "121205", "126101", "260101"]
    private static let units = gminas + ["0201", "1203", "1204", "1212", "02", "12", "26", "00"]

    private static func registry(_ numbers: inout Numbers) throws -> AgreementRegistry {
        let institutions = try (0..<90).map { number in
            DirectoryEntry(
                Institution(
                    id: try InstitutionID("i\(number)"), type: [.ops, .pup, .ngo, .pcpr][number % 4], name: "\(number)",
                    locations: number % 9 == 0
                        ? [] : [Location(address: PostalAddress(locality: "X"), gmina: try TERYTCode(gminas.randomElement(using: &numbers) ?? ""), point: nil)],
                    sourceID: "s"),
                taxonomy: .empty)
        }
        let agreements = try (0..<160).map { number in
            var parties = try (0..<Int.random(in: 1...7, using: &numbers)).map { _ in
                AgreementParty(
                    .institution(try InstitutionID("i\(Int.random(in: 0..<90, using: &numbers))")), role: Int.random(in: 0..<6, using: &numbers) == 0 ? .lead : .partner)
            }
            if number % 10 == 0 { parties.append(AgreementParty(.all(.ops, try TERYTCode(["12", "1203", "00"][number / 10 % 3])))) }
            let area = try (0..<Int.random(in: 0...3, using: &numbers)).map { _ in try TERYTCode(units.randomElement(using: &numbers) ?? "") }
            return Agreement(
                id: try AgreementID("a\(number)"), kind: .agreement, title: "\(number)", form: .jointAction, parties: parties, area: area, sourceID: "s")
        }
        return AgreementRegistry(agreements: agreements, institutions: institutions)
    }

    @Test func theReachOfUnitsIsWhereAgreementsWork() throws {
        var numbers = Numbers(state: 7)
        let registry = try Self.registry(&numbers)
        for _ in 0..<60 {
            let units = try Self.units.shuffled(using: &numbers).prefix(Int.random(in: 1...3, using: &numbers)).map { try TERYTCode($0) }
            let reach = AgreementReach(units, in: registry)
            for place in registry.agreements.indices {
                #expect(reach.contains(place) == units.contains { registry.works(place, in: $0) }, "\(units) \(registry.agreements[place])")
            }
        }
        #expect(!AgreementReach([], in: registry).contains(0))
    }

    @Test func seatsAndTypesAreThoseOfTheEntries() throws {
        var numbers = Numbers(state: 8)
        let registry = try Self.registry(&numbers)
        for (place, entry) in registry.institutions.enumerated() {
            #expect(registry.type(of: place) == entry.type)
            #expect(registry.powiatNumber(of: place).map { registry.powiats[$0] } == entry.gmina?.ancestor(at: .powiat))
        }
        #expect(registry.powiats == registry.powiats.sorted())
    }

    /// Every pair that an agreement joins, looked up agreement by agreement.
    private static func joined(_ place: Int, _ registry: AgreementRegistry) -> Set<Set<Int>> {
        let parties = registry.agreements[place].parties
        var members = registry.members[place]
        if members.count > 40 { members = members.filter { parties[$0.party].institution != nil } }
        let leads = members.filter { parties[$0.party].role == .lead }
        let centres = leads.isEmpty ? (members.count <= 5 ? members : Array(members.prefix(1))) : leads
        return Set(centres.flatMap { centre in members.filter { $0 != centre }.map { [centre.institution, $0.institution] } })
    }

    @Test func linksAndInstitutionsAreCounted() throws {
        var numbers = Numbers(state: 9)
        let registry = try Self.registry(&numbers)
        let footprints = AgreementFootprints(registry)
        for limit in [1, 20, 100_000] {
            let asked = registry.agreements.indices.shuffled(using: &numbers).filter { $0 % 3 > 0 }
            var wanted: [Set<Int>: [Int]] = [:]
            for place in asked { for pair in Self.joined(place, registry) { wanted[pair, default: []].append(place) } }
            let (links, isTruncated) = footprints.links(of: asked, limit: limit, listed: 2)
            #expect(links.count == min(limit, wanted.count) && isTruncated == (wanted.count > limit))
            for link in links {
                let agreements = wanted[[link.from, link.to]] ?? []
                #expect(link.count == agreements.count && link.agreements == Array(agreements.prefix(2)))
            }
            #expect(links.map(\.count) == Array(wanted.values.map(\.count).sorted(by: >).prefix(limit)))

            var bound: [Int: Int] = [:]
            for place in asked { for member in registry.members[place] { bound[member.institution, default: 0] += 1 } }
            let (institutions, areMore) = registry.busiestInstitutions(of: asked, limit: limit)
            #expect(institutions.count == min(limit, bound.count) && areMore == (bound.count > limit))
            #expect(institutions.allSatisfy { bound[$0.institution] == $0.count })
            #expect(institutions.map(\.count) == Array(bound.values.sorted(by: >).prefix(limit)))
        }
        #expect(footprints.links(of: [], limit: 5, listed: 5).links.isEmpty)
    }

    @Test func unitsWithinOneAnotherCountOnce() throws {
        func agreement(_ id: String, _ area: [String]) throws -> Agreement {
            Agreement(
                id: try AgreementID(id), kind: .agreement, title: id, form: .information, parties: [], area: try area.map { try TERYTCode($0) }, sourceID: "s")
        }
        let registry = AgreementRegistry(
            agreements: [
                try agreement("a1", ["12", "1203", "120301"]), try agreement("b1", ["120301", "120302", "126101"]), try agreement("c1", ["120301"]), try agreement("d1", []),
            ], institutions: [])
        let counts = AgreementFootprints(registry).areas(of: Array(registry.agreements.indices))
        #expect(counts.named == ["12": 1, "120301": 2, "120302": 1, "126101": 1])
        #expect(counts.inPart == ["1203": 2, "1261": 1])
    }

    @Test func whoHasNoTieIsCountedByType() throws {
        var numbers = Numbers(state: 10)
        let registry = try Self.registry(&numbers)
        for filter in [
            NetworkFilter(day: Period(year: 2020)), NetworkFilter(day: Period(year: 2020), unit: try TERYTCode("12")),
            NetworkFilter(day: Period(year: 2020), types: [.ngo, .pup]),
        ] {
            let network = CooperationNetwork(registry, filter: filter)
            let without = registry.institutions(seatedIn: filter.unit ?? .country).filter { place in
                !network.institutions.contains(place) && (filter.types.isEmpty || filter.types.contains(registry.institutions[place].type))
            }
            let untied = network.untied(in: registry, sample: 3)
            #expect(untied.reduce(0) { $0 + $1.count } == without.count)
            for kind in untied {
                let places = without.filter { registry.institutions[$0].type == kind.type }
                #expect(kind.count == places.count && kind.sample == Array(places.prefix(3)))
            }
        }
    }
}
