// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird

/// Who may use a route. Whether somebody may touch the one institution or agreement that it is about, the route itself asks
/// (`Powers`).
enum RouteAccess: Sendable, Hashable {
    /// Anybody; who asks is not looked at, so that the answer is the same for all and can be kept.
    case everyone
    /// Whoever holds the secret that is part of the address; the route looks whether it is one.
    case secretLink
    /// The import desk: administrators, and whoever its own rule lets in.
    case importers
    /// Those on the way in: the password was right, a step is left.
    case signingIn
    /// Any account.
    case signedIn
    /// An account with one of these roles.
    case roles(Set<Role>)

    static let administrators = RouteAccess.roles([.administrator])
    /// Those who look after entries and agreements.
    static let editors = RouteAccess.roles([.administrator, .coordinator, .editor])

    /// Whether the route has to know who asks. Its answers are then that person's alone.
    var isPersonal: Bool { self != .everyone && self != .secretLink }

    /// Whether this visitor may.
    func admits(_ visitor: Visitor) -> Bool {
        switch self {
        case .everyone, .secretLink, .importers: true
        case .signingIn: visitor.session != nil
        case .signedIn: visitor.account != nil
        case .roles(let roles): visitor.account.map { account in roles.contains { account.powers.has($0) } } ?? false
        }
    }
}

/// The rules of all routes, by path and by whether the method changes something.
struct RouteRules: Sendable {
    private struct Rule {
        let reading: RouteAccess
        let writing: RouteAccess?
    }

    private let rules: [String: Rule]

    /// - Parameter routes: with the rule of their group where they have none of their own.
    init(_ routes: [RouteDescription]) {
        rules = Dictionary(
            routes.compactMap { route in route.access.map { (RouteNames.shape(route.path), Rule(reading: $0, writing: route.writing)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter endpoint: the path that the router found.
    /// - Returns: nil when nobody said: then nobody may.
    func access(to endpoint: String, method: HTTPRequest.Method) -> RouteAccess? {
        // Scripts, styles and fonts of the pages.
        if endpoint.hasPrefix("/static") || endpoint.hasPrefix("/vendor") { return .everyone }
        guard let rule = rules[RouteNames.shape(endpoint)] else { return nil }
        return Self.isReading(method) ? rule.reading : rule.writing
    }

    static func isReading(_ method: HTTPRequest.Method) -> Bool { [.get, .head, .options].contains(method) }
}

/// Lets in whom the rule of a route admits, before anything of the route runs.
struct AccessRules: RouterMiddleware {
    let desk: AccessDesk
    let rules = RouteRules(documentedRoutes)

    static let signInPath = "/logowanie"

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        // An address without a route has its own answer: 404 or 405.
        guard let endpoint = context.endpointPath, endpoint != "NotFound" else { return try await next(request, context) }
        guard let access = rules.access(to: endpoint, method: request.method) else {
            throw Problem(status: .forbidden, detail: "nobody may do this: the route has no rule of access")
        }
        guard access.isPersonal else { return try await next(request, context) }
        var context = context
        context.visitor = try await desk.visitor(request)
        let response: Response
        if access.admits(context.visitor) {
            if !RouteRules.isReading(request.method) {
                try request.checkComesFromOurPage()
                if case .key = context.visitor { throw Problem(status: .forbidden, detail: "a key only reads: sign in to change something") }
            }
            response = try await next(request, context)
        } else {
            response = try refusal(request, context.visitor)
        }
        return sealed(response)
    }

    private func refusal(_ request: Request, _ visitor: Visitor) throws -> Response {
        if visitor.account != nil {
            throw Problem(
                status: .forbidden, detail: "this account may not do this: ask an administrator of the region for the right",
                polish: "Twoje konto nie ma do tego uprawnień. Poproś o\u{A0}nie administratora regionu.", headers: Self.privacy)
        }
        if request.uri.path.hasPrefix("/api/") {
            throw Problem(
                status: .unauthorized, detail: "a key is needed: send “Authorization: Bearer KEY”; accounts make keys at /konto",
                headers: Self.privacy.merging([.wwwAuthenticate: "Bearer realm=\"Powiatlas\""]))
        }
        guard RouteRules.isReading(request.method) else {
            throw Problem(
                status: .unauthorized, detail: "the session is over: sign in at \(Self.signInPath) and send the form again; kept drafts are still there",
                polish: "Sesja się skończyła. Zaloguj się i\u{A0}wyślij formularz jeszcze raz; zapisane szkice zostały.",
                headers: Self.privacy.merging([.wwwAuthenticate: "Session realm=\"Powiatlas\""]))
        }
        let visit = try PageVisit(request)
        let target = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
        return Response(status: .seeOther, headers: [.location: visit.link(Self.signInPath, target == "/panel" ? [] : [("dalej", target)])])
    }

    private static let privacy: HTTPFields = [.cacheControl: "no-store", .vary: "Cookie, Authorization"]

    /// One person's answer, which nobody else's browser or proxy may keep.
    private func sealed(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = "no-store"
        response.headers[.vary] = response.headers[.vary].map { $0 + ", Cookie, Authorization" } ?? "Cookie, Authorization"
        if let robots = HTTPField.Name("X-Robots-Tag") { response.headers[robots] = "noindex" }
        return response
    }
}

extension HTTPFields {
    /// These, and the others where a name is not among them.
    fileprivate func merging(_ others: HTTPFields) -> HTTPFields {
        var fields = self
        for field in others where fields[field.name] == nil { fields.append(field) }
        return fields
    }
}
