// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// The second step of signing in: a secret that an authenticator holds too, and the codes both make of it and the time
/// (TOTP, RFC 6238: SHA-1, six digits, thirty seconds, as all authenticators know it).
public struct OneTimePassword: Sendable, Hashable {
    /// 160 bits, as RFC 4226 recommends (section 4, R6).
    public let secret: Data

    static let period: TimeInterval = 30
    static let digits = 6
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    /// A new one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        secret = Data((0..<20).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    public init(secret: Data) {
        self.secret = secret
    }

    /// The number of the period in which `moment` lies.
    public static func step(at moment: Date) -> Int64 { Int64((moment.timeIntervalSince1970 / period).rounded(.down)) }

    /// The code of one period.
    public func code(step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let code = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        // RFC 4226, section 5.3: four bytes from where the last one says.
        let offset = Int(code[code.count - 1] & 0x0f)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.count) + text
    }

    /// The period of a code that is valid now. Clocks may differ by one period; a period whose code was used is over.
    ///
    /// - Parameters:
    ///   - code: spaces in it do no harm.
    ///   - used: the latest period whose code was taken.
    /// - Returns: nil for a wrong code.
    public func step(of code: String, at moment: Date, after used: Int64?) -> Int64? {
        let typed = code.filter { !$0.isWhitespace }
        guard typed.utf8.count == Self.digits, typed.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let now = Self.step(at: moment)
        return (now - 1...now + 1).first { step in step > used ?? .min && self.code(step: step).isSameSecret(as: typed) }
    }

    /// The secret for typing, in groups of four (RFC 4648, section 6).
    public var text: String {
        var bits = 0
        var buffer: UInt32 = 0
        var letters: [Character] = []
        for byte in secret {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                letters.append(Self.alphabet[Int(buffer >> UInt32(bits - 5) & 31)])
                bits -= 5
            }
        }
        if bits > 0 { letters.append(Self.alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: " ")
    }

    /// What a QR code for authenticators holds.
    public func address(account: String, issuer: String) -> String {
        func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(text.replacing(" ", with: ""))&issuer=\(escaped(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}
