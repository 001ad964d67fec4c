// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// `powiatlas serve`: answers HTTP from an existing database.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the map, the pages and the API.",
        discussion: """
            Example:
              powiatlas serve --database atlas.sqlite --port 8080 --host 127.0.0.1
              powiatlas serve --database atlas.sqlite --workers 4 --trust-proxy

            The accessibility statement names the operator from the environment:
            POWIATLAS_OPERATOR_NAME, POWIATLAS_OPERATOR_PERSON, POWIATLAS_OPERATOR_EMAIL,
            POWIATLAS_OPERATOR_PHONE. POWIATLAS_PUBLIC_URL stands for --public-url.

            Tables can be put in at /dane/wczytaj on the machine itself; from elsewhere with
            the key of --import-key FILE or of POWIATLAS_IMPORT_KEY.

            POWIATLAS_SECRET stands for --secret-file. It seals second steps: keep a copy of
            the secret apart from the backups.

            Letters (invitations, answers, the yearly question to institutions) go out by the mail
            server of POWIATLAS_SMTP_URL: smtp://USER:PASSWORD@smtp.example.pl:587 for STARTTLS,
            smtps://… for TLS; ?ca=FILE for a certificate of your own. Without one they wait.

            Backups: --backup-folder, --backup-every and --backup-keep may be given by
            POWIATLAS_BACKUP_FOLDER, POWIATLAS_BACKUP_EVERY and POWIATLAS_BACKUP_KEEP.

            SIGTERM finishes what is in work and ends; SIGHUP replaces the workers one by one.
            docs/operations.md tells how to run it as a service.
            """)

    @Option(help: "The database made by powiatlas init.")
    var database: String

    @Option(help: "The port; 0 takes a free one.")
    var port = 8080

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: "The folder with templates/, locales/, static/ and vendor/; by default Web of the checkout.")
    var web: String?

    @Option(help: "Memory for all caches together, in MiB; workers share it.")
    var memory = MemoryBudget.standardMebibytes

    @Option(help: "Memory for drawn tiles, in MiB; by default their share of --memory.")
    var tileCache: Int?

    @Option(help: "A file with the key for putting tables in from other machines.")
    var importKey: String?

    @Option(help: "Where clients reach the server, such as https://atlas.example.pl, for links in answers.")
    var publicUrl: String?

    @Flag(help: "Believe the X-Forwarded headers of the proxy in front.")
    var trustProxy = false

    @Option(help: "Institutions to ask every working day whether their entries still hold.")
    var verificationsPerDay = 0

    @OptionGroup(title: "Mail") var mail: MailOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Backups") var backups: BackupOptions
    @OptionGroup(title: "Accounts") var accounts: AccountServeOptions
    @OptionGroup(title: "Log") var log: LogOptions
    @OptionGroup(title: "Sign-in at the office") var provider: ProviderOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port \(port): expected 0…65535") }
        guard !host.isEmpty else { throw ValidationError("--host is empty: expected an address such as 127.0.0.1 or ::1") }
        guard MemoryBudget.mebibyteRange.contains(memory) else {
            throw ValidationError("--memory \(memory): expected \(MemoryBudget.mebibyteRange.lowerBound)…\(MemoryBudget.mebibyteRange.upperBound) MiB")
        }
        guard (0...10_000).contains(verificationsPerDay) else { throw ValidationError("--verifications-per-day \(verificationsPerDay): expected 0…10000") }
        if let tileCache, !(8...8_192).contains(tileCache) { throw ValidationError("--tile-cache \(tileCache): expected 8…8192 MiB") }
        guard Logger.Level(rawValue: log.logLevel) != nil else {
            throw ValidationError("--log-level \(log.logLevel): expected \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let publicUrl, PublicAddress.normalised(publicUrl) == nil { throw ValidationError("--public-url \(publicUrl): \(Self.expectedURL)") }
    }

    private static let expectedURL = "expected scheme and host without a path, such as https://atlas.example.pl"

    func run() async throws {
        let worker = WorkerPlace.current
        FreeMemory.boundHeaps(cores: ProcessInfo.processInfo.activeProcessorCount)
        var logger = Logger(label: "powiatlas") { [format = log.logFormat] _ in LogLines(format: format) }
        logger.logLevel = Logger.Level(rawValue: log.logLevel) ?? .notice
        if let worker { logger[metadataKey: "worker"] = "\(worker.index)" }
        do {
            let webFolder = ProjectFolder.find("Web", explicit: web)
            guard FileManager.default.fileExists(atPath: webFolder.appendingPathComponent("templates").path) else {
                throw CommandRefusal("\(webFolder.path) holds no templates/. Name the folder Web of the checkout with --web.")
            }
            let configuration = try serverConfiguration(webFolder: webFolder, worker: worker, logger)
            if limits.workers > 1, worker == nil {
                let supervisor = Supervisor(count: limits.workers, shutdownSeconds: limits.shutdownTimeout, logger: logger)
                try await supervisor.run(host: host, port: port, place: place) { announce(port: $0) }
            } else {
                try await withDatabase(database) { store in
                    // Beside a file that is no atlas nothing is made, not even a secret.
                    var configuration = configuration
                    try accounts.apply(to: &configuration, database: database, logger)
                    try await serve(store, configuration, worker, logger)
                }
            }
        } catch {
            throw refused(error)
        }
    }

    private func serverConfiguration(webFolder: URL, worker: WorkerPlace?, _ logger: Logger) throws -> ServerConfiguration {
        let environment = ProcessInfo.processInfo.environment
        let contact = OperatorContact(
            name: environment["POWIATLAS_OPERATOR_NAME"], person: environment["POWIATLAS_OPERATOR_PERSON"],
            email: environment["POWIATLAS_OPERATOR_EMAIL"], phone: environment["POWIATLAS_OPERATOR_PHONE"])
        var publicURL = publicUrl.flatMap(PublicAddress.normalised)
        if publicURL == nil, let text = environment["POWIATLAS_PUBLIC_URL"], !text.isEmpty {
            publicURL = PublicAddress.normalised(text)
            guard publicURL != nil else { throw CommandRefusal("POWIATLAS_PUBLIC_URL is “\(text)”: \(Self.expectedURL).") }
        }
        let count = worker?.count ?? 1
        var configuration = ServerConfiguration(
            host: host, port: port, webFolder: webFolder, memory: MemoryBudget(bytes: (memory << 20) / count),
            geometryCacheBytes: tileCache.map { ($0 << 20) / count }, operatorContact: contact, importKey: try readImportKey(), publicURL: publicURL, trustsProxy: trustProxy)
        configuration.limits = limits.limits.divided(by: count)
        configuration.loggedAddresses = log.logAddresses
        configuration.backups = try backups.plan(environment)
        configuration.identityProvider = try provider.settings(environment, publicURL: publicURL)
        configuration.worker = worker
        configuration.mail = try mail.settings()
        configuration.verificationsADay = verificationsPerDay
        if verificationsPerDay > 0, publicURL == nil || configuration.mail == nil {
            throw CommandRefusal("--verifications-per-day needs --public-url, for the links in letters, and a mail server in POWIATLAS_SMTP_URL.")
        }
        if worker != nil || limits.workers == 1 {
            configuration.limits.connections = FileLimit.raise(for: configuration.limits.connections, logger)
        }
        return configuration
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

    private var place: String { "The server cannot listen at \(host), port \(port)" }

    private func announce(port: Int) {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        FileHandle.standardOutput.write(Data("Powiatlas: http://\(shownHost):\(port)/\n".utf8))
        ServiceManager.notify("READY=1\nSTATUS=Serving at http://\(shownHost):\(port)/")
    }

    private func serve(_ store: AtlasStore, _ configuration: ServerConfiguration, _ worker: WorkerPlace?, _ logger: Logger) async throws {
        if let worker { NIOSingletons.groupLoopCountSuggestion = max(1, ProcessInfo.processInfo.activeProcessorCount / worker.count) }
        let application = try await buildApplication(
            store: store, configuration: configuration, logger: logger,
            onServerRunning: { port in
                if let worker { worker.reportReady() } else { announce(port: port ?? 0) }
            })
        worker?.endWithSupervisor()
        if worker?.index ?? 0 == 0 { try await AccountServeOptions.hint(store, database: database, logger) }
        let services: [any Service] = [
            application, LifeSign(store: store, worker: worker), ShutdownLimit(seconds: limits.shutdownTimeout, logger: logger),
        ]
        // `systemctl reload` has nothing to replace here, and must not end the service; a terminal that closes does.
        var signals: [UnixSignal] = [.sigterm, .sigint]
        if ServiceManager.isPresent { signal(SIGHUP, SIG_IGN) } else { signals.append(.sighup) }
        do {
            try await ServiceGroup(configuration: .init(services: services, gracefulShutdownSignals: signals, logger: logger)).run()
        } catch let error as IOError {
            throw ListeningRefusal.make(place, errno: error.errnoCode)
        } catch let error as SocketAddressError.UnknownHost {
            throw ListeningRefusal.make(place, unknownHost: error.host)
        }
    }
}

/// Why a socket cannot be opened, and what helps.
enum ListeningRefusal {
    static func make(_ place: String, errno code: Int32) -> CommandRefusal {
        CommandRefusal("\(place): \(String(cString: strerror(code))). Choose another --port or --host, or stop the program that has it.")
    }

    static func make(_ place: String, unknownHost host: String) -> CommandRefusal {
        CommandRefusal("\(place): the name “\(host)” is not known. Choose another --host, such as 127.0.0.1 or ::1.")
    }
}
