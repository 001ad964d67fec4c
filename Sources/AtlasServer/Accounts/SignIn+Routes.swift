// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/logowanie`, `/logowanie/kod`, `/wyloguj`: in, by password and code, and out.
struct SignInRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/logowanie", summary: "Page: sign in; POST takes address and password", parameters: [.target, .lang], contentType: "text/html",
            writing: .everyone
        ).alsoAnswering(303, "Whoever is signed in already is sent on").takingForm(("email", "address of the account"), ("password", "its password"), ("dalej", "the page to go on to")),
        RouteDescription(
            "/logowanie/kod", summary: "Page: the code of the second step; POST takes it", parameters: [.target, .lang], contentType: "text/html",
            access: .signingIn, writing: .signingIn),
        RouteDescription(
            "/wyloguj", summary: "Page: sign out; POST ends the session", parameters: [.lang], contentType: "text/html", writing: .signingIn
        ).alsoAnswering(303, "There is a session no more: the page to sign in at"),
    ]

    /// A page of sign-in takes two short fields.
    private static let byteLimit = 16 << 10

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/logowanie") { request, _ in
            let target = AccountDesk.target(try QueryReader(request).text("dalej"))
            if try await desk.access.visitor(request).account != nil {
                return Response(status: .seeOther, headers: [.location: target, .cacheControl: "no-store"])
            }
            return try form(request, target: target)
        }
        router.post("/logowanie") { request, context in
            try request.checkComesFromOurPage()
            let form = try await SubmittedForm(
                request, upTo: Self.byteLimit, tooLarge: Problem(status: .contentTooLarge, detail: "address and password are too long", polish: "Adres i\u{A0}hasło są za długie."))
            return try await enter(form, request, context)
        }
        router.get("/logowanie/kod") { request, context in
            let target = AccountDesk.target(try QueryReader(request).text("dalej"))
            guard let session = context.visitor.session, session.session.stage == .secondStep else {
                return Response(status: .seeOther, headers: [.location: target])
            }
            return try codeForm(request, context, target: target)
        }
        router.post("/logowanie/kod") { request, context in
            let form = try await ProtectedForm(request, context, upTo: Self.byteLimit)
            return try await takeCode(form, request, context)
        }
        router.get("/wyloguj") { request, _ in Response(status: .seeOther, headers: [.location: try PageVisit(request).link("/logowanie")]) }
        router.post("/wyloguj") { request, context in
            _ = try await ProtectedForm(request, context, upTo: Self.byteLimit)
            if let session = context.visitor.session {
                try await desk.store.endSession(session.token)
                try await desk.store.note(.signedOut, account: session.account.id, network: desk.network(request, context), at: Date())
            }
            // Whoever came from a provider is still signed in there.
            let cameFrom = context.visitor.session?.session.means == ProviderSignInRoutes.means ? [("przez", ProviderSignInRoutes.means)] : []
            return Response(
                status: .seeOther,
                headers: [
                    .location: try PageVisit(request).link("/logowanie", [("wylogowano", "1")] + cameFrom), .setCookie: SessionCookie.header(nil, request),
                ])
        }
    }

    // MARK: Password

    private func enter(_ form: SubmittedForm, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let target = AccountDesk.target(form["dalej"])
        let email = EmailAddress((form["email"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines))
        let password = form["password"] ?? ""
        let network = desk.network(request, context)
        // The same for addresses with and without an account, so that nothing is learnt of who has one.
        let key = email?.key ?? "?"
        try desk.limiter.checkOnly(.signIn, network)
        try desk.limiter.checkOnly(.signInOfAccount, key)
        let account: Account? = if let email { try await desk.store.account(of: email) } else { nil }
        let hash: PasswordHash? = if let account, account.isActive { try await desk.store.secrets(of: account.id)?.password } else { nil }
        let isRight: Bool
        do {
            isRight = try await desk.hasher.matches(String(password.prefix(PasswordRule.lengths.upperBound + 1)), hash)
        } catch let full as PasswordQueueIsFull {
            throw Problem(status: .serviceUnavailable, detail: full.localizedDescription, headers: [.retryAfter: "5"])
        }
        guard let account, let hash, isRight else {
            desk.limiter.note(.signIn, network)
            desk.limiter.note(.signInOfAccount, key)
            // Also of nobody: what is written takes time, and must not tell who has an account.
            try await desk.store.note(.signInFailed, account: account?.id, network: network, at: Date())
            return try self.form(request, target: target, email: form["email"], isRefused: true)
        }
        desk.limiter.forget(.signInOfAccount, key)
        if hash.isOutdated(for: desk.configuration.passwordCost), let renewed = try? await desk.hasher.hash(password) {
            try await desk.store.renewHash(renewed, of: account.id, from: hash)
        }
        return try await desk.enter(account, stage: desk.stage(after: account), means: "password", target: target, request, context)
    }

    private func form(_ request: Request, target: String, email: String? = nil, isRefused: Bool = false) throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let cameFromProvider = try desk.provider != nil && query.text("przez") == ProviderSignInRoutes.means
        let page = templateValues([
            "target": target, "email": email.map { String($0.prefix(300)) }, "isRefused": isRefused,
            "isSignedOut": try query.flag("wylogowano") == true, "isChanged": try query.flag("zmieniono") == true,
            "provider": desk.provider.map { provider -> TemplateValues in
                [
                    "name": provider.settings.name,
                    "url": visit.link(ProviderSignInRoutes.startPath, target == "/panel" ? [] : [("dalej", target)]),
                ]
            },
            "providerSignOutURL": cameFromProvider ? visit.link(ProviderSignInRoutes.signOutPath) : nil,
            "asksFirst": target != "/panel" && !isRefused, "recoverURL": visit.link("/logowanie/odzyskaj"),
        ])
        return try pages.gate("sign-in", visit.language.choose("Logowanie", "Sign in"), page, visit, status: isRefused ? .unprocessableContent : .ok)
    }

    // MARK: Code

    private func takeCode(_ form: ProtectedForm, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let target = AccountDesk.target(form["dalej"])
        guard let signedIn = context.visitor.session, signedIn.session.stage == .secondStep else {
            return Response(status: .seeOther, headers: [.location: target])
        }
        let account = signedIn.account
        try desk.limiter.check(.secondStep, String(account.id))
        let now = Date()
        let network = desk.network(request, context)
        guard try await desk.takeCode(form.text("code") ?? "", of: account, at: now) else {
            try await desk.store.note(.signInFailed, account: account.id, network: network, detail: "code", at: now)
            return try codeForm(request, context, target: target, isRefused: true)
        }
        desk.limiter.forget(.secondStep, String(account.id))
        guard let token = try await desk.store.completeSession(signedIn.token, at: now) else {
            return Response(status: .seeOther, headers: [.location: AccessRules.signInPath])
        }
        try await desk.store.note(.signedIn, account: account.id, network: network, detail: signedIn.session.means, at: now)
        let location = target == "/panel" ? try PageVisit(request).link(target) : target
        return Response(status: .seeOther, headers: [.location: location, .setCookie: SessionCookie.header(token, request)])
    }

    private func codeForm(_ request: Request, _ context: AtlasRequestContext, target: String, isRefused: Bool = false) throws -> Response {
        let visit = try PageVisit(request)
        let page = templateValues(["target": target, "token": context.visitor.formToken, "isRefused": isRefused])
        return try pages.gate("second-step", visit.language.choose("Kod z aplikacji", "Code"), page, visit, status: isRefused ? .unprocessableContent : .ok)
    }
}

extension RouteParameter {
    static let target = RouteParameter("dalej", "the page of this site to go on to")
}
