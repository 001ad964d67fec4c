// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

@Suite struct PartnerFinderTests {
    private static func entry(
        _ id: String, _ type: InstitutionType, _ gmina: String, serves: String? = nil, services: [Service] = [], phone: Bool = false
    ) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: id, area: try serves.map { [ServedArea(code: try TERYTCode($0), basis: .declared)] } ?? [],
                locations: [
                    Location(
                        address: PostalAddress(locality: "X"), gmina: try TERYTCode(gmina),
                        point: InstitutionPoint(longitude: 19.5, latitude: 50.3, precision: .locality),
                        phones: phone ? [Phone(text: "12 345 67 89", number: "+48123456789")] : [])
                ], services: services, sourceID: "s"), taxonomy: Self.taxonomy)
    }

    private static let taxonomy = Taxonomy(
        terms: ["praca-socjalna", "reintegracja", "pomoc-organizacji"].map(term) + [term("zatrudnienie-socjalne", parent: "reintegracja")],
        statutory: [StatutoryService(institutionType: .ops, condition: .always, serviceID: "praca-socjalna", targetIDs: [], legalBasis: "x")])

    private static func term(_ id: String) -> TaxonomyTerm { term(id, parent: nil) }
    private static func term(_ id: String, parent: String?) -> TaxonomyTerm {
        let empty = LocalizedText(polish: id, english: id)
        return TaxonomyTerm(id: id, kind: .service, parentID: parent, name: empty, explanation: empty, relatedIDs: [])
    }

    private static func registry(_ agreements: [Agreement] = []) throws -> AgreementRegistry {
        AgreementRegistry(
            agreements: agreements,
            institutions: [
                try entry("ops", .ops, "121205"), try entry("ngo-here", .ngo, "121205", services: [Service(termID: "zatrudnienie-socjalne")]),
                try entry("ngo-powiat", .ngo, "121204", phone: true), try entry("ngo-next", .ngo, "120301"), try entry("ngo-far", .ngo, "126101"),
                try entry("ngo-abroad", .ngo, "026401"), try entry("kis", .kis, "121204", services: [Service(termID: "reintegracja")]),
                try entry("pup", .pup, "121205"), try entry("ops-next", .ops, "121204"),
            ])
    }

    private static func ask(
        _ registry: AgreementRegistry, _ purpose: PartnerPurpose, area: PartnerArea? = nil, change: (inout PartnerQuestion) -> Void = { _ in }
    ) throws -> PartnerAnswer {
        let place = try #require(registry.place(of: try InstitutionID("ops")))
        let seeker = try #require(PartnerSeeker(place, in: registry))
        var question = PartnerQuestion(seeker: seeker, purpose: purpose, day: try Period("2026-11-21"), area: area)
        change(&question)
        return PartnerFinder(
            registry: registry, calendar: AgreementCalendar(registry), taxonomy: taxonomy, neighbourhood: PartnerNeighbourhood(gminas: ["121204"], powiats: ["1203"]), serving: []
        ).answer(question)
    }

    private static func names(_ answer: PartnerAnswer, _ registry: AgreementRegistry) -> [String] {
        answer.candidates.map { registry.institutions[$0.institution].id.text }
    }

    private static func agreement(
        _ id: String, _ parties: [String], to: String? = nil, open: Bool? = nil, programmes: [JointProgramme] = [], area: String = "1212"
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: id, form: .jointAction,
            parties: try parties.map { AgreementParty(.institution(try InstitutionID($0))) }, validFrom: try Period("2020"),
            end: try to.map { .on(try Period($0)) } ?? .open, area: [try TERYTCode(area)], programmes: programmes, isOpenToJoin: open, sourceID: "s")
    }

    @Test func theSearchWidensUntilThereIsEnough() throws {
        let registry = try Self.registry()
        let kis = try #require(PartnerPurpose.preset("kis"))
        let answer = try Self.ask(registry, kis)
        // Five organisations in all, so that the whole country was looked at; the nearest come first.
        #expect(answer.isWidened && answer.area == .country)
        #expect(Self.names(answer, registry) == ["ngo-here", "ngo-powiat", "ngo-next", "ngo-far", "ngo-abroad"])
        let near = try Self.ask(registry, kis, area: .powiat)
        #expect(!near.isWidened && Self.names(near, registry) == ["ngo-here", "ngo-powiat"])
        #expect(Self.names(try Self.ask(registry, kis, area: .neighbours), registry) == ["ngo-here", "ngo-powiat", "ngo-next"])
        #expect(Self.names(try Self.ask(registry, kis, area: .region), registry) == ["ngo-here", "ngo-powiat", "ngo-next", "ngo-far"])
    }

    @Test func theScoreIsTheSumOfTheReasons() throws {
        let registry = try Self.registry()
        let answer = try Self.ask(registry, try #require(PartnerPurpose.preset("kis")))
        for candidate in answer.candidates {
            #expect(candidate.score == candidate.reasons.reduce(0) { $0 + $1.weight })
            #expect(candidate.reasons.map(\.weight) == candidate.reasons.map(\.weight).sorted(by: >))
            #expect(candidate.reasons.allSatisfy { $0.weight > 0 })
        }
        let best = try #require(answer.candidates.first)
        // A narrower term than the purpose names counts, as the seeker does not have it.
        #expect(best.reasons.contains { $0.reason == .offers(["zatrudnienie-socjalne"]) && $0.weight == PartnerWeights.offered })
        #expect(best.reasons.contains { $0.reason == .proximity(.sameGmina) })
        #expect(best.reasons.contains { $0.reason == .notYetPartner })
        #expect(answer.candidates[1].reasons.contains { $0.reason == .proximity(.neighbouringGmina) })
        #expect(answer.candidates[1].reasons.contains { $0.reason == .phone })
    }

    @Test func agreementsDecideWhoIsPartnerAlreadyAndWhoHasExperience() throws {
        let registry = try Self.registry([
            try Self.agreement("now", ["ops", "ngo-here"]), try Self.agreement("before", ["ops", "ngo-powiat"], to: "2024-12-31"),
            try Self.agreement("elsewhere", ["ops-next", "ngo-next"], programmes: [.socialEmployment]),
            try Self.agreement("joinable", ["pup", "ngo-far"], open: true), try Self.agreement("joined", ["ops", "pup"], open: true),
            try Self.agreement("over", ["pup", "ngo-far"], to: "2020", open: true), try Self.agreement("away", ["ngo-abroad", "ngo-far"], open: true, area: "02"),
        ])
        let answer = try Self.ask(registry, try #require(PartnerPurpose.preset("kis")))
        #expect(answer.partners.map { registry.institutions[$0.institution].id.text } == ["ngo-here"])
        let before = try #require(registry.place(of: try AgreementID("before")))
        func reasons(_ id: String) throws -> [PartnerReason] {
            let place = try #require(registry.place(of: try InstitutionID(id)))
            return try #require(answer.candidates.first { $0.institution == place }).reasons.map(\.reason)
        }
        #expect(try reasons("ngo-powiat").contains(.formerPartner(agreement: before)))
        let elsewhere = try #require(registry.place(of: try AgreementID("elsewhere")))
        let next = try reasons("ngo-next")
        #expect(next.contains(.experience([elsewhere])))
        #expect(next.contains { if case .worksWithSimilar(1, _) = $0 { true } else { false } })
        #expect(answer.joinable.map { registry.agreements[$0.agreement].id.text } == ["joinable"])
    }

    @Test func wordsRadiusAndTypesNarrow() throws {
        let registry = try Self.registry()
        let place = try #require(registry.place(of: try InstitutionID("kis")))
        let answer = try Self.ask(registry, PartnerPurpose(), area: .powiat) { $0.fitting = [place] }
        #expect(Self.names(answer, registry) == ["kis"])
        #expect(answer.candidates.first?.reasons.contains { $0.reason == .words } ?? false)
        let pup = try Self.ask(registry, PartnerPurpose(types: [.pup]), area: .powiat)
        #expect(Self.names(pup, registry) == ["pup"])
        // A welfare centre that looks at PAI needs a labour office or an organisation, not another welfare centre.
        let pai = try #require(PartnerPurpose.preset("pai"))
        #expect(pai.seen(by: .ops).types == [.pup, .ngo])
        #expect(pai.seen(by: .pup).types == [.ops, .cus, .ngo])
        #expect(Self.names(try Self.ask(registry, PartnerPurpose(types: [.agencja])), registry).isEmpty)
    }

    @Test func presetsHaveTheirOwnIDs() {
        #expect(Set(PartnerPurpose.presets.map(\.id)).count == PartnerPurpose.presets.count)
        #expect(PartnerPurpose.presets.allSatisfy { !$0.types.isEmpty && !$0.services.isEmpty && $0.partnersNeeded > 0 })
    }

    @Test func theFirstAreTheSameHoweverManyAreShown() throws {
        // Two hundred organisations with scores that repeat: who is shown is found without sorting all of them.
        let places = ["121205", "121204", "120301", "126101", "026401"]
        let more = try (0..<200).map { number in
            try Self.entry(
                "x\(number)", .ngo, places[number % 5], services: number % 7 == 0 ? [Service(termID: "reintegracja"), Service(termID: "pomoc-organizacji")] : [],
                phone: number % 3 == 0)
        }
        let agreements = try (0..<60).map { number in
            try Self.agreement(
                "g\(number)", number % 10 == 0 ? ["ops", "x\(number)"] : ["ops-next", "x\(number * 3)"], to: number % 20 == 0 ? "2024" : nil,
                open: number % 4 == 0 ? true : nil, programmes: number % 5 == 0 ? [.activationAndIntegration] : [])
        }
        let registry = AgreementRegistry(agreements: agreements, institutions: try Self.registry().institutions + more)
        let open = PartnerPurpose()
        let practised = PartnerPurpose(programmes: [.activationAndIntegration])
        for (purpose, count) in [(try #require(PartnerPurpose.preset("kis")), 202), (open, 205), (practised, 0)] {
            let all = try Self.ask(registry, purpose, area: .country) { $0.limit = 1_000 }
            #expect(all.total == count && all.candidates.count == count && all.considered == registry.institutions.count)
            #expect(all.candidates.map(\.score) == all.candidates.map(\.score).sorted(by: >))
            #expect(count == 0 || Set(all.candidates.map(\.score)).count > 5)
            for limit in [1, 10, 40, 100] {
                let some = try Self.ask(registry, purpose, area: .country) { $0.limit = limit }
                #expect(some.candidates == Array(all.candidates.prefix(limit)))
                #expect(some.total == count && some.partners == all.partners)
            }
        }
    }
}
