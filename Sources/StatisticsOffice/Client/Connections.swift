// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore

/// Connections for all clients of the program, as long as it runs.
public enum Connections {
    private static let direct = client(proxy: nil)
    private static let proxied = proxy(of: ProcessInfo.processInfo.environment).map { client(proxy: $0) }

    /// Offices often reach the internet through a proxy only; `https_proxy` names it, as for other programs.
    public static func client(for url: URL) -> HTTPClient {
        url.scheme == "https" ? proxied ?? direct : direct
    }

    /// The key goes to nobody else, so redirections are not followed; a connection that fails is the retry policy's
    /// business, which says so, and not this client's.
    private static func client(proxy: HTTPClient.Configuration.Proxy?) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(15)
        configuration.proxy = proxy
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// `http://host:port`, `http://name:password@host:port` or `host:port`; nil for none.
    static func proxy(of environment: [String: String]) -> HTTPClient.Configuration.Proxy? {
        let text = ["https_proxy", "HTTPS_PROXY"].lazy.compactMap { environment[$0]?.trimmed }.first { !$0.isEmpty }
        guard let text, let url = URL(string: text.contains("://") ? text : "http://" + text), let host = url.host, !host.isEmpty else { return nil }
        let port = url.port ?? 8080
        if let name = url.user, let password = url.password {
            return .server(host: host, port: port, authorization: .basic(username: name, password: password))
        }
        return .server(host: host, port: port)
    }
}
