// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import AtlasServer
import Foundation
import Logging
import Mail

/// `powiatlas mail`: the queue of letters from the command line.
struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Look at the queue of letters, send it, try the mail server.",
        discussion: """
            Example:
              powiatlas mail status --database atlas.sqlite
            """,
        subcommands: [
            MailStatusCommand.self, MailSendCommand.self, MailTestCommand.self, MailHoldCommand.self, MailHeldCommand.self, MailReleaseCommand.self, MailDropCommand.self,
        ])
}

/// `powiatlas mail status`.
struct MailStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what waits and what failed.",
        discussion: """
            Example:
              powiatlas mail status --database atlas.sqlite
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                let summary = try await store.mailSummary(at: Date())
                print("waiting \(summary.waiting) (of these failed before \(summary.retrying)), given up \(summary.givenUp), sent in 24 hours \(summary.sentLastDay)")
                if summary.held > 0 { print("held since a restore \(summary.held): see powiatlas mail held") }
                for mail in try await store.mail([.waiting, .givenUp], limit: 50) where mail.attempts > 0 {
                    print("\(mail.number)  \(mail.purpose.rawValue)  \(mail.state.rawValue)  attempts \(mail.attempts)  \(mail.lastError ?? "")")
                }
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas mail send`.
struct MailSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send what is due now, without a server running.",
        discussion: """
            A running server sends by itself. The mail server comes from POWIATLAS_SMTP_URL:
            smtp://USER:PASSWORD@smtp.example.pl:587 (STARTTLS) or smtps://… (TLS).

            Example:
              powiatlas mail send --smtp-from atlas@example.pl
            """)

    @OptionGroup var mail: MailOptions

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            let settings = try mail.requiredSettings()
            var logger = Logger(label: "powiatlas")
            logger.logLevel = .error
            let outcome = try await withDatabase(database) { store in
                try await MailRound(store: store, settings: settings, logger: logger).run()
            }
            print("sent \(outcome.sent), to be tried again \(outcome.postponed), given up \(outcome.givenUp)")
            if let trouble = outcome.trouble { throw CommandRefusal("\(settings.server) takes no letters now: \(trouble)") }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas mail test`.
struct MailTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send one letter at once, to see whether the settings are right.",
        discussion: """
            Example:
              powiatlas mail test admin@example.pl --smtp-from atlas@example.pl
            """)

    @Argument(help: "Whom to write to.")
    var recipient: String

    @OptionGroup var mail: MailOptions

    func run() async throws {
        do {
            let settings = try mail.requiredSettings()
            guard let address = EmailAddress(recipient) else { throw CommandRefusal("“\(recipient)” is not an e-mail address: expected such as admin@example.pl") }
            let message = MailMessage(
                from: settings.from, to: address, subject: "Powiatlas: próba poczty",
                text: "Ten list wysłało polecenie powiatlas mail test. Ustawienia poczty są dobre.\n", date: Date(), identity: UUID().uuidString.lowercased(),
                language: "pl")
            try await SMTPClient(server: settings.server).send(message)
            print("\(settings.server) took the letter to \(address)")
        } catch let failure as SMTPFailure {
            throw refused(CommandRefusal("The letter was not taken: \(failure.reason)"))
        } catch {
            throw refused(error)
        }
    }
}
