// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import Foundation

/// `powiatlas verify`: looks whether backups could be restored.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Look whether backups are whole and could be restored.",
        discussion: """
            Compares each file with the checksum in its manifest and reads all of it: pages, indexes,
            references between tables, the schema, every series of values, geometries and their index.
            Nothing is changed; a database in use can be looked at too.

            Example:
              powiatlas verify backups
              powiatlas verify backups/atlas-20261121T020000Z.sqlite

            Exit status 1 when a file is not sound or there is none; each line says what was looked at.
            """)

    @Argument(help: "Backups, or folders of backups.")
    var places: [String]

    func run() async throws {
        do {
            var faulty: [String] = []
            var looked = 0
            for file in try places.flatMap(files) {
                let report = BackupCheck.check(file)
                print(file)
                for finding in report.findings {
                    print("  \(finding.verdict.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0)) \(finding.subject): \(finding.text)")
                }
                looked += 1
                if !report.isGood { faulty.append(file) }
            }
            guard faulty.isEmpty else {
                throw CommandRefusal("\(faulty.count) of \(looked) not sound: \(faulty.joined(separator: ", "))")
            }
            Progress().report("\(looked) sound")
        } catch {
            throw refused(error)
        }
    }

    private func files(of place: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
            throw CommandRefusal("There is no file or folder \(place).")
        }
        guard isFolder.boolValue else { return [place] }
        let folder = BackupFolder(place)
        let names = folder.candidates()
        guard !names.isEmpty else { throw CommandRefusal("\(place) holds no backups. Make one with: powiatlas backup --to \(place)") }
        return names.map { folder.path + "/" + $0 }
    }
}
