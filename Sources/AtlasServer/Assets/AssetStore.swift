// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files that pages load: our own under `/static`, libraries that set-up fetched under `/vendor`.
/// All are read when the server starts (about 2 MB), so no request can name a path outside.
struct AssetStore: Sendable {
    struct Asset: Sendable {
        let contentType: String
        let bytes: ByteBuffer
        let tag: String
    }

    private let assets: [String: Asset]

    private static let contentTypes = [
        "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "json": "application/json; charset=utf-8", "txt": "text/plain; charset=utf-8", "ico": "image/x-icon",
        "webmanifest": "application/manifest+json",
    ]

    /// - Parameter webFolder: the folder with `static` and `vendor`.
    /// - Throws: `ServerStartError` when a library is missing, with the command that fetches it.
    init(webFolder: URL) throws {
        var assets: [String: Asset] = [:]
        for folder in ["static", "vendor"] {
            let root = webFolder.appending(path: folder)
            guard let files = FileManager.default.enumerator(atPath: root.path) else { continue }
            while let relative = files.nextObject() as? String {
                let url = root.appending(path: relative)
                guard let type = Self.contentTypes[url.pathExtension], let content = try? Data(contentsOf: url) else { continue }
                assets["/\(folder)/\(relative)"] = Asset(
                    contentType: type, bytes: ByteBuffer(bytes: content),
                    tag: StrongETag.make(String(decoding: content, as: UTF8.self)))
            }
        }
        for needed in ["/vendor/maplibre-gl.js", "/vendor/maplibre-gl.css", "/vendor/bootstrap.min.css", "/vendor/chart.min.js"]
        where assets[needed] == nil {
            throw ServerStartError.missingLibrary(needed)
        }
        self.assets = assets
    }

    func add(to router: Router<AtlasRequestContext>) {
        for folder in ["static", "vendor"] {
            router.get("/\(folder)/**") { request, context in
                guard let asset = assets[request.uri.path] else {
                    throw Problem.notFound("file", request.uri.path)
                }
                // Pages name their files with ?v=VERSION, so a new version is a new address.
                let isVersioned = request.uri.query?.contains("v=") ?? false
                return Response(
                    status: .ok, headers: [.contentType: asset.contentType], body: .init(byteBuffer: asset.bytes)
                ).cached(
                    tag: asset.tag, for: request,
                    cacheControl: isVersioned ? "public, max-age=86400" : "public, max-age=300")
            }
        }
    }
}

/// Why the server cannot start.
public enum ServerStartError: Error, Sendable, Equatable, LocalizedError {
    case missingLibrary(String)
    case missingTemplate(String)
    case badLocale(String)

    public var errorDescription: String? {
        switch self {
        case .missingLibrary(let path): "Web\(path) is missing. Fetch the front-end libraries with: Scripts/run"
        case .missingTemplate(let name): "Web/templates/\(name).mustache is missing or holds an error"
        case .badLocale(let reason): "Web/locales: \(reason)"
        }
    }
}
