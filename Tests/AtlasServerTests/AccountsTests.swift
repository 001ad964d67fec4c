// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Mail
import Testing

@testable import AtlasServer

private let goodPassword = "zszywka konewka bateria"

/// A browser that keeps its cookie, for walks through several pages.
private final class Walker {
    let client: any TestClientProtocol
    var cookie: String?

    init(_ client: any TestClientProtocol) {
        self.client = client
    }

    var headers: HTTPFields {
        var headers: HTTPFields = [.accept: "text/html"]
        if let cookie { headers[.cookie] = "powiatlas=\(cookie)" }
        return headers
    }

    private func keep(_ response: TestResponse) -> TestResponse {
        if let match = response.headers[.setCookie]?.firstMatch(of: /powiatlas=([a-z0-9]*)/) { cookie = match.1.isEmpty ? nil : String(match.1) }
        return response
    }

    func get(_ path: String) async throws -> TestResponse { keep(try await client.get(path, headers: headers)) }

    /// - Parameter isOurs: whether the form carries the token of the session.
    func post(_ path: String, _ fields: [(String, String)], isOurs: Bool = true) async throws -> TestResponse {
        let token = isOurs ? cookie.flatMap { SecretToken($0) }.map { [("_token", $0.derived(for: "forms"))] } ?? [] : []
        return keep(try await client.postForm(path, fields + token, headers: headers))
    }
}

extension TestResponse {
    fileprivate var location: String { headers[.location] ?? "" }

    fileprivate func field(_ name: String) throws -> String {
        let match = try #require(text.firstMatch(of: try Regex("name=\"\(name)\" value=\"([^\"]*)\"", as: (Substring, Substring).self)))
        return String(match.1)
    }
}

