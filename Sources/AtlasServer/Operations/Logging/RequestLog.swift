// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes one line about each request, at `info`.
///
/// Tiles that are answered on the event loop have no line: the line would cost several times what the tile
/// does. `/metrics` counts them, and the log of a proxy in front has each.
struct RequestLog: Sendable {
    let addresses: ClientAddress
    let trustsProxy: Bool

    static let fieldOrder = Dictionary(
        uniqueKeysWithValues: ["method", "route", "path", "status", "bytes", "duration_ms", "client", "request_id"].enumerated().map { ($1, $0) })

    /// - Parameter bytes: of the body.
    func write(
        _ request: Request, status: Int, route: String, bytes: Int, nanoseconds: Int64, remote: SocketAddress?, logger: Logger
    ) {
        guard logger.logLevel <= .info else { return }
        var metadata: Logger.Metadata = [
            "method": "\(request.method.rawValue)", "route": "\(route)", "path": "\(request.loggedPath.prefix(500))",
            "status": .stringConvertible(status), "bytes": .stringConvertible(bytes),
            "duration_ms": .stringConvertible((Double(nanoseconds) / 1e4).rounded() / 100),
        ]
        metadata["client"] = addresses.text(request, remote: remote, trustsProxy: trustsProxy).map { "\($0)" }
        logger.info("request", metadata: metadata)
    }
}

extension Request {
    /// The path without the secret that the link to an institution's sheet of a survey holds.
    var loggedPath: String {
        let path = uri.path
        guard path.hasPrefix(SurveyFormRoutes.pathStart) else { return path }
        return SurveyFormRoutes.pathStart + "…"
    }
}
