// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Atlas

@Suite struct SurveyTests {
    private static func text(_ text: String) -> LocalizedText { LocalizedText(polish: text, english: text) }

    private static func option(_ id: String, _ asked: [InstitutionType] = [], isDontKnow: Bool = false) -> SurveyQuestion.Option {
        SurveyQuestion.Option(id: id, text: text(id), asked: asked, isDontKnow: isDontKnow)
    }

    private static func survey() throws -> Survey {
        Survey(
            id: try SurveyID("proba"), title: text("Próba"), introduction: text(""), asked: [.ops, .pup], period: try Period("2026"),
            opens: try Period("2026-11-01"), closes: try Period("2026-11-30"), sourceID: "test",
            questions: [
                SurveyQuestion(id: "wspolpraca", text: text("?"), kind: .single, isRequired: true, options: [option("tak"), option("nie")]),
                SurveyQuestion(
                    id: "formy", text: text("?"), kind: .multiple, isRequired: true,
                    condition: SurveyQuestion.Condition(question: "wspolpraca", options: ["tak"]),
                    options: [option("pai"), option("psu"), option("oferta-up", [.ops]), option("nie-wiem", isDontKnow: true)]),
                SurveyQuestion(id: "ocena", text: text("?"), kind: .scale(1...5), options: [option("nie-wiem", isDontKnow: true)]),
                SurveyQuestion(id: "porozumienia", text: text("?"), kind: .number(0...100, decimals: 1, unit: nil), asked: [.pup]),
                SurveyQuestion(id: "uwagi", text: text("?"), kind: .text(limit: 10)),
            ])
    }

    private static func sheet(_ number: Int, _ type: InstitutionType, _ seat: String, _ answer: String) throws -> SurveySheet {
        SurveySheet(
            institution: try InstitutionID("inst-\(number)"), type: type, seat: try TERYTCode(seat), answers: ["wspolpraca": .options([answer])])
    }

    @Test func conditionsAndTypesDecideWhatIsAsked() throws {
        let survey = try Self.survey()
        #expect(survey.faults.isEmpty)
        func asked(_ type: InstitutionType, _ fields: [String: [String]]) -> (Set<String>, Set<String>) {
            let read = survey.answers(fields, from: type, isFinal: true)
            return (Set(read.answers.keys), Set(read.faults.keys))
        }
        #expect(asked(.ops, ["wspolpraca": ["nie"], "formy": ["pai"], "porozumienia": ["3"]]) == (["wspolpraca"], []))
        #expect(asked(.ops, ["wspolpraca": ["tak"]]) == (["wspolpraca"], ["formy"]))
        #expect(asked(.pup, ["wspolpraca": ["nie"], "porozumienia": ["3,5"]]) == (["wspolpraca", "porozumienia"], []))
        #expect(asked(.pup, ["wspolpraca": ["tak"], "formy": ["oferta-up"]]) == (["wspolpraca"], ["formy"]))
        // A centre of social services is asked what welfare centres are.
        #expect(asked(.cus, ["wspolpraca": ["tak"], "formy": ["oferta-up"]]) == (["wspolpraca", "formy"], []))
        #expect(survey.asks(.cus) && !survey.asks(.dps))
    }

    @Test func answersAreReadOrRefused() throws {
        let survey = try Self.survey()
        func fault(_ question: String, _ values: [String]) -> SurveyAnswerFault? {
            survey.answers(["wspolpraca": ["tak"]].merging([question: values]) { $1 }, from: .pup, isFinal: false).faults[question]
        }
        #expect(fault("wspolpraca", ["tak", "nie"]) == .oneOnly)
        #expect(fault("wspolpraca", ["moze"]) == .unknownOption)
        #expect(fault("formy", ["pai", "nie-wiem"]) == .dontKnowBesideOthers)
        #expect(fault("formy", ["pai", "psu"]) == nil)
        #expect(fault("ocena", ["6"]) == .unknownOption)
        #expect(fault("ocena", ["5"]) == nil)
        #expect(fault("porozumienia", ["dużo"]) == .notANumber)
        #expect(fault("porozumienia", ["1,25"]) == .tooManyDecimals(1))
        #expect(fault("porozumienia", ["101"]) == .outOfRange(0...100))
        #expect(fault("porozumienia", ["-1"]) == .outOfRange(0...100))
        #expect(fault("uwagi", ["dwanaście znaków"]) == .tooLong(limit: 10))
        #expect(fault("uwagi", ["\u{7}ok\u{0}"]) == nil)
    }

    @Test func theDaysDecideTheState() throws {
        let survey = try Self.survey()
        let states = try ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"].map { survey.state(on: try Period($0)) }
        #expect(states == [.planned, .open, .open, .closed])
    }

