// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import SwiftCSV

/// A variable of the Local Data Bank that the atlas knows by name.
public struct StarterVariable: Sendable, Hashable {
    public let number: Int
    public let indicatorID: IndicatorID
    public let topic: LocalizedText
    public let name: LocalizedText
    public let unit: LocalizedText
    public let note: LocalizedText
    /// The levels that are worth fetching; the bank may have fewer.
    public let levels: [BDLLevel]
    public let direction: IndicatorDirection
    /// `sum` or `none`.
    public let aggregation: Aggregation
    public let decimals: Int
    /// The first year with values, where that is known.
    public let since: Int?
    /// Where the number was seen with its meaning.
    public let evidence: String
}

/// The variables of social policy that one command or one click fetches: `GeoData/bdl/starter.csv`.
public struct StarterCatalogue: Sendable, Hashable {
    public let variables: [StarterVariable]

    public static let columns = [
        "id", "variable", "topic_pl", "topic_en", "name_pl", "name_en", "unit_pl", "unit_en", "levels", "direction", "aggregation",
        "decimals", "note_pl", "note_en", "since", "evidence",
    ]

    /// - Parameter csv: the table in UTF-8, parted by commas.
    /// - Throws: `StarterCatalogueError` with the row that is wrong.
    public init(csv: Data) throws(StarterCatalogueError) {
        let table: EnumeratedCSV
        do {
            table = try EnumeratedCSV(string: String(decoding: csv, as: UTF8.self), delimiter: .comma, loadColumns: false)
        } catch {
            throw StarterCatalogueError(row: nil, reason: "it cannot be split into rows and fields")
        }
        guard table.header == Self.columns else {
            throw StarterCatalogueError(
                row: nil,
                reason: "its columns are \(table.header.joined(separator: ",")); expected \(Self.columns.joined(separator: ","))")
        }
        var variables: [StarterVariable] = []
        for (index, fields) in table.rows.enumerated() where fields.contains(where: { !$0.isEmpty }) {
            let variable: StarterVariable
            do throws(StarterCatalogueError.Reason) { variable = try Self.variable(fields) } catch {
                throw StarterCatalogueError(row: index + 1, reason: error.text)
            }
            guard !variables.contains(where: { $0.number == variable.number || $0.indicatorID == variable.indicatorID }) else {
                throw StarterCatalogueError(row: index + 1, reason: "\(variable.indicatorID) or \(variable.number) is there already")
            }
            variables.append(variable)
        }
        self.variables = variables
    }

    /// - Parameter geoData: the folder with `bdl/starter.csv`.
    /// - Throws: `StarterCatalogueError`, and what reading a file throws.
    public static func read(geoData: URL) throws -> StarterCatalogue {
        try StarterCatalogue(csv: Data(contentsOf: geoData.appendingPathComponent("bdl/starter.csv")))
    }

    public subscript(number: Int) -> StarterVariable? { variables.first { $0.number == number } }

    /// The topics in the order of the table, each with its variables.
    public var topics: [(topic: LocalizedText, variables: [StarterVariable])] {
        var topics: [(topic: LocalizedText, variables: [StarterVariable])] = []
        for variable in variables {
            if let index = topics.firstIndex(where: { $0.topic == variable.topic }) {
                topics[index].variables.append(variable)
            } else {
                topics.append((variable.topic, [variable]))
            }
        }
        return topics
    }

    /// The variables of the topic whose Polish or English name begins so, whatever the case and with or without Polish letters.
    public func variables(inTopic text: String) -> [StarterVariable] {
        let wanted = Self.folded(text)
        guard !wanted.isEmpty else { return [] }
        return topics.filter { Self.folded($0.topic.polish).hasPrefix(wanted) || Self.folded($0.topic.english).hasPrefix(wanted) }
            .flatMap(\.variables)
    }

    private static func folded(_ text: String) -> String {
        text.replacing("ł", with: "l").replacing("Ł", with: "l").folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .replacing("-", with: " ").trimmed
    }

    private static func variable(_ fields: [String]) throws(StarterCatalogueError.Reason) -> StarterVariable {
        typealias Reason = StarterCatalogueError.Reason
        guard fields.count == columns.count else { throw Reason("it has \(fields.count) fields, not \(columns.count)") }
        let named = Dictionary(zip(columns, fields.map(\.trimmed)), uniquingKeysWith: { first, _ in first })
        func field(_ name: String) throws(Reason) -> String {
            guard let text = named[name], !text.isEmpty else { throw Reason("\(name) is empty") }
            return text
        }
        func texts(_ name: String) throws(Reason) -> LocalizedText {
            LocalizedText(polish: try field(name + "_pl"), english: try field(name + "_en"))
        }
        guard let number = Int(try field("variable")), number > 0 else { throw Reason("variable is not a number") }
        let id: IndicatorID
        do { id = try IndicatorID(field("id")) } catch let error as IndicatorIDError { throw Reason(error.errorDescription ?? "") } catch {
            throw Reason("id is empty")
        }
        var levels: [BDLLevel] = []
        for name in try field("levels").split(separator: " ") {
            guard let level = BDLLevel(name: String(name)) else { throw Reason("“\(name)” is not a level") }
            levels.append(level)
        }
        guard let direction = IndicatorDirection(rawValue: try field("direction")) else {
            throw Reason("direction is not one of \(IndicatorDirection.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let aggregation: Aggregation
        switch try field("aggregation") {
        case "sum": aggregation = .sum
        case "none": aggregation = .none
        default: throw Reason("aggregation is neither sum nor none")
        }
        guard let decimals = Int(try field("decimals")), (0...6).contains(decimals) else { throw Reason("decimals is not 0…6") }
        let since = named["since"] ?? ""
        guard since.isEmpty || Int(since).map({ (1995...2100).contains($0) }) == true else { throw Reason("since is not a year from 1995") }
        return StarterVariable(
            number: number, indicatorID: id, topic: try texts("topic"), name: try texts("name"), unit: try texts("unit"),
            note: try texts("note"), levels: levels.sorted(), direction: direction, aggregation: aggregation, decimals: decimals,
            since: Int(since), evidence: try field("evidence"))
    }
}

/// Why a table is not a starter catalogue.
public struct StarterCatalogueError: Error, Sendable, Equatable, LocalizedError {
    /// The row below the header, counted from 1; nil for the table as a whole.
    public let row: Int?
    public let reason: String

    struct Reason: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    public var errorDescription: String? {
        "The starter catalogue (bdl/starter.csv)" + (row.map { ", row \($0)" } ?? "") + ": \(reason)"
    }
}

extension BDLLevel {
    /// The name that addresses, tables and commands use: `kraj`, `wojewodztwo`, `powiat`, `gmina`.
    public var name: String {
        switch self {
        case .kraj: "kraj"
        case .wojewodztwo: "wojewodztwo"
        case .powiat: "powiat"
        case .gmina: "gmina"
        }
    }

    public init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    public var unitLevel: UnitLevel {
        switch self {
        case .kraj: .kraj
        case .wojewodztwo: .wojewodztwo
        case .powiat: .powiat
        case .gmina: .gmina
        }
    }
}
