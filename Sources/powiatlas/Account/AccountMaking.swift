// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import AtlasServer
import Credentials
import Foundation

/// `powiatlas account create-administrator`.
struct AccountCreateAdministratorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-administrator", abstract: "Make an account that may do everything.",
        discussion: """
            Prints a link at which the administrator chooses a password. With --password it is
            asked for at once: at the terminal, or read as the first line of standard input.
            It is never an argument, as other users of the machine can see those.

            A name of several words stands in quotation marks.

            Example:
              powiatlas account create-administrator --email anna@example.pl --name Anna \\
                --site https://atlas.example.pl
            """)

    @OptionGroup var account: AccountOptions
    @OptionGroup var site: SiteOption
    @OptionGroup var lists: PasswordListOptions

    @Option(help: "Her or his name, as colleagues will see it beside changes.")
    var name: String

    @Flag(help: "Ask for the password now in place of printing a link.")
    var password = false

    func run() async throws {
        do {
            let (address, origin) = (try account.address(), try site.origin())
            let lists = try lists.passwords()
            // Asked for before anything is written, so that a refused password leaves no account behind.
            let hash = password ? try PasswordHash(of: try PasswordPrompt.read(words: [name, address.text], lists)) : nil
            try await withDatabase(account.database) { store in
                let now = Date()
                let made = try await store.createAccount(email: address, name: name, grants: [.administrator], at: now)
                try await store.note(.invited, account: made.id, detail: "command", at: now)
                if let hash {
                    try await store.setPassword(hash, of: made.id, at: now)
                    Progress().report("\(made.name) <\(made.email)> is an administrator and signs in at \(origin)/logowanie")
                } else {
                    try await AccountLinks.tell(.invitation, of: made, origin: origin, store)
                }
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas account invite`.
struct AccountInviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Make an account and print the link of its invitation.",
        discussion: """
            Example:
              powiatlas account invite --email a@b.pl --name Jan --institution pup-olkusz
              powiatlas account invite --email c@b.pl --name Ewa --powiat 1212
            """)

    @OptionGroup var account: AccountOptions
    @OptionGroup var rights: RightOptions
    @OptionGroup var site: SiteOption

    @Option(help: "Her or his name, as colleagues will see it beside changes.")
    var name: String

    @Option(help: "The language of pages and letters: pl or en.")
    var language = "pl"

    func validate() throws {
        guard ["pl", "en"].contains(language) else { throw ValidationError("--language \(language): expected pl or en") }
    }

    func run() async throws {
        do {
            let (address, origin, grants) = (try account.address(), try site.origin(), try rights.grants())
            try await withDatabase(account.database) { store in
                let made = try await store.createAccount(email: address, name: name, grants: grants, language: language, at: Date())
                try await store.note(.invited, account: made.id, detail: "command", at: Date())
                try await AccountLinks.tell(.invitation, of: made, origin: origin, store)
            }
        } catch {
            throw refused(error)
        }
    }
}

/// The lists that new passwords are looked up in.
struct PasswordListOptions: ParsableArguments {
    @Option(help: "Stolen passwords as sorted lines of SHA-1, as Have I Been Pwned offers them; or POWIATLAS_BREACHED_PASSWORDS.")
    var breachedPasswords: String?

    /// - Throws: `BreachedPasswords.Fault`.
    func passwords() throws -> BreachedPasswords {
        let file = breachedPasswords ?? ProcessInfo.processInfo.environment["POWIATLAS_BREACHED_PASSWORDS"].flatMap { $0.isEmpty ? nil : $0 }
        return try BreachedPasswords(common: BreachedPasswords.words(ofList: BreachedPasswords.commonList) ?? [], hashFile: file)
    }
}

/// Asks for a new password where nobody sees it.
enum PasswordPrompt {
    /// At the terminal twice and without showing it, else the first line of standard input.
    /// - Throws: `CommandRefusal` for a password that the rule refuses.
    static func read(words: [String], _ lists: BreachedPasswords) throws -> String {
        let password: String
        if isatty(STDIN_FILENO) == 1 {
            password = try ask("New password (at least \(PasswordRule.lengths.lowerBound) characters): ")
            guard try ask("The same again: ") == password else { throw CommandRefusal("The two passwords differ: nothing was made.") }
        } else {
            password = Swift.readLine(strippingNewline: true) ?? ""
        }
        if let fault = PasswordRule.fault(password, words: words, isBreached: lists.contains) {
            throw CommandRefusal("The password cannot be taken: \(reason(fault)). Nothing was made.")
        }
        return password
    }

    private static func reason(_ fault: PasswordRule.Fault) -> String {
        switch fault {
        case .tooShort(let count): "it has \(count) characters, at least \(PasswordRule.lengths.lowerBound) are needed; several words make a good one"
        case .tooLong: "it has more than \(PasswordRule.lengths.upperBound) characters"
        case .guessable: "little is left of it without the name, the address and “powiatlas”"
        case .monotonous: "it is a few characters again and again, or a row of the keyboard or the alphabet"
        case .breached: "it is on a list of passwords that were stolen elsewhere, or one of those made longer"
        }
    }

    private static func ask(_ question: String) throws -> String {
        FileHandle.standardError.write(Data(question.utf8))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw CommandRefusal("The terminal cannot be asked for a password: give it on standard input.") }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = Swift.readLine(strippingNewline: true) else { throw CommandRefusal("No password was given: nothing was made.") }
        return line
    }
}
