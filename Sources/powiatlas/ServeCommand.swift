// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Foundation
import Logging
import NIOCore

/// `powiatlas serve`: answers HTTP from an existing database.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the map, the pages and the API.",
        discussion: """
            Example:
              powiatlas serve --database atlas.sqlite --port 8080 --host 127.0.0.1

            The accessibility statement names the operator from the environment:
            POWIATLAS_OPERATOR_NAME, POWIATLAS_OPERATOR_PERSON, POWIATLAS_OPERATOR_EMAIL,
            POWIATLAS_OPERATOR_PHONE.

            Tables can be put in at /dane/wczytaj on the machine itself; from elsewhere with
            the key of --import-key FILE or of POWIATLAS_IMPORT_KEY.
            """)

    @Option(help: "The database made by powiatlas init.")
    var database: String

    @Option(help: "The port; 0 takes a free one.")
    var port = 8080

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: "The folder with templates/, locales/, static/ and vendor/; by default Web of the checkout.")
    var web: String?

    @Option(help: "Memory for drawn tile geometry, in MiB.")
    var tileCache = 192

    @Option(help: "A file with the key for putting tables in from other machines.")
    var importKey: String?

    @Option(help: "How much is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel = "notice"

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port \(port): expected 0…65535") }
        guard !host.isEmpty else { throw ValidationError("--host is empty: expected an address such as 127.0.0.1 or ::1") }
        guard (8...8_192).contains(tileCache) else { throw ValidationError("--tile-cache \(tileCache): expected 8…8192 MiB") }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level \(logLevel): expected \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    func run() async throws {
        var logger = Logger(label: "powiatlas")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        let environment = ProcessInfo.processInfo.environment
        let contact = OperatorContact(
            name: environment["POWIATLAS_OPERATOR_NAME"], person: environment["POWIATLAS_OPERATOR_PERSON"],
            email: environment["POWIATLAS_OPERATOR_EMAIL"], phone: environment["POWIATLAS_OPERATOR_PHONE"])
        do {
            let webFolder = ProjectFolder.find("Web", explicit: web)
            try await withDatabase(database) { store in
                guard FileManager.default.fileExists(atPath: webFolder.appendingPathComponent("templates").path) else {
                    throw CommandRefusal("\(webFolder.path) holds no templates/. Name the folder Web of the checkout with --web.")
                }
                let key = try readImportKey()
                try await serve(
                    store,
                    ServerConfiguration(
                        host: host, port: port, webFolder: webFolder, geometryCacheBytes: tileCache << 20, operatorContact: contact, importKey: key),
                    logger)
            }
        } catch {
            throw refused(error)
        }
    }

    /// The first line of the file, else the variable of the environment.
    private func readImportKey() throws -> String? {
        let key: String?
        if let importKey {
            guard let text = try? String(contentsOfFile: importKey, encoding: .utf8) else { throw CommandRefusal("The import key cannot be read at \(importKey).") }
            key = text.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        } else {
            key = ProcessInfo.processInfo.environment["POWIATLAS_IMPORT_KEY"]
        }
        if let key, key.utf8.count < 12 { throw CommandRefusal("The import key has \(key.utf8.count) characters: at least 12 are needed.") }
        return key
    }

    private func serve(_ store: AtlasStore, _ configuration: ServerConfiguration, _ logger: Logger) async throws {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let application = try await buildApplication(
            store: store, configuration: configuration, logger: logger,
            onServerRunning: { boundPort in
                FileHandle.standardOutput.write(Data("Powiatlas: http://\(shownHost):\(boundPort ?? 0)/\n".utf8))
            })
        let place = "The server cannot listen at \(host), port \(port)"
        do {
            try await application.runService()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw CommandRefusal("\(place): \(reason). Choose another --port or --host, or stop the program that has it.")
        } catch let error as SocketAddressError.UnknownHost {
            throw CommandRefusal("\(place): the name “\(error.host)” is not known. Choose another --host, such as 127.0.0.1 or ::1.")
        }
    }
}
