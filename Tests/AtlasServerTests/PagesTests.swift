// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct PagesTests {
    static let paths = [
        "/", "/mapa", "/mapa?indicator=uczestnicy-pai&level=gmina&within=26", "/jednostki", "/jednostki?q=bochnia", "/jednostki/26",
        "/jednostki/2604", "/jednostki/2661011", "/jednostki/1207132", "/wskazniki", "/wskazniki/udzial-profil-3", "/o-systemie",
        "/deklaracja-dostepnosci", "/katalog", "/katalog?q=schronisko+tarn%C3%B3w", "/katalog?q=xyzzy", "/katalog?type=DPS&sort=name",
        "/instytucje/rjps-132", "/kto-odpowiada", "/kto-odpowiada?q=Bochnia", "/kto-odpowiada?terc=2604092", "/kto-odpowiada?q=xyzzy",
        "/karta", "/karta?item=rjps-132:schronienie&item=rjps-132&item=nobody",
        "/instytucje/rjps-2899", "/porozumienia/terminy", "/partnerzy", "/partnerzy?institution=rjps-2899&purpose=kis", "/porozumienia/siec?day=2014-03-01",
        "/oferty",
    ]

    @Test(arguments: paths)
    func pagesAreThereInBothLanguages(path: String) async throws {
        try await withServer { client, _ in
            for language in ["pl", "en"] {
                let response = try await client.get(path + (path.contains("?") ? "&" : "?") + "lang=\(language)")
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/html; charset=utf-8")
                #expect(response.text.contains("<html lang=\"\(language)\""))
                // What a template could not find, or an optional that was not unwrapped.
                #expect(!response.text.contains("Optional(") && !response.text.contains("{{"))
                #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'self'") ?? false)
                #expect(!response.text.contains(" style=\""))
            }
        }
    }

    @Test func theBrowsersLanguageDecidesUnlessTheAddressDoes() async throws {
        try await withServer { client, _ in
            func language(_ path: String, _ header: String) async throws -> String {
                let text = try await client.get(path, headers: [.acceptLanguage: header]).text
                return text.contains("<html lang=\"en\"") ? "en" : "pl"
            }
            for (path, header, expected) in [
                ("/", "en-GB,en;q=0.9", "en"), ("/", "pl,en;q=0.5", "pl"), ("/", "de", "pl"), ("/?lang=pl", "en", "pl"),
            ] {
                let found = try await language(path, header)
                #expect(found == expected, "\(path) \(header)")
            }
        }
    }

    @Test func theMapPageHoldsItsTableAndLegend() async throws {
        try await withServer { client, _ in
            let text = try await client.get("/mapa?indicator=udzial-profil-3&within=26").text
            let rows = text.components(separatedBy: "<tr data-terc=").dropFirst()
            #expect(rows.count == 14)
            #expect(rows.first?.contains("staszowski") ?? false)
            #expect(rows.first?.contains("38,04") ?? false)
            let english = try await client.get("/mapa?indicator=udzial-profil-3&within=26&lang=en").text
            #expect(english.contains("38.04"))
        }
    }

    @Test func anOutdatedCodeLeadsToTheUnit() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/jednostki/260409?lang=en")
            #expect(response.status == .movedPermanently)
            #expect(response.headers[.location] == "/jednostki/2604092?lang=en")
        }
    }

    @Test func errorsArePagesForPeopleAndDocumentsForPrograms() async throws {
        try await withServer { client, _ in
            for path in ["/nie-ma-takiej", "/jednostki/9999", "/wskazniki/nie-ma", "/mapa?indicator=nie-ma"] {
                let page = try await client.get(path, headers: [.accept: "text/html"])
                #expect(page.status == .notFound, "\(path)")
                #expect(page.headers[.contentType] == "text/html; charset=utf-8")
                let document = try await client.get(path)
                #expect(document.headers[.contentType]?.hasPrefix("application/problem+json") ?? false)
            }
            let escaped = try await client.get("/jednostki?q=%3Cscript%3Ealert(1)%3C/script%3E").text
            #expect(!escaped.contains("<script>alert"))
        }
    }

    @Test func everyLinkOnTheStartPageLeadsSomewhere() async throws {
        try await withServer { client, _ in
            let text = try await client.get("/").text
            let links = Set(text.components(separatedBy: "href=\"").dropFirst().compactMap { $0.components(separatedBy: "\"").first })
            #expect(links.count > 20)
            for link in links where link.hasPrefix("/") {
                let address = link.replacing("&amp;", with: "&").split(separator: "#").first.map(String.init) ?? "/"
                let response = try await client.get(address)
                // The panel is behind the door; everything else is open.
                #expect(response.status == (address.hasPrefix("/panel") ? .seeOther : .ok), "\(link)")
            }
        }
    }

    @Test func bothLocalesHoldAllTextsThatTemplatesUse() throws {
        let web = TestData.repository.appending(path: "Web")
        let locales = try Language.allCases.map { try Locale(language: $0, folder: web.appending(path: "locales")).texts.paths }
        #expect(locales[0].symmetricDifference(locales[1]).isEmpty)
        let pattern = /\{\{\{?[#^]?\s*t\.([A-Za-z0-9_.]+)\s*\}\}/
        var used: Set<String> = []
        for name in FrontEnd.templateNames {
            let template = try String(contentsOf: web.appending(path: "templates/\(name).mustache"), encoding: .utf8)
            used.formUnion(template.matches(of: pattern).map { String($0.output.1) })
        }
        #expect(used.count > 100)
        #expect(used.subtracting(locales[0]).isEmpty)
    }

    /// Polish typography: a one-letter word does not end a line.
    @Test func oneLetterWordsHoldOnToTheNext() throws {
        let file = TestData.repository.appending(path: "Web/locales/pl.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let loose = text.matches(of: /[ \u{A0}(„][aiouwzAIOUWZ] [^"]{0,20}/).map { String($0.output) }
        #expect(loose.isEmpty)
    }
}
