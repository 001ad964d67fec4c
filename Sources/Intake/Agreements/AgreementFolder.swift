// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A folder with the tables of agreements under their usual names, and where it has one a `sources.csv` of its own.
public enum AgreementFolder {
    public struct Files: Sendable {
        public var tables: [AgreementTable: InputTable] = [:]
        public var sources: [Source] = []
        public var reports: [IntakeReport] = []

        public init() {}
    }

    /// The tables of a folder by what their names end in; other files are left alone.
    /// - Throws: a refusal when there is none, when two files would be the same table, or when `sources.csv` is not as it should be.
    public static func files(_ folder: URL) throws(IntakeRefusal) -> Files {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.lowercased().hasSuffix(".csv") }.sorted()
        var files = Files()
        for name in names {
            let url = folder.appendingPathComponent(name)
            if name == "sources.csv" {
                let result = try IndicatorTables.sources(InputFile.read(url), file: name)
                files.sources = result.accepted
                files.reports.append(result.report)
                continue
            }
            try files.add(url)
        }
        guard !files.tables.isEmpty else {
            throw IntakeRefusal(file: folder.lastPathComponent, reason: "it holds no tables of agreements: expected agreements.csv and agreement-parties.csv")
        }
        return files
    }
}

extension AgreementFolder.Files {
    /// - Throws: a refusal when another file is the same table.
    public mutating func add(_ url: URL) throws(IntakeRefusal) {
        let table = AgreementTable(fileName: url.lastPathComponent)
        if let other = tables[table] {
            throw IntakeRefusal(
                file: url.lastPathComponent,
                reason: "it and \(other.file) would both be the table of \(table.rawValue). Import them one after the other")
        }
        tables[table] = try InputTable(url)
    }
}
