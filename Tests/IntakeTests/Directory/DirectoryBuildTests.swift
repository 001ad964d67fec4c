// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

@Suite("Building the directory's tables")
struct DirectoryBuildTests {
    private func table(_ name: String) throws -> InputTable { InputTable(file: name, data: try IntakeFixtures.data("directory/\(name)")) }
    private let agreements = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Fixtures/directory/agreements").standardizedFileURL

    private func build(partial: Bool = false, folders: Bool = true) throws -> DirectoryBuild.Result {
        try DirectoryFixtures.build().run(
            registers: [table("register.csv"), table("regional.csv")], careHomes: [table("homes.csv")], folders: folders ? [agreements] : [], partial: partial)
    }

    private func institution(_ id: String, _ result: DirectoryBuild.Result) throws -> Institution {
        try #require(result.institutions.first { $0.id.text == id })
    }

    @Test("lists and a folder become one directory, ordered by id")
    func merged() throws {
        let result = try build()
        #expect(result.institutions.map(\.id.text) == result.institutions.map(\.id.text).sorted())
        // 14 of the register, 9 regional, 10 homes, and of the two of the folder one is known.
        #expect(result.institutions.count == 34)
        #expect(result.sources.map(\.id) == ["dziennik-slaski-2025-1070", "mir-org-pl", "muw-placowki", "pomoc-spoleczna-slaskie", "porozumienie-wzor", "rjps"])
        #expect(result.files.map(\.name) == ["institutions.csv", "locations.csv", "services.csv", "sources.csv"])
        let report = try #require(result.reports.last)
        #expect(report.read == 35)
        #expect(report.accepted == 34)
    }

    @Test("an institution of two inputs is one: the register's contacts stand, the rest is added")
    func duplicates() throws {
        let result = try build()
        let tarnow = try institution("rjps-11", result)
        #expect(!result.institutions.contains { $0.id.text == "mops-tarnow" })
        #expect(tarnow.type == .cus)
        #expect(tarnow.otherNames == ["MOPS Tarnów"])
        #expect(tarnow.phones.map(\.text) == ["14 600 00 01", "14 600 00 02"])
        #expect(tarnow.services.map(\.termID) == ["oddluzanie"])
        #expect(tarnow.note == "z porozumienia")
        #expect(result.reports.last?.remarks.contains { $0.contains("mops-tarnow (MOPS Tarnów) of agreements is rjps-11") } == true)
    }

    @Test("a folder adds institutions, places, and services to institutions of the lists")
    func folder() throws {
        let result = try build()
        let pup = try institution("pup-tarnow", result)
        #expect(pup.area.map { "\($0.code.stem) \($0.basis.rawValue)" } == ["1263 statutory", "1216 agreement"])
        #expect(pup.seat?.point?.precision == .gminaCentre)
        #expect(pup.locations.count == 2)
        #expect(pup.coordinator?.name == "Anna Wzorowa")
        #expect(pup.services.first?.freePlaces == 5)
        #expect(try institution("rjps-14", result).services.map(\.termID) == ["pomoc-prawna"])
    }

