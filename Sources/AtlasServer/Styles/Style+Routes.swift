// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Hummingbird
import TileGeometry

/// `/api/v1/style.json`: a MapLibre style of a choropleth, for any client that reads such styles.
struct StyleRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/style.json", summary: "A MapLibre style (version 8) of a choropleth map",
            parameters: [.indicator, .period, .mappedLevel(required: false)] + RouteParameter.style + [
                RouteParameter(
                    "tiles", "what the map is coloured by: vector tiles (the usual) or choropleth pictures", form: .choice(MapLibreStyle.Tiles.allCases.map(\.rawValue))),
                .asOf, .lang,
            ])
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/style.json") { request, _ in
            let query = try QueryReader(request)
            let snapshot = try await data.current.asOf(query)
            let style = try await MapStyle(query: query, snapshot: snapshot)
            let map = try await snapshot.classified(style)
            let document = MapLibreStyle(map: map, origin: request.publicOrigin, snapshot: snapshot, language: try Language(request, query),
                tiles: try query.choice("tiles", MapLibreStyle.Tiles.self) ?? .vector, suffix: try snapshot.asOfSuffix(query))
            let text = document.json.text
            return JSONValue.raw(text).response().cached(tag: StrongETag.make(text), for: request)
        }
    }
}

/// The style document (MapLibre style specification, version 8).
struct MapLibreStyle {
    /// What colours the units: the client, from vector tiles, or the server, in pictures.
    enum Tiles: String, CaseIterable {
        case vector, raster
    }

    let map: ClassifiedMap
    let origin: String
    let snapshot: AtlasSnapshot
    let language: Language
    var tiles = Tiles.vector
    /// What the addresses of tiles end in: `?asof=…` or nothing.
    var suffix = ""

    var json: JSONValue {
        let level = map.style.level
        // Borders of larger units lie over those of smaller ones, and are wider.
        let borderLevels = UnitLevel.mapped.filter { $0.codeLength <= level.codeLength }.reversed()
        var layers: [JSONValue] = [["id": "background", "type": "background", "paint": ["background-color": "#ffffff"]]]
        var sources: [(String, JSONValue)] = []
        switch tiles {
        case .vector:
            layers.append(
                [
                    "id": "choropleth", "type": "fill", "source": .string("units-\(level.rawValue)"), "source-layer": .string(level.rawValue),
                    "paint": ["fill-color": fillColour, "fill-antialias": false],
                ])
            layers += borderLevels.map(border)
            sources += borderLevels.map { ("units-\($0.rawValue)", source("units", $0)) }
        case .raster:
            // The pictures have the borders in them.
            layers.append(["id": "choropleth", "type": "raster", "source": "choropleth", "paint": ["raster-fade-duration": 0]])
            sources.append(("choropleth", pictures))
        }
        layers.append(labels)
        sources.append(("labels", source("labels", level)))
        let indicator = map.table.indicator
        return [
            "version": 8,
            "name": .string("\(language.of(indicator.name)), \(map.style.period)"),
            "metadata": [
                "powiatlas:indicator": .string(indicator.id.text), "powiatlas:period": .string(map.style.period.text),
                "powiatlas:level": .string(level.rawValue),
            ],
            "center": [19.4, 52.1], "zoom": 5.4,
            "glyphs": .string("\(origin)/fonts/{fontstack}/{range}.pbf"),
            "sources": .members(sources), "layers": .array(layers),
        ]
    }

    private func source(_ kind: String, _ level: UnitLevel) -> JSONValue {
        [
            "type": "vector", "tiles": [.string("\(origin)/tiles/\(kind)/\(level.rawValue)/{z}/{x}/{y}.mvt\(suffix)")],
            "minzoom": 0, "maxzoom": 12, "bounds": TileJSONRoutes.bounds, "attribution": .string(attribution),
        ]
    }

    /// The choropleth's pictures; `{ratio}` becomes `@2x` on screens that have the pixels for it.
    private var pictures: JSONValue {
        let style = map.style
        let address = "\(origin)/tiles/choropleth/\(style.indicator.text.inPath)/\(style.period)/\(style.level.rawValue)/{z}/{x}/{y}{ratio}.png"
        let named: Set = ["indicator", "period", "level"]
        var parameters = style.addressParameters(snapshot).filter { !named.contains($0.0) }
        if !suffix.isEmpty { parameters.append(("asof", String(suffix.dropFirst("?asof=".count)))) }
        return [
            "type": "raster", "tiles": [.string(address + (parameters.isEmpty ? "" : "?" + parameters.query))], "tileSize": 256,
            "minzoom": 0, "maxzoom": .integer(TileCoordinate.zoomRange.upperBound), "bounds": TileJSONRoutes.bounds, "scheme": "xyz",
            "attribution": .string(attribution),
        ]
    }

    private var attribution: String {
        [TileJSONDocument.boundariesAttribution, snapshot.sources[map.table.indicator.sourceID]?.publisher ?? ""]
            .filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// Colours by feature id, so that any client can draw the map without knowing the values.
    private var fillColour: JSONValue {
        var groups: [String: [JSONValue]] = [:]
        for (unit, colour) in zip(snapshot.territory.units(at: map.style.level), map.unitColours) {
            groups[colour.hex, default: []].append(.integer(Int(unit.unit.code.featureID)))
        }
        let noData = MapColours.noData.hex
        groups[noData] = nil
        guard !groups.isEmpty else { return .string(noData) }
        var expression: [JSONValue] = ["match", ["id"]]
        for (colour, ids) in groups.sorted(by: { $0.key < $1.key }) {
            expression += [.array(ids), .string(colour)]
        }
        expression.append(.string(noData))
        return .array(expression)
    }

    private func border(_ level: UnitLevel) -> JSONValue {
        let widths: (low: Double, high: Double) =
            switch level {
            case .wojewodztwo, .kraj: (1.1, 3.2)
            case .powiat: (0.45, 2.0)
            case .gmina: (0.15, 1.0)
            }
        return [
            "id": .string("border-\(level.rawValue)"), "type": "line", "source": .string("units-\(level.rawValue)"),
            "source-layer": .string(level.rawValue),
            "layout": ["line-join": "round"],
            "paint": [
                "line-color": .string(MapColours.border.hex),
                "line-width": ["interpolate", ["linear"], ["zoom"], 4, .number(widths.low), 14, .number(widths.high)],
                "line-opacity": .number(level == .gmina ? 0.55 : 0.75),
            ],
        ]
    }

    private var labels: JSONValue {
        [
            "id": "labels", "type": "symbol", "source": "labels", "source-layer": "label",
            "layout": [
                "text-field": ["get", "name"], "text-font": ["Lato Regular"], "text-size": 12, "text-max-width": 7,
                "symbol-sort-key": ["get", "rank"],
            ],
            "paint": ["text-color": "#1d1d1f", "text-halo-color": "#ffffff", "text-halo-width": 1.4],
        ]
    }
}
