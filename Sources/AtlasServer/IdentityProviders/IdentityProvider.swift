// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation

/// Who somebody is, as the provider says.
struct ProvidedIdentity: Sendable, Hashable {
    let issuer: String
    let subject: String
    /// The provider vouches that it is the person's own.
    let verifiedEmail: EmailAddress?
    /// Whether an address came at all.
    let hasEmail: Bool
    let methods: [String]
    let contextClass: String?
}

/// The provider of identities of the office, with what it said about itself and its keys.
actor IdentityProvider {
    nonisolated let settings: IdentityProviderSettings
    private let exchange = ProviderExchange()

    private struct Kept<Value: Sendable>: Sendable {
        let value: Value
        let since: ContinuousClock.Instant

        func isYounger(than age: Duration) -> Bool { since.duration(to: .now) < age }
    }

    /// How long descriptions and keys are believed before they are read again.
    private static let lifetime = Duration.seconds(3_600)
    /// How long a provider that could not be reached is not asked again.
    private static let pauseAfterFault = Duration.seconds(10)
    /// How often keys are read again because of a token of an unknown one.
    private static let pauseBetweenRotations = Duration.seconds(60)

    private var metadata: Kept<ProviderMetadata>?
    private var keys: Kept<[ProviderKey]>?
    private var fault: Kept<ProviderFault>?
    private var readingMetadata: Task<ProviderMetadata, any Error>?
    private var readingKeys: Task<[ProviderKey], any Error>?
    private var lastRotation: ContinuousClock.Instant?

    init(_ settings: IdentityProviderSettings) {
        self.settings = settings
    }

    // MARK: Addresses for browsers

    /// Where a browser goes to sign in (OpenID Connect Core 1.0, section 3.1.2.1).
    /// - Throws: `ProviderFault`.
    func signInAddress(_ journey: SignInJourney, returningTo address: String) async throws -> String {
        ProviderAddress.address(
            try await description().authorizationEndpoint,
            [
                ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", address), ("scope", "openid email"),
                ("state", journey.state), ("nonce", journey.nonce), ("code_challenge", CodeVerifier(text: journey.verifier).challenge),
                ("code_challenge_method", "S256"), ("ui_locales", journey.language),
            ])
    }

    /// Where a browser goes to end the provider's own session (OpenID Connect RP-Initiated Logout 1.0); nil when it has no such place.
    func signOutAddress(returningTo address: String) async throws -> String? {
        try await description().endSessionEndpoint.map {
            ProviderAddress.address($0, [("client_id", settings.clientID), ("post_logout_redirect_uri", address)])
        }
    }

    // MARK: The way back

    /// Whether an answer says as it should which provider it is from (RFC 9207, section 2.4): another provider's code is not taken to this one.
    func isOwn(issuerOfAnswer issuer: String?) async throws -> Bool {
        if let issuer { return issuer == settings.issuer }
        return try await description().namesItself != true
    }

    /// Exchanges the code for a token, checks it, and tells who came.
    /// - Throws: `ProviderFault`.
    func identity(code: String, _ journey: SignInJourney, returningTo address: String, at moment: Date) async throws -> ProvidedIdentity {
        let description = try await description()
        let (token, accessToken) = try await token(code, journey, address, description)
        let claims = try await checked(token, accessToken, journey, description, at: moment)
        var (email, isVerified) = (claims.email, claims.isEmailVerified)
        if email == nil, let endpoint = description.personEndpoint, let accessToken {
            (email, isVerified) = try await person(claims.subject, endpoint, accessToken)
        }
        let isVouched = isVerified ?? settings.vouchesForAddresses
        return ProvidedIdentity(
            issuer: settings.issuer, subject: claims.subject, verifiedEmail: isVouched ? email.flatMap(EmailAddress.init) : nil, hasEmail: email != nil,
            methods: claims.methods, contextClass: claims.contextClass)
    }

    private struct TokenAnswer: Decodable {
        let id_token: String?
        let access_token: String?
        let error: String?
        let error_description: String?
    }

    private func token(_ code: String, _ journey: SignInJourney, _ address: String, _ description: ProviderMetadata) async throws -> (id: String, access: String?) {
        var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", address), ("code_verifier", journey.verifier)]
        var credentials: (id: String, secret: String)?
        // In the header unless the provider takes the secret in the form alone (section 9).
        let ways = description.clientAuthentication ?? ["client_secret_basic"]
        switch settings.clientSecret {
        case let secret? where ways.contains("client_secret_basic") || !ways.contains("client_secret_post"): credentials = (settings.clientID, secret)
        case let secret?: fields += [("client_id", settings.clientID), ("client_secret", secret)]
        case nil: fields.append(("client_id", settings.clientID))
        }
        let answer = try await exchange.post(description.tokenEndpoint, fields, credentials: credentials, what: "token")
        let read = try? JSONDecoder().decode(TokenAnswer.self, from: answer.body)
        guard answer.status == 200 else {
            throw ProviderFault.noToken(error: Self.logged(read?.error) ?? "status \(answer.status)", description: Self.logged(read?.error_description) ?? "")
        }
        guard let token = read?.id_token else { throw ProviderFault.noToken(error: "the answer has no id_token", description: "") }
        return (token, read?.access_token)
    }

    private func checked(
        _ text: String, _ accessToken: String?, _ journey: SignInJourney, _ description: ProviderMetadata, at moment: Date
    ) async throws -> IDTokenClaims {
        do {
            let token = try SignedToken(text)
            if let announced = description.signingAlgorithms, !announced.contains(token.algorithm.rawValue) {
                throw IDTokenFault.algorithm(token.algorithm.rawValue)
            }
            let fitting = try await keys(fitting: token, description)
            var isSigned = false
            for key in fitting where !isSigned { isSigned = await token.isSigned(by: key) }
            guard isSigned else { throw fitting.isEmpty ? IDTokenFault.unknownKey(String((token.keyID ?? "").prefix(100))) : .signature }
            return try IDTokenClaims(
                token, issuer: settings.issuer, clientID: settings.clientID, nonce: journey.nonce, accessToken: accessToken, at: moment)
        } catch let fault as IDTokenFault {
            throw ProviderFault.badToken(fault)
        }
    }

    private struct Person: Decodable {
        let sub: String
        let email: String?
        let email_verified: Truth?
    }

    /// What the provider tells about whoever holds the access token (section 5.3).
    private func person(_ subject: String, _ endpoint: String, _ accessToken: String) async throws -> (email: String?, isVerified: Bool?) {
        let answer = try await exchange.get(endpoint, bearing: accessToken, what: "person")
        guard answer.status == 200, let person = try? JSONDecoder().decode(Person.self, from: answer.body) else {
            throw ProviderFault.badPerson("status \(answer.status), type \(answer.type.prefix(60))")
        }
        // Tokens can be put in each other's place (section 5.3.2).
        guard person.sub == subject else { throw ProviderFault.badPerson("it is about somebody else (sub)") }
        return (person.email, person.email_verified?.value)
    }

    /// What a provider wrote, fit for a line of the log.
    private static func logged(_ text: String?) -> String? {
        text.map { String($0.prefix(200).map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? " " : $0 }) }
    }

    // MARK: What the provider says of itself

    private func description() async throws -> ProviderMetadata {
        if let metadata, metadata.isYounger(than: Self.lifetime) { return metadata.value }
        if let fault, fault.isYounger(than: Self.pauseAfterFault) {
            // An older description serves as long as no new one can be had.
            if let metadata { return metadata.value }
            throw fault.value
        }
        let reading = readingMetadata ?? Task { [settings, exchange] in
            let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
            let answer = try await exchange.get(base + "/.well-known/openid-configuration", what: "description")
            guard answer.status == 200 else { throw ProviderFault.unreachable("description", "status \(answer.status)") }
            return try ProviderMetadata.read(answer.body, issuer: settings.issuer)
        }
        readingMetadata = reading
        defer { if readingMetadata == reading { readingMetadata = nil } }
        do {
            let value = try await reading.value
            metadata = Kept(value: value, since: .now)
            fault = nil
            return value
        } catch let found as ProviderFault {
            fault = Kept(value: found, since: .now)
            if let metadata { return metadata.value }
            throw found
        }
    }

    /// The keys that may have signed a token. When none does, the provider may have new ones.
    private func keys(fitting token: SignedToken, _ description: ProviderMetadata) async throws -> [ProviderKey] {
        if let keys, keys.isYounger(than: Self.lifetime) {
            let known = keys.value.filter { $0.fits(token) }
            if !known.isEmpty { return known }
            if let lastRotation, lastRotation.duration(to: .now) < Self.pauseBetweenRotations { return [] }
            lastRotation = .now
        }
        let reading = readingKeys ?? Task { [exchange] in
            let answer = try await exchange.get(description.keysAddress, what: "keys")
            guard answer.status == 200 else { throw ProviderFault.unreachable("keys", "status \(answer.status)") }
            return try ProviderKey.set(answer.body)
        }
        readingKeys = reading
        defer { if readingKeys == reading { readingKeys = nil } }
        let value = try await reading.value
        keys = Kept(value: value, since: .now)
        return value.filter { $0.fits(token) }
    }
}
