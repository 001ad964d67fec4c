// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

extension IndicatorTables {
    /// Reads a catalogue of indicators.
    ///
    /// `aggregation` is `sum`, `none` or `ratio:NUMERATOR/DENOMINATOR*FACTOR`, where the two parts are ids of this
    /// catalogue or of `existing`.
    /// - Parameters:
    ///   - sources: the sources that rows may name.
    ///   - existing: indicators known before; a row with the id of one of them replaces it.
    public static func catalogue(
        _ data: Data, file: String, sources: [Source], existing: [Indicator] = [], partial: Bool = false
    ) throws(IntakeRefusal) -> IntakeResult<Indicator> {
        var rows = try RowReader(data, file: file, columns: catalogueColumns)
        let sourceIDs = Set(sources.map(\.id))
        var indicators: [Indicator] = []
        var lines: [IndicatorID: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let indicator = try indicator(fields, sourceIDs: sourceIDs)
            if let first = lines[indicator.id] { throw RowFault("the indicator \(indicator.id) stands in line \(first) already") }
            lines[indicator.id] = fields.line
            indicators.append(indicator)
        }
        // Taking one row out may leave another without its part, so look until nothing changes.
        while let fault = firstUnsoundRatio(indicators, existing: existing) {
            rows.reject(lines[fault.id] ?? 0, fault.reason)
            rows.report.accepted -= 1
            indicators.removeAll { $0.id == fault.id }
        }
        return try rows.result(indicators, partial: partial)
    }

    private static func indicator(_ fields: RowReader.Fields, sourceIDs: Set<String>) throws(RowFault) -> Indicator {
        let id: IndicatorID
        do throws(IndicatorIDError) { id = try IndicatorID(fields[0]) } catch { throw RowFault(error) }
        guard sourceIDs.contains(fields[9]) else {
            throw RowFault(
                "the source “\(DelimitedTable.shortened(fields[9]))” is not in the table of sources: "
                    + "expected one of \(DelimitedTable.shortened(sourceIDs.sorted().joined(separator: ", "), limit: 200))")
        }
        guard let direction = IndicatorDirection(rawValue: fields[10]) else {
            throw RowFault(
                "the direction “\(DelimitedTable.shortened(fields[10]))” is not known: expected "
                    + IndicatorDirection.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let decimals = Int(fields[12]), (0...6).contains(decimals) else {
            throw RowFault("decimals is “\(DelimitedTable.shortened(fields[12]))”: expected a whole number 0…6")
        }
        return Indicator(
            id: id, name: try fields.localizedText(3, 4, named: "name", limit: 200),
            unit: try fields.localizedText(5, 6, named: "unit", limit: 80),
            topic: try fields.localizedText(1, 2, named: "topic", limit: 80),
            note: try fields.localizedText(7, 8, named: "note", limit: 2000), sourceID: fields[9], direction: direction,
            aggregation: try aggregation(fields[11]), decimals: decimals)
    }

    static func aggregation(_ text: String) throws(RowFault) -> Aggregation {
        switch text {
        case "sum": return .sum
        case "none": return .none
        default: break
        }
        let fault = RowFault(
            "the aggregation “\(DelimitedTable.shortened(text, limit: 160))” is not known: expected sum, none or "
                + "ratio:NUMERATOR/DENOMINATOR*FACTOR, as in ratio:kobiety/ludnosc*100")
        guard text.hasPrefix("ratio:") else { throw fault }
        let body = text.dropFirst("ratio:".count).split(separator: "*", omittingEmptySubsequences: false)
        let parts = body.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        guard body.count == 2, parts.count == 2, let factor = try? DecimalNumber.parse(String(body[1])), factor > 0,
            let numerator = try? IndicatorID(String(parts[0])), let denominator = try? IndicatorID(String(parts[1]))
        else { throw fault }
        return .ratio(numerator: numerator.text, denominator: denominator.text, factor: factor)
    }

    /// The text that `aggregation(_:)` reads.
    public static func text(of aggregation: Aggregation) -> String {
        switch aggregation {
        case .sum: "sum"
        case .none: "none"
        case .ratio(let numerator, let denominator, let factor): "ratio:\(numerator)/\(denominator)*\(DecimalNumber.write(factor))"
        }
    }

    /// The first indicator whose ratio names an unknown part or leads back to itself.
    private static func firstUnsoundRatio(_ indicators: [Indicator], existing: [Indicator]) -> (id: IndicatorID, reason: String)? {
        var parts: [String: [String]] = [:]
        for indicator in existing + indicators {
            if case .ratio(let numerator, let denominator, _) = indicator.aggregation {
                parts[indicator.id.text] = [numerator, denominator]
            } else {
                parts[indicator.id.text] = []
            }
        }
        for indicator in indicators {
            let id = indicator.id.text
            if let unknown = parts[id]?.first(where: { parts[$0] == nil }) {
                return (indicator.id, "the ratio of \(id) names the indicator “\(unknown)”, which is not in the catalogue")
            }
            var path = [id]
            if leadsBack(id, to: id, parts: parts, path: &path) {
                return (indicator.id, "the ratio of \(id) leads back to itself: \(path.joined(separator: " → "))")
            }
        }
        return nil
    }

    private static func leadsBack(_ id: String, to start: String, parts: [String: [String]], path: inout [String]) -> Bool {
        for part in parts[id] ?? [] {
            if part == start {
                path.append(part)
                return true
            }
            // A cycle that `start` is not on is found when its own members are looked at.
            guard !path.contains(part) else { continue }
            path.append(part)
            if leadsBack(part, to: start, parts: parts, path: &path) { return true }
            path.removeLast()
        }
        return false
    }
}
