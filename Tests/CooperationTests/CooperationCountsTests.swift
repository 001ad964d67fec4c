// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

@Suite struct CooperationCountsTests {
    private static func entry(_ id: String, _ type: InstitutionType, _ gmina: String, serves: [String] = [], coordinator: Bool = false) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: id, area: try serves.map { ServedArea(code: try TERYTCode($0), basis: .statutory) },
                locations: [Location(address: PostalAddress(locality: "X"), gmina: try TERYTCode(gmina), point: nil)],
                coordinator: coordinator ? CooperationCoordinator(name: nil, role: "koordynator", phone: nil, email: nil) : nil, sourceID: "s"),
            taxonomy: .empty)
    }

    private static func agreement(
        _ id: String, _ parties: [AgreementParty.Member], from: String? = nil, to: String? = nil, programmes: [JointProgramme] = [], area: [String] = []
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: id, form: .jointAction, parties: parties.map { AgreementParty($0) },
            validFrom: try from.map { try Period($0) }, end: try to.map { .on(try Period($0)) } ?? .notStated, area: try area.map { try TERYTCode($0) },
            programmes: programmes, sourceID: "s")
    }

    private static func of(_ id: String) throws -> AgreementParty.Member { .institution(try InstitutionID(id)) }

    /// Powiat 1203 with three gminas and a labour office; the city 1261; a powiat of another województwo, of which nothing is known.
    private static func registry() throws -> AgreementRegistry {
        AgreementRegistry(
            agreements: [
                try agreement("grupa", [try of("pup-chrzanow"), .all(.ops, try TERYTCode("1203"))], from: "2012", to: "2014-06"),
                try agreement("jeden", [try of("pup-chrzanow"), try of("ops-a")], from: "2013-08", programmes: [.activationAndIntegration, .usefulWork], area: ["1203"]),
                try agreement("miasto", [try of("gup-krakow"), try of("mops-krakow"), try of("fundacja")], from: "2013-03-06"),
                try agreement("bez-dat", [try of("pup-chrzanow"), try of("ops-c")]),
                // Not the labour office that serves the gmina.
                try agreement("obcy", [try of("gup-krakow"), try of("cus-b")], from: "2010"),
            ],
            institutions: [
                try entry("pup-chrzanow", .pup, "120303", serves: ["1203"], coordinator: true), try entry("ops-a", .ops, "120301", serves: ["120301"]),
                try entry("cus-b", .cus, "120302"), try entry("ops-c", .ops, "120304"), try entry("pcpr-chrzanow", .pcpr, "120303", serves: ["1203"]),
                try entry("gup-krakow", .pup, "126101", serves: ["1261"]), try entry("mops-krakow", .ops, "126101", serves: ["1261"]),
                try entry("fundacja", .ngo, "126101"), try entry("ops-z", .ops, "261001"), try entry("pup-z", .pup, "261001", serves: ["2610"]),
            ])
    }

    private func texts(_ measure: CooperationMeasure, _ days: [String], _ units: [String]) throws -> [[String]] {
        let counts = CooperationCounts(
            measure, registry: try Self.registry(), days: try days.map { try Period($0) }, units: try units.map { $0 == "00" ? .country : try TERYTCode($0) })
        return counts.cells.map { $0.map { cell in cell.map { "\($0.count)" + ($0.total.map { "/\($0)" } ?? "") } ?? "–" } }
    }

    @Test func welfareCentresWithTheLabourOfficeThatServesThem() throws {
        let days = ["2011-12-31", "2012-12-31", "2014-12-31", "2026-11-21"]
        // The group of 2012 binds all three; afterwards ops-a has its own, and of ops-c only an agreement without dates is known.
        #expect(try texts(.welfareWithLabour, days, ["1203", "1261", "2610"]) == [
            ["0/2", "0/1", "–"], ["3/3", "0/1", "–"], ["1/2", "1/1", "–"], ["1/2", "1/1", "–"],
        ])
        #expect(try texts(.welfareWithLabour, ["2026-11-21"], ["120301", "120302", "120304", "126101", "120303"]) == [["1/1", "0/1", "–", "1/1", "–"]])
        #expect(try texts(.welfareWithLabour, ["2012-12-31"], ["12", "26"]) == [["3/4", "–"]])
        #expect(try texts(.welfareWithLabour, ["2012-12-31"], ["00"]) == [["3/4"]])
        #expect(CooperationCounts.Cell(count: 3, total: 4).value == 75)
        #expect(CooperationCounts.Cell(count: 0, total: 0).value == nil)
    }

    @Test func aCityWithoutAFamilyCentreCountsItsWelfareCentre() throws {
        #expect(try texts(.familyWithLabour, ["2012-12-31", "2026-11-21"], ["1203", "1261"]) == [["0/1", "0/1"], ["0/1", "1/1"]])
    }

    @Test func partnershipsProgrammesAndCoordinators() throws {
        #expect(try texts(.partnerships, ["2012-12-31", "2026-11-21"], ["1203", "1261", "2610"]) == [["0", "0", "–"], ["0", "1", "–"]])
        #expect(try texts(.programmes, ["2012-12-31", "2026-11-21"], ["120304", "126101", "261001"]) == [["0", "0", "–"], ["2", "0", "–"]])
        #expect(try texts(.programmes, ["2026-11-21"], ["00"]) == [["2"]])
        #expect(try texts(.coordinators, ["2026-11-21"], ["1203", "1261", "2610"]) == [["1/5", "0/2", "–"]])
    }
}
