// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Credentials

private let cheap = PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)

@Suite struct PasswordHashTests {
    @Test func aPasswordMatchesItsHashAndNoOther() throws {
        let hash = try PasswordHash(of: "zażółć gęślą jaźń", cost: cheap)
        #expect(hash.matches("zażółć gęślą jaźń"))
        #expect(!hash.matches("zażółć gęślą jaźn"))
        #expect(!hash.matches(""))
        #expect(hash.isOutdated(for: .standard) && !hash.isOutdated(for: cheap))
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(read.matches("zażółć gęślą jaźń"))
        #expect(try PasswordHash(of: "zażółć gęślą jaźń", cost: cheap).text != hash.text)
    }

    /// Letters with combining marks are the same password.
    @Test func codePointsDoNotMatter() throws {
        let hash = try PasswordHash(of: "zażółć", cost: cheap)
        #expect(hash.matches("zażółć".decomposedStringWithCanonicalMapping))
    }

    /// RFC 7914, section 12, the third vector: N = 16384, r = 8, p = 1.
    @Test func theDerivationIsThatOfTheStandard() throws {
        let salt = Data("SodiumChloride".utf8).base64EncodedString().replacing("=", with: "")
        let key = try #require(Data(hex: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"))
        let text = "$scrypt$ln=14,r=8,p=1$\(salt)$\(key.base64EncodedString().replacing("=", with: ""))"
        #expect(try #require(PasswordHash(text)).matches("pleaseletmein"))
    }

    @Test(arguments: [
        "", "$scrypt$", "$scrypt$ln=40,r=8,p=1$AAAA$AAAA", "$bcrypt$ln=4,r=8,p=1$AAAA$AAAA", "$scrypt$ln=x,r=8,p=1$AAAA$AAAA",
        "$scrypt$ln=20,r=32,p=16$AAAA$\(String(repeating: "A", count: 43))", "$scrypt$ln=4,r=8,p=1$?$\(String(repeating: "A", count: 43))",
    ])
    func aTextThatIsNoHashIsRefused(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test func noMoreWaitThanHaveRoom() async throws {
        let hasher = PasswordHasher(cost: PasswordCost(logarithm: 12, blockSize: 8, parallelism: 1), mostWaiting: 2)
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 { group.addTask { (try? await hasher.matches("hasło", nil)) == nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect((1..<40).contains(refused))
        // Nobody waits any more: there is room again.
        #expect(try await hasher.matches("hasło", nil) == false)
    }
}

@Suite struct SecretTokenTests {
    @Test func tokensAreReadAsTheyAreWritten() throws {
        let token = SecretToken()
        #expect(SecretToken(token.text) == token)
        #expect(token.hash.count == 32)
        #expect(SecretToken(token.text.uppercased()) == nil)
        #expect(SecretToken(String(token.text.dropLast())) == nil)
        #expect(token.derived(for: "forms") == SecretToken(token.text)?.derived(for: "forms"))
        #expect(token.derived(for: "forms") != token.derived(for: "mail"))
        #expect(token.derived(for: "forms") != SecretToken().derived(for: "forms"))
    }

    @Test func secretsAreCompared() {
        #expect("abc".isSameSecret(as: "abc"))
        #expect(!"abc".isSameSecret(as: "abd"))
        #expect(!"abc".isSameSecret(as: "abcd"))
    }
}

extension Data {
    /// Nil for a text with anything else than pairs of hexadecimal digits.
    fileprivate init?(hex: String) {
        let digits = Array(hex)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self.init()
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
            append(byte)
        }
    }
}
