// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// The application that `powiatlas serve` runs and that tests talk to.
///
/// - Parameter frontEnd: what lies in `Web/`, where it was read already; nil reads the configuration's folder.
/// - Throws: `ServerStartError` when a file of `Web/` is missing; errors of the database.
public func buildApplication(
    store: AtlasStore, configuration: ServerConfiguration, frontEnd: FrontEnd? = nil, logger: Logger,
    onServerRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
) async throws -> some ApplicationProtocol {
    let parts = try await ApplicationParts(store: store, configuration: configuration, frontEnd: frontEnd, logger: logger)
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
        AccessRules(desk: AccessDesk(store: store, configuration: configuration))
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
        services: [data, parts.report] + parts.services, logger: logger, serverRunning: onServerRunning)
}

/// What the routes answer from, whoever asks: clients of a server, or an export in this process.
struct ApplicationParts: Sendable {
    let data: AtlasData
    let pages: PageRenderer
    let metrics: RequestMetrics
    let report: MetricsReport
    private let dispatch: MailDispatch
    let backups: BackupSchedule?
    let choropleths: ChoroplethTiles
    private let assets: AssetStore

    /// - Throws: `ServerStartError` when a file of `Web/` is missing; errors of the database.
    init(store: AtlasStore, configuration: ServerConfiguration, frontEnd: FrontEnd? = nil, logger: Logger) async throws {
        data = try await AtlasData(store: store, budget: configuration.memoryBudget, logger: logger)
        let frontEnd = try frontEnd ?? FrontEnd(webFolder: configuration.webFolder)
        assets = frontEnd.assets
        pages = PageRenderer(frontEnd: frontEnd, operatorContact: configuration.operatorContact, data: data)
        metrics = RequestMetrics()
        let clerk = configuration.publicURL.flatMap { origin in
            configuration.verificationsADay > 0
                ? VerificationClerk(
                    store: store, letter: VerificationLetter(origin: origin, contact: configuration.operatorContact), lettersADay: configuration.verificationsADay)
                : nil
        }
        dispatch = MailDispatch(data: data, settings: configuration.mail, clerk: clerk, logger: logger)
        backups = configuration.backups.map { BackupSchedule(plan: $0, database: store.path, worker: configuration.worker, logger: logger) }
        report = MetricsReport(
            data: data, requests: metrics, database: DatabaseMetrics(store), dispatch: dispatch, backups: backups, worker: configuration.worker)
        choropleths = ChoroplethTiles(data: data)
    }

    /// What runs beside the answering of requests.
    var services: [any Service] {
        // One of several processes sends letters.
        (report.isDispatcher ? [dispatch] : []) + (backups.map { [$0] } ?? [])
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
    let accounts = AccountDesk(store: data.current.store, configuration: configuration)
    let institutions = InstitutionDesk(data: data, pages: pages, limits: accounts.limiter)
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
        AgreementDeskRoutes(data: data, pages: pages, limits: accounts.limiter),
        PracticeDeskRoutes(data: data, pages: pages, limits: accounts.limiter),
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
        SuggestionRoutes(data: data, pages: pages, limits: accounts.limiter, configuration: configuration),
        VerificationRoutes(data: data, pages: pages, limits: accounts.limiter, configuration: configuration),
        VerificationShareRoutes(data: data),
        ModerationRoutes(data: data, pages: pages, configuration: configuration),
        VerificationDeskRoutes(data: data, pages: pages, configuration: configuration),
        MailDeskRoutes(data: data, pages: pages, configuration: configuration),
        BackupDeskRoutes(schedule: report.backups, pages: pages),
        PanelRoutes(data: data, pages: pages),
        SignInRoutes(desk: accounts, pages: pages),
        ProviderSignInRoutes(desk: accounts, pages: pages),
        AccountLinkRoutes(desk: accounts, pages: pages),
        AddressLinkRoutes(desk: accounts, pages: pages),
        RecoveryRoutes(desk: accounts, pages: pages),
        SecondStepRoutes(desk: accounts, pages: pages),
        OwnAccountRoutes(desk: accounts, data: data, pages: pages),
        AccountsRoutes(desk: accounts, data: data, pages: pages),
        AccountCaseRoutes(desk: accounts, data: data, pages: pages),
        AccountDeletionRoutes(desk: accounts, pages: pages),
        HistoryRoutes(data: data, pages: pages),
        RevisionsRoutes(data: data),
        InstitutionHistoryRoutes(data: data, pages: pages),
        InstitutionListRoutes(data: data, pages: pages),
        InstitutionEditorRoutes(desk: institutions),
        FreePlacesRoutes(desk: institutions),
        InstitutionRemovalRoutes(desk: institutions),
        // The last: it describes the routes of all groups.
        OperationsRoutes(data: data, report: report),
    ]
}

/// The descriptions of all routes, in the order of the OpenAPI document.
let documentedRoutes: [RouteDescription] = ([
    UnitsRoutes.self,
    IndicatorsRoutes.self,
    LegendRoutes.self,
    ChoroplethTilesRoutes.self,
    VectorTilesRoutes.self,
    TileJSONRoutes.self,
    StyleRoutes.self,
    WMTSRoutes.self,
    NationalTilesRoutes.self,
    LegendPictureRoutes.self,
    OGCTilesRoutes.self,
    GlyphRoutes.self,
    StaticMapRoutes.self,
    InstitutionsRoutes.self,
    AgreementsRoutes.self,
    OpenReferralRoutes.self,
    OGCRoutes.self,
    ResponsibleRoutes.self,
    DeadlinesRoutes.self,
    PartnersRoutes.self,
    OperationsRoutes.self,
    StartRoutes.self,
    MapRoutes.self,
    CatalogueRoutes.self,
    KnowledgeRoutes.self,
    InstitutionPageRoutes.self,
    SheetRoutes.self,
    UnitPagesRoutes.self,
    IndicatorPagesRoutes.self,
    NeedsRoutes.self,
    AboutRoutes.self,
    AgreementDraftRoutes.self,
    AgreementDeskRoutes.self,
    PracticeDeskRoutes.self,
    AnalysisRoutes.self,
    ExportRoutes.self,
    DatasetsRoutes.self,
    EmbedRoutes.self,
    ImportDeskRoutes.self,
    PrintedMapRoutes.self,
    NetworkRoutes.self,
    VacancyRoutes.self,
    SurveysRoutes.self,
    SurveyFormRoutes.self,
    SuggestionRoutes.self,
    VerificationRoutes.self,
    VerificationShareRoutes.self,
    ModerationRoutes.self,
    VerificationDeskRoutes.self,
    MailDeskRoutes.self,
    BackupDeskRoutes.self,
    PanelRoutes.self,
    SignInRoutes.self,
    ProviderSignInRoutes.self,
    AccountLinkRoutes.self,
    AddressLinkRoutes.self,
    RecoveryRoutes.self,
    SecondStepRoutes.self,
    OwnAccountRoutes.self,
    AccountsRoutes.self,
    AccountCaseRoutes.self,
    AccountDeletionRoutes.self,
    HistoryRoutes.self,
    RevisionsRoutes.self,
    InstitutionHistoryRoutes.self,
    InstitutionListRoutes.self,
    InstitutionEditorRoutes.self,
    FreePlacesRoutes.self,
    InstitutionRemovalRoutes.self,
] as [any RouteGroup.Type]).flatMap { $0.ruled }
