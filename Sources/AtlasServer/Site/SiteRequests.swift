// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

/// Answers of the application without a server: the same routes, asked in this process.
struct SiteRequests: Sendable {
    let data: AtlasData
    let pages: PageRenderer
    private let responder: any HTTPResponder<AtlasRequestContext>
    private let logger: Logger

    init(store: AtlasStore, configuration: ServerConfiguration, logger: Logger) async throws {
        let parts = try await ApplicationParts(store: store, configuration: configuration, logger: logger)
        data = parts.data
        pages = parts.pages
        self.logger = logger
        let router = Router(context: AtlasRequestContext.self)
        parts.addRoutes(to: router, configuration)
        responder = router.buildResponder()
    }

    struct Answer: Sendable {
        let bytes: [UInt8]
        let contentType: String
    }

    /// The answer to a GET; nil when the application says that there is nothing.
    /// - Parameter language: the reader's.
    func get(_ address: String, language: Language) async throws -> Answer? {
        var headers = HTTPFields()
        headers[.acceptLanguage] = language.rawValue
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: address, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        let context = AtlasRequestContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger))
        let response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch let problem as Problem where problem.status == .notFound {
            return nil
        } catch let error as HTTPError where error.status == .notFound {
            return nil
        } catch let problem as Problem {
            throw ExportRefusal(errorDescription: "\(address): \(problem.detail)")
        }
        guard response.status == .ok else { return nil }
        let body = try await BodyCollector.collect(response.body)
        return Answer(bytes: Array(buffer: body), contentType: response.headers[.contentType] ?? "")
    }

    /// The answer to a GET that must be there.
    func required(_ address: String, language: Language = .polish) async throws -> [UInt8] {
        guard let answer = try await get(address, language: language) else {
            throw ExportRefusal(errorDescription: "\(address): the application has no such answer")
        }
        return answer.bytes
    }

    /// What a reader sees where there is nothing.
    func notFoundPage(_ language: Language) async throws -> [UInt8] {
        var headers = HTTPFields()
        headers[.acceptLanguage] = language.rawValue
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/404", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        let response = pages.error(Problem(status: .notFound, detail: ""), request)
        return Array(buffer: try await BodyCollector.collect(response.body))
    }
}
