// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird

/// Under which address clients reach the server, for answers that hold whole addresses: capabilities, TileJSON,
/// catalogues, links that people copy.
public enum PublicAddress {
    /// What the middleware found for the request that is being answered. A request is the framework's value and has
    /// no room for it.
    @TaskLocal fileprivate static var current: String?

    /// Scheme, host and port without a slash at the end: what the operator said, else what a trusted proxy says
    /// (`X-Forwarded-Proto`, `X-Forwarded-Host`), else what the client used.
    static func base(_ request: Request, _ configuration: ServerConfiguration) -> String {
        if let publicURL = configuration.publicURL { return publicURL }
        guard configuration.trustsProxy else { return address(scheme: "http", host: request.head.authority) }
        // A chain of proxies appends; the first is what the client used.
        func first(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { request.headers[$0] }?.split(separator: ",").first?.trimmingCharacters(in: .whitespaces)
        }
        return address(
            scheme: first("X-Forwarded-Proto")?.lowercased() == "https" ? "https" : "http",
            host: first("X-Forwarded-Host") ?? request.head.authority)
    }

    /// Whatever stands in a header goes into JSON and XML, so only what a host may hold passes.
    fileprivate static func address(scheme: String, host: String?) -> String {
        "\(scheme)://" + (host ?? "localhost").filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:[]".contains($0)) }
    }

    /// - Returns: the address in the one form that `ServerConfiguration.publicURL` has; nil when it is not
    ///   `http` or `https` with a host and without user, path, query or fragment.
    public static func normalised(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil,
            parts.user == nil, parts.password == nil
        else { return nil }
        return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }
}

/// Finds the public address once for each request.
struct PublicAddressMiddleware: RouterMiddleware {
    let configuration: ServerConfiguration

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        try await PublicAddress.$current.withValue(PublicAddress.base(request, configuration)) {
            try await next(request, context)
        }
    }
}

extension Request {
    /// Where clients reach this server: `https://atlas.example.pl`, without a slash at the end.
    var publicOrigin: String {
        PublicAddress.current ?? PublicAddress.address(scheme: "http", host: head.authority)
    }
}
