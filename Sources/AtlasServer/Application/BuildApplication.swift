// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Hummingbird
import HummingbirdCore
import Logging

/// The application that `powiatlas serve` runs and that tests talk to.
///
/// - Throws: `ServerStartError` when a file of `Web/` is missing; errors of the database.
public func buildApplication(
    store: AtlasStore, configuration: ServerConfiguration, logger: Logger,
    onServerRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
) async throws -> some ApplicationProtocol {
    let data = try await AtlasData(store: store, geometryCacheBytes: configuration.geometryCacheBytes, logger: logger)
    let pages = try PageRenderer(webFolder: configuration.webFolder, operatorContact: configuration.operatorContact, data: data)
    let metrics = RequestMetrics()
    let choropleths = ChoroplethTiles(data: data)

    let router = Router(context: AtlasRequestContext.self, options: [.autoGenerateHeadEndpoints])
    router.addMiddleware {
        RequestTiming(metrics: metrics)
        SecurityHeaders()
        GzipResponses()
        ErrorPages(pages: pages)
    }
    for group in routeGroups(data: data, pages: pages, metrics: metrics, choropleths: choropleths, configuration: configuration) {
        group.add(to: router)
    }
    try AssetStore(webFolder: configuration.webFolder).add(to: router)

    return Application(
        router: router,
        server: .http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionProgressHandler(tiles: choropleths, metrics: metrics)], idleTimeout: .seconds(75))),
        configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: "Powiatlas"),
        services: [data],
        onServerRunning: { channel in await onServerRunning(channel.localAddress?.port) },
        logger: logger)
}

/// All features of the server, one line each.
func routeGroups(
    data: AtlasData, pages: PageRenderer, metrics: RequestMetrics, choropleths: ChoroplethTiles, configuration: ServerConfiguration
) -> [any RouteGroup] {
    [
        StartRoutes(data: data, pages: pages),
        MapRoutes(data: data, pages: pages),
        CatalogueRoutes(data: data, pages: pages),
        InstitutionPageRoutes(data: data, pages: pages),
        ResponsibleRoutes(data: data, pages: pages),
        SheetRoutes(data: data, pages: pages),
        UnitPagesRoutes(data: data, pages: pages),
        IndicatorPagesRoutes(data: data, pages: pages),
        AboutRoutes(data: data, pages: pages),
        UnitsRoutes(data: data),
        InstitutionsRoutes(data: data),
        OpenReferralRoutes(data: data),
        IndicatorsRoutes(data: data),
        LegendRoutes(data: data),
        ChoroplethTilesRoutes(tiles: choropleths),
        VectorTilesRoutes(data: data),
        TileJSONRoutes(data: data),
        StyleRoutes(data: data),
        GlyphRoutes(fontFolder: configuration.fontFolder),
        StaticMapRoutes(data: data),
        AnalysisRoutes(data: data),
        ExportRoutes(data: data),
        DatasetsRoutes(data: data, pages: pages),
        EmbedRoutes(data: data, pages: pages),
        ImportDeskRoutes(data: data, pages: pages, configuration: configuration),
        PrintedMapRoutes(data: data, operatorName: configuration.operatorContact.name),
        OperationsRoutes(data: data, metrics: metrics, openAPI: OpenAPIDocument.make(documentedRoutes)),
    ]
}

/// The descriptions of all routes, in the order of the OpenAPI document.
let documentedRoutes: [RouteDescription] = [
    UnitsRoutes.documentation,
    IndicatorsRoutes.documentation,
    LegendRoutes.documentation,
    ChoroplethTilesRoutes.documentation,
    VectorTilesRoutes.documentation,
    TileJSONRoutes.documentation,
    StyleRoutes.documentation,
    GlyphRoutes.documentation,
    StaticMapRoutes.documentation,
    InstitutionsRoutes.documentation,
    OpenReferralRoutes.documentation,
    ResponsibleRoutes.documentation,
    OperationsRoutes.documentation,
    StartRoutes.documentation,
    MapRoutes.documentation,
    CatalogueRoutes.documentation,
    InstitutionPageRoutes.documentation,
    SheetRoutes.documentation,
    UnitPagesRoutes.documentation,
    IndicatorPagesRoutes.documentation,
    AboutRoutes.documentation,
    AnalysisRoutes.documentation,
    ExportRoutes.documentation,
    DatasetsRoutes.documentation,
    EmbedRoutes.documentation,
    ImportDeskRoutes.documentation,
    PrintedMapRoutes.documentation,
].flatMap { $0 }
