// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// Who asks.
enum Visitor: Sendable {
    case anonymous
    case session(SignedIn)
    case key(APIKey, Account)

    /// Somebody with a session's cookie, signed in or on the way.
    struct SignedIn: Sendable {
        let token: SecretToken
        let session: Session
        let account: Account
    }

    /// The account of somebody who is signed in completely, or of a key.
    var account: Account? {
        switch self {
        case .anonymous: nil
        case .session(let signedIn): signedIn.session.stage == .complete ? signedIn.account : nil
        case .key(_, let account): account
        }
    }

    /// Also of somebody for whom a step is left.
    var session: SignedIn? {
        if case .session(let signedIn) = self { signedIn } else { nil }
    }

    /// What every form of this session carries (`_token`): pages of other sites cannot know it. Empty without a session.
    var formToken: String { session?.token.derived(for: "forms") ?? "" }
}

extension AtlasRequestContext {
    /// The account of whoever asks. Only for routes whose rule admits nobody without.
    /// - Throws: 401 when the rule of the route is wrong.
    func requireAccount() throws -> Account {
        guard let account = visitor.account else { throw Problem(status: .unauthorized, detail: "sign in first", polish: "Najpierw się zaloguj.") }
        return account
    }
}

/// Finds out who asks.
struct AccessDesk: Sendable {
    let store: AtlasStore
    let configuration: ServerConfiguration

    static let keyPrefix = "pwat_"

    func visitor(_ request: Request) async throws -> Visitor {
        let now = Date()
        if request.uri.path.hasPrefix("/api/"), let header = request.headers[.authorization] {
            guard let token = Self.key(header), let (key, account) = try await store.apiKey(token, at: now) else {
                throw Problem(
                    status: .unauthorized, detail: "the key is unknown, revoked or no longer valid: accounts make keys at /konto",
                    headers: [.wwwAuthenticate: "Bearer realm=\"Powiatlas\", error=\"invalid_token\""])
            }
            return .key(key, account)
        }
        guard let text = request.cookies[SessionCookie.name(request)]?.value, let token = SecretToken(text),
            let (session, account) = try await store.session(token, at: now)
        else { return .anonymous }
        return .session(Visitor.SignedIn(token: token, session: session, account: account))
    }

    /// The key in a header `Bearer pwat_…`.
    private static func key(_ header: String) -> SecretToken? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].hasPrefix(keyPrefix) else { return nil }
        return SecretToken(String(parts[1].dropFirst(keyPrefix.count)))
    }
}

/// The cookie of a session: scripts do not see it, forms of other sites do not bring it.
enum SessionCookie {
    /// Over TLS the name itself makes browsers insist on `Secure`, our host alone and the whole site (RFC 6265bis, section 4.1.3.2).
    static func name(_ request: Request) -> String { isSecure(request) ? "__Host-powiatlas" : "powiatlas" }

    static func isSecure(_ request: Request) -> Bool { request.publicOrigin.hasPrefix("https://") }

    /// The header that sets it; without a token the one that removes it.
    static func header(_ token: SecretToken?, _ request: Request) -> String {
        let secure = isSecure(request) ? "; Secure" : ""
        let age = token == nil ? "; Max-Age=0" : ""
        return "\(name(request))=\(token?.text ?? "")\(age); Path=/; HttpOnly; SameSite=Lax\(secure)"
    }
}

/// A form that only a page of this session can have sent.
struct ProtectedForm: Sendable {
    let form: SubmittedForm

    subscript(name: String) -> String? { form[name] }
    var fields: [String: [String]] { form.fields }
    var file: (name: String, data: Data)? { form.file }

    /// A field without spaces around it; nil when it is missing or empty.
    func text(_ name: String) -> String? {
        let value = form[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return value.isEmpty ? nil : value
    }

    static let field = "_token"
    /// Scripts say it here.
    static let header = HTTPField.Name("X-Form-Token")

    /// - Parameter limit: the largest body taken, in bytes.
    /// - Throws: 403 without the token of the session, 413 for a larger body, 400 and 415 for one that is no form.
    init(_ request: Request, _ context: AtlasRequestContext, upTo limit: Int = 1 << 20) async throws {
        form = try await SubmittedForm(
            request, upTo: limit, tooLarge: Problem(
                status: .contentTooLarge, detail: "the form is larger than \(limit >> 10) kB: shorten it",
                polish: "Formularz ma więcej niż \(limit >> 10)\u{A0}kB: skróć go."))
        let given = form[Self.field] ?? Self.header.flatMap { request.headers[$0] } ?? ""
        let expected = context.visitor.formToken
        guard !expected.isEmpty, given.isSameSecret(as: expected) else {
            throw Problem(
                status: .forbidden, detail: "the form was not made by this session: open the page again and send the form anew",
                polish: "Ten formularz pochodzi z\u{A0}innej sesji. Otwórz stronę jeszcze raz i\u{A0}wyślij go od nowa.", parameter: Self.field)
        }
    }
}
