// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct DirectoryTests {
    static let taxonomy = Taxonomy(
        terms: [
            term("bezdomnosc", .problem), term("bezdomni", .target, related: ["bezdomnosc"]),
            term("schronienie", .service, related: ["bezdomnosc"]), term("schronisko", .service, parent: "schronienie"),
        ],
        statutory: [
            StatutoryService(
                institutionType: .ops, condition: .always, serviceID: "schronienie", targetIDs: ["bezdomni"], legalBasis: "ustawa")
        ])

    private static func term(
        _ id: String, _ kind: TaxonomyTerm.Kind, parent: String? = nil, related: [String] = []
    ) -> TaxonomyTerm {
        TaxonomyTerm(
            id: id, kind: kind, parentID: parent, name: LocalizedText(polish: id, english: id),
            explanation: LocalizedText(polish: "", english: ""), relatedIDs: related)
    }

    /// An entry with every field filled.
    static func full(_ id: String = "ops-260101") throws -> Institution {
        let monday = try #require(OpeningInterval(opens: 450, closes: 930))
        let phone = Phone(text: "41 370 52 10 wew. 3", number: "+48413705210", extensionNumber: "3")
        return Institution(
            id: try InstitutionID(id), type: .ops, name: "Ośrodek Pomocy Społecznej w Busku", otherNames: ["GOPS Busko", "MGOPS"],
            runBy: "Gmina Busko", area: [ServedArea(code: try TERYTCode("2601011"), basis: .statutory), ServedArea(code: try TERYTCode("2602"), basis: .agreement)],
            areaNote: "także gmina sąsiednia",
            locations: [
                Location(
                    address: PostalAddress(street: "ul. Długa", building: "5", postalCode: "28-100", locality: "Busko"),
                    gmina: try TERYTCode("2601011"), point: InstitutionPoint(longitude: 20.05, latitude: 50.05, precision: .address),
                    phones: [phone], hours: OpeningHours(text: "pn 7.30–15.30", schedule: WeeklySchedule([.monday: [monday]]))),
                Location(name: "Filia", address: PostalAddress(locality: "Łąka"), gmina: nil, point: nil),
            ],
            emails: ["ops@example.org"], website: "https://example.org",
            coordinator: CooperationCoordinator(name: nil, role: "koordynator współpracy", phone: phone, email: "k@example.org"),
            services: [
                Service(
                    termID: "schronisko", name: "Schronisko", description: "opis", targetIDs: ["bezdomni"], eligibility: "mężczyźni",
                    cost: "bezpłatnie", capacity: 30, freePlaces: 2, freePlacesOn: try Period("2026-11-01"))
            ],
            description: LocalizedText(polish: "Pomoc.", english: "Help."), sourceID: "test", recordDate: try Period("2026-03-06"),
            verifiedOn: try Period("2026-10-01"), note: "uwaga")
    }

    static func withDirectory<Result>(_ institutions: [Institution], _ body: (AtlasStore) async throws -> Result) async throws -> Result {
        try await withTestAtlas { store in
            let summary = try await store.importDirectory(AtlasDirectory(taxonomy: taxonomy, institutions: institutions))
            #expect(summary.summary.added == institutions.count)
            return try await body(store)
        }
    }

    @Test func everyFieldComesBack() async throws {
        let institution = try Self.full()
        try await Self.withDirectory([institution]) { store in
            let read = try await store.institution(institution.id)
            #expect(read == institution)
            let all = try await store.institutions()
            #expect(all == [institution])
            let taxonomy = try await store.taxonomy()
            #expect(taxonomy == Self.taxonomy)
            let counts = try await store.counts()
            #expect(counts.institutions == 1)
        }
    }

    @Test func sameInputTwiceChangesNothing() async throws {
        let institution = try Self.full()
        try await Self.withDirectory([institution]) { store in
            let version = try await store.dataVersion()
            let again = try await store.importInstitutions([institution], sources: [])
            #expect(again.summary == WriteSummary(unchanged: 1))
            #expect(again.changes.isEmpty)
            let after = try await store.dataVersion()
            #expect(after == version)
        }
    }

    @Test func updateSaysWhatChangedAndDryRunKeepsNothing() async throws {
        let institution = try Self.full()
        let other = try Self.full("ops-260102")
        try await Self.withDirectory([institution, other]) { store in
            var updated = institution
            updated.locations[0] = Location(
                address: institution.locations[0].address, gmina: institution.locations[0].gmina, point: institution.locations[0].point,
                phones: [Phone(text: "41 111 11 11", number: "+48411111111")], hours: institution.locations[0].hours)
            for dryRun in [true, false] {
                let summary = try await store.importInstitutions([updated], sources: [], dryRun: dryRun)
                #expect(summary.summary == WriteSummary(changed: 1))
                #expect(summary.changes.map(\.id) == [institution.id])
                let differences = try #require(summary.changes[0].differences)
                #expect(differences.map(\.field) == ["phones"])
                #expect(differences[0].before.contains("41 370 52 10") && differences[0].after.contains("41 111 11 11"))
                #expect(summary.notMentioned == [other.id])
                let read = try await store.institution(institution.id)
                #expect(read == (dryRun ? institution : updated))
            }
        }
    }

    @Test func brokenReferencesLeaveTheFileAsItWas() async throws {
        let institution = try Self.full()
        try await Self.withDirectory([institution]) { store in
            let version = try await store.dataVersion()
            var orphan = try Self.full("ops-260103")
            orphan.parentID = try InstitutionID("nobody")
            await #expect(throws: (any Error).self) { try await store.importInstitutions([orphan], sources: []) }
            var unknownTerm = try Self.full("ops-260104")
            unknownTerm.services = [Service(termID: "no-such-term")]
            let fine = try Self.full("ops-260105")
            await #expect(throws: (any Error).self) { try await store.importInstitutions([fine, unknownTerm], sources: []) }
            let all = try await store.institutions()
            #expect(all == [institution])
            let after = try await store.dataVersion()
            #expect(after == version)
            // A term in use may not disappear.
            let smaller = Taxonomy(terms: Array(Self.taxonomy.terms.prefix(3)), statutory: Self.taxonomy.statutory)
            await #expect(throws: (any Error).self) {
                try await store.importDirectoryTables(taxonomy: smaller, thesaurus: nil, sectors: nil, sources: [])
            }
            let taxonomy = try await store.taxonomy()
            #expect(taxonomy == Self.taxonomy)
        }
    }

    @Test func sectorsAndThesaurusComeBack() async throws {
        try await withTestAtlas { store in
            let sectors = [
                AdviserSector(
                    region: try TERYTCode("26"), number: 1,
                    parts: [
                        .init(code: try TERYTCode("2601"), name: "powiat buski", isWhole: true),
                        .init(code: try TERYTCode("2602"), name: "część", isWhole: false),
                    ], sourceID: "test")
            ]
            let thesaurus = [ThesaurusEntry(concept: "type:OPS", forms: ["opieka społeczna", "gops"], note: "potocznie")]
            let changed = try await store.importDirectoryTables(taxonomy: nil, thesaurus: thesaurus, sectors: sectors, sources: [])
            #expect(changed)
            let readSectors = try await store.adviserSectors()
            let readThesaurus = try await store.thesaurus()
            #expect(readSectors == sectors && readThesaurus == thesaurus)
            let again = try await store.importDirectoryTables(taxonomy: nil, thesaurus: thesaurus, sectors: sectors, sources: [])
            #expect(!again)
        }
    }

    /// A file made before there was a directory opens, keeps what it holds and takes institutions.
    @Test func fileOfThePreviousVersionIsMigrated() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.sqlite").path
            try await EarlierFile.make(path, upTo: "0002 indicators") { db in
                let contents = try TestAtlas.contents()
                try EarlierTerritory.write(contents, to: db)
                try IndicatorWriting.upsert(sources: contents.sources, indicators: contents.indicators, to: db)
                try EarlierFile.writeObservations(contents, to: db)
            }

            let store = try AtlasStore.open(path: path)
            let before = try await store.counts()
            #expect(before.indicators == 4 && before.units == 8 && before.institutions == 0)
            let institution = try Self.full()
            _ = try await store.importDirectory(AtlasDirectory(taxonomy: Self.taxonomy, institutions: [institution]))
            let read = try await store.institution(institution.id)
            #expect(read == institution)
            try await store.checkIntegrity()
            try store.close()
        }
    }

    @Test func pointsAreSpatial() async throws {
        let institution = try Self.full()
        try await Self.withDirectory([institution]) { store in
            let near = try await store.pool.read { db in
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM location WHERE number IN (SELECT pkid FROM idx_location_geometry WHERE xmin > 20 AND xmax < 20.1)
                          AND ST_Within(geometry, (SELECT geometry FROM unit WHERE stem = '260101' AND valid_to IS NULL))
                        """)
            }
            #expect(near == 1)
        }
    }
}
