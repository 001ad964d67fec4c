// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTPTypes

/// Answers choropleth tiles whose geometry is warm from the bytes of the connection, on its event loop. What
/// such a tile costs is a few hundred bytes of work; decoding the request into parts, a trip through tasks,
/// router and middleware and encoding the answer cost many times that. Everything else passes on to the
/// application untouched: other requests, cold tiles, errors, anything unusual.
final class WarmTileHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tiles: ChoroplethTiles
    private let metrics: RequestMetrics
    private let connection: ConnectionProgress
    /// Until when this handler may answer alone. The framework closes connections on which it sees no
    /// request for a while, so now and then one takes the long way.
    private var answersAloneUntil = NIODeadline.distantPast

    init(tiles: ChoroplethTiles, metrics: RequestMetrics, connection: ConnectionProgress) {
        self.tiles = tiles
        self.metrics = metrics
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard connection.isBetweenRequests else { return passOn(unwrapInboundIn(data), context) }
        var bytes = unwrapInboundIn(data)
        var hasAnswered = false
        // Answers leave in the order of the questions: the first request that is not answered here takes
        // all that follows it along.
        while bytes.readableBytes > 0 {
            guard let request = RawTileRequest(bytes), answer(request, context) else {
                passOn(bytes, context)
                break
            }
            bytes.moveReaderIndex(forwardBy: request.byteCount)
            hasAnswered = true
        }
        if hasAnswered { context.flush() }
    }

    private func passOn(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        // One whole request without a body leaves the connection between two requests once it is answered.
        // After anything else only the decoder knows where the next one begins.
        if !RawTileRequest.isOneRequestWithoutBody(bytes) { connection.isOpaque = true }
        answersAloneUntil = .now() + .seconds(20)
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    private func answer(_ request: RawTileRequest, _ context: ChannelHandlerContext) -> Bool {
        let start = NIODeadline.now()
        // A client that asks and does not read has to wait in the application, which waits for it; answers
        // written here would pile up in memory.
        guard start < answersAloneUntil, context.channel.isWritable else { return false }
        let target = request.target[...]
        let separator = target.firstIndex(of: "?")
        let path = separator.map { target[..<$0] } ?? target
        let query = separator.map { target[target.index(after: $0)...] } ?? ""
        guard
            let answer = tiles.warmAnswer(
                path: path, query: query, ifNoneMatch: request.ifNoneMatch, allocator: context.channel.allocator)
        else { return false }
        var head = context.channel.allocator.buffer(capacity: 384)
        head.writeString(answer.png == nil ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n")
        for field in ChoroplethTiles.headers(tag: answer.tag) where answer.png != nil || field.name != .contentType {
            head.writeString("\(field.name.rawName): \(field.value)\r\n")
        }
        head.writeString("Server: Powiatlas\r\nDate: \(HTTPDate.now)\r\n")
        if let png = answer.png {
            head.writeString("Content-Length: \(png.readableBytes)\r\n\r\n")
            context.write(wrapOutboundOut(head), promise: nil)
            context.write(wrapOutboundOut(png), promise: nil)
        } else {
            head.writeString("\r\n")
            context.write(wrapOutboundOut(head), promise: nil)
        }
        metrics.record(
            route: ChoroplethTilesRoutes.path, status: answer.png == nil ? 304 : 200,
            seconds: Double((NIODeadline.now() - start).nanoseconds) / 1e9)
        return true
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

    private let makeTileHandler: (ConnectionProgress) -> WarmTileHandler
    private let connection = ConnectionProgress()

    init(tiles: ChoroplethTiles, metrics: RequestMetrics) {
        makeTileHandler = { WarmTileHandler(tiles: tiles, metrics: metrics, connection: $0) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // Without its companion the connection is slower and works all the same.
        try? context.pipeline.syncOperations.addHandler(makeTileHandler(connection), position: .first)
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
