// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Rows of the tables of knowledge as values.
struct KnowledgeTableReader {
    let reference: KnowledgeReference
    let sources: Set<String>
    let partial: Bool
    private(set) var reports: [IntakeReport] = []

    init(reference: KnowledgeReference, sources: Set<String>, partial: Bool) {
        self.reference = reference
        self.sources = sources
        self.partial = partial
    }

    private func rows(_ table: InputTable, _ columns: [TableColumn]) throws(IntakeRefusal) -> RowReader {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        return RowReader(parsed, positions: try parsed.positions(columns))
    }

    /// Ends a table: a refusal when it has bad rows that may not be left out.
    private mutating func finish<Value: Sendable>(_ rows: RowReader, _ values: [Value]) throws(IntakeRefusal) -> [Value] {
        let result = try rows.result(values, partial: partial)
        reports.append(result.report)
        return result.accepted
    }

    // MARK: Practices

    mutating func practices(_ files: [KnowledgeTable: InputTable], _ existing: [Practice]) throws(IntakeRefusal) -> [Practice] {
        let known = Dictionary(existing.map { ($0.id, $0) }) { first, _ in first }
        var practices: [Practice] = []
        if let table = files[.practices] {
            practices = try readPractices(table, known)
        } else if files[.results] == nil, files[.places] == nil {
            return []
        }
        // Without their own table results and places go to practices that are known.
        var byID = files[.practices] == nil ? known : Dictionary(practices.map { ($0.id, $0) }) { first, _ in first }
        var touched = Set(practices.map(\.id))
        if let table = files[.results] {
            var results: [KnowledgeID: [PracticeResult]] = [:]
            let report = try read(table, KnowledgeColumns.results) { (fields) throws(RowFault) in
                let id = try practice(fields, byID)
                results[id, default: []].append(try result(fields))
            }
            reports.append(report)
            for id in touched.union(results.keys) { byID[id]?.results = results[id] ?? [] }
            touched.formUnion(results.keys)
        }
        if let table = files[.places] {
            var places: [KnowledgeID: [PracticePlace]] = [:]
            let report = try read(table, KnowledgeColumns.places) { (fields) throws(RowFault) in
                let id = try practice(fields, byID)
                let place = PracticePlace(
                    try member(fields, 1, 2), since: try fields.optionalDay(3), until: try fields.optionalDay(4),
                    note: try fields.optionalBoth(5, 6, named: "note", limit: 500))
                if places[id, default: []].contains(where: { $0.member == place.member }) {
                    throw RowFault("the place \(place.member.text) of \(id) stands in the table already")
                }
                if let since = place.since, let until = place.until, until.lastDay < since.firstDay {
                    throw RowFault(KnowledgeFault.endBeforeStart(since: since, until: until))
                }
                places[id, default: []].append(place)
            }
            reports.append(report)
            for id in touched.union(places.keys) { byID[id]?.places = places[id] ?? [] }
            touched.formUnion(places.keys)
        }
        return touched.compactMap { byID[$0] }.sorted { $0.id < $1.id }
    }

    /// Reads a table for the sake of what `body` does with its rows.
    private func read(
        _ table: InputTable, _ columns: [TableColumn], _ body: (RowReader.Fields) throws(RowFault) -> Void
    ) throws(IntakeRefusal) -> IntakeReport {
        var rows = try rows(table, columns)
        rows.forEach(body)
        return try rows.result([Int](), partial: partial).report
    }

    private mutating func readPractices(_ table: InputTable, _ known: [KnowledgeID: Practice]) throws(IntakeRefusal) -> [Practice] {
        var rows = try rows(table, KnowledgeColumns.practices)
        var practices: [Practice] = []
        var lines: [KnowledgeID: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let id = try fields.knowledgeID(0)
            if let first = lines[id] { throw RowFault("the practice \(id) stands in line \(first) already") }
            var practice = try practice(fields, id)
            practice.results = known[id]?.results ?? []
            practice.places = known[id]?.places ?? []
            if let fault = practice.faults.first { throw RowFault(fault) }
            lines[id] = fields.line
            practices.append(practice)
        }
        let ids = Set(practices.map(\.id)).union(known.keys)
        var kept: [Practice] = []
        for practice in practices {
            if let whole = practice.partOf, !ids.contains(whole) {
                rows.reject(lines[practice.id] ?? 0, KnowledgeFault.unknownWhole(whole).localizedDescription)
                rows.report.accepted -= 1
            } else {
                kept.append(practice)
            }
        }
        return try finish(rows, kept)
    }

