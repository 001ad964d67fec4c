// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake
import TileGeometry

/// `powiatlas import boundaries FILE --date DAY`.
struct ImportBoundariesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundaries", abstract: "Boundaries of a day: a new edition beside those that are known.",
        discussion: """
            GeoJSON, a Shapefile (.shp with its parts beside it), a GeoPackage, or a .zip of one of them, in
            EPSG:4326 or EPSG:2180, whichever axis comes first. Codes and names stand in terc and name or,
            as in the State register of boundaries, in JPT_KOD_JE and JPT_NAZWA_. Give all gminas of the
            country: powiats and województwa are merged from them. Borders are shared, generalised and
            checked before anything is written.

            Example:
              powiatlas import boundaries A03_Granice_gmin.shp --date 2026-01-01
              powiatlas import boundaries prg.gpkg --layer gminy --date 2025-01-01
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The day whose boundaries these are.")
    var date: Period

    @Option(help: "The level of the file; it must be the smallest of the atlas, which is gmina.")
    var level: String = "gmina"

    @Option(help: "The layer of a GeoPackage, or the Shapefile of a .zip, when there are several.")
    var layer: String?

    @OptionGroup var boundaries: BoundaryOptions

    @Flag(help: "Replace other boundaries of the same day.")
    var correct = false

    @OptionGroup var options: TerritoryImportOptions

    func run() async throws {
        let build = try boundaries.build(level: level)
        do {
            let progress = Progress()
            let url = URL(fileURLWithPath: file)
            let document = try await BoundaryDocument.read(url, layer: layer, level: build.reader.level)
            progress.report("\(url.lastPathComponent): \(document.features.count) features in \(document.crsName ?? "an unnamed reference system")")
            let product = try build.run(build.reader.read(document, file: url.lastPathComponent))
            for line in product.lines() { progress.report(line) }
            let (outcome, names) = try await withDatabase(options.database) { store in
                let expected = try await store.boundaryLevel()
                guard expected == build.reader.level else {
                    throw TerritoryRefusal.wrongLevel(given: build.reader.level, expected: expected)
                }
                let outcome = try await store.importBoundaries(
                    product.topology, date: date, source: url.lastPathComponent, correcting: correct, dryRun: options.dryRun)
                return (outcome, try await options.names(store))
            }
            for line in outcome.lines(isDryRun: options.dryRun, names: names) { print(line) }
            if !outcome.isUnchanged {
                print("\(options.dryRun ? "would be" : "was") added: boundaries of \(date.asFirstDay), \(product.topology.arcs.count) shared arcs")
            }
        } catch {
            throw refused(error)
        }
    }
}

/// A file of boundaries of any of the formats, by its ending.
enum BoundaryDocument {
    private static let parts: Set<String> = ["shp", "shx", "dbf", "prj", "cpg", "gpkg", "geojson", "json"]

    static func read(_ url: URL, layer: String?, level: UnitLevel) async throws -> GeoJSON {
        let file = url.lastPathComponent
        guard FileManager.default.isReadableFile(atPath: url.path) else {
            throw IntakeRefusal(file: file, reason: "the file cannot be read at \(url.path): does it exist, and may you read it?")
        }
        switch url.pathExtension.lowercased() {
        case "shp": return try ShapefileReader.read(url)
        case "gpkg":
            do { return try GeoPackageReader.read(path: url.path, layer: layer, hint: hint(level)) } catch let error as GeoPackageError {
                throw IntakeRefusal(file: file, reason: error.localizedDescription)
            }
        case "zip":
            return try await ZipArchive.withFiles(of: url, endings: parts) { files in
                try await read(choose(files, layer: layer, level: level, zip: file), layer: layer, level: level)
            }
        case "geojson", "json":
            let data = try InputFile.read(url)
            do throws(GeoJSONError) { return try GeoJSON(data) } catch {
                throw IntakeRefusal(file: file, reason: error.localizedDescription)
            }
        case let ending:
            throw IntakeRefusal(
                file: file, reason: "files ending in “.\(ending)” are not read; expected .geojson, .shp, .gpkg or a .zip of one of them")
        }
    }

    /// What names of layers of a level hold: `A03_Granice_gmin`, `gminy`.
    private static func hint(_ level: UnitLevel) -> String {
        switch level {
        case .gmina: "gmin"
        case .powiat: "powiat"
        case .wojewodztwo, .kraj: "woj"
        }
    }

    private static func choose(_ files: [URL], layer: String?, level: UnitLevel, zip: String) throws -> URL {
        let whole = files.filter { ["shp", "gpkg", "geojson", "json"].contains($0.pathExtension.lowercased()) }
        let fitting = whole.filter { file in
            let name = file.deletingPathExtension().lastPathComponent
            return layer.map { name == $0 || file.lastPathComponent == $0 } ?? name.lowercased().contains(hint(level))
        }
        if let only = fitting.first, fitting.count == 1 { return only }
        if let only = whole.first, whole.count == 1 { return only }
        throw IntakeRefusal(
            file: zip,
            reason: whole.isEmpty
                ? "the zip holds no .shp, .gpkg or .geojson"
                : "the zip holds several files (\(whole.map(\.lastPathComponent).sorted().joined(separator: ", "))): say --layer with the name of one")
    }
}
