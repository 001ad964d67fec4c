// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import AtlasServer

/// A provider's keys and the tokens it signs, put together by hand so that they can be as wrong as a test wants.
private struct SigningProvider {
    /// Made once: large primes take their time.
    private static let moduli = Result { try (_RSA.Signing.PrivateKey(keySize: .bits2048), _RSA.Signing.PrivateKey(keySize: .bits2048)) }

    let point = P256.Signing.PrivateKey()
    let modulus: _RSA.Signing.PrivateKey

    init(isStranger: Bool = false) throws {
        let made = try Self.moduli.get()
        modulus = isStranger ? made.1 : made.0
    }

    func keySet(_ changes: [String: [String: String]] = [:]) throws -> [ProviderKey] {
        let raw = point.publicKey.rawRepresentation
        let primitives = try modulus.publicKey.getKeyPrimitives()
        var keys = [
            ["kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "x": Data(raw.prefix(32)).base64URLText, "y": Data(raw.suffix(32)).base64URLText],
            ["kty": "RSA", "kid": "rsa", "use": "sig", "n": primitives.modulus.base64URLText, "e": primitives.publicExponent.base64URLText],
        ]
        for index in keys.indices {
            guard let id = keys[index]["kid"], let change = changes[id] else { continue }
            keys[index].merge(change) { $1 }
        }
        let others: [[String: String]] = [["kty": "oct", "kid": "shared", "k": "AAAA"], ["kty": "new"], [:]]
        return try ProviderKey.set(JSONSerialization.data(withJSONObject: ["keys": keys + others]))
    }

    func token(_ claims: [String: Any], alg: String = "ES256", header: [String: Any] = [:], signature: ((Data) throws -> Data)? = nil) throws -> String {
        let head: [String: Any] = ["alg": alg, "kid": alg.hasPrefix("E") ? "ec" : "rsa"].merging(header) { $1 }.filter { !($0.value is NSNull) }
        let signed = Data(
            (try JSONSerialization.data(withJSONObject: head).base64URLText + "." + JSONSerialization.data(withJSONObject: claims).base64URLText).utf8)
        let made: Data
        switch alg {
        case _ where signature != nil: made = try signature?(signed) ?? Data()
        case "RS256": made = try modulus.signature(for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5).rawRepresentation
        case "PS256": made = try modulus.signature(for: SHA256.hash(data: signed), padding: .PSS).rawRepresentation
        default: made = try point.signature(for: signed).rawRepresentation
        }
        return String(decoding: signed, as: UTF8.self) + "." + made.base64URLText
    }
}

@Suite struct IDTokenTests {
    private let issuer = "https://login.example.pl/realms/urzad"
    private let moment = Date(timeIntervalSince1970: 1_790_000_000)

    private func claims(_ changes: [String: Any] = [:]) -> [String: Any] {
        let now = moment.timeIntervalSince1970
        let all: [String: Any] = [
            "iss": issuer, "sub": "17", "aud": "atlas", "exp": now + 300, "iat": now, "nonce": "n", "email": "anna@example.org", "email_verified": true,
        ]
        return all.merging(changes) { $1 }.filter { !($0.value is NSNull) }
    }

    private func read(_ text: String, accessToken: String? = "access") throws -> IDTokenClaims {
        try IDTokenClaims(try SignedToken(text), issuer: issuer, clientID: "atlas", nonce: "n", accessToken: accessToken, at: moment)
    }

    private func isSigned(_ text: String, _ keys: [ProviderKey]) async throws -> Bool {
        let token = try SignedToken(text)
        for key in keys where await token.isSigned(by: key) { return true }
        return false
    }

    @Test(arguments: ["ES256", "RS256", "PS256"]) func aSoundTokenIsBelieved(_ algorithm: String) async throws {
        let provider = try SigningProvider()
        let text = try provider.token(claims(["amr": ["pwd", "mfa"], "at_hash": TokenDigest.sha256.leftHalf(of: "access")]), alg: algorithm)
        let signed = try await isSigned(text, try provider.keySet())
        #expect(signed)
        // A set of one key need not name it, nor a token its key.
        let unnamed = try await isSigned(try provider.token(claims(), alg: algorithm, header: ["kid": NSNull()]), try provider.keySet())
        #expect(unnamed)
        let claims = try read(text)
        #expect(claims.subject == "17" && claims.email == "anna@example.org" && claims.isEmailVerified == true && claims.methods == ["pwd", "mfa"])
    }

    @Test func otherFormsOfClaimsAreUnderstood() throws {
        let provider = try SigningProvider()
        let two = try read(try provider.token(claims(["aud": ["other", "atlas"], "azp": "atlas", "amr": "otp", "acr": "high", "email_verified": "true"])))
        #expect(two.methods == ["otp"] && two.contextClass == "high" && two.isEmailVerified == true)
        let plain = try read(try provider.token(claims(["email_verified": "false", "amr": 3, "email": NSNull()])))
        #expect(plain.isEmailVerified == false && plain.methods == [] && plain.email == nil)
        let silent = try read(try provider.token(claims(["email_verified": NSNull()])))
        #expect(silent.isEmailVerified == nil)
    }

