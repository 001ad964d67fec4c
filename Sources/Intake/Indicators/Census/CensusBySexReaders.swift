// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Never-married women and men, census NSP 2021: columns `teryt`, `kobiety`, `mezczyzni`.
public struct CensusNeverMarriedReader: IndicatorReader {
    public static let kind = "census-never-married"
    public static let help = "never-married women and men of powiats, census 2021"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        try readBySex(data, file: file, territory: territory, women: "panny", men: "kawalerowie", total: nil)
    }
}

/// Women and men with higher education, census NSP 2021: columns `teryt`, `kobiety`, `mezczyzni`.
public struct CensusHigherEducationReader: IndicatorReader {
    public static let kind = "census-higher-education"
    public static let help = "women and men with higher education of powiats, census 2021"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        try readBySex(
            data, file: file, territory: territory, women: "wyzsze-wyksztalcenie-kobiety", men: "wyzsze-wyksztalcenie-mezczyzni",
            total: "wyzsze-wyksztalcenie")
    }
}

/// Reads one row a powiat with a count of women and one of men.
private func readBySex(
    _ data: Data, file: String, territory: TerritoryIndex, women: String, men: String, total: String?
) throws(IntakeRefusal) -> IntakeResult<Observation> {
    var rows = try RowReader(data, file: file, columns: ["teryt", "kobiety", "mezczyzni"])
    var observations: [Observation?] = []
    var lines: [TERYTCode: Int] = [:]
    var sums = (women: 0, men: 0)
    rows.forEach { (fields) throws(RowFault) in
        let code = try territory.unit(fields.code(0), level: .powiat).code
        if let first = lines[code] { throw RowFault("\(code) stands in line \(first) already") }
        let ofWomen = try fields.count(1)
        let ofMen = try fields.count(2)
        lines[code] = fields.line
        observations.append(.make(women, Census.period, code, Double(ofWomen)))
        observations.append(.make(men, Census.period, code, Double(ofMen)))
        if let total { observations.append(.make(total, Census.period, code, Double(ofWomen + ofMen))) }
        sums.women += ofWomen
        sums.men += ofMen
    }
    rows.report.remarks.append("\(lines.count) powiats: \(sums.women) women, \(sums.men) men")
    rows.report.remarks += Census.absent(lines.keys, territory)
    return try rows.result(observations.compactMap(\.self), partial: false)
}
