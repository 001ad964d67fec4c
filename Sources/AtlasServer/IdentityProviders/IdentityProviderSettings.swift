// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The provider of identities of an office (OpenID Connect): its people sign in there instead of with a password of ours.
public struct IdentityProviderSettings: Sendable {
    /// As the provider writes itself, to the letter.
    public let issuer: String
    public let clientID: String
    /// Nil for a client that the provider knows without one.
    public let clientSecret: String?
    /// As people of the office call it, for the button.
    public let name: String
    /// When somebody who comes from there is not asked for a code of ours.
    public var secondStep = SecondStepTrust.always
    /// Whether addresses are the people's own though the provider does not say so (`email_verified`).
    public var vouchesForAddresses = false

    /// Whether a second step at the provider stands for ours.
    public enum SecondStepTrust: Sendable, Hashable {
        case always
        case never
        /// Only when the token names one of these as method (`amr`, RFC 8176) or class of the sign-in (`acr`).
        case naming(Set<String>)

        /// - Parameter text: `trust`, `ask`, or words such as `mfa,otp`.
        public init?(_ text: String) {
            switch text {
            case "trust": self = .always
            case "ask": self = .never
            default:
                let words = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty && $0.count <= 200 && $0.allSatisfy { $0.isASCII && !$0.isWhitespace } }) else { return nil }
                self = .naming(Set(words))
            }
        }

        /// - Parameters:
        ///   - methods: of the token.
        ///   - contextClass: of the token.
        func holds(methods: [String], contextClass: String?) -> Bool {
            switch self {
            case .always: true
            case .never: false
            case .naming(let words): !words.isDisjoint(with: methods) || contextClass.map(words.contains) ?? false
            }
        }
    }

    /// Why a setting cannot be used.
    public enum Fault: Error, Sendable, Equatable, LocalizedError {
        case badIssuer(String)
        case badClientID
        case emptySecret
        case badName

        public var errorDescription: String? {
            switch self {
            case .badIssuer(let issuer):
                "the issuer “\(issuer)” cannot be used: expected an https address as the provider gives it, without query, such as https://login.example.pl/realms/urzad (http only on this machine)"
            case .badClientID: "the client's identity is missing or has spaces: expected what the provider gave for this atlas"
            case .emptySecret: "the client's secret is empty: give the one that the provider made, or none for a public client"
            case .badName: "the provider's name for the button has to have 1 to 60 characters"
            }
        }
    }

    /// - Parameter name: nil takes the host of the issuer.
    /// - Throws: `Fault`.
    public init(issuer: String, clientID: String, clientSecret: String?, name: String? = nil) throws(Fault) {
        guard let parts = URLComponents(string: issuer), let host = parts.host, parts.query == nil, parts.fragment == nil, ProviderAddress.isSafe(issuer) else {
            throw .badIssuer(String(issuer.prefix(200)))
        }
        guard !clientID.isEmpty, clientID.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .badClientID }
        if let clientSecret, clientSecret.isEmpty { throw .emptySecret }
        let name = (name ?? host).trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...60).contains(name.count) else { throw .badName }
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.name = name
    }
}

/// The addresses at which providers are asked.
enum ProviderAddress {
    /// Whether what is sent there cannot be read on the way: https, or http within this machine.
    static func isSafe(_ text: String) -> Bool {
        guard text.utf8.count <= 2_000, let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.fragment == nil
        else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && isLoopback(host)
    }

    private static func isLoopback(_ host: String) -> Bool { ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) }

    /// The address with parameters behind those that it has.
    static func address(_ endpoint: String, _ parameters: [(String, String)]) -> String {
        endpoint + (endpoint.contains("?") ? "&" : "?") + form(parameters)
    }

    /// As forms are sent.
    static func form(_ parameters: [(String, String)]) -> String {
        parameters.map { "\($0)=\(escaped($1))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String { text.queryEncoded }
}
