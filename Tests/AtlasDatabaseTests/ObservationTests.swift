// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import Testing

@testable import AtlasDatabase

@Suite struct ObservationTests {
    private func number(_ store: AtlasStore, _ id: String, _ code: String) async throws -> Double? {
        try await value(store, id, code)?.value
    }

    private func value(_ store: AtlasStore, _ id: String, _ code: String) async throws -> Observation? {
        let code = try TERYTCode(code)
        return try await store.observations(of: try IndicatorID(id), level: code.level).first { $0.code == code }
    }

    @Test func sumsAndRatiosOfLargerUnitsAreComputed() async throws {
        try await withTestAtlas { store in
            let number1 = try await number(store, "ludnosc", "2601")
            #expect(number1 == 400)
            // From the parts 80 and 400, not from the shares 50 % and 10 %.
            let number2 = try await number(store, "udzial-starszych", "2601")
            #expect(number2 == 20)
            let number3 = try await number(store, "ludnosc", "26")
            #expect(number3 == 500)
            let number4 = try await number(store, "ludnosc", "00")
            #expect(number4 == 500)
        }
    }

    @Test func missingNotApplicableAndZeroStayApart() async throws {
        try await withTestAtlas { store in
            let number5 = try await number(store, "starsi", "260201")
            #expect(number5 == 0)
            let number6 = try await number(store, "starsi", "260202")
            #expect(number6 == nil)
            // One part is missing, so there is no sum.
            let number7 = try await number(store, "starsi", "2602")
            #expect(number7 == nil)
            let notApplicable = try #require(try await value(store, "rok", "2602"))
            #expect(notApplicable.value == nil && notApplicable.flag == .notApplicable)
        }
    }

    @Test func theSameImportTwiceChangesNothing() async throws {
        try await withTestAtlas { store in
            let version = try await store.dataVersion()
            let given = try await store.givenObservations()
            let summary = try await store.importObservations(given)
            #expect(summary == WriteSummary(added: 0, changed: 0, unchanged: given.count))
            #expect(try await store.dataVersion() == version)
        }
    }

    @Test func aChangedValueReachesWhatIsComputedFromIt() async throws {
        try await withTestAtlas { store in
            let version = try await store.dataVersion()
            let change = Observation(
                indicator: try IndicatorID("starsi"), period: try Period("2021"), code: try TERYTCode("260202"), value: 25)
            #expect(try await store.importObservations([change], dryRun: true) == WriteSummary(added: 1))
            #expect(try await store.dataVersion() == version)
            let number8 = try await number(store, "starsi", "2602")
            #expect(number8 == nil)
            #expect(try await store.importObservations([change]) == WriteSummary(added: 1))
            #expect(try await store.dataVersion() != version)
            let number9 = try await number(store, "starsi", "2602")
            #expect(number9 == 25)
            let number10 = try await number(store, "udzial-starszych", "2602")
            #expect(number10 == 25)
        }
    }

    @Test func anImportIsTakenWholeOrNotAtAll() async throws {
        try await withTestAtlas { store in
            let before = try await store.givenObservations()
            let good = Observation(
                indicator: try IndicatorID("starsi"), period: try Period("2021"), code: try TERYTCode("260202"), value: 1)
            let bad = Observation(
                indicator: try IndicatorID("no-such"), period: try Period("2021"), code: try TERYTCode("260202"), value: 1)
            await #expect(throws: AtlasStoreError.self) { try await store.importObservations([good, bad]) }
            #expect(try await store.givenObservations() == before)
        }
    }

    @Test func constraintsLiveInSQL() async throws {
        try await withTestAtlas { store in
            let bad = [
                "INSERT INTO observation VALUES (1, 1, 5, NULL, NULL, 0)",
                "INSERT INTO observation VALUES (1, 1, 5, 3, 'missing', 0)",
                "INSERT INTO observation VALUES (1, 1, 5, 3, 'guessed', 0)",
                "INSERT INTO observation VALUES (999, 1, 5, 3, NULL, 0)",
                "INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name) VALUES (26, '26', '26', 'wojewodztwo', 'wojewodztwo', '00', 'again', 'again')",
                "UPDATE unit SET level = 'region' WHERE stem = '26'",
                "UPDATE indicator SET numerator_id = NULL WHERE aggregation = 'ratio'",
            ]
            for sql in bad {
                await #expect(throws: DatabaseError.self, "\(sql)") { try await store.pool.write { db in try db.execute(sql: sql) } }
            }
        }
    }

    @Test func oneSliceIsOneRangeScan() async throws {
        try await withTestAtlas { store in
            let plan = try await store.pool.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT unit_number, value FROM observation
                        WHERE indicator_number = 1 AND period_number = 1 AND unit_number BETWEEN 100 AND 9999
                        """
                ).map { $0["detail"] as String }
            }
            #expect(plan.count == 1)
            #expect(plan.first?.contains("SEARCH observation USING PRIMARY KEY (indicator_number=? AND period_number=? AND unit_number>? AND unit_number<?)") ?? false)
        }
    }
}
