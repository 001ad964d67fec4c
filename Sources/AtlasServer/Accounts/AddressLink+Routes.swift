// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/nowy-adres/{token}`: whoever reads the address that an account is to have confirms it. Looking at the page changes nothing:
/// programs that look through mail follow links too.
struct AddressLinkRoutes: RouteGroup {
    let desk: AccountDesk
    let pages: PageRenderer

    static let access = RouteAccess.secretLink

    static let documentation = [
        RouteDescription(
            "/nowy-adres/{token}", summary: "Page: confirm that an address is to be an account's; POST takes it",
            parameters: [.accountLink, .lang], contentType: "text/html", writing: .secretLink)
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/nowy-adres/:token") { request, context in
            let visit = try PageVisit(request)
            guard let (_, change) = try await change(request, context) else { return try over(visit) }
            let page = templateValues([
                "isOpen": true, "action": visit.link(visit.path), "name": change.account.name, "email": change.email.text,
                "until": Phrases(visit.language).day(change.expiresAt),
            ])
            return try pages.gate("new-address", visit.language.choose("Nowy adres konta", "New address"), page, visit)
        }
        router.post("/nowy-adres/:token") { request, context in
            try request.checkComesFromOurPage()
            let visit = try PageVisit(request)
            guard let (token, _) = try await change(request, context) else { return try over(visit) }
            return try await confirm(token, visit, request, context)
        }
    }

    /// The change that the link is for, if it is one that is still good.
    /// - Throws: 429 for a network that tried many links that lead nowhere.
    private func change(_ request: Request, _ context: AtlasRequestContext) async throws -> (SecretToken, AddressChange)? {
        let network = desk.network(request, context)
        try desk.limiter.checkOnly(.unknownLink, network)
        guard let token = SecretToken(try context.parameters.require("token")), let change = try await desk.store.addressChange(ofLink: token, at: Date())
        else {
            desk.limiter.note(.unknownLink, network)
            return nil
        }
        return (token, change)
    }

    private func confirm(_ token: SecretToken, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let now = Date()
        let network = desk.network(request, context)
        let session = try await desk.access.visitor(request).session?.session
        switch try await desk.store.confirmAddressChange(token, keeping: session?.id, at: now) {
        case .over: return try over(visit)
        case .taken(let account):
            // Who has the address is nobody's business but the administrators'.
            try await desk.store.note(.addressTaken, account: account.id, network: network, at: now)
            return try over(visit)
        case .changed(let before, let after):
            try await desk.store.note(.addressChanged, account: after.id, network: network, at: now)
            if desk.configuration.mail != nil {
                let letters = AccountLetters(origin: request.publicOrigin, contact: desk.configuration.operatorContact)
                try await desk.store.enqueue([letters.addressNotice(to: before, isDone: true)], at: now)
            }
            let isSignedIn = session?.account == after.id && session?.stage == .complete
            let page = templateValues([
                "isDone": true, "email": after.email.text, "nextURL": visit.link(isSignedIn ? OwnAccountRoutes.path : AccessRules.signInPath),
                "isSignedIn": isSignedIn,
            ])
            return try pages.gate("new-address", visit.language.choose("Nowy adres konta", "New address"), page, visit)
        }
    }

    private func over(_ visit: PageVisit) throws -> Response {
        let page = templateValues(["isOver": true, "nextURL": visit.link(AccessRules.signInPath)])
        return try pages.gate("new-address", visit.language.choose("Link nie działa", "The link does not work"), page, visit, status: .notFound)
    }
}
