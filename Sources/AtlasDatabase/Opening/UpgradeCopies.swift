// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// A copy of a database before its schema is changed: whoever finds the new version wanting goes back with `powiatlas restore`.
enum UpgradeCopies {
    static let kept = 3

    /// Copies the database into its own folder, checks the copy, and lets the oldest of such copies go.
    static func make(of path: String) throws {
        let url = URL(fileURLWithPath: path)
        let folder = BackupFolder(url.deletingLastPathComponent().path)
        _ = try folder.make(
            of: path, name: url.deletingPathExtension().lastPathComponent + "-before-upgrade", occasion: .upgrade,
            keep: KeepRule(latest: kept))
    }
}
