// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB
import Testing

@testable import AtlasDatabase

/// Saving and removing one document, on a real file.
@Suite struct DocumentDoorTests {
    static let editor = Author.account(7, "Jan Kowalski")

    @Test func aChangeIsWrittenWithItsRevision() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let versions = try await store.versions()
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            #expect(read.document == entry)
            var edited = read.document
            edited.emails = ["nowy@example.org"]
            edited.note = nil
            let outcome = try await store.save(
                edited, expecting: read.version, author: Self.editor, why: "  nowy adres  ", moment: Date(timeIntervalSince1970: 1_795_000_000))
            guard case .saved(let number, let version) = outcome else { return #expect(Bool(false), "\(outcome)") }
            let now = try #require(try await store.document(Institution.self, id: "ops-260101"))
            #expect(now.document == edited && now.version == version && version == DocumentVersion(of: edited))
            let revision = try #require(try await store.revision(number))
            #expect(revision.author == Self.editor && revision.why == "nowy adres" && revision.action == .changed)
            #expect(revision.fields == ["emails", "note"] && revision.name == entry.name && revision.version == version)
            #expect(revision.before == .record(["emails": .list([.text("ops@example.org")]), "note": .text("uwaga")]))
            #expect(revision.after == .record(["emails": .list([.text("nowy@example.org")])]))
            #expect(revision.madeAt == Date(timeIntervalSince1970: 1_795_000_000))
            let after = try await store.versions()
            #expect(after.directory != versions.directory && after.data != versions.data && after.agreements == versions.agreements)
            // The same again is no change.
            let again = try await store.save(edited, expecting: version, author: Self.editor, why: "")
            guard case .unchanged(version) = again else { return #expect(Bool(false), "\(again)") }
            let total = try await store.revisions(RevisionFilter(authorKind: .account)).total
            #expect(total == 1)
            try await store.checkIntegrity()
        }
    }

