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
                "UPDATE series_chunk SET cells = 'text'",
                "UPDATE series_chunk SET cells = x'01'",
                "INSERT INTO series_chunk VALUES (999 * 4096, 999, 0, zeroblob(20))",
                "INSERT INTO series_chunk VALUES (1 * 4096 + 7, 1, 8, zeroblob(20))",
                "INSERT INTO unit_place VALUES (5, 3072, 0)",
                "UPDATE unit_place SET slot = 64",
                "UPDATE coverage SET forecast_count = value_count + 1",
                "UPDATE coverage SET level = 'region'",
                "INSERT INTO import_log VALUES (9, 'values', '', '', '2026', 'undone', NULL, 0, 0, 0, 0, 0, 0, '')",
                "INSERT INTO unit (number, stem, terc, level, kind, parent_stem, name, folded_name) VALUES (26, '26', '26', 'wojewodztwo', 'wojewodztwo', '00', 'again', 'again')",
                "UPDATE unit SET level = 'region' WHERE stem = '26'",
                "UPDATE indicator SET numerator_id = NULL WHERE aggregation = 'ratio'",
            ]
            for sql in bad {
                await #expect(throws: DatabaseError.self, "\(sql)") { try await store.pool.write { db in try db.execute(sql: sql) } }
            }
        }
    }

    @Test func oneLevelIsOneRangeScanAndAllIndicatorsOfAUnitAreOneRowEach() async throws {
        try await withTestAtlas { store in
            func plan(_ sql: String) async throws -> [String] {
                try await store.pool.read { db in try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String } }
            }
            let slice = try await plan("SELECT chunk_number, cells FROM series_chunk WHERE key BETWEEN 7168 AND 8191 ORDER BY key")
            #expect(slice == ["SEARCH series_chunk USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"])
            let profile = try await plan(
                "SELECT i.id, s.cells FROM indicator i JOIN series_chunk s ON s.key = i.number * 4096 + 3072 ORDER BY i.position")
            #expect(profile.contains { $0.contains("SEARCH s USING INTEGER PRIMARY KEY (rowid=?)") })
        }
    }

    @Test func aValueAndItsFlagMustAgree() async throws {
        try await withTestAtlas { store in
            let id = try IndicatorID("starsi")
            let period = try Period("2021")
            let code = try TERYTCode("260201")
            let bad: [(Double?, ObservationFlag?)] = [(1, .missing), (nil, .forecast), (.nan, nil), (.infinity, nil), (2, .confidential)]
            for (value, flag) in bad {
                let observation = Observation(indicator: id, period: period, code: code, value: value, flag: flag)
                await #expect(throws: AtlasStoreError.self) { try await store.importObservations([observation]) }
            }
            for flag in ObservationFlag.allCases {
                let observation = Observation(indicator: id, period: period, code: code, value: flag.hasValue ? 3 : nil, flag: flag)
                _ = try await store.importObservations([observation])
                let read = try await value(store, "starsi", "260201")
                #expect(read == observation)
            }
        }
    }

    @Test func sliceSeriesAndTableShowTheSame() async throws {
        try await withTestAtlas { store in
            let id = try IndicatorID("ludnosc")
            let period = try Period("2021")
            let slice = try await store.slice(of: id, level: .powiat, period: period)
            #expect(slice.unitNumbers == [2601, 2602] && slice.values.first == 400)
            #expect(slice.states.allSatisfy { $0.isComputed })
            let series = try await store.seriesOfAllIndicators(of: try TERYTCode("2601"))
            let population = try #require(series.first { $0.indicator == id })
            #expect(population.periods == [period] && population.values == [400] && population.isComputed == [true])
            let none = try await store.slice(of: id, level: .powiat, period: try Period("1999"))
            #expect(none.unitNumbers.isEmpty)
            let unknown = try await store.seriesOfAllIndicators(of: try TERYTCode("0201"))
            #expect(unknown.isEmpty)
        }
    }

    /// What is not computed anew stays, and coverage follows what is.
    @Test func coverageFollowsEveryImport() async throws {
        try await withTestAtlas { store in
            let id = try IndicatorID("starsi")
            let before = try await store.indicators().first { $0.indicator.id == id }
            #expect(before?.periods == [try Period("2021")])
            let later = Observation(indicator: id, period: try Period("2030-06"), code: try TERYTCode("2601"), value: 5, flag: .forecast)
            _ = try await store.importObservations([later])
            let after = try await store.indicators().first { $0.indicator.id == id }
            #expect(after?.periods == [try Period("2021"), try Period("2030-06")])
            #expect(after?.forecastPeriods == [try Period("2030-06")])
            try await store.checkIntegrity()
        }
    }
}
