// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Hummingbird
import NIOCore
import TileGeometry

/// Maps as pictures: for pages without scripts, for print, for a look in passing.
struct StaticMapRoutes: RouteGroup {
    let data: AtlasData

    private static let size = [
        RouteParameter("width", "in pixels", form: .integer(StaticMap.sideRange)),
        RouteParameter("height", "in pixels", form: .integer(StaticMap.sideRange)),
    ]

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/map.png", summary: "A choropleth map with title, legend, source and scale bar as PNG; title=0 draws the map alone",
            parameters: mapParameters, contentType: "image/png"),
        RouteDescription(
            "/api/v1/map.svg", summary: "The same as SVG", parameters: mapParameters, contentType: "image/svg+xml"),
        RouteDescription(
            "/api/v1/units/{terc}/location.png", summary: "Where a unit lies within its województwo or the country, as PNG",
            parameters: [.terc] + size, contentType: "image/png"),
        RouteDescription(
            "/api/v1/units/{terc}/location.svg", summary: "The same as SVG", parameters: [.terc] + size, contentType: "image/svg+xml"),
    ]

    private static let mapParameters =
        [.indicator, .period, .mappedLevel(required: false)] + RouteParameter.style + size
        + [RouteParameter("title", "0: without title, legend and scale bar", form: .choice(["0", "1"])), .lang]

    func add(to router: Router<AtlasRequestContext>) {
        for format in PictureFormat.allCases {
            router.get("/api/v1/map.\(format.rawValue)") { request, _ in try await map(request, format) }
            router.get("/api/v1/units/:terc/location.\(format.rawValue)") { request, context in
                try location(request, try context.parameters.require("terc"), format)
            }
        }
    }

    private func map(_ request: Request, _ format: PictureFormat) async throws -> Response {
        let snapshot = data.current
        let query = try QueryReader(request)
        let style = try await MapStyle(query: query, snapshot: snapshot)
        let language = try Language(request, query)
        let width = try query.integer("width", in: StaticMap.sideRange) ?? 900
        let height = try query.integer("height", in: StaticMap.sideRange) ?? 860
        let isBare = try query.flag("title") == false
        let classified = try await snapshot.classified(style)
        return try picture(request, format, snapshot, language) {
            try StaticMap(
                geometry: snapshot.tiles.geometry, layer: style.level.rawValue,
                choropleth: Choropleth(legend: classified.legend, colouring: classified.colouring),
                texts: texts(classified, snapshot, language), width: width, height: height,
                labels: isBare ? [] : labels(classified, snapshot), isBare: isBare)
        }
    }

    /// The picture from memory, or drawn now; drawing takes a tenth of a second or more.
    private func picture(
        _ request: Request, _ format: PictureFormat, _ snapshot: AtlasSnapshot, _ language: Language, _ map: () throws -> StaticMap
    ) throws -> Response {
        let tag = StrongETag.make(snapshot.dataVersion, language.rawValue, request.uri.description)
        if StrongETag.matches(request.headers[.ifNoneMatch], tag) { return format.response(ByteBuffer()).cached(tag: tag, for: request) }
        if let known = snapshot.pictures[tag] { return format.response(known).cached(tag: tag, for: request) }
        let picture = ByteBuffer(bytes: try format.draw(try map()))
        snapshot.pictures.store(picture, for: tag)
        return format.response(picture).cached(tag: tag, for: request)
    }

    private func texts(_ map: ClassifiedMap, _ snapshot: AtlasSnapshot, _ language: Language) -> StaticMap.Texts {
        let phrases = Phrases(language)
        let indicator = map.table.indicator
        let area = map.style.within.flatMap { snapshot.territory.unit($0) }?.unit.fullName
        let source = snapshot.sources[indicator.sourceID]
        return StaticMap.Texts(
            title: language.of(indicator.name),
            subtitle: [phrases.period(map.style.period), phrases.level(map.style.level), area].compactMap { $0 }.joined(separator: ", "),
            legendHeading: language.of(indicator.unit), noData: phrases.noData, notApplicable: phrases.notApplicable,
            source: source.map { language.choose("Źródło: ", "Source: ") + language.of($0.name) + ". "
                + language.choose("Granice: PRG (GUGiK).", "Boundaries: PRG (GUGiK).") } ?? "",
            countHeading: phrases.level(map.style.level),
            language: language == .polish ? .polish : .english)
    }

    /// Names fit where there are few units: województwa, or the powiats of one.
    private func labels(_ map: ClassifiedMap, _ snapshot: AtlasSnapshot) -> [StaticMap.Label] {
        let labelled: [MappedUnit]
        if map.style.within != nil {
            labelled = snapshot.territory.units(at: map.style.level == .wojewodztwo ? .wojewodztwo : .powiat, within: map.style.within)
        } else {
            labelled = map.style.level == .wojewodztwo ? snapshot.territory.units(at: .wojewodztwo) : []
        }
        return labelled.sorted { ($0.unit.areaSquareKilometers ?? 0) > ($1.unit.areaSquareKilometers ?? 0) }.compactMap { unit in
            unit.labelPoint.map { StaticMap.Label(text: unit.unit.name, position: Point($0.longitude, $0.latitude)) }
        }
    }

    private func location(_ request: Request, _ terc: String, _ format: PictureFormat) throws -> Response {
        let snapshot = data.current
        let query = try QueryReader(request)
        let unit = try snapshot.territory.existing(terc).unit
        guard unit.hasBoundary else {
            throw Problem(status: .notFound, detail: "the boundary of \(unit.code) \(unit.fullName) is not known")
        }
        let width = try query.integer("width", in: StaticMap.sideRange) ?? 360
        let height = try query.integer("height", in: StaticMap.sideRange) ?? 360
        let area = unit.level == .wojewodztwo ? nil : unit.code.ancestor(at: .wojewodztwo)
        let slots: [UInt8] = (snapshot.tiles.shapeStems[unit.level] ?? []).map { stem in
            if stem == unit.code.stem { return 0 }
            return area.map { stem.hasPrefix($0.stem) } ?? true ? UnitColouring.noDataSlot : UnitColouring.outsideRegionSlot
        }
        return try picture(request, format, snapshot, .polish) {
            let values: [UnitValue] = slots.map { $0 == UnitColouring.outsideRegionSlot ? .outsideRegion : .noData }
            return try StaticMap(
                geometry: snapshot.tiles.geometry, layer: unit.level.rawValue,
                choropleth: Choropleth(
                    legend: try Choropleth(values: values, style: .default, decimals: 0).legend, colouring: UnitColouring(slots: slots, classColours: [Colour(rgb: 0x0f5573)])),
                texts: StaticMap.Texts(title: "", noData: "", notApplicable: ""), width: width, height: height, isBare: true)
        }
    }
}

/// The forms of a picture; raw values end the address.
private enum PictureFormat: String, CaseIterable {
    case png, svg

    func draw(_ map: StaticMap) throws -> [UInt8] {
        switch self {
        // Twice the pixels, so that the picture is sharp on screens of today and bearable in print.
        case .png: try map.png(scale: 2)
        case .svg: try map.svg()
        }
    }

    func response(_ picture: ByteBuffer) -> Response {
        Response(
            status: .ok, headers: [.contentType: self == .png ? "image/png" : "image/svg+xml"],
            body: .init(byteBuffer: picture))
    }
}
