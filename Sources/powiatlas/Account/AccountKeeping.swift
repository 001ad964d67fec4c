// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation

/// `powiatlas account list`.
struct AccountListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all accounts as CSV.",
        discussion: """
            To standard output: email, name, rights, state (active, invited, disabled),
            whether there is a second step, and when somebody last signed in.

            Example:
              powiatlas account list --database atlas.sqlite > accounts.csv
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                var text = "email,name,rights,state,second_step,last_sign_in\n"
                let invited = Set(try await store.accounts(AccountFilter(state: .invited), limit: Int(Int32.max)).accounts.map(\.id))
                for account in try await store.accounts() {
                    let state = account.isActive ? invited.contains(account.id) ? "invited" : "active" : "disabled"
                    let fields = [
                        account.email.text, account.name, account.grants.map(Self.word).joined(separator: "; "), state, account.hasSecondStep ? "yes" : "no",
                        account.lastSignInAt.map { $0.formatted(.iso8601) } ?? "",
                    ]
                    text += fields.map(Self.field).joined(separator: ",") + "\n"
                }
                FileHandle.standardOutput.write(Data(text.utf8))
            }
        } catch {
            throw refused(error)
        }
    }

    private static func word(_ grant: Grant) -> String {
        switch grant {
        case .administrator, .reader: grant.role.rawValue
        case .coordinator(let powiat): "coordinator \(powiat.stem)"
        case .editor(let id): "editor \(id)"
        }
    }

    private static func field(_ text: String) -> String {
        text.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

/// `powiatlas account grant`.
struct AccountGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give an account rights, or take them away.",
        discussion: """
            Example:
              powiatlas account grant --email ops@example.pl --institution ops-olkusz
              powiatlas account grant --email pcpr@example.pl --powiat 1212 --remove
            """)

    @OptionGroup var account: AccountOptions
    @OptionGroup var rights: RightOptions

    @Flag(help: "Take the rights away.")
    var remove = false

    func run() async throws {
        do {
            let grants = try rights.grants()
            try await account.withAccount { store, found in
                if remove {
                    for grant in grants { try await store.removeGrant(grant, from: found.id) }
                } else {
                    try await store.addGrants(grants, to: found.id, by: nil, at: Date())
                }
                try await store.note(.grantsChanged, account: found.id, detail: "command", at: Date())
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas account recover`.
struct AccountRecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Print a link at which the owner of an account chooses a new password.",
        discussion: """
            With --reset-second-step also takes the second step away, for somebody who lost
            the device and the spare codes. Make sure that it is them who ask.

            Example:
              powiatlas account recover --email anna@example.pl --database atlas.sqlite
            """)

    @OptionGroup var account: AccountOptions
    @OptionGroup var site: SiteOption

    @Flag(help: "Take the second step away too.")
    var resetSecondStep = false

    func run() async throws {
        do {
            let origin = try site.origin()
            try await account.withAccount { store, found in
                guard found.isActive else { throw CommandRefusal("The account of \(found.email) is disabled. First: powiatlas account enable --email \(found.email)") }
                if resetSecondStep, found.hasSecondStep {
                    try await store.setSecondStep(nil, recoveryCodes: [], of: found.id, at: Date())
                    try await store.endSessions(of: found.id)
                    try await store.note(.secondStepRemoved, account: found.id, detail: "command", at: Date())
                }
                try await store.note(.recoveryAsked, account: found.id, detail: "command", at: Date())
                try await AccountLinks.tell(found.hasPassword ? .recovery : .invitation, of: found, origin: origin, store)
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas account disable`.
struct AccountDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Let somebody sign in no more; what they changed stays.",
        discussion: """
            Example:
              powiatlas account disable --email ops@example.pl
            """)

    @OptionGroup var account: AccountOptions

    func run() async throws {
        do {
            try await account.withAccount { store, found in
                try await store.setDisabled(true, of: found.id, at: Date())
                try await store.note(.disabled, account: found.id, detail: "command", at: Date())
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas account enable`.
struct AccountEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let somebody sign in again who was not allowed to.",
        discussion: """
            Example:
              powiatlas account enable --email ops@example.pl
            """)

    @OptionGroup var account: AccountOptions

    func run() async throws {
        do {
            try await account.withAccount { store, found in
                try await store.setDisabled(false, of: found.id, at: Date())
                try await store.note(.enabled, account: found.id, detail: "command", at: Date())
            }
        } catch {
            throw refused(error)
        }
    }
}
