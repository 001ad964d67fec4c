// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

/// What the tests of agreements read with: the embedded directory and the agreements beside it.
enum AgreementFixtures {
    static let folder = IntakeFixtures.geoData.appendingPathComponent("agreements")

    private static let directory = Result {
        try DirectoryTables.read(folder: DirectoryFixtures.folder, units: try IntakeFixtures.territoryContents().units)
    }

    static func reader(existing: [Agreement] = [], sourceID: String? = nil) throws -> AgreementTableReader {
        let directory = try directory.get()
        return AgreementTableReader(
            reference: DirectoryReference(
                units: try IntakeFixtures.territoryContents().units, geography: .unknown, taxonomy: directory.taxonomy, sources: directory.sources),
            institutions: directory.institutions, existing: existing, sourceID: sourceID, today: Period(year: 2026, month: 11, day: 21))
    }

    private static let embeddedTables = Result { try reader().read(AgreementFolder.files(folder).tables).agreements }

    static func embedded() throws -> [Agreement] { try embeddedTables.get() }
}

@Suite("The tables of agreements") struct AgreementTableReaderTests {
    private static let header = "id,kind,title,form,valid_from,valid_to,area,renews,source\n"
    private static let partyHeader = "agreement,party,role\n"

    private func read(
        _ agreements: String, parties: String? = nil, existing: [Agreement] = [], sourceID: String? = nil, partial: Bool = false
    ) throws -> AgreementTableReader.Contents {
        var tables: [AgreementTable: InputTable] = [.agreements: DirectoryFixtures.table(agreements, file: "agreements.csv")]
        if let parties { tables[.parties] = DirectoryFixtures.table(parties, file: "agreement-parties.csv") }
        return try AgreementFixtures.reader(existing: existing, sourceID: sourceID).read(tables, partial: partial)
    }

    private func row(
        _ id: String, from: String = "2014", to: String = "2015", area: String = "1203", renews: String = "", source: String = "powiatlas-porozumienia"
    ) -> String {
        "\(id),porozumienie,Próba \(id),wymiana-informacji,\(from),\(to),\(area),\(renews),\(source)\n"
    }

    private func parties(_ ids: String...) -> String {
        Self.partyHeader + ids.map { "\($0),pup-chrzanow,lider\n\($0),OPS:1203,\n" }.joined()
    }

