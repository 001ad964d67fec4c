// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import LoopbackOffice
import Testing

@testable import StatisticsOffice

/// The units of the atlas for a made-up register.
func unitTable(_ register: [(code: String, name: String)]) throws -> BDLUnitTable {
    BDLUnitTable(try register.map { try TERYTCode($0.code) })
}

private let catalogue = try! StarterCatalogue.read(geoData: repository.appendingPathComponent("GeoData"))
private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite("Import from the Local Data Bank")
struct BDLImportTests {
    private let register = LoopbackBank.madeUpRegister(powiats: 4, gminasEach: 30)

    private func bank(_ variable: LoopbackBank.Variable) -> LoopbackBank {
        LoopbackBank(units: LoopbackBank.units(of: register), variables: [variable])
    }

    /// Residents: a number for every unit that adds up over the gminas of kinds 1, 2, 3.
    private var residents: LoopbackBank.Variable {
        LoopbackBank.Variable(id: 72305, years: [2022, 2023, 2024]) { unit, year in
            switch (unit.level, unit.id.last) {
            case (6, "4"?), (6, "5"?): LoopbackBank.Value(50)
            case (6, _): LoopbackBank.Value(100)
            case (5, _): LoopbackBank.Value(3_000)
            default: LoopbackBank.Value(12_000)
            }
        }
    }

    private func value(_ result: BDLImportResult, _ code: String, _ year: Int) throws -> Observation {
        let code = try TERYTCode(code)
        return try #require(result.observations.first { $0.code == code && $0.period.year == year })
    }

