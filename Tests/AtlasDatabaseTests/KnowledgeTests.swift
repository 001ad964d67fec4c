// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

@Suite struct KnowledgeTests {
    private static func text(_ polish: String) -> LocalizedText { LocalizedText(polish: polish, english: polish + " (en)") }

    /// A practice with every field filled.
    static func practice(_ id: String = "sepi") throws -> Practice {
        let busko = try InstitutionID("ops-260101")
        return Practice(
            id: try KnowledgeID(id), kind: .tool, number: 4, name: text("nazwa"), summary: text("streszczenie"),
            description: text("opis\ndrugi akapit"), conditions: text("warunki"), problemIDs: ["bezdomnosc"], targetIDs: ["bezdomni"],
            serviceIDs: ["schronisko", "schronienie"],
            results: [PracticeResult(measure: text("osoby"), value: 12.5, unit: text("osób"), period: try Period("2013-08"))],
            places: [
                PracticePlace(.institution(busko), since: try Period("2013"), until: try Period("2014-06"), note: text("uwaga")),
                PracticePlace(.unit(try TERYTCode("2602"))), PracticePlace(.unit(.country)),
            ],
            materials: [PracticeMaterial(title: "Strona", address: "https://example.org/a")],
            contact: CooperationCoordinator(
                name: nil, role: "koordynator", phone: Phone(text: "41 370 52 10", number: "+48413705210"), email: "a@example.org"),
            leadID: busko, sourceID: "test", recordDate: try Period("2014"), verifiedOn: try Period("2026-10-01"), note: text("zastrzeżenie"))
    }

    private static func recommendation() throws -> Recommendation {
        Recommendation(
            id: try KnowledgeID("r-1"), reportID: "test", number: 1, text: text("treść"), addressee: text("urzędy"),
            answer: RecommendationAnswer(.partly, respondent: text("Ministerstwo"), explanation: text("dlaczego")),
            progress: [
                RecommendationProgress(.unit(try TERYTCode("26")), .notStarted, on: try Period("2015")),
                RecommendationProgress(.unit(try TERYTCode("26")), .partly, on: try Period("2016-02"), note: text("w części")),
                RecommendationProgress(.institution(try InstitutionID("ops-260101")), .done, on: try Period("2016")),
            ], recordDate: try Period("2015"))
    }

    private static func leader() throws -> InnovationLeader {
        InnovationLeader(
            id: try KnowledgeID("l-1"), function: text("koordynator"), institutionID: try InstitutionID("ops-260101"), field: text("dziedzina"),
            problemIDs: ["bezdomnosc"], area: [try TERYTCode("26")], email: "a@example.org", consentOn: try Period("2026-03-06"), sourceID: "test")
    }

    static func withStore(_ body: (AtlasStore) async throws -> Void) async throws {
        try await DirectoryTests.withDirectory([try DirectoryTests.full()], body)
    }

    @Test func whatIsWrittenIsReadBack() async throws {
        try await Self.withStore { store in
            var part = try Self.practice("part")
            part.partOf = try KnowledgeID("sepi")
            part.number = nil
            let knowledge = KnowledgeBase(practices: [part, try Self.practice()], recommendations: [try Self.recommendation()], leaders: [try Self.leader()])
            let before = try await store.version(\.knowledge)
            let rehearsal = try await store.importKnowledge(knowledge, dryRun: true)
            #expect(rehearsal.summary == WriteSummary(added: 4))
            let untouched = try await store.knowledge()
            #expect(untouched.isEmpty)

            _ = try await store.importKnowledge(knowledge)
            let read = try await store.knowledge()
            #expect(read == knowledge)
            let version = try await store.version(\.knowledge)
            #expect(version != before)

            let again = try await store.importKnowledge(knowledge)
            #expect(again.summary == WriteSummary(unchanged: 4))
            let same = try await store.version(\.knowledge)
            #expect(same == version)

            part.summary = Self.text("inne")
            let changed = try await store.importKnowledge(KnowledgeBase(practices: [part]))
            #expect(changed.changed == [part.id])
            let kept = try await store.knowledge()
            #expect(kept.practices == [part, try Self.practice()] && kept.leaders.count == 1)
        }
    }

    @Test func theNewestReportOfEachPlaceCounts() throws {
        let current = try Self.recommendation().currentProgress
        #expect(current.map(\.status) == [.partly, .done])
    }

    @Test func whatNamesTheUnknownIsRefusedWhole() async throws {
        try await Self.withStore { store in
            func refused(_ reason: String, _ change: (inout Practice) throws -> Void) async throws {
                var practice = try Self.practice()
                try change(&practice)
                let bad = practice
                let good = try Self.practice("good")
                let error = await #expect(throws: KnowledgeRefusal.self) {
                    try await store.importKnowledge(KnowledgeBase(practices: [good, bad]))
                }
                #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
            }
            try await refused("ops-nikt") { $0.leadID = try InstitutionID("ops-nikt") }
            try await refused("no unit 3299") { $0.places.append(PracticePlace(.unit(try TERYTCode("3299")))) }
            try await refused("not a problem") { $0.problemIDs = ["bezdomni"] }
            try await refused("agreement umowa-x is not in the registry") { $0.agreementIDs = [try AgreementID("umowa-x")] }
            try await refused("part of nic") { $0.partOf = try KnowledgeID("nic") }
            try await refused("part of itself") { $0.partOf = $0.id }
            try await refused("stands in it twice") { $0.places.append($0.places[0]) }
            try await refused("before it began") { $0.places[0].until = try Period("2012") }
            try await refused("is not an address") { $0.materials[0].address = "javascript:alert(1)" }
            try await refused("source") { $0.sourceID = "nieznane" }
            let none = try await store.knowledge()
            #expect(none.isEmpty)
        }
    }

    @Test func aLoopOfWholesIsRefused() async throws {
        try await Self.withStore { store in
            var first = try Self.practice("first")
            var second = try Self.practice("second")
            first.partOf = second.id
            second.partOf = first.id
            let both = KnowledgeBase(practices: [first, second])
            await #expect(throws: KnowledgeRefusal.self) { try await store.importKnowledge(both) }
        }
    }

    @Test func somebodyWhoNoLongerAgreesIsTakenOut() async throws {
        try await Self.withStore { store in
            _ = try await store.importKnowledge(KnowledgeBase(practices: [try Self.practice()], leaders: [try Self.leader()]))
            let count = try await store.removeKnowledge([try KnowledgeID("l-1"), try KnowledgeID("nobody")])
            #expect(count == 1)
            let left = try await store.knowledge()
            #expect(left.leaders.isEmpty && left.practices.count == 1)
        }
    }
}
