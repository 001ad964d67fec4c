// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A measure made from indicators and the directory: it has a text, so it can stand in an address wherever
/// the id of an indicator can, and the same text always means the same measure.
///
/// Grammar, without spaces; `measure` is an id or another expression, `period` as in `Period`:
///
///     measure            = id | call | measure@period
///     change(measure,period)          difference since the period, in the measure's own unit
///     growth(measure,period)          the same in per cent of the value then
///     per-capita(measure,factor)      by population, times the factor
///     per-km2(measure)                by area
///     ratio(measure,measure,factor)   the first by the second, times the factor
///     index(method,measure*weight,…)  composite index; a negative weight turns the direction
///     clusters(measure)               local Moran clusters
///     bivariate(measure,measure)      three by three classes of two measures
///     institutions(type)              institutions of a type per 10,000 residents
///     places(type)                    places in them per 10,000 residents
///     gap(need,provision)             standardised need minus standardised provision
///     cooperation(kind)               from the registry of agreements, as `CooperationMeasure` names it
///     survey(id,question,option)      per cent of answers to a survey; `mean` and `answers` stand in place of an option;
///                                     with a fourth word, a type of institution, of its answers
public indirect enum IndicatorExpression: Sendable, Hashable {
    case indicator(IndicatorID)
    case at(IndicatorExpression, Period)
    case change(IndicatorExpression, since: Period)
    case growth(IndicatorExpression, since: Period)
    case perCapita(IndicatorExpression, factor: Double)
    case perSquareKilometer(IndicatorExpression)
    case ratio(IndicatorExpression, IndicatorExpression, factor: Double)
    case index(CompositeMethod, [Component])
    case clusters(IndicatorExpression)
    case bivariate(IndicatorExpression, IndicatorExpression)
    case institutions(InstitutionType)
    case places(InstitutionType)
    case gap(need: IndicatorExpression, provision: IndicatorExpression)
    case cooperation(CooperationMeasure)
    case survey(SurveyID, question: String, option: String, InstitutionType?)

    /// How the components of an index are made comparable.
    public enum CompositeMethod: String, Sendable, Hashable, CaseIterable {
        case zScore = "zscore"
        case minMax = "minmax"
        case hellwig
    }

    /// One part of an index.
    public struct Component: Sendable, Hashable {
        public let measure: IndicatorExpression
        /// Not 0; negative when a higher value lowers the index.
        public let weight: Double

        public init(measure: IndicatorExpression, weight: Double) {
            self.measure = measure
            self.weight = weight
        }
    }

    /// The longest text that is read.
    public static let lengthLimit = 600
    /// How deep calls may stand in one another.
    public static let depthLimit = 4
    public static let componentRange = 2...12
    /// Residents to which counts of institutions and places relate.
    public static let provisionFactor = 10_000.0

    /// - Throws: `IndicatorExpressionError` with the place and what was expected there.
    public init(_ text: String) throws(IndicatorExpressionError) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw IndicatorExpressionError(text: text, position: Self.lengthLimit, expected: "at most \(Self.lengthLimit) characters")
        }
        var reader = ExpressionReader(text)
        self = try reader.measure(depth: 0)
        try reader.expectEnd()
    }

    /// The text that is read back to the same expression. Equal expressions have equal texts.
    public var text: String {
        switch self {
        case .indicator(let id): id.text
        case .at(let measure, let period): "\(measure.text)@\(period)"
        case .change(let measure, let since): "change(\(measure.text),\(since))"
        case .growth(let measure, let since): "growth(\(measure.text),\(since))"
        case .perCapita(let measure, let factor): "per-capita(\(measure.text),\(Self.number(factor)))"
        case .perSquareKilometer(let measure): "per-km2(\(measure.text))"
        case .ratio(let a, let b, let factor): "ratio(\(a.text),\(b.text),\(Self.number(factor)))"
        case .index(let method, let parts):
            "index(\(method.rawValue),\(parts.map { "\($0.measure.text)*\(Self.number($0.weight))" }.joined(separator: ",")))"
        case .clusters(let measure): "clusters(\(measure.text))"
        case .bivariate(let a, let b): "bivariate(\(a.text),\(b.text))"
        case .institutions(let type): "institutions(\(type.rawValue.lowercased()))"
        case .places(let type): "places(\(type.rawValue.lowercased()))"
        case .gap(let need, let provision): "gap(\(need.text),\(provision.text))"
        case .cooperation(let measure): "cooperation(\(measure.rawValue))"
        case .survey(let id, let question, let option, let type):
            "survey(\(id),\(question),\(option)\(type.map { ",\($0.rawValue.lowercased())" } ?? ""))"
        }
    }

    /// The measures that this one is made of, in the order of the text.
    public var operands: [IndicatorExpression] {
        switch self {
        case .indicator, .institutions, .places, .cooperation, .survey: []
        case .at(let a, _), .change(let a, _), .growth(let a, _), .perCapita(let a, _), .perSquareKilometer(let a), .clusters(let a): [a]
        case .ratio(let a, let b, _), .bivariate(let a, let b), .gap(let a, let b): [a, b]
        case .index(_, let parts): parts.map(\.measure)
        }
    }

    /// The indicators of the catalogue that the measure rests on, each once, in the order of the text.
    public var indicators: [IndicatorID] {
        if case .indicator(let id) = self { return [id] }
        var seen = Set<IndicatorID>()
        return operands.flatMap(\.indicators).filter { seen.insert($0).inserted }
    }

    /// Whether its values are classes rather than amounts, so that nothing further can be computed from them.
    public var isCategorical: Bool {
        switch self {
        case .clusters, .bivariate: true
        case .at(let measure, _): measure.isCategorical
        default: false
        }
    }

    /// Whether its values say how a unit stands among the units of its own level, so that those of a powiat and of its
    /// województwo cannot stand beside each other.
    public var isRelative: Bool {
        switch self {
        case .index, .clusters, .bivariate, .gap: true
        default: operands.contains(where: \.isRelative)
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
}

/// A text that is not an expression.
public struct IndicatorExpressionError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    /// Where reading stopped, in bytes from the start.
    public let position: Int
    public let expected: String

    public var errorDescription: String? {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not a measure: expected \(expected) at character \(position + 1)"
    }
}

