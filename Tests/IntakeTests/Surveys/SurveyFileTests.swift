// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

/// Questionnaires as files, and the published survey that the atlas comes with.
@Suite struct SurveyFileTests {
    private static let example = IntakeFixtures.geoData.appendingPathComponent("surveys/wspolpraca-ops-up-2015.json")

    /// The percentages as they were published, question by question in the order of the options; nil where a group was not asked.
    private static let published: [(question: String, ops: [Double?], up: [Double?])] = [
        ("wspolpraca", [82, 12, 6], [100, nil, nil]), ("porozumienia-up", [nil, nil, nil, nil], [20, 63, 2, 15]),
        ("porozumienie-ops", [75, nil, 25], [nil, nil, nil]),
        ("rodzaje", [43, 59, 27, 77, 20, 57, nil, 71, nil, 10, 63, 8], [37, 63, 72, 91, 22, nil, 35, nil, 78, 6, 91, 2]),
        ("wiedza", [35, 55, 10], [15, 70, 15]),
        ("warunki", [65, 91, 80, 41, 69, 69, 16, 40, 76, 33], [65, 85, 74, 41, 70, 54, 6, 28, 63, 41]),
        ("korzysci", [90, 65, 53, 47, 53, 29, 10, 39, 4], [48, 67, 31, 50, 37, 28, 11, 26, 4]),
        ("bariery", [29, 29, 47, 45, 25, 30, 29, 29, 63, 10, 37, 4], [28, 37, 31, 35, 39, 19, 28, 31, 24, 6, 15, 13]),
    ]

    private static func survey() throws -> (survey: Survey, source: Source?) {
        try SurveyFile.read(try Data(contentsOf: example), file: example.lastPathComponent)
    }

    @Test func thePublishedFiguresComeOutOfTheImport() throws {
        let survey = try Self.survey().survey
        let results = SurveyResults(survey, sheets: [])
        #expect(results.showsPublished)
        #expect(survey.questions.map(\.id) == Self.published.map(\.question))
        var count = 0
        for (question, expected) in zip(survey.questions, Self.published) {
            for (group, figures) in [(InstitutionType.ops, expected.ops), (.pup, expected.up)] {
                let tally = results.tally(question, group)
                #expect(question.choices.map { tally?.percentages[$0.id] } == figures, "\(question.id) \(group)")
                count += figures.compactMap(\.self).count
            }
        }
        #expect(count == 98)
    }

