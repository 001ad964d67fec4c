// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// What an address asks of the page of an indicator, checked for its form.
struct IndicatorRequest {
    let level: UnitLevel
    let period: Period?
    /// The code `00` says that the whole country is wanted.
    let area: TERYTCode?
    let unit: TerritorialUnit?

    /// - Throws: 400 for what is malformed, 404 for units that do not exist.
    init(_ query: QueryReader, _ coverage: IndicatorCoverage, in snapshot: AtlasSnapshot) throws {
        period = try query.period("period")
        area = try query.code("within", allowsCountry: true)
        if let area, area != .country { _ = try snapshot.territory.existing(area.description) }
        let unit = try query.code("unit").map { try snapshot.territory.existing($0.description).unit }
        // A form sends the unit along when its reader has changed the level.
        let level = try query.mappedLevel() ?? unit?.level ?? coverage.defaultLevel
        self.level = level
        self.unit = unit?.level == level ? unit : nil
    }
}

/// What the page of an indicator shows: the request, with what it leaves open or cannot have settled by the data.
struct IndicatorSelection: Sendable {
    let level: UnitLevel
    /// Nil when the level has no values.
    let period: Period?
    /// A larger unit; nil for the country.
    let area: TerritorialUnit?
    let unit: TerritorialUnit?
    /// The period asked for, where the level has no values of it.
    let unavailablePeriod: Period?
    /// Whether the area follows from where there are values.
    let isAreaImplied: Bool

    /// - Parameter columns: those of the table.
    init(
        _ request: IndicatorRequest, _ table: IndicatorTable?, columns: [IndicatorTable.Column], _ coverage: IndicatorCoverage,
        in snapshot: AtlasSnapshot
    ) {
        level = request.level
        unit = request.unit
        let known = request.period.flatMap { wanted in columns.contains { $0.period == wanted } ? wanted : nil }
        unavailablePeriod = known == nil ? request.period : nil
        period = known ?? (columns.isEmpty ? nil : coverage.defaultPeriod(table))
        let possible = request.area.flatMap { $0.stem.count < request.level.codeLength && $0 != .country ? $0 : nil }
        var implied: TERYTCode?
        if request.area == nil { implied = Self.onlyRegion(columns, request.level, in: snapshot) }
        area = (possible ?? implied).flatMap { snapshot.territory.unit($0)?.unit }
        isAreaImplied = implied != nil
    }

    /// The województwo that holds all units with a value, if there is just one: it says more than a country of
    /// missing values around it.
    private static func onlyRegion(_ columns: [IndicatorTable.Column], _ level: UnitLevel, in snapshot: AtlasSnapshot) -> TERYTCode? {
        guard level != .wojewodztwo else { return nil }
        let units = snapshot.territory.units(at: level)
        var region: TERYTCode?
        for index in units.indices where columns.contains(where: { $0.values[index] != nil }) {
            guard let own = units[index].unit.code.ancestor(at: .wojewodztwo) else { continue }
            if let region, region != own { return nil }
            region = own
        }
        return region
    }
}
