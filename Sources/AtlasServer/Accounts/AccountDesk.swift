// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// What signing in and accounts need, shared by their routes.
struct AccountDesk: Sendable {
    let store: AtlasStore
    let access: AccessDesk
    let hasher: PasswordHasher
    let secret: ServerSecret
    let limiter = RateLimiter()
    /// Of the office; nil when people sign in with passwords alone.
    let provider: IdentityProvider?
    let configuration: ServerConfiguration

    init(store: AtlasStore, configuration: ServerConfiguration) {
        self.store = store
        self.configuration = configuration
        access = AccessDesk(store: store, configuration: configuration)
        hasher = PasswordHasher(cost: configuration.passwordCost)
        secret = configuration.secret
        provider = configuration.identityProvider.map(IdentityProvider.init)
    }

    /// The network that a request comes from, for limits and lists.
    func network(_ request: Request, _ context: AtlasRequestContext) -> String {
        ClientAddress.network.text(request, remote: context.channel.remoteAddress, trustsProxy: configuration.trustsProxy) ?? "unknown"
    }

    /// Where somebody goes after signing in: a page of ours that was asked for, else the panel.
    static func target(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/logowanie"), text.utf8.count <= 2_000,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F && $0 != "\\" })
        else { return "/panel" }
        return text
    }

    /// Opens a session and answers with its cookie.
    func enter(
        _ account: Account, stage: Session.Stage, means: String, target: String, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        let now = Date()
        let network = network(request, context)
        let token = try await store.openSession(
            of: account.id, stage: stage, means: means, network: network, browser: BrowserName.short(request.headers[.userAgent]), at: now)
        if stage == .complete { try await store.note(.signedIn, account: account.id, network: network, detail: means, at: now) }
        let visit = try PageVisit(request)
        let location =
            switch stage {
            case .complete: target == "/panel" ? visit.link(target) : target
            case .secondStep: visit.link("/logowanie/kod", [("dalej", target)])
            case .setUpSecondStep: visit.link("/logowanie/drugi-krok", [("dalej", target)])
            }
        return Response(
            status: .seeOther,
            headers: [.location: location, .setCookie: SessionCookie.header(token, request), .cacheControl: "no-store"])
    }

    /// The stage that comes after the right password.
    func stage(after account: Account) -> Session.Stage {
        if account.hasSecondStep { return .secondStep }
        return configuration.secondStepIsRequired && account.powers.isAdministrator ? .setUpSecondStep : .complete
    }
}

/// What a browser calls itself, as its owner knows it.
enum BrowserName {
    /// `Firefox, Linux`; nil without a name.
    static func short(_ agent: String?) -> String? {
        guard let agent, !agent.isEmpty else { return nil }
        let browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
        let systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]
        let names = [browsers, systems].compactMap { list in list.first { agent.contains($0.0) }?.1 }
        return names.isEmpty ? String(agent.filter { $0.isASCII }.prefix(40)) : names.joined(separator: ", ")
    }
}
