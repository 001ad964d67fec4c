// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation
import Logging

/// `powiatlas export site`
struct ExportSiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Write the atlas as a folder of files, for any web server.",
        discussion: """
            Map, pages and a searchable directory without a program behind them. What needs a
            server (analyses, printing, the import desk) is left out.

            Example:
              powiatlas export site --output site --base-url https://atlas.example/
              powiatlas export site --output site --indicators ludnosc,udzial-65-plus
            """)

    @Option(help: "The folder to make.")
    var output: String

    @Option(help: "Where the folder will be, such as https://atlas.example/; for sitemap.xml.")
    var baseUrl: String?

    @Option(help: "Ids of indicators, separated by commas; by default all.")
    var indicators: String?

    @Option(help: "The finest level with pages of units: wojewodztwo, powiat or gmina.")
    var profiles = "powiat"

    @Option(help: "pl, en or both; the first one's pages stand at the top.")
    var languages = "pl,en"

    @Option(help: "The last zoom of geometry tiles, 6 to 12; closer views enlarge them.")
    var tileZoom = 10

    @Flag(help: "Replace a folder that this command made before.")
    var force = false

    @Option(help: "The folder with templates/, locales/, static/ and vendor/; by default Web of the checkout.")
    var web: String?

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func validate() throws {
        guard (6...12).contains(tileZoom) else { throw ValidationError("--tile-zoom \(tileZoom): expected 6…12") }
        guard ["wojewodztwo", "powiat", "gmina"].contains(profiles) else {
            throw ValidationError("--profiles \(profiles): expected wojewodztwo, powiat or gmina")
        }
        guard ["pl", "en", "pl,en", "en,pl"].contains(languages) else { throw ValidationError("--languages \(languages): expected pl, en or pl,en") }
    }

    func run() async throws {
        do {
            let folder = try NewFolder(output, isReplacing: force, mark: SiteExport.manifestName)
            let webFolder = ProjectFolder.find("Web", explicit: web)
            guard FileManager.default.fileExists(atPath: webFolder.appendingPathComponent("templates").path) else {
                throw CommandRefusal("\(webFolder.path) holds no templates/. Name the folder Web of the checkout with --web.")
            }
            let environment = ProcessInfo.processInfo.environment
            let contact = OperatorContact(
                name: environment["POWIATLAS_OPERATOR_NAME"], person: environment["POWIATLAS_OPERATOR_PERSON"],
                email: environment["POWIATLAS_OPERATOR_EMAIL"], phone: environment["POWIATLAS_OPERATOR_PHONE"])
            var logger = Logger(label: "powiatlas")
            logger.logLevel = .warning
            let options = SiteOptions(
                languages: languages.split(separator: ",").map(String.init), profiles: profiles,
                indicators: indicators?.split(separator: ",").map(String.init), baseURL: baseUrl, lastZoom: tileZoom)
            try await withDatabase(database) { store in
                let export = try await SiteExport(
                    store: store, configuration: ServerConfiguration(webFolder: webFolder, geometryCacheBytes: 64 << 20, operatorContact: contact),
                    options: options, logger: logger)
                let progress = Progress()
                let summary = try await folder.write { url in try await export.write(to: url) { progress.report($0) } }
                progress.report("\(output): \(summary.pages) pages, \(summary.files) files, \(summary.bytes >> 20) MiB")
            }
        } catch {
            throw refused(error)
        }
    }
}

/// A folder in the making: filled under another name and renamed when it is whole.
struct NewFolder {
    let path: String
    private let isReplacing: Bool
    private let partial: URL

    /// - Parameter mark: a file that only such folders have: nothing else is ever replaced.
    init(_ path: String, isReplacing: Bool, mark: String) throws {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.isReplacing = isReplacing
        let manager = FileManager.default
        let url = URL(fileURLWithPath: self.path)
        if manager.fileExists(atPath: self.path) {
            let contents = try? manager.contentsOfDirectory(atPath: self.path)
            guard let contents else { throw CommandRefusal("\(path) is a file. Name a folder to make.") }
            if !contents.isEmpty {
                guard contents.contains(mark) else { throw CommandRefusal("\(path) holds other files. Choose another --output.") }
                guard isReplacing else { throw CommandRefusal("\(path) is there already. Choose another --output, or replace it with --force.") }
            }
        }
        let parent = url.deletingLastPathComponent()
        guard manager.isWritableFile(atPath: parent.path) else {
            throw CommandRefusal("\(path) cannot be made: there is no folder \(parent.path) that you may write to. Make it first.")
        }
        partial = parent.appendingPathComponent("\(url.lastPathComponent).partial-\(ProcessInfo.processInfo.processIdentifier)")
        NewFile.removeLeftovers(beside: url)
    }

    /// Gives `body` the folder to fill.
    func write<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let manager = FileManager.default
        defer { try? manager.removeItem(at: partial) }
        try manager.createDirectory(at: partial, withIntermediateDirectories: true)
        let result = try await body(partial)
        let old = URL(fileURLWithPath: partial.path + "-old")
        if manager.fileExists(atPath: path) { try manager.moveItem(at: URL(fileURLWithPath: path), to: old) }
        do {
            try manager.moveItem(at: partial, to: URL(fileURLWithPath: path))
        } catch {
            // What was there before comes back.
            try? manager.moveItem(at: old, to: URL(fileURLWithPath: path))
            throw CommandRefusal("\(path) cannot be written: \(error.localizedDescription)")
        }
        try? manager.removeItem(at: old)
        return result
    }
}
