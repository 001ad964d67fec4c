// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// The routes and the listener that brings requests to them.
struct AtlasApplication: ApplicationProtocol {
    let responder: RouterResponder<AtlasRequestContext>
    let endpoint: Listener.Endpoint
    let connections: OpenConnections
    let additionalHandlers: @Sendable () -> [any RemovableChannelHandler]
    let services: [any Service]
    let logger: Logger
    let serverRunning: @Sendable (Int?) async -> Void

    static let serverName = "Powiatlas"

    /// Its connection closes; there is nobody to answer.
    private struct UnreadableRequest: Error {}

    func run() async throws {
        let (responder, logger) = (responder, logger)
        let http = HTTP1Channel(
            responder: { request, writer, channel in
                var response: Response
                do {
                    response = try await responder.respond(to: request, context: AtlasRequestContext(source: .init(channel: channel, logger: logger)))
                } catch let error as HTTPParserError {
                    throw error
                } catch {
                    logger.error("request failed", metadata: ["path": "\(request.loggedPath)", "error": "\(error)"])
                    response = Response(status: .internalServerError)
                }
                response.headers[.date] = HTTPDate.now
                response.headers[.server] = Self.serverName
                do {
                    try await writer.write(response: response.head, body: response.body)
                } catch is HTTPParserError {
                    // Thrown on, it would make the framework write another answer.
                    throw UnreadableRequest()
                }
            },
            // Idle and slow connections are the guards' affair.
            configuration: .init(
                additionalChannelHandlers: additionalHandlers() + [RequestGuard(connections: connections)], idleTimeout: nil))
        let listener = Listener(
            endpoint: endpoint, http: http, connections: connections, group: MultiThreadedEventLoopGroup.singleton, logger: logger,
            onServerRunning: serverRunning)
        // The last to start is the first to end: services live as long as requests may need them.
        try await ServiceGroup(configuration: .init(services: services + [listener], logger: logger)).run()
    }
}
