// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The analysis panel of the map as plain fields: what a form without scripts sends, and what an expression says.
///
/// Scripts write the expression themselves; Web/static/map/expression.js knows the same grammar.
struct AnalysisForm: Sendable, Equatable {
    /// What to do with the indicator chosen. Raw values are the ones that the form sends as `analiza`.
    enum Mode: String, Sendable, CaseIterable {
        case plain, change, rate, bivariate, index, clusters, gap
    }

    /// What a rate relates to; the form sends it as `na`.
    enum Base: Sendable, Equatable {
        case residents(Int)
        case area
        case measure

        static let residentChoices = [1_000, 10_000, 100_000]

        var text: String {
            switch self {
            case .residents(let number): String(number)
            case .area: "km2"
            case .measure: "measure"
            }
        }

        init?(_ text: String) {
            switch text {
            case "km2": self = .area
            case "measure": self = .measure
            default:
                guard let number = Int(text), Self.residentChoices.contains(number) else { return nil }
                self = .residents(number)
            }
        }
    }

    /// The form sends it as `oferta`.
    enum Provision: String, Sendable, CaseIterable {
        case places, institutions, cooperation
    }

    struct Part: Sendable, Equatable {
        var measure: String
        var weight: Double
    }

    var mode = Mode.plain
    /// The measure that is analysed: an id, or a further expression.
    var measure: String
    var since: String?
    var isPercent = false
    var base = Base.residents(10_000)
    var second: String?
    var factor = 100
    var method = IndicatorExpression.CompositeMethod.zScore
    var parts: [Part] = []
    /// What help is compared with need: places or institutions of a type, or cooperation.
    var provision = Provision.places
    var type = InstitutionType.dps
    var cooperation = CooperationMeasure.welfareWithLabour
    /// Show need and provision as two classes each instead of as their gap.
    var isBivariateGap = false
}

// MARK: From an expression

extension AnalysisForm {
    init(_ id: IndicatorID) {
        guard id.isComputed, let expression = try? IndicatorExpression(id.text) else {
            self.init(measure: id.text)
            return
        }
        self.init(expression)
    }

    private init(_ expression: IndicatorExpression) {
        self.init(measure: expression.text)
        switch expression {
        case .change(let part, let since), .growth(let part, let since):
            mode = .change
            measure = part.text
            self.since = since.text
            if case .growth = expression { isPercent = true }
        case .perCapita(let part, let factor):
            guard let base = Base(String(Int(factor))) else { return }
            mode = .rate
            measure = part.text
            self.base = base
        case .perSquareKilometer(let part):
            mode = .rate
            measure = part.text
            base = .area
        case .ratio(let a, let b, let factor):
            mode = .rate
            measure = a.text
            base = .measure
            second = b.text
            self.factor = Int(factor)
        case .bivariate(let a, let b):
            measure = a.text
            if readProvision(b) {
                mode = .gap
                isBivariateGap = true
            } else {
                mode = .bivariate
                second = b.text
            }
        case .clusters(let part):
            mode = .clusters
            measure = part.text
        case .gap(let need, let provision):
            guard readProvision(provision) else { return }
            mode = .gap
            measure = need.text
        case .index(let method, let components):
            mode = .index
            self.method = method
            parts = components.map { Part(measure: $0.measure.text, weight: $0.weight) }
            measure = parts.first?.measure ?? expression.text
        case .indicator, .at, .institutions, .places, .cooperation, .survey: break
        }
    }

    private mutating func readProvision(_ expression: IndicatorExpression) -> Bool {
        switch expression {
        case .institutions(let type):
            provision = .institutions
            self.type = type
        case .places(let type):
            provision = .places
            self.type = type
        case .cooperation(let measure):
            provision = .cooperation
            cooperation = measure
        default: return false
        }
        return true
    }
}

// MARK: From the fields of a form

/// What keeps fields from being a measure. Raw values stand in addresses as `uwaga`.
enum AnalysisObstacle: String, Error, Sendable, CaseIterable {
    case onePeriod = "one-period"
    case noSecond = "second"
    case fewParts = "parts"
    case badWeight = "weight"
    case noPopulation = "population"
    case noDirectory = "directory"
    case noAgreements = "agreements"
    case refused
}

