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
    let parts = try await ApplicationParts(store: store, configuration: configuration, logger: logger)
    let (data, metrics) = (parts.data, parts.metrics)
    let warmTiles = WarmTilesOfLoops(tiles: parts.choropleths, metrics: metrics)

    let methods = RouteMethods()
    let router = Router(context: AtlasRequestContext.self, options: [.autoGenerateHeadEndpoints])
    router.addMiddleware {
        RequestTiming(
            metrics: metrics, maximumInWork: configuration.limits.requests,
            log: RequestLog(addresses: configuration.loggedAddresses, trustsProxy: configuration.trustsProxy))
        PublicAddressMiddleware(configuration: configuration)
        SecurityHeaders()
        RangeResponses()
        GzipResponses(data: data)
        EntityTags()
        ErrorPages(pages: parts.pages)
        WholeAnswers(data: data)
        MethodRules(methods: methods)
    }
    parts.addRoutes(to: router, configuration)
    methods.know(router.routes.map { ($0.path.description, $0.method.rawValue) })

    return AtlasApplication(
        responder: router.buildResponder(),
        endpoint: configuration.worker == nil
            ? .address(host: configuration.host, port: configuration.port) : .socket(WorkerPlace.listeningSocket),
        connections: OpenConnections(limits: configuration.limits, metrics: metrics.connections),
        additionalHandlers: { [ConnectionEndings(), ConnectionProgressHandler(tiles: warmTiles)] },
        services: [data, parts.report], logger: logger, serverRunning: onServerRunning)
}

/// What the routes answer from, whoever asks: clients of a server, or an export in this process.
struct ApplicationParts: Sendable {
    let data: AtlasData
    let pages: PageRenderer
    let metrics: RequestMetrics
    let report: MetricsReport
    let choropleths: ChoroplethTiles
    private let assets: AssetStore

    /// - Throws: `ServerStartError` when a file of `Web/` is missing; errors of the database.
    init(store: AtlasStore, configuration: ServerConfiguration, logger: Logger) async throws {
        data = try await AtlasData(store: store, budget: configuration.memoryBudget, logger: logger)
        assets = try AssetStore(webFolder: configuration.webFolder)
        pages = try PageRenderer(
            webFolder: configuration.webFolder, operatorContact: configuration.operatorContact, data: data, assetVersion: assets.version)
        metrics = RequestMetrics()
        report = MetricsReport(data: data, requests: metrics, database: DatabaseMetrics(store), worker: configuration.worker)
        choropleths = ChoroplethTiles(data: data)
    }

    func addRoutes(to router: Router<AtlasRequestContext>, _ configuration: ServerConfiguration) {
        for group in routeGroups(data: data, pages: pages, report: report, choropleths: choropleths, configuration: configuration) {
            group.add(to: router)
        }
        assets.add(to: router)
    }
}

/// All features of the server, one line each.
func routeGroups(
    data: AtlasData, pages: PageRenderer, report: MetricsReport, choropleths: ChoroplethTiles, configuration: ServerConfiguration
) -> [any RouteGroup] {
    let mapServices = MapServiceCatalogues()
    return [
        StartRoutes(data: data, pages: pages),
        MapRoutes(data: data, pages: pages),
        CatalogueRoutes(data: data, pages: pages),
        KnowledgeRoutes(data: data, pages: pages),
        InstitutionPageRoutes(data: data, pages: pages),
        ResponsibleRoutes(data: data, pages: pages),
        DeadlinesRoutes(data: data, pages: pages),
        PartnersRoutes(data: data, pages: pages),
        AgreementsRoutes(data: data, pages: pages),
        SheetRoutes(data: data, pages: pages),
        UnitPagesRoutes(data: data, pages: pages),
        IndicatorPagesRoutes(data: data, pages: pages),
        NeedsRoutes(data: data, pages: pages),
        AboutRoutes(data: data, pages: pages),
        AgreementDraftRoutes(data: data, pages: pages),
        UnitsRoutes(data: data),
        InstitutionsRoutes(data: data),
        OpenReferralRoutes(data: data),
        OGCRoutes(data: data, pages: pages),
        IndicatorsRoutes(data: data),
        LegendRoutes(data: data),
        ChoroplethTilesRoutes(tiles: choropleths),
        VectorTilesRoutes(data: data),
        TileJSONRoutes(data: data),
        StyleRoutes(data: data),
        WMTSRoutes(data: data, tiles: choropleths, contact: configuration.operatorContact, catalogues: mapServices),
        NationalTilesRoutes(tiles: choropleths),
        LegendPictureRoutes(data: data),
        OGCTilesRoutes(data: data, tiles: choropleths, catalogues: mapServices),
        GlyphRoutes(fontFolder: configuration.fontFolder, data: data),
        StaticMapRoutes(data: data),
        AnalysisRoutes(data: data),
        ExportRoutes(data: data),
        DatasetsRoutes(data: data, pages: pages),
        EmbedRoutes(data: data, pages: pages),
        ImportDeskRoutes(data: data, pages: pages, configuration: configuration),
        PrintedMapRoutes(data: data, operatorName: configuration.operatorContact.name),
        NetworkRoutes(data: data, pages: pages),
        VacancyRoutes(data: data, pages: pages),
        SurveysRoutes(data: data, pages: pages),
        SurveyFormRoutes(data: data, pages: pages, trustsProxy: configuration.trustsProxy),
        OperationsRoutes(data: data, report: report, openAPI: OpenAPIDocument.make(documentedRoutes)),
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
    WMTSRoutes.documentation,
    NationalTilesRoutes.documentation,
    LegendPictureRoutes.documentation,
    OGCTilesRoutes.documentation,
    GlyphRoutes.documentation,
    StaticMapRoutes.documentation,
    InstitutionsRoutes.documentation,
    AgreementsRoutes.documentation,
    OpenReferralRoutes.documentation,
    OGCRoutes.documentation,
    ResponsibleRoutes.documentation,
    DeadlinesRoutes.documentation,
    PartnersRoutes.documentation,
    OperationsRoutes.documentation,
    StartRoutes.documentation,
    MapRoutes.documentation,
    CatalogueRoutes.documentation,
    KnowledgeRoutes.documentation,
    InstitutionPageRoutes.documentation,
    SheetRoutes.documentation,
    UnitPagesRoutes.documentation,
    IndicatorPagesRoutes.documentation,
    NeedsRoutes.documentation,
    AboutRoutes.documentation,
    AgreementDraftRoutes.documentation,
    AnalysisRoutes.documentation,
    ExportRoutes.documentation,
    DatasetsRoutes.documentation,
    EmbedRoutes.documentation,
    ImportDeskRoutes.documentation,
    PrintedMapRoutes.documentation,
    NetworkRoutes.documentation,
    VacancyRoutes.documentation,
    SurveysRoutes.documentation,
    SurveyFormRoutes.documentation,
].flatMap { $0 }
