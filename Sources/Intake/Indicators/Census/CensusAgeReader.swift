// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Population by year of age and sex, census NSP 2021: columns `teryt`, `wiek`, `kobiety`, `mezczyzni`; ages
/// 0…90, where 90 stands for 90 and over; every powiat with all 91 ages.
public struct CensusAgeReader: IndicatorReader {
    public static let kind = "census-age"
    public static let help = "population by year of age (90: 90 and over) and sex of powiats, census 2021"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    static let ages = 0...90

    /// Counts taken from the table: which ages of which sex. Working age is 18–59 for women and 18–64 for men.
    static let measures: [(id: String, women: ClosedRange<Int>?, men: ClosedRange<Int>?)] = [
        ("ludnosc", 0...90, 0...90),
        ("kobiety", 0...90, nil),
        ("mezczyzni", nil, 0...90),
        ("ludnosc-0-14", 0...14, 0...14),
        ("ludnosc-0-17", 0...17, 0...17),
        ("ludnosc-15-64", 15...64, 15...64),
        ("ludnosc-50-64", 50...64, 50...64),
        ("ludnosc-65-plus", 65...90, 65...90),
        ("kobiety-65-plus", 65...90, nil),
        ("mezczyzni-65-plus", nil, 65...90),
        ("ludnosc-80-plus", 80...90, 80...90),
        ("ludnosc-85-plus", 85...90, 85...90),
        ("ludnosc-produkcyjna", 18...59, 18...64),
        ("ludnosc-poprodukcyjna", 60...90, 65...90),
    ]

    private struct Pyramid {
        let firstLine: Int
        var women = [Int?](repeating: nil, count: 91)
        var men = [Int?](repeating: nil, count: 91)
    }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: ["teryt", "wiek", "kobiety", "mezczyzni"])
        var pyramids: [TERYTCode: Pyramid] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let code = try territory.unit(fields.code(0), level: .powiat).code
            let age = try fields.count(1)
            guard Self.ages.contains(age) else { throw RowFault("the age is \(age): expected 0…90, where 90 stands for 90 and over") }
            let women = try fields.count(2)
            let men = try fields.count(3)
            var pyramid = pyramids[code] ?? Pyramid(firstLine: fields.line)
            guard pyramid.women[age] == nil else { throw RowFault("\(code) has the age \(age) twice") }
            pyramid.women[age] = women
            pyramid.men[age] = men
            pyramids[code] = pyramid
        }
        // A rejected row would be reported once more as a missing age.
        let rowsAreGood = rows.report.rejected.isEmpty
        var observations: [Observation] = []
        var women = 0
        var men = 0
        for (code, pyramid) in pyramids.sorted(by: { $0.key < $1.key }) {
            let missing = Self.ages.filter { pyramid.women[$0] == nil }
            guard missing.isEmpty else {
                if rowsAreGood { rows.reject(pyramid.firstLine, "\(code) lacks \(missing.count) of 91 ages, the first of them \(missing[0])") }
                continue
            }
            let ofWomen = pyramid.women.compactMap(\.self)
            let ofMen = pyramid.men.compactMap(\.self)
            women += ofWomen.reduce(0, +)
            men += ofMen.reduce(0, +)
            for measure in Self.measures {
                let value = (measure.women.map { ofWomen[$0].reduce(0, +) } ?? 0) + (measure.men.map { ofMen[$0].reduce(0, +) } ?? 0)
                if let made = Observation.make(measure.id, Census.period, code, Double(value)) { observations.append(made) }
            }
            let outside = ofWomen[0...17].reduce(0, +) + ofMen[0...17].reduce(0, +) + ofWomen[60...].reduce(0, +) + ofMen[65...].reduce(0, +)
            if let made = Observation.make("ludnosc-nieprodukcyjna", Census.period, code, Double(outside)) { observations.append(made) }
        }
        rows.report.remarks.append("\(pyramids.count) powiats, \(women + men) people: \(women) women, \(men) men")
        rows.report.remarks += Census.absent(pyramids.keys, territory)
        return try rows.result(observations, partial: false)
    }
}

/// What the tables of the census have in common.
enum Census {
    /// The census shows the state of 31 March 2021; the year alone is used, so that its tables stand together.
    static let period = Period(year: 2021)

    /// A remark when powiats of the register are not in a table.
    static func absent(_ present: some Collection<TERYTCode>, _ territory: TerritoryIndex) -> [String] {
        let known = Set(present)
        let absent = territory.units(.powiat).filter { !known.contains($0.code) }
        return absent.isEmpty ? [] : ["not in the table: \(absent.map { "\($0.code) \($0.name)" }.joined(separator: ", "))"]
    }
}
