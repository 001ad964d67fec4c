// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A survey as JSON, the form in which it is written by hand, read and exported. GeoData/README.md describes it.
struct SurveyDocument: Codable {
    struct Text: Codable {
        var pl: String
        var en: String

        init(_ text: LocalizedText) {
            pl = text.polish
            en = text.english
        }

        var text: LocalizedText { LocalizedText(polish: pl, english: en) }
    }

    struct Option: Codable {
        var id: String
        var text: Text
        var asked: [String]?
        var dont_know: Bool?
    }

    struct Condition: Codable {
        var question: String
        var options: [String]
    }

    struct Question: Codable {
        var id: String
        var kind: String
        var text: Text
        var help: Text?
        var required: Bool?
        var asked: [String]?
        var only_if: Condition?
        var options: [Option]?
        var from: Double?
        var to: Double?
        var decimals: Int?
        var unit: Text?
        var longest: Int?
    }

    struct Origin: Codable {
        var id: String
        var name: Text
        var publisher: String
        var url: String?
        var date: String
        var licence: Text
    }

    struct Group: Codable {
        var type: String
        var respondents: Int?
        var percentages: [String: [String: Double]]
    }

    var id: String
    var title: Text
    var introduction: Text
    var asked: [String]
    var period: String
    var opens: String?
    var closes: String?
    var anonymous: Bool
    var smallest_group: Int?
    var source: Origin?
    var note: Text?
    var questions: [Question]
    var published: [Group]?

    /// The members that each part may have; anything else is a slip of the pen that would go unnoticed.
    static let members: [String: Set<String>] = [
        "survey": [
            "id", "title", "introduction", "asked", "period", "opens", "closes", "anonymous", "smallest_group", "source", "note", "questions", "published",
        ],
        "question": ["id", "kind", "text", "help", "required", "asked", "only_if", "options", "from", "to", "decimals", "unit", "longest"],
        "option": ["id", "text", "asked", "dont_know"],
        "published": ["type", "respondents", "percentages"],
    ]
}

/// A reason that lies in a value of the document.
private struct Reason: Error {
    let text: String
}

extension SurveyDocument {
    /// The survey and the source that the document holds.
    /// - Throws: a text that says which value is not one.
    func survey() throws -> (survey: Survey, source: Source?) {
        let source = try source.map { source in
            Source(
                id: source.id, name: source.name.text, publisher: source.publisher, url: source.url, date: try Period(source.date),
                licence: source.licence.text)
        }
        let survey = Survey(
            id: try SurveyID(id), title: title.text, introduction: introduction.text, asked: try types(asked, "asked"), period: try Period(period),
            opens: try opens.map { try Period($0) }, closes: try closes.map { try Period($0) }, isAnonymous: anonymous,
            smallestGroup: smallest_group, sourceID: source?.id, note: note?.text, questions: try questions.map { try question($0) },
            published: try (published ?? []).map { group in
                Survey.PublishedGroup(
                    type: try type(group.type, "published"), respondents: group.respondents, percentages: group.percentages)
            })
        return (survey, source)
    }

    private func question(_ question: Question) throws -> SurveyQuestion {
        let place = "question “\(question.id)”"
        let kind: SurveyQuestion.Kind
        func bounds() throws -> (Double, Double) {
            guard let from = question.from, let to = question.to, from.isFinite, to.isFinite, from < to else {
                throw Reason(text: "\(place): a \(question.kind) needs “from” and a larger “to”")
            }
            return (from, to)
        }
        switch question.kind {
        case "single": kind = .single
        case "multiple": kind = .multiple
        case "scale":
            let (from, to) = try bounds()
            guard from == from.rounded(), to == to.rounded(), (0...10).contains(from), (0...10).contains(to) else {
                throw Reason(text: "\(place): a scale goes from and to whole numbers 0…10")
            }
            kind = .scale(Int(from)...Int(to))
        case "number":
            let (from, to) = try bounds()
            kind = .number(from...to, decimals: question.decimals ?? 0, unit: question.unit?.text)
        case "text": kind = .text(limit: question.longest ?? 1000)
        case let word: throw Reason(text: "\(place): “\(word)” is not a kind: expected single, multiple, scale, number or text")
        }
        return SurveyQuestion(
            id: question.id, text: question.text.text, help: question.help?.text, kind: kind, isRequired: question.required ?? false,
            asked: try types(question.asked ?? [], place),
            condition: question.only_if.map { SurveyQuestion.Condition(question: $0.question, options: $0.options) },
            options: try (question.options ?? []).map { option in
                SurveyQuestion.Option(
                    id: option.id, text: option.text.text, asked: try types(option.asked ?? [], "\(place), option “\(option.id)”"),
                    isDontKnow: option.dont_know ?? false)
            })
    }

    private func types(_ texts: [String], _ place: String) throws -> [InstitutionType] { try texts.map { try type($0, place) } }

    private func type(_ text: String, _ place: String) throws -> InstitutionType {
        guard let type = InstitutionType(rawValue: text) else {
            let known = InstitutionType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Reason(text: "\(place): “\(text)” is not a type of institution: expected one of \(known)")
        }
        return type
    }

