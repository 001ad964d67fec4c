// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTPTypes

/// Answers tiles that are warm, or quick to draw, from the bytes of the connection, on its event loop. What a warm tile costs
/// is some microseconds of work; decoding the request into parts, a trip through tasks, router and middleware and encoding
/// the answer cost many times that. Everything else passes on to the application untouched: other requests, large cold
/// tiles, errors, anything unusual.
final class WarmTileHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tiles: WarmTiles
    private let connection: ConnectionProgress
    /// Whether the handlers behind this one saw anything of the current read.
    private var hasPassedOn = false

    init(tiles: WarmTiles, connection: ConnectionProgress) {
        self.tiles = tiles
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard connection.isBetweenRequests else { return passOn(unwrapInboundIn(data), context) }
        var bytes = unwrapInboundIn(data)
        let answered = bytes.withUnsafeReadableBytes { answer($0, context) }
        // Answers leave in the order of the questions: the first request that is not answered here takes
        // all that follows it along.
        if answered < bytes.readableBytes {
            bytes.moveReaderIndex(forwardBy: answered)
            passOn(bytes, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasPassedOn else { return }
        hasPassedOn = false
        context.fireChannelReadComplete()
    }

    private func passOn(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        // One whole request without a body leaves the connection between two requests once it is answered.
        // After anything else only the decoder knows where the next one begins.
        if !bytes.withUnsafeReadableBytes(RawRequestHead.isOneRequestWithoutBody) { connection.isOpaque = true }
        hasPassedOn = true
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    /// - Returns: the number of bytes of the requests that were answered.
    private func answer(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) -> Int {
        var position = 0
        var start = NIODeadline.now()
        tiles.begin(now: start)
        while position < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
            // A client that asks and does not read has to wait in the application, which waits for it; answers
            // written here would pile up in memory.
            guard let head = RawRequestHead(rest), context.channel.isWritable, let series = tiles.answer(head, rest) else { break }
            position += head.byteCount
            let end = NIODeadline.now()
            series.record(nanoseconds: (end - start).nanoseconds)
            start = end
            if tiles.answers.readableBytes >= WarmTiles.batchByteCount {
                context.writeAndFlush(wrapOutboundOut(tiles.take()), promise: nil)
                tiles.begin(now: end)
            }
        }
        if tiles.answers.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(tiles.take()), promise: nil) }
        return position
    }
}

/// Where a connection stands, shared by the two handlers that see its bytes and its requests.
final class ConnectionProgress {
    /// Requests that the application has and has not answered yet.
    var inApplication = 0
    /// Bytes went to the decoder that may be less or more than whole requests.
    var isOpaque = false

    var isBetweenRequests: Bool { inApplication == 0 && !isOpaque }
}

/// Counts the requests that the application is answering, and puts `WarmTileHandler` before the decoder.
final class ConnectionProgressHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private let tiles: WarmTilesOfLoops
    private let connection = ConnectionProgress()

    init(tiles: WarmTilesOfLoops) {
        self.tiles = tiles
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Without its companion the connection is slower and works all the same.
        let handler = WarmTileHandler(tiles: tiles.of(context.eventLoop), connection: connection)
        try? context.pipeline.syncOperations.addHandler(handler, position: .first)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { connection.inApplication += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        if isEnd { connection.inApplication -= 1 }
    }
}