    /// The source gives percentages alone. The smallest groups in which all of a column are possible are 93 and 54; sheets that are
    /// made up so, for this test only, add up to exactly the published figures.
    @Test(arguments: [(InstitutionType.ops, 93), (.pup, 54)])
    func singleAnswersAddUpToThePublishedFigures(_ group: InstitutionType, _ size: Int) throws {
        var survey = try Self.survey().survey
        let figures = try #require(survey.published.first { $0.type == group }).percentages
        #expect((1..<size).allSatisfy { Self.counts(of: survey, figures, $0) == nil })
        let counts = try #require(Self.counts(of: survey, figures, size))
        survey.published = []
        let sheets = try (0..<size).map { place in
            var answers: [String: SurveyAnswer] = [:]
            for (id, options) in counts {
                let question = try #require(survey.question(id))
                // From the end for “don't know”, which stands alone; others from the start.
                var start = 0
                var chosen: [String] = []
                for option in question.choices {
                    guard let count = options[option.id] else { continue }
                    let isChosen: Bool
                    if question.kind == .multiple {
                        isChosen = option.isDontKnow ? place >= size - count : place < count
                    } else {
                        isChosen = (start..<start + count).contains(place)
                        start += count
                    }
                    if isChosen { chosen.append(option.id) }
                }
                let read = survey.answers([id: chosen], from: group, isFinal: false)
                #expect(read.faults.isEmpty, "\(id) \(chosen)")
                answers[id] = chosen.isEmpty ? .options([]) : read.answers[id]
            }
            return SurveySheet(institution: try InstitutionID("test-\(place + 1)"), type: group, seat: nil, answers: answers)
        }
        let results = SurveyResults(survey, sheets: sheets)
        for (id, options) in figures {
            let question = try #require(survey.question(id))
            let tally = try #require(results.tally(question, group))
            #expect(tally.respondents == size)
            for (option, percentage) in options { #expect(tally.percentages[option]?.rounded() == percentage, "\(id) \(option)") }
        }
    }

    /// How many of a group chose each option, if the rounded percentages are possible in a group of a size.
    private static func counts(of survey: Survey, _ figures: [String: [String: Double]], _ size: Int) -> [String: [String: Int]]? {
        var all: [String: [String: Int]] = [:]
        for (id, options) in figures {
            var possible: [String: ClosedRange<Int>] = [:]
            for (option, percentage) in options {
                let fitting = (0...size).filter { (Double($0) / Double(size) * 100).rounded() == percentage }
                guard let first = fitting.first, let last = fitting.last else { return nil }
                possible[option] = first...last
            }
            var chosen = possible.mapValues(\.lowerBound)
            if survey.question(id)?.kind == .single {
                // Everybody gave one answer: the counts add up.
                var missing = size - chosen.values.reduce(0, +)
                for (option, range) in possible where missing > 0 {
                    let more = min(missing, range.count - 1)
                    chosen[option, default: 0] += more
                    missing -= more
                }
                guard missing == 0 else { return nil }
            }
            all[id] = chosen
        }
        return all
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let read = try Self.survey()
        let again = try SurveyFile.read(Data(try SurveyFile.write(read.survey, source: read.source).utf8), file: "again.json")
        #expect(again.survey == read.survey)
        #expect(again.source == read.source)
    }

    @Test(arguments: [
        ("\"kind\": \"single\"", "\"kind\": \"choice\"", "“choice” is not a kind"),
        ("\"required\": true", "\"requried\": true", "unknown member “requried”"),
        ("\"id\": \"nie-wiem\"", "\"id\": \"mean\"", "“mean” cannot name an option"),
        ("\"asked\": [\n    \"OPS\",\n    \"PUP\"\n  ]", "\"asked\": [\n    \"OPS\",\n    \"GOK\"\n  ]", "“GOK” is not a type of institution"),
        ("\"anonymous\": true", "\"anonymous\": true,\n  \"opens\": \"2026-11-01\"", "only one of “opens” and “closes”"),
        ("\"anonymous\": true", "\"anonymous\": true,\n  \"smallest_group\": 2", "at least 3 in an anonymous survey"),
        ("\"tak\": 82", "\"tak\": 182", "182.0 is not a percentage"), ("\"tak\": 82", "\"moze\": 82", "“moze”, which question “wspolpraca” does not offer"),
        ("\"period\": \"2015\"", "\"period\": \"fifteen\"", "is not a period"), ("\"period\": \"2015\",", "", "lacks “period”"),
        ("\"id\": \"wiedza\"", "\"id\": \"rodzaje\"", "“rodzaje” stands twice"), ("{\n", "[\n", "not JSON"),
    ])
    func aFaultIsRefusedWithItsReason(_ old: String, _ new: String, _ reason: String) throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8)
        let place = try #require(text.range(of: old))
        let spoilt = Data(text.replacingCharacters(in: place, with: new).utf8)
        let refusal = try #require(throws: IntakeRefusal.self) { try SurveyFile.read(spoilt, file: "survey.json") }
        #expect(refusal.localizedDescription.contains(reason), "\(refusal.localizedDescription)")
    }

    @Test func answersFromPaperAreReadOrRefusedWithTheirLines() throws {
        let survey = try Self.survey().survey
        let ops = try InstitutionID("ops-1")
        let pup = try InstitutionID("pup-1")
        let table = SurveyAnswerTable(
            survey: survey, institutions: [ops: (.ops, try TERYTCode("2601013")), pup: (.pup, nil), try InstitutionID("dps-1"): (.dps, nil)])
        var rows = "institution;question;answer\nops-1;wspolpraca;tak\nops-1;rodzaje;pai\nops-1;rodzaje;oferta-up\nops-1;porozumienie-ops;tak\nops-1;wiedza;pelna\n"
        for question in ["warunki;sasiedztwo", "korzysci;sprawniej", "bariery;nie-wiem"] { rows += "ops-1;\(question)\n" }
        let read = try table.read(Data(rows.utf8), file: "paper.csv", partial: false)
        #expect(read.sheets.count == 1 && read.sheets[0].answers["rodzaje"] == .options(["pai", "oferta-up"]))
        #expect(read.sheets[0].seat?.stem == "260101")

        let bad = rows + "pup-1;porozumienie-ops;tak\ndps-1;wspolpraca;tak\nops-9;wspolpraca;tak\nops-1;pogoda;dobra\n"
        let refusal = try #require(throws: IntakeRefusal.self) { try table.read(Data(bad.utf8), file: "paper.csv", partial: false) }
        let text = refusal.localizedDescription
        #expect(text.contains("line 11: dps-1 is DPS") && text.contains("line 12: “ops-9”") && text.contains("line 13: “pogoda”"), "\(text)")
        #expect(text.contains("pup-1, question “wspolpraca”: Answer this question."), "\(text)")
        #expect(try table.read(Data((rows + "ops-9;wspolpraca;tak\n").utf8), file: "paper.csv", partial: true).sheets.count == 1)
    }
}
