// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

/// Imports write revisions and leave alone what people changed.
@Suite struct ImportHistoryTests {
    private static let editor = DocumentDoorTests.editor

    private func edit(_ store: AtlasStore, _ change: (inout Institution) -> Void) async throws -> Institution {
        let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
        var document = read.document
        change(&document)
        guard case .saved = try await store.save(document, expecting: read.version, author: Self.editor, why: "") else {
            throw AtlasStoreError.inconsistent("not saved")
        }
        return document
    }

    @Test func anImportWritesARevisionOfEachChangedDocumentOnly() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry, try DirectoryTests.full("ops-2")]) { store in
            let first = try await store.revisions()
            // The two were imported into an empty directory, which counts as a change too.
            #expect(first.total == 2 && first.revisions.allSatisfy { $0.action == .added })
            var changed = entry
            changed.note = "inna"
            _ = try await store.importInstitutions([changed, try DirectoryTests.full("ops-2")], sources: [])
            let page = try await store.revisions()
            #expect(page.total == 3)
            let newest = page.revisions[0]
            let log = try await store.imports()
            #expect(newest.author == .importing(log[0].id, "directory") && newest.fields == ["note"] && log[0].provenance.note == "institutions +0 ~1")
            // A dry run and the same again write nothing.
            changed.note = "trzecia"
            _ = try await store.importInstitutions([changed], sources: [], dryRun: true)
            changed.note = "inna"
            _ = try await store.importInstitutions([changed], sources: [])
            let total = try await store.revisions().total
            #expect(total == 3)
        }
    }

    @Test func whatPeopleChangedStaysFieldByField() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let edited = try await edit(store) { $0.emails = ["poprawny@example.org"] }
            let none = try await store.handEdit(.institution, id: "ops-260101")
            #expect(none?.fields == ["emails"] && none?.wasImported == true)
            // The register as it was: nothing changes, and the report says what stayed.
            let same = try await store.importInstitutions([entry], sources: [])
            #expect(same.summary == WriteSummary(unchanged: 1) && same.kept.map(\.fields) == [["emails"]])
            // The register with news: they come, the correction stays.
            var newer = entry
            newer.website = "https://nowa.example"
            newer.emails = ["inny@example.org"]
            let summary = try await store.importInstitutions([newer], sources: [])
            #expect(summary.summary.changed == 1 && summary.kept.map(\.reference.id) == ["ops-260101"])
            let now = try #require(try await store.institution(entry.id))
            #expect(now.emails == edited.emails && now.website == newer.website)
            // Again, and still it stays: the import did not make the correction its own.
            _ = try await store.importInstitutions([newer], sources: [])
            let still = try #require(try await store.institution(entry.id))
            #expect(still == now)
            // The register catches up: the entry is as imported, and later news come again.
            newer.emails = edited.emails
            let caught = try await store.importInstitutions([newer], sources: [])
            let gone = try await store.handEdit(.institution, id: "ops-260101")
            #expect(caught.kept.isEmpty && gone == nil)
            newer.emails = ["najnowszy@example.org"]
            _ = try await store.importInstitutions([newer], sources: [])
            let last = try #require(try await store.institution(entry.id))
            #expect(last == newer)
        }
    }

    @Test func editsGiveWayWhenAsked() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            _ = try await edit(store) { $0.emails = ["poprawny@example.org"] }
            let rehearsal = try await store.importInstitutions([entry], sources: [], edits: EditRules(overwritesEdits: true), dryRun: true)
            #expect(rehearsal.summary.changed == 1)
            let kept = try await store.handEdit(.institution, id: "ops-260101")
            #expect(kept != nil)
            _ = try await store.importInstitutions([entry], sources: [], edits: EditRules(overwritesEdits: true))
            let now = try await store.institution(entry.id)
            let gone = try await store.handEdit(.institution, id: "ops-260101")
            #expect(now == entry && gone == nil)
            let newest = try #require(try await store.revisions().revisions.first)
            #expect(newest.author.kind == .importing && newest.fields == ["emails"])
        }
    }

    @Test func aTelephoneAndTheHoursOfAPlaceAreApart() async throws {
        let entry = try DirectoryTests.full()
        func with(_ institution: Institution, phones: [Phone]? = nil, hours: String? = nil, street: String? = nil) -> Institution {
            var changed = institution
            let seat = institution.locations[0]
            changed.locations[0] = Location(
                address: PostalAddress(
                    street: street ?? seat.address.street, building: seat.address.building, postalCode: seat.address.postalCode,
                    locality: seat.address.locality), gmina: seat.gmina, point: seat.point, phones: phones ?? seat.phones,
                hours: hours.map { OpeningHours(text: $0, schedule: nil) } ?? seat.hours)
            return changed
        }
        try await DirectoryTests.withDirectory([entry]) { store in
            let phone = Phone(text: "41 111 11 11", number: "+48411111111")
            _ = try await edit(store) { $0 = with($0, phones: [phone]) }
            let summary = try await store.importInstitutions([with(entry, hours: "wt 8–16")], sources: [])
            #expect(summary.kept.map(\.fields) == [["phones"]])
            let now = try #require(try await store.institution(entry.id))
            #expect(now.phones == [phone] && now.seat?.hours?.text == "wt 8–16")
            // When the place itself moved, what people said of the old one stays as a whole.
            let moved = try await store.importInstitutions([with(entry, hours: "śr 8–16", street: "ul. Krótka")], sources: [])
            #expect(moved.kept.map(\.fields) == [["locations"]])
            let stays = try #require(try await store.institution(entry.id))
            #expect(stays.locations == now.locations)
        }
    }

    @Test func whatPeopleRemovedStaysRemovedAndWhatTheyAddedIsTheirs() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            _ = try await store.remove(Institution.self, id: "ops-260101", expecting: read.version, author: Self.editor, why: "zamknięty")
            let summary = try await store.importInstitutions([entry], sources: [])
            #expect(summary.kept == [
                KeptEdit(reference: DocumentReference(kind: .institution, id: "ops-260101"), name: entry.name, fields: [], isRemoved: true)
            ])
            let gone = try await store.institution(entry.id)
            #expect(gone == nil && summary.summary.added == 0)
            _ = try await store.importInstitutions([entry], sources: [], edits: EditRules(overwritesEdits: true))
            let back = try await store.institution(entry.id)
            #expect(back == entry)
            // Added by people, then named by a register too.
            let own = Institution(id: try InstitutionID("kis"), type: .kis, name: "Klub", sourceID: Source.keptHereID)
            _ = try await store.save(own, expecting: nil, author: Self.editor, why: "")
            var register = Institution(id: own.id, type: .kis, name: "KLUB", sourceID: "test")
            register.website = "https://klub.example"
            _ = try await store.importInstitutions([register], sources: [])
            let merged = try #require(try await store.institution(own.id))
            #expect(merged.name == "Klub" && merged.website == register.website && merged.sourceID == Source.keptHereID)
        }
    }

    @Test func tablesThatSayOnlyAPartDoNotMakeACorrectionTheirOwn() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let edited = try await edit(store) { $0.note = nil }
            var derived = edited
            derived.runBy = "Inny"
            _ = try await store.importInstitutions([derived], sources: [], edits: EditRules(addsToStored: true))
            var newer = entry
            newer.runBy = "Inny"
            let summary = try await store.importInstitutions([newer], sources: [])
            #expect(summary.kept.map(\.fields) == [["note"]])
            let now = try #require(try await store.institution(entry.id))
            #expect(now == derived)
        }
    }

    @Test func aMergeThatDoesNotGoTogetherLeavesPeoplesStateWhole() async throws {
        try await AgreementStorageTests().withDirectory { store in
            var agreement = try AgreementStorageTests.plain("a-1")
            agreement.validFrom = Period(year: 2020)
            agreement.end = .on(Period(year: 2022))
            _ = try await store.importAgreements([agreement])
            let read = try #require(try await store.document(Agreement.self, id: "a-1"))
            var edited = read.document
            edited.validFrom = Period(year: 2021)
            _ = try await store.save(edited, expecting: read.version, author: Self.editor, why: "")
            agreement.validFrom = Period(year: 2018)
            agreement.end = .on(Period(year: 2019))
            let summary = try await store.importAgreements([agreement])
            let now = try await store.agreement(agreement.id)
            #expect(now == edited && summary.kept.map(\.fields) == [["valid_from", "valid_to"]])
        }
        try await KnowledgeTests.withStore { store in
            let practice = try KnowledgeTests.practice()
            _ = try await store.importKnowledge(KnowledgeBase(practices: [practice]))
            let read = try #require(try await store.document(Practice.self, id: "sepi"))
            var edited = read.document
            edited.number = 7
            _ = try await store.save(edited, expecting: read.version, author: Self.editor, why: "")
            let summary = try await store.importKnowledge(KnowledgeBase(practices: [practice]))
            #expect(summary.kept.map(\.fields) == [["number"]] && summary.summary.unchanged == 1)
            _ = try await store.removeKnowledge([practice.id])
            let newest = try #require(try await store.revisions().revisions.first)
            #expect(newest.action == .removed && newest.author == .program("remove"))
        }
    }

    @Test func theFirstStateHasNoHistory() async throws {
        try await withTemporaryFolder { folder in
            var contents = try TestAtlas.contents()
            contents.directory = AtlasDirectory(taxonomy: DirectoryTests.taxonomy, institutions: [try DirectoryTests.full()])
            let store = try AtlasStore.create(path: folder.appending(path: "atlas.sqlite").path, contents: contents)
            let total = try await store.revisions().total
            #expect(total == 0)
            let edited = try await edit(store) { $0.note = nil }
            let page = try await store.revisions()
            let before = try await store.documentState(.before, revision: page.revisions[0].number)
            let first = try DirectoryTests.full().documentValue
            #expect(page.total == 1 && before == first && edited.note == nil)
            try store.close()
        }
    }
}
