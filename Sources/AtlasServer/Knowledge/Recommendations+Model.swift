// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// Recommendations with how far they have come, of all, of an area or of an institution.
struct RecommendationsModel: Sendable {
    /// What is shown of one.
    struct Row: Sendable {
        let recommendation: Recommendation
        /// The newest report of each institution and area that the filters leave.
        let progress: [RecommendationProgress]
        /// Of the institution or area that was asked for; nil when nobody reported.
        let status: RecommendationProgress?
    }

    struct Report: Sendable {
        let source: Source?
        let id: String
        let rows: [Row]
    }

    let unit: TerritorialUnit?
    let institution: DirectoryEntry?
    let status: RecommendationProgress.Status?
    let reports: [Report]
    let directory: DirectorySnapshot
    let territory: Territory
    /// Units that reports name, for the filter.
    let reportedUnits: [TerritorialUnit]

    init(unit code: TERYTCode?, institution id: InstitutionID?, status: RecommendationProgress.Status?, in snapshot: AtlasSnapshot) async throws {
        let knowledge = try await snapshot.knowledge
        let directory = try await snapshot.directory
        self.directory = directory
        territory = snapshot.territory
        self.status = status
        unit = code.flatMap { snapshot.territory.unit($0)?.unit }
        institution = id.flatMap { directory.index.entry($0) }
        let seat = institution?.gmina
        var reports: [Report] = []
        for report in knowledge.recommendations.map(\.reportID) where reports.last?.id != report {
            let rows = knowledge.recommendations.filter { $0.reportID == report }.compactMap { recommendation -> Row? in
                let all = recommendation.currentProgress
                var own: RecommendationProgress?
                var kept = all
                if let id {
                    own = all.first { $0.subject == .institution(id) } ?? seat.flatMap { Self.of($0, all) }
                    kept = own.map { [$0] } ?? []
                } else if let code {
                    own = Self.of(code, all)
                    kept = all.filter { Self.concerns($0.subject, code, directory) }
                }
                if let status { kept = kept.filter { $0.status == status } }
                if status != nil, kept.isEmpty { return nil }
                return Row(recommendation: recommendation, progress: kept, status: own)
            }
            if !rows.isEmpty { reports.append(Report(source: snapshot.sources[report], id: report, rows: rows)) }
        }
        self.reports = reports
        let codes = Set(knowledge.recommendations.flatMap { $0.progress.compactMap(\.subject.unit) })
        reportedUnits = codes.compactMap { snapshot.territory.unit($0)?.unit }.sorted { $0.code < $1.code }
    }

    /// The report of the smallest area that has the unit in it.
    private static func of(_ code: TERYTCode, _ all: [RecommendationProgress]) -> RecommendationProgress? {
        all.filter { report in report.subject.unit.map { code.isWithin($0) } ?? false }
            .max { $0.subject.text.utf8.count < $1.subject.text.utf8.count }
    }

    private static func concerns(_ subject: PracticePlace.Member, _ code: TERYTCode, _ directory: DirectorySnapshot) -> Bool {
        switch subject {
        case .unit(let area): area.isWithin(code) || code.isWithin(area)
        case .institution(let id): directory.index.entry(id)?.gmina?.isWithin(code) ?? false
        }
    }
}