    @Test func aWrongClaimIsRefused() throws {
        let provider = try SigningProvider()
        let now = moment.timeIntervalSince1970
        let cases: [([String: Any], IDTokenFault)] = [
            (["iss": "https://login.example.pl/realms/urzad/"], .issuer("https://login.example.pl/realms/urzad/")),
            (["aud": "other"], .audience(["other"])), (["aud": [String]()], .audience([])),
            (["aud": ["atlas", "other"]], .audience(["atlas", "other", "?"])), (["azp": "other"], .audience(["atlas", "other"])),
            (["exp": now - 61], .expired), (["iat": now - 601], .expired), (["iat": now + 61], .notYet), (["nbf": now + 61], .notYet),
            (["nonce": "m"], .nonce), (["nonce": NSNull()], .nonce), (["at_hash": TokenDigest.sha256.leftHalf(of: "another")], .accessToken),
            (["sub": ""], .subject), (["sub": String(repeating: "a", count: 256)], .subject),
        ]
        for (change, fault) in cases { #expect(throws: fault, "\(change)") { try read(try provider.token(claims(change))) } }
        for name in ["iss", "sub", "aud", "exp", "iat"] {
            #expect(throws: IDTokenFault.self, "\(name)") { try read(try provider.token(claims([name: NSNull()]))) }
        }
        #expect(throws: IDTokenFault.accessToken) { try read(try provider.token(claims(["at_hash": "x"])), accessToken: nil) }
    }

    @Test func aSignatureOfSomebodyElseIsRefused() async throws {
        let (provider, stranger) = (try SigningProvider(), try SigningProvider(isStranger: true))
        let keys = try provider.keySet()
        let sound = try provider.token(claims())
        let parts = sound.split(separator: ".").map(String.init)
        let strangers = parts[0] + "." + (try stranger.token(claims(["sub": "1"])).split(separator: ".")[1]) + "." + parts[2]
        let header = try JSONSerialization.data(withJSONObject: ["alg": "ES256", "kid": "shared"]).base64URLText
        let ownKey = try stranger.token(claims(), header: ["jwk": ["kty": "EC"], "jku": "https://stranger.example.org/keys"])
        for (text, what) in [
            (try stranger.token(claims()), "another key"), (try stranger.token(claims(), alg: "RS256"), "another RSA key"), (strangers, "another payload"),
            (header + "." + parts[1] + "." + parts[2], "another key's name"), (ownKey, "a key in the token"),
            (try provider.token(claims(), header: ["kid": "rsa"]), "a key of another kind"), (try provider.token(claims(), header: ["kid": "unknown"]), "an unknown key"),
            (try provider.token(claims(), signature: { _ in Data(repeating: 0, count: 64) }), "zeros"),
        ] {
            let signed = try await isSigned(text, keys)
            #expect(!signed, "\(what)")
        }
        // A key for encryption, or for another algorithm.
        for change in [["use": "enc"], ["alg": "RS512"]] {
            let signed = try await isSigned(try provider.token(claims(), alg: "RS256"), try provider.keySet(["rsa": change]))
            #expect(!signed, "\(change)")
        }
    }

    /// `none`, and a signature with the public key as if it were a shared secret, are no algorithms at all here.
    @Test func whatAnybodyCanSignIsRefused() throws {
        let provider = try SigningProvider()
        for alg in ["none", "None", "NONE", "HS256", "HS384", "HS512", ""] {
            let text = try provider.token(claims(), alg: alg) { Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: provider.point.publicKey.rawRepresentation))) }
            #expect(throws: IDTokenFault.algorithm(alg), "\(alg)") { try SignedToken(text) }
        }
        let sound = try provider.token(claims())
        let parts = sound.split(separator: ".")
        for text in ["", "..", "a.b.c", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", sound + ".x", sound + "=", String(repeating: "a", count: 40_000)] {
            #expect(throws: IDTokenFault.self, "\(text.prefix(40))") { try SignedToken(text) }
        }
        #expect(throws: IDTokenFault.self) { try SignedToken(try provider.token(claims(), header: ["crit": ["b64"], "b64": false])) }
    }
}

@Suite struct IdentityProviderTests {
    @Test func aProviderIsAskedInPrivateOnly() throws {
        for issuer in ["https://login.example.pl", "https://login.example.pl:8443/realms/urzad/", "http://127.0.0.1:9000", "http://localhost:9000/x"] {
            #expect(throws: Never.self, "\(issuer)") { try IdentityProviderSettings(issuer: issuer, clientID: "atlas", clientSecret: nil) }
        }
        for issuer in ["http://login.example.pl", "https://", "login.example.pl", "https://a:b@login.example.pl", "https://login.example.pl?x=1", "https://login.example.pl#x", "http://127.0.0.1.example.pl"] {
            #expect(throws: IdentityProviderSettings.Fault.badIssuer(issuer)) { try IdentityProviderSettings(issuer: issuer, clientID: "atlas", clientSecret: nil) }
        }
        #expect(throws: IdentityProviderSettings.Fault.badClientID) { try IdentityProviderSettings(issuer: "https://a.pl", clientID: "", clientSecret: nil) }
        #expect(throws: IdentityProviderSettings.Fault.emptySecret) { try IdentityProviderSettings(issuer: "https://a.pl", clientID: "a", clientSecret: "") }
        #expect(try IdentityProviderSettings(issuer: "https://login.example.pl/x", clientID: "a", clientSecret: nil).name == "login.example.pl")
    }

