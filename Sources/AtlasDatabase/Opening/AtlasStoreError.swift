// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a database file cannot be used.
public enum AtlasStoreError: Error, Sendable, Equatable, LocalizedError {
    case noSuchFile(path: String)
    case alreadyExists(path: String)
    /// A file that SQLite reads but that Powiatlas did not make, or one that is no database at all.
    case notAnAtlas(path: String, reason: String)
    case damaged(path: String, reason: String)
    /// Made by a newer version of the program.
    case newerSchema(path: String, unknownMigrations: [String])
    case unfinished(path: String)
    /// A file that was to be made, other than a database.
    case alreadyThere(path: String)
    /// A restore found a database and was not told to replace it.
    case wouldReplace(path: String)
    case unsoundBackup(path: String, reason: String)
    /// A file that is to be replaced is open in another program.
    case inUse(path: String, process: Int32?)
    /// A file that this user may only read was written by somebody else.
    case changedByAnother(path: String)
    case spatialiteUnavailable(String)
    case inconsistent(String)

    public var errorDescription: String? {
        switch self {
        case .noSuchFile(let path):
            "There is no file \(path). Make it with: powiatlas init --database \(path)"
        case .alreadyExists(let path):
            "\(path) exists already and was left as it is. Choose another name, or replace it with: powiatlas init --database \(path) --force"
        case .notAnAtlas(let path, let reason):
            "\(path) is not a Powiatlas database (\(reason)) and was left as it is. Make one with: powiatlas init --database ANOTHER.sqlite"
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason). Restore it from a backup, or make it anew with: powiatlas init --database \(path) --force"
        case .newerSchema(let path, let unknown):
            "\(path) was made by a newer version of Powiatlas (it knows the migrations \(unknown.joined(separator: ", "))). Install that version or newer."
        case .unfinished(let path):
            "\(path) holds no territory. Make it anew with: powiatlas init --database \(path) --force"
        case .alreadyThere(let path):
            "\(path) is there already and was left as it is. Choose another name."
        case .wouldReplace(let path):
            "\(path) exists already and was left as it is. Add --force to replace it; it is then kept beside it under a dated name."
        case .unsoundBackup(let path, let reason):
            "\(path) is not restored: \(reason). Take another backup; powiatlas verify FOLDER says which are sound."
        case .inUse(let path, let process):
            "\(path) is open in another program\(process.map { " (process \($0))" } ?? ""), such as the server. It was left as it is. End that program first."
        case .changedByAnother(let path):
            "\(path) was opened for reading only and has been written by another user since. Open it again."
        case .spatialiteUnavailable(let reason):
            "SpatiaLite does not start: \(reason). Install it with: apt-get install libspatialite-dev"
        case .inconsistent(let reason):
            reason
        }
    }
}
