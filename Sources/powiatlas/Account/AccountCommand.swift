// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import AtlasServer
import Foundation

/// `powiatlas account`: who may sign in, from the machine itself.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Make the first administrator; list, invite, recover and delete accounts.",
        discussion: """
            Example:
              powiatlas account create-administrator --email anna@example.pl --name Anna
              powiatlas account list
            """,
        subcommands: [
            AccountCreateAdministratorCommand.self, AccountInviteCommand.self, AccountListCommand.self, AccountGrantCommand.self,
            AccountRecoverCommand.self, AccountChangeAddressCommand.self, AccountDisableCommand.self, AccountEnableCommand.self,
            AccountDeleteCommand.self,
        ])
}

/// Which account, and in which database.
struct AccountOptions: ParsableArguments {
    @Option(help: "The e-mail address of the account.")
    var email: String

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func address() throws -> EmailAddress {
        guard let address = EmailAddress(email) else {
            throw CommandRefusal("“\(email)” is not an e-mail address: expected such as anna.nowak@example.pl")
        }
        return address
    }

    /// Opens the database and finds the account.
    func withAccount(_ body: (AtlasStore, Account) async throws -> Void) async throws {
        let address = try address()
        try await withDatabase(database) { store in
            guard let account = try await store.account(of: address) else {
                throw CommandRefusal("There is no account of \(address). See: powiatlas account list")
            }
            try await body(store, account)
        }
    }
}

/// Where links lead.
struct SiteOption: ParsableArguments {
    @Option(help: "Where the atlas is reached, for links; or POWIATLAS_PUBLIC_URL.")
    var site: String?

    func origin() throws -> String {
        let given = site ?? ProcessInfo.processInfo.environment["POWIATLAS_PUBLIC_URL"].flatMap { $0.isEmpty ? nil : $0 } ?? "http://127.0.0.1:8080"
        guard let origin = PublicAddress.normalised(given) else {
            throw CommandRefusal("“\(given)” is not the address of a site: expected scheme and host without a path, such as https://atlas.example.pl")
        }
        return origin
    }
}

/// The rights that a command gives or takes.
struct RightOptions: ParsableArguments {
    @Option(help: "A powiat that the account coordinates, four digits such as 1206; may be repeated.")
    var powiat: [String] = []

    @Option(help: "An institution that the account edits, by its id; may be repeated.")
    var institution: [String] = []

    @Flag(help: "Administrator of the region: everything.")
    var administrator = false

    @Flag(help: "Reads the history of changes with a program and its key.")
    var reader = false

    /// - Throws: `CommandRefusal` for a code or id that is none, and when nothing was named.
    func grants() throws -> [Grant] {
        var grants: [Grant] = []
        for text in powiat {
            guard let code = try? TERYTCode(text), code.level == .powiat else {
                throw CommandRefusal("--powiat \(text): expected the four digits of a powiat, such as 1206")
            }
            grants.append(.coordinator(code))
        }
        for text in institution {
            guard let id = try? InstitutionID(text) else { throw CommandRefusal("--institution \(text): expected the id of an institution, such as ops-olkusz") }
            grants.append(.editor(id))
        }
        if administrator { grants.append(.administrator) }
        if reader { grants.append(.reader) }
        guard !grants.isEmpty else {
            throw CommandRefusal("No right is named: give --institution ID, --powiat 1206, --reader or --administrator.")
        }
        return grants
    }
}

/// Makes links and tells them.
enum AccountLinks {
    /// The address of a new link, alone on standard output, and on standard error what it is for.
    static func tell(_ purpose: AccountLinkPurpose, of account: Account, origin: String, _ store: AtlasStore) async throws {
        let now = Date()
        let token = try await store.makeLink(purpose, of: account.id, by: nil, at: now)
        print(AccountLink(purpose, token, origin: origin).address)
        let days = Int(purpose.lifetime / 86_400)
        Progress().report(
            "The link lets \(account.name) <\(account.email)> choose a password; it works once, for \(days == 1 ? "one day" : "\(days) days"), and is told only now. Send it to nobody else.")
    }
}
