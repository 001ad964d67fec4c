// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What lies beside a backup and says what it is: by it a copy is known to be whole years later and on another machine.
public struct BackupManifest: Codable, Sendable, Hashable {
    public enum Occasion: String, Codable, Sendable {
        case command, schedule, upgrade
    }

    public static let currentFormat = "powiatlas-backup-1"

    public let format: String
    /// The name of the backup, in the same folder.
    public let file: String
    /// The name of the database that it was made of.
    public let database: String
    public let madeAt: Date
    public let occasion: Occasion
    /// Of the program that made it; nil where nobody said.
    public let programVersion: String?
    /// Of the backup as it lies there.
    public let bytes: Int
    public let sha256: String
    /// Of the database in it; the same unless it is compressed.
    public let databaseBytes: Int
    public let databaseSHA256: String
    public let dataVersion: String
    /// The steps of the schema, in order.
    public let schema: [String]
    /// How many rows each table has.
    public let rows: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case format, file, database, occasion, bytes, sha256, schema, rows
        case madeAt = "made_at"
        case programVersion = "program_version"
        case databaseBytes = "database_bytes"
        case databaseSHA256 = "database_sha256"
        case dataVersion = "data_version"
    }

    init(
        file: String, database: String, madeAt: Date, occasion: Occasion, programVersion: String?, stored: (bytes: Int, sha256: String),
        content: (bytes: Int, sha256: String), facts: BackupFacts
    ) {
        format = Self.currentFormat
        self.file = file
        self.database = database
        self.madeAt = madeAt
        self.occasion = occasion
        self.programVersion = programVersion
        bytes = stored.bytes
        sha256 = stored.sha256
        databaseBytes = content.bytes
        databaseSHA256 = content.sha256
        dataVersion = facts.dataVersion
        schema = facts.schema
        rows = facts.rows
    }

    public var isCompressed: Bool { bytes != databaseBytes || sha256 != databaseSHA256 }

    static func path(for backup: String) -> String { backup + ".json" }

    /// Nil when there is none.
    /// - Throws: `AtlasStoreError.inconsistent` for one that cannot be read.
    static func read(of backup: String) throws -> BackupManifest? {
        let path = path(for: backup)
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let manifest = try? decoder.decode(BackupManifest.self, from: data), manifest.format == currentFormat else {
            throw AtlasStoreError.inconsistent("\(path) is no manifest of a backup: expected JSON with “format”: “\(currentFormat)”")
        }
        return manifest
    }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.dateEncodingStrategy = .iso8601
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self) + Data("\n".utf8)
        }
    }
}