    @Test func aSecondStepElsewhereCountsAsTheOperatorSays() throws {
        typealias Trust = IdentityProviderSettings.SecondStepTrust
        #expect(Trust("trust") == .always && Trust("ask") == .never && Trust("mfa, otp") == .naming(["mfa", "otp"]) && Trust("") == nil && Trust("a,,b") == .naming(["a", "b"]))
        let naming = try #require(Trust("mfa,high"))
        #expect(naming.holds(methods: ["pwd", "mfa"], contextClass: nil) && naming.holds(methods: [], contextClass: "high"))
        #expect(!naming.holds(methods: ["pwd"], contextClass: "low") && !naming.holds(methods: [], contextClass: nil))
        #expect(Trust.always.holds(methods: [], contextClass: nil) && !Trust.never.holds(methods: ["mfa"], contextClass: "high"))
    }

    @Test func aDescriptionHasToBeTheProvidersOwn() throws {
        func description(_ changes: [String: Any] = [:]) throws -> Data {
            let all: [String: Any] = [
                "issuer": "https://login.example.pl", "authorization_endpoint": "https://login.example.pl/a", "token_endpoint": "https://login.example.pl/t",
                "jwks_uri": "https://login.example.pl/k",
            ]
            return try JSONSerialization.data(withJSONObject: all.merging(changes) { $1 }.filter { !($0.value is NSNull) })
        }
        let sound = try ProviderMetadata.read(try description(), issuer: "https://login.example.pl")
        #expect(sound.personEndpoint == nil && sound.tokenEndpoint == "https://login.example.pl/t")
        for change: [String: Any] in [
            ["issuer": "https://login.example.pl/"], ["issuer": "https://other.example.pl"], ["jwks_uri": NSNull()], ["token_endpoint": "http://login.example.pl/t"],
            ["userinfo_endpoint": "javascript:x"], ["authorization_endpoint": "https://u:p@login.example.pl/a"],
        ] {
            #expect(throws: ProviderFault.self, "\(change)") { try ProviderMetadata.read(try description(change), issuer: "https://login.example.pl") }
        }
    }

    @Test func aJourneyIsItsBrowsersAndThisServers() throws {
        let (secret, now) = (ServerSecret(), Date(timeIntervalSince1970: 1_790_000_000))
        let journey = SignInJourney(target: "/panel/instytucje?a=1", language: "en", at: now)
        let sealed = try journey.sealed(by: secret)
        #expect(SignInJourney(sealed, secret: secret, at: now) == journey)
        #expect(!sealed.contains(journey.state))
        #expect(SignInJourney(sealed, secret: ServerSecret(), at: now) == nil)
        #expect(SignInJourney(sealed, secret: secret, at: now + 901) == nil)
        #expect(SignInJourney(String(sealed.dropLast(4)) + "AAAA", secret: secret, at: now) == nil)
        #expect(SignInJourney("", secret: secret, at: now) == nil)
        // The longest target still fits into what browsers keep.
        let long = try SignInJourney(target: "/" + String(repeating: "a", count: 1_999), language: "pl", at: now).sealed(by: secret)
        #expect(long.utf8.count < 4_000)
        let others = SignInJourney(target: "/", language: "pl", at: now)
        #expect(others.state != journey.state && others.nonce != journey.nonce && others.verifier != journey.verifier && others.state != others.nonce)
    }

    @Test func anAnswerIsReadStrictly() throws {
        let answer = try #require(ProviderAnswer("code=a%2Bb&state=x&iss=https%3A%2F%2Flogin.example.pl&session_state=1"))
        #expect(answer.code == "a+b" && answer.state == "x" && answer.issuer == "https://login.example.pl" && answer.error == nil)
        #expect(ProviderAnswer("code=\(String(repeating: "a", count: 8_000))")?.code?.count == 8_000)
        #expect(ProviderAnswer("")?.code == nil)
        for wrong in ["code=a&code=b", "state=%FF", "code=" + String(repeating: "a", count: 13_000)] { #expect(ProviderAnswer(wrong) == nil, "\(wrong.prefix(30))") }
    }

    @Test func withoutAProviderThereIsOnlyTheOrdinaryDoor() async throws {
        try await withServer { client, _ in
            let door = try await client.get("/logowanie", headers: [.accept: "text/html"])
            #expect(door.status == .ok && !door.text.contains("/logowanie/oidc"))
            for path in ["/logowanie/oidc", "/logowanie/oidc/powrot?code=a&state=b", "/logowanie/oidc/wyloguj"] {
                let response = try await client.get(path, headers: [.accept: "text/html"])
                #expect(response.status == .notFound && response.headers[.setCookie] == nil, "\(path)")
            }
        }
    }
}