    @Test("the same inputs give the same bytes, which are read back")
    func deterministic() throws {
        let result = try build()
        let again = try build()
        #expect(result.files.map(\.text) == again.files.map(\.text))
        #expect(result.reports == again.reports)
        let reference = try DirectoryFixtures.reference()
        func file(_ name: String) throws -> InputTable { DirectoryFixtures.table(try #require(result.files.first { $0.name == name }).text, file: name) }
        let sources = try IndicatorTables.sources(file("sources.csv").data, file: "sources.csv").accepted
        #expect(sources == result.sources)
        let known = DirectoryReference(
            units: try IntakeFixtures.territoryContents().units, geography: reference.geography, taxonomy: reference.taxonomy, sources: sources)
        let read = try DirectoryTableReader(reference: known).read(
            institutions: file("institutions.csv"), services: file("services.csv"), locations: file("locations.csv"))
        #expect(read.institutions == result.institutions)
    }

    @Test("the report names gminas and powiats without an office")
    func coverage() throws {
        let remarks = try #require(try build().reports.last).remarks
        #expect(remarks.contains { $0.hasPrefix("województwo małopolskie: no OPS or CUS for ") && $0.contains("120101 Bochnia") && !$0.contains("121004") })
        #expect(remarks.contains { $0.hasPrefix("województwo małopolskie: no PCPR for ") && !$0.contains("1206 krakowski") })
    }

    @Test("a list that comes twice changes nothing")
    func twice() throws {
        let once = try DirectoryFixtures.build().run(registers: [table("register.csv")])
        let twice = try DirectoryFixtures.build().run(registers: [table("register.csv"), table("register.csv")])
        #expect(once.files.map(\.text) == twice.files.map(\.text))
    }

    @Test("homes of one name in one list stay two; of another list they are one unless the street differs")
    func sameNames() throws {
        let text = try IntakeFixtures.text("directory/homes.csv").replacing("DPS w Porąbce Uszewskiej", with: "DPS w Bochni").replacing("brzeski,Brzesko,Brzesko", with: "bocheński,Bochnia,Bochnia")
            .replacing("49.93251403,20.68063352", with: "49.97,20.43")
        let one = InputTable(file: "one.csv", data: Data(text.utf8))
        let withoutStreet = InputTable(file: "one.csv", data: Data(text.replacing("Uszewska 272", with: "").utf8))
        #expect(try DirectoryFixtures.build().run(careHomes: [withoutStreet]).institutions.count == 10)
        let other = "id,type,name,street,gmina,locality,source\ndps-a,DPS,DPS w Bochni,ul. Karolina,120101,Bochnia,muw-placowki\ndps-b,DPS,DPS w Bochni,ul. Inna,120101,Bochnia,muw-placowki\n"
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("homes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(other.utf8).write(to: folder.appendingPathComponent("institutions.csv"))
        let result = try DirectoryFixtures.build().run(careHomes: [one], folders: [folder])
        #expect(result.institutions.count == 11)
        #expect(result.institutions.contains { $0.id.text == "dps-b" })
    }

    @Test("an unverified entry yields to one with a better source")
    func unverified() throws {
        let id = try InstitutionID("ops-120507")
        let reference = try DirectoryFixtures.reference()
        let register = try WelfareRegisterReader(reference: reference).read(table("register.csv").data, file: "register.csv")
        let weak = try register.institution("ops-120507")
        let strong = Institution(
            id: id, type: .ops, name: "GOPS w Moszczenicy", area: weak.area,
            locations: [Location(address: PostalAddress(street: "ul. Nowa", building: "1", locality: "Moszczenica"), gmina: weak.seat?.gmina, point: nil, phones: TelephoneReader.read("18 600 00 09").phones)],
            emails: ["gops@example.pl"], sourceID: "wzor", verifiedOn: Period(year: 2026))
        let merged = InstitutionMerge.merged(weak, strong)
        #expect(merged.sourceID == "wzor")
        #expect(merged.note == nil)
        #expect(merged.name == weak.name)
        #expect(merged.otherNames == ["GOPS w Moszczenicy"])
        #expect(merged.phones.map(\.text) == ["18 600 00 09"])
        #expect(merged.seat?.address.street == "ul. Nowa")
        #expect(merged.seat?.point != nil)
        #expect(merged.verifiedOn?.text == "2026")
        #expect(merged.emails == ["gops@example.pl"])
    }

    @Test("a list of published sources is as young as its youngest record")
    func sources() throws {
        let later = try IntakeFixtures.text("directory/register.csv", replacing: "RJPS eksport 06.03.2026\r\nCUS,12.0", with: "RJPS eksport 07.06.2026\r\nCUS,12.0")
        let read = try WelfareRegisterReader(reference: DirectoryFixtures.reference()).read(later, file: "r.csv").accepted
        #expect(PublishedList.sources(of: read).first { $0.id == "rjps" }?.date.text == "2026-06-07")
        #expect(PublishedList.sources(of: read).map(\.id) == ["rjps", "mir-org-pl"])
    }

    @Test("a bad input refuses the build; an empty folder too")
    func refused() throws {
        let bad = InputTable(file: "register.csv", data: try IntakeFixtures.text("directory/register.csv", replacing: "CUS,12.0", with: "XYZ,12.0"))
        expectRefusal(line: 9, "type “XYZ”") { try DirectoryFixtures.build().run(registers: [bad]) }
        #expect(try DirectoryFixtures.build().run(registers: [bad], partial: true).institutions.count == 13)
        expectRefusal(line: 0, "none of sources.csv") { try DirectoryFixtures.build().run(folders: [FileManager.default.temporaryDirectory.appendingPathComponent("none")]) }
    }
}
