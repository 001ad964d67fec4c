// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation

/// `powiatlas mail hold`.
struct MailHoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep all letters that wait from being sent.",
        discussion: """
            What powiatlas restore does by itself: for a database that was copied by hand.

            Example:
              powiatlas mail hold --database atlas.sqlite
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in print("held \(try await store.holdMail(at: Date()))") }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas mail held`.
struct MailHeldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held", abstract: "Show the letters that a restore holds.",
        discussion: """
            Letters that waited when the backup was made may have been sent since. They wait
            until powiatlas mail release or mail drop, or a button at /panel/poczta, decides;
            after 30 days they go. A line each: number, purpose, day, recipient, subject. Links
            to accounts in them no longer work: drop those letters and invite anew.

            Example:
              powiatlas mail held --database atlas.sqlite
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            try await withDatabase(database) { store in
                for mail in try await store.heldMail() {
                    let recipient = mail.purpose == .answer ? "a private person" : mail.recipient ?? ""
                    print("\(mail.number)  \(mail.purpose.rawValue)  \(mail.createdAt.formatted(.iso8601).prefix(10))  \(recipient)  \(mail.subject)")
                }
            }
        } catch {
            throw refused(error)
        }
    }
}

/// Which held letters a command is about.
struct HeldMailOptions: ParsableArguments {
    @Argument(help: "The numbers of letters, as powiatlas mail held shows them.")
    var numbers: [Int64] = []

    @Flag(help: "All that are held.")
    var all = false

    @Option(help: "All of a purpose: account, verification, answer or test.")
    var purpose: String?

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func validate() throws {
        guard [!numbers.isEmpty, all, purpose != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Say which letters: their numbers, or --purpose, or --all")
        }
        if let purpose, QueuedMail.Purpose(rawValue: purpose) == nil {
            throw ValidationError("--purpose \(purpose): expected \(QueuedMail.Purpose.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    var choice: HeldMailChoice {
        if let purpose = purpose.flatMap({ QueuedMail.Purpose(rawValue: $0) }) { return .purpose(purpose) }
        return all ? .all : .numbers(numbers)
    }

    /// Does something with the letters and says with how many.
    /// - Throws: `CommandRefusal` when a number is not that of a held letter: nothing was done then.
    func run(_ done: String, _ body: (AtlasStore, HeldMailChoice) async throws -> Int) async throws {
        try await withDatabase(database) { store in
            let held = Set(try await store.heldMail().map(\.number))
            if let unknown = numbers.first(where: { !held.contains($0) }) {
                throw CommandRefusal("Letter \(unknown) is not held: nothing was done. See: powiatlas mail held --database \(database)")
            }
            print("\(done) \(try await body(store, choice))")
        }
    }
}

/// `powiatlas mail release`.
struct MailReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let letters that a restore holds go on their way.",
        discussion: """
            Example:
              powiatlas mail release 17 18 --database atlas.sqlite
              powiatlas mail release --purpose verification
            """)

    @OptionGroup var letters: HeldMailOptions

    func run() async throws {
        do {
            try await letters.run("released") { store, choice in try await store.releaseHeldMail(choice, at: Date()) }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas mail drop`.
struct MailDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take letters that a restore holds out of the queue.",
        discussion: """
            Example:
              powiatlas mail drop 17 --database atlas.sqlite
              powiatlas mail drop --all
            """)

    @OptionGroup var letters: HeldMailOptions

    func run() async throws {
        do {
            try await letters.run("dropped") { store, choice in try await store.dropHeldMail(choice, at: Date()) }
        } catch {
            throw refused(error)
        }
    }
}
