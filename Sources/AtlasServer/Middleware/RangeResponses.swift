// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// Parts of files (RFC 9110, section 14): downloads that broke off go on, and readers of GeoPackage, PDF or media take what
/// they need. Pages and tiles are always sent whole.
struct RangeResponses: RouterMiddleware {
    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get || request.method == .head, response.status == .ok, let tag = response.headers[.eTag],
            !tag.hasPrefix("W/"), let type = response.headers[.contentType], !type.hasPrefix("text/html"),
            !request.uri.path.hasPrefix("/tiles/"), let length = response.body.contentLength
        else { return response }
        response.headers[.acceptRanges] = "bytes"
        // Section 14.2: a range is a matter of GET only; one that is not understood is ignored.
        guard request.method == .get, let field = request.headers[.range], let ranges = ByteRanges(field, length: length) else { return response }
        // Section 13.1.5: strong comparison. There are no dates of change, so none is the right one.
        if let condition = request.headers[.ifRange], condition.trimmingSpaces != tag { return response }
        guard !ranges.satisfiable.isEmpty else {
            var refusal = Problem(
                status: .rangeNotSatisfiable, detail: "Range = “\(field.prefix(80))” is not accepted; accepted: bytes of 0…\(length - 1)", parameter: "Range"
            ).json()
            refusal.headers[.contentRange] = "bytes */\(length)"
            refusal.headers[.acceptRanges] = "bytes"
            return refusal
        }
        // Section 14.2: many small or overlapping ranges are a way to make a server work; the whole answers them too.
        guard ranges.areWorthwhile else { return response }
        let bytes = try await BodyCollector.collect(response.body)
        return Self.partial(response, bytes, ranges.satisfiable, type: type)
    }

    private static func partial(_ whole: Response, _ bytes: ByteBuffer, _ ranges: [Range<Int>], type: String) -> Response {
        func slice(_ range: Range<Int>) -> ByteBuffer {
            bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
        }
        func contentRange(_ range: Range<Int>) -> String { "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.readableBytes)" }
        var headers = whole.headers
        headers[.contentLength] = nil
        if ranges.count == 1, let range = ranges.first {
            headers[.contentRange] = contentRange(range)
            return Response(status: .partialContent, headers: headers, body: .init(byteBuffer: slice(range)))
        }
        // Section 14.6: several parts in one body.
        let boundary = "powiatlas" + String(UInt64.random(in: .min ... .max), radix: 36)
        var body = ByteBuffer()
        for range in ranges {
            body.writeString("\r\n--\(boundary)\r\nContent-Type: \(type)\r\nContent-Range: \(contentRange(range))\r\n\r\n")
            body.writeImmutableBuffer(slice(range))
        }
        body.writeString("\r\n--\(boundary)--\r\n")
        headers[.contentType] = "multipart/byteranges; boundary=\(boundary)"
        return Response(status: .partialContent, headers: headers, body: .init(byteBuffer: body))
    }
}

/// The ranges of a `Range` field over a file of a known length.
struct ByteRanges: Equatable {
    /// Those that lie in the file, in the order in which they were asked for.
    let satisfiable: [Range<Int>]
    private let length: Int

    /// The most parts of one answer.
    static let maximumCount = 16

    /// Nil for another unit than bytes and for what is malformed: such a field is ignored.
    init?(_ field: String, length: Int) {
        let text = field.trimmingSpaces
        guard text.lowercased().hasPrefix("bytes=") else { return nil }
        var ranges: [Range<Int>] = []
        for part in text.dropFirst(6).split(separator: ",", omittingEmptySubsequences: false) {
            let part = String(part).trimmingSpaces
            // Section 5.6.1.2: empty elements of lists count for nothing.
            if part.isEmpty { continue }
            guard let dash = part.firstIndex(of: "-") else { return nil }
            let (first, last) = (part[..<dash], part[part.index(after: dash)...])
            guard (first + last).utf8.allSatisfy({ (48...57).contains($0) }), !(first.isEmpty && last.isEmpty) else { return nil }
            // More digits than a number holds mean a place behind every end.
            let from = Int(first) ?? (first.isEmpty ? nil : Int.max)
            let to = Int(last) ?? (last.isEmpty ? nil : Int.max)
            switch (from, to) {
            case (let from?, let to?):
                guard from <= to else { return nil }
                if from < length { ranges.append(from..<(min(to, length - 1) + 1)) }
            case (let from?, nil): if from < length { ranges.append(from..<length) }
            case (nil, let suffix?): if suffix > 0, length > 0 { ranges.append(max(0, length - suffix)..<length) }
            case (nil, nil): return nil
            }
        }
        self.length = length
        satisfiable = ranges
    }

    /// Whether sending them is less than sending all.
    var areWorthwhile: Bool {
        satisfiable.count == 1
            || (satisfiable.count <= Self.maximumCount && satisfiable.reduce(0) { $0 + $1.count + 160 } < length)
    }
}
