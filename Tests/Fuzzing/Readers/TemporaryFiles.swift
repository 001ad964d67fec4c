// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files for readers that take paths.
enum TemporaryFiles {
    /// Writes the files into a new folder for the time of `body`. What is no plain name of a file is left out.
    static func with<Result>(_ files: [String: Data], _ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("powiatlas-fuzz-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, data) in files where (1..<60).contains(name.utf8.count) && name.utf8.allSatisfy({ (0x2D...0x7A).contains($0) && $0 != 0x2F }) && !name.hasPrefix(".") {
            try data.write(to: folder.appendingPathComponent(name))
        }
        return try body(folder)
    }
}
