// SPDX-License-Identifier: Apache-2.0

import Credentials
import Foundation

/// Why a token is not believed.
enum IDTokenFault: Error, Sendable, Equatable, LocalizedError {
    case malformed(String)
    case algorithm(String)
    /// None of the provider's keys made the signature.
    case signature
    case unknownKey(String)
    case issuer(String)
    case audience([String])
    case expired
    case notYet
    case nonce
    case accessToken
    case subject

    var errorDescription: String? {
        switch self {
        case .malformed(let reason): reason
        case .algorithm(let name): "it is signed with “\(name)”, which is not accepted or not what the provider announces"
        case .signature: "the signature is not the provider's"
        case .unknownKey(let id): "the provider has no key “\(id)”"
        case .issuer(let issuer): "it is of the issuer “\(issuer.prefix(200))”"
        case .audience(let clients): "it is for \(clients.isEmpty ? "nobody" : clients.joined(separator: ", ").prefix(200).description)"
        case .expired: "it is too old"
        case .notYet: "it is of a time to come: compare the clocks"
        case .nonce: "it was not made for this sign-in (nonce)"
        case .accessToken: "it does not belong to the access token (at_hash)"
        case .subject: "it names nobody"
        }
    }
}

/// What a token says about a sign-in and a person (OpenID Connect Core 1.0, sections 2 and 5.1).
struct IDTokenClaims: Sendable, Decodable {
    let issuer: String
    let subject: String
    let audiences: [String]
    let authorizedParty: String?
    let expiresAt: Double
    let issuedAt: Double
    let notBefore: Double?
    let nonce: String?
    let accessTokenHash: String?
    let email: String?
    /// Nil when the provider does not say.
    let isEmailVerified: Bool?
    let methods: [String]
    let contextClass: String?

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss", subject = "sub", audiences = "aud", authorizedParty = "azp", expiresAt = "exp", issuedAt = "iat", notBefore = "nbf", nonce
        case accessTokenHash = "at_hash"
        case email
        case isEmailVerified = "email_verified"
        case methods = "amr"
        case contextClass = "acr"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try values.decode(String.self, forKey: .issuer)
        subject = try values.decode(String.self, forKey: .subject)
        audiences = try values.decode(OneOrMore.self, forKey: .audiences).values
        authorizedParty = try values.decodeIfPresent(String.self, forKey: .authorizedParty)
        expiresAt = try values.decode(Double.self, forKey: .expiresAt)
        issuedAt = try values.decode(Double.self, forKey: .issuedAt)
        notBefore = try values.decodeIfPresent(Double.self, forKey: .notBefore)
        nonce = try values.decodeIfPresent(String.self, forKey: .nonce)
        accessTokenHash = try values.decodeIfPresent(String.self, forKey: .accessTokenHash)
        email = try values.decodeIfPresent(String.self, forKey: .email)
        isEmailVerified = try values.decodeIfPresent(Truth.self, forKey: .isEmailVerified)?.value
        // What is only asked for its words does no harm when it has another form.
        methods = (try? values.decodeIfPresent(OneOrMore.self, forKey: .methods))?.values ?? []
        contextClass = (try? values.decodeIfPresent(String.self, forKey: .contextClass)) ?? nil
    }

    /// How far apart clocks may be, in seconds.
    static let clockTolerance: Double = 60
    /// How long ago a token that was just asked for may have been made, in seconds.
    static let longestAge: Double = 600

    /// The checks of OpenID Connect Core 1.0, section 3.1.3.7, of what the signed token says.
    ///
    /// - Parameters:
    ///   - token: with a signature that was looked at.
    ///   - nonce: of the journey.
    ///   - accessToken: that came with it.
    /// - Throws: `IDTokenFault`.
    init(_ token: SignedToken, issuer: String, clientID: String, nonce: String, accessToken: String?, at moment: Date) throws(IDTokenFault) {
        let claims: IDTokenClaims
        do { claims = try JSONDecoder().decode(IDTokenClaims.self, from: token.payload) } catch { throw .malformed("it lacks a claim, or one has another form") }
        guard claims.issuer == issuer else { throw .issuer(claims.issuer) }
        guard claims.audiences.contains(clientID) else { throw .audience(claims.audiences) }
        // Made for several: then it has to say that it is we who asked.
        if claims.audiences.count > 1 || claims.authorizedParty != nil {
            guard claims.authorizedParty == clientID else { throw .audience(claims.audiences + [claims.authorizedParty ?? "?"]) }
        }
        let now = moment.timeIntervalSince1970
        guard claims.expiresAt > now - Self.clockTolerance, claims.issuedAt > now - Self.longestAge else { throw .expired }
        guard claims.issuedAt < now + Self.clockTolerance, claims.notBefore ?? 0 < now + Self.clockTolerance else { throw .notYet }
        guard let given = claims.nonce, given.isSameSecret(as: nonce) else { throw .nonce }
        if let hash = claims.accessTokenHash {
            guard let accessToken, hash == token.algorithm.digest.leftHalf(of: accessToken) else { throw .accessToken }
        }
        guard (1...255).contains(claims.subject.utf8.count) else { throw .subject }
        self = claims
    }
}

/// A text, or a list of texts.
private struct OneOrMore: Decodable {
    let values: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(String.self) { values = [one] } else { values = try container.decode([String].self) }
    }
}

/// `true`, or the word, as some providers write it.
struct Truth: Decodable {
    let value: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) { value = truth } else { value = try container.decode(String.self) == "true" }
    }
}
