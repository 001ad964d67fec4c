// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import AtlasServer

/// Every route as every sort of visitor. Routes and methods come from the server's own description; what is right
/// stands here a second time, so that a route that was opened by mistake, or never thought of, fails.
@Suite struct AccessMatrixTests {
    // MARK: What is right

    /// Public addresses at which everybody may send something, and why.
    private static let publicWrites: [String: String] = [
        "/porozumienia/nowe": "keeps nothing", "/porozumienia/nowe/wczytaj": "keeps nothing", "/logowanie": "the way in, limited by network and account",
        "/logowanie/odzyskaj": "the way back in, limited by network and account",
        "/instytucje/{id}/zglos": "waits for a moderator, limited by network",
    ]
    /// Who may be behind an address by its beginning; the longest beginning counts. What is not here is public, and may only be read.
    private static let closed: [(beginning: String, rules: Set<RouteAccess.Sort>)] = [
        ("/panel", [.signedIn, .roles]), ("/konto", [.signedIn, .roles, .signingIn]), ("/dane/wczytaj", [.importers]), ("/logowanie", [.everyone, .signingIn]),
        ("/wyloguj", [.everyone, .signingIn]), ("/ankieta/", [.secretLink]), ("/zaproszenie/", [.secretLink]), ("/odzyskaj/", [.secretLink]), ("/potwierdz/", [.secretLink]),
        ("/nowy-adres/", [.secretLink]),
        ("/api/v1/revisions", [.roles]),
    ]

