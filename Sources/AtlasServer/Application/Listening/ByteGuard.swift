// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Sees a connection's bytes before anybody else: counts them, ends connections of clients that are too slow, and
/// those between two requests when the server ends.
final class ByteGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let state: ConnectionState
    private let limits: ConnectionLimits
    private let metrics: ConnectionMetrics
    private var check: Scheduled<Void>?
    /// Bytes that waited for the client at the last check, and since when they have been so many.
    private var unread = (bytes: 0, since: NIODeadline.now())
    private var hasWritten = false

    /// How often a connection is looked at; also how long a client that was told to close may take its time.
    private let interval: TimeAmount
    private static let lingering = TimeAmount.seconds(2)
    /// A request that was on its way when the server was told to end is still read.
    private static let lastRead = TimeAmount.milliseconds(50)

    init(state: ConnectionState, limits: ConnectionLimits, metrics: ConnectionMetrics) {
        self.state = state
        self.limits = limits
        self.metrics = metrics
        let shortest = min(limits.headTimeout, limits.stallTimeout, limits.idleTimeout)
        interval = min(.nanoseconds(shortest.nanoseconds / 4), .seconds(2))
    }

    func handlerAdded(context: ChannelHandlerContext) { schedule(context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.cancel()
        check = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state.phase != .closing else { return }
        if state.phase == .waiting { state.enter(.head) }
        state.hasAsked = true
        hasWritten = false
        context.fireChannelRead(data)
        // Answered already, on the event loop: the bytes were whole requests.
        if hasWritten, state.phase == .head { state.enter(.waiting) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        hasWritten = true
        metrics.sentBytes.add(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The framework's own handler would close at once, whatever still waits to be sent.
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        state.isEnding = true
        guard state.phase == .waiting else { return }
        let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.lastRead) {
            let (handler, context) = box.value
            handler.endIfWaiting(context)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { state.enter(.closing) }
        context.close(mode: mode, promise: promise)
    }

    private func endIfWaiting(_ context: ChannelHandlerContext) {
        guard state.phase == .waiting else { return }
        close(context: context, mode: .output, promise: nil)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleTask(in: interval) {
            let (handler, context) = box.value
            handler.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let now = NIODeadline.now()
        let buffered = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if buffered == 0 || buffered != unread.bytes { unread = (buffered, now) }
        if buffered > 0, now - unread.since >= limits.stallTimeout { return cut(.unread, context) }
        switch state.phase {
        case .waiting:
            if !state.hasAsked, now - state.since >= limits.headTimeout { return cut(.head, context) }
            if buffered == 0, now - state.since >= limits.idleTimeout { return cut(.idle, context) }
            // A warm tile may have been answered while the server ends.
            if state.isEnding { endIfWaiting(context) }
        case .head:
            if now - state.since >= limits.headTimeout {
                context.writeAndFlush(
                    wrapOutboundOut(.byteBuffer(ByteBuffer(string: "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))),
                    promise: nil)
                return cut(.head, context)
            }
        case .working:
            if state.isBodyOpen, now - state.since >= limits.stallTimeout { return cut(.body, context) }
        case .closing:
            if buffered == 0, now - state.since >= Self.lingering { return context.close(promise: nil) }
        }
        schedule(context)
    }

    private func cut(_ reason: ConnectionCut, _ context: ChannelHandlerContext) {
        metrics.cut(reason)
        context.close(promise: nil)
    }
}
