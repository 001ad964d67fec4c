// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The atlas's own tables of indicators: `sources.csv`, `catalogue.csv` and any number of tidy files of
/// observations, one row a value (`indicator,period,code,value,flag`).
public enum IndicatorTables {
    public static let sourceColumns = ["id", "name_pl", "name_en", "publisher", "url", "date", "licence_pl", "licence_en"]
    public static let catalogueColumns = [
        "id", "topic_pl", "topic_en", "name_pl", "name_en", "unit_pl", "unit_en", "note_pl", "note_en", "source", "direction",
        "aggregation", "decimals",
    ]
    public static let observationColumns = ["indicator", "period", "code", "value", "flag"]

    /// All tables of a folder.
    public struct Contents: Sendable {
        public let sources: [Source]
        /// In the order of the catalogue.
        public let indicators: [Indicator]
        public let observations: [Observation]
        /// One a file: sources, catalogue, then the observations in the order of their file names.
        public let reports: [IntakeReport]
    }

    /// Reads `sources.csv`, `catalogue.csv` and every other `.csv` of `folder` as observations.
    /// - Throws: the refusal of the first file that is not as it should be.
    public static func read(folder: URL) throws(IntakeRefusal) -> Contents {
        let sources = try self.sources(InputFile.read(folder.appendingPathComponent("sources.csv")), file: "sources.csv")
        let catalogue = try self.catalogue(
            InputFile.read(folder.appendingPathComponent("catalogue.csv")), file: "catalogue.csv", sources: sources.accepted)
        var reports = [sources.report, catalogue.report]
        var observations: [Observation] = []
        var reader = ObservationReader(indicators: catalogue.accepted)
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw IntakeRefusal(file: folder.lastPathComponent, reason: "the folder cannot be read: \(error.localizedDescription)")
        }
        for name in names.sorted() where name.hasSuffix(".csv") && name != "sources.csv" && name != "catalogue.csv" {
            let result = try reader.read(InputFile.read(folder.appendingPathComponent(name)), file: name)
            observations += result.accepted
            reports.append(result.report)
        }
        return Contents(sources: sources.accepted, indicators: catalogue.accepted, observations: observations, reports: reports)
    }

    /// Reads a table of sources.
    public static func sources(_ data: Data, file: String, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Source> {
        var rows = try RowReader(data, file: file, columns: sourceColumns)
        var sources: [Source] = []
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let id = try fields.identifier(0, what: "source")
            if let first = lines[id] { throw RowFault("the source \(id) stands in line \(first) already") }
            let name = try fields.localizedText(1, 2, named: "name", limit: 300)
            let publisher = try fields.requiredText(3, named: "publisher", limit: 300)
            let url = fields[4]
            guard url.isEmpty || url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw RowFault("the url “\(DelimitedTable.shortened(url))” does not begin with https:// or http://; leave it empty if there is none")
            }
            let source = Source(
                id: id, name: name, publisher: publisher, url: url.isEmpty ? nil : url, date: try fields.period(5),
                licence: try fields.localizedText(6, 7, named: "licence", limit: 300))
            lines[id] = fields.line
            sources.append(source)
        }
        return try rows.result(sources, partial: partial)
    }

    /// Reads observations of `indicators`. To read several files that together may not repeat a key, use `ObservationReader`.
    public static func observations(
        _ data: Data, file: String, indicators: [Indicator], partial: Bool = false
    ) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var reader = ObservationReader(indicators: indicators)
        return try reader.read(data, file: file, partial: partial)
    }

    /// The text of a tidy file, ordered by indicator, period and code.
    public static func write(_ observations: [Observation]) -> String {
        let ordered = observations.sorted {
            ($0.indicator, $0.period, $0.code) < ($1.indicator, $1.period, $1.code)
        }
        return TableWriter.table(
            observationColumns,
            ordered.map {
                [
                    $0.indicator.text, $0.period.text, $0.code.stem, $0.value.map(DecimalNumber.write) ?? "",
                    $0.flag?.rawValue ?? "",
                ]
            })
    }
}

extension RowReader.Fields {
    func identifier(_ column: Int, what: String) throws(RowFault) -> String {
        do throws(IndicatorIDError) { return try IndicatorID(self[column]).text } catch {
            throw RowFault(
                "“\(DelimitedTable.shortened(self[column]))” is not the id of a \(what): expected 2…64 small letters a–z, digits and hyphens")
        }
    }

    func requiredText(_ column: Int, named name: String, limit: Int) throws(RowFault) -> String {
        let text = self[column].trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw RowFault("\(name) is empty") }
        guard text.count <= limit else { throw RowFault("\(name) has \(text.count) characters: at most \(limit) are allowed") }
        return text
    }

    func localizedText(_ polish: Int, _ english: Int, named name: String, limit: Int) throws(RowFault) -> LocalizedText {
        LocalizedText(
            polish: try requiredText(polish, named: name + "_pl", limit: limit),
            english: try requiredText(english, named: name + "_en", limit: limit))
    }
}
