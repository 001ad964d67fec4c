// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics
import Testing

@testable import AtlasServer

/// The shape of analyses and their words; the figures are compared with independent libraries in Tests/Analysis.
@Suite struct AnalysisTests {
    private static let pair = "x=udzial-65-plus&y=wyzsze-wyksztalcenie-na-1000"

    @Test func correlationGivesFiguresPointsAndASentence() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/analysis/correlation?\(Self.pair)")
            #expect(json["level"].string == "powiat" && json["period"].string == "2021" && json["n"].number == 380)
            #expect(json["points"].array.count == 380 && json["points"][0]["terc"].string == "0201")
            let r = try #require(json["pearson"]["r"].number)
            #expect(abs(r - 0.281663321543126) < 1e-9)
            let sentence = try #require(json["sentence"].string)
            #expect(sentence.hasPrefix("W\u{A0}380\u{A0}powiatach wyższym wartościom wskaźnika „Udział osób w\u{A0}wieku 65 lat i\u{A0}więcej”")
                || sentence.hasPrefix("W\u{A0}380\u{A0}powiatach wyższym wartościom wskaźnika „Udział osób w wieku 65 lat i więcej”"))
            #expect(sentence.contains("słaba i\u{A0}dodatnia: r\u{A0}Pearsona = 0,28") && sentence.contains("p\u{A0}<\u{A0}0,001"))
            #expect(sentence.hasSuffix("Współwystępowanie nie oznacza, że jedno wynika z\u{A0}drugiego."))
        }
    }

    @Test func correlationWithinAnAreaAndInEnglish() async throws {
        try await withServer { client, _ in
            let polish = try await client.getJSON("/api/v1/analysis/correlation?\(Self.pair)&within=26")
            #expect(polish["n"].number == 14)
            #expect(polish["sentence"].string?.hasPrefix("W\u{A0}14\u{A0}powiatach województwa świętokrzyskiego nie widać zależności") ?? false)
            let english = try await client.getJSON("/api/v1/analysis/correlation?\(Self.pair)&within=26&lang=en")
            #expect(english["sentence"].string?.hasPrefix("In 14\u{A0}powiats of świętokrzyskie voivodeship there is no relation") ?? false)
        }
    }

    @Test func periodsAreTheNewestInCommonOrTheNearest() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/analysis/correlation?x=udzial-65-plus&y=udzial-profil-3")
            #expect(json["period"].string == "2021" && json["period_y"].string == "2015-06-30" && json["n"].number == 14)
            #expect(json["left_out"].number == 366)
            let given = try await client.get("/api/v1/analysis/correlation?x=udzial-65-plus&y=udzial-profil-3&period_y=2016")
            #expect(given.status == .notFound && given.text.contains("2015-06-30"))
        }
    }

    @Test func constantOrMissingValuesAreExplained() async throws {
        try await withServer { client, _ in
            // Known for Świętokrzyskie and for Małopolska only: no unit has both.
            let json = try await client.getJSON("/api/v1/analysis/correlation?x=udzial-profil-3&y=lekarze-na-10-tys&level=powiat")
            #expect(json["pearson"].isNull && json["spearman"].isNull && json["reason"].string != nil)
            #expect(json["sentence"].string?.hasPrefix("Za mało danych") ?? false)
        }
    }

    @Test func autocorrelationAddsUp() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/analysis/autocorrelation?indicator=udzial-65-plus&permutations=999")
            #expect(json["weights"]["kind"].string == "queen" && json["weights"]["units"].number == 380)
            let units = json["units"].array
            #expect(units.count == 380)
            let sum = units.compactMap { $0["local_i"].number }.reduce(0, +)
            let global = try #require(json["moran"]["i"].number)
            // Rows sum to 1, so the local statistics sum to n − 1 times the global one.
            #expect(abs(sum - 379 * global) < 1e-6)
            let counted = SpatialCluster.allCases.compactMap { json["counts"][$0.rawValue].number }
            #expect(counted.reduce(0, +) == 380)
            #expect(json["sentence"].string?.contains("układa się w\u{A0}skupiska: sąsiadujące powiaty") ?? false)
            let again = try await client.get("/api/v1/analysis/autocorrelation?indicator=udzial-65-plus&permutations=999")
            let seeded = try await client.get("/api/v1/analysis/autocorrelation?indicator=udzial-65-plus&permutations=999&seed=1")
            #expect(again.text == seeded.text)
        }
    }

    @Test func analysesTakeMeasuresWhereAnIdMayStand() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON(
                "/api/v1/analysis/autocorrelation?indicator=index(zscore,udzial-65-plus*1,feminizacja*-1)&permutations=99")
            #expect(json["units"].array.count == 380)
            let classes = try await client.get("/api/v1/analysis/correlation?x=clusters(udzial-65-plus)&y=feminizacja")
            #expect(classes.status == .badRequest && classes.text.contains("amounts"))
        }
    }

    @Test func similarUnitsMayBeOfTheSameKind() async throws {
        try await withServer { client, _ in
            let query = "/api/v1/analysis/similar?unit=2661&indicators=udzial-65-plus,feminizacja&limit=5"
            let all = try await client.getJSON(query)
            #expect(all["similar"].array.count == 5 && all["name"].string == "Kielce")
            let distances = all["similar"].array.compactMap { $0["distance"].number }
            #expect(distances == distances.sorted())
            let cities = try await client.getJSON(query + "&among=same-kind")
            #expect(cities["similar"].array.allSatisfy { $0["kind"].string == UnitKind.cityWithPowiatRights.rawValue })
            let near = try await client.getJSON(query + "&within=26")
            #expect(near["similar"].array.allSatisfy { $0["terc"].string?.hasPrefix("26") ?? false })
        }
    }

    @Test func partsOfAnIndexSumToIt() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/analysis/index?method=minmax&components=udzial-65-plus*-1,feminizacja*3&level=powiat")
            #expect(json["components"][0]["raises"].value as? Bool == false && json["components"][1]["share"].number == 0.75)
            for unit in json["units"].array.prefix(20) {
                let sum = unit["contributions"].array.compactMap(\.number).reduce(0, +)
                #expect(abs(sum - (unit["value"].number ?? .nan)) < 1e-9)
            }
        }
    }

    @Test func gapsStandFromTheWidest() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/analysis/gap?need=udzial-65-plus&provision=places(dps)&level=powiat&within=12")
            let differences = json["units"].array.compactMap { $0["difference"].number }
            #expect(differences.count > 3 && differences == differences.sorted(by: >))
            #expect(json["sentence"].string?.contains("województwa małopolskiego") ?? false)
        }
    }

    @Test(arguments: [
        ("correlation?x=udzial-65-plus", 400), ("correlation?x=nie-ma&y=ludnosc", 404), ("correlation?x=ludnosc&y=kobiety&period=1999", 404),
        ("correlation?x=ludnosc&y=kobiety&period=lato", 400), ("correlation?x=ludnosc&y=kobiety&level=kraj", 400),
        ("correlation?x=ludnosc&y=uczestnicy-pai&level=gmina", 400), ("correlation?x=ludnosc&y=kobiety&within=2604&level=powiat", 400),
        ("autocorrelation?indicator=ludnosc&permutations=5", 400), ("autocorrelation?indicator=ludnosc&alpha=2", 400),
        ("autocorrelation?indicator=ludnosc&seed=-1", 400), ("autocorrelation?indicator=ludnosc&alternative=left", 400),
        ("similar?unit=2604", 400), ("similar?unit=abc&indicators=ludnosc", 400), ("similar?unit=2699&indicators=ludnosc", 404),
        ("similar?unit=2604&indicators=ludnosc&limit=0", 400), ("index?indicator=ludnosc", 400), ("index?components=ludnosc*0", 400),
        ("index", 400), ("gap?need=ludnosc", 400),
    ])
    func badQueriesSayWhatIsAccepted(query: String, status: Int) async throws {
        try await withServer { client, _ in
            let response = try await client.get("/api/v1/analysis/\(query)")
            #expect(response.status.code == status, "\(query): \(response.text)")
            let problem = try response.json()
            #expect(problem["detail"].string != nil && problem["status"].number == Double(status))
        }
    }

    @Test(arguments: [
        ("świętokrzyskie", UnitKind.wojewodztwo, "26", "województwa świętokrzyskiego"), ("śląskie", .wojewodztwo, "24", "województwa śląskiego"),
        ("warmińsko-mazurskie", .wojewodztwo, "28", "województwa warmińsko-mazurskiego"), ("kielecki", .powiat, "2604", "powiatu kieleckiego"),
        ("warszawski zachodni", .powiat, "1432", "powiatu warszawskiego zachodniego"), ("Kielce", .cityWithPowiatRights, "2661", "miasta Kielce"),
    ])
    func areasStandInTheGenitive(name: String, kind: UnitKind, code: String, expected: String) throws {
        let unit = TerritorialUnit(code: try TERYTCode(code), kind: kind, name: name, validFrom: nil, validTo: nil)
        #expect(AnalysisWording(.polish).genitive(unit) == expected)
    }
}
