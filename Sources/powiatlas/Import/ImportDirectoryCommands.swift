// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Foundation

/// `powiatlas import rjps FILE…`.
struct ImportWelfareRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rjps", abstract: "Lists of welfare centres (OPS, CUS, PCPR) in either published layout.",
        discussion: """
            Example:
              powiatlas import rjps pomoc-spoleczna.csv --database atlas.sqlite
            """)

    @OptionGroup var lists: InstitutionListOptions

    @Option(help: "The state that the list shows, such as 2026-03-06, when it does not say.")
    var date: Period?

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await lists.run(.rjps, options, date: date)
    }
}

/// `powiatlas import placowki FILE…`.
struct ImportCareHomesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "placowki", abstract: "Lists of day centres and care homes (ŚDS, DPS).",
        discussion: """
            Example:
              powiatlas import placowki sds-dps.csv --database atlas.sqlite
            """)

    @OptionGroup var lists: InstitutionListOptions

    @Option(help: "The state that the list shows, such as 2026-03-06, when it does not say.")
    var date: Period?

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await lists.run(.placowki, options, date: date)
    }
}

/// `powiatlas import directory FILE…`.
struct ImportDirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "Our template, or a folder with all tables of the directory.",
        discussion: """
            The template is institutions.csv with services.csv and locations.csv; a folder may also hold
            taxonomy.csv, thesaurus.csv and the other tables of GeoData/directory.
            GeoData/README.md describes the columns.

            Example:
              powiatlas import directory institutions.csv --database atlas.sqlite
            """)

    @OptionGroup var lists: InstitutionListOptions

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await lists.run(.directory, options)
    }
}

/// `powiatlas import hsds FILE…`.
struct ImportExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hsds", abstract: "Open Referral HSDS 3.0, a JSON file or a folder of its tables.",
        discussion: """
            Example:
              powiatlas import hsds export.json --database atlas.sqlite
            """)

    @OptionGroup var lists: InstitutionListOptions

    @OptionGroup var options: ImportOptions

    func run() async throws {
        try await lists.run(.hsds, options)
    }
}

/// What all imports of institutions take.
struct InstitutionListOptions: ParsableArguments {
    @Argument(help: "The files; of directory and hsds also folders.")
    var files: [String]

    @Option(help: "The id of the source of a list that does not name it.")
    var source: String?

    @OptionGroup var edits: EditOptions

    fileprivate func run(_ kind: DirectoryImport.Kind, _ options: ImportOptions, date: Period? = nil) async throws {
        try await options.run { store in
            try await DirectoryImport(
                store: store, partial: options.partial, dryRun: options.dryRun, sourceID: source, recordDate: date, edits: edits
            ).run(kind, files)
        }
    }
}
