// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The forms in which values are given out as files; raw values end the address.
public enum ExportFormat: String, CaseIterable, Sendable {
    case csv, geojson, xlsx, gpkg, jsonstat

    var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .geojson: "application/geo+json"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .gpkg: "application/geopackage+sqlite3"
        case .jsonstat: "application/json; charset=utf-8"
        }
    }

    /// What people call it.
    public var name: String {
        switch self {
        case .csv: "CSV"
        case .geojson: "GeoJSON"
        case .xlsx: "XLSX"
        case .gpkg: "GeoPackage"
        case .jsonstat: "JSON-stat"
        }
    }

    /// Whether a browser saves it under a name instead of showing it.
    var isAttachment: Bool { self == .csv || self == .xlsx || self == .gpkg }
    /// Whether words in the file depend on the reader's language.
    var hasWords: Bool { self != .csv && self != .geojson }
    /// Whether the file says when it was made.
    var isDated: Bool { self == .xlsx || self == .gpkg }
}

/// `/api/v1/indicators/{id}/values.csv`, `.geojson`, `.xlsx`, `.gpkg`, `.jsonstat`.
struct ExportRoutes: RouteGroup {
    let data: AtlasData

    private static let period = RouteParameter(
        "period", "as ISO 8601 (2021, 2014-10, 2015-06-30), several separated by commas, or * for all; without it the newest that is not a forecast")
    private static let layout = RouteParameter(
        "layout", "tidy: a row for each unit and period; wide: a column for each period", form: .choice(ValuesExport.Layout.allCases.map(\.rawValue)))
    private static let place: [RouteParameter] = [.indicatorID, .mappedLevel(required: false), .parent, .asOf]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/indicators/{id}/values.csv", summary: "Values by unit as CSV; tidy unless layout=wide", parameters: place + [period, layout],
            contentType: "text/csv"),
        RouteDescription(
            "/api/v1/indicators/{id}/values.geojson", summary: "Values of one period by unit with boundaries as GeoJSON",
            parameters: place + [.period], contentType: "application/geo+json"),
        RouteDescription(
            "/api/v1/indicators/{id}/values.xlsx",
            summary: "Values by unit as a workbook with a sheet of definition, source and licence; several periods side by side unless layout=tidy",
            parameters: place + [period, layout, .lang], contentType: ExportFormat.xlsx.contentType),
        RouteDescription(
            "/api/v1/indicators/{id}/values.gpkg",
            summary: "Values by unit with boundaries as OGC GeoPackage 1.3 in EPSG:4326; several periods as columns value_PERIOD",
            parameters: place + [period, .lang], contentType: ExportFormat.gpkg.contentType),
        RouteDescription(
            "/api/v1/indicators/{id}/values.jsonstat", summary: "Values by unit as a JSON-stat 2.0 dataset; all periods unless the query names some",
            parameters: place + [period, .lang], contentType: "application/json"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        for format in ExportFormat.allCases {
            router.get("/api/v1/indicators/:id/values.\(format.rawValue)") { request, context in
                try await export(request, try context.parameters.require("id"), format)
            }
        }
    }

    private func export(_ request: Request, _ id: String, _ format: ExportFormat) async throws -> Response {
        let query = try QueryReader(request)
        let snapshot = try await data.current.asOf(query)
        let language = try Language(request, query)
        let today = PolishClock.now.day
        let origin = request.publicOrigin
        let values = try await ValuesExport(id, query, language, snapshot, allByDefault: format == .jsonstat)
        let tag = StrongETag.make(
            snapshot.version(of: values.indicator.id), request.uri.description, format.hasWords ? language.rawValue + origin : "", format.isDated ? today.text : "")
        var headers: HTTPFields = [.contentType: format.contentType]
        if format.hasWords { headers[.vary] = "Accept-Language" }
        if format.isAttachment { headers[.contentDisposition] = "attachment; filename=\"\(values.fileName).\(format.rawValue)\"" }
        let file: ByteBuffer
        if StrongETag.known(request.headers[.ifNoneMatch], tag) != nil {
            file = ByteBuffer()
        } else if let known = snapshot.pictures[tag] {
            file = known
        } else {
            file = ByteBuffer(bytes: try await values.bytes(format, origin: origin, today: today))
            // Whoever takes the file in parts, or goes on with it, gets the same one.
            snapshot.pictures.store(file, for: tag)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file)).cached(tag: tag, for: request)
    }
}

extension ValuesExport {
    /// The file.
    /// - Parameters:
    ///   - origin: scheme and host of the atlas, for addresses; empty where there is none.
    ///   - today: the day that dated files show.
    func bytes(_ format: ExportFormat, origin: String, today: Period) async throws -> Data {
        switch format {
        case .csv: return Data(csv.utf8)
        case .geojson:
            guard periods.count <= 1 else {
                throw Problem.badParameter(
                    "period", "\(periods.count) periods", accepted: "one period in GeoJSON; CSV, XLSX, GeoPackage and JSON-stat hold several")
            }
            return Data(try await geoJSON().utf8)
        case .xlsx: return try workbook(origin: origin, today: today)
        case .gpkg: return try geoPackage(origin: origin, today: today)
        case .jsonstat: return Data(jsonStat(origin: origin).utf8)
        }
    }
}