/// Reads an expression from left to right.
private struct ExpressionReader {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    private static let calls = [
        "change", "growth", "per-capita", "per-km2", "ratio", "index", "clusters", "bivariate", "institutions", "places", "gap", "cooperation",
        "survey",
    ]

    mutating func measure(depth: Int) throws(IndicatorExpressionError) -> IndicatorExpression {
        let start = position
        let word = word()
        var measure: IndicatorExpression
        if next == UInt8(ascii: "(") {
            guard depth < IndicatorExpression.depthLimit else {
                throw fault("no more than \(IndicatorExpression.depthLimit) calls within one another", at: start)
            }
            guard Self.calls.contains(word) else { throw fault("one of \(Self.calls.joined(separator: ", "))", at: start) }
            position += 1
            measure = try call(word, depth: depth + 1)
            try expect(")")
        } else {
            guard let id = try? IndicatorID(word) else { throw fault("the id of an indicator or a call such as change(ID,2015)", at: start) }
            measure = .indicator(id)
        }
        if next == UInt8(ascii: "@") {
            position += 1
            measure = .at(measure, try period())
        }
        return measure
    }

    func expectEnd() throws(IndicatorExpressionError) {
        guard position == bytes.count else { throw fault("the end") }
    }

    private mutating func call(_ name: String, depth: Int) throws(IndicatorExpressionError) -> IndicatorExpression {
        switch name {
        case "institutions": return .institutions(try institutionType())
        case "places": return .places(try institutionType())
        case "cooperation": return .cooperation(try cooperationMeasure())
        case "index": return try index(depth: depth)
        case "survey": return try survey()
        default: break
        }
        let first = try amount(depth: depth)
        switch name {
        case "change":
            try expect(",")
            return .change(first, since: try period())
        case "growth":
            try expect(",")
            return .growth(first, since: try period())
        case "per-capita":
            try expect(",")
            return .perCapita(first, factor: try factor())
        case "per-km2": return .perSquareKilometer(first)
        case "clusters": return .clusters(first)
        default: break
        }
        try expect(",")
        let second = try amount(depth: depth)
        switch name {
        case "bivariate": return .bivariate(first, second)
        case "gap": return .gap(need: first, provision: second)
        default:
            try expect(",")
            return .ratio(first, second, factor: try factor())
        }
    }