@Suite struct AccountFlowTests {
    private func account(_ store: AtlasStore, _ grants: [Grant], password: String? = goodPassword, email: String = "anna@example.org") async throws -> Account {
        let address = try #require(EmailAddress(email))
        let account = try await store.createAccount(email: address, name: "Anna Nowak", grants: grants, at: Date())
        if let password {
            let hash = try PasswordHash(of: password, cost: PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1))
            try await store.setPassword(hash, of: account.id, at: Date())
        }
        return account
    }

    @Test func anInvitationIsAcceptedOnce() async throws {
        try await withServer { client, store in
            let account = try await self.account(store, [.reader], password: nil)
            let token = try await store.makeLink(.invitation, of: account.id, by: nil, at: Date())
            let walker = Walker(client)
            let page = try await walker.get("/zaproszenie/\(token)")
            #expect(page.status == .ok && page.text.contains("anna@example.org") && page.text.contains("autocomplete=\"new-password\""))
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(HTTPField.Name("Referrer-Policy").flatMap { page.headers[$0] } == "same-origin")
            let short = try await walker.post("/zaproszenie/\(token)", [("haslo", "krótkie")])
            #expect(short.status == .unprocessableContent && short.text.contains("za mało znaków (7)") && short.text.contains("aria-invalid=\"true\""))
            let own = try await walker.post("/zaproszenie/\(token)", [("haslo", "Anna Nowak 2024")])
            #expect(own.status == .unprocessableContent)
            let done = try await walker.post("/zaproszenie/\(token)", [("haslo", goodPassword)])
            #expect(done.status == .seeOther && done.location == "/panel")
            let panel = try await walker.get("/panel")
            #expect(panel.status == .ok && panel.text.contains("Anna Nowak"))
            for path in ["/zaproszenie/\(token)", "/odzyskaj/\(token)", "/zaproszenie/x"] {
                let over = try await Walker(client).get(path)
                #expect(over.status == .notFound && over.text.contains("Ten link już nie działa"), "\(path)")
            }
        }
    }

    @Test func aWrongPasswordSaysNothingOfWhoHasAnAccount() async throws {
        try await withServer { client, store in
            _ = try await self.account(store, [.reader])
            func answer(_ email: String, _ password: String) async throws -> TestResponse {
                try await Walker(client).post("/logowanie", [("email", email), ("password", password)])
            }
            let known = try await answer("anna@example.org", "złe hasło złe hasło")
            let unknown = try await answer("jan@example.org", "złe hasło złe hasło")
            #expect(known.status == unknown.status && known.status == .unprocessableContent)
            #expect(known.text.replacing("anna@", with: "jan@") == unknown.text)
            let right = try await answer("ANNA@example.org", goodPassword)
            #expect(right.status == .seeOther)
            for _ in 0..<8 { _ = try await answer("jan@example.org", "złe hasło złe hasło") }
            _ = try await answer("jan@example.org", "x")
            let limited = try await answer("jan@example.org", "x")
            #expect(limited.status == .tooManyRequests && limited.headers[.retryAfter] != nil)
        }
    }

    @Test func recoveryAnswersTheSameForAll() async throws {
        let configure: (inout ServerConfiguration) throws -> Void = { configuration in
            configuration.mail = MailSettings(server: try SMTPServer("smtp://127.0.0.1:9", password: nil), from: try Mailbox("Powiatlas <atlas@example.org>"))
        }
        try await withServer(configure: configure) { client, store in
            let account = try await self.account(store, [.reader])
            let known = try await Walker(client).post("/logowanie/odzyskaj", [("email", "anna@example.org")])
            let unknown = try await Walker(client).post("/logowanie/odzyskaj", [("email", "jan@example.org")])
            #expect(known.status == .ok && known.text.replacing("anna@", with: "jan@") == unknown.text)
            let letters = try await store.mail()
            #expect(letters.map(\.recipient) == ["anna@example.org"])
            let claimed = try #require(try await store.claimMail(at: Date(timeIntervalSinceNow: 3_600)))
            let path = try #require(claimed.mail.text.firstMatch(of: /\/odzyskaj\/[a-z0-9]{26}/)).output
            let old = try await store.openSession(of: account.id, stage: .complete, means: "password", at: Date())
            let walker = Walker(client)
            let done = try await walker.post(String(path), [("haslo", "zupełnie nowe hasło")])
            #expect(done.location == "/panel")
            let ended = try await store.session(old, at: Date())
            #expect(ended == nil)
            let wrong = try await Walker(client).post("/logowanie/odzyskaj", [("email", "nie adres")])
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test func anAdministratorSetsUpTheSecondStepAndComesInByIt() async throws {
        try await withServer(configure: { $0.secondStepIsRequired = true }) { client, store in
            let account = try await self.account(store, [.administrator])
            let walker = Walker(client)
            let signedIn = try await walker.post("/logowanie", [("email", "anna@example.org"), ("password", goodPassword), ("dalej", "/panel/konta")])
            #expect(signedIn.location.hasPrefix("/logowanie/drugi-krok?dalej="))
            let half = try #require(walker.cookie)
            let refused = try await walker.get("/panel")
            #expect(refused.status == .seeOther && refused.location == "/logowanie")
            let page = try await walker.get("/logowanie/drugi-krok?dalej=%2Fpanel%2Fkonta")
            #expect(page.text.contains("<svg") && page.text.contains("otpauth://totp/Powiatlas"))
            let key = try #require(page.text.firstMatch(of: /translate="no">([A-Z2-7 ]+)</)).1
            let totp = OneTimePassword(secret: try #require(Self.base32(String(key))))
            let sealed = try page.field("_sekret").replacing("&#x2B;", with: "+").replacing("&#x3D;", with: "=").replacing("&#x2F;", with: "/")
            let wrong = try await walker.post("/logowanie/drugi-krok", [("_sekret", sealed), ("kod", "000000"), ("dalej", "/panel/konta")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("Kod nie pasuje") && wrong.text.contains(String(key)))
            let code = totp.code(step: OneTimePassword.step(at: Date()))
            let done = try await walker.post("/logowanie/drugi-krok", [("_sekret", sealed), ("kod", code), ("dalej", "/panel/konta")])
            #expect(done.status == .ok)
            let codes = done.text.matches(of: /<li><code>([a-z0-9-]+)<\/code>/).map { String($0.1) }
            #expect(codes.count == 10)
            // The half-open session's secret is of no use any more.
            #expect(walker.cookie != half)
            let stale = try await client.get("/panel", headers: [.cookie: "powiatlas=\(half)", .accept: "text/html"])
            #expect(stale.status == .seeOther)
            let accounts = try await walker.get("/panel/konta")
            #expect(accounts.status == .ok)

            let second = Walker(client)
            _ = try await second.post("/logowanie", [("email", "anna@example.org"), ("password", goodPassword)])
            let before = second.cookie
            let replayed = try await second.post("/logowanie/kod", [("code", code)])
            #expect(replayed.status == .unprocessableContent)
            let spare = try await second.post("/logowanie/kod", [("code", codes[0].uppercased())])
            #expect(spare.location == "/panel" && second.cookie != before)
            let third = Walker(client)
            _ = try await third.post("/logowanie", [("email", "anna@example.org"), ("password", goodPassword)])
            let used = try await third.post("/logowanie/kod", [("code", codes[0])])
            #expect(used.status == .unprocessableContent)

            // An administrator cannot go without; nor does a session alone suffice to make new codes.
            let off = try await second.post("/konto", [("_akcja", "drugi-krok-wylacz"), ("haslo", goodPassword), ("kod", codes[1])])
            #expect(off.status == .unprocessableContent && off.text.contains("musi mieć drugi krok"))
            let withoutPassword = try await second.post("/konto", [("_akcja", "kody"), ("haslo", "złe hasło"), ("kod", codes[2])])
            #expect(withoutPassword.status == .unprocessableContent)
            let fresh = try await second.post("/konto", [("_akcja", "kody"), ("haslo", goodPassword), ("kod", codes[2])])
            #expect(fresh.text.matches(of: /<li><code>/).count == 10)
            let left = try await store.secrets(of: account.id)?.recoveryCodesLeft
            #expect(left == 10)
        }
    }

    private static func base32(_ text: String) -> Data? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bits, buffer, bytes) = (0, UInt32(0), [UInt8]())
        for letter in text where letter != " " {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            buffer = buffer << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return Data(bytes)
    }

    @Test func cookiesAreOursAlone() async throws {
        for (url, name, isSecure) in [("https://atlas.example.org", "__Host-powiatlas", true), ("http://atlas.example.org", "powiatlas", false)] {
            try await withServer(publicURL: url) { client, store in
                _ = try await self.account(store, [.reader])
                let response = try await client.postForm("/logowanie", [("email", "anna@example.org"), ("password", goodPassword)], headers: [.accept: "text/html"])
                let cookie = try #require(response.headers[.setCookie])
                #expect(cookie.hasPrefix("\(name)=") && cookie.contains("; Path=/") && cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"))
                #expect(cookie.contains("; Secure") == isSecure && !cookie.contains("Domain") && !cookie.contains("Max-Age"))
            }
        }
    }

    @Test func aFormWithoutTheTokenOfTheSessionIsRefused() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.administrator])
            let other = try await store.signedIn([.administrator])
            for path in ["/konto", "/panel/konta/zaproszenie", "/panel/konta/\(session.account.id)", "/konto/drugi-krok", "/wyloguj"] {
                let without = try await client.postForm(path, [("_akcja", "dane"), ("nazwa", "Zła")], headers: session.headers)
                #expect(without.status == .forbidden, "\(path)")
                let foreign = try await client.postForm(path, [("_akcja", "dane"), ("_token", other.formToken)], headers: session.headers)
                #expect(foreign.status == .forbidden, "\(path)")
            }
            var headers = session.headers
            headers[.origin] = "https://evil.example"
            let elsewhere = try await client.postForm("/konto", [("_akcja", "dane"), ("nazwa", "Zła"), ("_token", session.formToken)], headers: headers)
            #expect(elsewhere.status == .forbidden)
            let kept = try await store.account(session.account.id)
            #expect(kept?.name == "Anna Nowak")
        }
    }

    @Test func keysReadAndNeverWrite() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.reader])
            let nameless = try await session.post("/konto", [("_akcja", "klucz"), ("klucz", " ")], to: client)
            #expect(nameless.status == .unprocessableContent && nameless.text.contains("klucz-fault"))
            let made = try await session.post("/konto", [("_akcja", "klucz"), ("klucz", "Arkusz ROPS"), ("wazny", "30")], to: client)
            let key = String(try #require(made.text.firstMatch(of: /pwat_[a-z0-9]{26}/)).output)
            let later = try await session.get("/konto", from: client)
            #expect(later.text.contains("Arkusz ROPS") && !later.text.contains(key))
            let secret = try #require(SecretToken(String(key.dropFirst(5))))
            let found = try await store.apiKey(secret, at: Date())
            #expect(found?.account.id == session.account.id)
            // Pages are for people: a key opens none, and no form is taken from it.
            for path in ["/panel", "/konto"] {
                let page = try await client.get(path, headers: [.authorization: "Bearer \(key)", .accept: "text/html"])
                #expect(page.status == .seeOther, "\(path)")
            }
            let form = try await client.postForm("/konto", [("_akcja", "dane")], headers: [.authorization: "Bearer \(key)"])
            #expect(form.status == .unauthorized)
            let number = try #require(later.text.firstMatch(of: /klucz-uniewaznij"><input type="hidden" name="numer" value="(\d+)"/)).1
            let revoked = try await session.post("/konto", [("_akcja", "klucz-uniewaznij"), ("numer", String(number))], to: client)
            #expect(revoked.status == .seeOther)
            let gone = try await store.apiKey(secret, at: Date())
            #expect(gone == nil)
        }
    }

    @Test func sessionsAreSeenAndEnded() async throws {
        try await withServer { client, store in
            let account = try await self.account(store, [.reader])
            let (walker, elsewhere) = (Walker(client), Walker(client))
            for one in [walker, elsewhere] { _ = try await one.post("/logowanie", [("email", "anna@example.org"), ("password", goodPassword)]) }
            let page = try await walker.get("/konto")
            let number = try #require(page.text.firstMatch(of: /value="sesja"><input type="hidden" name="numer" value="(\d+)"/)).1
            let ended = try await walker.post("/konto", [("_akcja", "sesja"), ("numer", String(number))])
            #expect(ended.status == .seeOther)
            let out = try await elsewhere.get("/konto")
            #expect(out.status == .seeOther)
            _ = try await elsewhere.post("/logowanie", [("email", "anna@example.org"), ("password", goodPassword)])
            // Not somebody else's.
            let stranger = try await store.signedIn([.administrator])
            _ = try await stranger.post("/konto", [("_akcja", "sesja"), ("numer", String(number))], to: client)
            let wrong = try await walker.post("/konto", [("_akcja", "haslo"), ("stare", "złe"), ("nowe", "zupełnie nowe hasło")])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("stare-fault"))
            let changed = try await walker.post("/konto", [("_akcja", "haslo"), ("stare", goodPassword), ("nowe", "zupełnie nowe hasło")])
            #expect(changed.location == "/konto?zrobiono=haslo#haslo")
            let here = try await walker.get("/konto")
            #expect(here.status == .ok && here.text.contains("Zmieniono hasło"))
            let there = try await elsewhere.get("/konto")
            #expect(there.status == .seeOther)
            let sessions = try await store.sessions(of: account.id, at: Date())
            #expect(sessions.count == 1)
        }
    }

    @Test func nameAndLanguageAreChanged() async throws {
        try await withServer { client, store in
            let session = try await store.signedIn([.reader])
            let empty = try await session.post("/konto", [("_akcja", "dane"), ("nazwa", "  ")], to: client)
            #expect(empty.status == .unprocessableContent && empty.text.contains("nazwa-fault"))
            let hostile = try await session.post("/konto", [("_akcja", "dane"), ("nazwa", "<b>Ewa</b>"), ("jezyk", "en")], to: client)
            #expect(hostile.status == .seeOther)
            let page = try await session.get("/konto", from: client)
            #expect(page.text.contains("&lt;b&gt;Ewa") && !page.text.contains("<b>Ewa"))
            let account = try await store.account(session.account.id)
            #expect(account?.language == "en")
            let nonsense = try await session.post("/konto", [("_akcja", "latac")], to: client)
            #expect(nonsense.status == .badRequest)
        }
    }
}

