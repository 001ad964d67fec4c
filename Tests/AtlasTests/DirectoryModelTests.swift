// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@Suite struct DirectoryModelTests {
    @Test func typesAreNamedByAbbreviationsInAnyCase() {
        #expect(InstitutionType(naming: "mops") == .ops)
        #expect(InstitutionType(naming: "GOPS") == .ops)
        #expect(InstitutionType(naming: "śds") == .sds)
        #expect(InstitutionType(naming: "SDS") == .sds)
        #expect(InstitutionType(naming: "GUP") == .pup)
        #expect(InstitutionType(naming: "schronisko") == .schronisko)
        #expect(InstitutionType(naming: "") == nil)
        #expect(InstitutionType(naming: "OPSY") == nil)
        for type in InstitutionType.allCases { #expect(InstitutionType(naming: type.rawValue) == type) }
    }

    @Test func institutionIDsAreChecked() throws {
        #expect(try InstitutionID("rjps-132").text == "rjps-132")
        for wrong in ["", "a", "-a", "a-", "Ala", "a b", "ł1", String(repeating: "a", count: 81), "a/../b"] {
            #expect(throws: InstitutionIDError.self) { try InstitutionID(wrong) }
        }
    }

    @Test func pointsOutsidePolandAreNone() {
        #expect(InstitutionPoint(longitude: 20.43, latitude: 49.97, precision: .address) != nil)
        // Latitude and longitude mixed up.
        #expect(InstitutionPoint(longitude: 49.97, latitude: 20.43, precision: .address) == nil)
        #expect(InstitutionPoint(longitude: 0, latitude: 0, precision: .address) == nil)
    }

    @Test func addressesReadAsPeopleWriteThem() {
        #expect(
            PostalAddress(street: "ul. Długa", building: "5", postalCode: "31-147", locality: "Kraków").oneLine
                == "ul. Długa 5, 31-147 Kraków")
        #expect(PostalAddress(building: "325", postalCode: "33-322", locality: "Korzenna").oneLine == "Korzenna 325, 33-322 Korzenna")
        #expect(PostalAddress(locality: "Łąka").oneLine == "Łąka")
    }

    @Test func schedulesJoinAndComeBack() throws {
        let morning = try #require(OpeningInterval(opens: 450, closes: 720))
        let noon = try #require(OpeningInterval(opens: 720, closes: 930))
        let evening = try #require(OpeningInterval(opens: 960, closes: 1440))
        let schedule = WeeklySchedule([.friday: [evening, noon, morning], .sunday: []])
        #expect(schedule.intervals(on: .friday) == [try #require(OpeningInterval(opens: 450, closes: 930)), evening])
        #expect(schedule.days[.sunday] == nil)
        #expect(schedule.encoded == "5 450-930,960-1440")
        #expect(WeeklySchedule(encoded: schedule.encoded) == schedule)
        for wrong in ["", "5", "8 1-2", "5 2-1", "5 0-1441", "5 1-2;5 3-4", "x 1-2"] { #expect(WeeklySchedule(encoded: wrong) == nil) }
        #expect(OpeningInterval(opens: 600, closes: 600) == nil)
        #expect(WeeklySchedule.alwaysOpen.isAlwaysOpen && !schedule.isAlwaysOpen)
    }

    private func moment(_ text: String) throws -> PolishMoment {
        PolishMoment(try #require(ISO8601DateFormatter().date(from: text)))
    }

    @Test func polishClockAndHolidays() throws {
        // Summer and winter time.
        let summer = try moment("2026-07-06T06:00:00Z")
        #expect(summer.weekday == .monday && summer.minute == 8 * 60 && summer.day.text == "2026-07-06")
        let winter = try moment("2026-01-04T23:30:00Z")
        #expect(winter.weekday == .monday && winter.minute == 30 && winter.day.text == "2026-01-05")

        let holidays = [
            "2026-01-01", "2026-01-06", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-03", "2026-05-24", "2026-06-04", "2026-08-15",
            "2026-11-01", "2026-11-11", "2026-12-24", "2026-12-25", "2026-12-26",
        ]
        var found: [String] = []
        for month in 1...12 {
            for day in 1...31 {
                guard let period = try? Period(String(format: "2026-%02d-%02d", month, day)) else { continue }
                if PolishHolidays.name(of: period) != nil { found.append(period.text) }
            }
        }
        #expect(found == holidays)
        // Easter at the ends of its range, and a leap year.
        for (easter, corpusChristi) in [("2008-03-23", "2008-05-22"), ("2038-04-25", "2038-06-24"), ("2024-03-31", "2024-05-30")] {
            #expect(PolishHolidays.name(of: try Period(easter))?.polish == "Wielkanoc")
            #expect(PolishHolidays.name(of: try Period(corpusChristi))?.polish == "Boże Ciało")
        }
        #expect(PolishHolidays.name(of: try Period("2024-12-24")) == nil)
        #expect(PolishHolidays.name(of: try Period("2026-11")) == nil)
    }

    @Test func nothingIsOpenOnAHolidayButWhatNeverCloses() throws {
        let office = WeeklySchedule([.wednesday: [try #require(OpeningInterval(opens: 450, closes: 930))]])
        #expect(office.isOpen(at: try moment("2026-11-18T08:00:00Z")))
        #expect(!office.isOpen(at: try moment("2026-11-11T08:00:00Z")))
        #expect(!office.isOpen(at: try moment("2026-11-18T14:30:00Z")))
        #expect(WeeklySchedule.alwaysOpen.isOpen(at: try moment("2026-11-11T08:00:00Z")))
    }

    @Test func statutoryServicesFollowTheType() throws {
        let taxonomy = Taxonomy(
            terms: [],
            statutory: [
                StatutoryService(institutionType: .ops, condition: .always, serviceID: "schronienie", targetIDs: ["bezdomni"], legalBasis: "a"),
                StatutoryService(institutionType: .ops, condition: .cityWithPowiatRights, serviceID: "piecza", targetIDs: [], legalBasis: "b"),
            ])
        func office(_ code: String, _ services: [Service] = []) throws -> Institution {
            Institution(
                id: try InstitutionID("x1"), type: .ops, name: "x", area: [ServedArea(code: try TERYTCode(code), basis: .statutory)],
                services: services, sourceID: "s")
        }
        #expect(try office("120101").allServices(taxonomy).map(\.termID) == ["schronienie"])
        #expect(try office("126301").allServices(taxonomy).map(\.termID) == ["schronienie", "piecza"])
        // What the institution says of it stands, and stays marked as owed by law.
        let own = try office("120101", [Service(termID: "schronienie", capacity: 10), Service(termID: "klub")]).allServices(taxonomy)
        #expect(own.map(\.termID) == ["schronienie", "klub"])
        #expect(own[0].isStatutory && own[0].capacity == 10 && own[0].legalBasis == "a" && own[0].targetIDs == ["bezdomni"])
        #expect(!own[1].isStatutory)
    }
}

@Suite struct ResponsibilityTests {
    private func entry(_ id: String, _ type: InstitutionType, _ areas: [(String, ServedArea.Basis)]) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: id,
                area: try areas.map { ServedArea(code: try TERYTCode($0.0), basis: $0.1) }, sourceID: "s"), taxonomy: .empty)
    }

    private func all(_ place: String, _ entries: [DirectoryEntry]) throws -> [Responsibility.Role: Responsibility] {
        let code = try TERYTCode(place)
        let found = Responsibility.all(for: code, among: entries.filter { entry in entry.area.contains { code.isWithin($0) } })
        return Dictionary(uniqueKeysWithValues: found.map { ($0.role, $0) })
    }

    @Test func gminaHasItsBodiesAndGapsShow() throws {
        let entries = [
            try entry("ops", .ops, [("120101", .statutory)]), try entry("pcpr", .pcpr, [("1201", .statutory)]),
            try entry("rops", .rops, [("12", .statutory)]), try entry("ops-obok", .ops, [("120102", .statutory)]),
        ]
        let found = try all("1201011", entries)
        #expect(found[.welfare]?.bodies.map(\.entry.id.text) == ["ops"])
        #expect(found[.family]?.bodies.first?.reason == .statutory(try TERYTCode("1201")))
        #expect(found[.regionalPolicy]?.bodies.count == 1)
        // There must be a labour office, and the directory lacks it; a crisis centre need not be.
        #expect(found[.labour]?.bodies.isEmpty == true)
        #expect(found[.labour]?.unit == (try TERYTCode("1201")))
        #expect(found[.crisis] == nil)
        // Asked for a powiat, the gminas' own tasks are left out.
        #expect(try all("1201", entries)[.welfare] == nil)
    }

    @Test func cityWithPowiatRightsDoesThePowiatsTask() throws {
        let entries = [try entry("mops", .ops, [("126301", .statutory)]), try entry("pup", .pup, [("1263", .statutory), ("1216", .statutory)])]
        let found = try all("1263011", entries)
        #expect(found[.family]?.bodies.map(\.entry.id.text) == ["mops"])
        #expect(found[.family]?.bodies.first?.reason == .cityDoesPowiatTask(try TERYTCode("1263")))
        // One labour office for the city and the powiat around it, from both sides.
        let shared = Responsibility.Reason.shared([try TERYTCode("1263"), try TERYTCode("1216")])
        #expect(found[.labour]?.bodies.first?.reason == shared)
        #expect(try all("1216022", entries)[.labour]?.bodies.first?.reason == shared)
        // A powiat centre of its own goes before.
        let own = try all("1263011", entries + [try entry("pcpr", .pcpr, [("1263", .statutory)])])
        #expect(own[.family]?.bodies.map(\.entry.id.text) == ["pcpr"])
    }

    @Test func agreementsComeAfterTheLawAndSaySo() throws {
        let entries = [try entry("a-daleki", .oik, [("1261", .statutory), ("1206", .agreement)]), try entry("z-wlasny", .oik, [("1206", .statutory)])]
        let bodies = try #require(try all("1206022", entries)[.crisis]).bodies
        #expect(bodies.map(\.entry.id.text) == ["z-wlasny", "a-daleki"])
        #expect(bodies[1].reason.kind == "agreement")
    }

    @Test func sectorsThatSplitAPowiatStayOpenUntilGminasAreNamed() throws {
        func sector(_ number: Int, _ parts: [(String, Bool)]) throws -> AdviserSector {
            AdviserSector(
                region: try TERYTCode("26"), number: number,
                parts: try parts.map { AdviserSector.Part(code: try TERYTCode($0.0), name: $0.0, isWhole: $0.1) }, sourceID: "s")
        }
        let open = [try sector(1, [("2601", true), ("2604", false)]), try sector(2, [("2609", true), ("2604", false)])]
        #expect(open.sectors(for: try TERYTCode("2601022")).certain?.number == 1)
        let split = open.sectors(for: try TERYTCode("260409"))
        #expect(split.certain == nil && split.possible.map(\.number) == [1, 2])
        let named = [try sector(1, [("2601", true), ("260401", true), ("2604", false)]), try sector(2, [("2609", true), ("260409", true)])]
        #expect(named.sectors(for: try TERYTCode("2604092")).certain?.number == 2)
        #expect(named.sectors(for: try TERYTCode("2604092")).possible.isEmpty)
        #expect(named.sectors(for: try TERYTCode("1201011")).certain == nil)
    }
}
