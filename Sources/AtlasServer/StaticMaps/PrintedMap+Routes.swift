// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Foundation
import Hummingbird
import NIOCore

/// `/api/v1/map.pdf`: a map as a document to print.
struct PrintedMapRoutes: RouteGroup {
    let data: AtlasData
    var operatorName: String?

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/map.pdf",
            summary: "A choropleth map as PDF on A4 or A3, with legend, figures, source and address; with the ranking of its units on the next pages",
            parameters: [.indicator, .period, .mappedLevel(required: false)] + RouteParameter.style + [
                RouteParameter("format", "paper; without it a4", form: .choice(PrintedMap.Paper.allCases.map(\.rawValue))),
                RouteParameter(
                    "orientation", "without it the way in which the area comes out larger",
                    form: .choice(PrintedMap.Orientation.allCases.map(\.rawValue))),
                RouteParameter(
                    "ranking", "1: the ranking of the units follows; without it for a map of one województwo", form: .choice(["0", "1"])),
                .lang,
            ], contentType: "application/pdf")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/map.pdf") { request, _ in
            let snapshot = data.current
            let query = try QueryReader(request)
            let language = try Language(request, query)
            let style = try await MapStyle(query: query, snapshot: snapshot)
            let today = PolishClock.now.day
            // The date of print and the address are on the paper.
            let tag = StrongETag.make(
                snapshot.version(of: style.indicator), language.rawValue, request.uri.description, request.publicOrigin, today.text)
            let document: ByteBuffer
            if StrongETag.known(request.headers[.ifNoneMatch], tag) != nil {
                document = ByteBuffer()
            } else if let known = snapshot.pictures[tag] {
                document = known
            } else {
                document = ByteBuffer(
                    bytes: try await Self.document(
                        style, query, snapshot, language, origin: request.publicOrigin, operatorName: operatorName.flatMap { $0.isEmpty ? nil : $0 },
                        today: today))
                snapshot.pictures.store(document, for: tag)
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/pdf", .contentLanguage: language.rawValue, .vary: "Accept-Language",
                    .contentDisposition: "inline; filename=\"\(style.fileName).pdf\"",
                ],
                body: .init(byteBuffer: document)
            ).cached(tag: tag, for: request)
        }
    }

    /// The document that a query asks for.
    static func document(
        _ style: MapStyle, _ query: QueryReader, _ snapshot: AtlasSnapshot, _ language: Language, origin: String, operatorName: String?,
        today: Period
    ) async throws -> [UInt8] {
        let paper = try query.choice("format", PrintedMap.Paper.self) ?? .a4
        let orientation = try query.choice("orientation", PrintedMap.Orientation.self) ?? .automatic
        let withRanking = try query.flag("ranking") ?? (style.within != nil)
        let model = try await PrintedMapModel(
            map: try await snapshot.classified(style), snapshot: snapshot, language: language, withRanking: withRanking)
        return try model.printed(
            paper: paper, orientation: orientation, origin: origin, operatorName: operatorName, today: today
        ).pdf(created: today.text + "T00:00:00Z")
    }
}
