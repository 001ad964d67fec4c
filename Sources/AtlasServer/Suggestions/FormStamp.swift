// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// Says when a form was made, signed so that nobody makes one up: programs send forms that nobody had the time to read.
struct FormStamp: Sendable {
    enum Age: Sendable, Hashable {
        case right
        /// Sent before a person can have filled it in.
        case tooYoung
        /// Of yesterday, or of a server that has started anew; or made up.
        case unknown
    }

    private let key: SymmetricKey

    /// Seconds in which somebody can have read the form and filled it in.
    static let youngest = 3
    static let oldest = 24 * 3_600

    /// - Parameter secret: the same for all processes of one server.
    init(secret: String) { key = SymmetricKey(data: SHA256.hash(data: Data(secret.utf8))) }

    /// - Parameter purpose: the form and what it is about; the stamp is good for nothing else.
    func make(for purpose: String, at now: Date = Date()) -> String {
        let seconds = Int(now.timeIntervalSince1970)
        return "\(seconds).\(code(purpose, seconds))"
    }

    func age(of stamp: String?, for purpose: String, at now: Date = Date()) -> Age {
        let parts = (stamp ?? "").split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let seconds = Int(parts[0]), String(seconds) == parts[0],
            let given = Data(base64Encoded: String(parts[1])),
            HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Self.text(purpose, seconds), using: key)
        else { return .unknown }
        let age = Int(now.timeIntervalSince1970) - seconds
        if age > Self.oldest || age < 0 { return .unknown }
        return age < Self.youngest ? .tooYoung : .right
    }

    private func code(_ purpose: String, _ seconds: Int) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Self.text(purpose, seconds), using: key)).base64EncodedString()
    }

    private static func text(_ purpose: String, _ seconds: Int) -> Data { Data("\(seconds) \(purpose)".utf8) }
}
