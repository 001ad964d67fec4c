// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation
import Mail

/// How letters are sent; secrets come from a file or the environment, never from the command line, which others can see.
struct MailOptions: ParsableArguments {
    @Option(help: "Who letters are from, such as 'Powiatlas <atlas@example.pl>'; or POWIATLAS_SMTP_FROM.")
    var smtpFrom: String?

    @Option(help: "A file with the address of the mail server, in place of POWIATLAS_SMTP_URL.")
    var smtpUrlFile: String?

    @Option(help: "A file with the password of the mail server; or POWIATLAS_SMTP_PASSWORD.")
    var smtpPasswordFile: String?

    @Option(help: "Seconds until a letter that was not taken is tried again; doubled each time.")
    var smtpRetry = MailRetry.firstSeconds

    func validate() throws {
        guard (1...3_600).contains(smtpRetry) else { throw ValidationError("--smtp-retry \(smtpRetry): expected 1…3600") }
    }

    /// - Returns: nil when no mail server is named.
    /// - Throws: `CommandRefusal` for settings that cannot be used.
    func settings() throws -> MailSettings? {
        let environment = ProcessInfo.processInfo.environment
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let address = try smtpUrlFile.map { try Self.firstLine($0, "address of the mail server") } ?? given("POWIATLAS_SMTP_URL")
        let sender = smtpFrom ?? given("POWIATLAS_SMTP_FROM")
        guard let address else {
            guard smtpFrom == nil, smtpPasswordFile == nil else {
                throw CommandRefusal("Letters have a sender, but no mail server: name it in POWIATLAS_SMTP_URL or by --smtp-url-file FILE, such as smtp://smtp.example.pl:587.")
            }
            return nil
        }
        guard let sender else { throw CommandRefusal("Letters need a sender: give --smtp-from 'Powiatlas <atlas@example.pl>' or POWIATLAS_SMTP_FROM.") }
        let password = try smtpPasswordFile.map { try Self.firstLine($0, "password of the mail server") } ?? given("POWIATLAS_SMTP_PASSWORD")
        do {
            return MailSettings(
                server: try SMTPServer(address, password: password), from: try Mailbox(sender), firstRetrySeconds: smtpRetry)
        } catch let error as SMTPServerError {
            throw CommandRefusal(error.reason)
        } catch let error as MailboxError {
            throw CommandRefusal("The sender of letters: \(error.localizedDescription).")
        }
    }

    private static func firstLine(_ path: String, _ what: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let line = text.split(whereSeparator: \.isNewline).first else {
            throw CommandRefusal("The \(what) cannot be read at \(path): expected a file with one line.")
        }
        return line.trimmingCharacters(in: .whitespaces)
    }
}

extension MailOptions {
    /// - Throws: `CommandRefusal` when no mail server is named.
    func requiredSettings() throws -> MailSettings {
        guard let settings = try settings() else {
            throw CommandRefusal("No mail server is named: give POWIATLAS_SMTP_URL, such as smtp://smtp.example.pl:587, and --smtp-from.")
        }
        return settings
    }
}
