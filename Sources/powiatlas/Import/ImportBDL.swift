// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import StatisticsOffice

/// `powiatlas import bdl --variable N …`.
struct ImportBDLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bdl", abstract: "Official statistics from the API of Statistics Poland (BDL).",
        discussion: """
            Variables are named by their number; --list shows thirty of social policy, --search
            finds others. Without a key the API admits 5 requests a second, 100 in 15 minutes,
            1,000 in 12 hours; the command keeps to that and waits. What was fetched stays in
            the cache, so the same command continues after an interruption. The database is
            written when all is there. Keys: https://api.stat.gov.pl/Home/BdlApi

            Example:
              powiatlas import bdl --variable 1548717 --level gmina --years 2015-2024 --parent 26
              powiatlas import bdl --starter "rynek pracy" --database atlas.sqlite --dry-run
              powiatlas import bdl --list
            """)

    @Option(help: "The number of a variable; may stand several times.")
    var variable: [Int] = []

    @Option(defaultAsFlag: "all", help: "The starter variables, all or those of a topic.")
    var starter: String?

    @Flag(help: "Show the starter variables by topic and import nothing.")
    var list = false

    @Option(help: "Show the variables of the bank with this text in their names and import nothing.")
    var search: String?

    @Option(help: "kraj, wojewodztwo, powiat, gmina or all; may stand several times; by default all.")
    var level: [BDLLevelChoice] = []

    @Option(help: "Years such as 2015-2024 or 2015,2018,2020-2024; by default the last ten.")
    var years: YearList?

    @Option(help: "Only the units within this województwo or powiat: a TERC code such as 26.")
    var parent: String?

    @Option(help: "The language of --list and --search: pl or en.")
    var language: BDLLanguage = .polish

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Flag(name: .customLong("dry-run"), help: "Fetch and say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup var office: BDLOfficeOptions

    @Option(help: "The folder with bdl/starter.csv; by default GeoData of the checkout.")
    var geodata: String?

    func validate() throws {
        let actions = [!variable.isEmpty || starter != nil, list, search != nil]
        switch actions.count(where: { $0 }) {
        case 0: throw ValidationError("name a --variable, or use --starter, --list or --search")
        case 1: break
        default: throw ValidationError("--variable and --starter, --list and --search do not go together")
        }
        guard variable.allSatisfy({ $0 > 0 }) else { throw ValidationError("the number of a variable is greater than 0") }
        if let parent {
            guard let code = try? TERYTCode(parent), code.level == .wojewodztwo || code.level == .powiat else {
                throw ValidationError("“\(parent)” is not a województwo or powiat: expected 2 or 4 digits such as 26 or 2604")
            }
        }
        if let search, search.count(where: { $0.isLetter || $0.isNumber }) < 2 { throw ValidationError("--search needs two letters at least") }
    }

    func run() async throws {
        do {
            let catalogue = try StarterCatalogue.read(geoData: ProjectFolder.find("GeoData", explicit: geodata))
            if list {
                print(BDLListing(language: language).text(of: catalogue))
            } else if let search {
                try await BDLListing(language: language).search(search, client: client())
            } else {
                try await importValues(catalogue)
            }
        } catch {
            throw refused(error)
        }
    }

    private func client() throws -> BDLClient {
        let progress = Progress()
        return try BDLClient(configuration: office.configuration, onEvent: { progress.report("  " + BDLWording.event($0)) })
    }

    private func numbers(_ catalogue: StarterCatalogue) throws -> [Int] {
        guard let starter else { return variable }
        guard starter != "all" else { return variable + catalogue.variables.map(\.number) }
        let found = catalogue.variables(inTopic: starter)
        guard !found.isEmpty else {
            let topics = catalogue.topics.map { "\($0.topic.polish) (\($0.topic.english))" }.joined(separator: ", ")
            throw CommandRefusal("There is no topic “\(starter)”. The topics are: \(topics)")
        }
        return variable + found.map(\.number)
    }

    private func importValues(_ catalogue: StarterCatalogue) async throws {
        let progress = Progress()
        let client = try client()
        let request = BDLImportRequest(
            variables: try numbers(catalogue), levels: BDLLevelChoice.levels(level), years: years?.years,
            parent: try parent.map { try TERYTCode($0) })
        try await withDatabase(database) { store in
            let units = BDLUnitTable(try await store.earlierUnits().map(\.code) + store.currentUnits().map(\.unit.code))
            let result = try await BDLImport(client: client, catalogue: catalogue, units: units).run(request) { event in
                if let line = BDLWording.line(event) { progress.report(line) }
            }
            BDLWording.account(result.report).forEach(progress.report)
            let outcome = try await store.importValues(
                ImportProvenance(bdl: request, result: result, baseURL: office.baseURL), dryRun: dryRun
            ) { batches in
                try batches.add(sources: result.sources, indicators: result.indicators)
                for start in stride(from: 0, to: result.observations.count, by: 20_000) {
                    try batches.add(Array(result.observations[start..<min(start + 20_000, result.observations.count)]))
                }
            }
            outcome.remarks.forEach(progress.report)
            let counts = outcome.summary
            progress.report(
                "\(dryRun ? "would be" : "was") added: \(counts.added), changed: \(counts.changed), unchanged: \(counts.unchanged)"
                    + (outcome.id.map { " (import \($0))" } ?? ""))
        }
    }
}

/// Where and how the bank is asked.
struct BDLOfficeOptions: ParsableArguments {
    static let keyVariable = "POWIATLAS_BDL_CLIENT_ID"

    @Option(name: .customLong("client-id"), help: "The key of a registration; else \(keyVariable) of the environment.")
    var clientID: String?

    @Option(name: .customLong("base-url"), help: "The address of the API.")
    var baseURL = BDLConfiguration.defaultBaseURL

    @Option(help: "The folder for answers and the log of requests; by default ~/.cache/powiatlas/bdl.")
    var cache: String?

    @Flag(help: "Ask anew for what is in the cache.")
    var refresh = false

    @Flag(help: "Wait for the limits of the API however long it takes; else at most 20 minutes at a time.")
    var wait = false

    var configuration: BDLConfiguration {
        var configuration = BDLConfiguration(
            cacheFolder: cache.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? BDLConfiguration.defaultCacheFolder())
        configuration.baseURL = baseURL
        let key = clientID ?? ProcessInfo.processInfo.environment[Self.keyVariable]
        configuration.clientID = key.flatMap { $0.isEmpty ? nil : $0 }
        configuration.ignoresCache = refresh
        if wait { configuration.maximumWaitSeconds = .infinity }
        return configuration
    }
}
