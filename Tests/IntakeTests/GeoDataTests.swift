// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

/// The tables that a fresh machine serves, and the figures that must come out of them.
@Suite("The embedded data")
struct GeoDataTests {
    private let territory: TerritoryTables.Contents
    private let tables: IndicatorTables.Contents
    private let aggregated: AggregatedObservations
    private let values: ObservationLookup

    /// Read and computed once for all tests of the suite.
    private static let computed = Result { () throws -> (tables: IndicatorTables.Contents, aggregated: AggregatedObservations) in
        let tables = try IndicatorTables.read(folder: IntakeFixtures.geoData.appendingPathComponent("indicators"))
        let units = try IntakeFixtures.territoryContents().units
        return (tables, try aggregateObservations(tables.observations, indicators: tables.indicators, units: units))
    }

    init() throws {
        territory = try IntakeFixtures.territoryContents()
        (tables, aggregated) = try Self.computed.get()
        values = ObservationLookup(aggregated.observations)
    }

    private func count(_ kind: UnitChange.Kind) -> Int { territory.changes.count { $0.kind == kind } }

    @Test("units of the register of 2026")
    func units() {
        let current = territory.units.filter { $0.validTo == nil }
        #expect(current.count { $0.level == .wojewodztwo } == 16)
        #expect(current.count { $0.level == .powiat } == 380)
        #expect(current.count { $0.kind == .cityWithPowiatRights } == 66)
        #expect(current.count { $0.level == .gmina } == 2479)
        #expect(current.count { $0.kind == .urbanGmina } == 302)
        #expect(current.count { $0.kind == .urbanRuralGmina } == 724)
        #expect(Set(current.map(\.code)).count == current.count)
    }

