// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Testing

@testable import AtlasServer

@Suite struct InstitutionEditingTests {
    private static let path = "/panel/instytucje/toik-tarnow"

    private func institution(_ id: String, in store: AtlasStore) async throws -> Institution {
        try #require(try await store.institution(try InstitutionID(id)))
    }

    // MARK: The form

    /// Whatever a register brought, a form that is sent as it was opened changes nothing.
    @Test func everyEntryPassesThroughItsFormUnchanged() async throws {
        try await withServer { _, store in
            let data = try await AtlasData(store: store, logger: Logger(label: "test"))
            let directory = try await data.current.directory
            let units = UnitNaming(territory: data.current.territory, index: directory.index)
            let today = PolishClock.now.day
            for institution in try await store.institutions() {
                var sent: [String: [String]] = [:]
                for (name, values) in EditFields(institution, units).values { sent[name] = values.map { $0.replacing("\n", with: "\r\n") } }
                var reading = InstitutionReading(
                    EditFields(sent), base: institution, units: units, taxonomy: directory.taxonomy, today: today, mayChangeKind: true)
                let read = reading.institution()
                #expect(reading.faults.isEmpty, "\(institution.id): \(reading.faults)")
                #expect(read?.documentValue == institution.documentValue, "\(institution.id)")
                // Read anew, not kept: units are found by what the form calls them.
                for area in institution.area {
                    let found = try units.code(units.text(area.code), level: nil)
                    #expect(found == area.code, "\(units.text(area.code))")
                }
            }
        }
    }

