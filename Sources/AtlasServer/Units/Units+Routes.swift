// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import NIOCore

/// `/api/v1/units…`: the territorial division as data.
struct UnitsRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/units", summary: "Current units of the territorial division",
            parameters: [.mappedLevel(required: false), .parent, .init("q", "words of the name; diacritics do not matter"), .limit, .offset, .asOf]).shaped(AnswerSchemas.units),
        RouteDescription(
            "/api/v1/units/at", summary: "The gmina, powiat and województwo at a point",
            parameters: [.init("lon", "longitude in degrees (EPSG:4326)", required: true), .init("lat", "latitude in degrees", required: true), .asOf]).shaped(AnswerSchemas.unitsAtPoint),
        RouteDescription("/api/v1/units/{terc}", summary: "One unit with its area, bounds, parents, states and changes over time", parameters: [.terc, .asOf]).shaped(AnswerSchemas.unit),
        RouteDescription(
            "/api/v1/units/{terc}/boundary.geojson", summary: "The boundary of a unit as a GeoJSON feature", parameters: [.terc, .asOf],
            contentType: "application/geo+json"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/units") { request, _ in try await list(request) }
        router.get("/api/v1/units/at") { request, _ in try await at(request) }
        router.get("/api/v1/units/:terc") { request, context in try await one(request, try context.parameters.require("terc")) }
        router.get("/api/v1/units/:terc/boundary.geojson") { request, context in
            try await boundary(request, try context.parameters.require("terc"))
        }
    }

    private func list(_ request: Request) async throws -> Response {
        let query = try QueryReader(request)
        let snapshot = try await data.current.asOf(query)
        let level = try query.mappedLevel()
        let parent = try query.code("parent")
        let limit = try query.integer("limit", in: 1...5_000) ?? 100
        let offset = try query.integer("offset", in: 0...100_000) ?? 0
        if let parent { _ = try snapshot.territory.existing(parent.description) }
        let found: [MappedUnit]
        if let text = try query.text("q", maximumLength: 100) {
            found = snapshot.territory.search(text, level: level, within: parent)
        } else {
            found = (level.map { [$0] } ?? UnitLevel.mapped).flatMap { snapshot.territory.units(at: $0, within: parent) }
        }
        // A unit is not among the units that it contains.
        let units = found.filter { $0.unit.code != parent }
        let body: JSONValue = [
            "units": .array(units.dropFirst(offset).prefix(limit).map { .unit($0.unit) }),
            "total": .integer(units.count),
        ]
        return body.response().cached()
    }

    private func at(_ request: Request) async throws -> Response {
        let query = try QueryReader(request)
        guard let longitude = try query.number("lon", in: -180...180) else {
            throw Problem.badParameter("lon", "", accepted: "a longitude in degrees, -180…180")
        }
        guard let latitude = try query.number("lat", in: -90...90) else {
            throw Problem.badParameter("lat", "", accepted: "a latitude in degrees, -90…90")
        }
        guard let units = try await data.current.asOf(query).units(atLongitude: longitude, latitude: latitude) else {
            throw Problem(status: .notFound, detail: "no gmina covers the point \(longitude), \(latitude): it lies outside Poland")
        }
        let body: JSONValue = [
            "wojewodztwo": .briefUnit(units.wojewodztwo), "powiat": .briefUnit(units.powiat), "gmina": .briefUnit(units.gmina),
        ]
        return body.response()
    }

    private func one(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = try await data.current.asOf(QueryReader(request))
        let found = try snapshot.territory.existing(text)
        let unit = found.unit
        var members = JSONValue.unitMembers(unit)
        members += [
            ("area_km2", JSONValue(unit.areaSquareKilometers.map { ($0 * 100).rounded() / 100 })),
            ("bbox", found.bounds.map { .array([.number($0.west), .number($0.south), .number($0.east), .number($0.north)]) } ?? .null),
            ("center", found.labelPoint.map { .array([.number($0.longitude), .number($0.latitude)]) } ?? .null),
            ("has_boundary", .bool(unit.hasBoundary)),
            ("parents", .array(snapshot.territory.parents(of: unit.code).map { .briefUnit($0.unit) })),
            ("children", .integer(snapshot.territory.children(of: unit.code).count)),
            ("valid_from", JSONValue(unit.validFrom?.text)),
            ("valid_to", JSONValue(unit.validTo?.text)),
            ("changes", .array((snapshot.territory.changes[unit.code.stem] ?? []).map { .change($0, snapshot.territory) })),
            ("earlier_states", .array((snapshot.territory.earlierStates[unit.code.stem] ?? []).map { earlier in
                .members(JSONValue.unitMembers(earlier) + [("valid_from", JSONValue(earlier.validFrom?.text)), ("valid_to", JSONValue(earlier.validTo?.text))])
            })),
            ("states", .array((snapshot.territory.states[unit.code.stem] ?? []).map { state in
                .members(JSONValue.unitMembers(state) + [("valid_from", JSONValue(state.validFrom?.text)), ("valid_to", JSONValue(state.validTo?.text))])
            })),
            ("continuity", .continuity(snapshot.territory.continuity(of: unit.code), snapshot.territory)),
        ]
        return JSONValue.members(members).response()
            .cached()
    }

    private func boundary(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = try await data.current.asOf(QueryReader(request))
        let unit = try snapshot.territory.existing(text).unit
        guard let geometry = try await snapshot.boundaryGeoJSON(of: unit.code) else {
            throw Problem(
                status: .notFound,
                detail: "the boundary of \(unit.code) \(unit.fullName) is not known: the unit is younger than the boundaries in the atlas")
        }
        let feature: JSONValue = [
            "type": "Feature", "id": .integer(Int(unit.code.featureID)), "properties": .members(JSONValue.unitMembers(unit)),
            "geometry": .raw(geometry),
        ]
        return feature.response(contentType: "application/geo+json")
            .cached()
    }
}