    @Test("all levels of a starter variable; towns and rural parts are not counted twice, regions not at all")
    func allLevels() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(bank(residents)) { office, url in
                let clock = VirtualClock()
                let importing = BDLImport(client: try testClient(url, folder, clock: clock), catalogue: catalogue, units: try unitTable(register))
                let events = Said<BDLImportProgress>()
                let result = try await importing.run(BDLImportRequest(variables: [72305, 72305], years: [2023, 2024])) { events.note($0) }

                #expect(result.indicators.map(\.id.text) == ["ludnosc-31-grudnia"])
                #expect(result.indicators[0].aggregation == .sum && result.indicators[0].topic.english == "Population")
                #expect(result.indicators[0].note.polish.contains("72305"))
                let source = try #require(result.sources.first)
                #expect(source.id == "bdl-72305" && result.indicators[0].sourceID == source.id && source.date == Period(year: 2026, month: 5, day: 14))
                #expect(source.publisher == "Główny Urząd Statystyczny" && source.url == "https://bdl.stat.gov.pl/bdl/metadane/cechy/2392")

                let units = 1 + 1 + 4 + 120
                #expect(result.observations.count == units * 2 && Set(result.observations.map(\.code)).count == units)
                let gminas = result.observations.filter { $0.code.level == .gmina && $0.period.year == 2024 }
                #expect(gminas.reduce(0) { $0 + ($1.value ?? 0) } == 12_000)
                #expect(try value(result, "00", 2024).value == 12_000)
                #expect(try value(result, "2603", 2023).value == 3_000)

                let variable = try #require(result.report.variables.first)
                #expect(variable.partsOfGminas == 80 && variable.values == units * 2 && variable.flags.isEmpty)
                #expect(variable.levels == [.kraj, .wojewodztwo, .powiat, .gmina] && variable.years == [2023, 2024])
                #expect(result.report.remarks == [])
                // The variable, and a page a level but gminas: 200 of them with their parts. Names come from the catalogue.
                #expect(office.requests.count == 1 + 3 + 2 && result.report.requests == 6 && result.report.answersFromCache == 0)
                #expect(result.report.allowance?.windows[1].left == 94)
                guard case .planned(1, let requests, let seconds)? = events.all.first else { throw TestFailure() }
                #expect((5...8).contains(requests) && seconds < 3)
                #expect(events.all.contains(.page(variable: 72305, level: .gmina, page: 2, count: 2, isCached: false)))
            }
        }
    }

    @Test("an import that stops after page 3 continues with page 4")
    func resume() async throws {
        let register = LoopbackBank.madeUpRegister(powiats: 12, gminasEach: 30)
        let bank = LoopbackBank(units: LoopbackBank.units(of: register), variables: [residents])
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { office, url in
                for _ in 0..<6 { office.fail("page=3&", .droppedConnection) }
                let request = BDLImportRequest(variables: [72305], levels: [.gmina], years: [2024])
                func run(_ onProgress: @Sendable (BDLImportProgress) -> Void = { _ in }) async throws -> BDLImportResult {
                    try await BDLImport(
                        client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                    ).run(request, onProgress: onProgress)
                }
                await #expect { try await run() } throws: { $0.localizedDescription.contains("connection was closed in the middle") }
                let before = office.requests.count
                #expect(before == 1 + 3 + 6)

                let events = Said<BDLImportProgress>()
                let result = try await run { events.note($0) }
                // 600 rows with the parts: six pages, of which three are here.
                #expect(office.requests.dropFirst(before).map { $0.text.contains("page=3&") || $0.text.contains("page=4&") || $0.text.contains("page=5&") } == [true, true, true])
                #expect(result.observations.count == 360 && result.report.answersFromCache == 4 && result.report.requests == 3)
                #expect(
                    events.all.compactMap { event -> Bool? in if case .page(_, _, _, _, let isCached) = event { isCached } else { nil } }
                        == [true, true, true, false, false, false])
            }
        }
    }

    @Test("a variable that the catalogue does not name is named by the bank, in both languages")
    func names() async throws {
        var variable = LoopbackBank.Variable(id: 10, years: [2024]) { _, _ in LoopbackBank.Value(3) }
        variable.polishNames = ["ogółem", "25-29"]
        variable.englishNames = ["total", "25-29"]
        try await withFolder { folder in
            try await LoopbackOffice.run(bank(variable)) { office, url in
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                ).run(BDLImportRequest(variables: [10], levels: [.powiat]))
                let indicator = try #require(result.indicators.first)
                #expect(indicator.id.text == "bdl-10")
                #expect(indicator.name == LocalizedText(polish: "Mieszkańcy według wieku: 25-29", english: "Residents by age: 25-29"))
                #expect(indicator.unit == LocalizedText(polish: "osób", english: "people"))
                #expect(indicator.aggregation == .sum && indicator.decimals == 0 && indicator.direction == .neutral)
                #expect(office.requests(with: "lang=en").map(\.text) == ["variables/10?format=json&lang=en", "subjects/P2392?format=json&lang=en"])
            }
        }
    }

    @Test("attributes become flags, and a 0 that stands for nothing becomes none")
    func flags() async throws {
        let attributes: [(attribute: Int, number: Double?, value: Double?, flag: ObservationFlag?)] = [
            (1, 12.5, 12.5, nil), (0, 0, 0, nil), (3, 5, 5, .incomplete), (4, 0, nil, .confidential), (91, nil, nil, .confidential),
            (14, 0, nil, .confidential), (7, 0, 0, .imprecise), (9, 4, 4, .estimated), (11, 4, 4, .seriesBreak), (13, 4, 4, .incomplete),
            (15, 0, nil, .missing), (17, 0, 0, .imprecise), (20, 4, 4, .imprecise), (21, 4, 4, .imprecise), (50, 0, nil, .notYet),
            (94, 0, 0, nil), (97, 4, 4, .joint), (98, 0, 0, .seriesBreak), (1, nil, nil, .missing), (4, 8, 8, nil), (77, 3, 3, nil),
        ]
        let variable = LoopbackBank.Variable(id: 72305, years: [2024]) { unit, _ in
            let index = (Int(unit.id.dropFirst(7).prefix(2)) ?? 1) - 1
            return attributes.indices.contains(index) ? LoopbackBank.Value(attributes[index].number, attribute: attributes[index].attribute) : nil
        }
        let register = LoopbackBank.madeUpRegister(powiats: attributes.count, gminasEach: 1)
        let bank = LoopbackBank(units: LoopbackBank.units(of: register), variables: [variable])
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { _, url in
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                ).run(BDLImportRequest(variables: [72305], levels: [.powiat]))
                #expect(result.observations.count == attributes.count)
                for (observation, expected) in zip(result.observations, attributes) {
                    #expect(observation.value == expected.value && observation.flag == expected.flag, "\(expected)")
                    #expect(observation.flag.map(\.hasValue) != (observation.value == nil) || observation.flag == nil)
                }
                #expect(result.report.remarks == [.unknownAttributes(variable: 72305, attributes: [77], count: 1)])
                #expect(result.report.variables[0].flags[.confidential] == 3 && result.report.variables[0].values == attributes.count - 6)
            }
        }
    }

    @Test("every attribute of the bank's dictionary is known")
    func dictionary() {
        #expect(BDLAttribute.all.map(\.id) == [0, 1, 3, 4, 7, 9, 11, 13, 14, 15, 17, 20, 21, 50, 91, 94, 97, 98])
        for attribute in BDLAttribute.all where attribute.zeroMeansNone { #expect(attribute.flag?.hasValue == false) }
        for attribute in BDLAttribute.all where !attribute.zeroMeansNone { #expect(attribute.flag?.hasValue != false) }
    }

    /// A village that became a town: the bank keeps the old entry for the old years.
    @Test("a gmina that changed its kind is one gmina")
    func changedKind() async throws {
        let register = [("26", "próbne"), ("2601", "próbny"), ("2601013", "Miasteczko"), ("2601022", "Wieś")].map { (code: $0.0, name: $0.1) }
        let variable = LoopbackBank.Variable(id: 72305, years: [2020, 2021, 2022, 2023]) { unit, year in
            switch unit.id {
            // The rural gmina of before: no entry for one year, “-” and 0 for others.
            case "052612001012": [2020: LoopbackBank.Value(10), 2021: .init(20), 2022: .init(0, attribute: 15)][year]
            case "052612001013": [2020: LoopbackBank.Value(0, attribute: 15), 2021: .init(21), 2022: .init(30), 2023: .init(40)][year]
            default: LoopbackBank.Value(1)
            }
        }
        var units = LoopbackBank.units(of: register)
        units.append(LoopbackBank.Unit(id: "052612001012", name: "Miasteczko do 2021", level: 6))
        let bank = LoopbackBank(units: units, variables: [variable])
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { _, url in
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                ).run(BDLImportRequest(variables: [72305], levels: [.gmina]))
                let town = try TERYTCode("260101")
                let series = result.observations.filter { $0.code == town }
                #expect(series.map(\.period.year) == [2020, 2021, 2022, 2023] && series.map(\.value) == [10, 21, 30, 40])
                #expect(series.allSatisfy { $0.flag == nil })
                #expect(result.report.remarks.count == 1)
                guard case .doubleValues(72305, let examples, 1)? = result.report.remarks.first else { throw TestFailure() }
                #expect(examples.count == 1 && examples[0].contains("2021"))
            }
        }
    }

    @Test("units that the atlas does not know are named, unless they have no value; districts are parts")
    func unknownUnits() async throws {
        let variable = LoopbackBank.Variable(id: 72305, years: [2023, 2024]) { unit, _ in
            unit.name.hasPrefix("Pusta") ? LoopbackBank.Value(0, attribute: 15) : LoopbackBank.Value(5)
        }
        var units = LoopbackBank.units(of: register)
        units += [
            LoopbackBank.Unit(id: "052612099011", name: "Zniesiona", level: 6), LoopbackBank.Unit(id: "052612098011", name: "Pusta", level: 6),
            LoopbackBank.Unit(id: "052612001018", name: "Dzielnica", level: 6), LoopbackBank.Unit(id: "052612001019", name: "Delegatura", level: 6),
            LoopbackBank.Unit(id: "METROPOLIA", name: "Metropolia", level: 6), LoopbackBank.Unit(id: "052610000000", name: "Region", level: 6),
        ]
        let bank = LoopbackBank(units: units, variables: [variable])
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { _, url in
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                ).run(BDLImportRequest(variables: [72305], levels: [.gmina], years: [2024]))
                #expect(result.report.remarks == [.unknownUnits(variable: 72305, units: ["Zniesiona (052612099011)", "Metropolia (METROPOLIA)"])])
                #expect(result.report.variables[0].partsOfGminas == 82 && result.observations.count == 120)
            }
        }
    }

    @Test("within a powiat or a województwo only its units come")
    func parent() async throws {
        try await withFolder { folder in
            try await LoopbackOffice.run(bank(residents)) { office, url in
                let importing = BDLImport(
                    client: try testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: try unitTable(register))
                let powiat = try TERYTCode("2602")
                let inPowiat = try await importing.run(BDLImportRequest(variables: [72305], levels: Set(BDLLevel.allCases), years: [2024], parent: powiat))
                #expect(Set(inPowiat.observations.map(\.code.level)) == [.powiat, .gmina])
                #expect(inPowiat.observations.count == 31 && inPowiat.observations.allSatisfy { $0.code.isWithin(powiat) })
                #expect(office.requests(with: "unit-parent-id=052612002000").count == 1)

                let whole = try await importing.run(
                    BDLImportRequest(variables: [72305], levels: Set(BDLLevel.allCases), years: [2024], parent: try TERYTCode("26")))
                #expect(whole.observations.count == 1 + 4 + 120)
                await #expect(throws: BDLImportError.noSuchParent("2699")) {
                    try await importing.run(BDLImportRequest(variables: [72305], years: [2024], parent: try TERYTCode("2699")))
                }
            }
        }
    }

    @Test("levels and years that the variable does not have are said")
    func notThere() async throws {
        var rate = LoopbackBank.Variable(id: 60270, years: Array(2004...2024)) { _, _ in LoopbackBank.Value(4.25) }
        rate.level = 5
        rate.polishUnit = "%"
        let bank = bank(rate)
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { office, url in
                let importing = BDLImport(
                    client: try testClient(url, folder, clock: VirtualClock()), catalogue: nil, units: try unitTable(register))
                let result = try await importing.run(BDLImportRequest(variables: [60270], levels: [.gmina, .powiat], years: [2003, 2004, 2025, 2026]))
                #expect(
                    result.report.remarks == [
                        .yearsMissing(variable: 60270, years: [2003, 2025, 2026], available: 2004...2024),
                        .noSuchLevel(variable: 60270, levels: [.gmina], smallest: .powiat),
                    ])
                #expect(result.report.remarks[0].text(.english).contains("2003, 2025–2026"))
                #expect(result.indicators[0].aggregation == .none && result.indicators[0].decimals == 2)

                // Without --level and --years: what there is, of the last ten years.
                let all = try await importing.run(BDLImportRequest(variables: [60270]))
                #expect(all.report.variables[0].years == Array(2015...2024) && all.report.variables[0].levels == [.kraj, .wojewodztwo, .powiat])
                #expect(all.report.remarks == [])

                let sent = office.requests(with: "by-variable").count
                await #expect {
                    try await importing.run(BDLImportRequest(variables: [60270], levels: [.gmina]))
                } throws: {
                    $0.localizedDescription.contains("Its smallest units are: powiats")
                }
                await #expect(throws: BDLImportError.self) { try await importing.run(BDLImportRequest(variables: [60270], years: [1999])) }
                await #expect(throws: BDLError.unknownVariable(5)) { try await importing.run(BDLImportRequest(variables: [60270, 5])) }
                #expect(office.requests(with: "by-variable").count == sent)
            }
        }
    }

    @Test("a level for which the bank gives nothing is said, whether it says so with an empty list or with 404")
    func emptyLevel() async throws {
        let variable = LoopbackBank.Variable(id: 72305, years: [2024]) { unit, _ in unit.level == 6 ? nil : LoopbackBank.Value(1) }
        try await withFolder { folder in
            try await LoopbackOffice.run(bank(variable)) { office, url in
                office.fail("unit-level=0", .status(404))
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: catalogue, units: unitTable(register)
                ).run(BDLImportRequest(variables: [72305]))
                #expect(
                    result.report.remarks == [.emptyLevel(variable: 72305, level: .kraj), .emptyLevel(variable: 72305, level: .gmina)])
                #expect(result.observations.count == 5)
            }
        }
    }

    @Test("figures of months and quarters are pointed out; what is no year is left out")
    func shortPeriods() async throws {
        var variable = LoopbackBank.Variable(id: 461691, years: [2024]) { _, _ in LoopbackBank.Value(4.1) }
        variable.subjectID = "P3559"
        variable.polishUnit = "%"
        var bank = bank(variable)
        bank.subjects = [LoopbackBank.Subject(id: "P3559", polish: "STOPA BEZROBOCIA (DANE MIESIĘCZNE)", english: "RATE", periodicity: "M")]
        let monthly = #"{"variableId":461691,"totalRecords":1,"results":[{"id":"052612001000","name":"A","values":[{"year":"2024-M12","val":1,"attrId":1},{"year":2024,"val":2,"attrId":1}]}]}"#
        try await withFolder { folder in
            try await LoopbackOffice.run(bank) { office, url in
                office.fail("by-variable", .json(monthly))
                let result = try await BDLImport(
                    client: testClient(url, folder, clock: VirtualClock()), catalogue: nil, units: unitTable(register)
                ).run(BDLImportRequest(variables: [461691], levels: [.powiat]))
                #expect(result.report.remarks == [.shortPeriods(variable: 461691), .otherPeriods(variable: 461691, periods: ["2024-M12"])])
                #expect(result.observations.map(\.value) == [2])
                #expect(result.indicators[0].name.polish == "Stopa bezrobocia (dane miesięczne): ogółem")
                #expect(result.sources[0].date == Period(year: 2024))
            }
        }
    }

    @Test("every remark speaks both languages")
    func remarks() {
        let remarks: [BDLRemark] = [
            .noSuchLevel(variable: 1, levels: [.gmina], smallest: .powiat), .yearsMissing(variable: 1, years: [2001, 2002, 2005], available: 2003...2004),
            .nothing(variable: 1), .emptyLevel(variable: 1, level: .kraj), .shortPeriods(variable: 1),
            .unknownUnits(variable: 1, units: (1...12).map { "U\($0)" }), .doubleValues(variable: 1, examples: ["A 2021"], count: 3),
            .unknownAttributes(variable: 1, attributes: [77], count: 2), .otherPeriods(variable: 1, periods: ["x"]), .readsAsRatio(variable: 1),
        ]
        for remark in remarks {
            let (polish, english) = (remark.text(.polish), remark.text(.english))
            #expect(polish != english && polish.contains("1") && english.contains("1"))
        }
        #expect(remarks[1].text(.polish).contains("2001–2002, 2005"))
        #expect(remarks[5].text(.english).hasSuffix("12. U1, U2, U3, U4, U5, U6, U7, U8, U9, U10, …"))
    }

    @Test(
        "counts are added, and what might be a ratio is not",
        arguments: [
            ("osoba", "Ludność wg grup wieku i płci", true), ("szt.", "Przychodnie", true), ("zł", "Wydatki gmin: dział 852", true),
            ("zł", "Dochody gmin na 1 mieszkańca", false), ("zł", "Przeciętne wynagrodzenia", false), ("%", "Udział osób", false),
            ("osoba", "Ludność na 1 km2", false), ("osoba", "Pracujący na 1000 ludności", false), ("-", "Coś", false), ("lata", "Wiek", false),
            ("osoba", "Ludność na aptekę", true),
        ])
    func counting(unit: String, subject: String, isCount: Bool) {
        let variable = BDLVariable(id: 1, subjectID: "P1", names: ["ogółem"], level: 6, measureUnitID: nil, measureUnitName: unit, years: [])
        #expect(BDLNaming.isCount(variable, subject: subject) == isCount)
    }

    @Test("digits after the separator", arguments: zip([[1, 20, 3], [1.5, 2], [0.1, 0.2, 0.3], [4.25], [0.333], []] as [[Double]], [0, 1, 1, 2, 2, 0]))
    func decimals(values: [Double], digits: Int) {
        #expect(BDLNaming.decimals(of: values) == digits)
    }

    @Test("ids of the województwa in the bank", arguments: [("12", "011200000000"), ("30", "023000000000"), ("1434", "071400000000")])
    func wojewodztwa(code: String, id: String) throws {
        #expect(BDLWojewodztwo.id(try TERYTCode(code)) == id)
    }

    @Test("all sixteen województwa have one")
    func allWojewodztwa() throws {
        for number in stride(from: 2, through: 32, by: 2) {
            let code = try TERYTCode(number < 10 ? "0\(number)" : "\(number)")
            let id = try #require(BDLWojewodztwo.id(code))
            #expect(try BDLUnitID(id).code == code)
        }
    }
}

struct TestFailure: Error {}
