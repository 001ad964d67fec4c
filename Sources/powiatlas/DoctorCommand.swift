// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Foundation
import PolishText

/// `powiatlas doctor`: looks at a database and at what the server needs beside it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check a database and the files that the server needs.",
        discussion: """
            Example:
              powiatlas doctor --database atlas.sqlite

            Exit status 1 when something is wrong; each line says what mends it.
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "The folder with templates/, locales/, static/ and vendor/; by default Web of the checkout.")
    var web: String?

    func run() async throws {
        var isHealthy = true
        func check(_ what: String, _ result: () async throws -> String) async {
            do {
                print("ok       \(what): \(try await result())")
            } catch {
                isHealthy = false
                print("fault    \(what): \(error.localizedDescription)")
            }
        }
        await check("database") {
            try await withDatabase(database) { store in
                try await store.checkIntegrity()
                let counts = try await store.counts()
                return "\(counts.units) units, \(counts.indicators) indicators, \(counts.observations) values, \(counts.institutions) institutions"
            }
        }
        await check("room on the disk") {
            // An upgrade of the schema, a backup beside it or a large import may need as much again.
            let place = URL(fileURLWithPath: database)
            let size = (try? FileManager.default.attributesOfItem(atPath: place.path))?[.size] as? Int ?? 0
            let folder = place.deletingLastPathComponent().path
            let free = (try FileManager.default.attributesOfFileSystem(forPath: folder))[.systemFreeSize] as? Int ?? 0
            guard free >= size else {
                throw CommandRefusal("\(free >> 20) MiB are free in \(folder), the database has \(size >> 20) MiB; make room, or imports and upgrades may fail")
            }
            return "\(free >> 20) MiB free"
        }
        await check("open files") {
            // Fewer are served when there is no room for all that serve would take; few are a fault.
            let room = FileLimit.room(for: ConnectionLimits().connections)
            guard room >= 256 else {
                throw CommandRefusal("the system allows \(room) connections, too few for a public server; raise it with ulimit -n or LimitNOFILE")
            }
            return "room for \(room) connections"
        }
        await check("Polish dictionary") {
            _ = try Lemmatiser()
            return "there"
        }
        let folder = ProjectFolder.find("Web", explicit: web)
        for file in ["vendor/maplibre-gl.js", "vendor/maplibre-gl.css", "vendor/bootstrap.min.css", "vendor/chart.min.js"] {
            await check("Web/\(file)") {
                guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path) else {
                    throw CommandRefusal("it is missing; fetch it with: Scripts/run")
                }
                return "there"
            }
        }
        for font in ["Lato-Regular.ttf", "Lato-Bold.ttf"] {
            await check("font \(font)") {
                guard FileManager.default.fileExists(atPath: "/usr/share/fonts/truetype/lato/\(font)") else {
                    throw CommandRefusal("it is missing; install it with: apt-get install fonts-lato")
                }
                return "there"
            }
        }
        if !isHealthy { throw ExitCode(1) }
    }
}
