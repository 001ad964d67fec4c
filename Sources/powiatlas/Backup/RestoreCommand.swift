// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation

/// `powiatlas restore`: makes a database from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a database from a backup, on this machine or another.",
        discussion: """
            The backup is checked first, and brought up to date when an older version made it. A database
            that is there is replaced only with --force, when no program has it open, and is kept beside the
            new one under a dated name. Interrupted at any point, what was there stays.

            Nobody is signed in afterwards, links that were sent are void, and letters that waited are held
            (powiatlas mail held). Accounts, rights and keys that the replaced database had ended since the
            backup stay ended, and its passwords and second steps count.

            Example:
              powiatlas restore backups/friday.sqlite --database atlas.sqlite
              powiatlas restore atlas.sqlite.gz --database atlas.sqlite --force
            """)

    @Argument(help: "The backup.")
    var backup: String

    @Option(help: "The database to make.")
    var database: String

    @Flag(help: "Replace a database that is there; it is kept under another name.")
    var force = false

    func run() async throws {
        let progress = Progress()
        do {
            let place = URL(fileURLWithPath: database).resolvingSymlinksInPath()
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue {
                throw CommandRefusal("\(database) is a folder. Name the file to make, such as: --database \(database)/atlas.sqlite")
            }
            let parent = place.deletingLastPathComponent().path
            guard FileManager.default.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
                throw CommandRefusal("\(database) cannot be made: there is no folder \(parent). Make it first.")
            }
            // What people name, unless it leads elsewhere.
            let path = place == URL(fileURLWithPath: database).standardizedFileURL ? database : place.path
            let restored = try BackupRestoring.restore(backup, to: path, replacing: force) { progress.report($0) }
            for finding in restored.report.findings where finding.verdict == .note { progress.report("\(finding.subject): \(finding.text)") }
            if let aside = restored.keptAside { progress.report("the database before is kept as \(aside)") }
            for line in RestoreWording(restored.access, database: path).lines { progress.report(line) }
            print("\(path) restored from \(backup)")
        } catch {
            throw refused(error)
        }
    }
}
