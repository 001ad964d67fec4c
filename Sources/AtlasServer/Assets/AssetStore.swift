// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The files that pages load: our own under `/static`, libraries that set-up fetched under `/vendor`.
/// All are read when the server starts (about 2 MB), so no request can name a path outside.
///
/// Pages address them with `?v=` and the version of all files together, and so do the modules that load one another: an
/// address with that version always has the same bytes, and browsers never ask for it again.
struct AssetStore: Sendable {
    final class Asset: Sendable {
        let contentType: String
        let bytes: ByteBuffer
        let tag: String
        private let compressed = Mutex<ByteBuffer?>(nil)

        init(contentType: String, bytes: ByteBuffer) {
            self.contentType = contentType
            self.bytes = bytes
            tag = StrongETag.make(of: bytes)
        }

        /// Compressed when first asked for, and kept: the files are few and never change. Nil where it is no gain.
        var gzip: ByteBuffer? {
            guard ContentCoding.isCompressible(contentType), bytes.readableBytes >= GzipResponses.minimumBytes else { return nil }
            return compressed.withLock { compressed in
                if let compressed { return compressed }
                let made = ByteBuffer(bytes: Deflate.gzip(Array(buffer: bytes), level: 9))
                compressed = made
                return made
            }
        }
    }

    /// Another text whenever the content of any file is another one.
    let version: String
    private let assets: [String: Asset]

    private static let contentTypes = [
        "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "json": "application/json; charset=utf-8", "txt": "text/plain; charset=utf-8", "ico": "image/x-icon",
        "webmanifest": "application/manifest+json",
    ]

    /// - Parameter webFolder: the folder with `static` and `vendor`.
    /// - Throws: `ServerStartError` when a library is missing, with the command that fetches it.
    init(webFolder: URL) throws {
        var contents: [String: (type: String, content: Data)] = [:]
        for folder in ["static", "vendor"] {
            let root = webFolder.appending(path: folder)
            guard let files = FileManager.default.enumerator(atPath: root.path) else { continue }
            while let relative = files.nextObject() as? String {
                let url = root.appending(path: relative)
                guard let type = Self.contentTypes[url.pathExtension], let content = try? Data(contentsOf: url) else { continue }
                contents["/\(folder)/\(relative)"] = (type, content)
            }
        }
        for needed in ["/vendor/maplibre-gl.js", "/vendor/maplibre-gl.css", "/vendor/bootstrap.min.css", "/vendor/chart.min.js"]
        where contents[needed] == nil {
            throw ServerStartError.missingLibrary(needed)
        }
        var all = ByteBuffer()
        for (path, file) in contents.sorted(by: { $0.key < $1.key }) { all.writeString(path + StrongETag.make(of: ByteBuffer(bytes: file.content))) }
        let version = String(StrongETag.make(of: all).filter { $0 != "\"" })
        self.version = version
        assets = Dictionary(
            uniqueKeysWithValues: contents.map { path, file in
                let isModule = path.hasPrefix("/static/") && path.hasSuffix(".js")
                let bytes = isModule ? ByteBuffer(string: Self.addressing(version, String(decoding: file.content, as: UTF8.self))) : ByteBuffer(bytes: file.content)
                return (path, Asset(contentType: file.type, bytes: bytes))
            })
    }

    /// A module with the version behind the addresses of what it loads. All of them get it, as the same module under two
    /// addresses would be two modules.
    private static func addressing(_ version: String, _ module: String) -> String {
        // Few lines load anything, and the search of the expression costs a server its start.
        module.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.utf8.contains(".js".utf8) ? addressing(version, line: line) : String(line)
        }.joined(separator: "\n")
    }

    private static func addressing(_ version: String, line: Substring) -> String {
        String(line).replacing(/((?:\bfrom|\bimport)\s*\(?\s*)(['"])((?:\.{1,2}|\/static|\/vendor)\/[^'"?\n]+\.js)['"]/) { match in
            "\(match.1)\(match.2)\(match.3)?v=\(version)\(match.2)"
        }
    }

    func add(to router: Router<AtlasRequestContext>) {
        for folder in ["static", "vendor"] {
            router.get("/\(folder)/**") { request, context in
                guard let asset = assets[request.uri.path] else {
                    throw Problem.notFound("file", request.uri.path)
                }
                let isThisVersion = request.uri.query?.split(separator: "&").contains { $0 == "v=\(version)" } ?? false
                var headers: HTTPFields = [.contentType: asset.contentType]
                var (bytes, tag) = (asset.bytes, asset.tag)
                if ContentCoding.isCompressible(asset.contentType) { headers.addToVary("Accept-Encoding") }
                if GzipResponses.acceptsGzip(request), let gzip = asset.gzip {
                    headers[.contentEncoding] = "gzip"
                    (bytes, tag) = (gzip, StrongETag.compressed(tag))
                }
                return Response(status: .ok, headers: headers, body: .init(byteBuffer: bytes))
                    .cached(tag: tag, for: request, cacheControl: isThisVersion ? CachePolicy.immutable : CachePolicy.asset)
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