    private mutating func index(depth: Int) throws(IndicatorExpressionError) -> IndicatorExpression {
        let start = position
        guard let method = IndicatorExpression.CompositeMethod(rawValue: word()) else {
            throw fault(IndicatorExpression.CompositeMethod.allCases.map(\.rawValue).joined(separator: ", "), at: start)
        }
        var parts: [IndicatorExpression.Component] = []
        while next == UInt8(ascii: ",") {
            position += 1
            let measure = try amount(depth: depth)
            try expect("*")
            let place = position
            let weight = try number()
            guard weight != 0, abs(weight) <= 100 else { throw fault("a weight from −100 to 100 other than 0", at: place) }
            parts.append(.init(measure: measure, weight: weight))
        }
        guard IndicatorExpression.componentRange.contains(parts.count) else {
            let range = IndicatorExpression.componentRange
            throw fault("\(range.lowerBound)…\(range.upperBound) measures with weights, each as ,ID*1")
        }
        guard Set(parts.map(\.measure)).count == parts.count else { throw fault("each measure once") }
        return .index(method, parts)
    }

    private mutating func survey() throws(IndicatorExpressionError) -> IndicatorExpression {
        let start = position
        guard let id = try? SurveyID(word()) else { throw fault("the id of a survey", at: start) }
        try expect(",")
        let question = try surveyWord("a question of the survey")
        try expect(",")
        let option = try surveyWord("an option of the question, mean or answers")
        guard next == UInt8(ascii: ",") else { return .survey(id, question: question, option: option, nil) }
        position += 1
        return .survey(id, question: question, option: option, try institutionType())
    }

    private mutating func surveyWord(_ expected: String) throws(IndicatorExpressionError) -> String {
        let start = position
        let word = word()
        guard SurveyWord.isValid(word) else { throw fault(expected, at: start) }
        return word
    }

    /// A measure that one can count with.
    private mutating func amount(depth: Int) throws(IndicatorExpressionError) -> IndicatorExpression {
        let start = position
        let measure = try measure(depth: depth)
        guard !measure.isCategorical else { throw fault("an amount: classes cannot be computed with", at: start) }
        return measure
    }

    private mutating func institutionType() throws(IndicatorExpressionError) -> InstitutionType {
        let start = position
        guard let type = InstitutionType(naming: word()) else {
            throw fault("a type of institution: \(InstitutionType.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", "))", at: start)
        }
        return type
    }

    private mutating func cooperationMeasure() throws(IndicatorExpressionError) -> CooperationMeasure {
        let start = position
        guard let measure = CooperationMeasure(rawValue: word()) else {
            throw fault("what is counted: \(CooperationMeasure.allCases.map(\.rawValue).joined(separator: ", "))", at: start)
        }
        return measure
    }

    private mutating func period() throws(IndicatorExpressionError) -> Period {
        let start = position
        let text = take { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        guard let period = try? Period(text) else { throw fault("a period such as 2015 or 2015-06-30", at: start) }
        return period
    }

    private mutating func factor() throws(IndicatorExpressionError) -> Double {
        let start = position
        let value = try number()
        guard (1...1_000_000).contains(value), value == value.rounded() else { throw fault("a whole number from 1 to 1000000", at: start) }
        return value
    }

    private mutating func number() throws(IndicatorExpressionError) -> Double {
        let start = position
        let text = take { (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        guard text.utf8.count <= 12, let value = Double(text), value.isFinite else { throw fault("a number such as 1 or -0.5", at: start) }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func word() -> String {
        take { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = next, isWanted(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func expect(_ character: Character) throws(IndicatorExpressionError) {
        guard next == character.asciiValue else { throw fault("“\(character)”") }
        position += 1
    }

    private func fault(_ expected: String, at place: Int? = nil) -> IndicatorExpressionError {
        IndicatorExpressionError(text: text, position: place ?? position, expected: expected)
    }
}

extension IndicatorID {
    /// The identity of a measure that is computed and not stored: the text of its expression.
    public init(_ expression: IndicatorExpression) {
        if case .indicator(let id) = expression {
            self = id
        } else {
            self.init(unchecked: expression.text)
        }
    }

    /// Whether it names a computed measure, which no table holds.
    public var isComputed: Bool { text.utf8.contains { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "@") } }
}
