// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/logowanie/oidc` and the way back: signing in with the provider of identities of an office (OpenID Connect, code flow with PKCE).
struct ProviderSignInRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.everyone
    static let startPath = "/logowanie/oidc"
    static let returnPath = "/logowanie/oidc/powrot"
    static let signOutPath = "/logowanie/oidc/wyloguj"

    private static let onward = "On to the provider of identities"
    static let documentation = [
        RouteDescription(
            startPath, summary: "Page: sign in at the office's provider of identities (OpenID Connect)", parameters: [.target, .lang], contentType: "text/html"
        ).alsoAnswering(303, onward).alsoAnswering(502, "The provider cannot be reached"),
        RouteDescription(
            returnPath, summary: "Page: the way back from the provider of identities",
            parameters: [
                .init("code", "what the provider gives a token for"), .init("state", "of the journey that began here"),
                .init("iss", "the provider, when it says so"), .init("error", "why the provider refuses"),
            ], contentType: "text/html"
        ).alsoAnswering(303, "Signed in: on to the page that was asked for").alsoAnswering(403, "The identity belongs to no account")
            .alsoAnswering(502, "The provider cannot be reached"),
        RouteDescription(
            signOutPath, summary: "Page: sign out at the provider of identities too", parameters: [.lang], contentType: "text/html"
        ).alsoAnswering(303, onward).alsoAnswering(502, "The provider cannot be reached"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/logowanie/oidc") { request, context in try await begin(request, context) }
        router.get("/logowanie/oidc/powrot") { request, context in try await arrive(request, context) }
        router.get("/logowanie/oidc/wyloguj") { request, context in try await signOut(request, context) }
    }

    /// - Throws: 404 where people sign in with passwords alone.
    private func provider() throws -> IdentityProvider {
        guard let provider = desk.provider else {
            throw Problem(
                status: .notFound, detail: "nobody signs in elsewhere at this server: sign in at \(AccessRules.signInPath)",
                polish: "Na tym serwerze logujesz się hasłem.")
        }
        return provider
    }

    // MARK: There

    private func begin(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let query = try QueryReader(request)
        let visit = try PageVisit(request, query)
        let target = AccountDesk.target(try query.text("dalej", maximumLength: QueryReader.maximumQueryBytes))
        let provider = try provider()
        let journey = SignInJourney(target: target, language: visit.language.rawValue, at: Date())
        do {
            try desk.limiter.checkOnly(.signIn, desk.network(request, context))
            let address = try await provider.signInAddress(journey, returningTo: request.publicOrigin + Self.returnPath)
            return away(to: address, cookie: SignInJourney.cookie(try journey.sealed(by: desk.secret), request))
        } catch let fault as ProviderFault {
            return try refuse(.unavailable, target, visit, request, context, fault.localizedDescription)
        }
    }

    private func signOut(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let visit = try PageVisit(request)
        let provider = try provider()
        do {
            // A provider without such a place keeps its session.
            return away(
                to: try await provider.signOutAddress(returningTo: request.publicOrigin + AccessRules.signInPath) ?? visit.link(AccessRules.signInPath))
        } catch let fault as ProviderFault {
            return try refuse(.unavailable, "/panel", visit, request, context, fault.localizedDescription)
        }
    }

    private func away(to address: String, cookie: String? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
        response.headers[.setCookie] = cookie
        if let referrer = HTTPField.Name.referrerPolicy { response.headers[referrer] = "no-referrer" }
        return response
    }

    // MARK: And back

    private func arrive(_ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let now = Date()
        let sealed = request.cookies[SignInJourney.cookieName(request)]?.value
        let journey = sealed.flatMap { SignInJourney($0, secret: desk.secret, at: now) }
        let query = request.uri.query ?? ""
        let request = Self.withoutAnswer(request, language: journey?.language)
        let visit = try PageVisit(request)
        let provider = try provider()
        let target = journey?.target ?? "/panel"
        try desk.limiter.checkOnly(.signIn, desk.network(request, context))
        func refused(_ refusal: ProviderRefusal, _ reason: String) throws -> Response { try refuse(refusal, target, visit, request, context, reason) }

        guard let answer = ProviderAnswer(query) else { return try refused(.distrusted, "the answer has another form") }
        guard let journey, let state = answer.state, state.isSameSecret(as: journey.state) else {
            return try refused(.expired, "the answer belongs to no journey of this browser")
        }
        do {
            guard try await provider.isOwn(issuerOfAnswer: answer.issuer) else {
                return try refused(.distrusted, "the answer is from “\((answer.issuer ?? "nobody").prefix(200))”")
            }
            guard let code = answer.code, answer.error == nil else {
                return try refused(.cancelled, "the provider says “\((answer.error ?? "nothing").filter { $0.isASCII }.prefix(100))”")
            }
            let identity = try await provider.identity(code: code, journey, returningTo: request.publicOrigin + Self.returnPath, at: now)
            return try await receive(identity, provider, target, visit, request, context, at: now)
        } catch let fault as ProviderFault {
            return try refused(ProviderRefusal(fault), fault.localizedDescription)
        }
    }

    private func receive(
        _ identity: ProvidedIdentity, _ provider: IdentityProvider, _ target: String, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext,
        at moment: Date
    ) async throws -> Response {
        let answer = try await desk.store.account(
            ofIdentity: identity.issuer, subject: identity.subject, verifiedEmail: identity.verifiedEmail, at: moment)
        let network = desk.network(request, context)
        switch answer {
        case .account(let account, let isNew):
            if isNew { try await desk.store.note(.identityLinked, account: account.id, network: network, detail: identity.issuer, at: moment) }
            let isTrusted = provider.settings.secondStep.holds(methods: identity.methods, contextClass: identity.contextClass)
            var response = try await desk.enter(
                account, stage: isTrusted ? .complete : desk.stage(after: account), means: Self.means, target: target, request, context)
            response.headers.append(HTTPField(name: .setCookie, value: SignInJourney.cookie(nil, request)))
            return response
        case .noAccount: return try refuse(.noAccount, target, visit, request, context, "nobody invited the address")
        case .disabled: return try refuse(.disabled, target, visit, request, context, "the account is disabled")
        case .needsVerifiedAddress:
            return try refuse(.noEmail, target, visit, request, context, identity.hasEmail ? "the address is not verified" : "no address came")
        case .otherSubject(let account):
            try await desk.store.note(.signInFailed, account: account.id, network: network, detail: "another identity of the same address", at: moment)
            return try refuse(.otherSubject, target, visit, request, context, "the address belongs to another subject")
        }
    }

    /// How sessions name it.
    static let means = "oidc"

    /// The request as if the provider had sent nothing along: what the page's language and links are made of.
    private static func withoutAnswer(_ request: Request, language: String?) -> Request {
        var head = request.head
        head.path = returnPath + (language.map { "?lang=\($0)" } ?? "")
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    // MARK: Refusals

    private func refuse(
        _ refusal: ProviderRefusal, _ target: String, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext, _ reason: String
    ) throws -> Response {
        if refusal.counts { desk.limiter.note(.signIn, desk.network(request, context)) }
        context.logger.notice("sign-in with the provider refused", metadata: ["refusal": "\(refusal.rawValue)", "reason": "\(reason)"])
        let page = templateValues([
            "is": [refusal.rawValue: true] as TemplateValues, "provider": desk.provider?.settings.name ?? "",
            "againURL": visit.link(Self.startPath, target == "/panel" ? [] : [("dalej", target)]),
            "passwordURL": visit.link(AccessRules.signInPath, target == "/panel" ? [] : [("dalej", target)]),
        ])
        var response = try pages.render(
            "provider-refusal", title: visit.language.choose("Logowanie nie powiodło się", "Signing in failed"), section: .none, page: page, visit: visit)
        response.status = refusal.status
        response.headers[.cacheControl] = "no-store"
        response.headers[.setCookie] = SignInJourney.cookie(nil, request)
        if let referrer = HTTPField.Name.referrerPolicy { response.headers[referrer] = "no-referrer" }
        return response
    }
}