    @Test("of the embedded agreements and their parties")
    func embedded() throws {
        let agreements = try AgreementFixtures.embedded()
        #expect(agreements.count == 15)
        let parties = Dictionary(uniqueKeysWithValues: agreements.map { ($0.id.text, $0.parties) })
        func members(_ id: String) -> [String] {
            (parties[id] ?? []).map {
                switch $0.member {
                case .institution(let id): id.text
                case .all(let type, let code): "\(type.rawValue):\(code.stem)"
                }
            }
        }
        #expect(members("umowa-partnerska-chrzanow-2008") == ["pup-chrzanow", "OPS:1203", "wup-krakow", "rops-krakow", "malopolski-urzad-wojewodzki"])
        #expect(members("urzedomaty-tarnow-2013") == ["pup-tarnow", "rjps-132"])
        #expect(members("pcpr-pup-sucha-beskidzka-2012") == ["rjps-274", "pup-sucha-beskidzka"])
        #expect(members("oddluzenie-krakow-2013") == ["rjps-130", "gup-krakow", "zbk-krakow"])
        #expect(members("mops-sup-nowy-sacz-2006") == ["rjps-131", "sup-nowy-sacz"])
        #expect(members("powiat-limanowski-sepi-2010") == ["starostwo-limanowa", "pup-limanowa", "URZAD:1207", "OPS:1207"])
        #expect(members("sepi-zakopane-2013") == ["pup-zakopane", "OPS:1217"])
        #expect(members("partnerstwo-klucze-2014") == ["rjps-2901", "pup-olkusz", "chsd-klucze", "stowarzyszenie-klucz", "opoka-klucze"])
        #expect(members("miasto-rownych-mozliwosci-wadowice") == ["rjps-2953", "pup-wadowice", "stowarzyszenie-wojtyly-wadowice"])
        #expect(members("reintegracja-stopil-nowy-sacz-2014") == ["stopil-nowy-sacz", "sup-nowy-sacz", "rjps-131"])
        for id in ["up-warszawa-ops-bielany-2009", "pai-warszawa-bielany-2014", "pai-warszawa-bielany-2015"] {
            #expect(members(id) == ["up-warszawa", "ops-bielany"])
        }
        #expect(
            members("wspolna-sprawa-ostrowiec")
                == ["mops-ostrowiec", "ops-kunow", "ops-cmielow", "ops-mirzec", "ops-baltow", "ops-lipnik", "ops-bodzechow", "agencja-rozwoju-lokalnego"])
        #expect(members("nowe-szanse-skarzysko") == ["mops-skarzysko-kamienna", "pup-skarzysko-kamienna"])
        #expect(agreements.flatMap(\.parties).count { $0.role == .lead } == 4)
    }

    @Test("of the embedded agreements on the last day of June 2015")
    func statusOfTheEmbedded() throws {
        let day = try Period("2015-06-30")
        let by = Dictionary(grouping: try AgreementFixtures.embedded()) { $0.status(on: day) }.mapValues { $0.map(\.id.text).sorted() }
        #expect(by[.valid] == [
            "mops-sup-nowy-sacz-2006", "oddluzenie-krakow-2013", "pai-warszawa-bielany-2015", "partnerstwo-klucze-2014", "powiat-limanowski-sepi-2010",
            "reintegracja-stopil-nowy-sacz-2014", "umowa-partnerska-chrzanow-2008", "up-warszawa-ops-bielany-2009", "urzedomaty-tarnow-2013",
        ])
        #expect(by[.expired] == [
            "miasto-rownych-mozliwosci-wadowice", "pai-warszawa-bielany-2014", "pcpr-pup-sucha-beskidzka-2012", "sepi-zakopane-2013",
        ])
        #expect(by[.undated] == ["nowe-szanse-skarzysko", "wspolna-sprawa-ostrowiec"])
        #expect(by[.planned] == nil)
    }

    @Test("of the embedded agreements: deadlines, effects, renewal")
    func detailsOfTheEmbedded() throws {
        let agreements = Dictionary(uniqueKeysWithValues: try AgreementFixtures.embedded().map { ($0.id.text, $0) })
        let sucha = try #require(agreements["pcpr-pup-sucha-beskidzka-2012"])
        #expect(sucha.deadlines.map(\.workingDays) == [5, 3, 7, 7])
        #expect(sucha.deadlines.map(\.direction) == [.before, .after, .after, .after])
        #expect(agreements["partnerstwo-klucze-2014"]?.effects.map(\.reached) == [250, 50])
        #expect(agreements["miasto-rownych-mozliwosci-wadowice"]?.effects.map { [$0.target, $0.reached] } == [[95, nil], [nil, 164]])
        #expect(agreements["pai-warszawa-bielany-2015"]?.renews?.text == "pai-warszawa-bielany-2014")
        #expect(agreements["sepi-zakopane-2013"]?.note == "wygasło, nieprzedłużone")
        #expect(agreements["umowa-partnerska-chrzanow-2008"]?.isOpenToJoin == true)
    }

    @Test func whatIsWrittenIsReadBackToTheSame() throws {
        var agreements = try AgreementFixtures.embedded()
        agreements[0].funding = [AgreementFunding(source: "budżet gminy", amountGrosze: 1_250_050), AgreementFunding(source: "EFS", amountGrosze: nil, note: "85%")]
        agreements[0].amendments = [AgreementAmendment(date: try Period("2014-05"), subject: "nowy termin, „aneks” nr 1")]
        agreements[0].attachments = [AgreementAttachment(title: "tekst", address: "https://example.org/umowa.pdf")]
        agreements[0].end = .open
        agreements[0].legalBasis = ["art. 62a", "art. 50 ust. 3"]
        agreements[0].parties[0].signatory = "dyrektor PUP"
        agreements[0].parties[0].contact = CooperationCoordinator(
            name: nil, role: "doradca", phone: TelephoneReader.read("32 753 38 52").phones.first, email: "a@example.org")
        var tables: [AgreementTable: InputTable] = [:]
        for table in AgreementTable.allCases { tables[table] = DirectoryFixtures.table(AgreementTableWriter.table(table, agreements), file: table.file) }
        let again = try AgreementFixtures.reader().read(tables).agreements
        #expect(again == agreements.sorted { $0.id < $1.id })
        #expect(try AgreementFixtures.reader(existing: agreements).read(tables).agreements == again)
    }

    @Test("with what cannot be, by line and reason", arguments: [
        ("2014", "2013-12-31", "1203", "", "powiatlas-porozumienia", "it ends (2013-12-31) before it starts (2014)"),
        ("31.02.2014", "", "1203", "", "powiatlas-porozumienia", "valid_from is “31.02.2014”"),
        ("2014", "kiedyś", "1203", "", "powiatlas-porozumienia", "valid_to is “kiedyś”"),
        ("2014", "", "1299", "", "powiatlas-porozumienia", "1299 is not a current unit"),
        ("2014", "", "1203", "nigdy-nie-bylo", "powiatlas-porozumienia", "it renews nigdy-nie-bylo, which is not known"),
        ("2014", "", "1203", "proba", "powiatlas-porozumienia", "it renews itself"),
        ("2014", "", "1203", "", "skądś", "the source “skądś” is not known"),
    ])
    func faults(from: String, to: String, area: String, renews: String, source: String, reason: String) throws {
        expectRefusal(line: 2, reason) {
            try read(Self.header + row("proba", from: from, to: to, area: area, renews: renews, source: source), parties: parties("proba"))
        }
    }

    @Test(arguments: ["siec", "terminy", "potrzeby", "nowe", "kalendarz", "map"])
    func reservedWordsNameNoAgreement(_ id: String) throws {
        expectRefusal(line: 2, "cannot name an agreement") { try read(Self.header + row(id), parties: parties("inne")) }
    }

    @Test func partiesThatCannotBe() throws {
        let agreement = Self.header + row("proba")
        expectRefusal(line: 3, "pup-chrzanow stands in it twice") {
            try read(agreement, parties: Self.partyHeader + "proba,pup-chrzanow,\nproba,PUP Chrzanów,\n")
        }
        expectRefusal(line: 3, "the nearest are pup-chrzanow") {
            try read(agreement, parties: Self.partyHeader + "proba,OPS:1203,\nproba,pup-chrzanuw,\n")
        }
        expectRefusal(line: 2, "it has one party") { try read(agreement, parties: Self.partyHeader + "proba,pup-chrzanow,\n") }
        let rows = rejected { try read(agreement, parties: parties("proba", "prooba")) }
        #expect(rows.map(\.line) == [4, 5])
        #expect(rows.first?.reason.contains("did you mean proba?") == true)
    }

    @Test func loopsOfRenewalsInTheFileAndWithWhatIsStored() throws {
        let loop = rejected {
            try read(Self.header + row("a-1", renews: "c-3") + row("b-2", renews: "a-1") + row("c-3", renews: "b-2"), parties: parties("a-1", "b-2", "c-3"))
        }
        #expect(loop.contains { $0.line == 2 && $0.reason.contains("a-1 → c-3 → b-2 → a-1") }, "\(loop)")
        let stored = try AgreementFixtures.embedded()
        expectRefusal(line: 2, "pai-warszawa-bielany-2014 → pai-warszawa-bielany-2015 → pai-warszawa-bielany-2014") {
            try read("id,title,renews\npai-warszawa-bielany-2014,PAI,pai-warszawa-bielany-2015\n", existing: stored)
        }
    }

    @Test func partialKeepsWholeAgreementsOnly() throws {
        let contents = try read(
            Self.header + row("dobra") + row("bez-strony") + row("zla-data", from: "x") + row("po-zlej", renews: "zla-data"),
            parties: parties("dobra", "po-zlej") + "bez-strony,pup-chrzanow,\nbez-strony,nikt-taki,\n", partial: true)
        #expect(contents.agreements.map(\.id.text) == ["dobra"])
        let report = try #require(contents.reports.first)
        #expect(report.read == 4 && report.accepted == 1)
        #expect(report.rejected.map(\.line) == [4, 5])
    }

    @Test func columnsAndTablesThatAreNotGivenLeaveWhatIsKnown() throws {
        let stored = try AgreementFixtures.embedded()
        let before = try #require(stored.first { $0.id.text == "sepi-zakopane-2013" })
        let contents = try read("id;tytuł;zweryfikowano\nsepi-zakopane-2013;\(before.title);2026-11-20\n", existing: stored)
        var expected = before
        expected.verifiedOn = try Period("2026-11-20")
        #expect(contents.agreements == [expected])
        #expect(contents.reports.first?.remarks.contains { $0.contains("semicolons") } == true)
    }
}
