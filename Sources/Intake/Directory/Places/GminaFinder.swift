// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// What a row of a list says about the gmina that an institution belongs to.
struct GminaClaim {
    var wojewodztwo: String
    var powiat: String
    var gmina: String
    /// A TERC code, as the row has it; lists get these wrong more often than names.
    var code = ""
    /// The institution's name, which may say `Miejski` or `Gminny`.
    var institution = ""
    /// Further texts that may say so: an abbreviation, an e-mail address.
    var hints: [String] = []
    /// The gmina around the row's point, if it has one: it decides between gminas of one name, after the names.
    var around: TERYTCode?
}

/// Finds the gmina that a row of a list means, mends what can be mended for certain, and says what was mended.
///
/// Names lead and codes follow: in published lists a code is often copied from another row or counted up, while the name
/// is what the office calls itself. A code decides only between gminas of one name.
struct GminaFinder: Sendable {
    struct Finding {
        let gmina: TerritorialUnit
        let powiat: TerritorialUnit
        /// What was mended, one sentence each.
        var remarks: [String] = []
    }

    private struct Region {
        let unit: TerritorialUnit
        let powiats: [TerritorialUnit]
    }

    private let regions: [Region]
    private let gminasOfPowiat: [TERYTCode: [TerritorialUnit]]
    private let byCode: [TERYTCode: TerritorialUnit]

    init(_ territory: TerritoryIndex) {
        byCode = territory.byCode
        let powiats = Dictionary(grouping: territory.units(.powiat)) { $0.code.parent ?? $0.code }
        regions = territory.units(.wojewodztwo).map { Region(unit: $0, powiats: powiats[$0.code] ?? []) }
        gminasOfPowiat = Dictionary(grouping: territory.units(.gmina)) { $0.code.parent ?? $0.code }
    }

    func gminas(of powiat: TERYTCode) -> [TerritorialUnit] { gminasOfPowiat[powiat] ?? [] }
    func unit(_ code: TERYTCode) -> TerritorialUnit? { byCode[code] }

    func powiats(of wojewodztwo: TERYTCode) -> [TerritorialUnit] { regions.first { $0.unit.code == wojewodztwo }?.powiats ?? [] }

    // MARK: Larger units

    func wojewodztwo(_ text: String) throws(RowFault) -> TerritorialUnit {
        let name = PlaceName.plain(text)
        guard let found = regions.map(\.unit).first(where: { PlaceName.plain($0.name) == name }) ?? closest(name, regions.map(\.unit)).first else {
            throw RowFault(
                "“\(DelimitedTable.shortened(text))” is not a województwo: expected one of \(regions.map(\.unit.name).joined(separator: ", "))")
        }
        return found
    }

    /// The powiat or city of a name, or one a slip of the hand away; nil when there is none.
    func powiat(_ text: String, within wojewodztwo: TERYTCode) -> (unit: TerritorialUnit, isMended: Bool)? {
        let name = PlaceName.plain(text)
        let powiats = powiats(of: wojewodztwo)
        if let exact = powiats.first(where: { PlaceName.plain($0.name) == name }) { return (exact, false) }
        let close = closest(name, powiats)
        return close.count == 1 ? (close[0], true) : nil
    }

    /// Units whose name is the fewest slips away, when that is few enough to be the one meant.
    private func closest(_ name: String, _ units: [TerritorialUnit]) -> [TerritorialUnit] {
        let limit = PlaceName.slipLimit(name)
        guard limit > 0 else { return [] }
        let distances = units.map { (unit: $0, distance: EditDistance.between(name, PlaceName.plain($0.name), limit: limit)) }
        guard let least = distances.map(\.distance).min(), least <= limit else { return [] }
        return distances.filter { $0.distance == least }.map(\.unit)
    }

    // MARK: The gmina

    func find(_ claim: GminaClaim) throws(RowFault) -> Finding {
        let region = try wojewodztwo(claim.wojewodztwo)
        let powiat = powiat(claim.powiat, within: region.code)
        var remarks: [String] = []
        if let powiat, powiat.isMended { remarks.append("the powiat “\(claim.powiat.trimmed)” was read as \(powiat.unit.fullName)") }
        let candidates = try candidates(claim, region: region, powiat: powiat?.unit, remarks: &remarks)
        let gmina = try decide(candidates, claim, &remarks)
        guard let home = gmina.code.parent.flatMap({ byCode[$0] }) else { throw RowFault("\(gmina.code) \(gmina.fullName) has no powiat") }
        if let code = try? TERYTCode(claim.code.trimmed), code != gmina.code {
            let stated = byCode[code].map(\.fullName) ?? "no current unit"
            remarks.append("the code \(claim.code.trimmed) is \(stated); by its name the row belongs to \(gmina.code.stem) \(gmina.fullName)")
        }
        return Finding(gmina: gmina, powiat: home, remarks: remarks)
    }

