// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import Foundation
import Intake
import TileGeometry

/// `powiatlas boundaries …`: from register boundaries to the atlas's boundary file.
struct BoundariesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundaries", abstract: "Make the file of boundaries.",
        discussion: """
            Example:
              powiatlas boundaries build --input gminas.geojson --level gmina \\
                --output GeoData/boundaries
            """,
        subcommands: [Build.self])

    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn register boundaries into shared, generalised borders of all levels (TopoJSON).",
            discussion: """
                The input is GeoJSON of all units of one level, with the properties terc and name or \
                JPT_KOD_JE and JPT_NAZWA_, in EPSG:4326 or EPSG:2180. The levels above are merged from it, so \
                their borders coincide. Nothing is written when the input is refused.

                Example:
                  powiatlas boundaries build --input gminas.geojson --level gmina \\
                    --tolerance-m2 20000 --output GeoData/boundaries
                """)

        @Option(help: "GeoJSON of all units of one level.")
        var input: String

        @Option(help: "The level of the input: gmina, powiat or wojewodztwo.")
        var level: String

        @OptionGroup var options: BoundaryOptions

        @Option(help: "The folder to write to; it is made when it does not exist.")
        var output: String

        @Option(help: "The name of the file without its ending.")
        var name = "poland"

        func run() async throws {
            guard !name.isEmpty, !name.contains("/") else {
                throw ValidationError("--name \(name): expected a file name without a folder")
            }
            let build = try options.build(level: level)
            let url = URL(fileURLWithPath: input)
            do throws(IntakeRefusal) {
                let product = try build.run(InputFile.read(url), file: url.lastPathComponent)
                let target = try write(product.data)
                for line in product.lines() { print(line) }
                print("written: \(target.path)")
            } catch {
                FileHandle.standardError.write(Data((error.localizedDescription + "\n").utf8))
                throw ExitCode(1)
            }
        }

        /// Writes beside the target and renames, so that a reader never sees half a file.
        private func write(_ data: Data) throws(IntakeRefusal) -> URL {
            let folder = URL(fileURLWithPath: output, isDirectory: true)
            let target = folder.appendingPathComponent(name + ".topojson")
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try data.write(to: target, options: .atomic)
            } catch {
                throw IntakeRefusal(
                    file: target.lastPathComponent,
                    reason: "it cannot be written in \(folder.path): is that a folder, and may you write there?")
            }
            return target
        }
    }
}