@Suite struct AccountAdministrationTests {
    private let invitation = "/panel/konta/zaproszenie"

    @Test func anAdministratorInvitesAnEditorByName() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let form = try await administrator.get(invitation, from: client)
            #expect(form.status == .ok && form.text.contains("powiat olkuski (1212)"))
            let empty = try await administrator.post(invitation, [("email", "x"), ("nazwa", ""), ("rola", "editor")], to: client)
            #expect(empty.status == .unprocessableContent && empty.text.contains("email-fault") && empty.text.contains("nazwa-fault"))
            let several = try await administrator.post(
                invitation, [("email", "jan@example.org"), ("nazwa", "Jan Lis"), ("rola", "editor"), ("instytucja", "urząd pracy")], to: client)
            #expect(several.status == .unprocessableContent && several.text.contains("name=\"wybrana\"") && several.text.contains("Jan Lis"))
            let done = try await administrator.post(
                invitation,
                [("email", "jan@example.org"), ("nazwa", "Jan Lis"), ("rola", "editor"), ("instytucja", "Powiatowy Urząd Pracy w Olkuszu")], to: client)
            #expect(done.status == .ok, "\(done.text.prefix(200))")
            let link = try #require(done.text.firstMatch(of: /http:\/\/[a-z.:0-9]+(\/zaproszenie\/[a-z0-9]{26})/)).1
            let address = try #require(EmailAddress("jan@example.org"))
            let account = try #require(try await store.account(of: address))
            #expect(account.grants == [.editor(try InstitutionID("pup-olkusz"))])
            let accepted = try await Walker(client).post(String(link), [("haslo", goodPassword)])
            #expect(accepted.status == .seeOther)
            let page = try await administrator.get("/panel/konta/\(account.id)", from: client)
            #expect(page.text.contains("Powiatowy Urząd Pracy w Olkuszu") && page.text.contains("Maria Kowal"))
            // The same address once more: another right, no other account.
            let more = try await administrator.post(
                invitation, [("email", "JAN@example.org"), ("nazwa", "Jan"), ("rola", "coordinator"), ("powiat", "powiat olkuski (1212)")], to: client)
            #expect(more.status == .seeOther && more.headers[.location] == "/panel/konta/\(account.id)?zrobiono=dodano")
            let both = try await store.account(account.id)
            #expect(both?.grants.count == 2)
        }
    }

    @Test func aCoordinatorLooksAfterEditorsOfTheirPowiatOnly() async throws {
        try await withServer { client, store in
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1212"))])
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let near = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))], name: "Jan Lis")
            let far = try await store.signedIn([.editor(try InstitutionID("mops-ostrowiec"))], name: "Ewa Bąk")
            let both = try await store.signedIn([.editor(try InstitutionID("pup-olkusz")), .administrator], name: "Ola Zych")
            let list = try await coordinator.get("/panel/konta", from: client)
            #expect(list.text.contains("Jan Lis") && !list.text.contains("Ewa Bąk") && !list.text.contains("Maria Kowal"))
            for session in [administrator, far] {
                let page = try await coordinator.get("/panel/konta/\(session.account.id)", from: client)
                #expect(page.status == .forbidden)
            }
            // Seen, as one right lies in the powiat; not in their hands, as another does not.
            for action in ["link", "wylacz", "drugi-krok", "sesje"] {
                let refused = try await coordinator.post("/panel/konta/\(both.account.id)", [("_akcja", action)], to: client)
                #expect(refused.status == .forbidden, "\(action)")
            }
            let seen = try await coordinator.get("/panel/konta/\(both.account.id)", from: client)
            #expect(seen.status == .ok && !seen.text.contains("id=\"help-title\""))
            for fields in [[("rola", "administrator")], [("rola", "coordinator"), ("powiat", "1212")], [("rola", "editor"), ("instytucja", "mops-ostrowiec")], [("rola", "reader")]] {
                let refused = try await coordinator.post("/panel/konta/\(near.account.id)", [("_akcja", "dodaj")] + fields, to: client)
                #expect(refused.status == .forbidden, "\(fields)")
                let invited = try await coordinator.post(invitation, [("email", "zly@example.org"), ("nazwa", "Zły")] + fields, to: client)
                #expect(invited.status == .unprocessableContent, "\(fields)")
            }
            let address = try #require(EmailAddress("zly@example.org"))
            let nobody = try await store.account(of: address)
            #expect(nobody == nil)
            let taken = try await coordinator.post("/panel/konta/\(both.account.id)", [("_akcja", "odbierz"), ("prawo", "administrator")], to: client)
            #expect(taken.status == .forbidden)
            let link = try await coordinator.post("/panel/konta/\(near.account.id)", [("_akcja", "link")], to: client)
            #expect(link.status == .ok && link.text.contains("/zaproszenie/"))
            let editor = try await near.get("/panel/konta", from: client)
            #expect(editor.status == .forbidden)
        }
    }

    @Test func whoIsDisabledIsOutAtOnce() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            let path = "/panel/konta/\(editor.account.id)"
            let disabled = try await administrator.post(path, [("_akcja", "wylacz")], to: client)
            #expect(disabled.status == .seeOther)
            let out = try await editor.get("/panel", from: client)
            #expect(out.status == .seeOther)
            let link = try await administrator.post(path, [("_akcja", "link")], to: client)
            #expect(link.status == .conflict)
            let enabled = try await administrator.post(path, [("_akcja", "wlacz")], to: client)
            #expect(enabled.status == .seeOther)
            let unknown = try await administrator.get("/panel/konta/4711", from: client)
            #expect(unknown.status == .notFound)
            // The only one with a password.
            try await store.setPassword(
                try PasswordHash(of: goodPassword, cost: PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)), of: administrator.account.id, at: Date())
            let last = try await administrator.post("/panel/konta/\(administrator.account.id)", [("_akcja", "wylacz")], to: client)
            #expect(last.status == .unprocessableContent && last.text.contains("To ostatni administrator"))
        }
    }

    @Test func listsAreFiltered() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            _ = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))], name: "Jan Lis")
            _ = try await store.signedIn([.coordinator(try TERYTCode("1212"))], name: "Ewa Bąk")
            func names(_ query: String) async throws -> [String] {
                let page = try await administrator.get("/panel/konta\(query)", from: client)
                #expect(page.status == .ok, "\(query)")
                return ["Maria Kowal", "Jan Lis", "Ewa Bąk"].filter { page.text.contains(">\($0)</a>") && page.text.contains("<th scope=\"row\"><a href=\"/panel/konta/") }
            }
            let editors = try await names("?rola=editor&stan=&szukaj=")
            #expect(editors.contains("Jan Lis") && !editors.contains("Ewa Bąk"))
            let powiat = try await names("?jednostka=powiat%20olkuski%20(1212)")
            #expect(powiat.contains("Jan Lis") && powiat.contains("Ewa Bąk"))
            let institution = try await names("?instytucja=pup-olkusz")
            #expect(institution.contains("Jan Lis") && !institution.contains("Ewa Bąk"))
            for query in ["?jednostka=nigdzie", "?rola=krol", "?strona=0"] {
                let page = try await administrator.get("/panel/konta\(query)", from: client)
                #expect(page.status == .badRequest, "\(query)")
            }
        }
    }

    @Test func anAdministratorImportsWithoutAKey() async throws {
        try await withServer(configure: { $0.host = "0.0.0.0" }) { client, store in
            let administrator = try await store.signedIn([.administrator])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            let open = try await administrator.get("/dane/wczytaj", from: client)
            #expect(open.text.contains("id=\"import-form\"") && open.text.contains(administrator.formToken))
            let closed = try await editor.get("/dane/wczytaj", from: client)
            #expect(!closed.text.contains("id=\"import-form\"") && closed.text.contains("/logowanie?dalej="))
            let undone = try await client.postForm("/dane/wczytaj", [("undo", "4711"), ("token", administrator.formToken)], headers: administrator.headers)
            #expect(undone.status == .conflict)
            let wrong = try await client.postForm("/dane/wczytaj", [("undo", "4711"), ("token", "x")], headers: administrator.headers)
            #expect(wrong.status == .forbidden)
            let refused = try await client.postForm("/dane/wczytaj", [("undo", "4711"), ("token", editor.formToken)], headers: editor.headers)
            #expect(refused.status == .forbidden)
        }
    }
}