    /// Gminas that the row's name may mean: all of one name.
    private func candidates(
        _ claim: GminaClaim, region: TerritorialUnit, powiat: TerritorialUnit?, remarks: inout [String]
    ) throws(RowFault) -> [TerritorialUnit] {
        let name = PlaceName.plain(claim.gmina)
        guard !name.isEmpty else { throw RowFault("the gmina is empty") }
        let word = word(claim)
        if let powiat {
            let inPowiat = gminas(of: powiat.code)
            let exact = inPowiat.filter { PlaceName.plain($0.name) == name }
            // `Gminny Ośrodek … w Tarnowie` under the city of Tarnów is the office of the rural gmina around it.
            let isWrongKind = word == .rural && !exact.isEmpty && exact.allSatisfy { $0.kind == .urbanGmina }
            if !exact.isEmpty, !isWrongKind { return exact }
            let elsewhere = powiats(of: region.code).flatMap { gminas(of: $0.code) }.filter { PlaceName.plain($0.name) == name }
            if isWrongKind {
                let rural = elsewhere.filter { $0.kind == .ruralGmina }
                guard rural.count == 1 else { return exact }
                remarks.append("the row stands under \(powiat.fullName), its name is that of \(rural[0].fullName) in \(powiatName(rural[0]))")
                return rural
            }
            // A district of a city: Kraków-Podgórze.
            if powiat.kind == .cityWithPowiatRights, let city = inPowiat.first, inPowiat.count == 1, name.hasPrefix(PlaceName.plain(city.name) + " ") {
                return [city]
            }
            let parts = inPowiat.filter { PlaceName.plain($0.name).hasPrefix(name + " ") }
            // A name that is right elsewhere may as well stand under the wrong powiat: then nothing is certain.
            let close = parts.count == 1 ? parts : closest(name, inPowiat)
            if close.count == 1, parts.count == 1 || elsewhere.isEmpty {
                remarks.append("the gmina “\(claim.gmina.trimmed)” was read as \(close[0].fullName)")
                return close
            }
            if close.isEmpty, !elsewhere.isEmpty, Set(elsewhere.map { $0.code.parent }).count == 1 {
                remarks.append("the row says \(powiat.fullName); \(elsewhere[0].fullName) lies in \(powiatName(elsewhere[0]))")
                return elsewhere
            }
        } else {
            let everywhere = powiats(of: region.code).flatMap { gminas(of: $0.code) }.filter { PlaceName.plain($0.name) == name }
            if !everywhere.isEmpty, Set(everywhere.map { $0.code.parent }).count == 1 {
                remarks.append("the powiat “\(claim.powiat.trimmed)” is not known; \(everywhere[0].fullName) lies in \(powiatName(everywhere[0]))")
                return everywhere
            }
        }
        throw unmatched(claim, region: region, powiat: powiat)
    }

    private func powiatName(_ gmina: TerritorialUnit) -> String { gmina.code.parent.flatMap { byCode[$0]?.fullName } ?? "?" }

    private func word(_ claim: GminaClaim) -> GminaWord? {
        if let word = GminaWord(in: claim.institution) { return word }
        let first = fold(claim.gmina).split(separator: " ").first
        return first == "gmina" ? .rural : first == "miasto" || first == "m." ? .town : nil
    }

    /// The one of several gminas of a name.
    private func decide(_ candidates: [TerritorialUnit], _ claim: GminaClaim, _ remarks: inout [String]) throws(RowFault) -> TerritorialUnit {
        if candidates.count == 1 { return candidates[0] }
        if let word = word(claim) {
            let fitting = candidates.filter { word.fits($0.kind) }
            if fitting.count == 1 { return fitting[0] }
        }
        if let code = try? TERYTCode(claim.code.trimmed), let coded = candidates.first(where: { $0.code == code }) { return coded }
        if let around = claim.around, let coded = candidates.first(where: { $0.code == around }) { return coded }
        for hint in claim.hints {
            guard let word = GminaWord(in: hint) else { continue }
            let fitting = candidates.filter { word.fits($0.kind) }
            if fitting.count == 1 {
                remarks.append("several gminas are named \(fitting[0].name); “\(hint.trimmed)” speaks for \(fitting[0].code.stem) \(fitting[0].fullName)")
                return fitting[0]
            }
        }
        let named = candidates.map { "\($0.code.stem) (\($0.kind == .urbanGmina ? "town" : "gmina"))" }.joined(separator: ", ")
        throw RowFault(
            "several gminas are named \(candidates.first?.name ?? ""): \(named); say in the institution's name whether it is Miejski or Gminny, or give the code")
    }

    /// The row's gmina is none: what may have been meant.
    private func unmatched(_ claim: GminaClaim, region: TerritorialUnit, powiat: TerritorialUnit?) -> RowFault {
        let name = PlaceName.plain(claim.gmina)
        let pool = powiat.map { gminas(of: $0.code) } ?? powiats(of: region.code).flatMap { gminas(of: $0.code) }
        let near = pool.map { ($0, EditDistance.between(name, PlaceName.plain($0.name), limit: 40)) }
            .sorted { ($0.1, $0.0.code) < ($1.1, $1.0.code) }.prefix(3)
            .map { "\($0.0.name) (\($0.0.code.stem))" }.joined(separator: ", ")
        let place = powiat?.fullName ?? "\(region.fullName), where “\(claim.powiat.trimmed)” is not a powiat either"
        var reason = "“\(DelimitedTable.shortened(claim.gmina.trimmed))” is not a gmina of \(place)"
        if let code = try? TERYTCode(claim.code.trimmed) {
            reason += "; the code \(claim.code.trimmed) is \(byCode[code].map { "\($0.fullName) in \(powiatName($0))" } ?? "no current unit")"
        }
        if let around = claim.around.flatMap({ byCode[$0] }) { reason += "; the row's point lies in \(around.fullName) in \(powiatName(around))" }
        return RowFault(reason + (near.isEmpty ? "" : "; the nearest names are \(near)"))
    }
}
