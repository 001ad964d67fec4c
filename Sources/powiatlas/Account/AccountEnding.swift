// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import AtlasServer
import Foundation

/// `powiatlas account change-address`.
struct AccountChangeAddressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change-address", abstract: "Give an account another e-mail address, once it is confirmed.",
        discussion: """
            Prints a link for the new address; until somebody follows it and confirms, the old
            address holds. With --send a running server with a mail server sends the link there,
            and word of it to the old address.

            Example:
              powiatlas account change-address --email anna@example.pl \\
                --new-email anna.lis@example.pl --site https://atlas.example.pl
            """)

    @OptionGroup var account: AccountOptions
    @OptionGroup var site: SiteOption

    @Option(help: "The address that the account is to have.")
    var newEmail: String

    @Flag(help: "Put letters into the queue in place of printing the link.")
    var send = false

    func run() async throws {
        do {
            let origin = try site.origin()
            guard let email = EmailAddress(newEmail) else {
                throw CommandRefusal("“\(newEmail)” is not an e-mail address: expected such as anna.nowak@example.pl")
            }
            let sends = send
            try await account.withAccount { store, found in
                guard found.isActive else { throw CommandRefusal("The account of \(found.email) is disabled. First: powiatlas account enable --email \(found.email)") }
                let now = Date()
                let link = AddressLink(try await store.askAddressChange(of: found.id, to: email, by: nil, at: now), origin: origin)
                try await store.note(.addressChangeAsked, account: found.id, detail: "command", at: now)
                let days = Int(AddressChange.lifetime / 86_400)
                guard sends else {
                    print(link.address)
                    return Progress().report("The link makes \(email) the address of \(found.name); it works once, for \(days) days, and is told only now. Send it to \(email) and nobody else.")
                }
                let environment = ProcessInfo.processInfo.environment
                let letters = AccountLetters(
                    origin: origin,
                    contact: OperatorContact(
                        name: environment["POWIATLAS_OPERATOR_NAME"], person: environment["POWIATLAS_OPERATOR_PERSON"],
                        email: environment["POWIATLAS_OPERATOR_EMAIL"], phone: environment["POWIATLAS_OPERATOR_PHONE"]))
                try await store.enqueue(
                    [letters.addressLink(link, of: found, to: email, until: now + AddressChange.lifetime), letters.addressNotice(to: found, isDone: false)],
                    at: now)
                Progress().report("Two letters wait in the queue: the link to \(email), valid for \(days) days, and word of it to \(found.email).")
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas account delete`.
struct AccountDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an account for good; what it changed stays without the name.",
        discussion: """
            Name, address, password, second step, rights, sessions, links, keys, drafts, events and
            letters go. Changes stay in the history under the account's number. Without --yes it only
            says what would go. Copies in backups go with the rotation of the backups.

            Example:
              powiatlas account delete --email ops@example.pl
              powiatlas account delete --email ops@example.pl --yes
            """)

    @OptionGroup var account: AccountOptions

    @Flag(help: "Delete it.")
    var yes = false

    func run() async throws {
        do {
            let isMeant = yes
            try await account.withAccount { store, found in
                let traces = isMeant ? try await store.deleteAccount(found.id, by: nil, at: Date()) : try await store.traces(of: found.id)
                print(
                    """
                    goes: rights \(traces.grants), sessions \(traces.sessions), keys \(traces.keys), drafts \(traces.drafts), events \(traces.events), letters \(traces.letters)
                    stays under number \(found.id): changes \(traces.revisions), decided reports \(traces.decisions)
                    """)
                guard isMeant else { throw CommandRefusal("Nothing was deleted. To delete the account of \(found.name) for good, add --yes") }
            }
        } catch {
            throw refused(error)
        }
    }
}