/// Accounts that end, and addresses that change.
@Suite struct AccountEndingPagesTests {
    private static let withMail: @Sendable (inout ServerConfiguration) throws -> Void = { configuration in
        configuration.mail = MailSettings(server: try SMTPServer("smtp://127.0.0.1:9", password: nil), from: try Mailbox("Powiatlas <atlas@example.org>"))
    }

    @Test func anAdministratorDeletesAnAccountAfterSeeingWhatGoes() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1212"))])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))], name: "Jan Lis")
            let path = "/panel/konta/\(editor.account.id)/usun"
            let link = try await administrator.get("/panel/konta/\(editor.account.id)", from: client)
            #expect(link.text.contains("href=\"\(path)\""))
            let page = try await administrator.get(path, from: client)
            #expect(page.status == .ok && page.text.contains("Jan Lis") && page.text.contains("Co zniknie") && page.text.contains("Co zostanie"))
            #expect(page.text.contains("usunięte konto nr \(editor.account.id)."))
            let english = try await administrator.get(path + "?lang=en", from: client)
            #expect(english.text.contains("What goes") && english.text.contains("deleted account no."))
            // Looking deletes nothing, nor does anybody else, nor a form of another session.
            let refused = try await coordinator.post(path, to: client)
            #expect(refused.status == .forbidden && refused.text.contains("Twoje konto nie ma do tego uprawnień"))
            let foreign = try await client.postForm(path, [("_token", coordinator.formToken)], headers: administrator.headers)
            #expect(foreign.status == .forbidden)
            let still = try await store.account(editor.account.id)
            #expect(still?.name == "Jan Lis")
            let deleted = try await administrator.post(path, to: client)
            #expect(deleted.status == .seeOther && deleted.headers[.location] == "/panel/konta?zrobiono=usunieto")
            let list = try await administrator.get("/panel/konta?zrobiono=usunieto", from: client)
            #expect(list.text.contains("Usunięto konto. ") && !list.text.contains("Jan Lis"))
            let out = try await editor.get("/panel", from: client)
            #expect(out.status == .seeOther)
            let again = try await administrator.post(path, to: client)
            #expect(again.status == .notFound)
            let events = try await administrator.get("/panel/konta/\(administrator.account.id)", from: client)
            #expect(events.text.contains("Usunięto konto nr: \(editor.account.id)") && !events.text.contains(editor.account.email.text))
        }
    }

    @Test func theLastAdministratorIsNotDeletedAndTheOtherGoesByThemselves() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let path = "/panel/konta/\(administrator.account.id)/usun"
            let alone = try await administrator.post(path, to: client)
            #expect(alone.status == .unprocessableContent && alone.text.contains("To ostatni administrator"))
            let other = try await store.signedIn([.administrator], name: "Ewa Bąk")
            try await store.setPassword(
                try PasswordHash(of: goodPassword, cost: PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)), of: other.account.id, at: Date())
            let own = try await administrator.get(path, from: client)
            #expect(own.text.contains("To Twoje konto."))
            let gone = try await administrator.post(path, to: client)
            #expect(gone.status == .seeOther && gone.headers[.location] == "/logowanie")
            #expect(gone.headers[.setCookie]?.contains("Max-Age=0") == true)
            let out = try await administrator.get("/panel", from: client)
            #expect(out.status == .seeOther)
        }
    }

    @Test func anAddressChangesByALinkThatWentThere() async throws {
        try await withServer(configure: Self.withMail) { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))], name: "Jan Lis")
            let path = "/panel/konta/\(editor.account.id)"
            for (typed, reason) in [("nie adres", "Podaj adres e-mail"), (administrator.account.email.text, "już istnieje"), (editor.account.email.text, "ma już ten adres")] {
                let refused = try await administrator.post(path, [("_akcja", "adres"), ("email", typed)], to: client)
                #expect(refused.status == .unprocessableContent && refused.text.contains("nowy-adres-fault") && refused.text.contains(reason), "\(typed)")
            }
            let asked = try await administrator.post(path, [("_akcja", "adres"), ("email", "jan.nowy@example.org")], to: client)
            #expect(asked.status == .seeOther && asked.headers[.location] == path + "?zrobiono=adres")
            let page = try await administrator.get(path + "?zrobiono=adres", from: client)
            #expect(page.text.contains("Wysłano link na nowy adres.") && page.text.contains("<strong>jan.nowy@example.org</strong>"))
            // Who reads the mailbox is to be known by the letter: the page does not show the link.
            #expect(!page.text.contains("/nowy-adres/"))
            var letters: [String: String] = [:]
            // An hour later: the server itself may have tried to send them, in vain.
            while let claimed = try await store.claimMail(at: Date(timeIntervalSinceNow: 3_600)) {
                letters[claimed.mail.recipient] = claimed.mail.text
                #expect(claimed.mail.account == editor.account.id)
                try await store.noteMailSent(claimed.number, at: Date())
            }
            #expect(letters.keys.sorted() == ["jan.nowy@example.org", editor.account.email.text].sorted())
            let notice = try #require(letters[editor.account.email.text])
            #expect(notice.contains("powiadom administratora") && !notice.contains("jan.nowy") && !notice.contains("/nowy-adres/"))
            let link = String(try #require(letters["jan.nowy@example.org"]?.firstMatch(of: /\/nowy-adres\/[a-z0-9]{26}/)).output)

            let elsewhere = try await store.openSession(of: editor.account.id, stage: .complete, means: "password", at: Date())
            let seen = try await client.get(link, headers: [.accept: "text/html"])
            #expect(seen.status == .ok && seen.text.contains("jan.nowy@example.org") && seen.headers[.cacheControl] == "no-store")
            let unchanged = try await store.account(editor.account.id)
            #expect(unchanged?.email == editor.account.email)
            let hostile = try await client.postForm(link, [], headers: [.origin: "https://evil.example", .accept: "text/html"])
            #expect(hostile.status == .forbidden)
            // The session in which it is confirmed goes on, others end.
            let done = try await client.postForm(link, [], headers: editor.headers)
            #expect(done.status == .ok && done.text.contains("Adres zmieniony") && done.text.contains("href=\"/konto\""))
            let account = try await store.account(editor.account.id)
            #expect(account?.email.text == "jan.nowy@example.org")
            let here = try await editor.get("/konto", from: client)
            #expect(here.status == .ok && here.text.contains("Zmieniono adres e-mail"))
            let there = try await store.session(elsewhere, at: Date())
            #expect(there == nil)
            let farewell = try #require(try await store.claimMail(at: Date(timeIntervalSinceNow: 3_600)))
            #expect(farewell.mail.recipient == editor.account.email.text && farewell.mail.text.contains("ma od teraz inny"))
            let over = try await client.postForm(link, [], headers: [.accept: "text/html"])
            #expect(over.status == .notFound && over.text.contains("Ten link już nie działa"))
        }
    }

    @Test func anAddressThatWasTakenMeanwhileAnswersLikeALinkThatIsOver() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator], name: "Maria Kowal")
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))], name: "Jan Lis")
            let path = "/panel/konta/\(editor.account.id)"
            // Without a mail server the link is handed over.
            let asked = try await administrator.post(path, [("_akcja", "adres"), ("email", "wspolny@example.org")], to: client)
            #expect(asked.status == .ok)
            let link = String(try #require(asked.text.firstMatch(of: /\/nowy-adres\/[a-z0-9]{26}/)).output)
            let address = try #require(EmailAddress("wspolny@example.org"))
            _ = try await store.createAccount(email: address, name: "Ola Zych", grants: [], at: Date())
            let unknown = try await client.postForm("/nowy-adres/\(SecretToken().text)", [], headers: [.accept: "text/html"])
            let taken = try await client.postForm(link, [], headers: [.accept: "text/html"])
            #expect(taken.status == .notFound && unknown.status == .notFound)
            func main(_ page: TestResponse) throws -> Substring { try #require(page.text.firstMatch(of: /(?s)<main.*<\/main>/)).output }
            #expect(try main(taken) == main(unknown))
            let own = try await editor.get("/konto", from: client)
            #expect(!own.text.contains("ma go już inne konto"))
            let coordinator = try await store.signedIn([.coordinator(try TERYTCode("1212"))])
            let seen = try await coordinator.get(path, from: client)
            #expect(seen.status == .ok && !seen.text.contains("ma go już inne konto") && !seen.text.contains("id=\"nowy-adres\""))
            let told = try await administrator.get(path, from: client)
            #expect(told.text.contains("ma go już inne konto"))
            let refused = try await coordinator.post(path, [("_akcja", "adres"), ("email", "inny@example.org")], to: client)
            #expect(refused.status == .forbidden && refused.text.contains("Adres konta zmienia tylko administrator"))
            // A link can be taken back.
            _ = try await administrator.post(path, [("_akcja", "adres"), ("email", "inny@example.org")], to: client)
            let cancelled = try await administrator.post(path, [("_akcja", "adres-cofnij")], to: client)
            #expect(cancelled.status == .seeOther)
            let waiting = try await store.addressChange(of: editor.account.id, at: Date())
            #expect(waiting == nil)
        }
    }

    @Test func accountsThatNobodyUsesAreAskedAbout() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator])
            let none = try await administrator.get("/panel/konta", from: client)
            #expect(!none.text.contains("stan=unused"))
            let address = try #require(EmailAddress("dawna@example.org"))
            _ = try await store.createAccount(email: address, name: "Dawna Osoba", grants: [], at: Date(timeIntervalSinceNow: -86_400 * 800))
            let page = try await administrator.get("/panel/konta", from: client)
            #expect(page.text.contains("/panel/konta?stan=unused\">1</a>"))
            let list = try await administrator.get("/panel/konta?stan=unused", from: client)
            #expect(list.text.contains("Dawna Osoba") && !list.text.contains(administrator.account.email.text))
        }
    }

    @Test func heldLettersAreShownAndDecidedOn() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator])
            let mail = QueuedMail(purpose: .verification, recipient: "ops@example.org", subject: "Czy wpis jest aktualny", text: "Treść", language: "pl")
            try await store.enqueue([mail, mail], at: Date())
            let quiet = try await administrator.get("/panel/poczta", from: client)
            #expect(!quiet.text.contains("value=\"zwolnij\""))
            _ = try await store.holdMail(at: Date())
            let page = try await administrator.get("/panel/poczta", from: client)
            #expect(page.text.contains("Listy wstrzymane po przywróceniu kopii: 2") && page.text.contains("wstrzymany"))
            let released = try await administrator.post("/panel/poczta", [("_akcja", "zwolnij")], to: client)
            #expect(released.status == .seeOther)
            let after = try await store.mailSummary(at: Date())
            #expect(after.held == 0 && after.waiting == 2)
            _ = try await store.holdMail(at: Date())
            _ = try await administrator.post("/panel/poczta", [("_akcja", "porzuc")], to: client)
            let dropped = try await store.mail([.cancelled])
            #expect(dropped.count == 2)
        }
    }
}

