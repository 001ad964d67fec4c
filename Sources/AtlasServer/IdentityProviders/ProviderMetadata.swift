// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a provider says about itself (OpenID Connect Discovery 1.0, section 3).
struct ProviderMetadata: Sendable, Decodable {
    let issuer: String
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysAddress: String
    let personEndpoint: String?
    let endSessionEndpoint: String?
    let signingAlgorithms: [String]?
    let clientAuthentication: [String]?
    /// Whether its answers say which provider they are from (RFC 9207, section 3).
    let namesItself: Bool?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case keysAddress = "jwks_uri"
        case personEndpoint = "userinfo_endpoint"
        case endSessionEndpoint = "end_session_endpoint"
        case signingAlgorithms = "id_token_signing_alg_values_supported"
        case clientAuthentication = "token_endpoint_auth_methods_supported"
        case namesItself = "authorization_response_iss_parameter_supported"
    }

    /// - Parameter issuer: whom was asked; another one's answer is refused (section 4.3).
    /// - Throws: `ProviderFault.badMetadata`.
    static func read(_ data: Data, issuer: String) throws -> ProviderMetadata {
        let metadata: ProviderMetadata
        do {
            metadata = try JSONDecoder().decode(ProviderMetadata.self, from: data)
        } catch DecodingError.keyNotFound(let key, _) {
            throw ProviderFault.badMetadata("“\(key.stringValue)” is missing")
        } catch {
            throw ProviderFault.badMetadata("it is not JSON as expected")
        }
        guard metadata.issuer == issuer else {
            throw ProviderFault.badMetadata("it is of the issuer “\(metadata.issuer.prefix(200))”, not of “\(issuer)”: the setting has to be the same to the letter")
        }
        let endpoints = [metadata.authorizationEndpoint, metadata.tokenEndpoint, metadata.keysAddress]
        for endpoint in endpoints + [metadata.personEndpoint, metadata.endSessionEndpoint].compactMap({ $0 }) {
            guard ProviderAddress.isSafe(endpoint) else { throw ProviderFault.badMetadata("the address “\(endpoint.prefix(200))” is not https") }
        }
        return metadata
    }
}

/// Why a provider's answer cannot be used. For the log; what people read is in `ProviderRefusal`.
enum ProviderFault: Error, Sendable, Equatable, LocalizedError {
    case unreachable(String, String)
    case badMetadata(String)
    case badKeys(String)
    /// The provider does not give a token for the code.
    case noToken(error: String, description: String)
    case badToken(IDTokenFault)
    case badPerson(String)

    var errorDescription: String? {
        switch self {
        case .unreachable(let what, let reason): "the provider's \(what) cannot be had: \(reason)"
        case .badMetadata(let reason): "the provider's description cannot be used: \(reason)"
        case .badKeys(let reason): "the provider's keys cannot be used: \(reason)"
        case .noToken(let error, let description): "the provider gives no token: \(error)" + (description.isEmpty ? "" : " (\(description))")
        case .badToken(let fault): "the provider's token is refused: \(fault.localizedDescription)"
        case .badPerson(let reason): "what the provider says about the person is refused: \(reason)"
        }
    }
}
