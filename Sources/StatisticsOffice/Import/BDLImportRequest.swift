// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What is to be imported.
public struct BDLImportRequest: Sendable, Hashable {
    /// Numbers of variables; one named twice counts once.
    public var variables: [Int]
    /// Nil for what the starter catalogue says of a variable, and for all levels of a variable that is not in it.
    public var levels: Set<BDLLevel>?
    /// Nil for the last ten years that the variable has.
    public var years: Set<Int>?
    /// The województwo or powiat within which the units lie; nil for the whole country.
    public var parent: TERYTCode?

    public static let defaultYearCount = 10

    public init(variables: [Int], levels: Set<BDLLevel>? = nil, years: Set<Int>? = nil, parent: TERYTCode? = nil) {
        self.variables = variables
        self.levels = levels
        self.years = years
        self.parent = parent
    }
}

/// How far an import is.
public enum BDLImportProgress: Sendable, Hashable {
    /// What is ahead: about how many requests, and the seconds that the limits stretch them over at least.
    case planned(variables: Int, requests: Int, seconds: Double)
    /// A variable begins; `index` counts from 1.
    case variable(number: Int, name: LocalizedText, index: Int, count: Int)
    /// A page is here; `page` counts from 1.
    case page(variable: Int, level: BDLLevel, page: Int, count: Int, isCached: Bool)
}

/// What an import brought: nothing is in the database yet.
public struct BDLImportResult: Sendable {
    public let sources: [Source]
    public let indicators: [Indicator]
    public let observations: [Observation]
    public let report: BDLImportReport
}

/// An account of an import.
public struct BDLImportReport: Sendable, Hashable {
    public struct Variable: Sendable, Hashable {
        public let number: Int
        public let indicatorID: IndicatorID
        public let name: LocalizedText
        public let levels: [BDLLevel]
        public let years: [Int]
        /// Units of the atlas that have an observation.
        public let units: Int
        public let observations: Int
        /// Observations with a number.
        public let values: Int
        public let flags: [ObservationFlag: Int]
        /// Town and rural parts of urban-rural gminas, districts and delegatury: not counted beside their gmina.
        public let partsOfGminas: Int
    }

    public var variables: [Variable] = []
    public var remarks: [BDLRemark] = []
    public var requests = 0
    public var answersFromCache = 0
    public var allowance: RequestAllowance?
}

/// What a reader of the result should know.
public enum BDLRemark: Sendable, Hashable {
    /// The bank has no values of the variable for units so small.
    case noSuchLevel(variable: Int, levels: [BDLLevel], smallest: BDLLevel)
    /// The bank has no values of the variable for these of the years that were asked for.
    case yearsMissing(variable: Int, years: [Int], available: ClosedRange<Int>)
    /// Nothing was asked for that the bank has; the variable is left out.
    case nothing(variable: Int)
    /// The bank gives nothing for a level although the variable should have it.
    case emptyLevel(variable: Int, level: BDLLevel)
    /// The subject has figures of quarters or months: each is a variable of its own, fetched as a series of years.
    case shortPeriods(variable: Int)
    /// Units with values that the atlas does not know: since abolished or renumbered, or none of the territorial division.
    case unknownUnits(variable: Int, units: [String])
    /// A gmina that changed its kind stands in the bank twice, and both entries have a value for the year.
    case doubleValues(variable: Int, examples: [String], count: Int)
    case unknownAttributes(variable: Int, attributes: [Int], count: Int)
    /// Values of something else than years.
    case otherPeriods(variable: Int, periods: [String])
    /// Neither the name nor the unit of measure tells that values of parts may be added, so larger units get no sums.
    case readsAsRatio(variable: Int)

    private static let unitLimit = 10

