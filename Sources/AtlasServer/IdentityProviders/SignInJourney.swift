// SPDX-License-Identifier: Apache-2.0

import Credentials
import Foundation
import Hummingbird

/// A browser's way to the provider and back. The browser itself carries it, sealed: nothing is kept here for people who never
/// come back, any process of the server can receive them, and whoever comes back in another browser is not let in.
struct SignInJourney: Sendable, Hashable, Codable {
    /// Comes back with the answer (RFC 6749, section 10.12).
    let state: String
    /// Comes back in the token.
    let nonce: String
    /// See `CodeVerifier`.
    let verifier: String
    /// Where the person goes on to.
    let target: String
    /// `pl` or `en`.
    let language: String
    let endsAt: Int64

    /// Seconds for signing in at the provider.
    static let lifetime = 900
    private static let purpose = "journey to the provider of identities"

    init(target: String, language: String, at moment: Date) {
        (state, nonce, verifier) = (SecretToken().text, SecretToken().text, CodeVerifier().text)
        self.target = target
        self.language = language
        endsAt = Int64(moment.timeIntervalSince1970) + Int64(Self.lifetime)
    }

    /// - Parameter text: of a cookie.
    /// - Returns: nil when this server did not make it, or it is over.
    init?(_ text: String, secret: ServerSecret, at moment: Date) {
        guard let sealed = Data(base64URLText: text), let data = try? secret.open(sealed, for: Self.purpose),
            let journey = try? JSONDecoder().decode(SignInJourney.self, from: data), journey.endsAt > Int64(moment.timeIntervalSince1970)
        else { return nil }
        self = journey
    }

    func sealed(by secret: ServerSecret) throws -> String {
        try secret.seal(JSONEncoder().encode(self), for: Self.purpose).base64URLText
    }

    /// The header that sets or, without a journey, removes the cookie. `Lax`, as the way back begins at another site.
    static func cookie(_ sealed: String?, _ request: Request) -> String {
        let secure = SessionCookie.isSecure(request) ? "; Secure" : ""
        return "\(cookieName(request))=\(sealed ?? ""); Max-Age=\(sealed == nil ? 0 : lifetime); Path=/; HttpOnly; SameSite=Lax\(secure)"
    }

    static func cookieName(_ request: Request) -> String { SessionCookie.name(request) + "-journey" }
}
