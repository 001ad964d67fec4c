// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Writes the tables of knowledge. What is written is read back to equal values.
public enum KnowledgeTableWriter {
    /// The tables by their names, ordered by id; `sources` are those that the entries name.
    public static func files(_ knowledge: KnowledgeBase, sources: [Source]) -> [(name: String, text: String)] {
        let used = Set(knowledge.practices.map(\.sourceID) + knowledge.recommendations.map(\.reportID) + knowledge.leaders.map(\.sourceID))
        return [
            (KnowledgeTable.practices.file, practices(knowledge.practices)), (KnowledgeTable.results.file, results(knowledge.practices)),
            (KnowledgeTable.places.file, places(knowledge.practices)),
            (KnowledgeTable.recommendations.file, recommendations(knowledge.recommendations)),
            (KnowledgeTable.progress.file, progress(knowledge.recommendations)), (KnowledgeTable.leaders.file, leaders(knowledge.leaders)),
            (KnowledgeTable.sources.file, DirectoryTableWriter.sources(sources.filter { used.contains($0.id) })),
        ]
    }

    public static func practices(_ practices: [Practice]) -> String {
        TableWriter.table(
            KnowledgeColumns.practices.map(\.name),
            practices.sorted { $0.id < $1.id }.map { practice in
                [practice.id.text, practice.kind.rawValue, practice.number.map(String.init) ?? "", practice.partOf?.text ?? ""]
                    + both(practice.name) + both(practice.summary) + both(practice.description) + both(practice.conditions)
                    + [
                        list(practice.problemIDs), list(practice.targetIDs), list(practice.serviceIDs), practice.leadID?.text ?? "",
                        list(practice.agreementIDs.map(\.text)), list(practice.materials.map { "\($0.title) \($0.address)" }),
                        practice.contact?.name ?? "", practice.contact?.role ?? "", practice.contact?.phone?.text ?? "",
                        practice.contact?.email ?? "", practice.sourceID, practice.recordDate?.text ?? "", practice.verifiedOn?.text ?? "",
                    ] + both(practice.note)
            })
    }

    public static func results(_ practices: [Practice]) -> String {
        TableWriter.table(
            KnowledgeColumns.results.map(\.name),
            practices.sorted { $0.id < $1.id }.flatMap { practice in
                practice.results.map { result in
                    [practice.id.text] + both(result.measure) + [DecimalNumber.write(result.value)] + both(result.unit) + [result.period?.text ?? ""]
                }
            })
    }

    public static func places(_ practices: [Practice]) -> String {
        TableWriter.table(
            KnowledgeColumns.places.map(\.name),
            practices.sorted { $0.id < $1.id }.flatMap { practice in
                practice.places.map { place in
                    [practice.id.text] + member(place.member) + [place.since?.text ?? "", place.until?.text ?? ""] + both(place.note)
                }
            })
    }

    public static func recommendations(_ recommendations: [Recommendation]) -> String {
        TableWriter.table(
            KnowledgeColumns.recommendations.map(\.name),
            ordered(recommendations).map { recommendation in
                let answer = recommendation.answer
                return [recommendation.id.text, recommendation.reportID, String(recommendation.number)] + both(recommendation.text)
                    + both(recommendation.addressee) + [answer?.verdict.rawValue ?? ""] + both(answer?.respondent ?? .nothing)
                    + both(answer?.explanation ?? .nothing) + [recommendation.recordDate?.text ?? ""] + both(recommendation.note)
            })
    }

    public static func progress(_ recommendations: [Recommendation]) -> String {
        TableWriter.table(
            KnowledgeColumns.progress.map(\.name),
            ordered(recommendations).flatMap { recommendation in
                recommendation.progress.map { report in
                    [recommendation.id.text] + member(report.subject) + [report.status.rawValue, report.date.text] + both(report.note)
                }
            })
    }

    public static func leaders(_ leaders: [InnovationLeader]) -> String {
        TableWriter.table(
            KnowledgeColumns.leaders.map(\.name),
            leaders.sorted { $0.id < $1.id }.map { leader in
                [leader.id.text, leader.name ?? ""] + both(leader.function) + [leader.institutionID?.text ?? ""] + both(leader.field)
                    + [
                        list(leader.problemIDs), list(leader.area.map(\.stem)), leader.phone?.text ?? "", leader.email ?? "",
                        leader.consentOn.text, leader.sourceID, leader.recordDate?.text ?? "",
                    ]
            })
    }

    private static func ordered(_ recommendations: [Recommendation]) -> [Recommendation] {
        recommendations.sorted { ($0.reportID, $0.number) < ($1.reportID, $1.number) }
    }

    private static func both(_ text: LocalizedText) -> [String] { [text.polish, text.english] }

    private static func list(_ parts: [String]) -> String { parts.map { $0.replacing("|", with: "/") }.joined(separator: " | ") }

    private static func member(_ member: PracticePlace.Member) -> [String] {
        switch member {
        case .institution(let id): [id.text, ""]
        case .unit(let code): ["", code.stem]
        }
    }
}