    @Test func pagesSendWhatTheyShow() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.administrator])
            for id in ["toik-tarnow", "mops-ostrowiec", "chsd-klucze", "rops-kielce", "oik-krakow"] {
                for language in ["pl", "en"] {
                    let page = try await session.get("/panel/instytucje/\(id)?lang=\(language)", from: client)
                    #expect(page.status == .ok, "\(id)")
                    let form = EditedForm(page.text)
                    #expect(form["nazwa"] != nil && form["_wersja"]?.count == 32)
                    let answer = try await session.post("/panel/instytucje/\(id)", form.fields, to: client)
                    #expect(answer.status == .seeOther)
                    #expect(answer.headers[.location]?.contains("wynik=bez-zmian") == true, "\(id): \(answer.headers[.location] ?? "")")
                }
            }
            let changes = try await store.revisions()
            #expect(changes.total == 0)
        }
    }

    @Test func aChangeShowsAtOnceAndSaysWhatItWas() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("toik-tarnow"))])
            var form = EditedForm(try await editor.get(Self.path, from: client).text)
            #expect(form["rodzaj"] == nil)
            form["miejsce.0.telefony"] = "14 655 36 36\r\n501814113"
            for day in 1...5 { form["miejsce.0.godz.\(day)"] = "7.30-15.30" }
            form["miejsce.0.godz.6"] = "8–12 i 13–15"
            form["miejsce.0.godz.uwagi"] = "W Wigilię do 12:00."
            form["emaile"] = "biuro@EXAMPLE.pl"
            form["strona"] = "www.example.pl"
            form["_powod"] = "Nowe godziny przyjęć"
            let answer = try await editor.post(Self.path, form.fields, to: client)
            #expect(answer.status == .seeOther, "\(answer.text)")
            let target = try #require(answer.headers[.location])
            #expect(target.contains("zapisano="))
            let saved = try await institution("toik-tarnow", in: store)
            #expect(saved.phones.map(\.text) == ["14 655 36 36", "501 814 113"])
            #expect(saved.emails == ["biuro@example.pl"] && saved.website == "https://www.example.pl")
            #expect(saved.seat?.hours?.text == "poniedziałek–piątek 7:30–15:30\nsobota 8:00–12:00, 13:00–15:00\nW Wigilię do 12:00.")
            #expect(saved.seat?.hours?.schedule?.encoded == "1 450-930;2 450-930;3 450-930;4 450-930;5 450-930;6 480-720,780-900")
            let notice = try await editor.get(target, from: client)
            #expect(notice.text.contains("501 814 113") && notice.text.contains("/panel/historia/"))
            let page = try await client.get("/instytucje/toik-tarnow")
            #expect(page.text.contains("501 814 113"))
            #expect(page.text.contains("/panel/instytucje/toik-tarnow") && page.text.contains("sama instytucja, ostatnio"))
            let change = try #require(try await store.revisions().revisions.first)
            #expect(change.author == .account(editor.account.id, "Anna Nowak") && change.why == "Nowe godziny przyjęć")
            // What it now says is what the form says again.
            let again = EditedForm(try await editor.get(Self.path, from: client).text)
            #expect(again["miejsce.0.godz.uwagi"] == "W Wigilię do 12:00." && again["miejsce.0.godz.6"] == "8:00–12:00, 13:00–15:00")
            let unchanged = try await editor.post(Self.path, again.fields, to: client)
            #expect(unchanged.headers[.location]?.contains("bez-zmian") == true)
        }
    }

    @Test func mistakesStandAtTheirFieldsAndNothingIsLost() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.administrator])
            var form = EditedForm(try await session.get(Self.path, from: client).text)
            let before = try await institution("toik-tarnow", in: store)
            form["nazwa"] = ""
            form["miejsce.0.telefony"] = "12 34"
            form["miejsce.0.kod"] = "33100"
            form["miejsce.0.gmina"] = "Bochnia"
            form["miejsce.0.szer"] = "20.98"
            form["miejsce.0.dlug"] = "50.01"
            form["miejsce.0.godz.1"] = "rano"
            form["emaile"] = "biuro"
            form["strona"] = "to nie strona"
            form["koordynator.email"] = "x@y"
            form["usluga.0.miejsc"] = "5"
            form["usluga.0.wolne"] = "7"
            form["usluga.50.termin"] = "nie-ma-takiej"
            form["obszar.50.jednostka"] = "Nigdzie Wielkie"
            form["uwagi"] = "<b>„to zostaje” & to</b>"
            let answer = try await session.post(Self.path, form.fields, to: client)
            #expect(answer.status == .unprocessableContent)
            let html = answer.text
            for name in [
                "nazwa", "miejsce-0-telefony", "miejsce-0-gmina", "miejsce-0-szer", "miejsce-0-godz-1", "emaile", "strona", "koordynator-email", "usluga-0-wolne",
                "usluga-50-termin", "obszar-50-jednostka",
            ] {
                #expect(html.contains("id=\"f-\(name)-error\""), "\(name)")
                #expect(html.contains("href=\"#f-\(name)\""), "\(name)")
            }
            #expect(!html.contains("id=\"f-miejsce-0-kod-error\""))
            #expect(html.contains("zamienione"))
            #expect(html.contains("120101") && html.contains("120102"))
            let kept = EditedForm(html)
            for name in ["miejsce.0.telefony", "miejsce.0.godz.1", "emaile", "strona", "uwagi", "obszar.50.jednostka"] { #expect(kept[name] == form[name], "\(name)") }
            #expect(!html.contains("<b>„to"))
            let after = try await institution("toik-tarnow", in: store)
            #expect(after == before)
        }
    }

    @Test func partsAreAddedAndRemoved() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.administrator])
            var form = EditedForm(try await session.get(Self.path, from: client).text)
            let count = try await institution("toik-tarnow", in: store).services.count
            form["_akcja"] = "dodaj:usluga"
            form = EditedForm(try await session.post(Self.path, form.fields, to: client).text)
            let row = "usluga.\(count)"
            #expect(form["\(row).termin"] == "")
            form["\(row).termin"] = "schronienie"
            form["\(row).nazwa"] = "Hostel"
            form["\(row).miejsc"] = "20"
            form["\(row).wolne"] = "3"
            form["_akcja"] = "usun:usluga:0"
            form = EditedForm(try await session.post(Self.path, form.fields, to: client).text)
            #expect(form["usluga.0.termin"] == nil)
            form["_akcja"] = "dodaj:miejsce"
            form = EditedForm(try await session.post(Self.path, form.fields, to: client).text)
            form["miejsce.1.miejscowosc"] = "Klucze"
            form["miejsce.1.ulica"] = "ul. Zawierciańska"
            form["_akcja"] = "znajdz:1"
            form = EditedForm(try await session.post(Self.path, form.fields, to: client).text)
            #expect(form["miejsce.1.gmina"]?.contains("(121204)") == true)
            #expect(form["miejsce.1.szer"]?.hasPrefix("50.") == true)
            form["_akcja"] = "zapisz"
            let answer = try await session.post(Self.path, form.fields, to: client)
            #expect(answer.status == .seeOther, "\(answer.text)")
            let saved = try await institution("toik-tarnow", in: store)
            #expect(saved.services.count == count)
            let hostel = try #require(saved.services.first { $0.name == "Hostel" })
            #expect(hostel.capacity == 20 && hostel.freePlaces == 3 && hostel.freePlacesOn == PolishClock.now.day)
            #expect(saved.locations.count == 2 && saved.locations.last?.address.street == "ul. Zawierciańska")
        }
    }

    // MARK: Rights

    @Test func onlyTheirOwnEntry() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            for method in ["", "/wolne-miejsca"] {
                let page = try await editor.get(Self.path + method, from: client)
                #expect(page.status == .forbidden)
                #expect(page.text.contains("koordynatora") && page.text.contains("/instytucje/toik-tarnow/zglos"))
                let post = try await editor.post(Self.path + method, [("nazwa", "Przejęte")], to: client)
                #expect(post.status == .forbidden)
            }
            let removal = try await editor.get("/panel/instytucje/pup-olkusz/usun", from: client)
            let new = try await editor.get("/panel/instytucje/nowa", from: client)
            #expect(removal.status == .forbidden && new.status == .forbidden)
            // The institution does not change its own type.
            var form = EditedForm(try await editor.get("/panel/instytucje/pup-olkusz", from: client).text)
            form["rodzaj"] = "NGO"
            _ = try await editor.post("/panel/instytucje/pup-olkusz", form.fields, to: client)
            let type = try await institution("pup-olkusz", in: store).type
            #expect(type == .pup)
            let list = try await editor.get("/panel/instytucje", from: client)
            #expect(list.text.contains("/panel/instytucje/pup-olkusz") && !list.text.contains("toik-tarnow"))
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1212"))])
            let own = try await coordinator.get("/panel/instytucje", from: client)
            #expect(own.text.contains("/panel/instytucje/pup-olkusz") && !own.text.contains("toik-tarnow"))
            let elsewhere = try await coordinator.get("/panel/instytucje?powiat=1263", from: client)
            #expect(elsewhere.status == .badRequest)
            let missing = try await coordinator.get("/panel/instytucje/nie-ma-takiej", from: client)
            #expect(missing.status == .notFound)
        }
    }

    // MARK: Two at once

    @Test func changesOfTwoEditorsArePutTogether() async throws {
        try await withServer { client, store in
            let first = try await store.signedIn([.administrator], name: "Anna Nowak")
            let second = try await store.signedIn([.administrator], name: "Jan Kowal")
            var mine = EditedForm(try await first.get(Self.path, from: client).text)
            var theirs = EditedForm(try await second.get(Self.path, from: client).text)
            mine["uwagi"] = "Moja uwaga"
            mine["miejsce.0.telefony"] = "14 655 36 36"
            theirs["prowadzi"] = "Miasto Tarnów i inni"
            theirs["miejsce.0.godz.1"] = "8-16"
            let a = try await second.post(Self.path, theirs.fields, to: client)
            let b = try await first.post(Self.path, mine.fields, to: client)
            #expect(a.status == .seeOther && b.status == .seeOther)
            let both = try await institution("toik-tarnow", in: store)
            #expect(both.note == "Moja uwaga" && both.runBy == "Miasto Tarnów i inni")
            #expect(both.phones.map(\.text) == ["14 655 36 36"])
            #expect(both.seat?.hours?.schedule?.intervals(on: .monday).first?.opens == 480)
        }
    }

    @Test func whereTwoDifferSomebodyChooses() async throws {
        try await withServer { client, store in
            let first = try await store.signedIn([.administrator], name: "Anna Nowak")
            let second = try await store.signedIn([.administrator], name: "Jan Kowal")
            var mine = EditedForm(try await first.get(Self.path, from: client).text)
            var theirs = EditedForm(try await second.get(Self.path, from: client).text)
            mine["uwagi"] = "Moja uwaga"
            mine["nazwa"] = "Moja nazwa"
            mine["_powod"] = "Bo tak"
            theirs["uwagi"] = "Ich uwaga"
            theirs["nazwa"] = "Ich nazwa"
            theirs["prowadzi"] = "Kto inny"
            _ = try await second.post(Self.path, theirs.fields, to: client)
            let page = try await first.post(Self.path, mine.fields, to: client)
            #expect(page.status == .conflict)
            for text in ["Moja uwaga", "Ich uwaga", "Moja nazwa", "Ich nazwa", "Kto inny", "_wybor:note", "_wybor:name"] { #expect(page.text.contains(text), "\(text)") }
            #expect(!page.text.contains("_wybor:run_by"))
            // One choice is missing: asked again, with the one that was made.
            var choice = EditedForm(page.text)
            choice["_wybor:note"] = "moje"
            let again = try await first.post(Self.path, choice.fields, to: client)
            #expect(again.status == .conflict)
            choice = EditedForm(again.text)
            #expect(choice["_wybor:note"] == "moje" && choice["_powod"] == "Bo tak")
            choice["_wybor:name"] = "ich"
            let done = try await first.post(Self.path, choice.fields, to: client)
            #expect(done.status == .seeOther, "\(done.text)")
            let saved = try await institution("toik-tarnow", in: store)
            #expect(saved.note == "Moja uwaga" && saved.name == "Ich nazwa" && saved.runBy == "Kto inny")
            // A form of a state that nobody knows never writes over others unasked.
            var stale = EditedForm(try await first.get(Self.path, from: client).text)
            stale["_wersja"] = String(repeating: "0", count: 32)
            stale["nazwa"] = "Stara nazwa"
            let refused = try await first.post(Self.path, stale.fields, to: client)
            #expect(refused.status == .conflict)
        }
    }

    // MARK: Drafts

    @Test func draftsComeBackUntilTheyAreSavedOrDiscarded() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("toik-tarnow"))])
            var form = EditedForm(try await editor.get(Self.path, from: client).text)
            form["uwagi"] = "W trakcie pisania"
            form["miejsce.0.telefony"] = "jeszcze nie wiem"
            form["_akcja"] = "szkic"
            var headers = editor.headers
            headers[.accept] = "application/json"
            let kept = try await client.postForm(Self.path, form.fields + [("_token", editor.formToken)], headers: headers)
            #expect(kept.status == .noContent)
            let page = try await editor.get(Self.path, from: client)
            let restored = EditedForm(page.text)
            #expect(restored["uwagi"] == "W trakcie pisania" && restored["miejsce.0.telefony"] == "jeszcze nie wiem")
            #expect(page.text.contains("porzuc"))
            let list = try await editor.get("/panel/instytucje", from: client)
            #expect(list.text.contains("niezapisany szkic"))
            let entry = try await institution("toik-tarnow", in: store)
            #expect(entry.note != "W trakcie pisania")
            let other = try await store.signedIn([.administrator])
            let theirs = EditedForm(try await other.get(Self.path, from: client).text)
            #expect(theirs["uwagi"] != "W trakcie pisania")
            form["_akcja"] = "porzuc"
            _ = try await editor.post(Self.path, form.fields, to: client)
            form = EditedForm(try await editor.get(Self.path, from: client).text)
            #expect(form["uwagi"] != "W trakcie pisania")
            form["uwagi"] = "Gotowe"
            form["_akcja"] = "szkic"
            let byButton = try await editor.post(Self.path, form.fields, to: client)
            #expect(byButton.status == .seeOther)
            form["_akcja"] = "zapisz"
            _ = try await editor.post(Self.path, form.fields, to: client)
            let left = try await store.drafts(account: editor.account.id)
            #expect(left.isEmpty)
        }
    }

    // MARK: Free places, new entries, removal

    @Test func freePlacesTakeOneField() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("chsd-klucze"))])
            let path = "/panel/instytucje/chsd-klucze/wolne-miejsca"
            var form = EditedForm(try await editor.get(path, from: client).text)
            #expect(form["usluga.0.wolne"] == "")
            form["usluga.0.wolne"] = "4"
            let answer = try await editor.post(path, form.fields, to: client)
            #expect(answer.status == .seeOther, "\(answer.text)")
            let saved = try await institution("chsd-klucze", in: store)
            #expect(saved.services.first?.freePlaces == 4 && saved.services.first?.freePlacesOn == PolishClock.now.day)
            form["usluga.0.wolne"] = "cztery"
            let wrong = try await editor.post(path, form.fields, to: client)
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("value=\"cztery\""))
        }
    }

    @Test func coordinatorsAddAndRemoveInTheirPowiat() async throws {
        try await withServer { client, store in
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1212"))])
            let path = "/panel/instytucje/nowa"
            let blank = EditedForm(try await coordinator.get(path, from: client).text)
            var form = blank
            let empty = try await coordinator.post(path, form.fields, to: client)
            #expect(empty.status == .unprocessableContent)
            form["rodzaj"] = "KIS"
            form["nazwa"] = "Klub Integracji Społecznej w Kluczach"
            form["miejsce.0.miejscowosc"] = "Bochnia"
            form["miejsce.0.gmina"] = "120101"
            let elsewhere = try await coordinator.post(path, form.fields, to: client)
            #expect(elsewhere.status == .unprocessableContent && elsewhere.text.contains("f-miejsce-0-gmina-error"))
            form["miejsce.0.miejscowosc"] = "Klucze"
            form["miejsce.0.gmina"] = "gmina Klucze"
            let twin = try await coordinator.post(path, form.fields, to: client)
            #expect(twin.status == .unprocessableContent && twin.text.contains("/instytucje/kis-klucze"))
            form["nazwa"] = "Klub Integracji Społecznej „Nowy” w Kluczach"
            let added = try await coordinator.post(path, form.fields, to: client)
            #expect(added.status == .seeOther, "\(added.text)")
            #expect(added.headers[.location]?.hasPrefix("/panel/instytucje/klub-integracji-spolecznej-nowy-w-kluczach?zapisano=") == true)
            let id = "klub-integracji-spolecznej-nowy-w-kluczach"
            let entry = try await institution(id, in: store)
            #expect(entry.sourceID == Source.keptHereID && entry.seat?.gmina?.stem == "121204")
            let page = try await client.get("/instytucje/\(id)")
            #expect(page.status == .ok)
            let unexplained = try await coordinator.post("/panel/instytucje/\(id)/usun", [("_wersja", DocumentVersion(of: entry).rawValue)], to: client)
            #expect(unexplained.status == .unprocessableContent)
            let removed = try await coordinator.post(
                "/panel/instytucje/\(id)/usun", [("_wersja", DocumentVersion(of: entry).rawValue), ("_powod", "Pomyłka")], to: client)
            #expect(removed.status == .ok)
            let gone = try await client.get("/instytucje/\(id)")
            #expect(gone.status == .notFound)
        }
    }

    // MARK: Hours

    @Test(arguments: [
        ("7:30–15:30", "450-930"), ("7.30-15.30", "450-930"), ("8-12, 13-17", "480-720,780-1020"), ("całą dobę", "0-1440"), ("", ""), ("nieczynne", ""),
    ])
    func hoursOfADay(_ text: String, _ expected: String) throws {
        let intervals = try #require(HoursFields.intervals(text))
        #expect(intervals.map { "\($0.opens)-\($0.closes)" }.joined(separator: ",") == expected)
    }

    @Test(arguments: ["rano", "15-8", "25:00-26:00", "8", "pn 8-16 wt 7-15"])
    func whatIsNoHours(_ text: String) {
        #expect(HoursFields.intervals(text) == nil)
    }
}
