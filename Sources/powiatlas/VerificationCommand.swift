// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import AtlasServer
import Foundation

/// `powiatlas verification`: asks institutions whether their entries still hold.
struct VerificationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verification", abstract: "Ask institutions whether their entries still hold.",
        discussion: """
            Example:
              powiatlas verification send --site https://atlas.example.pl --dry-run
            """,
        subcommands: [VerificationSendCommand.self, VerificationStatusCommand.self])
}

/// Which institutions.
struct VerificationScope: ParsableArguments {
    @Option(help: "Only institutions seated in this unit, by its TERC code.")
    var unit: String?

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func standings(_ store: AtlasStore) async throws -> [VerificationStanding] {
        let area = try unit.map { try TERYTCode($0) }
        if let area, try await !store.currentUnits().contains(where: { $0.unit.code == area }) {
            throw CommandRefusal("There is no unit \(area): expected the TERC code of a województwo, powiat or gmina.")
        }
        let now = Date()
        return try await store.verificationStandings(on: PolishMoment(now).day, at: now).filter { standing in
            area.map { standing.seat?.isWithin($0) ?? false } ?? true
        }
    }
}

/// `powiatlas verification send`.
struct VerificationSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Put the yearly question into the queue of letters.",
        discussion: """
            Asks institutions with an e-mail address that confirmed nothing for a year, each at most
            every 30 days and three times a year. A running server with a mail server sends the letters;
            powiatlas mail send does it without one. With --links no letters: the links as CSV, to be
            handed over otherwise.

            Example:
              powiatlas verification send --unit 26 --limit 100 \\
                --site https://atlas.example.pl --dry-run
            """)

    @OptionGroup var scope: VerificationScope

    @Option(help: "At most so many institutions.")
    var limit = 200

    @Option(help: "Where the atlas is reached.")
    var site = "http://127.0.0.1:8080"

    @Flag(help: "Only show who would be asked.")
    var dryRun = false

    @Flag(help: "No letters: institution, name, email, link as CSV to standard output.")
    var links = false

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit \(limit): expected 1…100000") }
        guard PublicAddress.normalised(site) != nil else {
            throw ValidationError("--site \(site): expected scheme and host without a path, such as https://atlas.example.pl")
        }
    }

    func run() async throws {
        do {
            let environment = ProcessInfo.processInfo.environment
            let contact = OperatorContact(
                name: environment["POWIATLAS_OPERATOR_NAME"], person: environment["POWIATLAS_OPERATOR_PERSON"],
                email: environment["POWIATLAS_OPERATOR_EMAIL"], phone: environment["POWIATLAS_OPERATOR_PHONE"])
            let letter = VerificationLetter(origin: PublicAddress.normalised(site) ?? site, contact: contact)
            let wantsLinks = links
            try await withDatabase(scope.database) { store in
                let chosen = Array(try await scope.standings(store).filter(\.isDue).inOrderOfAsking.prefix(limit))
                guard !dryRun else {
                    for standing in chosen { print("\(standing.institution)  \(standing.email ?? "")  \(standing.name)") }
                    print("would be asked: \(chosen.count)")
                    return
                }
                let made = try await store.ask(chosen, at: Date()) { wantsLinks ? nil : letter.letter($0) }
                guard wantsLinks else {
                    print("asked \(made.count)")
                    return
                }
                var text = "institution,name,email,link\n"
                for link in made {
                    text += [link.standing.institution.text, link.standing.name, link.standing.email ?? "", letter.address(link)].map(Self.field).joined(separator: ",") + "\n"
                }
                FileHandle.standardOutput.write(Data(text.utf8))
            }
        } catch {
            throw refused(error)
        }
    }

    private static func field(_ text: String) -> String {
        text.contains(where: { ",\"\n\r".contains($0) }) ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

/// `powiatlas verification status`.
struct VerificationStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how many entries were confirmed, asked about, are due.",
        discussion: """
            Example:
              powiatlas verification status --unit 26
            """)

    @OptionGroup var scope: VerificationScope

    func run() async throws {
        do {
            try await withDatabase(scope.database) { store in
                var counts: [VerificationStanding.State: Int] = [:]
                let standings = try await scope.standings(store)
                for standing in standings { counts[standing.state, default: 0] += 1 }
                for state in VerificationStanding.State.allCases { print("\(state.rawValue) \(counts[state, default: 0])") }
                print("to be asked now \(standings.count(where: \.isDue))")
            }
        } catch {
            throw refused(error)
        }
    }
}
