// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

/// Earlier states and taking changes back.
@Suite struct RevertingTests {
    private static let editor = DocumentDoorTests.editor

    /// Changes one document and gives the revision's number.
    private func change<D: RevisedDocument>(_ type: D.Type, _ id: String, _ store: AtlasStore, _ change: (inout D) -> Void) async throws -> Int64 {
        let read = try #require(try await store.document(type, id: id))
        var document = read.document
        change(&document)
        guard case .saved(let number, _) = try await store.save(document, expecting: read.version, author: Self.editor, why: "") else {
            throw AtlasStoreError.inconsistent("not saved")
        }
        return number
    }

    @Test func everyEarlierStateCanBeSeen() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let first = try await change(Institution.self, "ops-260101", store) { $0.name = "Drugi" }
            let second = try await change(Institution.self, "ops-260101", store) { $0.note = nil }
            let read = try #require(try await store.document(Institution.self, id: "ops-260101"))
            _ = try await store.remove(Institution.self, id: "ops-260101", expecting: read.version, author: Self.editor, why: "")
            var again = entry
            again.name = "Trzeci"
            guard case .saved(let fourth, _) = try await store.save(again, expecting: nil, author: Self.editor, why: "") else {
                return #expect(Bool(false))
            }
            let beginning = try await store.documentState(.before, revision: first)
            #expect(beginning == entry.documentValue)
            var renamed = entry
            renamed.name = "Drugi"
            let between = try await store.documentState(.before, revision: second)
            #expect(between == renamed.documentValue)
            let end = try await store.documentState(.after, revision: second)
            renamed.note = nil
            #expect(end == renamed.documentValue)
            let nothing = try await store.documentState(.before, revision: fourth)
            #expect(nothing == nil)
        }
    }

    @Test func aStateThatNoRevisionLeftIsKeptWhole() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let first = try await change(Institution.self, "ops-260101", store) { $0.name = "Drugi" }
            // Something other than the door changes the row.
            try await store.pool.write { db in try db.execute(sql: "UPDATE institution SET run_by = 'Ktoś'") }
            let second = try await change(Institution.self, "ops-260101", store) { $0.name = "Trzeci" }
            let before = try #require(try await store.documentState(.before, revision: second))
            #expect(before["run_by"] == .text("Ktoś") && before["name"] == .text("Drugi"))
            let revision = try #require(try await store.revision(second))
            #expect(revision.fields == ["name"])
            _ = first
        }
    }

    @Test func oneChangeIsTakenBackAndLaterOnesOfOtherFieldsStay() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let first = try await change(Institution.self, "ops-260101", store) { $0.emails = [] }
            _ = try await change(Institution.self, "ops-260101", store) { $0.name = "Drugi" }
            let outcome = try await store.revert(first, author: .account(1, "A"), why: "pomyłka")
            let number = try #require(outcome.revision)
            let now = try #require(try await store.institution(entry.id))
            #expect(now.emails == entry.emails && now.name == "Drugi")
            let revision = try #require(try await store.revision(number))
            #expect(revision.reverts == first && revision.why == "pomyłka" && revision.author == .account(1, "A"))
            // Again there is nothing to do, as the field is as it was.
            await #expect(throws: RevertRefusal.self) { try await store.revert(first, author: Self.editor, why: "") }
            // The taking back can be taken back.
            _ = try await store.revert(number, author: Self.editor, why: "")
            let empty = try #require(try await store.institution(entry.id))
            #expect(empty.emails.isEmpty)
        }
    }

    @Test func aChangeOfTheSameFieldIsNotTakenBackUnderALaterOne() async throws {
        let entry = try DirectoryTests.full()
        try await DirectoryTests.withDirectory([entry]) { store in
            let first = try await change(Institution.self, "ops-260101", store) { $0.name = "Drugi" }
            let second = try await change(Institution.self, "ops-260101", store) { $0.name = "Trzeci" }
            let refusal = await #expect(throws: RevertRefusal.self) { try await store.revert(first, author: Self.editor, why: "") }
            #expect(refusal == .changedLater(first, by: second, fields: ["name"]))
            // The whole state can be brought back all the same.
            let outcome = try await store.restore(.before, revision: first, author: Self.editor, why: "")
            #expect(outcome.revision != nil && outcome.version == DocumentVersion(of: entry))
            let now = try await store.institution(entry.id)
            #expect(now == entry)
            let missing = await #expect(throws: RevertRefusal.self) { try await store.revert(99, author: Self.editor, why: "") }
            #expect(missing == .noSuchRevision(99))
        }
    }

    @Test func aRemovalIsTakenBackAndAnAdditionToo() async throws {
        try await AgreementStorageTests().withDirectory { store in
            let agreement = try AgreementStorageTests.full()
            guard case .saved(let added, let version) = try await store.save(agreement, expecting: nil, author: Self.editor, why: "") else {
                return #expect(Bool(false))
            }
            guard case .removed(let removed) = try await store.remove(
                Agreement.self, id: agreement.documentID, expecting: version, author: Self.editor, why: "")
            else { return #expect(Bool(false)) }
            let under = await #expect(throws: RevertRefusal.self) { try await store.revert(added, author: Self.editor, why: "") }
            #expect(under == .removedLater(added, by: removed))
            _ = try await store.revert(removed, author: Self.editor, why: "")
            let back = try await store.agreement(agreement.id)
            #expect(back == agreement)
            let there = await #expect(throws: RevertRefusal.self) { try await store.revert(removed, author: Self.editor, why: "") }
            #expect(there == .addedAgain(removed))
            // Later revisions there are, but the state is the one that the addition left.
            let outcome = try await store.revert(added, author: Self.editor, why: "")
            #expect(outcome.version == nil && outcome.revision != nil)
            let none = try await store.agreement(agreement.id)
            #expect(none == nil)
        }
    }

    @Test func aStateThatNoLongerFitsIsRefusedWithTheReason() async throws {
        try await AgreementStorageTests().withDirectory { store in
            _ = try await store.importAgreements([try AgreementStorageTests.full()])
            let number = try await change(Agreement.self, "busko-2013", store) { agreement in
                agreement.parties.removeLast()
                agreement.actions.removeFirst()
            }
            let party = try #require(try await store.document(Institution.self, id: "fundacja"))
            _ = try await store.remove(Institution.self, id: "fundacja", expecting: party.version, author: Self.editor, why: "")
            let refusal = await #expect(throws: RevertRefusal.self) { try await store.revert(number, author: Self.editor, why: "") }
            #expect(refusal?.localizedDescription.contains("the party fundacja is not in the directory") ?? false, "\(refusal?.localizedDescription ?? "")")
            let total = try await store.revisions(RevisionFilter(authorKind: .account)).total
            #expect(total == 2)
        }
    }

    @Test func revisionsAreFoundByDocumentAccountDayAndKind() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full(), try DirectoryTests.full("ops-2")]) { store in
            let read = try #require(try await store.document(Institution.self, id: "ops-2"))
            var edited = read.document
            edited.name = "Sto_procent"
            let day = Date(timeIntervalSince1970: 1_795_000_000)
            _ = try await store.save(edited, expecting: read.version, author: .suggestion(3, acceptedBy: 9, name: "Ewa"), why: "telefon", moment: day)
            _ = try await change(Institution.self, "ops-260101", store) { $0.name = "Nowa nazwa" }
            func count(_ filter: RevisionFilter) async throws -> Int { try await store.revisions(filter).total }
            let found = try await [
                count(RevisionFilter()), count(RevisionFilter(kind: .institution)), count(RevisionFilter(kind: .agreement)),
                count(RevisionFilter(documentID: "ops-2")), count(RevisionFilter(account: 9)), count(RevisionFilter(account: 3)),
                count(RevisionFilter(authorKind: .suggestion)), count(RevisionFilter(since: day, until: day.addingTimeInterval(1))),
                count(RevisionFilter(until: day)), count(RevisionFilter(text: "sto_")), count(RevisionFilter(text: "nowa_")),
                count(RevisionFilter(documents: [DocumentReference(kind: .institution, id: "ops-2")])), count(RevisionFilter(documents: [])),
            ]
            // The two entries were imported first, which is a revision each.
            #expect(found == [4, 4, 0, 2, 1, 0, 1, 1, 0, 1, 0, 2, 0])
            let page = try await store.revisions(limit: 1, offset: 1)
            #expect(page.total == 4 && page.revisions.map(\.documentID) == ["ops-2"])
            #expect(page.revisions[0].author == .suggestion(3, acceptedBy: 9, name: "Ewa"))
        }
    }

    @Test func theNameOfADeletedAccountIsForgotten() async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()]) { store in
            let number = try await change(Institution.self, "ops-260101", store) { $0.name = "Nowa" }
            try await store.pool.write { db in try AccountDeletion.forgetAuthor(7, db) }
            let revision = try #require(try await store.revision(number))
            #expect(revision.author == .account(7, ""))
            let authors = try await store.revisionAuthors()
            #expect(authors.isEmpty)
        }
    }
}
