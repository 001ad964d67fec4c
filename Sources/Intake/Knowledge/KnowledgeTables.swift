// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What the tables of knowledge may name.
public struct KnowledgeReference: Sendable {
    /// Current units.
    public let territory: TerritoryIndex
    public let taxonomy: Taxonomy
    public let institutions: Set<InstitutionID>
    /// Nil when agreements are looked at later.
    public let agreements: Set<AgreementID>?
    /// Ids of sources that rows may name beside those of the tables.
    public let sources: Set<String>

    public init(
        units: [TerritorialUnit], taxonomy: Taxonomy, institutions: Set<InstitutionID>, agreements: Set<AgreementID>?, sources: Set<String>
    ) {
        territory = TerritoryIndex(units)
        self.taxonomy = taxonomy
        self.institutions = institutions
        self.agreements = agreements
        self.sources = sources
    }
}

/// What the tables of knowledge hold.
public struct KnowledgeContents: Sendable {
    public let knowledge: KnowledgeBase
    public let sources: [Source]
    /// One a file.
    public let reports: [IntakeReport]
}

/// The tables of knowledge: `practices.csv` with `practice-results.csv` and `practice-places.csv`, `recommendations.csv` with
/// `recommendation-progress.csv`, `leaders.csv`, and the `sources.csv` that they name.
public enum KnowledgeTable: String, CaseIterable, Sendable {
    case practices
    case results = "practice-results"
    case places = "practice-places"
    case recommendations
    case progress = "recommendation-progress"
    case leaders
    case sources

    /// The table that a file is, by the end of its name: `region-practices.csv` is one of practices.
    public init?(file: String) {
        let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent.lowercased()
        let fitting = Self.allCases.filter { name == $0.rawValue || name.hasSuffix("-" + $0.rawValue) }
        guard let longest = fitting.max(by: { $0.rawValue.count < $1.rawValue.count }) else { return nil }
        self = longest
    }

    public var file: String { rawValue + ".csv" }

    /// The tables of a folder.
    /// - Throws: a refusal when there is none, or one cannot be read.
    public static func files(of folder: URL) throws(IntakeRefusal) -> [KnowledgeTable: InputTable] {
        var files: [KnowledgeTable: InputTable] = [:]
        for table in allCases {
            let url = folder.appendingPathComponent(table.file)
            if FileManager.default.fileExists(atPath: url.path) { files[table] = try InputTable(url) }
        }
        guard files.keys.contains(where: { $0 != .sources }) else {
            throw IntakeRefusal(
                file: folder.lastPathComponent, reason: "the folder holds no table of knowledge: expected \(allCases.map(\.file).joined(separator: ", "))")
        }
        return files
    }

    /// Reads tables that belong together.
    ///
    /// Results and places replace those of the practices that `practices.csv` names, or when it is not there of those that they name
    /// themselves; a table that is not there leaves what `existing` has. The same holds for recommendations and their progress.
    /// - Throws: the refusal of the first table that has a bad row, unless `partial`.
    public static func read(
        _ files: [KnowledgeTable: InputTable], reference: KnowledgeReference, existing: KnowledgeBase = KnowledgeBase(), partial: Bool = false
    ) throws(IntakeRefusal) -> KnowledgeContents {
        var reports: [IntakeReport] = []
        var sources: [Source] = []
        if let table = files[.sources] {
            let result = try IndicatorTables.sources(table.data, file: table.file, partial: partial)
            sources = result.accepted
            reports.append(result.report)
        }
        var reader = KnowledgeTableReader(reference: reference, sources: reference.sources.union(sources.map(\.id)), partial: partial)
        let practices = try reader.practices(files, existing.practices)
        let recommendations = try reader.recommendations(files, existing.recommendations)
        let leaders = try reader.leaders(files[.leaders])
        return KnowledgeContents(
            knowledge: KnowledgeBase(practices: practices, recommendations: recommendations, leaders: leaders), sources: sources,
            reports: reports + reader.reports)
    }
}
