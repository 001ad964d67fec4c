// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Intake
import Logging
import NIOCore
import Testing

@testable import AtlasServer

/// Surveys as those see them who answer, who read results and who put them on the map.
@Suite struct SurveysTests {
    private static let encoded: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    private static func published() throws -> SurveyContents {
        let read = try SurveyFile.read(folder: TestData.repository.appending(path: "GeoData/surveys"))
        return SurveyContents(surveys: read.surveys, sources: read.sources)
    }

    /// The built-in questionnaire, open for all time that tests may run in.
    private static func open(_ id: String = "wspolpraca-test", closes: String = "2199-12-31") throws -> SurveyContents {
        var contents = try published()
        contents.surveys[0].id = try SurveyID(id)
        contents.surveys[0].opens = try Period("2020-01-01")
        contents.surveys[0].closes = try Period(closes)
        contents.surveys[0].period = try Period("2026")
        contents.surveys[0].published = []
        return contents
    }

    private static func invitees(_ store: AtlasStore, _ type: InstitutionType, within code: String) async throws -> [SurveyInvitee] {
        let area = try TERYTCode(code)
        return try await store.institutions().filter { $0.type == type && ($0.seat?.gmina?.isWithin(area) ?? false) }
            .map { SurveyInvitee(institution: $0.id, type: $0.type, seat: $0.seat?.gmina) }
    }

    /// One welfare centre, asked by link.
    private static func oneLink(_ store: AtlasStore, closes: String = "2199-12-31") async throws -> SecretToken {
        _ = try await store.importSurveys(try open(closes: closes))
        let invitee = try #require(try await invitees(store, .ops, within: "12").first)
        let made = try await store.invite([invitee], to: try SurveyID("wspolpraca-test"), on: try Period("2026-11-01"))
        return try #require(made.invited.first).token
    }

    private static func post(
        _ client: any TestClientProtocol, _ path: String, _ body: String, headers: HTTPFields = [:]
    ) async throws -> (status: HTTPResponse.Status, location: String, text: String) {
        var all = encoded
        for field in headers { all[field.name] = field.value }
        return try await client.execute(uri: path, method: .post, headers: all, body: ByteBuffer(string: body)) { response in
            (response.status, response.headers[.location] ?? "", String(buffer: response.body))
        }
    }

    private static let whole =
        "wspolpraca=tak&porozumienie-ops=tak&rodzaje=pai&rodzaje=oferta-up&wiedza=pelna&warunki=sasiedztwo&korzysci=sprawniej&bariery=nie-wiem"

    @Test func thePublishedFiguresStandOnThePageAndInTheData() async throws {
        try await withServer(prepare: { _ = try await $0.importSurveys(try Self.published()) }) { client, _ in
            let page = try await client.get("/ankiety/wspolpraca-ops-up-2015")
            #expect(page.status == .ok && page.text.contains("77%") && page.text.contains("91%") && page.text.contains("wyniki z\u{A0}publikacji"))
            let json = try await client.getJSON("/api/v1/surveys/wspolpraca-ops-up-2015/results?lang=en")
            #expect(json["published"].value as? Bool == true)
            let groups = json["questions"][3]["groups"]
            #expect(groups[0]["type"].string == "OPS" && groups[0]["options"].array.map { $0["percentage"].number } == [43, 59, 27, 77, 20, 57, 71, 10, 63, 8])
            #expect(groups[1]["type"].string == "PUP" && groups[1]["options"].array.map { $0["percentage"].number } == [37, 63, 72, 91, 22, 35, 78, 6, 91, 2])
            let csv = try await client.get("/api/v1/surveys/wspolpraca-ops-up-2015/results.csv")
            let rows = csv.text.split(separator: "\r\n")
            #expect(rows.count { $0.hasSuffix(",OPS,,,76.0,") } == 1)
            #expect(rows.count > 100)
            let list = try await client.get("/ankiety?lang=en")
            #expect(list.text.contains("Cooperation of welfare centres and labour offices") && list.text.contains("published percentages"))
            let unknown = try await client.get("/ankiety/nie-ma")
            #expect(unknown.status == .notFound)
            // Nothing of it can be placed on a map.
            let measure = try await client.get("/api/v1/indicators/survey(wspolpraca-ops-up-2015,wspolpraca,tak)")
            #expect(measure.status == .notFound && measure.text.contains("published figures only"))
        }
    }

