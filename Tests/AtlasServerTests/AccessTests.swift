// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct AccessTests {
    @Test func strangersAreSentToTheDoor() async throws {
        try await withServer { client, _ in
            let page = try await client.get("/panel", headers: [.accept: "text/html"])
            #expect(page.status == .seeOther)
            #expect(page.headers[.location] == "/logowanie")
            #expect(page.headers[.cacheControl] == "no-store")
            let wrong = try await client.get("/panel", headers: [.accept: "text/html", .cookie: "powiatlas=abcdefghijkmnpqrstuvwxyz23"])
            #expect(wrong.status == .seeOther)
        }
    }

    @Test func whoIsSignedInComesIn() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.editor(try InstitutionID("pup-olkusz"))])
            let page = try await editor.get("/panel", from: client)
            #expect(page.status == .ok)
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.headers[.vary]?.contains("Cookie") == true)
            let html = String(buffer: page.body)
            #expect(html.contains("Anna Nowak"))
            #expect(html.contains("/panel/instytucje/pup-olkusz"))
            #expect(!html.contains("/panel/konta"))
            #expect(html.contains(editor.formToken))
            // The step in between is not yet in.
            let half = try await store.signedIn([.administrator], stage: .secondStep)
            let refused = try await half.get("/panel", from: client)
            #expect(refused.status == .seeOther)
            // Nor is an account that may no longer sign in, or a session that was ended.
            try await store.endSessions(of: editor.account.id)
            let ended = try await editor.get("/panel", from: client)
            #expect(ended.status == .seeOther)
        }
    }

    /// A rule for every route and method: a route without one lets nobody in.
    @Test func everyRouteHasARule() async throws {
        for route in documentedRoutes { #expect(route.access != nil, "\(route.path)") }
        let rules = RouteRules(documentedRoutes)
        #expect(rules.access(to: "/nowhere", method: .get) == nil)
        #expect(rules.access(to: "/mapa", method: .get) == .everyone)
        #expect(rules.access(to: "/mapa", method: .post) == nil)
        #expect(rules.access(to: "/ankieta/:token", method: .post) == .secretLink)
        #expect(rules.access(to: "/panel", method: .head) == .signedIn)
    }

    @Test func publicPagesAreTheSameForAll() async throws {
        try await withServer { client, store in
            let editor = try await store.signedIn([.administrator])
            let stranger = try await client.get("/o-systemie", headers: [.accept: "text/html"])
            let known = try await editor.get("/o-systemie", from: client)
            #expect(stranger.body == known.body)
            #expect(known.headers[.cacheControl] != "no-store")
        }
    }

    @Test func attemptsAreCounted() throws {
        let limiter = RateLimiter()
        let rule = RateLimiter.Rule(name: "test", limit: 3, window: .seconds(60))
        for _ in 0..<3 { try limiter.check(rule, "a") }
        #expect(throws: Problem.self) { try limiter.check(rule, "a") }
        try limiter.check(rule, "b")
        limiter.forget(rule, "a")
        try limiter.check(rule, "a")
    }
}

@Suite struct PowersTests {
    private func institution(_ id: String, _ gmina: String, type: InstitutionType = .ops) throws -> Institution {
        Institution(
            id: try InstitutionID(id), type: type, name: id,
            locations: [Location(address: PostalAddress(locality: "Olkusz"), gmina: try TERYTCode(gmina), point: nil)], sourceID: "x")
    }

    @Test func eachRoleMayWhatItIsFor() throws {
        let own = try institution("ops-olkusz", "121205")
        let neighbour = try institution("ops-klucze", "121204")
        let far = try institution("ops-bochnia", "120101")
        let editor = Powers([.editor(own.id)])
        #expect(editor.mayEdit(own) && !editor.mayEdit(neighbour) && !editor.mayRemove(own))
        let coordinator = Powers([.coordinator(try TERYTCode("1212"))])
        #expect(coordinator.mayEdit(own) && coordinator.mayEdit(neighbour) && !coordinator.mayEdit(far))
        #expect(coordinator.mayGive(.editor(own.id)) { $0 == own.id ? own : nil })
        #expect(!coordinator.mayGive(.administrator) { _ in own })
        #expect(!editor.mayGive(.editor(own.id)) { _ in own })
        let administrator = Powers([.administrator])
        #expect(administrator.mayEdit(far) && administrator.mayImport && administrator.mayEditKnowledge)
        #expect(!Powers([.reader]).mayEdit(own) && Powers([.reader]).mayReadHistory && !editor.mayReadHistory)
    }
}