    private func practice(_ fields: RowReader.Fields, _ id: KnowledgeID) throws(RowFault) -> Practice {
        let number = try fields.optionalCount(2, named: "number")
        return Practice(
            id: id, kind: try kind(fields[1].trimmed), number: number, partOf: fields[3].trimmed.isEmpty ? nil : try fields.knowledgeID(3),
            name: try fields.both(4, 5, named: "name", limit: 200), summary: try fields.both(6, 7, named: "summary", limit: 600),
            description: try fields.optionalBoth(8, 9, named: "description", limit: 6000, lines: true),
            conditions: try fields.optionalBoth(10, 11, named: "conditions", limit: 3000, lines: true),
            problemIDs: try terms(fields, 12, .problem), targetIDs: try terms(fields, 13, .target), serviceIDs: try terms(fields, 14, .service),
            materials: try materials(fields.list(17)),
            contact: CooperationCoordinator(
                name: try fields.optionalText(18, named: "contact_name", limit: 120),
                role: try fields.optionalText(19, named: "contact_role", limit: 200), phone: try phone(fields[20], named: "contact_phone"),
                email: try fields.optionalEmail(21, named: "contact_email")),
            agreementIDs: try agreements(fields.ids(16)), leadID: try institution(fields, 15), sourceID: try source(fields, 22),
            recordDate: try fields.optionalDay(23), verifiedOn: try fields.optionalDay(24),
            note: try fields.optionalBoth(25, 26, named: "note", limit: 600))
    }

    private func result(_ fields: RowReader.Fields) throws(RowFault) -> PracticeResult {
        let text = fields[3].trimmed
        guard let value = try? DecimalNumber.parse(text.replacing(",", with: ".")), value.isFinite else {
            throw RowFault("value is “\(DelimitedTable.shortened(text))”: expected a number, as in 12 or 4451.10")
        }
        return PracticeResult(
            measure: try fields.both(1, 2, named: "measure", limit: 200), value: value,
            unit: try fields.optionalBoth(4, 5, named: "unit", limit: 40), period: try fields.optionalDay(6))
    }

    private func practice(_ fields: RowReader.Fields, _ known: [KnowledgeID: Practice]) throws(RowFault) -> KnowledgeID {
        let id = try fields.knowledgeID(0)
        guard known[id] != nil else { throw RowFault("the practice \(id) is not known: give its row in practices.csv") }
        return id
    }

    // MARK: Recommendations

    mutating func recommendations(_ files: [KnowledgeTable: InputTable], _ existing: [Recommendation]) throws(IntakeRefusal) -> [Recommendation] {
        let known = Dictionary(existing.map { ($0.id, $0) }) { first, _ in first }
        var recommendations: [Recommendation] = []
        if let table = files[.recommendations] {
            recommendations = try readRecommendations(table, known)
        } else if files[.progress] == nil {
            return []
        }
        var byID = files[.recommendations] == nil ? known : Dictionary(recommendations.map { ($0.id, $0) }) { first, _ in first }
        var touched = Set(recommendations.map(\.id))
        if let table = files[.progress] {
            var progress: [KnowledgeID: [RecommendationProgress]] = [:]
            let report = try read(table, KnowledgeColumns.progress) { (fields) throws(RowFault) in
                let id = try fields.knowledgeID(0)
                guard byID[id] != nil else { throw RowFault("the recommendation \(id) is not known: give its row in recommendations.csv") }
                guard let date = try fields.optionalDay(4) else { throw RowFault("date is empty: a status holds on a day, month or year") }
                progress[id, default: []].append(
                    RecommendationProgress(
                        try member(fields, 1, 2), try status(fields[3].trimmed), on: date,
                        note: try fields.optionalBoth(5, 6, named: "note", limit: 600)))
            }
            reports.append(report)
            for id in touched.union(progress.keys) { byID[id]?.progress = progress[id] ?? [] }
            touched.formUnion(progress.keys)
        }
        return touched.compactMap { byID[$0] }.sorted { $0.id < $1.id }
    }

