// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the folders that belong to the program: `GeoData` and `Web` of the checkout that it was built in,
/// wherever it is started from.
enum ProjectFolder {
    /// - Parameter explicit: what the user named; it wins.
    static func find(_ name: String, explicit: String?) -> URL {
        if let explicit { return URL(fileURLWithPath: explicit, isDirectory: true) }
        let executable = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).resolvingSymlinksInPath()
        var folders = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)]
        var folder = executable.deletingLastPathComponent()
        while folder.path != "/" {
            folders.append(folder)
            folder.deleteLastPathComponent()
        }
        let candidates = folders.map { $0.appendingPathComponent(name, isDirectory: true) }
        return candidates.first { FileManager.default.fileExists(atPath: $0.path) } ?? candidates[0]
    }
}
