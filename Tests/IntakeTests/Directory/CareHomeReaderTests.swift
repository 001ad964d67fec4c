// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

@Suite("Lists of day centres and care homes")
struct CareHomeReaderTests {
    private func read(replacing old: String? = nil, with new: String = "", partial: Bool = false) throws -> IntakeResult<Institution> {
        var data = try IntakeFixtures.data("directory/homes.csv")
        if let old { data = try IntakeFixtures.text("directory/homes.csv", replacing: old, with: new) }
        return try CareHomeReader(reference: DirectoryFixtures.reference()).read(data, file: "homes.csv", partial: partial)
    }

    @Test("homes with their areas, sources and days")
    func homes() throws {
        let result = try read()
        #expect(result.report.read == 10)
        #expect(result.report.accepted == 10)
        #expect(result.accepted.map(\.id.text) == [1, 2, 5, 6, 7, 16, 100, 102, 104, 2002].map { "placowka-\($0)" })
        #expect(result.accepted.map { $0.area.map { "\($0.code.stem) \($0.basis.rawValue)" }.joined() } == [
            "1205", "1205", "1208", "1203", "1209", "1261", "1201", "1202", "1203", "2461",
        ].map { "\($0) declared" })
        #expect(result.accepted.map(\.recordDate?.text).first == "2025-09-01")
        #expect(try result.institution("placowka-2002").sourceID == "dziennik-slaski-2025-1070")
        #expect(try result.institution("placowka-2002").recordDate?.text == "2025-10-12")
        #expect(try result.institution("placowka-1").runBy == "Burmistrz Biecza zlecił Stowarzyszeniu \"Wzór\"")
    }

    @Test("day centres: types as target groups, placeholders left out, the branch under its home")
    func dayCentres() throws {
        let result = try read()
        let biecz = try result.institution("placowka-1")
        let service = try #require(biecz.services.first)
        #expect(service.termID == "wsparcie-dzienne")
        #expect(service.targetIDs == ["niepelnosprawni-intelektualnie", "chorzy-psychicznie"])
        #expect(service.eligibility?.hasPrefix("Typ B – osoby z niepełnosprawnością intelektualną; C – ") == true)
        #expect(service.capacity == 21)
        #expect(service.cost == nil && service.description == nil)
        let branch = try result.institution("placowka-2")
        #expect(branch.parentID == biecz.id)
        #expect(branch.seat?.gmina?.stem == "120501")
        #expect(branch.seat?.address.oneLine == "ul. Boczna 18, 38-300 Gorlice")
        #expect(branch.seat?.point?.precision == .address)
        let vita = try result.institution("placowka-16")
        #expect(vita.services.first?.capacity == nil)
        #expect(vita.services.first?.description == "dla osób z chorobą Alzheimera")
        #expect(result.remarks(7).contains { $0.contains("999 places") })
        #expect(try result.institution("placowka-7").services.first?.targetIDs == ["chorzy-psychicznie", "niepelnosprawni-intelektualnie", "niepelnosprawni"])
        #expect(try result.institution("placowka-6").website == nil)
        #expect(try result.institution("placowka-6").phones.first?.extensionNumber == "21")
    }

    @Test("care homes: groups, cost, places")
    func careHomes() throws {
        let result = try read()
        let bochnia = try #require(try result.institution("placowka-100").services.first)
        #expect(bochnia.termID == "opieka-calodobowa")
        #expect(bochnia.targetIDs == ["seniorzy", "chorzy-psychicznie"])
        #expect(bochnia.cost == "6499 zł miesięcznie")
        #expect(bochnia.capacity == 157)
        #expect(bochnia.description?.contains("90 miejsc") == true)
        let porabka = try #require(try result.institution("placowka-102").services.first)
        #expect(porabka.eligibility == "dla osób w podeszłym wieku")
        #expect(porabka.cost == "5391,50 zł miesięcznie")
        let bielsko = try #require(try result.institution("placowka-2002").services.first)
        #expect(bielsko.targetIDs == ["przewlekle-chorzy", "seniorzy"])
        #expect(bielsko.eligibility == "przewlekle chore, osoby starsze")
        #expect(bielsko.capacity == nil)
        // What the law assigns and what the list says become one service.
        let taxonomy = try DirectoryFixtures.reference().taxonomy
        let services = try result.institution("placowka-100").allServices(taxonomy)
        #expect(services.map(\.termID) == ["opieka-calodobowa"])
        #expect(services.first?.isStatutory == true)
    }

    @Test("a point and a gmina that disagree")
    func points() throws {
        let result = try read()
        // The point of another row: the gmina stands, the point goes.
        let chrzanow = try result.institution("placowka-6")
        #expect(chrzanow.seat?.gmina?.stem == "120303")
        #expect(chrzanow.seat?.point?.precision == .gminaCentre)
        #expect(result.remarks(5).contains { $0.contains("44 km from gmina Chrzanów") })
        #expect(try result.institution("placowka-5").seat?.point?.precision == .address)
        // The point lies in the powiat of the row, in a gmina that shares the post office.
        #expect(try result.institution("placowka-102").seat?.gmina?.stem == "120204")
        #expect(result.remarks(9).contains { $0.contains("gmina Dębno (120204)") })
        // Powiat and gmina are of another row; who runs the home vouches for the point.
        let plaza = try result.institution("placowka-104")
        #expect(plaza.seat?.gmina?.stem == "120303")
        #expect(plaza.seat?.point?.precision == .address)
        #expect(result.remarks(10).contains { $0.contains("Powiat Chrzanowski") })
        // A town and the gmina around it have one name: the point says which.
        #expect(try result.institution("placowka-100").seat?.gmina?.stem == "120101")
        // Three decimals are not an address.
        #expect(try result.institution("placowka-2002").seat?.point?.precision == .street)
    }

    @Test("a point that stands in two rows vouches for neither against the gmina")
    func copiedPoint() throws {
        let result = try read(replacing: "50.09898993,19.46742246", with: "49.97990995,20.44223302")
        #expect(try result.institution("placowka-104").seat?.point?.precision == .gminaCentre)
        #expect(result.remarks(10).contains { $0.contains("stands in line 8 too") })
    }

    @Test("misspelt names are mended and found under both")
    func names() throws {
        let result = try read()
        let dobczyce = try result.institution("placowka-7")
        #expect(dobczyce.seat?.gmina?.stem == "120901")
        #expect(dobczyce.name == "ŚDS Dobroczyce")
        #expect(dobczyce.otherNames == ["ŚDS Dobczyce"])
        #expect(dobczyce.seat?.address.oneLine == "ul. Górna 2, 34-410 Dobczyce")
        #expect(dobczyce.emails == ["sds@dobczyce.example.pl"])
        #expect(result.remarks(10).contains { $0.contains("plaza@example.p") })
    }

    @Test(
        "bad rows are refused with their line",
        arguments: [
            ("\n100,DPS", "\n6,DPS", 8, "stands in line 5 already"), ("\n100,DPS", "\nx,DPS", 8, "not one of the list"), ("\n100,DPS w Bochni,DPS", "\n100,DPS w Bochni,OPS", 8, "is not known"),
            ("\n100,DPS w Bochni,", "\n100,,", 8, "name is empty"), ("49.97990995,20.44223302", "b.d.x,20.44", 8, "not a point in Poland"),
            ("49.97990995,20.44223302", "20.44223302,49.97990995", 8, "not a point in Poland"), ("03/09/2025,MUW Kraków,Małopolskie,bocheński", "03/13/2025,MUW Kraków,Małopolskie,bocheński", 8, "not a day"),
            ("03/09/2025,MUW Kraków,Małopolskie,bocheński", "03/09/2025,Internet,Małopolskie,bocheński", 8, "source “Internet”"),
            ("bocheński ,Bochnia ", "bocheński ,Niegowić", 8, "nearest names"),
        ])
    func bad(old: String, new: String, line: Int, reason: String) throws {
        expectRefusal(line: line, reason) { try read(replacing: old, with: new) }
        #expect(try read(replacing: old, with: new, partial: true).accepted.count == 9)
    }

    @Test(
        "doubtful values are left out and reported",
        arguments: [
            (",157,", ",sto,", "number of places “sto”"), (",6499,", ",drogo,", "cost “drogo”"), ("dla osób w podeszłym wieku, dla", "dla wszystkich, dla", "profile of care “dla wszystkich”"),
            ("32-700", "3270", "postal code “3270”"),
        ])
    func doubtful(old: String, new: String, remark: String) throws {
        let result = try read(replacing: old, with: new)
        #expect(result.accepted.count == 10)
        #expect(result.remarks(8).contains { $0.contains(remark) }, "\(result.remarks(8))")
    }
}
