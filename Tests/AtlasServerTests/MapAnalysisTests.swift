// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// The analysis form of the map page, without scripts: fields to a measure, a measure to fields.
@Suite struct MapAnalysisTests {
    private func location(_ client: any TestClientProtocol, _ query: String) async throws -> String {
        let response = try await client.get("/mapa?" + query)
        #expect(response.status == .seeOther, "\(query): \(response.status)")
        return response.headers[.location] ?? ""
    }

    @Test(arguments: [
        ("analiza=plain&indicator=ludnosc", "ludnosc"),
        ("analiza=change&indicator=starzenie-80-plus&od=2020", "change(starzenie-80-plus,2020)"),
        ("analiza=change&indicator=starzenie-80-plus&od=1999&zmiana=percent", "growth(starzenie-80-plus,2015)"),
        ("analiza=rate&indicator=ludnosc&na=km2", "per-km2(ludnosc)"),
        ("analiza=rate&indicator=wyzsze-wyksztalcenie&na=1000", "per-capita(wyzsze-wyksztalcenie,1000)"),
        ("analiza=rate&indicator=kobiety&na=measure&drugi=ludnosc&mnoznik=100", "ratio(kobiety,ludnosc,100)"),
        ("analiza=bivariate&indicator=udzial-65-plus&drugi=feminizacja", "bivariate(udzial-65-plus,feminizacja)"),
        ("analiza=clusters&indicator=udzial-65-plus", "clusters(udzial-65-plus)"),
        ("analiza=gap&indicator=udzial-80-plus&typ=dps&oferta=institutions", "gap(udzial-80-plus,institutions(dps))"),
        ("analiza=gap&indicator=udzial-80-plus&typ=dps&oferta=places&pokaz=bivariate", "bivariate(udzial-80-plus,places(dps))"),
        (
            "analiza=index&metoda=minmax&indicator=ludnosc&skladnik1=udzial-65-plus&waga1=1&skladnik3=feminizacja&waga3=-0,5",
            "index(minmax,udzial-65-plus*1,feminizacja*-0.5)"
        ),
    ])
    func fieldsMakeAMeasure(_ query: String, _ measure: String) async throws {
        try await withServer { client, _ in
            let address = try await location(client, query)
            #expect(address == "/mapa?indicator=\(measure)")
            let page = try await client.get(address)
            #expect(page.status == .ok)
            // The page shows the same fields again.
            let form = AnalysisForm(try #require(try? IndicatorID(IndicatorExpression(measure))))
            #expect(page.text.contains("<option value=\"\(form.mode.rawValue)\" selected>"))
        }
    }

    @Test(arguments: [
        ("analiza=change&indicator=ludnosc&od=2015", "one-period"), ("analiza=bivariate&indicator=ludnosc", "second"),
        ("analiza=rate&indicator=ludnosc&na=measure&drugi=ludnosc", "second"), ("analiza=index&indicator=ludnosc&skladnik1=kobiety", "parts"),
        ("analiza=index&indicator=ludnosc&skladnik1=kobiety&waga1=x&skladnik2=feminizacja", "weight"),
        ("analiza=bivariate&indicator=ludnosc&drugi=nie-ma-takiego", "refused"),
    ])
    func whatIsMissingIsSaidOnTheMapOfTheIndicator(_ query: String, _ obstacle: String) async throws {
        try await withServer { client, _ in
            let address = try await location(client, query)
            #expect(address == "/mapa?indicator=ludnosc&uwaga=\(obstacle)")
            let page = try await client.get(address)
            let said = page.text.components(separatedBy: "id=\"analysis-error\" role=\"alert\">").dropFirst().first?.prefix { $0 != "<" } ?? ""
            #expect(page.status == .ok && !said.isEmpty)
        }
    }

    @Test func whatNobodyChoseFollowsTheMeasure() async throws {
        try await withServer { client, _ in
            // The form sends all its fields: those of the usual style are no choice.
            let usual = "method=jenks&classes=5&palette=YlOrRd&bylo=starzenie-80-plus"
            let change = try await location(client, "analiza=change&indicator=starzenie-80-plus&od=2015&level=powiat&within=12&\(usual)")
            #expect(change == "/mapa?indicator=change(starzenie-80-plus,2015)&level=powiat&within=12")
            let chosen = try await location(client, "analiza=change&indicator=starzenie-80-plus&od=2015&palette=viridis&method=jenks&classes=5&bylo=starzenie-80-plus")
            #expect(chosen == "/mapa?indicator=change(starzenie-80-plus,2015)&palette=viridis")
            let back = try await location(
                client, "analiza=plain&indicator=starzenie-80-plus&method=zero&classes=6&palette=RdBu&reverse=1&bylo=change(starzenie-80-plus,2015)")
            #expect(back == "/mapa?indicator=starzenie-80-plus")

            let legend = try await client.getJSON("/api/v1/legend?indicator=change(starzenie-80-plus,2015)&level=powiat")
            let breaks = legend["breaks"].array.compactMap { $0.number }
            #expect(breaks.count == 5 && breaks[2] == 0)
            #expect(zip(breaks, breaks.reversed()).allSatisfy { $0 == -$1 })
            #expect(legend["classes"][0]["color"].string == "#2166ac" && legend["classes"][5]["color"].string == "#b2182b")
            let better = try await client.getJSON("/api/v1/indicators/change(starzenie-80-plus,2015)")
            #expect(better["style"]["palette"].string == "RdBu" && better["style"]["method"].string == "zero")
            let plain = try await client.getJSON("/api/v1/indicators/starzenie-80-plus")
            #expect(plain["style"]["method"].string == "jenks")
            // A palette that somebody chose runs as it is.
            let other = try await client.getJSON("/api/v1/legend?indicator=change(starzenie-80-plus,2015)&level=powiat&palette=PuOr")
            let same = try await client.getJSON("/api/v1/legend?indicator=change(starzenie-80-plus,2015)&level=powiat&palette=PuOr&reverse=0")
            #expect(other["classes"][0]["color"].string == same["classes"][0]["color"].string)
        }
    }

    @Test func anIndexOfTwelveLongNamesFits() async throws {
        try await withServer { client, _ in
            let ids = try await client.getJSON("/api/v1/indicators")["indicators"].array
                .filter { item in item["levels"].array.contains { $0.string == "powiat" } }.compactMap { $0["id"].string }.prefix(12)
            let measure = "index(zscore,\(ids.map { "\($0)*1" }.joined(separator: ",")))"
            #expect(measure.count > 200)
            for path in ["/mapa?indicator=\(measure)", "/api/v1/legend?indicator=\(measure)&level=powiat", "/api/v1/map.svg?indicator=\(measure)&level=powiat"] {
                let response = try await client.get(path)
                #expect(response.status == .ok, "\(path): \(response.text.prefix(200))")
            }
        }
    }

    @Test func thePlainPageHasTheSquareLegendAndNamesInTheTable() async throws {
        try await withServer { client, _ in
            let page = try await client.get("/mapa?indicator=bivariate(udzial-65-plus,feminizacja)&level=powiat").text
            let square = page.components(separatedBy: "class=\"matrix-square\"").dropFirst().first?.components(separatedBy: "</svg>").first ?? ""
            #expect(square.components(separatedBy: "<rect ").count == 10)
            #expect(page.contains("pierwszy wysoko, drugi wysoko</td>"))
            #expect(page.contains("Współczynnik feminizacji"))
            let clusters = try await client.get("/mapa?indicator=clusters(udzial-65-plus)&level=powiat&lang=en").text
            #expect(clusters.contains("low among low</td>"))
        }
    }
}