    @Test func ofTwoEditorsTheSecondIsToldAndNothingIsLost() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            var first = read.document
            first.website = "https://pierwszy.example"
            var second = read.document
            second.note = "drugi"
            _ = try await store.save(first, expecting: read.version, author: Self.editor, why: "")
            let outcome = try await store.save(second, expecting: read.version, author: .account(8, "B"), why: "")
            guard case .conflict(let current, let version) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(current == first && version == DocumentVersion(of: first))
            let now = try await store.institution(first.id)
            #expect(now == first)
            // An import in between is seen too.
            var imported = first
            imported.runBy = "Gmina"
            _ = try await store.importInstitutions([imported], sources: [])
            let third = try await store.save(second, expecting: version, author: Self.editor, why: "")
            guard case .conflict = third else { return #expect(Bool(false), "\(third)") }
        }
    }

    @Test func newDocumentsOfEveryKindAreAddedAndAnExistingIdIsAConflict() async throws {
        try await AgreementStorageTests().withDirectory { store in
            let fresh = Institution(id: try InstitutionID("cus-busko"), type: .cus, name: "CUS", sourceID: Source.keptHereID)
            guard case .saved(let number, _) = try await store.save(fresh, expecting: nil, author: Self.editor, why: "") else {
                return #expect(Bool(false))
            }
            let revision = try #require(try await store.revision(number))
            #expect(revision.action == .added && revision.before == nil && revision.after == fresh.documentValue)
            let again = try await store.save(fresh, expecting: nil, author: Self.editor, why: "")
            guard case .conflict(fresh, _) = again else { return #expect(Bool(false), "\(again)") }

            let agreement = try AgreementStorageTests.full()
            guard case .saved = try await store.save(agreement, expecting: nil, author: Self.editor, why: "") else { return #expect(Bool(false)) }
            let readAgreement = try await store.agreement(agreement.id)
            #expect(readAgreement == agreement)
            let gone = try await store.save(
                try AgreementStorageTests.plain("nie-ma"), expecting: DocumentVersion(rawValue: "00"), author: Self.editor, why: "")
            guard case .conflict(nil, nil) = gone else { return #expect(Bool(false), "\(gone)") }
        }
        try await KnowledgeTests.withStore { store in
            var practice = try KnowledgeTests.practice()
            guard case .saved(_, let version) = try await store.save(practice, expecting: nil, author: Self.editor, why: "") else {
                return #expect(Bool(false))
            }
            practice.places.removeLast()
            guard case .saved = try await store.save(practice, expecting: version, author: Self.editor, why: "") else { return #expect(Bool(false)) }
            let read = try #require(try await store.document(Practice.self, id: "sepi"))
            #expect(read.document == practice)
        }
    }

    @Test func everythingThatAnImportChecksIsChecked() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            func refusal(_ change: (inout Institution) throws -> Void) async throws -> InstitutionRefusal? {
                var edited = read.document
                try change(&edited)
                let document = edited
                return await #expect(throws: InstitutionRefusal.self) {
                    try await store.save(document, expecting: read.version, author: Self.editor, why: "")
                }
            }
            func service(_ term: String, _ targets: [String] = [], capacity: Int? = nil, free: Int? = nil, on: Period? = nil) -> Service {
                Service(termID: term, targetIDs: targets, capacity: capacity, freePlaces: free, freePlacesOn: on)
            }
            let day = Period(year: 2026, month: 11, day: 1)
            let cases: [(String, String, (inout Institution) throws -> Void)] = [
                ("name", "the name is empty", { $0.name = " " }),
                ("services", "“nic” is not a service", { $0.services = [service("nic")] }),
                ("services", "“bezdomni” is not a service", { $0.services = [service("bezdomni")] }),
                ("services", "“schronisko” is not a target", { $0.services = [service("schronisko", ["schronisko"])] }),
                ("services", "5 places are free of 3", { $0.services = [service("schronisko", capacity: 3, free: 5, on: day)] }),
                ("services", "need the day", { $0.services = [service("schronisko", capacity: 3, free: 1)] }),
                ("services", "-1 is no number", { $0.services = [service("schronisko", capacity: -1)] }),
                ("area", "no unit 0201", { $0.area = [ServedArea(code: try TERYTCode("0201"), basis: .declared)] }),
                ("area", "stands in the area twice", { $0.area += [$0.area[0]] }),
                ("parent", "nikt", { $0.parentID = try InstitutionID("nikt") }),
                ("parent", "part of itself", { $0.parentID = $0.id }),
                ("emails", "“a” is not an e-mail", { $0.emails = ["a"] }),
                ("website", "“example.org” is not an address", { $0.website = "example.org" }),
                ("locations", "“1234” is not one", { $0.locations = [Location(address: PostalAddress(postalCode: "1234", locality: "Busko"), gmina: nil, point: nil)] }),
                ("locations", "no unit 020101", { $0.locations = [Location(address: PostalAddress(locality: "Busko"), gmina: try TERYTCode("020101"), point: nil)] }),
                ("source", "the source “x” is not known", { $0.sourceID = "x" }),
            ]
            for (field, reason, change) in cases {
                let refusal = try await refusal(change)
                #expect(refusal?.field == field && refusal?.reason.contains(reason) ?? false, "\(refusal?.reason ?? "–") should say: \(reason)")
            }
            let left = try await store.institution(read.document.id)
            let total = try await store.revisions(RevisionFilter(authorKind: .account)).total
            #expect(left == read.document && total == 0)
        }
        try await AgreementStorageTests().withDirectory { store in
            _ = try await store.importAgreements([try AgreementStorageTests.plain("a-1"), try AgreementStorageTests.plain("b-2", renews: "a-1")])
            let read = try #require(try await store.document(Agreement.self, id: "a-1"))
            let cases: [(String, String, (inout Agreement) throws -> Void)] = [
                ("renews", "a-1 → b-2 → a-1", { $0.renews = try AgreementID("b-2") }),
                ("renews", "c-3, which is not known", { $0.renews = try AgreementID("c-3") }),
                ("parties", "nikt is not in the directory", { $0.parties[1] = AgreementParty(.institution(try InstitutionID("nikt"))) }),
                ("area", "no unit 0201", { $0.area = [try TERYTCode("0201")] }),
                ("source", "“x” is not known", { $0.sourceID = "x" }),
            ]
            for (field, reason, change) in cases {
                var edited = read.document
                try change(&edited)
                let document = edited
                let refusal = await #expect(throws: AgreementRefusal.self) {
                    try await store.save(document, expecting: read.version, author: Self.editor, why: "")
                }
                #expect(refusal?.field == field && refusal?.reason.contains(reason) ?? false, "\(refusal?.reason ?? "–") should say: \(reason)")
            }
        }
    }

    @Test func aCircleOfPartsIsRefused() async throws {
        var part = Institution(id: try InstitutionID("filia"), type: .ops, name: "Filia", sourceID: "test")
        part.parentID = try InstitutionID("ops-260101")
        try await DirectoryTests.withDirectory([try DirectoryTests.full(), part]) { store in
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            var edited = read.document
            edited.parentID = part.id
            let document = edited
            let refusal = await #expect(throws: InstitutionRefusal.self) {
                try await store.save(document, expecting: read.version, author: Self.editor, why: "")
            }
            #expect(refusal?.reason.contains("ops-260101 → filia → ops-260101") ?? false)
        }
    }

    @Test func removalIsRefusedWhileOthersReferToItAndSaysWho() async throws {
        try await AgreementStorageTests().withDirectory { store in
            _ = try await store.importAgreements([try AgreementStorageTests.plain("a-1"), try AgreementStorageTests.plain("b-2", renews: "a-1")])
            let party = try #require(try await store.document(Institution.self, id: "ops-busko"))
            let held = await #expect(throws: InstitutionRefusal.self) {
                try await store.remove(Institution.self, id: "ops-busko", expecting: party.version, author: Self.editor, why: "")
            }
            #expect(held?.reason.contains("a-1 has it as a party") ?? false, "\(held?.reason ?? "")")
            let earlier = try #require(try await store.document(Agreement.self, id: "a-1"))
            await #expect(throws: AgreementRefusal.self) {
                try await store.remove(Agreement.self, id: "a-1", expecting: earlier.version, author: Self.editor, why: "")
            }
            let free = try #require(try await store.document(Institution.self, id: "fundacja"))
            let stale = try await store.remove(
                Institution.self, id: "fundacja", expecting: DocumentVersion(rawValue: "0"), author: Self.editor, why: "")
            guard case .conflict = stale else { return #expect(Bool(false), "\(stale)") }
            let outcome = try await store.remove(Institution.self, id: "fundacja", expecting: free.version, author: Self.editor, why: "zamknięta")
            guard case .removed(let number) = outcome else { return #expect(Bool(false), "\(outcome)") }
            let revision = try #require(try await store.revision(number))
            #expect(revision.action == .removed && revision.before == free.document.documentValue && revision.version == nil)
            let again = try await store.remove(Institution.self, id: "fundacja", expecting: free.version, author: Self.editor, why: "")
            guard case .absent = again else { return #expect(Bool(false), "\(again)") }
            try await store.checkIntegrity()
        }
    }
}