extension JSONValue {
    static func unitMembers(_ unit: TerritorialUnit) -> [(String, JSONValue)] {
        [
            ("terc", .string(unit.code.description)), ("level", .string(unit.level.rawValue)), ("name", .string(unit.name)),
            ("full_name", .string(unit.fullName)), ("kind", .string(unit.kind.rawValue)),
            ("parent", JSONValue(unit.level == .wojewodztwo ? nil : unit.code.parent?.stem)),
        ]
    }

    static func unit(_ unit: TerritorialUnit) -> JSONValue { .members(unitMembers(unit)) }

    static func briefUnit(_ unit: TerritorialUnit) -> JSONValue {
        ["terc": .string(unit.code.description), "name": .string(unit.name), "full_name": .string(unit.fullName)]
    }

    static func change(_ change: UnitChange, _ territory: Territory) -> JSONValue {
        [
            "kind": .string(change.kind.rawValue), "before": JSONValue(change.before), "after": JSONValue(change.after),
            "not_before": .string(change.notBefore.text), "not_after": .string(change.notAfter.text),
            "day_known": .bool(change.isDayKnown), "units": .array(change.parts.map { .part($0, territory) }),
        ]
    }

    /// Another unit that took part in a change; the share is that of the giving unit's area.
    private static func part(_ part: UnitChange.Part, _ territory: Territory) -> JSONValue {
        let unit = territory.unit(part.code)?.unit ?? territory.states[part.code.stem]?.last
        return [
            "terc": .string(unit?.code.description ?? part.code.stem), "name": JSONValue(unit?.name),
            "share": JSONValue(part.share.map { ($0 * 10_000).rounded() / 10_000 }), "share_from": .string(part.origin.rawValue),
        ]
    }

    /// Where series of a unit break, in both languages.
    static func continuity(_ continuity: SeriesContinuity, _ territory: Territory) -> JSONValue {
        [
            "breaks": .array(
                continuity.breaks.map { found in
                    [
                        "cause": .string(found.cause.rawValue), "not_before": .string(found.notBefore.text),
                        "not_after": .string(found.notAfter.text), "units": .array(found.others.map { .part($0, territory) }),
                        "sentence_pl": .string(found.sentence.polish), "sentence_en": .string(found.sentence.english),
                    ]
                }),
            "notes": .array(continuity.notes.map { ["sentence_pl": .string($0.polish), "sentence_en": .string($0.english)] }),
        ]
    }
}

extension QueryReader {
    /// One of the three levels that a map can be drawn for.
    func mappedLevel(_ name: String = "level") throws -> UnitLevel? {
        guard let value = try text(name) else { return nil }
        return try Self.mappedLevel(value, name: name, status: .badRequest)
    }

    static func mappedLevel(_ value: String, name: String = "level", status: HTTPResponse.Status) throws -> UnitLevel {
        guard let level = UnitLevel(rawValue: value), UnitLevel.mapped.contains(level) else {
            var problem = Problem.badParameter(name, value, accepted: UnitLevel.mapped.map(\.rawValue).joined(separator: ", "))
            problem = Problem(status: status, detail: problem.detail, parameter: name, accepted: problem.accepted)
            throw problem
        }
        return level
    }

    func period(_ name: String) throws -> Period? {
        guard let value = try text(name) else { return nil }
        do {
            return try Period(value)
        } catch {
            throw Problem.badParameter(name, value, accepted: "a period such as 2021, 2014-10 or 2015-06-30")
        }
    }
}
