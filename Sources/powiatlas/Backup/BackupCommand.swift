// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Foundation

/// `powiatlas backup`: copies a database while it is in use.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a database while it is served and written.",
        discussion: """
            The copy holds one moment, is checked, and lies on the disk when the command ends. Beside it a
            manifest says what it holds (FILE.json). Into a folder it goes under the name of the database
            and the time in UTC. With --keep older ones of the same database go: the newest stay, and of
            older times one a day, a week, a month. Others' files are never touched.

            Example:
              powiatlas backup --database atlas.sqlite --to backups/
              powiatlas backup --database atlas.sqlite --to atlas-friday.sqlite
              powiatlas backup --to backups/ --compress --keep latest=3,daily=7,weekly=4
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "A folder, or the file to make.")
    var to: String

    @Option(help: "Which older backups in the folder stay, such as latest=3,daily=7,weekly=4,monthly=12.")
    var keep: KeepRule?

    @Flag(help: "Compress it with gzip.")
    var compress = false

    func validate() throws {
        guard !to.isEmpty else { throw ValidationError("--to is empty: expected a folder or the file to make") }
    }

    func run() async throws {
        let progress = Progress()
        do {
            let target = try BackupTarget(to, compressing: compress)
            if keep != nil, target.fileName != nil { throw CommandRefusal("--keep is for a folder of backups; \(to) is a single file.") }
            progress.report("copying \(database)")
            let made = try BackupFolder(target.folder).make(
                of: database, exactName: target.fileName, occasion: .command, keep: keep, compressing: target.isCompressed,
                programVersion: AtlasVersion.current)
            print(made.path)
            progress.report("\(made.manifest.bytes) bytes, sound; SHA-256 \(made.manifest.sha256)")
            if !made.removed.isEmpty { progress.report("let go: \(made.removed.joined(separator: ", "))") }
        } catch {
            throw refused(error)
        }
    }
}

/// Where a backup goes, as the command line names it.
struct BackupTarget {
    let folder: String
    /// Nil for a name with the time.
    let fileName: String?
    let isCompressed: Bool

    init(_ text: String, compressing: Bool) throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        let exists = manager.fileExists(atPath: text, isDirectory: &isFolder)
        if text.hasSuffix("/") || (exists && isFolder.boolValue) {
            if !exists {
                do { try manager.createDirectory(atPath: text, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750]) } catch {
                    throw CommandRefusal("The folder \(text) cannot be made: \(error.localizedDescription) Make it first.")
                }
            }
            (folder, fileName, isCompressed) = (text, nil, compressing)
            return
        }
        let url = URL(fileURLWithPath: text)
        let parent = url.deletingLastPathComponent().path
        guard manager.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandRefusal("There is no folder \(parent) for \(text). Make it first; a folder of backups is named with a / at its end.")
        }
        guard !compressing || text.hasSuffix(".gz") else { throw CommandRefusal("A compressed backup is named .gz: expected such as \(text).gz") }
        (folder, fileName, isCompressed) = (parent, url.lastPathComponent, text.hasSuffix(".gz"))
    }
}

extension KeepRule: ExpressibleByArgument {
    public init?(argument: String) {
        guard let rule = try? KeepRule(argument) else { return nil }
        self = rule
    }

    public var defaultValueDescription: String { text }
}
