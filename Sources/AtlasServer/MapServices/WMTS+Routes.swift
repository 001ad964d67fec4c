// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import HTTPTypes
import Hummingbird
import NIOCore
import TileGeometry

/// The Web Map Tile Service 1.0.0 (OGC 07-057r7) with key-value pairs at `/wmts` and as resources below `/wmts/1.0.0`.
struct WMTSRoutes: RouteGroup {
    let data: AtlasData
    let tiles: ChoroplethTiles
    let contact: OperatorContact
    let catalogues: MapServiceCatalogues
    private let documents: LeastRecentlyUsed<String, CompressedDocument>

    init(data: AtlasData, tiles: ChoroplethTiles, contact: OperatorContact, catalogues: MapServiceCatalogues) {
        self.data = data
        self.tiles = tiles
        self.contact = contact
        self.catalogues = catalogues
        let documents = LeastRecentlyUsed<String, CompressedDocument>(budget: data.budget.bytes(.capabilities)) { $0.costBytes }
        self.documents = documents
        data.account { CacheUse(part: .capabilities, documents) }
    }

    private static let tilePath = "/wmts/1.0.0/{layer}/{style}/{time}/{matrixset}/{matrix}/{row}/{col}"

    private static let filters = [
        RouteParameter("indicator", "only the layers of this indicator"), .mappedLevel(required: false),
        RouteParameter("topic", "only the layers of this topic, by its name"), RouteParameter("palette", "only this style"),
        RouteParameter("period", "only layers with this period, which is their default then"), .lang,
    ]

