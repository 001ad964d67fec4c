// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

@Suite struct AgreementRegistryTests {
    private static func entry(_ id: String, _ type: InstitutionType, _ gmina: String) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: id,
                locations: [Location(address: PostalAddress(locality: "X"), gmina: try TERYTCode(gmina), point: nil)], sourceID: "s"),
            taxonomy: .empty)
    }

    private static func registry() throws -> AgreementRegistry {
        AgreementRegistry(
            agreements: [
                Agreement(
                    id: try AgreementID("umowa-2"), kind: .partnership, title: "U2", form: .jointAction,
                    parties: [
                        AgreementParty(.institution(try InstitutionID("pup-b")), role: .lead),
                        AgreementParty(.all(.ops, try TERYTCode("1203"))), AgreementParty(.institution(try InstitutionID("ops-a"))),
                    ], renews: try AgreementID("umowa-1"), area: [try TERYTCode("1203")], sourceID: "s"),
                Agreement(
                    id: try AgreementID("umowa-1"), kind: .agreement, title: "U1", form: .information,
                    parties: [AgreementParty(.institution(try InstitutionID("pup-b"))), AgreementParty(.institution(try InstitutionID("nobody")))],
                    sourceID: "s"),
            ],
            institutions: [
                try entry("pup-b", .pup, "120301"), try entry("ops-a", .ops, "120302"), try entry("cus-c", .cus, "120303"),
                try entry("ops-elsewhere", .ops, "120401"), try entry("dps-d", .dps, "120302"),
            ])
    }

    @Test func aGroupBindsInstitutionsOfItsTypeInItsUnitOnce() throws {
        let registry = try Self.registry()
        let place = try #require(registry.place(of: try AgreementID("umowa-2")))
        let bound = registry.members[place].map { registry.institutions[$0.institution].id.text }
        #expect(bound == ["pup-b", "ops-a", "cus-c"])
        #expect(registry.members[place].map(\.party) == [0, 2, 1])
        let pup = try #require(registry.place(of: try InstitutionID("pup-b")))
        #expect(registry.agreementsOfInstitution[pup].map { registry.agreements[$0].id.text } == ["umowa-1", "umowa-2"])
    }

    @Test func renewalsAndPlacesOfWork() throws {
        let registry = try Self.registry()
        let (first, second) = (try #require(registry.place(of: try AgreementID("umowa-1"))), try #require(registry.place(of: try AgreementID("umowa-2"))))
        #expect(registry.renewedBy[first] == second)
        #expect(registry.renewedBy[second] == nil)
        #expect(registry.members[first].count == 1)
        #expect(registry.works(second, in: try TERYTCode("120304")))
        #expect(registry.works(first, in: try TERYTCode("12")))
        #expect(!registry.works(first, in: try TERYTCode("120302")))
        #expect(registry.institutions(seatedIn: try TERYTCode("120302")).map { registry.institutions[$0].id.text } == ["dps-d", "ops-a"])
    }

    @Test func whatInstitutionsSayOfThemselvesBindsNobody() throws {
        let registry = try Self.registry()
        let all = registry.institutions
        func changed(_ change: (inout Institution) -> Void) throws -> [DirectoryEntry] {
            var institution = Institution(
                id: try InstitutionID("ops-a"), type: .ops, name: "Inna nazwa",
                locations: [
                    Location(
                        address: PostalAddress(locality: "Y"), gmina: try TERYTCode("120302"),
                        point: InstitutionPoint(longitude: 20, latitude: 50, precision: .address))
                ], services: [Service(termID: "posilek")], sourceID: "s", verifiedOn: try Period("2026-01-01"))
            change(&institution)
            let entry = DirectoryEntry(institution, taxonomy: .empty)
            return (all.filter { $0.id.text != "ops-a" } + [entry]).sorted { $0.id < $1.id }
        }
        let texts = try changed { _ in }
        let same = try #require(AgreementRegistry(registry, institutions: texts))
        let fresh = AgreementRegistry(agreements: registry.agreements, institutions: texts)
        #expect(same.institutions == fresh.institutions && same.members == fresh.members)
        #expect(same.agreementsOfInstitution == fresh.agreementsOfInstitution && same.renewedBy == fresh.renewedBy)
        #expect(same.bonds.directions == fresh.bonds.directions && same.bonds.hints == fresh.bonds.hints && same.bonds.terms.names == fresh.bonds.terms.names)
        #expect(same.bonds.terms.names == ["posilek"])
        #expect(AgreementRegistry(registry, institutions: try changed { $0.type = .cus }) == nil)
        #expect(AgreementRegistry(registry, institutions: try changed { $0.locations = [] }) == nil)
        #expect(AgreementRegistry(registry, institutions: Array(texts.dropLast())) == nil)

        let index = AgreementIndex(registry, lemmatiser: nil)
        var query = AgreementQuery(day: try Period("2026-11-22"))
        query.text = "ops-a"
        #expect(index.find(query).places.count == 1)
        // Agreements are found by the names of those that they bind.
        #expect(AgreementIndex(index, registry: same) == nil)
        let other = try #require(AgreementRegistry(registry, institutions: try changed { $0.name = "ops-a" }))
        #expect(AgreementIndex(index, registry: other)?.find(query).places == index.find(query).places)
    }
}