    public func text(_ language: BDLLanguage) -> String {
        func choose(_ polish: String, _ english: String) -> String { language == .polish ? polish : english }
        switch self {
        case .noSuchLevel(let variable, let levels, let smallest):
            return choose(
                "Zmienna \(variable) nie ma wartości dla poziomu: \(levels.map(\.polish).joined(separator: ", ")). Najmniejsze jednostki to: \(smallest.polish).",
                "Variable \(variable) has no values for: \(levels.map(\.english).joined(separator: ", ")). Its smallest units are: \(smallest.english).")
        case .yearsMissing(let variable, let years, let available):
            return choose(
                "Zmienna \(variable) nie ma wartości dla lat: \(Self.list(years)). Dostępne lata: \(available.lowerBound)–\(available.upperBound).",
                "Variable \(variable) has no values for: \(Self.list(years)). It has years between \(available.lowerBound) and \(available.upperBound).")
        case .nothing(let variable):
            return choose("Zmienna \(variable) została pominięta.", "Variable \(variable) is left out.")
        case .emptyLevel(let variable, let level):
            return choose(
                "Bank nie podaje wartości zmiennej \(variable) dla poziomu: \(level.polish).",
                "The bank gives no values of variable \(variable) for: \(level.english).")
        case .shortPeriods(let variable):
            return choose(
                "Temat zmiennej \(variable) ma dane kwartalne lub miesięczne; każda zmienna jest osobnym kwartałem lub miesiącem, pobieranym rok po roku.",
                "The subject of variable \(variable) has figures of quarters or months; each variable is one quarter or month, fetched year by year.")
        case .unknownUnits(let variable, let units):
            let shown = units.prefix(Self.unitLimit).joined(separator: ", ") + (units.count > Self.unitLimit ? ", …" : "")
            return choose(
                "Zmienna \(variable): pominięto jednostki, których atlas nie zna (zniesione albo o zmienionym kodzie): \(units.count). \(shown)",
                "Variable \(variable): units that the atlas does not know (abolished or renumbered) are left out: \(units.count). \(shown)")
        case .doubleValues(let variable, let examples, let count):
            return choose(
                "Zmienna \(variable): gminy, które zmieniły rodzaj, mają w banku dwie różne wartości za ten sam rok: \(count). Wzięto wartość obecnego rodzaju: \(examples.joined(separator: ", ")).",
                "Variable \(variable): gminas that changed their kind have two different values for the same year: \(count). That of the present kind was taken: \(examples.joined(separator: ", ")).")
        case .unknownAttributes(let variable, let attributes, let count):
            return choose(
                "Zmienna \(variable): nieznane atrybuty (\(attributes.map(String.init).joined(separator: ", "))) przy wartościach: \(count). Wartości przyjęto bez uwag.",
                "Variable \(variable): unknown attributes (\(attributes.map(String.init).joined(separator: ", "))) beside values: \(count). The values were taken as they are.")
        case .otherPeriods(let variable, let periods):
            return choose(
                "Zmienna \(variable): pominięto okresy, które nie są latami: \(periods.prefix(5).joined(separator: ", ")).",
                "Variable \(variable): periods that are no years are left out: \(periods.prefix(5).joined(separator: ", ")).")
        case .readsAsRatio(let variable):
            return choose(
                "Zmienna \(variable): z nazwy i jednostki miary nie wynika, że wartości można dodawać, więc większe jednostki mają tylko to, co podaje bank.",
                "Variable \(variable): its name and unit of measure do not tell that values may be added, so larger units have only what the bank gives.")
        }
    }

    /// `1995–2003, 2026`.
    static func list(_ years: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for year in years.sorted() {
            if let last = runs.last, year == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...year
            } else {
                runs.append(year...year)
            }
        }
        return runs.map { $0.count == 1 ? String($0.lowerBound) : "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", ")
    }
}

extension BDLLevel {
    public var polish: String {
        switch self {
        case .kraj: "kraj"
        case .wojewodztwo: "województwa"
        case .powiat: "powiaty"
        case .gmina: "gminy"
        }
    }

    public var english: String {
        switch self {
        case .kraj: "the country"
        case .wojewodztwo: "województwa"
        case .powiat: "powiats"
        case .gmina: "gminas"
        }
    }
}
