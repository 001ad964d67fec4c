// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections of one server.
final class OpenConnections: Sendable {
    let limits: ConnectionLimits
    let metrics: ConnectionMetrics
    private let state = Mutex((channels: [ObjectIdentifier: any Channel](), isEnding: false))

    init(limits: ConnectionLimits, metrics: ConnectionMetrics) {
        self.limits = limits
        self.metrics = metrics
    }

    /// - Returns: whether there is room for it.
    func add(_ channel: any Channel) -> Bool {
        let (count, isEnding) = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return (state.channels.count, state.isEnding)
        }
        metrics.accepted.add()
        metrics.open.add()
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
            self.metrics.open.add(-1)
        }
        if isEnding {
            channel.eventLoop.execute { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        }
        return count <= limits.connections
    }

    var count: Int { state.withLock { $0.channels.count } }

    /// Every connection ends once it has no request.
    func end() {
        let channels = state.withLock { state in
            state.isEnding = true
            return Array(state.channels.values)
        }
        for channel in channels {
            channel.eventLoop.execute { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        }
    }

    /// - Returns: how many connections were cut.
    func cut() -> Int {
        let channels = state.withLock { Array($0.channels.values) }
        for channel in channels {
            metrics.cut(.shutdown)
            channel.close(promise: nil)
        }
        return channels.count
    }
}

/// Stops accepting while there are so many connections that not even a refusal can be given. The system's
/// queue holds further ones back meanwhile.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private let maximum: Int
    private var count = 0
    private var isWaiting = false

    init(limits: ConnectionLimits) {
        maximum = limits.connections + ConnectionLimits.refusalCount
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count += 1
        let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            let (gate, context) = box.value
            gate.count -= 1
            guard gate.isWaiting, gate.count < gate.maximum else { return }
            gate.isWaiting = false
            context.read()
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        guard count < maximum else {
            isWaiting = true
            return
        }
        context.read()
    }
}
