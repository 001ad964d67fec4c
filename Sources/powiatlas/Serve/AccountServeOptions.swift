// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Credentials
import Foundation
import Logging

/// How accounts are kept safe.
struct AccountServeOptions: ParsableArguments {
    /// Who has to have a second step.
    enum SecondStep: String, CaseIterable, ExpressibleByArgument {
        case administrators, optional
    }

    @Option(help: "A file with the secret of the server, made when it is not there; by default powiatlas.secret beside the database.")
    var secretFile: String?

    @Option(help: "Who has to set up a second step of signing in: administrators, or nobody (optional).")
    var secondStep = SecondStep.administrators

    @OptionGroup var lists: PasswordListOptions

    /// Puts the settings into a configuration.
    /// - Throws: `ServerSecret.Fault`, `BreachedPasswords.Fault`.
    func apply(to configuration: inout ServerConfiguration, database: String, _ logger: Logger) throws {
        if let text = ProcessInfo.processInfo.environment["POWIATLAS_SECRET"], !text.isEmpty {
            configuration.secret = try ServerSecret(text)
        } else if let secretFile {
            configuration.secret = try ServerSecret(file: secretFile)
        } else {
            let path = Self.secretPath(beside: database)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            if !FileManager.default.fileExists(atPath: path), !FileManager.default.isWritableFile(atPath: folder) {
                // What can only be read can be served all the same; nobody signs in where no session can be written.
                logger.warning(
                    "there is no place for the secret of the server: one for this run takes its place",
                    metadata: ["folder": "\(folder)", "hint": "give --secret-file FILE or POWIATLAS_SECRET"])
            } else {
                configuration.secret = try ServerSecret(file: path)
            }
        }
        configuration.secondStepIsRequired = secondStep == .administrators
        let passwords = try lists.passwords()
        configuration.breachedPasswords = passwords
        if passwords.isEmpty {
            logger.warning(
                "there is no list of stolen passwords: new passwords are looked at by their length and form alone",
                metadata: ["hint": "install john-data, or give --breached-passwords FILE"])
        }
    }

    static func secretPath(beside database: String) -> String {
        URL(fileURLWithPath: database).deletingLastPathComponent().appendingPathComponent("powiatlas.secret").path
    }

    /// Says on start how the first administrator is made.
    static func hint(_ store: AtlasStore, database: String, _ logger: Logger) async throws {
        guard try await !store.hasAdministrator() else { return }
        logger.notice(
            "nobody can administer this atlas yet",
            metadata: ["hint": "powiatlas account create-administrator --database \(database) --email NAME@HOST --name 'FULL NAME'"])
    }
}
