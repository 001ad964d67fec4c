// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird

/// What the provider sent along with the browser (OpenID Connect Core 1.0, sections 3.1.2.5 and 3.1.2.6).
struct ProviderAnswer: Sendable {
    let code: String?
    let state: String?
    let issuer: String?
    let error: String?

    /// Codes of some providers have thousands of letters.
    static let sizeLimit = 12 << 10

    /// Nil for a query that is no such answer: too long, not UTF-8, or with a parameter twice.
    init?(_ query: String) {
        guard query.utf8.count <= Self.sizeLimit else { return nil }
        var values: [Substring: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let value = (parts.count > 1 ? parts[1] : "").replacing("+", with: " ").removingPercentEncoding else { return nil }
            // Sent twice, one of them is not the provider's (RFC 6749, section 3.1).
            guard values.updateValue(value, forKey: parts[0]) == nil else { return nil }
        }
        func text(_ name: Substring) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
        (code, state, issuer, error) = (text("code"), text("state"), text("iss"), text("error"))
    }
}

/// Why somebody who came back from the provider is not let in, in words for people.
enum ProviderRefusal: String, Sendable, CaseIterable {
    /// Another browser, too late, or for the second time.
    case expired
    /// The person said no there, or the provider did.
    case cancelled
    case unavailable
    /// The answer is not the provider's, or not to our question.
    case distrusted
    case noEmail
    case noAccount
    case disabled
    case otherSubject

    var status: HTTPResponse.Status {
        switch self {
        case .expired, .cancelled: .badRequest
        case .unavailable: .badGateway
        case .distrusted, .noEmail, .noAccount, .disabled, .otherSubject: .forbidden
        }
    }

    /// Whether it may be somebody who tries what they can, and counts as such.
    var counts: Bool { self != .unavailable && self != .cancelled }

    init(_ fault: ProviderFault) {
        self =
            switch fault {
            // A code that was used, is too old, or is another client's (RFC 6749, section 5.2).
            case .noToken(error: "invalid_grant", description: _): .expired
            case .unreachable, .badMetadata, .badKeys, .noToken: .unavailable
            case .badToken, .badPerson: .distrusted
            }
    }
}
