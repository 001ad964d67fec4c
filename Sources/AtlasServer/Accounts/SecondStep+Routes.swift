// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/logowanie/drugi-krok` and `/konto/drugi-krok`: sets up the second step, on the way in or later.
struct SecondStepRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.signedIn

    static let documentation = [
        RouteDescription(
            "/logowanie/drugi-krok", summary: "Page: set up the second step before coming in; POST takes the first code and shows the spare codes",
            parameters: [.target, .lang], contentType: "text/html", access: .signingIn, writing: .signingIn
        ).takingForm(("kod", "the first code"), ("_sekret", "the sealed secret of the page")).alsoAnswering(422, "the code does not match"),
        RouteDescription(
            "/konto/drugi-krok", summary: "Page: set up the second step of one's account; POST takes the first code and shows the spare codes",
            parameters: [.lang], contentType: "text/html", writing: .signedIn
        ).takingForm(("kod", "the first code"), ("_sekret", "the sealed secret of the page"), ("haslo", "the password"))
            .alsoAnswering(422, "the code or the password does not match"),
    ]

    static let codeCount = 10

    /// Where somebody sets it up.
    private enum Place {
        /// On the way in, where it is asked for.
        case door(target: String)
        /// Later, of their own will.
        case account
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/logowanie/drugi-krok") { request, context in
            let target = AccountDesk.target(try QueryReader(request).text("dalej"))
            guard let session = context.visitor.session, session.session.stage == .setUpSecondStep else {
                return Response(status: .seeOther, headers: [.location: target])
            }
            return try page(.door(target: target), session, try PageVisit(request))
        }
        router.post("/logowanie/drugi-krok") { request, context in
            let form = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            let target = AccountDesk.target(form["dalej"])
            guard let session = context.visitor.session, session.session.stage == .setUpSecondStep, !session.account.hasSecondStep else {
                return Response(status: .seeOther, headers: [.location: target])
            }
            return try await take(form, .door(target: target), session, request, context)
        }
        router.get("/konto/drugi-krok") { request, context in
            let visit = try PageVisit(request)
            guard let session = context.visitor.session, !session.account.hasSecondStep else { return back(visit) }
            return try page(.account, session, visit)
        }
        router.post("/konto/drugi-krok") { request, context in
            let form = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            guard let session = context.visitor.session, !session.account.hasSecondStep else { return back(try PageVisit(request)) }
            return try await take(form, .account, session, request, context)
        }
    }

    private func back(_ visit: PageVisit) -> Response {
        Response(status: .seeOther, headers: [.location: visit.link("/konto") + "#drugi-krok"])
    }

    private func take(
        _ form: ProtectedForm, _ place: Place, _ session: Visitor.SignedIn, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        let visit = try PageVisit(request)
        let account = session.account
        guard let sealed = Self.decoded(form["_sekret"] ?? ""), let secret = try? desk.secret.open(sealed, for: Self.name(session)) else {
            // The page is of another session or of another secret of the server: a new one does.
            return try page(place, session, visit, isStale: true)
        }
        try desk.limiter.check(.secondStep, String(account.id))
        if case .account = place, try await !desk.isPassword(form["haslo"], of: account) {
            return try page(place, session, visit, secret: OneTimePassword(secret: secret), isWrongPassword: true)
        }
        let now = Date()
        let password = OneTimePassword(secret: secret)
        guard let step = password.step(of: form.text("kod") ?? "", at: now, after: nil) else {
            return try page(place, session, visit, secret: password, isWrongCode: true)
        }
        let codes = (0..<Self.codeCount).map { _ in SecretToken() }
        try await desk.store.setSecondStep(
            try desk.secret.seal(secret, for: AccountSecrets.sealName(account.id)), recoveryCodes: codes, of: account.id, at: now)
        _ = try await desk.store.takeSecondStep(step, of: account.id)
        desk.limiter.forget(.secondStep, String(account.id))
        // A session that was opened by the password alone does not become one that showed a code.
        guard let token = try await desk.store.completeSession(session.token, at: now) else {
            return Response(status: .seeOther, headers: [.location: AccessRules.signInPath])
        }
        try await desk.store.endSessions(of: account.id, except: session.session.id)
        let network = desk.network(request, context)
        try await desk.store.note(.secondStepSet, account: account.id, network: network, at: now)
        if case .door = place { try await desk.store.note(.signedIn, account: account.id, network: network, detail: session.session.means, at: now) }
        try await desk.tell(.secondStepSet, to: account, request, at: now)
        var response = try RecoveryCodesPage(codes: codes, account: account, next: next(place, visit)).response(pages, visit)
        response.headers[.setCookie] = SessionCookie.header(token, request)
        return response
    }

    private func next(_ place: Place, _ visit: PageVisit) -> String {
        switch place {
        case .door(let target): target == "/panel" ? visit.link(target) : target
        case .account: visit.link("/konto") + "#drugi-krok"
        }
    }

    private func page(
        _ place: Place, _ session: Visitor.SignedIn, _ visit: PageVisit, secret: OneTimePassword? = nil, isStale: Bool = false, isWrongCode: Bool = false,
        isWrongPassword: Bool = false
    ) throws -> Response {
        let password = secret ?? OneTimePassword()
        let sealed = try desk.secret.seal(password.secret, for: Self.name(session))
        let address = password.address(account: session.account.email.text, issuer: "Powiatlas")
        var values = templateValues([
            "qr": QRCode(address)?.svg(label: visit.language.choose("Kod QR dla aplikacji uwierzytelniającej", "QR code for an authenticator")),
            "secret": password.text, "address": address, "sealed": sealed.base64EncodedString(), "token": session.token.derived(for: "forms"),
            "isStale": isStale, "isWrongCode": isWrongCode, "isWrongPassword": isWrongPassword, "email": session.account.email.text,
        ])
        switch place {
        case .door(let target):
            values["isDoor"] = true
            values["target"] = target
            values["action"] = visit.link("/logowanie/drugi-krok")
        case .account:
            values["action"] = visit.link("/konto/drugi-krok")
            values["backURL"] = visit.link("/konto")
            if session.account.hasPassword { values["asksForPassword"] = true }
        }
        let isFaulty = isStale || isWrongCode || isWrongPassword
        return try pages.gate(
            "second-step-setup", visit.language.choose("Drugi krok logowania", "Second step"), values, visit,
            status: isFaulty ? .unprocessableContent : .ok)
    }

    /// The page that the secret was made for, so that it serves no other session.
    private static func name(_ session: Visitor.SignedIn) -> String { "second step in setting up, session \(session.session.id)" }

    private static func decoded(_ text: String) -> Data? { Data(base64Encoded: text) }
}

/// The spare codes, shown once.
struct RecoveryCodesPage {
    let codes: [SecretToken]
    let account: Account
    /// Where one goes on to.
    let next: String

    func response(_ pages: PageRenderer, _ visit: PageVisit) throws -> Response {
        let page = templateValues([
            "codes": codes.map { code -> TemplateValues in
                let letters = Array(code.text)
                let groups = stride(from: 0, to: letters.count, by: 7).map { String(letters[$0..<min($0 + 7, letters.count)]) }
                return ["code": groups.joined(separator: "-")]
            },
            "email": account.email.text, "next": next, "day": Phrases(visit.language).day(Date()),
        ])
        return try pages.gate("recovery-codes", visit.language.choose("Kody zapasowe", "Spare codes"), page, visit)
    }
}
