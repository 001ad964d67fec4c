// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation

/// How much work one password costs whoever tries them (RFC 7914).
public struct PasswordCost: Sendable, Hashable {
    /// The binary logarithm of N.
    public let logarithm: Int
    public let blockSize: Int
    public let parallelism: Int

    public init(logarithm: Int, blockSize: Int, parallelism: Int) {
        self.logarithm = logarithm
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 32 MiB and some tenths of a second: N = 2¹⁵, r = 8, p = 3 (OWASP's Password Storage Cheat Sheet).
    public static let standard = PasswordCost(logarithm: 15, blockSize: 8, parallelism: 3)

    /// Bytes that a computation takes.
    public var memory: Int { 128 * blockSize << logarithm }

    /// What a stored hash may ask of this machine, whoever wrote it.
    fileprivate var isBearable: Bool { (1...20).contains(logarithm) && (1...32).contains(blockSize) && (1...16).contains(parallelism) && memory <= 256 << 20 }
}

/// What is kept of a password: scrypt with a salt of its own, as one text (`$scrypt$ln=15,r=8,p=3$salt$hash`, base64 without padding).
public struct PasswordHash: Sendable, Hashable {
    public let text: String
    private let cost: PasswordCost
    private let salt: Data
    private let key: Data

    private static let saltLength = 16
    private static let keyLength = 32

    /// Takes some tenths of a second and the memory of `cost`: see `PasswordHasher`.
    /// - Throws: errors of the derivation for costs that the library refuses.
    public init(of password: String, cost: PasswordCost = .standard) throws {
        var generator = SystemRandomNumberGenerator()
        let salt = Data((0..<Self.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        try self.init(cost: cost, salt: salt, key: Self.derive(password, salt, cost))
    }

    private init(cost: PasswordCost, salt: Data, key: Data) {
        (self.cost, self.salt, self.key) = (cost, salt, key)
        text = "$scrypt$ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.unpadded(salt))$\(Self.unpadded(key))"
    }

    /// Nil for a text that no hash of ours is.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let numbers = parts[2].split(separator: ",").map { $0.split(separator: "=") }
        guard numbers.count == 3, zip(numbers, ["ln", "r", "p"]).allSatisfy({ $0.count == 2 && $0[0] == $1 }),
            let logarithm = Int(numbers[0][1]), let blockSize = Int(numbers[1][1]), let parallelism = Int(numbers[2][1])
        else { return nil }
        let cost = PasswordCost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable, let salt = Self.padded(parts[3]), let key = Self.padded(parts[4]), key.count == Self.keyLength else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    /// Whether it was made of this password; the same work as making it.
    public func matches(_ password: String) -> Bool {
        guard let other = try? Self.derive(password, salt, cost) else { return false }
        return zip(key, other).reduce(UInt8(key.count == other.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether new ones cost another amount of work: it is made anew when its owner next signs in.
    public func isOutdated(for wanted: PasswordCost) -> Bool { cost != wanted }

    /// A hash of no password at all, which costs as much to look at.
    init(ofNobody cost: PasswordCost) {
        var generator = SystemRandomNumberGenerator()
        func random(_ count: Int) -> Data { Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }) }
        self.init(cost: cost, salt: random(Self.saltLength), key: random(Self.keyLength))
    }

    private static func derive(_ password: String, _ salt: Data, _ cost: PasswordCost) throws -> Data {
        // The same password typed on another system may come with other code points (NIST SP 800-63B, section 5.1.1.2).
        let text = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: text, salt: salt, outputByteCount: keyLength, rounds: 1 << cost.logarithm, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
        return key.withUnsafeBytes { Data($0) }
    }

    private static func unpadded(_ data: Data) -> String { data.base64EncodedString().replacing("=", with: "") }

    private static func padded(_ text: String) -> Data? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