/// What people who work here are refused, in their language, with a way back.
@Suite struct ClosedRoomTests {
    @Test func refusalsAreInTheLanguageOfThePage() async throws {
        try await withServer { client, store in
            let administrator = try await store.signedIn([.administrator])
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            func check(_ response: TestResponse, _ status: HTTPResponse.Status, back: String, says: String? = nil, _ comment: Comment) throws {
                #expect(response.status == status, comment)
                let main = String(try #require(response.text.firstMatch(of: /(?s)<main.*<\/main>/)).output)
                #expect(main.contains("href=\"\(back)\">Wróć</a>"), comment)
                if let says { #expect(main.contains(says), comment) }
                let english = ["accepted", "this account", "there is no", "the form", "open the page", " is not ", "ask an "]
                for word in english { #expect(!main.contains(word), "\(comment): \(word)") }
            }
            try check(try await editor.get("/panel/konta", from: client), .forbidden, back: "/panel", says: "administratora regionu", "no right")
            try check(try await administrator.get("/panel/konta/4711", from: client), .notFound, back: "/panel/konta", "no account")
            try check(try await administrator.get("/panel/zgloszenia/4711", from: client), .notFound, back: "/panel/zgloszenia", "no report")
            try check(try await administrator.get("/panel/konta?rola=krol", from: client), .badRequest, back: "/panel", "no such role")
            try check(try await administrator.post("/panel/poczta", [("_akcja", "x")], to: client), .badRequest, back: "/panel/poczta", "no such action")
            try check(
                try await administrator.post("/panel/poczta", [("_akcja", "usun"), ("list", "4711")], to: client), .conflict, back: "/panel/poczta",
                says: "nie ma już w\u{A0}kolejce", "no letter")
            try check(
                try await client.postForm("/konto", [("_akcja", "dane"), ("_token", administrator.formToken)], headers: editor.headers), .forbidden,
                back: "/konto", says: "z\u{A0}innej sesji", "another session's form")
            let late = try await client.postForm("/konto", [("_akcja", "dane")], headers: [.accept: "text/html"])
            try check(late, .unauthorized, back: "/logowanie", says: "Zaloguj się", "no session")
            let english = try await administrator.get("/panel/konta/4711?lang=en", from: client)
            #expect(english.text.contains("there is no account") && english.text.contains(">Back</a>"))
            // Programs are told as ever.
            let problem = try await client.get("/panel/konta/4711", headers: [.cookie: "powiatlas=\(administrator.token.text)", .accept: "application/json"])
            #expect(problem.text.contains("there is no account"))
            // Public pages lead to the map.
            let missing = try await client.get("/nie-ma-takiej", headers: [.accept: "text/html"])
            #expect(missing.status == .notFound && missing.text.contains("Przejdź do mapy") && !missing.text.contains(">Wróć</a>"))
        }
    }

    @Test func everyRoomHasAWayBack() throws {
        func back(_ path: String, _ status: HTTPResponse.Status, _ method: HTTPRequest.Method = .get, parameter: String? = nil) -> String? {
            ClosedRoom(path)?.wayBack(from: Problem(status: status, detail: "x", parameter: parameter), method)
        }
        #expect(back("/panel/instytucje/ops-a/usun", .forbidden) == "/panel/instytucje")
        #expect(back("/panel/instytucje/ops-a", .conflict, .post) == "/panel/instytucje/ops-a")
        #expect(back("/panel/instytucje/ops-a", .forbidden, .post) == "/panel/instytucje")
        #expect(back("/panel/instytucje/ops-a", .forbidden, .post, parameter: "_token") == "/panel/instytucje/ops-a")
        #expect(back("/panel", .forbidden) == "/panel" && back("/konto", .badRequest) == "/panel" && back("/konto/drugi-krok", .badRequest) == "/konto")
        #expect(back("/panel/historia", .unauthorized, .post) == "/logowanie" && back("/logowanie/kod", .tooManyRequests, .post) == "/logowanie/kod")
        #expect(back("/wyloguj", .forbidden, .post) == "/logowanie" && back("/dane/wczytaj/7", .notFound) == "/dane/wczytaj")
        #expect(back("/zaproszenie/abc", .tooManyRequests) == nil && back("/zaproszenie/abc", .tooManyRequests, .post) == "/zaproszenie/abc")
        for path in ["/", "/mapa", "/panelowo", "/instytucje/ops-a", "/kontom"] { #expect(ClosedRoom(path) == nil, "\(path)") }
    }
}
