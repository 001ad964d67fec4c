// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import OpenReferral
import Testing

@Suite("HSDS tables of others")
struct HSDSFolderTests {
    private static let id = "1a2b3c4d-0000-4000-8000-0123456789ab"

    private func read(_ files: [String: String], partial: Bool = false) throws -> IntakeResult<Institution> {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hsds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return try HSDSReader(reference: DirectoryFixtures.reference(), sourceID: "wzor").read(folder: folder, partial: partial)
    }

    private var files: [String: String] {
        [
            "organizations.csv": "name;description;id;kolor\nGOPS Wzór;Pomoc;\(Self.id);zielony\n",
            "services.csv": "id,organization_id,name,status\ns1,\(Self.id),Posiłek,active\n",
            "location.csv": "id,location_type,latitude,longitude\nl1,physical,50.0121,20.9858\n",
            "service_at_location.csv": "id,service_id,location_id\np1,s1,l1\n",
            "addresses.csv": "id,location_id,address_1,city,state_province,postal_code,country,address_type\na1,l1,Długa 5,Tarnów,małopolskie,33-100,PL,physical\n",
            "phones.csv": "id,organization_id,number\nt1,\(Self.id),146882180\n",
        ]
    }

    @Test("rows are put together by their ids")
    func together() throws {
        let result = try read(files)
        let institution = try #require(result.accepted.first)
        #expect(institution.type == .ops && institution.name == "GOPS Wzór")
        #expect(institution.seat?.gmina?.stem == "126301" && institution.seat?.address.building == "5")
        #expect(institution.phones.map(\.text) == ["14 688 21 80"])
        #expect(institution.services.count == 1)
        #expect(result.report.remarks.contains { $0.contains("kolor") })
        #expect(result.report.remarks.contains { $0.contains("semicolons") })
    }

    @Test("rows that are not as they should be are named with file and line")
    func faults() throws {
        var files = files
        files["services.csv"]? += "s2,nikt,Kuchnia,active\ns1,\(Self.id),Kuchnia,active\ns3,\(Self.id),Kuchnia,czynne\ns4,\(Self.id)\ns5,,Kuchnia,active\n"
        files["location.csv"]? += "l2,physical,pięć,20\n"
        files["addresses.csv"]? += "a2,l1,,Tarnów,małopolskie,33-100,PL,physical\n"
        files["service_at_location.csv"]? += "p2,s1,l9\n"
        let rows = rejected { try read(files) }
        #expect(rows.count == 8)
        let text = rows.map { "\($0.line) \($0.reason)" }.joined(separator: "\n")
        for part in [
            "3 services.csv.organization_id: nikt is not in organizations.csv", "4 services.csv: the id s1 stands in line 2 already", "5 services.csv.status: ",
            "6 services.csv: the row has 2 fields, the header has 4", "7 services.csv: the row belongs to nothing", "3 location.csv.latitude: ", "3 addresses.csv.address_1: this member is missing",
            "service_at_location.csv.location_id of p2: l9 is not in location.csv",
        ] { #expect(text.contains(part), "\(text)") }
        let result = try read(files, partial: true)
        #expect(result.accepted.count == 1 && result.accepted[0].services.count == 1)
    }

    @Test("folders that hold no exchange")
    func refused() throws {
        #expect(rejected { try read([:]) }.first?.reason.contains("organizations.csv") == true)
        #expect(!rejected { try read(["organizations.csv": ""]) }.isEmpty)
        #expect(rejected { try read(["organizations.csv": "name,description\nA,b\n"]) }.first?.reason.contains("“id” is missing") == true)
        #expect(!rejected { try read(["organizations.csv": "id,name\n\(Self.id),A\n", "phones.csv": "id,number\n\"x"]) }.isEmpty)
        let headerOnly = try read(["organizations.csv": "id,name,description\n"])
        #expect(headerOnly.accepted.isEmpty)
    }
}
