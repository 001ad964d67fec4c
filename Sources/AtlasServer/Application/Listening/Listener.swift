// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Accepts connections and ends them in order. The framework's own server can neither take over a socket that is
/// open already (which worker processes share), nor bound its shutdown, nor refuse what it has no room for.
struct Listener: Service {
    enum Endpoint: Sendable {
        case address(host: String, port: Int)
        /// A listening socket that another process opened.
        case socket(Int32)
    }

    let endpoint: Endpoint
    let http: HTTP1Channel
    let connections: OpenConnections
    let group: any EventLoopGroup
    let logger: Logger
    /// Gets the port, where the listener chose it.
    let onServerRunning: @Sendable (Int?) async -> Void

    /// Connections that the system keeps until they are accepted.
    static let backlog = 1_024
    /// Linux's TCP_NOTSENT_LOWAT (`tcp(7)`): how much the system takes over that cannot be sent yet. It would take megabytes for a
    /// client that does not read, and not show for as long whether a slow one does.
    private static let unsentLowWater: CInt = 25
    private static let unsentBytes = 128 << 10

    func run() async throws {
        switch endpoint {
        case .address(let host, let port):
            let limits = connections.limits
            let server = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: Int32(Self.backlog))
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(AcceptGate(limits: limits)) }
                }
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.tcpOption(.init(rawValue: Self.unsentLowWater)), value: Self.unsentBytes)
                .bind(host: host, port: port) { http.setup(channel: $0, logger: logger) }
            await run(port: server.channel.localAddress?.port) {
                await serve(server)
            } stop: {
                server.channel.close(promise: nil)
            }
        case .socket(let socket):
            let acceptor = try SharedAcceptor(socket: socket)
            await run(port: nil) {
                await serve(acceptor)
            } stop: {
                acceptor.stop()
            }
        }
    }

    private func run(
        port: Int?, _ serve: @escaping @Sendable () async -> Void, stop: @escaping @Sendable () -> Void
    ) async {
        let (ended, endedContinuation) = AsyncStream.makeStream(of: Void.self)
        await withGracefulShutdownHandler {
            await onServerRunning(port)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await serve() }
                // Connections that outlive the time for the shutdown are cut; nobody waits for what they asked.
                group.addTask {
                    for await _ in ended {}
                    await cutWhatIsLeft()
                }
                await group.next()
                endedContinuation.finish()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            stop()
            connections.end()
            endedContinuation.finish()
        }
    }

    private func serve(_ server: NIOAsyncChannel<HTTP1Channel.Value, Never>) async {
        await withDiscardingTaskGroup { group in
            do {
                try await server.executeThenClose { inbound in
                    for try await connection in inbound {
                        group.addTask { await http.handle(value: connection, logger: logger) }
                    }
                }
            } catch {
                logger.error("the server cannot accept connections", metadata: ["error": "\(error)"])
            }
        }
    }

    private func serve(_ acceptor: SharedAcceptor) async {
        let (accepted, continuation) = AsyncStream.makeStream(of: Int32.self)
        let maximum = connections.limits.connections + ConnectionLimits.refusalCount
        acceptor.start(
            hasRoom: { [connections] in connections.count < maximum }, accepted: { continuation.yield($0) }, ended: { continuation.finish() })
        let (http, loops, logger) = (http, self.group, logger)
        await withDiscardingTaskGroup { group in
            for await socket in accepted {
                group.addTask {
                    do {
                        let connection = try await ClientBootstrap(group: loops)
                            .channelOption(.allowRemoteHalfClosure, value: true)
                            .channelOption(.tcpOption(.init(rawValue: Self.unsentLowWater)), value: Self.unsentBytes)
                            .withConnectedSocket(socket) { http.setup(channel: $0, logger: logger) }
                        await http.handle(value: connection, logger: logger)
                    } catch {
                        logger.debug("a connection was gone before it was looked at", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }

    private func cutWhatIsLeft() async {
        try? await Task.sleep(nanoseconds: UInt64(connections.limits.shutdownTimeout.nanoseconds))
        guard !Task.isCancelled else { return }
        let count = connections.cut()
        if count > 0 {
            logger.warning(
                "the time for finishing requests is over", metadata: ["cut_connections": "\(count)", "hint": "see --shutdown-timeout"])
        }
    }
}
