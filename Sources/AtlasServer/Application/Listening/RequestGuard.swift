// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Follows the requests and answers of a connection; puts `ByteGuard` before everything else in its pipeline.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let connections: OpenConnections
    private let state = ConnectionState()

    init(connections: OpenConnections) {
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        state.isRefusing = !connections.add(context.channel)
        try? context.pipeline.syncOperations.addHandler(
            ByteGuard(state: state, limits: connections.limits, metrics: connections.metrics), position: .first)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state.phase != .closing else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            state.unanswered += 1
            state.isBodyOpen = true
            state.enter(.working)
            if state.isRefusing {
                // One question is answered; the connection closes before another could be.
                guard state.unanswered == 1 else { return }
                guard Self.isAboutHealth(head.path) else { return refuse(head, context) }
                // The framework ends the connection after the answer.
                head.headerFields[.connection] = "close"
                return context.fireChannelRead(wrapInboundOut(.head(head)))
            }
        case .body:
            state.since = .now()
        case .end:
            state.isBodyOpen = false
            state.since = .now()
        }
        context.fireChannelRead(data)
    }

    /// Who watches over the server has to reach it exactly when it has too much to do.
    static func isAboutHealth(_ target: String?) -> Bool {
        let path = target?.prefix { $0 != "?" } ?? ""
        return path == "/healthz" || path == "/metrics"
    }

    private func refuse(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        connections.metrics.refused.add()
        let (refusal, body) = OverloadAnswer.make("too many connections are open", requestID: RequestIdentity.make())
        var head = refusal
        head.headerFields[.connection] = "close"
        head.headerFields[.contentLength] = String(body.readableBytes)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .head { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        state.unanswered = 0
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        close(context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard state.isEnding || state.isRefusing, head.status.kind != .informational else { break }
            head.headerFields[.connection] = "close"
            return context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            break
        case .end:
            state.unanswered -= 1
            if state.unanswered == 0 {
                guard !state.isEnding else {
                    context.writeAndFlush(data, promise: promise)
                    return close(context)
                }
                if state.phase == .working { state.enter(.waiting) }
            }
        }
        context.write(data, promise: promise)
    }

    /// Says that nothing more follows, once all is sent. `ByteGuard` closes when the client has read it: bytes
    /// of the client that nobody reads would make its system throw the answer away (RFC 9112, section 9.6).
    private func close(_ context: ChannelHandlerContext) {
        // On its way out the call passes `ByteGuard`, which takes note.
        context.close(mode: .output, promise: nil)
    }
}
