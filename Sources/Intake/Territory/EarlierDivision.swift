// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// Codes and names of gminas as an earlier file of boundaries shows them; the geometry is not read.
public struct EarlierDivision: Sendable {
    public struct Gmina: Sendable, Hashable {
        public let code: TERYTCode
        public let kind: UnitKind
        public let name: String
    }

    /// A day on which the register showed this state.
    public let date: Period
    /// Ordered by code.
    public let gminas: [Gmina]

    /// Reads the properties `terc` and `name` (or the register's `JPT_KOD_JE` and `JPT_NAZWA_`) of a GeoJSON
    /// FeatureCollection of gminas. Rows of the report are features, counted from 1.
    public static func read(_ data: Data, file: String, date: Period) throws(IntakeRefusal) -> IntakeResult<EarlierDivision> {
        let document: GeoJSON
        do throws(GeoJSONError) { document = try GeoJSON(data) } catch {
            throw IntakeRefusal(file: file, reason: error.localizedDescription)
        }
        var report = IntakeReport(file: file)
        var gminas: [Gmina] = []
        var first: [TERYTCode: Int] = [:]
        for (index, feature) in document.features.enumerated() {
            report.read += 1
            func reject(_ reason: String) {
                report.rejected.append(RejectedRow(line: 0, reason: "feature \(index + 1): \(reason)"))
            }
            let properties = feature.properties
            guard let text = properties["terc"] ?? properties["JPT_KOD_JE"],
                let name = properties["name"] ?? properties["JPT_NAZWA_"], !name.isEmpty
            else {
                reject("it has no code or no name")
                continue
            }
            do throws(TERYTCodeError) {
                let code = try TERYTCode(text)
                guard let digit = code.kindDigit, let kind = UnitKind(kindDigit: digit) else {
                    reject("\(text) is not a gmina's code with its kind digit 1, 2 or 3")
                    continue
                }
                if let other = first[code] {
                    reject("\(text) shares its first six digits with feature \(other)")
                    continue
                }
                first[code] = index + 1
                gminas.append(Gmina(code: code, kind: kind, name: name))
            } catch {
                reject(error.errorDescription ?? text)
            }
        }
        report.accepted = gminas.count
        guard report.rejected.isEmpty else { throw IntakeRefusal(report: report) }
        guard !gminas.isEmpty else { throw IntakeRefusal(file: file, reason: "the file has no features") }
        let division = EarlierDivision(date: date, gminas: gminas.sorted { $0.code < $1.code })
        return IntakeResult(accepted: [division], report: report)
    }
}
