// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Intake
import Testing

@testable import AtlasServer

/// Agreements are written down, changed, renewed and removed in the browser by those who look after the parties.
@Suite struct AgreementDeskTests {
    private static let path = "/panel/porozumienia"

    private func withAgreements(_ test: @Sendable @escaping (any TestClientProtocol, AtlasStore) async throws -> Void) async throws {
        try await withServer(prepare: { store in _ = try await store.importAgreements(try AgreementsTests.agreements()) }, test)
    }

    /// All fields of the form in a page, as a browser would send them back.
    static func fields(_ html: String) -> [(String, String)] {
        var fields: [(String, String)] = []
        func plain(_ text: some StringProtocol) -> String {
            String(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
        guard let start = html.range(of: "id=\"edit-form\""), let end = html[start.upperBound...].range(of: "</form>") else { return [] }
        let form = html[start.upperBound..<end.lowerBound]
        for match in form.matches(of: /<input ([^>]*)>/) {
            guard let name = match.1.firstMatch(of: /name="([^"]*)"/)?.1 else { continue }
            if match.1.contains("type=\"checkbox\"") || match.1.contains("type=\"radio\""), !match.1.contains(" checked") { continue }
            fields.append((String(name), plain(match.1.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
        }
        for match in form.matches(of: /(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)<\/textarea>/) {
            // Browsers send line breaks so.
            fields.append((String(match.1), plain(match.2).replacing("\n", with: "\r\n")))
        }
        for match in form.matches(of: /(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/) {
            let chosen = match.2.firstMatch(of: /value="([^"]*)" selected/)?.1 ?? match.2.firstMatch(of: /value="([^"]*)"/)?.1 ?? ""
            fields.append((String(match.1), plain(chosen)))
        }
        return fields.filter { $0.0 != ProtectedForm.field && $0.0 != "_akcja" }
    }

    static func changed(_ fields: [(String, String)], _ changes: [String: String]) -> [(String, String)] {
        fields.filter { changes[$0.0] == nil } + changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func form(_ id: String, of session: TestSession, _ client: any TestClientProtocol) async throws -> [(String, String)] {
        let page = try await session.get("\(path)/\(id)", from: client)
        #expect(page.status == .ok, "\(id)")
        return fields(String(buffer: page.body))
    }

    private static func embedded() throws -> [Agreement] {
        let contents = TestData.contents
        let reference = DirectoryReference(units: contents.units, geography: .unknown, taxonomy: contents.directory.taxonomy, sources: contents.directory.sources)
        let folder = TestData.repository.appending(path: "GeoData/agreements")
        return try AgreementTableReader(reference: reference, institutions: contents.directory.institutions, today: Period(year: 2026))
            .read(try AgreementFolder.files(folder).tables).agreements
    }

    @Test func everyAgreementComesThroughItsFormUnchanged() async throws {
        let all = try Self.embedded() + AgreementsTests.agreements()
        try await withServer(prepare: { store in _ = try await store.importAgreements(all) }) { client, store in
            let administrator = try await store.signedIn([.administrator])
            for agreement in all {
                let fields = try await Self.form(agreement.id.text, of: administrator, client)
                let answer = try await administrator.post("\(Self.path)/\(agreement.id)", fields + [("_akcja", "zapisz")], to: client)
                #expect(answer.status == .seeOther && answer.headers[.location] == "\(Self.path)/\(agreement.id)?zapisano=0", "\(agreement.id)")
                let stored = try await store.agreement(agreement.id)
                #expect(stored == agreement)
            }
            let revisions = try await store.revisions(RevisionFilter(kind: .agreement)).revisions
            let byHand = revisions.filter { if case .importing = $0.author { false } else { true } }
            #expect(byHand.isEmpty)
        }
    }

    @Test func aPartySavesItsAgreementAndEverybodySeesIt() async throws {
        try await withAgreements { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-sucha-beskidzka"))])
            let list = String(buffer: try await editor.get(Self.path, from: client).body)
            #expect(list.contains("Sucha: odnowienie") && !list.contains("Urzędomaty") && !list.contains("Optional(") && !list.contains("{{"))
            let fields = Self.changed(
                try await Self.form("t-sucha-2", of: editor, client),
                ["title": "Sucha: nowy tytuł", "valid_to": "8.2026", "parties.0.contact_phone": "33 874 40 00", "_dlaczego": "aneks"])
            let answer = try await editor.post("\(Self.path)/t-sucha-2", fields, to: client)
            #expect(answer.status == .seeOther)
            let stored = try #require(try await store.agreement(try AgreementID("t-sucha-2")))
            #expect(stored.title == "Sucha: nowy tytuł" && stored.end == .on(Period(year: 2026, month: 8)) && stored.parties[0].contact?.phone?.number == "+48338744000")
            let page = try await client.get("/porozumienia/t-sucha-2").text
            #expect(page.contains("Sucha: nowy tytuł"))
            let revision = try #require(try await store.revisions(RevisionFilter(kind: .agreement)).revisions.first)
            #expect(revision.why == "aneks" && revision.author.account == editor.account.id && revision.fields == ["parties", "title", "valid_to"])
            let after = String(buffer: try await editor.get("\(answer.headers[.location] ?? "")", from: client).body)
            #expect(after.contains("Zapisano."))
        }
    }

    @Test func faultsStandAtTheirFieldsAndNothingTypedIsLost() async throws {
        try await withAgreements { client, store in
            let administrator = try await store.signedIn([.administrator])
            let whole = try await Self.form("t-sucha-1", of: administrator, client)
            func fault(_ changes: [String: String], at id: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
                let answer = try await administrator.post("\(Self.path)/t-sucha-1", Self.changed(whole, changes.merging(["note": "zostaje <tu>"]) { _, new in new }), to: client)
                let html = String(buffer: answer.body)
                #expect(answer.status == .unprocessableContent, sourceLocation: sourceLocation)
                #expect(html.contains("href=\"#\(id)\"") && html.contains("id=\"\(id)"), "\(id)", sourceLocation: sourceLocation)
                #expect(html.contains("zostaje &lt;tu&gt;"), sourceLocation: sourceLocation)
            }
            try await fault(["title": ""], at: "title")
            try await fault(["valid_to": "31.12.2010"], at: "valid_to")
            try await fault(["valid_from": "luty"], at: "valid_from")
            try await fault(["terminated_on": "2001"], at: "terminated_on")
            try await fault(["parties.1.member": "rjps-274"], at: "parties-1-member")
            try await fault(["parties.1.member": "nobody-at-all"], at: "parties-1-member")
            try await fault(["parties.1.member": "<x>"], at: "parties-1-member")
            try await fault(["renews": "t-sucha-2"], at: "renews")
            try await fault(["renews": "t-sucha-1"], at: "renews")
            try await fault(["area": "Atlantyda"], at: "area")
            try await fault(["parties.0.contact_email": "nikt"], at: "parties-0-contact_email")
            try await fault(["parties.0.contact_phone": "12"], at: "parties-0-contact_phone")
            try await fault(["deadlines.0.duty": "a", "deadlines.0.event": "b", "deadlines.0.direction": "po", "deadlines.0.working_days": "999"], at: "deadlines-0-working_days")
            try await fault(["attachments.0.title": "a", "attachments.0.address": "javascript:alert(1)"], at: "attachments-0-address")
            try await fault(["funding.0.source": "EFS", "funding.0.amount": "dużo"], at: "funding-0-amount")
            let alone = whole.filter { !$0.0.hasPrefix("parties.1.") }
            let answer = try await administrator.post("\(Self.path)/t-sucha-1", alone, to: client)
            #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains("id=\"grp-parties\""))
            let cut = try await administrator.post("\(Self.path)/t-sucha-1", whole.filter { $0.0 != "_koniec" }, to: client)
            #expect(cut.status == .badRequest)
            let unknown = try await administrator.post("\(Self.path)/t-sucha-1", whole + [("_akcja", "tancz")], to: client)
            #expect(unknown.status == .badRequest)
            let stored = try await store.agreement(try AgreementID("t-sucha-1"))
            let before = try AgreementsTests.agreements()[1]
            #expect(stored == before)
        }
    }

    @Test func onlyPartiesMayChangeAnAgreement() async throws {
        try await withAgreements { client, store in
            let other = try await store.signedIn([.editor(try InstitutionID("pup-tarnow"))])
            let refused = try await other.get("\(Self.path)/t-sucha-1", from: client)
            #expect(refused.status == .forbidden)
            let administrator = try await store.signedIn([.administrator])
            let fields = try await Self.form("t-sucha-1", of: administrator, client)
            let sent = try await other.post("\(Self.path)/t-sucha-1", fields, to: client)
            #expect(sent.status == .forbidden)
            // Nor may somebody add an agreement of others, or leave their own out.
            let new = Self.changed(fields.filter { $0.0 != "_wersja" }, ["title": "Obce", "id": "", "renews": ""])
            let foreign = try await other.post("\(Self.path)/nowe", new, to: client)
            #expect(foreign.status == .unprocessableContent && String(buffer: foreign.body).contains("prowadzi to konto"))
            let party = try await store.signedIn([.editor(try InstitutionID("rjps-274"))])
            let without = try await party.post("\(Self.path)/t-sucha-1", Self.changed(fields, ["parties.0.member": "pup-tarnow"]), to: client)
            #expect(without.status == .unprocessableContent)
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1215"))])
            let mine = try await coordinator.get("\(Self.path)/t-sucha-1", from: client)
            #expect(mine.status == .ok)
            // Without the token of the session nothing is taken, and nobody but an administrator removes.
            let stranger = try await client.postForm("\(Self.path)/t-sucha-1", fields, headers: party.headers)
            #expect(stranger.status == .forbidden)
            let version = fields.first { $0.0 == "_wersja" }?.1 ?? ""
            let removal = try await party.post("\(Self.path)/t-sucha-1", [("_akcja", "usun-wpis"), ("_wersja", version), ("_powod", "x")], to: client)
            #expect(removal.status == .forbidden)
            let nothing = try await administrator.get("\(Self.path)/nie-ma", from: client)
            #expect(nothing.status == .notFound)
        }
    }

    @Test func aNewAgreementIsAddedRenewedAndRemoved() async throws {
        try await withAgreements { client, store in
            let administrator = try await store.signedIn([.administrator])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-sucha-beskidzka"))])
            var page = String(buffer: try await editor.get("\(Self.path)/nowe", from: client).body)
            var fields = Self.fields(page)
            #expect(fields.contains { $0 == ("parties.0.member", "pup-sucha-beskidzka") })
            // A partner is looked for and added without script.
            page = String(buffer: try await editor.post("\(Self.path)/nowe", Self.changed(fields, ["title": "Nowe razem", "_szukane": "OPS Sucha", "_akcja": "szukaj"]), to: client).body)
            #expect(page.contains("value=\"strona:") && page.contains("Nowe razem"))
            page = String(buffer: try await editor.post("\(Self.path)/nowe", Self.fields(page) + [("_akcja", "strona:rjps-274")], to: client).body)
            page = String(buffer: try await editor.post("\(Self.path)/nowe", Self.fields(page) + [("_akcja", "dodaj:actions")], to: client).body)
            page = String(
                buffer: try await editor.post(
                    "\(Self.path)/nowe", Self.changed(Self.fields(page), ["_grupa-rodzaj": "CIS", "_grupa-jednostka": "powiat suski", "_akcja": "grupa"]), to: client).body)
            fields = Self.changed(
                Self.fields(page), ["valid_from": "1.01.2025", "valid_to": "31.12.2026", "area": "powiat suski\r\n121504", "actions.0.description": "Spotkania", "_akcja": "zapisz"])
            #expect(fields.contains { $0 == ("parties.2.member", "CIS:1215") })
            let saved = try await editor.post("\(Self.path)/nowe", fields, to: client)
            #expect(saved.status == .seeOther)
            let id = try AgreementID("pup-sucha-beskidzka-rjps-274-2025")
            let stored = try #require(try await store.agreement(id))
            #expect(stored.parties.count == 3 && stored.area.map(\.stem) == ["1215", "121504"] && stored.actions == [JointAction(description: "Spotkania")])
            #expect(stored.sourceID == Source.keptHereID)
            let shown = try await client.get("/porozumienia/\(id)")
            #expect(shown.status == .ok)
            // The same address twice is a fault at its field.
            let twice = try await editor.post("\(Self.path)/nowe", Self.changed(fields, ["id": id.text]), to: client)
            #expect(twice.status == .unprocessableContent && String(buffer: twice.body).contains("href=\"#id\""))
            let renewal = Self.fields(String(buffer: try await editor.get("\(Self.path)/nowe?wzor=\(id)", from: client).body))
            let values = Dictionary(renewal) { first, _ in first }
            #expect(values["valid_from"] == "01.01.2027" && values["valid_to"] == "31.12.2028" && values["renews"] == id.text && values["signed"] == "")
            let renewed = try await editor.post("\(Self.path)/nowe", renewal, to: client)
            #expect(renewed.status == .seeOther)
            // What another renews stays; the one that nobody renews goes, with a reason.
            func removal(_ id: String, _ why: String) async throws -> TestResponse {
                let version = try await Self.form(id, of: administrator, client).first { $0.0 == "_wersja" }?.1 ?? ""
                return try await administrator.post("\(Self.path)/\(id)", [("_akcja", "usun-wpis"), ("_wersja", version), ("_powod", why)], to: client)
            }
            let kept = try await removal(id.text, "pomyłka")
            #expect(kept.status == .unprocessableContent && String(buffer: kept.body).contains("Odnawia je"))
            let next = "pup-sucha-beskidzka-rjps-274-2027"
            let unexplained = try await removal(next, "")
            #expect(unexplained.status == .unprocessableContent)
            let gone = try await removal(next, "pomyłka")
            #expect(gone.status == .seeOther)
            let after = try await store.agreement(try AgreementID(next))
            #expect(after == nil)
        }
    }

    @Test func twoChangesAtOnceGoTogetherOrAreShownSideBySide() async throws {
        try await withAgreements { client, store in
            let first = try await store.signedIn([.editor(try InstitutionID("pup-sucha-beskidzka"))])
            let second = try await store.signedIn([.editor(try InstitutionID("rjps-274"))])
            let path = "\(Self.path)/t-sucha-1"
            let opened = try await Self.form("t-sucha-1", of: first, client)
            let one = try await first.post(path, Self.changed(opened, ["title": "Tytuł pierwszego", "subject": "Przedmiot pierwszego"]), to: client)
            #expect(one.status == .seeOther)
            // What only one of them changed needs no question.
            let apart = try await second.post(path, Self.changed(opened, ["note": "Uwaga drugiego"]), to: client)
            #expect(apart.status == .seeOther)
            var stored = try #require(try await store.agreement(try AgreementID("t-sucha-1")))
            #expect(stored.title == "Tytuł pierwszego" && stored.note == "Uwaga drugiego")
            let clash = try await second.post(path, Self.changed(opened, ["title": "Tytuł drugiego", "subject": "Przedmiot drugiego", "risks": "Ryzyko"]), to: client)
            let html = String(buffer: clash.body)
            #expect(clash.status == .conflict)
            for text in ["Tytuł pierwszego", "Tytuł drugiego", "Sucha: pierwsza umowa", "name=\"wybor.title\"", "name=\"wybor.subject\""] { #expect(html.contains(text), "\(text)") }
            #expect(!html.contains("wybor.risks") && !html.contains("wybor.note"))
            func hidden(_ name: String) throws -> String {
                let value = try #require(html.firstMatch(of: try Regex("name=\"\(name)\" value=\"([^\"]*)\""))?.output[1].substring)
                return String(value).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
            }
            let carried = try ["_wersja", "_podstawa", "_moje", "_dlaczego"].map { ($0, try hidden($0)) } + [("_akcja", "rozstrzygnij")]
            let undecided = try await second.post(path, carried + [("wybor.title", "moje")], to: client)
            #expect(undecided.status == .conflict)
            let decided = try await second.post(path, carried + [("wybor.title", "moje"), ("wybor.subject", "ich")], to: client)
            #expect(decided.status == .seeOther)
            stored = try #require(try await store.agreement(try AgreementID("t-sucha-1")))
            #expect(stored.title == "Tytuł drugiego" && stored.subject == "Przedmiot pierwszego" && stored.risks == "Ryzyko" && stored.note == "Uwaga drugiego")
            let broken = try await second.post(path, [("_akcja", "rozstrzygnij"), ("_moje", "{"), ("_podstawa", "x"), ("_wersja", "x")], to: client)
            #expect(broken.status == .badRequest)
        }
    }

    @Test func aDraftIsKeptUntilItIsSavedOrDropped() async throws {
        try await withAgreements { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-sucha-beskidzka"))])
            let path = "\(Self.path)/t-sucha-1"
            let fields = try await Self.form("t-sucha-1", of: editor, client)
            let kept = try await editor.post(path, Self.changed(fields, ["title": "Na razie <tak>", "valid_to": "kiedyś", "_akcja": "szkic"]), to: client)
            #expect(kept.status == .ok)
            let again = String(buffer: try await editor.get(path, from: client).body)
            #expect(again.contains("Na razie &lt;tak&gt;") && again.contains("kiedyś") && again.contains("porzuc-szkic"))
            let colleague = try await store.signedIn([.editor(try InstitutionID("rjps-274"))])
            let theirs = String(buffer: try await colleague.get(path, from: client).body)
            #expect(!theirs.contains("Na razie"))
            let saved = try await editor.post(path, Self.changed(Self.fields(again), ["valid_to": "2015"]), to: client)
            #expect(saved.status == .seeOther)
            let draft = try await store.draft(kind: .agreement, id: "t-sucha-1", account: editor.account.id)
            #expect(draft == nil)
            _ = try await editor.post(path, Self.changed(fields, ["title": "Znowu", "_akcja": "szkic"]), to: client)
            let dropped = try await editor.post(path, [("_akcja", "porzuc-szkic")], to: client)
            #expect(dropped.status == .seeOther)
            let last = String(buffer: try await editor.get(path, from: client).body)
            #expect(!last.contains("Znowu"))
        }
    }

    @Test func theGeneratorHandsItsDraftOver() async throws {
        try await withAgreements { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-sucha-beskidzka"))])
            let draft = """
                {"format":"powiatlas-agreement-draft","version":1,"variant":"ops-pup","values":{"title":"Z generatora","validFrom":"2026-03-01","openEnded":"1",
                "area":"powiat suski","ownBases":"art. 1 ustawy","joining":"tak","purpose":"aktywizacja"},"rows":{"parties":[{"institution":"pup-sucha-beskidzka",
                "name":"Inna nazwa","role":"lider","function":"Dyrektor","email":"pup@example.pl"},{"name":"Fundacja spoza katalogu"}],
                "deadlines":[{"duty":"PUP odpowiada","days":"3","direction":"po","event":"zapytanie"}],"funding":[{"source":"Fundusz Pracy","amount":"1000,50"}]}}
                """
            let answer = try await client.postForm("\(Self.path)/z-projektu", [("draft", draft)], headers: editor.headers)
            let html = String(buffer: answer.body)
            #expect(answer.status == .ok && html.contains("Fundacja spoza katalogu"))
            let fields = Self.fields(html)
            let values = Dictionary(fields) { first, _ in first }
            #expect(values["title"] == "Z generatora" && values["valid_from"] == "01.03.2026" && values["open_ended"] == "1" && values["parties.0.role"] == "lider")
            #expect(values["deadlines.0.working_days"] == "3" && values["funding.0.amount"] == "1000,50" && values["open_to_join"] == "tak")
            let saved = try await editor.post("\(Self.path)/nowe", fields + [("parties.1.member", "rjps-274"), ("parties.1.role", "partner"), ("_akcja", "zapisz")], to: client)
            #expect(saved.status == .seeOther)
            let stored = try #require(try await store.agreement(try AgreementID("pup-sucha-beskidzka-rjps-274-2026")))
            #expect(stored.funding.first?.amountGrosze == 100_050 && stored.end == .open && stored.parties[0].name == "Inna nazwa")
            let broken = try await client.postForm("\(Self.path)/z-projektu", [("draft", "{}")], headers: editor.headers)
            #expect(broken.status == .badRequest)
            let unknown = try await client.postForm("\(Self.path)/z-projektu", [("draft", draft)], headers: [.accept: "text/html"])
            #expect(unknown.status == .unauthorized)
            let preview = try await client.postForm("/porozumienia/nowe", [("draft", draft), ("akcja", "podglad")])
            #expect(String(buffer: preview.body).contains("/panel/porozumienia/z-projektu"))
        }
    }
}