    init(_ survey: Survey, source: Source?) {
        func words(_ types: [InstitutionType]) -> [String]? { types.isEmpty ? nil : types.map(\.rawValue) }
        id = survey.id.text
        title = Text(survey.title)
        introduction = Text(survey.introduction)
        asked = survey.asked.map(\.rawValue)
        period = survey.period.text
        opens = survey.opens?.text
        closes = survey.closes?.text
        anonymous = survey.isAnonymous
        smallest_group = survey.smallestGroup
        self.source = source.map {
            Origin(id: $0.id, name: Text($0.name), publisher: $0.publisher, url: $0.url, date: $0.date.text, licence: Text($0.licence))
        }
        note = survey.note.map(Text.init)
        questions = survey.questions.map { question in
            var form = Question(
                id: question.id, kind: "single", text: Text(question.text), help: question.help.map(Text.init),
                required: question.isRequired ? true : nil, asked: words(question.asked),
                only_if: question.condition.map { Condition(question: $0.question, options: $0.options) },
                options: question.options.isEmpty
                    ? nil
                    : question.options.map {
                        Option(id: $0.id, text: Text($0.text), asked: words($0.asked), dont_know: $0.isDontKnow ? true : nil)
                    })
            switch question.kind {
            case .single: break
            case .multiple: form.kind = "multiple"
            case .scale(let range):
                form.kind = "scale"
                form.from = Double(range.lowerBound)
                form.to = Double(range.upperBound)
            case .number(let range, let decimals, let unit):
                form.kind = "number"
                form.from = range.lowerBound
                form.to = range.upperBound
                form.decimals = decimals
                form.unit = unit.map(Text.init)
            case .text(let limit):
                form.kind = "text"
                form.longest = limit
            }
            return form
        }
        published =
            survey.published.isEmpty
            ? nil : survey.published.map { Group(type: $0.type.rawValue, respondents: $0.respondents, percentages: $0.percentages) }
    }
}

/// Reads and writes surveys as JSON.
public enum SurveyFile {
    /// - Throws: a refusal that names the member at fault.
    public static func read(_ data: Data, file: String) throws(IntakeRefusal) -> (survey: Survey, source: Source?) {
        func refusal(_ reason: String) -> IntakeRefusal { IntakeRefusal(file: file, reason: reason) }
        do {
            if let stray = strayMember(try JSONSerialization.jsonObject(with: data)) { throw refusal(stray) }
            let read = try JSONDecoder().decode(SurveyDocument.self, from: data).survey()
            if let fault = read.survey.faults.first { throw refusal(fault.localizedDescription) }
            return read
        } catch let error as IntakeRefusal {
            throw error
        } catch let error as DecodingError {
            throw refusal(message(error))
        } catch let error as Reason {
            throw refusal(error.text)
        } catch let error as any LocalizedError {
            throw refusal(error.localizedDescription)
        } catch {
            throw refusal("it is not JSON: \((error as NSError).userInfo[NSDebugDescriptionErrorKey] ?? error.localizedDescription)")
        }
    }

    /// All `.json` files of a folder, by name; none when there is no folder.
    public static func read(folder: URL) throws -> (surveys: [Survey], sources: [Source], reports: [IntakeReport]) {
        var surveys: [Survey] = []
        var sources: [Source] = []
        var reports: [IntakeReport] = []
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".json") }.sorted()
        for name in names {
            let read = try read(InputFile.read(folder.appendingPathComponent(name)), file: name)
            guard !surveys.contains(where: { $0.id == read.survey.id }) else {
                throw IntakeRefusal(file: name, reason: "the survey \(read.survey.id) stands in another file of the folder too")
            }
            surveys.append(read.survey)
            if let source = read.source { sources.append(source) }
            reports.append(IntakeReport(file: name, read: read.survey.questions.count, accepted: read.survey.questions.count))
        }
        return (surveys, sources, reports)
    }

    /// The document that `read` reads back to the same survey.
    public static func write(_ survey: Survey, source: Source?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(SurveyDocument(survey, source: source)), as: UTF8.self) + "\n"
    }

    private static func message(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the document" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".").replacing(".[", with: "[")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context.codingPath)) lacks “\(key.stringValue)”"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context.codingPath)) has a value of another kind than expected: \(context.debugDescription)"
        case .dataCorrupted(let context): return "it cannot be read as JSON: \(context.debugDescription)"
        @unknown default: return "it cannot be read"
        }
    }

    private static func strayMember(_ object: Any) -> String? {
        guard let survey = object as? [String: Any] else { return "expected one object with id, title, introduction, asked, period, anonymous and questions" }
        func stray(_ object: Any, _ part: String, _ place: String) -> String? {
            let known = SurveyDocument.members[part] ?? []
            guard let name = (object as? [String: Any])?.keys.sorted().first(where: { !known.contains($0) }) else { return nil }
            return "\(place) has the unknown member “\(name)”: expected \(known.sorted().joined(separator: ", "))"
        }
        if let found = stray(survey, "survey", "the document") { return found }
        for (index, question) in ((survey["questions"] as? [Any]) ?? []).enumerated() {
            if let found = stray(question, "question", "questions[\(index)]") { return found }
            for (place, option) in (((question as? [String: Any])?["options"] as? [Any]) ?? []).enumerated() {
                if let found = stray(option, "option", "questions[\(index)].options[\(place)]") { return found }
            }
        }
        for (index, group) in ((survey["published"] as? [Any]) ?? []).enumerated() {
            if let found = stray(group, "published", "published[\(index)]") { return found }
        }
        return nil
    }
}
