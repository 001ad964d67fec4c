// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore

@testable import AtlasServer

/// Somebody who is signed in, for tests: an account of its own with these rights.
struct TestSession: Sendable {
    let account: Account
    let token: SecretToken

    /// The cookie that a browser would send.
    var headers: HTTPFields { [.cookie: "powiatlas=\(token.text)", .accept: "text/html"] }
    /// What forms carry in `_token`.
    var formToken: String { token.derived(for: "forms") }

    /// Sends a form as a page of this session would.
    func post(_ path: String, _ fields: [(String, String)] = [], to client: any TestClientProtocol) async throws -> TestResponse {
        try await client.postForm(path, fields + [(ProtectedForm.field, formToken)], headers: headers)
    }

    func get(_ path: String, from client: any TestClientProtocol) async throws -> TestResponse {
        try await client.get(path, headers: headers)
    }
}

extension AtlasStore {
    /// Makes an account and signs it in.
    func signedIn(_ grants: [Grant], name: String = "Anna Nowak", stage: Session.Stage = .complete) async throws -> TestSession {
        guard let email = EmailAddress("osoba\(UInt32.random(in: 0 ... .max))@example.org") else { preconditionFailure("not an address") }
        let now = Date()
        let account = try await createAccount(email: email, name: name, grants: grants, at: now)
        return TestSession(account: account, token: try await openSession(of: account.id, stage: stage, means: "password", at: now))
    }
}

extension TestClientProtocol {
    /// Sends a form as browsers do.
    func postForm(_ path: String, _ fields: [(String, String)], headers: HTTPFields = [:]) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .queryValue) ?? "" }
        let body: String = fields.map { name, value -> String in escaped(name) + "=" + escaped(value) }.joined(separator: "&")
        return try await execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) { $0 }
    }
}
