// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import AtlasServer

@Suite struct AgreementDraftTests {
    private static let encoded: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    private static let path = "/porozumienia/nowe"

    private static func post(_ client: any TestClientProtocol, _ fields: [(String, String)], headers: HTTPFields = encoded, language: String = "pl") async throws -> TestResponse {
        try await client.execute(uri: "\(path)?lang=\(language)", method: .post, headers: headers, body: ByteBuffer(string: QueryText.join(fields)))
    }

    /// All fields of the form in a page, as a browser would send them back.
    private static func fields(_ html: String) -> [(String, String)] {
        var fields: [(String, String)] = []
        func plain(_ text: some StringProtocol) -> String {
            String(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
        for match in html.matches(of: /<input ([^>]*)>/) {
            guard let name = match.1.firstMatch(of: /name="([^"]*)"/)?.1, !match.1.contains("type=\"file\"") else { continue }
            if match.1.contains("type=\"checkbox\""), !match.1.contains(" checked") { continue }
            fields.append((String(name), plain(match.1.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
        }
        for match in html.matches(of: /(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)<\/textarea>/) { fields.append((String(match.1), plain(match.2))) }
        for match in html.matches(of: /(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/) {
            if let chosen = match.2.firstMatch(of: /value="([^"]*)" selected/)?.1 { fields.append((String(match.1), plain(chosen))) }
        }
        return fields
    }

    private static func two(_ client: any TestClientProtocol) async throws -> (ops: String, pup: String) {
        func first(_ type: String) async throws -> String { try #require(try await client.getJSON("/api/v1/institutions?type=\(type)&unit=1201")["institutions"][0]["id"].string) }
        return (try await first("OPS"), try await first("PUP"))
    }

    @Test(arguments: ["pl", "en"])
    func theVariantsAreOfferedAndEachHasItsForm(language: String) async throws {
        try await withServer { client, _ in
            let choice = try await client.get("\(Self.path)?lang=\(language)").text
            for variant in ["ops-pup", "pcpr-pup", "pai-ops", "pai-ngo", "partnerstwo", "wymiana-informacji"] {
                #expect(choice.contains("wariant=\(variant)"))
                let form = try await client.get("\(Self.path)?wariant=\(variant)&lang=\(language)")
                #expect(form.status == .ok && form.text.contains("name=\"parties.1.name\"") && form.text.contains("name=\"deadlines.0.days\""))
                #expect(form.text.contains("hoursIntegration") == variant.hasPrefix("pai"))
                #expect(!form.text.contains("Optional(") && !form.text.contains("{{") && !form.text.contains(" style=\""))
                #expect(form.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func partiesComeFromTheDirectory() async throws {
        try await withServer { client, _ in
            let ids = try await Self.two(client)
            // The order of the address does not matter: the variant names its sides.
            let form = try await client.get("\(Self.path)?wariant=ops-pup&strona=\(ids.pup)&strona=\(ids.ops)").text
            let fields = Dictionary(Self.fields(form)) { first, _ in first }
            let ops = try await client.getJSON("/api/v1/institutions/\(ids.ops)")
            #expect(fields["parties.0.institution"] == ids.ops && fields["parties.0.name"] == ops["name"].string && fields["parties.0.side"] == "welfare")
            #expect(fields["parties.1.institution"] == ids.pup && fields["parties.1.side"] == "labour" && fields["parties.1.function"] == "Dyrektor")
            #expect(fields["parties.0.address"]?.isEmpty == false && fields["area"]?.isEmpty == false)
            #expect(fields["deadlines.0.days"] == "5" && fields["deadlines.1.days"] == "3" && fields["deadlines.2.days"] == "7")
            let guessed = try await client.get("\(Self.path)?strona=\(ids.pup)&strona=\(ids.ops)").text
            #expect(guessed.contains("name=\"variant\" value=\"ops-pup\""))
            let unknown = try await client.get("\(Self.path)?wariant=ops-pup&strona=nobody-here")
            #expect(unknown.status == .notFound)
            let none = try await client.get("\(Self.path)?wariant=fuzja")
            #expect(none.status == .badRequest && none.text.contains("partnerstwo"))
            let gone = try await client.get("\(Self.path)?wzor=nie-ma-takiego")
            #expect(gone.status == .notFound)
        }
    }

    @Test func rowsComeAndGoAndPartiesAreFound() async throws {
        try await withServer { client, _ in
            let ids = try await Self.two(client)
            var fields = Self.fields(try await client.get("\(Self.path)?wariant=partnerstwo").text)
            let more = try await Self.post(client, fields + [("akcja", "dodaj:parties")]).text
            #expect(more.contains("name=\"parties.2.name\"") && !more.contains("name=\"parties.3.name\""))
            let fewer = try await Self.post(client, Self.fields(more) + [("akcja", "usun:parties:1")]).text
            #expect(fewer.contains("name=\"parties.1.name\"") && !fewer.contains("name=\"parties.2.name\""))
            fields = fields.map { $0.0 == "szukane" ? ("szukane", "urząd pracy Bochnia") : $0 }
            let found = try await Self.post(client, fields + [("akcja", "szukaj")]).text
            #expect(found.contains("value=\"strona:\(ids.pup)\""))
            let added = try await Self.post(client, Self.fields(found) + [("akcja", "strona:\(ids.pup)")]).text
            #expect(Dictionary(Self.fields(added)) { first, _ in first }["parties.0.institution"] == ids.pup)
            let changed = try await Self.post(client, Self.fields(added) + [("akcja", "zmien"), ("inny", "wymiana-informacji")]).text
            #expect(changed.contains("name=\"variant\" value=\"wymiana-informacji\"") && changed.contains(ids.pup))
        }
    }

    @Test func whatIsMissingIsListedAndTheDocumentIsPreviewedAndDownloaded() async throws {
        try await withServer { client, _ in
            let ids = try await Self.two(client)
            let form = Self.fields(try await client.get("\(Self.path)?wariant=pai-ops&strona=\(ids.ops)&strona=\(ids.pup)").text)
            let checked = try await Self.post(client, form + [("akcja", "sprawdz")]).text
            #expect(checked.contains("href=\"#validFrom\"") && checked.contains("href=\"#parties-0-signatory\"") && checked.contains("draft-missing"))
            let preview = try await Self.post(client, form + [("akcja", "podglad")])
            #expect(preview.status == .ok && preview.text.contains("[uzupełnij: Obowiązuje od]") && preview.text.contains("#validFrom\""))
            #expect(preview.text.contains("Blok Aktywizacja prowadzi Urząd") && preview.text.contains("art.\u{A0}62a"))
            // The preview carries the draft: back in the form everything is there.
            let carried = Self.fields(preview.text).filter { $0.0 == "draft" }
            #expect(carried.count == 1)
            let back = try await Self.post(client, carried + [("akcja", "edycja")]).text
            #expect(Dictionary(Self.fields(back)) { first, _ in first }["parties.0.institution"] == ids.pup)
            for (action, type, start) in [("odt", "application/vnd.oasis.opendocument.text", "PK"), ("docx", "application/vnd.openxml", "PK"), ("pdf", "application/pdf", "%PDF"), ("json", "application/json", "{")] {
                let file = try await Self.post(client, carried + [("akcja", action)])
                #expect(file.status == .ok && file.headers[.contentType]?.hasPrefix(type) ?? false, "\(action)")
                #expect(Array(file.bytes.prefix(start.utf8.count)) == Array(start.utf8), "\(action)")
                #expect(file.headers[.contentDisposition]?.contains("porozumienie-pai-ops-") ?? false)
            }
        }
    }

    @Test func hostileTextsAreTextAndFaultsAreNamed() async throws {
        try await withServer { client, _ in
            var fields = Self.fields(try await client.get("\(Self.path)?wariant=ops-pup").text).filter { $0.0 != "title" && $0.0 != "parties.0.name" }
            fields += [("title", "<script>alert('1')</script> \"x\"\n# nagłówek\n- punkt \u{E000}signed\u{E001}"), ("parties.0.name", "{{place}} §{final} </textarea><b>")]
            let preview = try await Self.post(client, fields + [("akcja", "podglad")])
            #expect(preview.status == .ok)
            #expect(!preview.text.contains("<script>alert") && !preview.text.contains("</textarea><b>"))
            #expect(preview.text.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;x&quot; # nagłówek - punkt signed") && preview.text.contains("{{place}}"))
            let long = fields.filter { $0.0 != "title" } + [("title", String(repeating: "<ż\"", count: 3_400))]
            for action in ["podglad", "odt", "docx", "pdf"] {
                let refused = try await Self.post(client, long + [("akcja", action)], language: "en")
                #expect(refused.status == .unprocessableContent && refused.text.contains("10200 characters, at most 300"))
            }
            let kept = try await Self.post(client, long + [("akcja", "sprawdz")])
            #expect(kept.status == .ok && Dictionary(Self.fields(kept.text)) { first, _ in first }["title"]?.count == 10_200)
            let backwards = fields.filter { !$0.0.hasPrefix("valid") } + [("validFrom", "2026-05-01"), ("validTo", "2026-04-01"), ("akcja", "odt")]
            let refused = try await Self.post(client, backwards)
            #expect(refused.status == .unprocessableContent && refused.text.contains("koniec jest przed początkiem"))
        }
    }

    @Test func badRequestsAreRefusedWithReason() async throws {
        try await withServer { client, _ in
            let fields = [("variant", "ops-pup")]
            for (bad, status) in [([("variant", "x"), ("akcja", "odt")], HTTPResponse.Status.badRequest), (fields + [("akcja", "zniszcz")], .badRequest), ([("draft", "{")], .badRequest)] {
                let refused = try await Self.post(client, bad)
                #expect(refused.status == status)
            }
            let empty = try await Self.post(client, fields + [("akcja", "odt")])
            #expect(empty.status == .ok)
            var foreign = Self.encoded
            foreign[.origin] = "https://evil.example"
            let refused = try await Self.post(client, fields, headers: foreign)
            #expect(refused.status == .forbidden)
            let large = try await Self.post(client, fields + [("title", String(repeating: "x", count: AgreementDraftRoutes.byteLimit))])
            #expect(large.status == .contentTooLarge)
            let text = try await Self.post(client, fields, headers: [.contentType: "text/plain"])
            #expect(text.status == .unsupportedMediaType)
            let boundary = "----x"
            func load(_ content: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "\(Self.path)/wczytaj", method: .post, headers: [.contentType: "multipart/form-data; boundary=\(boundary)"],
                    body: ByteBuffer(string: "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n\(content)\r\n--\(boundary)--\r\n"))
            }
            let none = try await load("{\"a\":1}")
            #expect(none.status == .unprocessableContent && none.text.contains("role=\"alert\""))
            let saved = try await Self.post(client, fields + [("title", "Zażółć „gęślą”"), ("akcja", "json")]).text
            let loaded = try await load(saved)
            #expect(loaded.status == .ok && loaded.text.contains("value=\"Zażółć „gęślą”\""))
        }
    }

    @Test func anAgreementIsRenewed() async throws {
        try await withServer(prepare: { store in
            let ids = try await store.institutions().filter { [.ops, .pup].contains($0.type) && $0.seat?.gmina?.stem.hasPrefix("1201") ?? false }
            let ops = try #require(ids.first { $0.type == .ops }), pup = try #require(ids.first { $0.type == .pup })
            let agreement = Agreement(
                id: try AgreementID("bochnia-proba"), kind: .agreement, title: "Porozumienie próbne", form: .jointAction, subject: "aktywizacja",
                parties: [
                    AgreementParty(.institution(pup.id), role: .lead, signatory: "Zastępca Dyrektora"), AgreementParty(.institution(ops.id)),
                ],
                signed: try Period("2024-03"), validFrom: try Period("2024-04-01"), end: .on(try Period("2199-03-31")), legalBasis: ["art. 1"], area: [try TERYTCode("1201")],
                actions: [JointAction(description: "spotkania")], funding: [AgreementFunding(source: "EFS", amountGrosze: 123_405)],
                effects: [ExpectedEffect(description: "praca", measure: "osoby", target: 12)],
                deadlines: [AgreementDeadline(duty: "odpowiada", event: "pytania", direction: .after, workingDays: 3)],
                informationExchange: InformationExchange(scope: "status"), risks: "brak kadry", monitoring: "raport", isOpenToJoin: true, sourceID: ops.sourceID)
            _ = try await store.importAgreements([agreement])
        }) { client, _ in
            let form = try await client.get("\(Self.path)?wzor=bochnia-proba")
            #expect(form.status == .ok)
            let fields = Dictionary(Self.fields(form.text)) { first, _ in first }
            for (name, value) in [
                "variant": "ops-pup", "title": "Porozumienie próbne", "renews": "Porozumienie próbne (2024-03)", "validFrom": "2199-04-01", "validTo": "", "signed": "",
                "purpose": "aktywizacja", "ownBases": "art. 1", "area": "powiat bocheński", "parties.0.function": "Zastępca Dyrektora", "parties.0.role": "lider",
                "actions.0.description": "spotkania", "funding.0.amount": "1234,05", "effects.0.target": "12", "deadlines.0.days": "3", "deadlines.0.event": "pytania",
                "exchangeScope": "status", "risks.0.risk": "brak kadry", "monitorHow": "raport", "joining": "tak",
            ] { #expect(fields[name] == value, "\(name): \(fields[name] ?? "nil")") }
            #expect(fields["deadlines.1.days"] == nil)
        }
    }
}