    @Test func resultsCanBeThoseOfOneTypeOfInstitution() async throws {
        try await withServer(prepare: { _ = try await $0.importSurveys(try Self.published()) }) { client, _ in
            let path = "/ankiety/wspolpraca-ops-up-2015"
            let all = try await client.get(path).text
            #expect(all.contains("name=\"type\"") && all.contains("77%") && all.contains("91%"))
            let page = try await client.get(path + "?type=PUP").text
            #expect(page.contains("<option value=\"PUP\" selected>") && page.contains("91%") && !page.contains("77%"))
            #expect(page.contains("results.csv?type=PUP"))
            let json = try await client.getJSON("/api/v1/surveys/wspolpraca-ops-up-2015/results?type=PUP")
            #expect(json["type"].string == "PUP")
            let groups = json["questions"].array.flatMap { $0["groups"].array.map { $0["type"].string } }
            #expect(!groups.isEmpty && groups.allSatisfy { $0 == "PUP" })
            let csv = try await client.get("/api/v1/surveys/wspolpraca-ops-up-2015/results.csv?type=PUP").text
            #expect(csv.contains(",PUP,") && !csv.contains(",OPS,"))
            for type in ["BANK", "NGO"] {
                let refused = try await client.get(path + "?type=\(type)")
                #expect(refused.status == .badRequest, "\(type)")
            }
        }
    }

