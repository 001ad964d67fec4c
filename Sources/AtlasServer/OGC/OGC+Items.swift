// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Features as GeoJSON and as pages.
extension OGCRoutes {
    func items(_ ask: ItemsRequest) async throws -> Response {
        let matches = try await ask.collection.matches(ask.selection)
        let page = ask.page(of: matches.count)
        let links = ask.links(page, count: matches.count)
        if ask.ask.format == .html { return try await itemsPage(ask, try await matches.features(page), page, matches.count, links) }

        var response = try await geoJSON(ask, links) {
            let head = Self.head(links, matched: matches.count, returned: page.count)
            if GzipResponses.acceptsGzip(ask.ask.request) {
                var bytes = Array(head.utf8)
                try await Self.write(matches, page, ask.system) { bytes += $0.utf8 }
                return .init(byteBuffer: ByteBuffer(bytes: Deflate.gzip(bytes, level: 6)))
            }
            if page.count < ItemsRequest.streamedFrom {
                var text = head
                try await Self.write(matches, page, ask.system) { text += $0 }
                return .init(byteBuffer: ByteBuffer(string: text))
            }
            return ResponseBody { writer in
                try await writer.write(ByteBuffer(string: head))
                try await Self.write(matches, page, ask.system) { try await writer.write(ByteBuffer(string: $0)) }
                try await writer.finish(nil)
            }
        }
        if GzipResponses.acceptsGzip(ask.ask.request), response.status == .ok {
            response.headers[.contentEncoding] = "gzip"
            response.headers[.vary] = "Accept-Encoding"
        }
        return response
    }

    func feature(_ id: String, _ ask: ItemsRequest) async throws -> Response {
        let feature = try await ask.collection.feature(id, ask.selection)
        let links = ask.ask.selfLinks(type: OGCLink.geoJSON) + [ask.collectionLink]
        if ask.ask.format == .html { return try featurePage(ask, feature, links) }
        let body = try feature.json(in: ask.system, members: [("links", .array(links.map(\.json)))])
        var response = body.response(contentType: OGCLink.geoJSON)
        response.headers[.contentCRS] = "<\(ask.system.uri)>"
        response.headers[.links] = links.map(\.header).joined(separator: ", ")
        return response.cached(tag: ask.ask.tag(ask.selection.snapshot.dayVersion), for: ask.ask.request)
    }

    /// The answer with its headers, or a 304. The tag is weak: `timeStamp` differs from answer to answer.
    private func geoJSON(_ ask: ItemsRequest, _ links: [OGCLink], body: () async throws -> ResponseBody) async throws -> Response {
        let tag = ask.ask.tag(ask.selection.snapshot.dayVersion)
        var headers: HTTPFields = [
            .eTag: "W/" + tag, .cacheControl: "public, max-age=60", .contentCRS: "<\(ask.system.uri)>",
        ]
        // Recommendation /rec/core/link-header.
        headers[.links] = links.map(\.header).joined(separator: ", ")
        if StrongETag.matches(ask.ask.request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = OGCLink.geoJSON
        return Response(status: .ok, headers: headers, body: try await body())
    }

    private static func head(_ links: [OGCLink], matched: Int, returned: Int) -> String {
        let members: JSONValue = [
            "type": "FeatureCollection", "links": .array(links.map(\.json)), "numberMatched": .integer(matched), "numberReturned": .integer(returned),
            "timeStamp": .string(Date().formatted(.iso8601)),
        ]
        return members.text.dropLast() + ",\"features\":["
    }

    /// The features and what closes the document. Only the chunk that is being written is in memory.
    private static func write(
        _ matches: FeatureMatches, _ page: Range<Int>, _ system: FeatureReferenceSystem, to sink: (String) async throws -> Void
    ) async throws {
        for start in stride(from: page.lowerBound, to: page.upperBound, by: ItemsRequest.chunkLength) {
            var bytes = start > page.lowerBound ? [UInt8(ascii: ",")] : []
            for (index, feature) in try await matches.features(start..<min(start + ItemsRequest.chunkLength, page.upperBound)).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                try feature.json(in: system).append(to: &bytes)
            }
            try await sink(String(decoding: bytes, as: UTF8.self))
        }
        try await sink("]}")
    }
}
