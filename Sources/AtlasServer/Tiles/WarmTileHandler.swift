// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers choropleth tiles whose geometry is warm where they arrive, on the connection's event loop. What
/// such a tile costs is a few hundred bytes of work; a trip through tasks, router and middleware costs many
/// times that. Everything else, errors included, passes on to the application.
final class WarmTileHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let tiles: ChoroplethTiles
    private let metrics: RequestMetrics
    /// Requests that the application has and has not answered yet. While there is one, a pipelined tile has
    /// to queue behind it: answers must leave in the order of the questions.
    private var passedOn = 0
    private var isSwallowing = false

    init(tiles: ChoroplethTiles, metrics: RequestMetrics) {
        self.tiles = tiles
        self.metrics = metrics
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let request):
            if passedOn == 0, answerHere(request, context) {
                isSwallowing = true
                return
            }
            passedOn += 1
        case .body:
            if isSwallowing { return }
        case .end:
            if isSwallowing {
                isSwallowing = false
                return
            }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { passedOn -= 1 }
        context.write(data, promise: promise)
    }

    private func answerHere(_ request: HTTPRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .get, let target = request.path, target.hasPrefix(ChoroplethRequest.prefix),
            // A client that asks and does not read must wait in the application, which waits for it;
            // answers written here would pile up in memory.
            context.channel.isWritable,
            // A connection that is to be closed is the application's business.
            request.headerFields[.connection] == nil || request.headerFields[.connection] == "keep-alive"
        else { return false }
        let start = NIODeadline.now()
        let separator = target.firstIndex(of: "?")
        let path = separator.map { target[..<$0] } ?? target[...]
        let query = separator.map { target[target.index(after: $0)...] } ?? ""
        guard
            let answer = tiles.warmAnswer(
                path: path, query: query, ifNoneMatch: request.headerFields[.ifNoneMatch], allocator: context.channel.allocator)
        else { return false }
        var headers = ChoroplethTiles.headers(tag: answer.tag)
        if let png = answer.png {
            headers[.contentLength] = String(png.readableBytes)
            context.write(wrapOutboundOut(.head(HTTPResponse(status: .ok, headerFields: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(png)), promise: nil)
        } else {
            headers[.contentType] = nil
            context.write(wrapOutboundOut(.head(HTTPResponse(status: .notModified, headerFields: headers))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        metrics.record(
            route: ChoroplethTilesRoutes.path, status: answer.png == nil ? 304 : 200,
            seconds: Double((NIODeadline.now() - start).nanoseconds) / 1e9)
        return true
    }
}
