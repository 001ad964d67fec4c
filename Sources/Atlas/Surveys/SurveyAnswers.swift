// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why an answer cannot be taken.
public enum SurveyAnswerFault: Error, Sendable, Hashable {
    case missing
    case unknownOption
    case oneOnly
    case dontKnowBesideOthers
    case notANumber
    case outOfRange(ClosedRange<Double>)
    case tooManyDecimals(Int)
    case tooLong(limit: Int)

    /// For whoever fills in the form.
    public var message: LocalizedText {
        func number(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : "\(value)" }
        return switch self {
        case .missing: LocalizedText(polish: "Odpowiedz na to pytanie.", english: "Answer this question.")
        case .unknownOption: LocalizedText(polish: "Wybierz jedną z\u{A0}podanych odpowiedzi.", english: "Choose one of the answers given.")
        case .oneOnly: LocalizedText(polish: "Wybierz tylko jedną odpowiedź.", english: "Choose one answer only.")
        case .dontKnowBesideOthers:
            LocalizedText(
                polish: "„Nie wiem” nie łączy się z\u{A0}innymi odpowiedziami: zostaw jedno albo drugie.",
                english: "“Don't know” cannot stand beside other answers: keep one or the other.")
        case .notANumber: LocalizedText(polish: "Wpisz liczbę, na przykład 12 albo 3,5.", english: "Enter a number, such as 12 or 3.5.")
        case .outOfRange(let range):
            LocalizedText(
                polish: "Wpisz liczbę od\u{A0}\(number(range.lowerBound)) do\u{A0}\(number(range.upperBound)).",
                english: "Enter a number from \(number(range.lowerBound)) to \(number(range.upperBound)).")
        case .tooManyDecimals(0): LocalizedText(polish: "Wpisz liczbę całkowitą.", english: "Enter a whole number.")
        case .tooManyDecimals(let count):
            LocalizedText(polish: "Najwięcej miejsc po przecinku: \(count).", english: "Decimals at most: \(count).")
        case .tooLong(let limit): LocalizedText(polish: "Skróć odpowiedź: najwięcej znaków: \(limit).", english: "Shorten the answer: at most \(limit) characters.")
        }
    }
}

extension SurveyQuestion {
    /// The answer that fields of a form or a table hold; nil when they are empty.
    /// - Throws: `SurveyAnswerFault` for what the question does not offer.
    public func answer(_ values: [String], from type: InstitutionType) throws(SurveyAnswerFault) -> SurveyAnswer? {
        let values = values.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        guard let first = values.first else { return nil }
        switch kind {
        case .single, .multiple, .scale:
            let offered = choices(for: type)
            let chosen = offered.filter { values.contains($0.id) }
            guard Set(values).isSubset(of: offered.map(\.id)) else { throw .unknownOption }
            if kind != .multiple, chosen.count > 1 { throw .oneOnly }
            if chosen.count > 1, chosen.contains(where: \.isDontKnow) { throw .dontKnowBesideOthers }
            return .options(chosen.map(\.id))
        case .number(let range, let decimals, _):
            let plain = first.filter { !$0.isWhitespace }.replacing(",", with: ".").replacing("\u{2212}", with: "-")
            let isPlain = plain.utf8.count <= 20 && plain.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 }
            guard isPlain, let number = Double(plain), number.isFinite else { throw .notANumber }
            let places = plain.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
            guard places <= decimals else { throw .tooManyDecimals(decimals) }
            guard range.contains(number) else { throw .outOfRange(range) }
            return .number(number)
        case .text(let limit):
            let clean = String(String.UnicodeScalarView(first.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }))
            guard clean.count <= limit else { throw .tooLong(limit: limit) }
            return clean.isEmpty ? nil : .text(clean)
        }
    }
}

extension Survey {
    /// What a form or a table holds, read: answers to questions that are not put to the institution are left out.
    /// - Parameters:
    ///   - fields: values by question.
    ///   - isFinal: whether required questions have to be answered.
    public func answers(
        _ fields: [String: [String]], from type: InstitutionType, isFinal: Bool
    ) -> (answers: [String: SurveyAnswer], faults: [String: SurveyAnswerFault]) {
        var all: [String: SurveyAnswer] = [:]
        var faults: [String: SurveyAnswerFault] = [:]
        for question in questions {
            do throws(SurveyAnswerFault) { all[question.id] = try question.answer(fields[question.id] ?? [], from: type) } catch {
                faults[question.id] = error
            }
        }
        let put = questions(for: type, given: all)
        let asked = Set(put.map(\.id))
        if isFinal {
            for question in put where question.isRequired && all[question.id] == nil && faults[question.id] == nil { faults[question.id] = .missing }
        }
        return (all.filter { asked.contains($0.key) }, faults.filter { asked.contains($0.key) })
    }
}