    @Test("changes since the boundaries of 2021")
    func changes() throws {
        #expect(count(.renamed) == 4)
        #expect(count(.retyped) == 86)
        #expect(count(.created) == 2)
        #expect(count(.abolished) == 0)
        let renamed = territory.changes.filter { $0.kind == .renamed }.map { "\($0.code.stem) \($0.before ?? "") → \($0.after ?? "")" }
        #expect(renamed == [
            "221208 Słupsk → Redzikowo", "260207 Słupia (Jędrzejowska) → Słupia", "260417 Sitkówka-Nowiny → Nowiny",
            "281205 Nowe Miasto Lubawskie → Bratian",
        ])
        #expect(territory.changes.filter { $0.kind == .created }.map { $0.after ?? "" } == ["Szczawa", "Grabówka"])
        #expect(territory.units.count { $0.validTo != nil } == 90)
    }

    @Test("cities that the register lists by their parts have a gmina")
    func derivedCities() throws {
        for (code, name) in [("026401", "Wrocław"), ("106101", "Łódź"), ("126101", "Kraków"), ("146501", "Warszawa"), ("306401", "Poznań")] {
            let unit = territory.units.first { $0.code.stem == code }
            #expect(unit?.name == name)
            #expect(unit?.kind == .urbanGmina)
        }
    }

    @Test("the catalogue is complete in both languages and every indicator has values")
    func catalogue() {
        #expect(tables.indicators.count >= 40)
        let known = Set(tables.sources.map(\.id))
        let withValues = Set(aggregated.observations.filter { $0.value != nil }.map(\.indicator))
        for indicator in tables.indicators {
            #expect(known.contains(indicator.sourceID))
            for text in [indicator.name, indicator.unit, indicator.topic, indicator.note] {
                #expect(!text.polish.isEmpty && !text.english.isEmpty)
            }
            #expect(withValues.contains(indicator.id), "\(indicator.id) has no value")
        }
        let used = Set(tables.indicators.map(\.sourceID))
        // Boundaries and names have sources too, but no indicators.
        #expect(used.isSubset(of: known))
        #expect(known.subtracting(used) == ["prg-2021", "terc-2026"])
        #expect(Set(tables.indicators.map(\.name.polish)).count == tables.indicators.count)
        #expect(Set(tables.indicators.map(\.name.english)).count == tables.indicators.count)
        // A topic has one English name.
        #expect(Set(tables.indicators.map(\.topic.polish)).count == Set(tables.indicators.map(\.topic)).count)
    }

    @Test("ratios are not stored where their parts are")
    func ratiosAreComputed() {
        let ratios = Set(tables.indicators.filter { if case .ratio = $0.aggregation { true } else { false } }.map(\.id))
        #expect(!tables.observations.contains { ratios.contains($0.indicator) })
    }

    @Test("nothing is left over and no total contradicts its parts")
    func sound() {
        #expect(aggregated.unplaced.isEmpty)
        #expect(aggregated.contradictions.isEmpty)
    }

    @Test("the census adds up to the country")
    func census() {
        #expect(values.value("ludnosc", "2021", "00") == 37_019_327)
        #expect(values.value("kobiety", "2021", "00") == 19_106_313)
        #expect(values.value("mezczyzni", "2021", "00") == 17_913_014)
        #expect(values.value("panny", "2021", "00") == 3_908_174)
        #expect(values.value("wyzsze-wyksztalcenie", "2021", "00") == 8_050_067)
        let feminisation = values.value("feminizacja", "2021", "00") ?? 0
        #expect(abs(feminisation - 19_106_313.0 / 17_913_014 * 100) < 1e-9)
        for id in ["udzial-0-17", "udzial-65-plus", "udzial-80-plus", "obciazenie-demograficzne", "obciazenie-osobami-starszymi",
            "panny-na-100-kawalerow", "wyzsze-wyksztalcenie-na-1000"]
        {
            #expect(aggregated.observations.count { $0.indicator.text == id && $0.code.level == .powiat && $0.value != nil } == 380, "\(id)")
            #expect(aggregated.observations.count { $0.indicator.text == id && $0.code.level == .wojewodztwo && $0.value != nil } == 16, "\(id)")
        }
        // Total dependency is youth and old-age dependency together.
        for code in ["00", "26", "2604", "1261"] {
            let parts = (values.value("obciazenie-dziecmi", "2021", code) ?? 0) + (values.value("obciazenie-osobami-starszymi", "2021", code) ?? 0)
            #expect(abs(parts - (values.value("obciazenie-demograficzne", "2021", code) ?? 0)) < 1e-9)
        }
    }

    @Test("unemployment in Świętokrzyskie: totals, share, and who has the highest")
    func unemployment() {
        let day = "2015-06-30"
        #expect(values.value("bezrobotni", day, "26") == 68_521)
        #expect(values.value("bezrobotni-profil-3", day, "26") == 16_261)
        #expect(abs((values.value("udzial-profil-3", day, "26") ?? 0) - 23.73) < 0.005)
        let powiats = aggregated.observations.filter { $0.indicator.text == "udzial-profil-3" && $0.code.level == .powiat }
        let highest = powiats.max { ($0.value ?? 0) < ($1.value ?? 0) }
        #expect(powiats.count == 14)
        #expect(highest?.code.stem == "2612")
        #expect(abs((highest?.value ?? 0) - 38.04) < 0.005)
        #expect(abs((values.value("udzial-profil-3", day, "2601") ?? 0) - 35.81) < 0.005)
        #expect(values.at("bezrobotni", day, "00")?.flag == .missing)
    }

    @Test("PAI: reported participants, derived zeros, and nothing outside the województwo")
    func integrationProgramme() {
        let day = "2015-06-30"
        #expect(values.value("uczestnicy-pai", day, "26") == 88)
        #expect(values.value("uczestnicy-pai", day, "260409") == 12)
        #expect(values.at("uczestnicy-pai", day, "260409")?.flag == nil)
        #expect(values.value("uczestnicy-pai", day, "260401") == 0)
        #expect(values.at("uczestnicy-pai", day, "260401")?.flag == .derived)
        #expect(values.value("uczestnicy-pai", day, "2604") == 36)
        #expect(values.value("uczestnicy-pai", day, "2661") == 0)
        #expect(values.at("uczestnicy-pai", day, "120101") == nil)
        #expect(aggregated.observations.count { $0.indicator.text == "uczestnicy-pai" && $0.code.level == .gmina } == 102)
    }

    @Test("socially useful work: the given total survives an incomplete sum")
    func usefulWork() {
        #expect(values.value("prace-spolecznie-uzyteczne", "2014", "26") == 1038)
        #expect(values.value("prace-spolecznie-uzyteczne", "2014", "2610") == 258)
        #expect(values.at("prace-spolecznie-uzyteczne", "2014", "2604") == nil)
    }

    @Test("SEPI: zero, missing and not applicable all occur")
    func sepi() {
        #expect(values.value("sepi-rok", "2014-10", "1262") == 2006)
        #expect(values.at("sepi-rok", "2014-10", "1261")?.flag == .notApplicable)
        #expect(values.value("sepi-dziala", "2014-10", "1217") == 0)
        #expect(values.at("sepi-rok", "2014-10", "1201") == nil)
        #expect(values.at("sepi-rok", "2014-10", "12") == nil)
    }

    @Test("ageing in Małopolska: history and forecast in one series")
    func ageing() {
        #expect(values.value("starzenie-80-plus", "2015", "12") == 137_543)
        #expect(values.value("starzenie-80-plus", "2024", "12") == 147_291)
        #expect(values.at("starzenie-80-plus", "2024", "12")?.flag == nil)
        #expect(values.value("starzenie-80-plus", "2040", "12") == 249_957)
        #expect(values.at("starzenie-80-plus", "2040", "12")?.flag == .forecast)
        #expect(Set(tables.observations.filter { $0.indicator.text == "starzenie-80-plus" }.map(\.period.text)).count == 14)
        #expect(values.at("starzenie-80-plus-w-65-plus", "2030", "1201")?.flag == .forecast)
        #expect(values.at("starzenie-80-plus-w-65-plus", "2024", "1201") == nil)
    }

    @Test("living conditions: what the source confuses is mended, gaps stay gaps")
    func livingConditions() {
        // 103,042 participants for 106,950 people.
        #expect(abs((values.value("uczestnicy-imprez-na-1000", "2024", "1201") ?? 0) - 963.459) < 0.001)
        #expect(abs((values.value("kanalizacja-udzial", "2024", "1201") ?? 0) - 61.26040206) < 1e-7)
        #expect(values.at("zgony-niemowlat-na-1000", "2024", "1202")?.flag == .missing)
        #expect(values.at("lekarze-na-10-tys", "2024", "12") == nil)
        #expect(values.value("ludnosc-warunki-zycia", "2024", "12") == 3_429_650)
    }
}
