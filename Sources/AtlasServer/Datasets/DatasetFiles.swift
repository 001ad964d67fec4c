// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import Intake
import NIOCore
import TileGeometry

/// Whole registers as files: boundaries, units, changes, institutions.
struct DatasetFiles: Sendable {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/boundaries/{level}.geojson", summary: "The boundaries of all units of a level as GeoJSON",
            parameters: [.mappedLevel(required: true)], contentType: "application/geo+json"),
        RouteDescription(
            "/api/v1/boundaries/{level}.gpkg", summary: "The boundaries of all units of a level as OGC GeoPackage 1.3 in EPSG:4326",
            parameters: [.mappedLevel(required: true), .lang], contentType: ExportFormat.gpkg.contentType),
        RouteDescription(
            "/api/v1/territory/units.csv", summary: "All states of all units, as `powiatlas territory build` writes them", contentType: "text/csv"),
        RouteDescription("/api/v1/territory/changes.csv", summary: "The recorded changes of the territorial division", contentType: "text/csv"),
        RouteDescription(
            "/api/v1/institutions.csv", summary: "All institutions of the directory, as `powiatlas export directory` writes them",
            contentType: "text/csv"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/boundaries/{level}.geojson") { request, context in
            try await boundaries(request, try context.parameters.require("level"), .geojson)
        }
        router.get("/api/v1/boundaries/{level}.gpkg") { request, context in
            try await boundaries(request, try context.parameters.require("level"), .gpkg)
        }
        router.get("/api/v1/territory/units.csv") { request, _ in
            let territory = data.current.territory
            return try table(request, "jednostki") {
                TerritoryTables.write(territory.all.map(\.unit) + territory.earlierStates.values.joined())
            }
        }
        router.get("/api/v1/territory/changes.csv") { request, _ in
            let changes = data.current.territory.changes.values.joined()
            return try table(request, "zmiany") { TerritoryTables.write(changes.sorted { ($0.code, $0.notAfter) < ($1.code, $1.notAfter) }) }
        }
        router.get("/api/v1/institutions.csv") { request, _ in
            let snapshot = data.current
            let institutions = try await snapshot.whole(\.directory) { try await snapshot.store.institutions() }
            return try table(request, "instytucje") { DirectoryTableWriter.institutions(institutions) }
        }
    }

    private func table(_ request: Request, _ name: String, _ text: () throws -> String) throws -> Response {
        _ = try QueryReader(request)
        return Response(
            status: .ok,
            headers: [.contentType: ExportFormat.csv.contentType, .contentDisposition: "attachment; filename=\"\(name).csv\""],
            body: .init(byteBuffer: ByteBuffer(string: try text()))
        ).cached()
    }

    private func boundaries(_ request: Request, _ name: String, _ format: ExportFormat) async throws -> Response {
        let snapshot = data.current
        let language = try Language(request, try QueryReader(request))
        guard let level = UnitLevel(rawValue: name), UnitLevel.mapped.contains(level) else {
            throw Problem.notFound("level", name, accepted: UnitLevel.mapped.map(\.rawValue).joined(separator: ", "))
        }
        let units = snapshot.territory.units(at: level)
        // Words in the file are those of the sources.
        let tag = StrongETag.make(
            snapshot.territoryVersion, request.uri.path, language.rawValue,
            snapshot.sources.values.filter { $0.id.hasPrefix("prg") }.map { "\($0)" }.sorted().joined())
        let headers: HTTPFields = [
            .contentType: format.contentType, .contentDisposition: "attachment; filename=\"granice-\(level.rawValue).\(format.rawValue)\"",
            .vary: "Accept-Language",
        ]
        let body: ByteBuffer
        if StrongETag.known(request.headers[.ifNoneMatch], tag) != nil {
            body = ByteBuffer()
        } else if let known = snapshot.pictures[tag] {
            body = known
        } else if format == .gpkg {
            body = ByteBuffer(bytes: try Self.geoPackage(units, level, snapshot, language))
        } else {
            let geometries = try await snapshot.boundariesGeoJSON(level: level)
            let collection: JSONValue = [
                "type": "FeatureCollection",
                "features": .array(
                    units.compactMap { unit in
                        geometries[unit.unit.code.stem].map { geometry in
                            [
                                "type": "Feature", "id": .integer(Int(unit.unit.code.featureID)),
                                "properties": [
                                    "terc": .string(unit.unit.code.description), "name": .string(unit.unit.name),
                                    "kind": .string(unit.unit.kind.rawValue),
                                ],
                                "geometry": .raw(geometry),
                            ]
                        }
                    }),
            ]
            body = ByteBuffer(string: collection.text)
        }
        if body.readableBytes > 0 { snapshot.pictures.store(body, for: tag) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body)).cached(tag: tag, for: request)
    }

    private static func geoPackage(_ units: [MappedUnit], _ level: UnitLevel, _ snapshot: AtlasSnapshot, _ language: Language) throws -> Data {
        let topology = snapshot.tiles.geometry.topology
        let shapes = Dictionary((topology.layer(named: level.rawValue)?.shapes ?? []).map { ($0.code, $0) }) { first, _ in first }
        let source = snapshot.sources.values.filter { $0.id.hasPrefix("prg") }.max { $0.date < $1.date }
        let date = source?.date ?? Period(year: 2021)
        let title = language.choose("Granice: ", "Boundaries: ") + Phrases(language).level(level)
        return try GeoPackageWriter.write(
            GeoPackageLayer(
                name: "granice_\(level.rawValue)", title: title, description: source.map { language.of($0.name) } ?? title,
                columns: [
                    .init("terc", kind: .text, title: "TERC"), .init("name", kind: .text, title: language.choose("nazwa", "name")),
                    .init("kind", kind: .text, title: language.choose("rodzaj", "kind")),
                    .init("area_km2", kind: .number, title: language.choose("powierzchnia, km²", "area, km²")),
                ],
                features: units.map { unit in
                    .init(
                        shape: shapes[unit.unit.code.stem],
                        values: [
                            .text(unit.unit.code.description), .text(unit.unit.name), .text(Phrases(language).kind(unit.unit.kind)),
                            unit.unit.areaSquareKilometers.map { .number($0) } ?? .null,
                        ])
                },
                notes: [
                    (language.choose("Źródło", "Source"), source.map { "\(language.of($0.name)), \($0.publisher)" } ?? "PRG, GUGiK"),
                    (language.choose("Licencja", "Licence"), source.map { language.of($0.licence) } ?? ""),
                ],
                lastChange: "\(Period(year: date.year, month: date.month ?? 1, day: date.day ?? 1))T00:00:00.000Z"), topology: topology)
    }
}
