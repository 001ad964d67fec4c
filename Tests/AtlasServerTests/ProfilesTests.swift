// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// Pages of indicators and profiles of units: the figures that must come out right, and what they say about them.
@Suite struct ProfilesTests {
    /// The text of a page without its tags, spaces alike.
    private func text(_ client: any TestClientProtocol, _ path: String) async throws -> String {
        let response = try await client.get(path)
        #expect(response.status == .ok, "\(path)")
        return words(response.text)
    }

    private func words(_ html: String) -> String {
        let main = html.components(separatedBy: "<main").last?.components(separatedBy: "</main>").first ?? ""
        let words = main.replacing(/<[^>]*>/, with: " ").replacing("\u{A0}", with: " ")
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func staszowskiHasTheHighestShareAndTheRegionItsTotal() async throws {
        try await withServer { client, _ in
            let page = try await text(client, "/wskazniki/udzial-profil-3")
            #expect(page.contains("Najwyższa wartość: 38,04% (powiat staszowski)"))
            #expect(page.contains("wartość ma 14 powiatów"))
            #expect(page.contains("Województwo świętokrzyskie 23,73%"))
            #expect(page.contains("Wartości są tylko dla województwa świętokrzyskiego"))
            let html = try await client.get("/wskazniki/udzial-profil-3").text
            let rows = html.components(separatedBy: "<tr data-terc=").dropFirst()
            #expect(rows.count == 14)
            #expect(rows.first?.contains("staszowski") ?? false)
            let profile = try await text(client, "/jednostki/2612")
            #expect(profile.contains("38,04% przy medianie 23,55%: 1. z 14 powiatów"))
        }
    }

    /// Kamienica gave Szczawa away in 2025: what is counted before and after is not compared, and the page says so.
    @Test func valuesAreNotComparedAcrossAChangeOfArea() async throws {
        let indicator = try IndicatorID("uczestnicy-pai")
        let values = [("120705", 2023, 30.0), ("120705", 2024, 40), ("120705", 2025, 50), ("120701", 2024, 7), ("120701", 2025, 9)]
        let observations = try values.map { code, year, value in
            Observation(indicator: indicator, period: Period(year: year), code: try TERYTCode(code), value: value)
        }
        try await withServer(prepare: { store in _ = try await store.importObservations(observations, dryRun: false) }) { client, _ in
            let page = try await text(client, "/jednostki/1207052")
            #expect(page.contains("zmiana granic, bez porównania"))
            #expect(page.contains("wydzielono gminę Szczawa"))
            let other = try await text(client, "/jednostki/1207011")
            #expect(other.contains("+2") && !other.contains("zmiana granic"))
        }
    }

    @Test func theCensusTotalStandsOnThePages() async throws {
        try await withServer { client, _ in
            let page = try await text(client, "/wskazniki/ludnosc")
            #expect(page.contains("Polska 37 019 327"))
            let country = try await text(client, "/jednostki/00")
            #expect(country.contains("37 019 327") && country.contains("19 106 313") && country.contains("17 913 014"))
        }
    }

    /// Places and distribution of the profile against the values of the API, counted anew.
    @Test(arguments: ["1261", "2612", "0201"]) func placesAreThoseOfTheValues(terc: String) async throws {
        try await withServer { client, _ in
            let profile = try await client.getJSON("/api/v1/units/\(terc)/profile")
            for id in ["udzial-65-plus", "wyzsze-wyksztalcenie-na-1000", "ludnosc"] {
                let entry = try #require(profile["indicators"].array.first { $0["id"].string == id })
                let values = try await client.getJSON("/api/v1/indicators/\(id)/values?level=powiat")["values"].array
                let own = try #require(values.first { $0["terc"].string == terc }?["value"].number)
                func place(_ among: (String) -> Bool) -> (place: Int, count: Int) {
                    let numbers = values.filter { among($0["terc"].string ?? "") }.compactMap { $0["value"].number }
                    return (numbers.count { $0 > own } + 1, numbers.count)
                }
                let country = place { _ in true }
                let region = place { $0.hasPrefix(terc.prefix(2)) }
                let isCity = (Int(terc.suffix(2)) ?? 0) >= 61
                let peers = place { ((Int($0.suffix(2)) ?? 0) >= 61) == isCity }
                for (scope, expected) in [("country", country), ("wojewodztwo", region), ("peers", peers)] {
                    #expect(entry["places"][scope]["place"].number == Double(expected.place), "\(id) \(scope)")
                    #expect(entry["places"][scope]["count"].number == Double(expected.count), "\(id) \(scope)")
                }
                let sorted = values.compactMap { $0["value"].number }.sorted()
                let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
                #expect(abs((entry["distribution"]["median"].number ?? 0) - middle) < 1e-9)
                #expect(entry["value"].number == own)
            }
        }
    }

    @Test func forecastsAreTheSourcesOrOursAndSaySo() async throws {
        try await withServer { client, _ in
            let ours = try await text(client, "/wskazniki/starzenie-wiek-poprodukcyjny?unit=1201")
            #expect(ours.contains("Nasze przedłużenie trendu z 10 okresów, a nie prognoza źródła: w 2027 r."))
            #expect(ours.contains("nasz szacunek") && !ours.contains("Prognoza źródła na"))
            let theirs = try await text(client, "/wskazniki/starzenie-80-plus?unit=1201")
            #expect(theirs.contains("Prognoza źródła na 2040 r.: 7482"))
            #expect(!theirs.contains("Nasze przedłużenie"))
            // One census is no series.
            let none = try await text(client, "/wskazniki/udzial-65-plus")
            #expect(!none.contains("Zmiany w czasie"))
        }
    }

    @Test func theRankingKeepsItsOrderAndItsWhole() async throws {
        try await withServer { client, _ in
            func rows(_ query: String) async throws -> [String] {
                let html = try await client.get("/wskazniki/udzial-65-plus?level=powiat" + query).text
                return html.components(separatedBy: "<tr data-terc=\"").dropFirst().map { String($0.prefix(4)) }
            }
            let short = try await rows("")
            let whole = try await rows("&rows=all")
            #expect(short.count == 20 && whole.count == 380)
            #expect(Array(whole.prefix(15)) == Array(short.prefix(15)) && Array(whole.suffix(5)) == Array(short.suffix(5)))
            let lowest = try await rows("&rows=all&sort=lowest")
            #expect(lowest.first == whole.last)
            let area = try await rows("&within=26")
            #expect(area.count == 14 && area.allSatisfy { $0.hasPrefix("26") })
            // The chosen unit is shown wherever it stands.
            let chosen = try await rows("&unit=2612")
            #expect(chosen.contains("2612") && chosen.count == 21)
        }
    }

    @Test func anExpressionHasAPageLikeAnyIndicator() async throws {
        try await withServer { client, _ in
            let ratio = try await text(client, "/wskazniki/ratio(ludnosc-65-plus,ludnosc,100)")
            #expect(ratio.contains("Sopot") && ratio.contains("29,1"))
            let clusters = try await text(client, "/wskazniki/clusters(udzial-65-plus)")
            #expect(clusters.contains("bez istotnego skupienia"))
            #expect(!clusters.contains("Mediana") && !clusters.contains("Najwyższa wartość"))
        }
    }

    @Test func similarUnitsAreOthersAndFollowTheChoice() async throws {
        try await withServer { client, _ in
            let page = try await text(client, "/jednostki/2612?indicators=udzial-65-plus")
            #expect(page.contains("Pod względem 1 wskaźnika do powiatu staszowskiego"))
            let values = try await client.getJSON("/api/v1/indicators/udzial-65-plus/values?level=powiat")["values"].array
            let own = try #require(values.first { $0["terc"].string == "2612" }?["value"].number)
            let nearest = values.filter { $0["terc"].string != "2612" }.min { abs(($0["value"].number ?? 0) - own) < abs(($1["value"].number ?? 0) - own) }
            let name = try #require(nearest?["name"].string)
            let first = try #require(page.components(separatedBy: "najbardziej podobne są: ").last?.components(separatedBy: ",").first)
            #expect(first.hasSuffix(name))
            let cities = try await client.get("/jednostki/2661?among=kind").text
            let table = try #require(cities.components(separatedBy: "similar-table").last?.components(separatedBy: "</table>").first)
            let codes = table.matches(of: /href="\/jednostki\/(\d{4})"/).map { Int($0.output.1.suffix(2)) ?? 0 }
            #expect(codes.count == 8 && codes.allSatisfy { $0 >= 61 })
        }
    }

    @Test func aSecondUnitStandsBesideOrTheFormSaysWhy() async throws {
        try await withServer { client, _ in
            for asked in ["2604", "kielecki", "powiat%20kielecki"] {
                let page = try await text(client, "/jednostki/2612?porownaj=\(asked)")
                #expect(page.contains("powiat staszowski i powiat kielecki"), "\(asked)")
                #expect(page.contains("67 787 205 434 −137 647"), "\(asked)")
            }
            for (asked, answer) in [
                ("xyzzy", "Nie ma jednostki „xyzzy”"), ("26", "jednostka innego poziomu"), ("2612", "To ta sama jednostka"),
                ("bielski", "pasuje kilka jednostek"),
            ] {
                let page = try await text(client, "/jednostki/2612?porownaj=\(asked)")
                #expect(page.contains(answer), "\(asked)")
            }
        }
    }

    @Test(arguments: [
        ("/wskazniki/ludnosc?sort=size", HTTPResponse.Status.badRequest), ("/wskazniki/ludnosc?rows=some", .badRequest),
        ("/wskazniki/ludnosc?level=osiedle", .badRequest), ("/wskazniki/ludnosc?period=2021-13", .badRequest),
        ("/wskazniki/ludnosc?within=99", .badRequest), ("/wskazniki/ludnosc?unit=2699", .notFound),
        ("/jednostki/2612?indicators=nie-ma", .badRequest), ("/jednostki/2612?among=all,kind", .badRequest), ("/jednostki/9999", .notFound), ("/api/v1/units/9999/profile.csv", .notFound),
    ])
    func badRequestsAreRefused(path: String, status: HTTPResponse.Status) async throws {
        try await withServer { client, _ in
            let response = try await client.get(path)
            #expect(response.status == status, "\(path): \(response.text.prefix(200))")
        }
    }

    /// A level, a period or an area that the indicator does not have is answered with what there is.
    @Test func whatAFormSendsAlongIsForgiven() async throws {
        try await withServer { client, _ in
            let period = try await text(client, "/wskazniki/udzial-65-plus?period=2015")
            #expect(period.contains("Dla okresu 2015 nie ma tu wartości. Pokazujemy: 2021."))
            let level = try await text(client, "/wskazniki/udzial-65-plus?level=gmina")
            #expect(level.contains("Dla tego poziomu nie ma wartości."))
            let area = try await text(client, "/wskazniki/udzial-65-plus?level=wojewodztwo&within=26")
            #expect(area.contains("wartość ma 16 województw"))
        }
    }

    @Test func aProfileIsGivenOutWhole() async throws {
        try await withServer { client, _ in
            let csv = try await client.get("/api/v1/units/1201/profile.csv")
            #expect(csv.headers[.contentType]?.hasPrefix("text/csv") ?? false)
            let lines = csv.text.split(separator: "\r\n")
            #expect(lines.first == "terc,unit,indicator,name,measure,period,value,flag")
            #expect(lines.count { $0.contains(",starzenie-80-plus,") } == 14)
            #expect(lines.contains { $0.hasPrefix("1201,powiat bocheński,starzenie-80-plus,") && $0.hasSuffix(",2040,7482,forecast") })
            let workbook = try await client.get("/api/v1/units/1201/profile.xlsx")
            #expect(workbook.status == .ok && workbook.bytes.starts(with: [0x50, 0x4B]))
            let tag = try #require(csv.headers[.eTag])
            let again = try await client.get("/api/v1/units/1201/profile.csv", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
        }
    }

    /// Charts are pictures with a sentence; none leans on a style attribute, which the policy forbids.
    @Test func everyChartHasALabelOrIsHidden() async throws {
        try await withServer { client, _ in
            for path in ["/wskazniki/starzenie-80-plus?unit=1201", "/wskazniki/udzial-65-plus", "/jednostki/1201", "/jednostki/2612?porownaj=2604"] {
                let html = try await client.get(path).text
                let charts = html.matches(of: /<svg class="chart[^>]*>/).map { String($0.output) }
                #expect(charts.count > 5, "\(path)")
                for chart in charts {
                    #expect(chart.contains("aria-hidden=\"true\"") || chart.contains(/role="img" aria-label="[^"]{10,}"/), "\(chart)")
                }
                #expect(!html.contains("NaN") && !html.contains(" style=") && !html.contains("nan%") && !html.contains("inf%"))
            }
        }
    }
}
