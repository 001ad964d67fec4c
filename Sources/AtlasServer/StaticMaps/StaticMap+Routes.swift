// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import HTTPTypes
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

    static let access = RouteAccess.everyone

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
        // Everything that can be refused is read before the drawing, which a client that knows the picture is spared.
        let map = try await Self.map(style, query, snapshot, language)
        var response = try picture(request, format, snapshot, snapshot.version(of: style.indicator), language) { map }
        response.headers.addToVary("Accept-Language")
        return response
    }

    /// The picture that a query asks for, not drawn yet.
    static func map(_ style: MapStyle, _ query: QueryReader, _ snapshot: AtlasSnapshot, _ language: Language) async throws -> StaticMap {
        let width = try query.integer("width", in: StaticMap.sideRange) ?? 900
        let height = try query.integer("height", in: StaticMap.sideRange) ?? 860
        let isBare = try query.flag("title") == false
        let classified = try await snapshot.classified(style)
        let wording = MapWording(map: classified, snapshot: snapshot, language: language)
        return try StaticMap(
            geometry: snapshot.tiles.geometry, layer: style.level.rawValue,
            choropleth: Choropleth(legend: classified.legend, colouring: classified.colouring),
            texts: texts(wording), width: width, height: height, labels: isBare ? [] : wording.labels, isBare: isBare)
    }

    /// The picture from memory, or drawn now; drawing takes a tenth of a second or more.
    private func picture(
        _ request: Request, _ format: PictureFormat, _ snapshot: AtlasSnapshot, _ version: String, _ language: Language, _ map: () throws -> StaticMap
    ) throws -> Response {
        let tag = StrongETag.make(version, language.rawValue, request.uri.description)
        if StrongETag.known(request.headers[.ifNoneMatch], tag) != nil { return format.response(ByteBuffer()).cached(tag: tag, for: request) }
        if let known = snapshot.pictures[tag] { return format.response(known).cached(tag: tag, for: request) }
        let picture = ByteBuffer(bytes: try format.draw(try map()))
        snapshot.pictures.store(picture, for: tag)
        return format.response(picture).cached(tag: tag, for: request)
    }

    private static func texts(_ wording: MapWording) -> StaticMap.Texts {
        StaticMap.Texts(
            title: wording.title, subtitle: wording.subtitle, legendHeading: wording.unit, noData: wording.phrases.noData,
            notApplicable: wording.phrases.notApplicable,
            source: [wording.source, wording.boundaries].compactMap { $0 }.joined(separator: " "),
            countHeading: wording.phrases.level(wording.style.level), language: wording.printLanguage)
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
        return try picture(request, format, snapshot, snapshot.territoryVersion, .polish) {
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
        var headers: HTTPFields = [.contentType: self == .png ? "image/png" : "image/svg+xml"]
        // The drawing's colours are styles of its elements, which the policy of pages would take from it when it is opened by itself.
        if self == .svg { headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: picture))
    }
}
