// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas import vacancies FILE`.
struct ImportVacanciesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacancies", abstract: "Job and training offers from a feed, CSV or JSON.",
        discussion: """
            The offers take the place of those that the same feed had before; other feeds stay.
            GeoData/README.md describes the columns.

            Example:
              powiatlas import vacancies oferty.csv --unit 1203 --database atlas.sqlite
              powiatlas import vacancies oferty.json --database atlas.sqlite
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The id of the feed; by default the name of the file.")
    var feed: String?

    @Option(help: "Who publishes the feed, when it does not say.")
    var source: String?

    @Option(help: "The state that the feed shows, when it does not say; by default today.")
    var date: Period?

    @Option(help: "The TERC code of the powiat or gmina of offers that do not say where.")
    var unit: String?

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await options.run { store in
            let id = try feedID()
            let territory = TerritoryIndex(try await store.currentUnits().map(\.unit))
            var around: TERYTCode?
            if let unit {
                guard let code = try? TERYTCode(unit), let known = territory.byCode[code], known.level == .powiat || known.level == .gmina else {
                    throw CommandRefusal("--unit \(unit) is not the code of a powiat or gmina, as in 1203.")
                }
                around = known.code
            }
            let contents = try VacancyReader(territory: territory, unit: around).read(
                InputTable(URL(fileURLWithPath: file)), partial: options.partial)
            let progress = Progress()
            progress.report([contents.report])
            let feed = VacancyFeed(id: id, name: contents.source ?? source ?? id, date: contents.date ?? date ?? Today.period)
            let result = try await store.importVacancies(contents.vacancies, feed: feed, dryRun: options.dryRun)
            progress.report("  feed \(feed.id) (\(feed.name)), state of \(feed.date): \(contents.vacancies.count) offers")
            if result.removed > 0 { progress.report("  no longer in it and \(options.dryRun ? "to be " : "")taken out: \(result.removed)") }
            return result.summary
        }
    }

    private func feedID() throws -> String {
        let text = feed ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent.lowercased()
        // An id of the same form as those of institutions.
        guard let id = try? InstitutionID(text) else {
            throw CommandRefusal("“\(text)” cannot name a feed: give --feed with 2 to 80 small letters a–z, digits and hyphens.")
        }
        return id.text
    }
}