    private static let tileParameters = [
        RouteParameter("layer", "{indicator}.{level}, such as ludnosc.powiat"), RouteParameter("style", "a palette, or default"),
        RouteParameter("time", "a period, or default"),
        RouteParameter("matrixset", "tile matrix set", form: .choice(TileMatrixSet.all.map(\.serviceIdentifier))),
        RouteParameter("matrix", "such as 7, or EPSG:2180:7"), RouteParameter("row", "row of the tile"),
    ]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/wmts", summary: "WMTS 1.0.0 with key-value pairs: GetCapabilities, GetTile, GetFeatureInfo",
            parameters: [
                RouteParameter("SERVICE", "WMTS", required: true, form: .choice(["WMTS"])),
                RouteParameter("REQUEST", "the operation", required: true, form: .choice(["GetCapabilities", "GetTile", "GetFeatureInfo"])),
                RouteParameter("VERSION", "1.0.0", form: .choice(["1.0.0"])),
            ] + filters, contentType: "application/xml"
        ).alsoAs(["image/png"] + WMTSCapabilities.formats.map(\.0)).refusingAs("application/xml")
            .alsoAnswering(501, "There is no such operation (OperationNotSupported)"),
        RouteDescription(
            WMTSCapabilities.path, summary: "The service metadata of the WMTS; parameters leave a part of it", parameters: filters,
            contentType: "application/xml"
        ).refusingAs("application/xml"),
        RouteDescription(
            "\(tilePath).png", summary: "A tile of the WMTS: 256 pixels in EPSG:3857, 512 in EPSG:2180",
            parameters: tileParameters + [RouteParameter("col", "column of the tile")], contentType: "image/png"
        ).refusingAs("application/xml"),
        RouteDescription(
            "\(tilePath)/{j}/{i}.{format}", summary: "The unit, value and class at a pixel of a tile of the WMTS",
            parameters: tileParameters + [
                RouteParameter("col", "column of the tile"), RouteParameter("j", "row of the pixel"), RouteParameter("i", "column of the pixel"),
                RouteParameter("format", "form of the answer", form: .choice(WMTSCapabilities.formats.map(\.1))),
            ], contentType: "text/plain"
        ).alsoAs(WMTSCapabilities.formats.map(\.0)).refusingAs("application/xml"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/wmts") { request, context in
            try await answering(context, isResource: false) { try await keyValuePairs(request) }
        }
        router.get("/wmts/1.0.0/WMTSCapabilities.xml") { request, context in
            try await answering(context, isResource: true) { try await capabilities(request, WMTSParameters(request)) }
        }
        router.get("/wmts/1.0.0/:layer/:style/:time/:matrixset/:matrix/:row/:col") { request, context in
            try await answering(context, isResource: true) {
                var names = try names(context)
                let file = try context.parameters.require("col")
                guard file.hasSuffix(".png") else {
                    throw OWSException.invalid("Format", file, accepted: "the last part is {TileCol}.png")
                }
                names.column = String(file.dropLast(4))
                return try await tile(request, names)
            }
        }
        router.get("/wmts/1.0.0/:layer/:style/:time/:matrixset/:matrix/:row/:col/:j/:file") { request, context in
            try await answering(context, isResource: true) {
                var names = try names(context)
                names.column = try context.parameters.require("col")
                let file = try context.parameters.require("file").split(separator: ".", maxSplits: 1).map(String.init)
                guard let format = WMTSCapabilities.formats.first(where: { $0.1 == file.last }), file.count == 2 else {
                    throw OWSException.invalid(
                        "InfoFormat", file.joined(separator: "."), accepted: WMTSCapabilities.formats.map { "{I}.\($0.1)" }.joined(separator: ", "))
                }
                return try await information(
                    request, names, column: file[0], row: try context.parameters.require("j"), type: format.0)
            }
        }
    }

    /// Errors in the standard's own form.
    private func answering(
        _ context: AtlasRequestContext, isResource: Bool, _ answer: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await answer()
        } catch let error where !(error is SnapshotOutdated) {
            let exception = OWSException(error)
            if exception.code == .noApplicableCode { context.logger.error("request failed", metadata: ["error": "\(error)"]) }
            return exception.response(isResource: isResource)
        }
    }

    // MARK: Key-value pairs

    private func keyValuePairs(_ request: Request) async throws -> Response {
        let parameters = try WMTSParameters(request)
        // Nobody who pastes the bare address into a program wants to hear that a parameter is missing.
        if parameters.isBare { return try await capabilities(request, parameters) }
        let service = try parameters.required("Service", accepted: "WMTS")
        guard service.uppercased() == "WMTS" else { throw OWSException.invalid("Service", service, accepted: "WMTS") }
        let operation = try parameters.required("Request", accepted: "GetCapabilities, GetTile, GetFeatureInfo")
        switch operation.lowercased() {
        case "getcapabilities":
            try negotiate(parameters)
            return try await capabilities(request, parameters)
        case "gettile":
            try checkVersion(parameters)
            let names = try names(parameters)
            let format = try parameters.required("Format", accepted: "image/png")
            guard format == "image/png" else { throw OWSException.invalid("Format", format, accepted: "image/png") }
            return try await tile(request, names)
        case "getfeatureinfo":
            try checkVersion(parameters)
            let names = try names(parameters)
            let types = WMTSCapabilities.formats.map(\.0)
            let type = try parameters.required("InfoFormat", accepted: types.joined(separator: ", "))
            guard types.contains(type) else { throw OWSException.invalid("InfoFormat", type, accepted: types.joined(separator: ", ")) }
            return try await information(
                request, names, column: try parameters.required("I", accepted: "the column of a pixel"),
                row: try parameters.required("J", accepted: "the row of a pixel"), type: type)
        default:
            throw OWSException(
                code: .operationNotSupported, locator: operation,
                text: "Request = “\(operation.prefix(80))” is not supported; supported: GetCapabilities, GetTile, GetFeatureInfo")
        }
    }

    private func checkVersion(_ parameters: WMTSParameters) throws {
        let version = try parameters.required("Version", accepted: "1.0.0")
        guard version == "1.0.0" else { throw OWSException.invalid("Version", version, accepted: "1.0.0") }
    }

    /// OGC 06-121r3, clause 7.3.2.
    private func negotiate(_ parameters: WMTSParameters) throws {
        if let accepted = parameters["AcceptVersions"], !accepted.split(separator: ",").contains("1.0.0") {
            throw OWSException(
                code: .versionNegotiationFailed, locator: "AcceptVersions", text: "AcceptVersions = “\(accepted.prefix(80))”; there is 1.0.0 only")
        }
    }

    private func names(_ parameters: WMTSParameters) throws -> WMTSTile.Names {
        func given(_ name: String, _ accepted: String) throws -> String { try parameters.required(name, accepted: accepted) }
        return WMTSTile.Names(
            layer: try given("Layer", "a layer of the capabilities"), style: parameters["Style"], time: parameters["Time"],
            set: try given("TileMatrixSet", TileMatrixSet.all.map(\.serviceIdentifier).joined(separator: ", ")),
            matrix: try given("TileMatrix", "a matrix of the set"), row: try given("TileRow", "a whole number"),
            column: try given("TileCol", "a whole number"))
    }

    private func names(_ context: AtlasRequestContext) throws -> WMTSTile.Names {
        func part(_ name: String) throws -> String {
            let text = try context.parameters.require(name)
            return text.removingPercentEncoding ?? text
        }
        return WMTSTile.Names(
            layer: try part("layer"), style: try part("style"), time: try part("time"), set: try part("matrixset"),
            matrix: try part("matrix"), row: try part("row"), column: "")
    }

    // MARK: Answers

    private func tile(_ request: Request, _ names: WMTSTile.Names) async throws -> Response {
        let tile = try WMTSTile(names, try await catalogues.catalogue(data.current))
        return try await tiles.response(
            path: tile.path, query: tile.query, matrixSet: tile.set, ifNoneMatch: request.headers[.ifNoneMatch])
    }

    private func information(
        _ request: Request, _ names: WMTSTile.Names, column: String, row: String, type: String
    ) async throws -> Response {
        let snapshot = data.current
        let tile = try WMTSTile(names, try await catalogues.catalogue(snapshot))
        let pixels = 0..<tile.set.tileSide
        let column = try WMTSTile.number("I", column)
        let row = try WMTSTile.number("J", row)
        for (name, value) in [("I", column), ("J", row)] where !pixels.contains(value) {
            throw OWSException(
                code: .pointIJOutOfRange, locator: name, text: "\(name) = \(value) is out of range; accepted: 0…\(pixels.upperBound - 1)")
        }
        let language = try Language(request, QueryReader(query: ""))
        let chosen = try WMTSParameters(request)["lang"].flatMap(Language.init(rawValue:)) ?? language
        let answer = try await FeatureInformation(tile, column: column, row: row, snapshot: snapshot, language: chosen)
        var response = answer.response(type: type)
        response.headers[.vary] = "Accept-Language"
        return response.cached()
    }

    private func capabilities(_ request: Request, _ parameters: WMTSParameters) async throws -> Response {
        let snapshot = data.current
        let language = try choice(parameters, "lang", Language.allCases.map(\.rawValue)).flatMap(Language.init(rawValue:)) ?? .polish
        let level = try choice(parameters, "level", UnitLevel.mapped.map(\.rawValue)).flatMap(UnitLevel.init(rawValue:))
        let filter = WMTSCapabilities.Filter(
            indicator: parameters["indicator"], level: level, topic: parameters["topic"],
            palette: try choice(parameters, "palette", ColourScheme.all.map(\.name)), period: parameters["period"])
        let key = StrongETag.make(
            snapshot.dataVersion, request.publicOrigin, language.rawValue, filter.indicator ?? "", level?.rawValue ?? "", filter.topic ?? "",
            filter.palette ?? "", filter.period ?? "")
        let document: CompressedDocument
        if let known = documents[key] {
            document = known
        } else {
            let made = WMTSCapabilities(
                catalogue: try await catalogues.catalogue(snapshot), snapshot: snapshot, origin: request.publicOrigin, contact: contact,
                language: language, filter: filter)
            document = CompressedDocument(made.xml)
            documents.store(document, for: key)
        }
        return document.response(contentType: "application/xml; charset=utf-8", tag: key, for: request)
    }

    private func choice(_ parameters: WMTSParameters, _ name: String, _ values: [String]) throws -> String? {
        guard let value = parameters[name] else { return nil }
        guard values.contains(value) else { throw OWSException.invalid(name, value, accepted: values.joined(separator: ", ")) }
        return value
    }
}
