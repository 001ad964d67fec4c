// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct AgreementStorageTests {
    private static let source = Source(
        id: "rejestr", name: LocalizedText(polish: "rejestr", english: "register"), publisher: "test", url: nil, date: Period(year: 2026),
        licence: LocalizedText(polish: "CC0", english: "CC0"))

    private static func institution(_ id: String, _ type: InstitutionType) throws -> Institution {
        Institution(
            id: try InstitutionID(id), type: type, name: id,
            locations: [Location(address: PostalAddress(locality: "Busko"), gmina: try TERYTCode("260101"), point: nil)], sourceID: source.id)
    }

    static func directory() throws -> AtlasDirectory {
        AtlasDirectory(
            sources: [source],
            taxonomy: Taxonomy(
                terms: [
                    TaxonomyTerm(
                        id: "bezrobotni", kind: .target, parentID: nil, name: LocalizedText(polish: "bezrobotni", english: "unemployed"),
                        explanation: LocalizedText(polish: "", english: ""), relatedIDs: []),
                    TaxonomyTerm(
                        id: "poradnictwo", kind: .service, parentID: nil, name: LocalizedText(polish: "poradnictwo", english: "advice"),
                        explanation: LocalizedText(polish: "", english: ""), relatedIDs: []),
                ], statutory: []),
            institutions: [try institution("ops-busko", .ops), try institution("pup-busko", .pup), try institution("fundacja", .ngo)])
    }

    /// An agreement with something in every field.
    static func full() throws -> Agreement {
        Agreement(
            id: try AgreementID("busko-2013"), kind: .partnership, title: "Umowa w Busku", form: .jointAction, subject: "wspólna ścieżka klienta",
            parties: [
                AgreementParty(
                    .institution(try InstitutionID("pup-busko")), role: .lead, name: "Urząd Pracy", signatory: "dyrektor",
                    contact: CooperationCoordinator(
                        name: nil, role: "koordynator", phone: Phone(text: "41 378 30 00", number: "+48413783000", extensionNumber: "12"),
                        email: "pup@example.pl")),
                AgreementParty(.all(.ops, try TERYTCode("2601"))), AgreementParty(.institution(try InstitutionID("fundacja")), role: .supporter),
            ],
            signed: Period(year: 2013, month: 8), validFrom: Period(year: 2013, month: 9, day: 1), end: .on(Period(year: 2015)),
            terminatedOn: Period(year: 2014, month: 12, day: 31), legalBasis: ["art. 50", "art. 62a"],
            area: [try TERYTCode("2601"), try TERYTCode("260201")], targetIDs: ["bezrobotni"], serviceIDs: ["poradnictwo"],
            programmes: [.activationAndIntegration, .usefulWork],
            actions: [
                JointAction(description: "warsztaty", from: Period(year: 2013, month: 10), to: Period(year: 2014), responsible: try InstitutionID("fundacja")),
                JointAction(description: "spotkania"),
            ],
            funding: [AgreementFunding(source: "Fundusz Pracy", amountGrosze: 1_234_567, note: "zaliczka"), AgreementFunding(source: "budżet gminy")],
            effects: [ExpectedEffect(description: "podjęcie pracy", measure: "osoby", target: 20, reached: 14.5, reachedOn: Period(year: 2014))],
            deadlines: [AgreementDeadline(duty: "OPS zawiadamia PUP", event: "użycie instrumentu", direction: .before, workingDays: 5)],
            informationExchange: InformationExchange(scope: "status klienta", means: "SEPI", safeguards: "tylko w celu wniosku"), risks: "spór rozstrzyga zespół",
            monitoring: "przegląd co kwartał", isOpenToJoin: true, amendments: [AgreementAmendment(date: Period(year: 2014, month: 2), subject: "termin")],
            attachments: [AgreementAttachment(title: "tekst", address: "https://example.pl/umowa.pdf")], sourceID: source.id,
            recordDate: Period(year: 2015), verifiedOn: Period(year: 2026, month: 11, day: 2), note: "z raportu")
    }

    static func plain(_ id: String, renews: String? = nil, parties: [String] = ["ops-busko", "pup-busko"]) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: id, form: .information,
            parties: try parties.map { AgreementParty(.institution(try InstitutionID($0))) }, end: .open, renews: try renews.map { try AgreementID($0) },
            sourceID: source.id)
    }

    func withDirectory(_ body: (AtlasStore) async throws -> Void) async throws {
        try await withTestAtlas { store in
            _ = try await store.importDirectory(try Self.directory())
            try await body(store)
        }
    }

    @Test func everyFieldComesBack() async throws {
        try await withDirectory { store in
            let version = try await store.versions()
            let agreements = [try Self.full(), try Self.plain("druga", renews: "busko-2013")]
            let first = try await store.importAgreements(agreements)
            #expect(first.summary == WriteSummary(added: 2))
            let read = try await store.agreements()
            #expect(read == agreements)
            let one = try await store.agreement(agreements[0].id)
            #expect(one == agreements[0])
            let after = try await store.versions()
            #expect(after.agreements != version.agreements && after.data != version.data && after.directory == version.directory)

            // The same once more changes nothing, a change is a change of one.
            let again = try await store.importAgreements(agreements)
            #expect(again.summary == WriteSummary(unchanged: 2))
            let unchanged = try await store.versions()
            #expect(unchanged == after)
            var changed = agreements[0]
            changed.end = .open
            changed.parties.removeLast()
            let third = try await store.importAgreements([changed])
            #expect(third.summary == WriteSummary(changed: 1) && third.changed == [changed.id])
            let reread = try await store.agreement(changed.id)
            #expect(reread == changed)
            try await store.checkIntegrity()
        }
    }

    @Test func badAgreementsAreRefusedWithTheReasonAndNothingIsTaken() async throws {
        try await withDirectory { store in
            var endless = try Self.full()
            endless.end = .on(Period(year: 2012))
            endless.terminatedOn = nil
            var abroad = try Self.full()
            abroad.area = [try TERYTCode("3201")]
            var unnamed = try Self.full()
            unnamed.targetIDs = ["poradnictwo"]
            let cases: [([Agreement], String)] = [
                ([try Self.plain("a-1", parties: ["ops-busko", "nikt"])], "the party nikt is not in the directory"),
                ([endless], "it ends (2012) before it starts (2013-09-01)"), ([abroad], "there is no unit 3201"),
                ([unnamed], "“poradnictwo” is not a term"), ([try Self.plain("a-1", parties: ["ops-busko", "ops-busko"])], "stands in it twice"),
                ([try Self.plain("a-1", renews: "b-2"), try Self.plain("b-2", renews: "a-1")], "lead in a loop: a-1 → b-2 → a-1"),
                ([try Self.plain("a-1", renews: "c-3")], "it renews c-3, which is not known"),
                ([try Self.plain("a-1"), try Self.plain("a-1")], "the id stands twice"),
            ]
            for (agreements, reason) in cases {
                let good = try Self.plain("dobre")
                let error = await #expect(throws: AgreementRefusal.self) { _ = try await store.importAgreements([good] + agreements) }
                #expect(error?.localizedDescription.contains(reason) ?? false, "\(error?.localizedDescription ?? "") should say: \(reason)")
                let left = try await store.agreements()
                #expect(left.isEmpty)
            }
        }
    }

    @Test func aLoopOverWhatIsStoredIsRefused() async throws {
        try await withDirectory { store in
            _ = try await store.importAgreements([try Self.plain("a-1"), try Self.plain("b-2", renews: "a-1")])
            let error = await #expect(throws: AgreementRefusal.self) { _ = try await store.importAgreements([try Self.plain("a-1", renews: "b-2")]) }
            #expect(error?.reason.contains("a-1 → b-2 → a-1") ?? false)
            await #expect(throws: AgreementRefusal.self) { _ = try await store.removeAgreements([try AgreementID("a-1")]) }
            let removed = try await store.removeAgreements([try AgreementID("a-1"), try AgreementID("b-2"), try AgreementID("c-3")])
            #expect(removed == 2)
        }
    }

    /// A file made before there were agreements opens, keeps what it holds and takes agreements.
    @Test func fileOfThePreviousVersionIsMigrated() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.sqlite").path
            try await EarlierFile.make(path, upTo: "0005 territory over time") { db in
                try TestAtlas.contents().writeBeforeAgreements(to: db)
                try Self.directory().writeTables(to: db)
                _ = try InstitutionWriting.upsert(try Self.directory().institutions, to: db) { _ in }
            }
            let store = try AtlasStore.open(path: path)
            let counts = try await store.counts()
            #expect(counts.units == 8 && counts.institutions == 3)
            let none = try await store.agreements()
            #expect(none.isEmpty)
            _ = try await store.importAgreements([try Self.full()])
            let read = try await store.agreements()
            #expect(read == [try Self.full()])
            try await store.checkIntegrity()
            try store.close()
        }
    }
}

extension AtlasContents {
    /// What `write(to:)` did in the version before.
    fileprivate func writeBeforeAgreements(to db: Database) throws {
        try BoundaryEdition.first(boundaries, date: boundariesDate, units: units, changes: changes, to: db)
        try UnitWriting.write(units: units, changes: changes, to: db)
        try IndicatorWriting.upsert(sources: sources, indicators: indicators, to: db)
        let writer = try ObservationWriter(db, log: nil)
        try writer.add(observations)
        try writer.flush()
        try Recomputation.run(db)
    }
}
