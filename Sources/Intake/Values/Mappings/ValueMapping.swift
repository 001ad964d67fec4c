// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// What columns of a published layout become: a table that people can read and extend.
///
/// A mapping is a CSV table with the columns `heading,indicator,name_pl,name_en,unit_pl,unit_en,factor,aggregation,direction,
/// decimals,topic_pl,topic_en,note_pl,note_en`. A heading is a pattern: case and diacritics do not matter, `*` stands for
/// anything, levels of headings are joined by ` | `. Rows whose heading begins with `@` are settings, their value stands in
/// the column `indicator`: `@title`, `@publisher`, `@url`, `@licence_pl`, `@licence_en`, `@sheet`, `@dash` (zero or missing),
/// `@recognise` (a pattern that some heading must fit; all of several), `@file` (a pattern of the file's name).
public struct ValueMapping: Sendable {
    /// What a column becomes.
    public struct Rule: Sendable {
        let pattern: WildcardPattern
        /// `-` leaves the column out; empty makes an id from the heading.
        let indicator: String
        let name: LocalizedText?
        let unit: LocalizedText?
        let factor: Double
        let aggregation: Aggregation?
        let direction: IndicatorDirection?
        let decimals: Int?
        let topic: LocalizedText?
        let note: LocalizedText?
    }

    public let name: String
    public let rules: [Rule]
    let settings: [String: [String]]

    public static let columns = [
        "heading", "indicator", "name_pl", "name_en", "unit_pl", "unit_en", "factor", "aggregation", "direction", "decimals", "topic_pl", "topic_en",
        "note_pl", "note_en",
    ]
    private static let settingNames: Set<String> = [
        "@title_pl", "@title_en", "@publisher", "@url", "@licence_pl", "@licence_en", "@sheet", "@dash", "@recognise", "@file", "@source",
    ]

    /// All mappings of a folder, ordered by name; a folder that does not exist has none.
    public static func read(folder: URL) throws(IntakeRefusal) -> [ValueMapping] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw IntakeRefusal(file: folder.lastPathComponent, reason: "the folder cannot be read: \(error.localizedDescription)")
        }
        var mappings: [ValueMapping] = []
        for name in names.sorted() where name.hasSuffix(".csv") {
            mappings.append(try ValueMapping(InputFile.read(folder.appendingPathComponent(name)), file: name))
        }
        return mappings
    }

    /// - Throws: a refusal with the lines that are not as they should be.
    public init(_ data: Data, file: String) throws(IntakeRefusal) {
        var rows = try RowReader(data, file: file, columns: Self.columns)
        var rules: [Rule] = []
        var settings: [String: [String]] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let heading = fields[0].trimmed
            if heading.hasPrefix("@") {
                guard Self.settingNames.contains(heading) else {
                    throw RowFault("the setting “\(heading)” is not known: expected one of \(Self.settingNames.sorted().joined(separator: ", "))")
                }
                settings[heading, default: []].append(fields[1].trimmed)
                return
            }
            guard !heading.isEmpty else { throw RowFault("the heading is empty") }
            rules.append(try Self.rule(heading, fields))
        }
        _ = try rows.result(rules, partial: false)
        name = file.hasSuffix(".csv") ? String(file.dropLast(4)) : file
        self.rules = rules
        self.settings = settings
    }

    private static func rule(_ heading: String, _ fields: RowReader.Fields) throws(RowFault) -> Rule {
        let indicator = fields[1].trimmed
        if !indicator.isEmpty, indicator != "-" {
            do throws(IndicatorIDError) { _ = try IndicatorID(indicator) } catch { throw RowFault(error) }
        }
        func text(_ polish: Int, _ english: Int) -> LocalizedText? {
            let (pl, en) = (fields[polish].trimmed, fields[english].trimmed)
            return pl.isEmpty && en.isEmpty ? nil : LocalizedText(polish: pl.isEmpty ? en : pl, english: en.isEmpty ? pl : en)
        }
        var factor = 1.0
        if !fields[6].isEmpty { factor = try DecimalNumber.parse(fields[6]) }
        guard factor != 0 else { throw RowFault("the factor is 0: leave it empty for 1") }
        var direction: IndicatorDirection?
        if !fields[8].isEmpty {
            direction = IndicatorDirection(rawValue: fields[8])
            guard direction != nil else { throw RowFault("the direction “\(fields[8])” is not known: expected \(IndicatorDirection.allCases.map(\.rawValue).joined(separator: ", "))") }
        }
        var decimals: Int?
        if !fields[9].isEmpty {
            decimals = Int(fields[9]).flatMap { (0...6).contains($0) ? $0 : nil }
            guard decimals != nil else { throw RowFault("decimals is “\(fields[9])”: expected a whole number 0…6") }
        }
        return Rule(
            pattern: WildcardPattern(heading), indicator: indicator, name: text(2, 3), unit: text(4, 5), factor: factor,
            aggregation: fields[7].isEmpty ? nil : try IndicatorTables.aggregation(fields[7]), direction: direction, decimals: decimals,
            topic: text(10, 11), note: text(12, 13))
    }

    func setting(_ name: String) -> String? { settings[name]?.first }

    /// Whether a table of these headings, in a file of this name, is of the mapping's layout.
    func recognises(headings: [String], file: String, sheet: String) -> Bool {
        let patterns = settings["@recognise"] ?? []
        let files = settings["@file"] ?? []
        let sheets = settings["@sheet"] ?? []
        guard !patterns.isEmpty || !files.isEmpty else { return false }
        if !files.isEmpty, !files.contains(where: { WildcardPattern($0).matches(file) }) { return false }
        if !sheets.isEmpty, !sheet.isEmpty, !sheets.contains(where: { WildcardPattern($0).matches(sheet) }) { return false }
        return patterns.allSatisfy { pattern in headings.contains { WildcardPattern(pattern).matches($0) } }
    }

    func rule(for heading: String) -> Rule? { rules.first { $0.pattern.matches(heading) } }
}

/// A folded text in which `*` stands for any characters.
struct WildcardPattern: Sendable {
    private let parts: [String]

    init(_ pattern: String) {
        parts = Self.plain(pattern).split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    func matches(_ text: String) -> Bool {
        var rest = Self.plain(text)[...]
        guard let first = parts.first, let last = parts.last else { return false }
        if parts.count == 1 { return rest == first }
        guard rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= last.count && rest.hasSuffix(last)
    }

    private static func plain(_ text: String) -> String {
        fold(text).split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("–", with: "-").replacing("—", with: "-")
    }
}