    @Test func aFaultOfTheQuestionnaireIsFound() throws {
        var survey = try Self.survey()
        survey.questions[1].condition = SurveyQuestion.Condition(question: "uwagi", options: ["x"])
        survey.questions[0].options.append(Self.option("tak"))
        survey.closes = try Period("2026-10-01")
        survey.smallestGroup = 1
        let texts = survey.faults.map(\.localizedDescription).joined(separator: "\n")
        #expect(texts.contains("no earlier question") && texts.contains("“tak” stands twice") && texts.contains("before it opens"))
        #expect(texts.contains("at least 3 in an anonymous survey"))
    }

    /// What a subtraction would lay open is hidden as well.
    @Test func smallGroupsAndWhatGivesThemAwayAreHidden() {
        #expect(SurveyDisclosure.shown(["a": 9, "b": 4], smallest: 5) == [])
        #expect(SurveyDisclosure.shown(["a": 9, "b": 4, "c": 2], smallest: 5) == ["a"])
        #expect(SurveyDisclosure.shown(["a": 9, "b": 7, "c": 2], smallest: 5) == ["a"])
        #expect(SurveyDisclosure.shown(["a": 9, "b": 7, "c": 0], smallest: 5) == ["a", "b"])
        #expect(SurveyDisclosure.shown(["a": 1, "b": 1], smallest: 1) == ["a", "b"])
    }

    @Test func figuresOfUnitsAndGroupsKeepSmallOnesHidden() throws {
        let survey = try Self.survey()
        var sheets: [SurveySheet] = []
        // Nine in 2601, six in 2602, six in 2604, four in 0201.
        for (powiat, count) in [("2601", 9), ("2602", 6), ("2604", 6), ("0201", 4)] {
            for place in 0..<count { sheets.append(try Self.sheet(sheets.count + 1, place < 3 ? .pup : .ops, powiat + "01", place.isMultiple(of: 3) ? "tak" : "nie")) }
        }
        let question = survey.questions[0]
        let figures = survey.figures(.share(option: "tak"), of: question, group: nil, sheets: sheets) { seat in
            seat.ancestor(at: .powiat).flatMap { unit in seat.ancestor(at: .wojewodztwo).map { (unit.stem, $0.stem) } }
        }
        for powiat in ["2601", "2602"] {
            let value = try #require(figures[powiat]?.value)
            #expect(abs(value - 100.0 / 3) < 1e-9)
        }
        #expect(figures["0201"]?.isHidden == true && figures["0201"]?.value == nil)

        let all = SurveyResults(survey, sheets: sheets)
        #expect(all.tally(question, nil)?.respondents == 25)
        #expect(all.tally(question, .pup)?.counts == ["tak": 4, "nie": 8])
        // In 02 there are four alone; without them 26 would give them away.
        #expect(SurveyResults(survey, sheets: sheets, within: try TERYTCode("02")).tally(question, nil) == nil)
        #expect(SurveyResults(survey, sheets: sheets, within: try TERYTCode("26")).tally(question, nil) == nil)
        let powiat = SurveyResults(survey, sheets: sheets, within: try TERYTCode("2601"))
        #expect(powiat.tally(question, nil)?.respondents == 9)
        // Three labour offices are too few, and the six others with all nine would tell them.
        #expect(powiat.tally(question, .pup) == nil && powiat.tally(question, .ops) == nil && powiat.isHidden(question, .pup))
    }

    @Test func meansAndMediansAreOfNumbersAlone() {
        let question = SurveyQuestion(id: "ocena", text: Self.text("?"), kind: .scale(1...5), options: [Self.option("nie-wiem", isDontKnow: true)])
        let tally = SurveyTally(question, [.options(["1"]), .options(["2"]), .options(["5"]), .options(["nie-wiem"]), .options(["4"])])
        #expect(tally.mean == 3 && tally.median == 3 && tally.respondents == 5 && tally.percentages["nie-wiem"] == 20)
    }

    @Test func anExpressionNamesAnAnswer() throws {
        let texts = ["survey(proba,wspolpraca,tak)", "survey(proba,ocena,mean,pup)", "ratio(survey(proba,q1,a),ludnosc,100)", "survey(proba,ocena,5)@2026"]
        for text in texts {
            let expression = try IndicatorExpression(text)
            #expect(expression.text == text)
            #expect(try IndicatorExpression(expression.text) == expression)
        }
        for text in ["survey(proba)", "survey(proba,q)", "survey(proba,q,)", "survey(proba,q,a,bank)", "survey(,q,a)", "survey(proba,q,a,ops,b)"] {
            #expect(throws: IndicatorExpressionError.self, "\(text)") { try IndicatorExpression(text) }
        }
    }
}