    @Test func answersAreSavedContinuedHandedInAndChangedByOneLink() async throws {
        try await withServer { client, store in
            let token = try await Self.oneLink(store)
            let path = "/ankieta/\(token)"
            let form = try await client.get(path)
            #expect(form.status == .ok && form.headers[.cacheControl] == "no-store")
            #expect(form.headers[HTTPField.Name("X-Robots-Tag")!] == "noindex, nofollow" && form.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
            #expect(form.text.contains("name=\"_version\" value=\"0\"") && !form.text.contains("porozumienia-up") && !form.text.contains("oferta-ops"))

            let saved = try await Self.post(client, path, "_version=0&_action=save&wspolpraca=tak&rodzaje=pai")
            #expect(saved.status == .seeOther && saved.location == path + "?zapisano=1")
            let kept = try await client.get(saved.location)
            #expect(kept.text.contains("id=\"f-rodzaje-pai\" name=\"rodzaje\" value=\"pai\" checked") && kept.text.contains("Zapisano."))
            // A draft is no result.
            // Survey and link were made by another process than the server, which looks at the file four times a second.
            for _ in 0..<400 {
                let seen = try await client.get("/api/v1/surveys/wspolpraca-test")
                if seen.status == .ok, try seen.json()["invited"].number == 1 { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            let none = try await client.getJSON("/api/v1/surveys/wspolpraca-test")
            #expect(none["answered"].number == 0 && none["invited"].number == 1)

            let early = try await Self.post(client, path, "_version=1&_action=submit&wspolpraca=tak")
            #expect(early.status == .unprocessableContent && early.text.contains("href=\"#f-wiedza-pelna\"") && early.text.contains("id=\"e-wiedza\""))
            let wrong = try await Self.post(client, path, "_version=1&_action=save&wspolpraca=tak&wspolpraca=nie&rodzaje=psu")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("Wybierz tylko jedną") || wrong.text.contains("Wybierz jedną"))

            let sent = try await Self.post(client, path, "_version=1&_action=submit&" + Self.whole)
            #expect(sent.status == .seeOther && sent.location == path + "?wyslano=1")
            let thanks = try await client.get(sent.location)
            #expect(thanks.text.contains("Dziękujemy za odpowiedzi") && thanks.text.contains("Program Aktywizacja i\u{A0}Integracja"))
            let stored = try #require(try await store.surveyInvitation(token))
            #expect(stored.isSubmitted && stored.version == 2 && stored.sheet.answers["rodzaje"] == .options(["pai", "oferta-up"]))
            let one = try await client.getJSON("/api/v1/surveys/wspolpraca-test")
            #expect(one["answered"].number == 1)
            // One answer shows nothing.
            let results = try await client.getJSON("/api/v1/surveys/wspolpraca-test/results")
            #expect(results["questions"][0]["groups"][0]["hidden"].value as? Bool == true && results["questions"][0]["groups"][0]["options"].array.isEmpty)

            let changed = try await Self.post(client, path, "_version=2&" + Self.whole.replacing("wiedza=pelna", with: "wiedza=domysly"))
            #expect(changed.status == .seeOther)
            let after = try await store.surveyInvitation(token)
            #expect(after?.sheet.answers["wiedza"] == .options(["domysly"]))
        }
    }

    @Test func twoWindowsDoNotLoseAnswers() async throws {
        try await withServer { client, store in
            let token = try await Self.oneLink(store)
            let path = "/ankieta/\(token)"
            _ = try await Self.post(client, path, "_version=0&_action=save&wspolpraca=tak&wiedza=pelna")
            let late = try await Self.post(client, path, "_version=0&_action=save&wspolpraca=tak&wiedza=domysly")
            #expect(late.status == .conflict && late.text.contains("W\u{A0}innym oknie: Wiedza jest pełna"))
            #expect(late.text.contains("value=\"domysly\" checked") && late.text.contains("name=\"_version\" value=\"1\""))
            let unchanged = try await store.surveyInvitation(token)
            #expect(unchanged?.sheet.answers["wiedza"] == .options(["pelna"]))
            // The same twice, as after a second click, is no conflict.
            let twice = try await Self.post(client, path, "_version=0&_action=save&wspolpraca=tak&wiedza=pelna")
            #expect(twice.status == .seeOther)
        }
    }

    @Test func strangeFormsAndLinksAreRefused() async throws {
        try await withServer { client, store in
            let token = try await Self.oneLink(store)
            let path = "/ankieta/\(token)"
            let foreign = try await Self.post(client, path, "_version=0&" + Self.whole, headers: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"])
            #expect(foreign.status == .forbidden)
            let versionless = try await Self.post(client, path, Self.whole)
            #expect(versionless.status == .badRequest)
            let large = try await Self.post(client, path, "_version=0&uwagi=" + String(repeating: "a", count: 600_000))
            #expect(large.status == .contentTooLarge)
            let json = try await Self.post(client, path, "{}", headers: [.contentType: "application/json"])
            #expect(json.status == .unsupportedMediaType)
            let untouched = try await store.surveyInvitation(token)
            #expect(untouched?.version == 0)

            for attempt in 0..<UnknownLinkGuard.limit {
                let nowhere = try await client.get(attempt.isMultiple(of: 2) ? "/ankieta/krotki" : "/ankieta/\(SecretToken())")
                #expect(nowhere.status == .notFound && nowhere.text.contains("26 literami"))
            }
            let tooMany = try await client.get("/ankieta/\(SecretToken())")
            #expect(tooMany.status == .tooManyRequests && tooMany.headers[.retryAfter] != nil)
        }
    }

    @Test func aClosedSurveyTakesNothingAndShowsTheCopy() async throws {
        try await withServer { client, store in
            let token = try await Self.oneLink(store)
            _ = try await Self.post(client, "/ankieta/\(token)", "_version=0&" + Self.whole)
            _ = try await store.importSurveys(try Self.open(closes: "2020-02-01"))
            let page = try await client.get("/ankieta/\(token)")
            #expect(page.text.contains("Odpowiedzi przyjmowaliśmy do dnia: 1\u{A0}lutego 2020") && page.text.contains("zostały przyjęte"))
            let late = try await Self.post(client, "/ankieta/\(token)", "_version=1&" + Self.whole)
            #expect(late.status == .conflict)
            // What was answered has to stay possible.
            var other = try Self.open()
            other.surveys[0].questions.removeAll { $0.id == "wiedza" }
            await #expect(throws: SurveyRefusal.self) { try await store.importSurveys(other) }
            let institution = try #require(try await store.surveyInvitation(token)).sheet.institution
            let renewed = try await store.invite(
                [SurveyInvitee(institution: institution, type: .ops, seat: nil)], to: try SurveyID("wspolpraca-test"), on: try Period("2026-11-01"), renewing: true)
            #expect(renewed.invited.count == 1)
            let old = try await store.surveyInvitation(token)
            #expect(old == nil)
        }
    }

    @Test func sharesOfAnswersStandOnTheMap() async throws {
        try await withServer(prepare: { store in
            _ = try await store.importSurveys(try Self.open())
            var sheets: [SurveySheet] = []
            // All of two powiats, and too few of a third.
            for (powiat, most) in [("1201", 100), ("1206", 100), ("2402", 2)] {
                for (place, invitee) in try await Self.invitees(store, .ops, within: powiat).prefix(most).enumerated() {
                    sheets.append(
                        SurveySheet(
                            institution: invitee.institution, type: .ops, seat: invitee.seat,
                            answers: ["wspolpraca": .options([place < 3 ? "tak" : "nie"])]))
                }
            }
            _ = try await store.importSurveyAnswers(sheets, to: try SurveyID("wspolpraca-test"), on: try Period("2026-11-01"))
        }) { client, store in
            let count = try await Self.invitees(store, .ops, within: "1201").count
            #expect(count >= 5)
            let path = "/api/v1/indicators/survey(wspolpraca-test,wspolpraca,tak)"
            let json = try await client.getJSON("\(path)/values?level=powiat")
            func row(_ code: String) -> JSON { json["values"].array.first { $0["terc"].string == code } ?? JSON(nil) }
            #expect(json["period"].string == "2026")
            #expect(abs((row("1201")["value"].number ?? 0) - 300 / Double(count)) < 1e-9)
            #expect(row("2402")["value"].isNull && row("2402")["flag"].string == "confidential")
            #expect(row("0201")["value"].isNull && row("0201")["flag"].string == "missing")
            let about = try await client.getJSON("\(path)?lang=en")
            #expect(about["note"].string?.contains("fewer than 5 answers are not shown") ?? false)
            #expect(about["levels"].array.map(\.string).contains("powiat") && !about["levels"].array.map(\.string).contains("gmina"))
            let answers = try await client.getJSON("/api/v1/indicators/survey(wspolpraca-test,wspolpraca,answers,ops)/values?level=powiat")
            #expect(answers["values"].array.first { $0["terc"].string == "1201" }?["value"].number == Double(count))
            let tile = try await client.get("/tiles/choropleth/survey(wspolpraca-test,wspolpraca,tak)/2026/powiat/6/35/21.png")
            #expect(tile.status == .ok && tile.headers[.contentType] == "image/png")
            for (measure, reason) in [("survey(nie-ma,wspolpraca,tak)", "survey"), ("survey(wspolpraca-test,q,tak)", "question"), ("survey(wspolpraca-test,wspolpraca,moze)", "option"), ("survey(wspolpraca-test,wspolpraca,mean)", "option"), ("survey(wspolpraca-test,wspolpraca,tak,dps)", "group")] {
                let refused = try await client.get("/api/v1/indicators/\(measure)")
                #expect(refused.status == .notFound && refused.text.contains("no \(reason)"), "\(refused.text)")
            }
            let page = try await client.get("/ankiety/wspolpraca-test?unit=12")
            #expect(page.status == .ok && page.text.contains("/mapa?indicator=survey"))
            let map = try await client.get("/mapa?indicator=survey(wspolpraca-test,wspolpraca,tak)&level=powiat")
            #expect(map.status == .ok)
        }
    }

    @Test func onlyWhatIsHandedInMakesNewData() async throws {
        try await withServer { _, store in
            let token = try await Self.oneLink(store)
            let before = try await store.versions()
            _ = try await store.saveSurveySheet(token, answers: ["wspolpraca": .options(["tak"])], version: 0, submitting: false)
            let draft = try await store.versions()
            #expect(draft == before)
            _ = try await store.saveSurveySheet(token, answers: ["wspolpraca": .options(["tak"])], version: 1, submitting: true)
            let after = try await store.versions()
            #expect(after.surveys != before.surveys && after.data != before.data && after.territory == before.territory && after.indicators == before.indicators)
            let again = try await store.importSurveys(try Self.open())
            #expect(again == WriteSummary(added: 0, changed: 0, unchanged: 1))
        }
    }

    @Test func theLogDoesNotHoldTheSecretOfALink() {
        let secret = SecretToken().text
        let request = Request(head: HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/ankieta/\(secret)?zapisano=1"), body: .init(buffer: ByteBuffer()))
        #expect(request.loggedPath == "/ankieta/…")
    }
}
