// SPDX-License-Identifier: Apache-2.0

import Credentials
import Foundation
import JWTKit

/// How a token is signed. What has no key of the provider's own (`none`, `HS256`) is not among them, so that nobody else can make one.
enum SigningAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256", rs384 = "RS384", rs512 = "RS512"
    case ps256 = "PS256", ps384 = "PS384", ps512 = "PS512"
    case es256 = "ES256", es384 = "ES384", es512 = "ES512"
    case eddsa = "EdDSA"

    /// Of the key (RFC 7518, section 6.1; RFC 8037, section 2).
    var keyType: String {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: "RSA"
        case .es256, .es384, .es512: "EC"
        case .eddsa: "OKP"
        }
    }

    /// Nil where any will do.
    var curve: String? {
        switch self {
        case .es256: "P-256"
        case .es384: "P-384"
        case .es512: "P-521"
        case .eddsa: "Ed25519"
        default: nil
        }
    }

    /// Of values that the token names by their hash.
    var digest: TokenDigest {
        switch self {
        case .rs256, .ps256, .es256: .sha256
        case .rs384, .ps384, .es384: .sha384
        case .rs512, .ps512, .es512, .eddsa: .sha512
        }
    }
}

/// A token in its three parts (RFC 7515, section 7.1), not yet believed.
struct SignedToken: Sendable {
    let algorithm: SigningAlgorithm
    let keyID: String?
    let payload: Data
    private let signed: Data
    private let signature: Data

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
        let b64: Bool?
    }

    static let sizeLimit = 32 << 10

    /// - Throws: `IDTokenFault` for anything that is not signed as `SigningAlgorithm` says.
    init(_ text: String) throws(IDTokenFault) {
        guard text.utf8.count <= Self.sizeLimit else { throw .malformed("it has more than \(Self.sizeLimit >> 10) kB") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw .malformed("it has \(parts.count) parts instead of 3") }
        guard let head = Data(base64URLText: parts[0]), let header = try? JSONDecoder().decode(Header.self, from: head) else {
            throw .malformed("its header cannot be read")
        }
        guard let algorithm = SigningAlgorithm(rawValue: header.alg) else { throw .algorithm(String(header.alg.prefix(20))) }
        // Extensions that have to be understood (RFC 7515, section 4.1.11); none are.
        guard header.crit == nil, header.b64 != false else { throw .malformed("its header asks for extensions") }
        guard let payload = Data(base64URLText: parts[1]), let signature = Data(base64URLText: parts[2]), !signature.isEmpty else {
            throw .malformed("it is not base64url, or has no signature")
        }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        keyID = header.kid
        signed = Data((parts[0] + "." + parts[1]).utf8)
    }

    /// Whether the holder of the key signed it.
    func isSigned(by key: ProviderKey) async -> Bool {
        guard key.fits(self), let verifier = await key.verifier(algorithm) else { return false }
        return (try? verifier.verify(signature, signs: signed)) == true
    }
}

/// A public key of a provider.
struct ProviderKey: Sendable {
    let id: String?
    private let type: String
    private let use: String?
    private let algorithm: String?
    private let curve: String?
    private let key: JWK

    private static let identifier = JWKIdentifier(string: "key")

    /// The keys of a set (RFC 7517, section 5). Those for other purposes or of unknown kinds are left out, as the section asks.
    static func set(_ data: Data) throws(ProviderFault) -> [ProviderKey] {
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any], let list = object["keys"] as? [Any] else {
            throw .badKeys("they are not a set of JSON Web Keys")
        }
        return list.prefix(100).compactMap { ($0 as? [String: Any]).flatMap(ProviderKey.init) }
    }

    private init?(_ members: [String: Any]) {
        func text(_ name: String) -> String? { members[name] as? String }
        guard let type = text("kty") else { return nil }
        // Only what a public key has, whatever else was put there.
        let kept = ["kty", "n", "e", "crv", "x", "y"].reduce(into: [String: String]()) { $0[$1] = text($1) }
        guard let json = try? JSONEncoder().encode(kept), var key = try? JWK(json: String(decoding: json, as: UTF8.self)) else { return nil }
        key.keyIdentifier = Self.identifier
        self.key = key
        self.type = type
        id = text("kid")
        use = text("use")
        algorithm = text("alg")
        curve = text("crv")
    }

    /// Whether the token may be signed by it: the key the token names, of the right kind, and meant for this.
    func fits(_ token: SignedToken) -> Bool {
        if let wanted = token.keyID, wanted != id { return false }
        guard type == token.algorithm.keyType, use == nil || use == "sig", algorithm == nil || algorithm == token.algorithm.rawValue else { return false }
        return token.algorithm.curve == nil || token.algorithm.curve == curve
    }

    /// Nil for a key that the library refuses: RSA of less than 2048 bits, a point that is not on its curve.
    fileprivate func verifier(_ algorithm: SigningAlgorithm) async -> (any JWTAlgorithm)? {
        let keys = JWTKeyCollection()
        do {
            try await keys.add(jwk: key)
            let verifier = try await keys.getKey(for: Self.identifier, alg: algorithm.rawValue)
            return verifier.name == algorithm.rawValue ? verifier : nil
        } catch {
            return nil
        }
    }
}