    @Test func noRouteIsMoreOpenThanItsPlace() {
        for route in documentedRoutes {
            let place = Self.closed.filter { route.path.hasPrefix($0.beginning) }.max { $0.beginning.count < $1.beginning.count }
            guard let access = route.access else {
                Issue.record("\(route.path) has no rule")
                continue
            }
            guard let place else {
                #expect(access.sort == .everyone, "\(route.path) is not public: name its place in this test")
                #expect(
                    route.writing == nil || (route.writing == .everyone && Self.publicWrites[route.path] != nil),
                    "\(route.path) takes something from everybody: name it in this test, with the reason")
                continue
            }
            #expect(place.rules.contains(access.sort), "\(route.path): \(access)")
            if let writing = route.writing, Self.publicWrites[route.path] == nil {
                #expect(place.rules.contains(writing.sort) && writing.sort != .everyone, "\(route.path) writes: \(writing)")
            }
            // Whoever may not read may not write either.
            if case .roles(let readers) = access, let writing = route.writing {
                guard case .roles(let writers) = writing else {
                    Issue.record("\(route.path): \(writing) may write what only some roles may read")
                    continue
                }
                #expect(writers.isSubset(of: readers), "\(route.path)")
            }
        }
    }

    // MARK: What happens

    private struct Caller {
        let name: String
        let headers: HTTPFields
        let role: Role?
        var hasSession = true
        var isComplete = true
    }

    /// By the test's own reckoning.
    private static func mayPass(_ access: RouteAccess, _ caller: Caller) -> Bool {
        switch access {
        case .everyone, .secretLink, .importers: true
        case .signingIn: caller.hasSession
        case .signedIn: caller.hasSession && caller.isComplete
        case .roles(let roles): caller.isComplete && (caller.role.map { roles.contains($0) } ?? false)
        }
    }

    private enum Outcome: Equatable { case passed, sentToTheDoor, unauthorized, forbidden, withoutRule }

    private static func outcome(_ response: TestResponse) -> Outcome {
        switch response.status {
        case .seeOther where response.headers[.location]?.hasPrefix("/logowanie?dalej=") == true || response.headers[.location] == "/logowanie": .sentToTheDoor
        case .unauthorized where response.headers[.wwwAuthenticate] != nil: .unauthorized
        case .forbidden where response.text.contains("nobody may do this"): .withoutRule
        case .forbidden where response.text.contains("this account may not do this"): .forbidden
        default: .passed
        }
    }

    @Test func everyRouteAdmitsWhomItsRuleNames() async throws {
        try await withServer { client, store in
            let grants: [(name: String, role: Role, grant: Grant)] = [
                ("administrator", .administrator, .administrator), ("coordinator", .coordinator, .coordinator(try TERYTCode("1212"))),
                ("editor", .editor, .editor(try InstitutionID("pup-olkusz"))), ("reader", .reader, .reader),
            ]
            var callers = [Caller(name: "stranger", headers: [:], role: nil, hasSession: false, isComplete: false)]
            for grant in grants {
                let session = try await store.signedIn([grant.grant])
                callers.append(Caller(name: grant.name, headers: session.headers, role: grant.role))
            }
            let half = try await store.signedIn([.administrator], stage: .secondStep)
            callers.append(Caller(name: "administrator before the second step", headers: half.headers, role: nil, isComplete: false))

            let operations = try await client.getJSON("/api/v1/openapi.json")["paths"]
            var tried = 0
            for route in documentedRoutes {
                let access = try #require(route.access)
                let methods = operations[route.path].names
                #expect(methods.contains("get") || methods.contains("post"), "\(route.path) is described and not served")
                #expect((route.writing == nil) == methods.isDisjoint(with: ["post", "put", "patch", "delete"]), "\(route.path): \(methods) and the rule \(String(describing: route.writing))")
                // Public answers do not depend on who asks, and some are large: a query that no page takes is enough to see that they are open.
                let path = RouteSamples.address(of: route)
                let readers = access.isPersonal ? callers : Array(callers.prefix(1))
                for caller in readers where methods.contains("get") {
                    var headers = caller.headers
                    headers[.accept] = "application/json"
                    let query = access.isPersonal ? "" : (path.contains("?") ? "&" : "?") + String(repeating: "x", count: 2_100)
                    let response = try await client.get(path + query, headers: headers)
                    check(response, "GET \(route.path) as \(caller.name)", isAdmitted: Self.mayPass(access, caller), caller, isReading: true)
                    if access.isPersonal { #expect(response.headers[.cacheControl]?.contains("no-store") == true, "GET \(route.path) as \(caller.name) may be kept by others") }
                    tried += 1
                }
                guard let writing = route.writing else { continue }
                for method in ["post", "put", "patch", "delete"] where methods.contains(method) {
                    for caller in writing.isPersonal ? callers : Array(callers.prefix(1)) {
                        let name = "\(method.uppercased()) \(route.path) as \(caller.name)"
                        let bare = try await send(method, path, caller, to: client)
                        check(bare, name, isAdmitted: Self.mayPass(writing, caller), caller, isReading: false)
                        // Without what only a page of this session knows nothing is done.
                        if writing.isPersonal { #expect(bare.status.code >= 400, "\(name) without the session's token: \(bare.status)") }
                        let foreign = try await send(method, path, caller, origin: "https://evil.example", to: client)
                        if writing.isPersonal, Self.mayPass(writing, caller) { #expect(foreign.status == .forbidden, "\(name) from another site: \(foreign.status)") }
                        tried += 1
                    }
                }
            }
            #expect(tried > documentedRoutes.count)
        }
    }

    private func check(_ response: TestResponse, _ name: String, isAdmitted: Bool, _ caller: Caller, isReading: Bool) {
        let outcome = Self.outcome(response)
        #expect(response.status.code < 500, "\(name): \(response.status)")
        guard !isAdmitted else {
            #expect(outcome == .passed, "\(name) is refused: \(response.status) \(response.text.prefix(200))")
            return
        }
        #expect(outcome == .sentToTheDoor || outcome == .unauthorized || outcome == .forbidden, "\(name) is let in: \(response.status) \(response.text.prefix(200))")
        if caller.role != nil { #expect(outcome == .forbidden, "\(name): \(outcome)") }
    }

    private func send(_ method: String, _ path: String, _ caller: Caller, origin: String? = nil, to client: any TestClientProtocol) async throws -> TestResponse {
        var headers = caller.headers
        headers[.accept] = "application/json"
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[.origin] = origin
        let verb = try #require(HTTPRequest.Method(method.uppercased()))
        return try await client.execute(uri: path, method: verb, headers: headers, body: ByteBuffer(string: "a=b")) { $0 }
    }

    /// A route that exists and was never thought of lets nobody in.
    @Test func whatHasNoRuleIsClosed() {
        let rules = RouteRules([RouteDescription("/nowe", summary: "Without a rule"), RouteDescription("/tylko-odczyt", summary: "Read only", access: .everyone)])
        #expect(rules.access(to: "/nowe", method: .get) == nil)
        #expect(rules.access(to: "/inne", method: .get) == nil)
        #expect(rules.access(to: "/tylko-odczyt", method: .get) == .everyone)
        for method in [HTTPRequest.Method.post, .put, .patch, .delete] { #expect(rules.access(to: "/tylko-odczyt", method: method) == nil) }
    }
}

extension RouteAccess {
    /// A rule without its roles.
    enum Sort: Hashable { case everyone, secretLink, importers, signingIn, signedIn, roles }

    var sort: Sort {
        switch self {
        case .everyone: .everyone
        case .secretLink: .secretLink
        case .importers: .importers
        case .signingIn: .signingIn
        case .signedIn: .signedIn
        case .roles: .roles
        }
    }
}
