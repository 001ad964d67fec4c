// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/fonts/{fontstack}/{range}.pbf`: letters for labels on vector maps.
struct GlyphRoutes: RouteGroup {
    let fontFolder: URL

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/fonts/{fontstack}/{range}.pbf", summary: "Signed-distance glyphs of 256 code points for MapLibre",
            parameters: [
                .init("fontstack", "names of fonts separated by commas; the first known one is used", form: .choice(Self.fontFiles.map(\.name))),
                .init("range", "0-255, 256-511, … 65280-65535"),
            ], contentType: "application/x-protobuf")
    ]

    private static let fontFiles: [(name: String, file: String)] = [
        ("Lato Regular", "Lato-Regular.ttf"), ("Lato Bold", "Lato-Bold.ttf"),
    ]

    private let cache: LeastRecentlyUsed<String, ByteBuffer>

    init(fontFolder: URL, data: AtlasData) {
        self.fontFolder = fontFolder
        let cache = LeastRecentlyUsed<String, ByteBuffer>(budgetBytes: data.budget.bytes(.glyphs))
        self.cache = cache
        data.account { CacheUse(part: .glyphs, cache) }
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/fonts/:fontstack/:file") { request, context in
            try glyphs(
                request, fontStack: try context.parameters.require("fontstack"), file: try context.parameters.require("file"))
        }
    }

    private func glyphs(_ request: Request, fontStack: String, file: String) throws -> Response {
        let wanted = (fontStack.removingPercentEncoding ?? fontStack).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard let font = wanted.lazy.compactMap({ name in Self.fontFiles.first { $0.name == name } }).first else {
            throw Problem.notFound("font", fontStack, accepted: Self.fontFiles.map(\.name).joined(separator: ", "))
        }
        guard file.hasSuffix(".pbf"), let first = Int(file.prefix { $0 != "-" }), first.isMultiple(of: 256), (0..<65_536).contains(first),
            file == "\(first)-\(first + 255).pbf"
        else {
            throw Problem.notFound("range of glyphs", file, accepted: "0-255.pbf, 256-511.pbf, … 65280-65535.pbf")
        }
        let key = "\(font.name)/\(first)"
        let body: ByteBuffer
        if let known = cache[key] {
            body = known
        } else {
            body = ByteBuffer(
                bytes: try GlyphRange.pbf(
                    fontStack: font.name, fontPath: fontFolder.appending(path: font.file).path, firstCodePoint: first))
            cache.store(body, for: key)
        }
        return Response(status: .ok, headers: [.contentType: "application/x-protobuf"], body: .init(byteBuffer: body))
            .cached(tag: StrongETag.make(AtlasVersion.current, key), for: request, cacheControl: CachePolicy.glyphs)
    }
}