    private mutating func readRecommendations(
        _ table: InputTable, _ known: [KnowledgeID: Recommendation]
    ) throws(IntakeRefusal) -> [Recommendation] {
        var rows = try rows(table, KnowledgeColumns.recommendations)
        var recommendations: [Recommendation] = []
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let id = try fields.knowledgeID(0)
            if let first = lines[id.text] { throw RowFault("the recommendation \(id) stands in line \(first) already") }
            let report = try source(fields, 1)
            guard let number = try fields.optionalCount(2, named: "number"), (1...9999).contains(number) else {
                throw RowFault("number is “\(DelimitedTable.shortened(fields[2]))”: expected the number of the recommendation in its report, 1…9999")
            }
            let place = "\(report) \(number)"
            if let first = lines[place] { throw RowFault("recommendation \(number) of \(report) stands in line \(first) already") }
            let recommendation = Recommendation(
                id: id, reportID: report, number: number, text: try fields.both(3, 4, named: "text", limit: 2000),
                addressee: try fields.optionalBoth(5, 6, named: "addressee", limit: 300), answer: try answer(fields),
                progress: known[id]?.progress ?? [], recordDate: try fields.optionalDay(12),
                note: try fields.optionalBoth(13, 14, named: "note", limit: 600))
            lines[id.text] = fields.line
            lines[place] = fields.line
            recommendations.append(recommendation)
        }
        return try finish(rows, recommendations)
    }

    private func answer(_ fields: RowReader.Fields) throws(RowFault) -> RecommendationAnswer? {
        let text = fields[7].trimmed
        guard !text.isEmpty else {
            guard fields[8].trimmed.isEmpty, fields[10].trimmed.isEmpty else {
                throw RowFault("there is a respondent or an explanation without an answer: expected accepted, partly or rejected")
            }
            return nil
        }
        let words = ["przyjęta": RecommendationAnswer.Verdict.accepted, "częściowo": .partly, "odrzucona": .rejected]
        guard let verdict = RecommendationAnswer.Verdict(rawValue: text) ?? words[text.lowercased()] else {
            throw RowFault("the answer “\(DelimitedTable.shortened(text))” is not known: expected accepted, partly or rejected")
        }
        return RecommendationAnswer(
            verdict, respondent: try fields.both(8, 9, named: "respondent", limit: 200),
            explanation: try fields.optionalBoth(10, 11, named: "explanation", limit: 2000))
    }

    // MARK: People

    mutating func leaders(_ table: InputTable?) throws(IntakeRefusal) -> [InnovationLeader] {
        guard let table else { return [] }
        var rows = try rows(table, KnowledgeColumns.leaders)
        var leaders: [InnovationLeader] = []
        var lines: [KnowledgeID: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let id = try fields.knowledgeID(0)
            if let first = lines[id] { throw RowFault("\(id) stands in line \(first) already") }
            guard let consent = try fields.optionalDay(11), consent.day != nil else {
                throw RowFault("consent_on is not a day: nobody is shown without having agreed, so give the day of the consent, as in 2026-03-06")
            }
            var area: [TERYTCode] = []
            for text in fields.ids(8) { area.append(try unit(text)) }
            leaders.append(
                InnovationLeader(
                    id: id, name: try fields.optionalText(1, named: "name", limit: 120), function: try fields.both(2, 3, named: "function", limit: 200),
                    institutionID: try institution(fields, 4), field: try fields.both(5, 6, named: "field", limit: 400),
                    problemIDs: try terms(fields, 7, .problem), area: area, phone: try phone(fields[9], named: "phone"),
                    email: try fields.optionalEmail(10, named: "email"), consentOn: consent, sourceID: try source(fields, 12),
                    recordDate: try fields.optionalDay(13)))
            lines[id] = fields.line
        }
        return try finish(rows, leaders)
    }
}
