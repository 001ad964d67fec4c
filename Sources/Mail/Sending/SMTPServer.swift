// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The server that takes our mail, as the operator writes it: `smtp://host:587`, `smtps://host`, with
/// `user:password@` where it asks who we are.
public struct SMTPServer: Sendable, Hashable, CustomStringConvertible {
    /// How the connection is kept secret.
    public enum Encryption: String, Sendable, Hashable, CaseIterable {
        /// TLS from the first byte (`smtps`).
        case implicit
        /// STARTTLS; a server without it gets nothing.
        case required
        /// STARTTLS where the server offers it.
        case offered
        /// In the clear.
        case none
    }

    public let host: String
    public let port: Int
    public let user: String?
    let password: String?
    public let encryption: Encryption
    /// Certificates that the server's is checked against; nil for those of the system.
    public let certificatesFile: String?

    private static let expected = "expected such as smtp://smtp.example.pl:587 or smtps://user:password@smtp.example.pl"

    /// - Parameters:
    ///   - text: the address; user and password percent-encoded. `?tls=required` (the rule for smtp:// unless the host is
    ///     this machine), `offered` or `none`; `?ca=FILE` for a certificate of one's own.
    ///   - password: in place of one in the address.
    /// - Throws: `SMTPServerError`, which never repeats the password.
    public init(_ text: String, password: String? = nil) throws(SMTPServerError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(), ["smtp", "smtps"].contains(scheme) else {
            throw SMTPServerError(reason: "the address of the mail server cannot be read: \(Self.expected)")
        }
        guard let host = parts.host, !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), ["", "/"].contains(parts.path), parts.fragment == nil else {
            throw SMTPServerError(reason: "the address of the mail server has no host or has a path: \(Self.expected)")
        }
        if let port = parts.port, !(1...65_535).contains(port) { throw SMTPServerError(reason: "port \(port) of the mail server: expected 1…65535") }
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host.lowercased())
        var encryption: Encryption = scheme == "smtps" ? .implicit : isLocal ? .offered : .required
        var certificates: String?
        for item in parts.queryItems ?? [] {
            switch item.name {
            case "tls":
                let known: [Encryption] = [.required, .offered, .none]
                guard scheme == "smtp", let chosen = item.value.flatMap({ Encryption(rawValue: $0) }), known.contains(chosen) else {
                    throw SMTPServerError(reason: "tls=\(item.value ?? "") of the mail server: expected required, offered or none, with smtp://")
                }
                encryption = chosen
            case "ca":
                guard let file = item.value, FileManager.default.isReadableFile(atPath: file) else {
                    throw SMTPServerError(reason: "ca=\(item.value ?? "") of the mail server: there is no file that can be read")
                }
                certificates = file
            default: throw SMTPServerError(reason: "“\(item.name)” in the address of the mail server is not known: expected tls or ca")
            }
        }
        let user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        let secret = password ?? parts.password
        guard (user == nil) == (secret == nil) else {
            throw SMTPServerError(
                reason: user == nil ? "a password for the mail server was given, but no user: \(Self.expected)" : "the user of the mail server has no password")
        }
        let hasControls = [user, secret].compactMap { $0 }.contains { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
        guard !hasControls else { throw SMTPServerError(reason: "user or password of the mail server have line breaks or other control characters") }
        guard user == nil || isLocal || encryption == .implicit || encryption == .required else {
            throw SMTPServerError(reason: "a password would go to \(host) in the clear: use smtps:// or leave tls=\(encryption.rawValue) out")
        }
        self.host = host
        port = parts.port ?? (scheme == "smtps" ? 465 : user == nil ? 25 : 587)
        self.user = user
        self.password = secret
        self.encryption = encryption
        certificatesFile = certificates
    }

    /// Without user and password.
    public var description: String { "\(encryption == .implicit ? "smtps" : "smtp")://\(host):\(port)" }
}

/// Settings of a mail server that cannot be used.
public struct SMTPServerError: Error, Sendable, Hashable, LocalizedError {
    public let reason: String
    public var errorDescription: String? { reason }
}
