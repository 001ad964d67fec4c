// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation

/// The command line. Exit status: 0 done, 1 the input was refused (the report says why), 2 wrong usage.
@main
struct Powiatlas: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "powiatlas",
        abstract: "The social atlas and partner directory for Poland's powiats and gminas.",
        discussion: """
            Example:
              powiatlas init --database atlas.sqlite
              powiatlas serve --database atlas.sqlite --port 8080
            """,
        version: AtlasVersion.current,
        subcommands: [
            InitCommand.self, ServeCommand.self, ImportCommand.self, ImportsCommand.self, UndoCommand.self,
            ExportCommand.self, DoctorCommand.self, MeasureCommand.self,
            BackupCommand.self, VerifyCommand.self, RestoreCommand.self,
            BoundariesCommand.self, TerritoryCommand.self, IndicatorsCommand.self, DirectoryCommand.self,
            SurveyCommand.self, VerificationCommand.self, MailCommand.self,
            AccountCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            let stream = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
            if !message.isEmpty { stream.write(Data((message + "\n").utf8)) }
            // ArgumentParser's own status for wrong usage is 64.
            Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }
}
