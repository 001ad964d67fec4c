// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// What only the browser's journey knows that began to sign in somewhere else: a code that was stolen on the way back is
/// worth nothing without it (PKCE, RFC 7636).
public struct CodeVerifier: Sendable, Hashable {
    /// 52 letters and digits, 260 random bits; section 4.1 asks for 43 to 128.
    public let text: String

    public init() {
        text = SecretToken().text + SecretToken().text
    }

    public init(text: String) {
        self.text = text
    }

    /// What may be seen on the way there: SHA-256 of the text (section 4.2, method `S256`).
    public var challenge: String { Data(SHA256.hash(data: Data(text.utf8))).base64URLText }
}

/// The functions by which tokens of OpenID Connect name other values.
public enum TokenDigest: Sendable, Hashable {
    case sha256, sha384, sha512

    /// The left half of the hash, as `at_hash` gives it (OpenID Connect Core 1.0, section 3.1.3.6).
    public func leftHalf(of text: String) -> String {
        let data = Data(text.utf8)
        let hash =
            switch self {
            case .sha256: Data(SHA256.hash(data: data))
            case .sha384: Data(SHA384.hash(data: data))
            case .sha512: Data(SHA512.hash(data: data))
            }
        return hash.prefix(hash.count / 2).base64URLText
    }
}