extension AnalysisForm {
    /// Nil when the query holds no such form.
    init?(_ query: QueryReader, in snapshot: AtlasSnapshot) throws {
        guard let mode = try query.choice("analiza", Mode.self) else { return nil }
        guard let measure = try query.text("indicator", maximumLength: IndicatorExpression.lengthLimit) ?? snapshot.defaultIndicator?.indicator.id.text
        else { return nil }
        self.init(measure: measure)
        self.mode = mode
        since = try query.period("od")?.text
        isPercent = try query.text("zmiana") == "percent"
        if let text = try query.text("na") {
            guard let base = Base(text) else { throw Problem.badParameter("na", text, accepted: "1000, 10000, 100000, km2, measure") }
            self.base = base
        }
        second = try query.text("drugi", maximumLength: IndicatorExpression.lengthLimit).map { snapshot.indicatorID(named: $0) ?? $0 }
        factor = try query.integer("mnoznik", in: 1...1_000_000) ?? 100
        method = try query.choice("metoda", IndicatorExpression.CompositeMethod.self) ?? .zScore
        provision = try query.choice("oferta", Provision.self) ?? .places
        cooperation = try query.choice("wspolpraca", CooperationMeasure.self) ?? .welfareWithLabour
        if let text = try query.text("typ") {
            guard let type = InstitutionType(naming: text) else { throw Problem.badParameter("typ", text, accepted: "a type of institution, such as dps") }
            self.type = type
        }
        isBivariateGap = try query.text("pokaz") == "bivariate"
        for number in 1...IndicatorExpression.componentRange.upperBound {
            guard let name = try query.text("skladnik\(number)", maximumLength: IndicatorExpression.lengthLimit) else { continue }
            let weight = try query.text("waga\(number)") ?? "1"
            let plain = weight.replacing(",", with: ".").replacing("\u{2212}", with: "-").filter { !$0.isWhitespace }
            parts.append(Part(measure: snapshot.indicatorID(named: name) ?? name, weight: Double(plain) ?? 0))
        }
    }

    /// The measure that the fields describe.
    /// - Throws: `AnalysisObstacle`.
    func expression(in snapshot: AtlasSnapshot) throws(AnalysisObstacle) -> IndicatorID {
        let text: String
        switch mode {
        case .plain: text = measure
        case .change: text = "\(isPercent ? "growth" : "change")(\(measure),\(try comparedPeriod(snapshot)))"
        case .rate:
            switch base {
            case .area: text = "per-km2(\(measure))"
            case .residents(let number):
                guard (try? snapshot.population()) != nil else { throw .noPopulation }
                text = "per-capita(\(measure),\(number))"
            case .measure:
                guard let second, second != measure else { throw .noSecond }
                text = "ratio(\(measure),\(second),\(factor))"
            }
        case .bivariate:
            guard let second, second != measure else { throw .noSecond }
            text = "bivariate(\(measure),\(second))"
        case .index:
            guard IndicatorExpression.componentRange.contains(parts.count) else { throw .fewParts }
            guard parts.allSatisfy({ $0.weight != 0 && abs($0.weight) <= 100 }) else { throw .badWeight }
            text = "index(\(method.rawValue),\(parts.map { "\($0.measure)*\(JSONValue.number($0.weight).text)" }.joined(separator: ",")))"
        case .clusters: text = "clusters(\(measure))"
        case .gap:
            guard snapshot.directoryYear != nil else { throw .noDirectory }
            let kind = provision == .cooperation ? cooperation.rawValue : type.rawValue.lowercased()
            text = "\(isBivariateGap ? "bivariate" : "gap")(\(measure),\(provision.rawValue)(\(kind)))"
            if provision == .cooperation, (try? snapshot.existing("cooperation(\(kind))")) == nil { throw .noAgreements }
        }
        guard let found = try? snapshot.existing(text) else { throw .refused }
        return found.indicator.id
    }

    /// The period asked for, or the first one where the measure does not have it or nothing follows it.
    private func comparedPeriod(_ snapshot: AtlasSnapshot) throws(AnalysisObstacle) -> Period {
        guard let periods = (try? snapshot.existing(measure))?.periods else { throw .refused }
        guard let first = periods.first, periods.count > 1 else { throw .onePeriod }
        return periods.dropLast().first { $0.text == since } ?? first
    }
}

extension AtlasSnapshot {
    /// The indicator with this name in either language, or this id.
    func indicatorID(named text: String) -> String? {
        let found = (indicators + cooperationMeasures).first { $0.indicator.id.text == text || $0.indicator.name.polish == text || $0.indicator.name.english == text }
        return found?.indicator.id.text
    }
}
