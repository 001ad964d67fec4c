// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

/// A list of an office: one row an agreement, the parties by their names.
@Suite("Agreements with parties by name") struct PartyNamesTests {
    private static let header = "tytul,rodzaj,data_zawarcia,obowiazuje_od,obowiazuje_do,strony,obszar_terc,forma,przedmiot\n"

    private func read(_ rows: String, existing: [Agreement] = [], partial: Bool = false) throws -> AgreementTableReader.Contents {
        try AgreementFixtures.reader(existing: existing).read([.agreements: DirectoryFixtures.table(Self.header + rows, file: "wykaz.csv")], partial: partial)
    }

    private func row(_ parties: String, area: String = "1203", title: String = "Próba") -> String {
        "\(title),umowa partnerska,2013-08,2013-08,,\"\(parties)\",\(area),wspólne działania,na próbę\n"
    }

    private func members(_ parties: String, area: String) throws -> [String] {
        try (read(row(parties, area: area)).agreements.first?.parties ?? []).map {
            switch $0.member {
            case .institution(let id): id.text
            case .all(let type, let code): "\(type.rawValue):\(code.stem)"
            }
        }
    }

    @Test(arguments: [
        ("1203", "PUP Chrzanów (lider); ośrodki pomocy społecznej powiatu chrzanowskiego; WUP Kraków; ROPS Kraków; Małopolski Urząd Wojewódzki",
            ["pup-chrzanow", "OPS:1203", "wup-krakow", "rops-krakow", "malopolski-urzad-wojewodzki"]),
        ("1263", "PUP Tarnów; MOPS Tarnów", ["pup-tarnow", "rjps-132"]),
        ("1215", "PCPR Sucha Beskidzka; PUP Sucha Beskidzka", ["rjps-274", "pup-sucha-beskidzka"]),
        ("1261", "MOPS Kraków; Grodzki Urząd Pracy w Krakowie; Zarząd Budynków Komunalnych w Krakowie", ["rjps-130", "gup-krakow", "zbk-krakow"]),
        ("1262", "MOPS Nowy Sącz; Sądecki Urząd Pracy", ["rjps-131", "sup-nowy-sacz"]),
        ("1207", "Starostwo Powiatowe w Limanowej; PUP Limanowa; urzędy miast i gmin; ośrodki pomocy społecznej",
            ["starostwo-limanowa", "pup-limanowa", "URZAD:1207", "OPS:1207"]),
        ("1217", "PUP Zakopane; ośrodki pomocy społecznej powiatu tatrzańskiego", ["pup-zakopane", "OPS:1217"]),
        ("1212042", "Gmina Klucze (OPS Klucze); PUP Olkusz; Chrześcijańskie Stowarzyszenie Dobroczynne; Spółdzielnia Socjalna OPOKA",
            ["rjps-2901", "pup-olkusz", "chsd-klucze", "opoka-klucze"]),
        ("1212042", "Stowarzyszenie na rzecz Zrównoważonego Rozwoju Społeczno-Gospodarczego KLUCZ; PUP Olkusz", ["stowarzyszenie-klucz", "pup-olkusz"]),
        ("1218093", "MOPS Wadowice (lider); PUP Wadowice; Stowarzyszenie im. dr. Edmunda Wojtyły", ["rjps-2953", "pup-wadowice", "stowarzyszenie-wojtyly-wadowice"]),
        ("1262", "Stowarzyszenie STOPIL (CIS); Sądecki Urząd Pracy; MOPS Nowy Sącz", ["stopil-nowy-sacz", "sup-nowy-sacz", "rjps-131"]),
        ("1465", "Urząd Pracy m.st. Warszawy; OPS Dzielnicy Bielany", ["up-warszawa", "ops-bielany"]),
        ("2607", "MOPS Ostrowiec Świętokrzyski (lider); OPS Kunów; OPS Ćmielów; OPS Mirzec; OPS Bałtów; OPS Lipnik; OPS Bodzechów; Agencja Rozwoju Lokalnego sp. z o.o.",
            ["mops-ostrowiec", "ops-kunow", "ops-cmielow", "ops-mirzec", "ops-baltow", "ops-lipnik", "ops-bodzechow", "agencja-rozwoju-lokalnego"]),
        ("2610", "MOPS Skarżysko-Kamienna (lider); PUP Skarżysko-Kamienna", ["mops-skarzysko-kamienna", "pup-skarzysko-kamienna"]),
    ])
    func namesOfTheSources(area: String, parties: String, expected: [String]) throws {
        #expect(try members(parties, area: area) == expected)
    }

    @Test func rolesAreReadAndTheNameOfAnOfficeThatChangedIsKept() throws {
        let contents = try read(row("PUP Tarnów (lider); MOPS Tarnów", area: "1263"))
        let agreement = try #require(contents.agreements.first)
        #expect(agreement.parties.map(\.role) == [.lead, .partner])
        #expect(agreement.parties.map(\.name) == [nil, "MOPS Tarnów"])
        #expect(agreement.id.text == "proba")
        #expect(agreement.sourceID == OwnRegister.id && contents.sources.map(\.id) == [OwnRegister.id])
        #expect(agreement.end == .notStated && agreement.validFrom?.text == "2013-08" && agreement.form == .jointAction)
        #expect(contents.reports.first?.remarks.contains("line 2: “MOPS Tarnów” is rjps-132") == true)
    }

    @Test(arguments: [
        ("1203", "PUP Chrzanów; OPS Nigdziebądź", "“OPS Nigdziebądź” is not in the directory"),
        ("1203", "PUP Chrzanów; PUP Chrzanów", "stands in it already"),
        ("1203", "PUP Chrzanów; ośrodki pomocy społecznej powiatu nigdziebądzkiego", "there is no unit “nigdziebadzkiego”"),
        ("", "PUP Chrzanów; ośrodki pomocy społecznej", "does not say of which powiat"),
        ("1203", "PUP Chrzanów", "it has one party"),
        ("1203", "PUP Chrzanów; Gmina Chrzanów", "“Gmina Chrzanów” is not in the directory"),
    ])
    func whatCannotBeMatchedIsRefused(area: String, parties: String, reason: String) throws {
        expectRefusal(line: 2, reason) { try read(row(parties, area: area)) }
    }

    @Test func theNearestAreNamed() throws {
        let rows = rejected { try read(row("PUP Chrzanów; PUP Hszanów")) }
        #expect(rows.first?.reason.contains("the nearest are ") == true, "\(rows)")
    }

    @Test func theSameListAgainIsTheSameAgreements() throws {
        let text = row("PUP Tarnów; MOPS Tarnów", area: "1263", title: "Porozumienie w sprawie urzędomatów")
        let stored = try AgreementFixtures.embedded()
        let contents = try read(text, existing: stored)
        #expect(contents.agreements.map(\.id.text) == ["urzedomaty-tarnow-2013"])
        // What the list does not have stays.
        #expect(contents.agreements.first?.programmes == [.jobKiosk])
        expectRefusal(line: 3, "the same agreement stands in line 2") { try read(text + text) }
    }
}
