// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// How rows become entries of the knowledge base. Each table is read once.
enum KnowledgeRow {
    static func fetchAll(_ db: Database) throws -> KnowledgeBase {
        KnowledgeBase(practices: try practices(db), recommendations: try recommendations(db), leaders: try leaders(db))
    }

    // MARK: Practices

    /// - Parameter id: of the only practice to read; nil for all.
    static func practices(_ db: Database, id: String? = nil) throws -> [Practice] {
        let arguments = StatementArguments(id.map { [$0] } ?? [])
        var all: [Practice] = []
        var places: [Int64: Int] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT * FROM practice \(id == nil ? "" : "WHERE id = ?") ORDER BY id", arguments: arguments)
        while let row = try rows.next() {
            places[row["number"]] = all.count
            let whole: String? = row["part_of"]
            let lead: String? = row["lead_id"]
            let phone: String? = row["contact_phone"]
            all.append(
                Practice(
                    id: try KnowledgeID(row["id"]), kind: try value(row["kind"], "practice"), number: row["catalogue_number"],
                    partOf: try whole.map { try KnowledgeID($0) }, name: text(row, "name"), summary: text(row, "summary"),
                    description: text(row, "description"), conditions: text(row, "conditions"),
                    contact: CooperationCoordinator(
                        name: row["contact_name"], role: row["contact_role"],
                        phone: phone.map { Phone(text: $0, number: row["contact_phone_number"], extensionNumber: row["contact_phone_extension"]) },
                        email: row["contact_email"]),
                    leadID: try lead.map { try InstitutionID($0) }, sourceID: row["source_id"], recordDate: try period(row["record_date"]),
                    verifiedOn: try period(row["verified_on"]), note: text(row, "note")))
        }
        func parts(_ table: String, _ body: (inout Practice, Row) throws -> Void) throws {
            let filter = id == nil ? "" : "WHERE practice_number = (SELECT number FROM practice WHERE id = ?)"
            let rows = try Row.fetchCursor(
                db, sql: "SELECT * FROM \(table) \(filter) ORDER BY practice_number, position", arguments: arguments)
            while let row = try rows.next() {
                guard let place = places[row["practice_number"]] else { continue }
                try body(&all[place], row)
            }
        }
        try parts("practice_term") { practice, row in
            switch row["kind"] as String {
            case "problem": practice.problemIDs.append(row["term_id"])
            case "target": practice.targetIDs.append(row["term_id"])
            default: practice.serviceIDs.append(row["term_id"])
            }
        }
        try parts("practice_result") {
            $0.results.append(
                PracticeResult(measure: text($1, "measure"), value: $1["value"], unit: text($1, "unit"), period: try period($1["period"])))
        }
        try parts("practice_place") {
            $0.places.append(
                PracticePlace(try member($1), since: try period($1["since"]), until: try period($1["until"]), note: text($1, "note")))
        }
        try parts("practice_material") { $0.materials.append(PracticeMaterial(title: $1["title"], address: $1["address"])) }
        try parts("practice_agreement") { $0.agreementIDs.append(try AgreementID($1["agreement_id"])) }
        return all
    }

    // MARK: Recommendations and leaders

    private static func recommendations(_ db: Database) throws -> [Recommendation] {
        var all: [Recommendation] = []
        var places: [Int64: Int] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM recommendation ORDER BY id")
        while let row = try rows.next() {
            places[row["number"]] = all.count
            let answer: String? = row["answer"]
            all.append(
                Recommendation(
                    id: try KnowledgeID(row["id"]), reportID: row["report_id"], number: row["report_number"], text: text(row, "text"),
                    addressee: text(row, "addressee"),
                    answer: try answer.map {
                        RecommendationAnswer(
                            try value($0, "recommendation"), respondent: text(row, "respondent"), explanation: text(row, "explanation"))
                    }, recordDate: try period(row["record_date"]), note: text(row, "note")))
        }
        let reports = try Row.fetchCursor(db, sql: "SELECT * FROM recommendation_progress ORDER BY recommendation_number, position")
        while let row = try reports.next() {
            guard let place = places[row["recommendation_number"]] else { continue }
            all[place].progress.append(
                RecommendationProgress(
                    try member(row), try value(row["status"], "recommendation_progress"), on: try Period(row["date"]), note: text(row, "note")))
        }
        return all
    }

    private static func leaders(_ db: Database) throws -> [InnovationLeader] {
        try Row.fetchAll(db, sql: "SELECT * FROM innovation_leader ORDER BY id").map { row in
            let institution: String? = row["institution_id"]
            let phone: String? = row["phone"]
            return InnovationLeader(
                id: try KnowledgeID(row["id"]), name: row["name"], function: text(row, "function"),
                institutionID: try institution.map { try InstitutionID($0) }, field: text(row, "field"), problemIDs: list(row["problems"]),
                area: try list(row["area"]).map { try TERYTCode($0) },
                phone: phone.map { Phone(text: $0, number: row["phone_number"], extensionNumber: row["phone_extension"]) }, email: row["email"],
                consentOn: try Period(row["consent_on"]), sourceID: row["source_id"], recordDate: try period(row["record_date"]))
        }
    }

    // MARK: Columns

    private static func text(_ row: Row, _ name: String) -> LocalizedText {
        LocalizedText(polish: row["\(name)_pl"] ?? "", english: row["\(name)_en"] ?? "")
    }

    private static func period(_ text: String?) throws -> Period? { try text.map { try Period($0) } }

    private static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static func member(_ row: Row) throws -> PracticePlace.Member {
        if let id: String = row["institution_id"] { return .institution(try InstitutionID(id)) }
        return .unit(try TERYTCode(row["stem"]))
    }

    private static func value<Value: RawRepresentable>(_ text: String, _ table: String) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else { throw AtlasStoreError.inconsistent("table \(table) holds the unknown word “\(text)”") }
        return value
    }
}
