// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Puts `ConnectionPersistence` where versions of HTTP can still be seen: the framework's own requests know none.
final class ConnectionEndings: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        // Without it connections of old clients stay open until they are idle.
        guard let codec = try? operations.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try? operations.addHandler(ConnectionPersistence(), position: .before(codec))
    }
}

/// Ends connections after the answer when the client asks for it, or speaks HTTP/1.0 and does not ask for the contrary
/// (RFC 9112, section 9.3), and says so.
final class ConnectionPersistence: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Fate {
        case keep
        /// HTTP/1.0 with `keep-alive`: kept as long as the length of answers is known.
        case keepOld
        case close
    }

    /// Of the requests that have not been answered, in their order.
    private var fates: [Fate] = []
    private var endsHere = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let options = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        let fate: Fate =
            options.contains("close") ? .close : (head.version.major, head.version.minor) >= (1, 1) ? .keep : options.contains("keep-alive") ? .keepOld : .close
        fates.append(fate)
        // The one form that the framework looks for.
        if fate == .close { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            switch fates.first ?? .keep {
            case .keep: break
            case .close: head.headers.replaceOrAdd(name: "connection", value: "close")
            case .keepOld:
                if head.headers.contains(name: "content-length") || head.status == .notModified || head.status == .noContent {
                    head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
                } else {
                    // Such a client knows no chunks: the end of the connection is the end of the answer.
                    head.version = .http1_0
                    head.headers.replaceOrAdd(name: "connection", value: "close")
                    endsHere = true
                }
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            if !fates.isEmpty { fates.removeFirst() }
            guard endsHere else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            written.futureResult.whenComplete { _ in bound.value.close(mode: .output, promise: nil) }
            context.write(data, promise: written)
        default: context.write(data, promise: promise)
        }
    }
}
