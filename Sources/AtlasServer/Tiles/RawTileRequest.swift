// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Synchronization

/// A plain `GET` of a choropleth tile at the beginning of some bytes (RFC 9112): complete, HTTP/1.1, to be
/// kept alive, without a body. Whatever is not that is nil, not an error.
struct RawTileRequest {
    let target: String
    let ifNoneMatch: String?
    let byteCount: Int

    private static let start = Array("GET \(ChoroplethRequest.prefix)".utf8)
    private static let version = Array(" HTTP/1.1".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    init?(_ bytes: ByteBuffer) {
        let view = bytes.readableBytesView
        guard view.starts(with: Self.start), let end = Self.endOfHead(view) else { return nil }
        let head = view[..<(end - 2)]
        guard let lineEnd = head.firstIndex(of: 13) else { return nil }
        let line = head[..<lineEnd]
        guard line.count > Self.version.count, line.suffix(Self.version.count).elementsEqual(Self.version) else { return nil }
        let target = line.dropFirst(4).dropLast(Self.version.count)
        // A target is visible ASCII; anything else is the decoder's to refuse.
        guard target.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        var ifNoneMatch: String?
        var rest = head[lineEnd...]
        while rest.count > 2 {
            rest = rest.dropFirst(2)
            guard let fieldEnd = rest.firstIndex(of: 13), let colon = rest[..<fieldEnd].firstIndex(of: 58) else { return nil }
            let value = rest[rest.index(after: colon)..<fieldEnd]
            switch Self.lowercased(rest[..<colon]) {
            case "if-none-match": ifNoneMatch = String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            case "connection":
                guard Self.lowercased(value).trimmingCharacters(in: .whitespaces) == "keep-alive" else { return nil }
            case "content-length", "transfer-encoding", "expect", "upgrade", "range": return nil
            default: break
            }
            rest = rest[fieldEnd...]
        }
        self.target = String(decoding: target, as: UTF8.self)
        self.ifNoneMatch = ifNoneMatch
        byteCount = end - view.startIndex
    }

    /// Whether these bytes are exactly one request that can have no body.
    static func isOneRequestWithoutBody(_ bytes: ByteBuffer) -> Bool {
        let view = bytes.readableBytesView
        guard view.starts(with: Array("GET ".utf8)) || view.starts(with: Array("HEAD ".utf8)), let end = endOfHead(view),
            end == view.endIndex
        else { return false }
        let head = lowercased(view)
        return !["\r\ncontent-length:", "\r\ntransfer-encoding:", "\r\nupgrade:", "\r\nexpect:"].contains { head.contains($0) }
    }

    /// The index behind the empty line that ends a head.
    private static func endOfHead(_ view: ByteBufferView) -> Int? {
        var index = view.startIndex
        while let carriageReturn = view[index...].firstIndex(of: 13) {
            if view[carriageReturn...].starts(with: headEnd) { return carriageReturn + 4 }
            index = carriageReturn + 1
        }
        return nil
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}

/// The current time as HTTP writes it (RFC 9110, section 5.6.7), formatted once a second.
enum HTTPDate {
    private static let last = Mutex<(second: Int, text: String)>((0, ""))

    static var now: String {
        var time = time(nil)
        return last.withLock { last in
            if last.second != time {
                var parts = tm()
                gmtime_r(&time, &parts)
                let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
                let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                last = (
                    time,
                    String(
                        format: "%@, %02d %@ %d %02d:%02d:%02d GMT", days[Int(parts.tm_wday)], parts.tm_mday, months[Int(parts.tm_mon)],
                        parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec)
                )
            }
            return last.text
        }
    }
}
