// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB
import TileGeometry

extension AtlasStore {
    /// The level whose boundaries an edition is made from: the smallest that the atlas has units of.
    public func boundaryLevel() async throws -> UnitLevel {
        try await pool.read { db in
            let levels = Set(try String.fetchAll(db, sql: "SELECT DISTINCT level FROM unit WHERE valid_to IS NULL"))
            return UnitLevel.mapped.last { levels.contains($0.rawValue) } ?? .gmina
        }
    }

    /// Takes the boundaries of a day as an edition. When no edition is younger, current units get them.
    ///
    /// - Parameters:
    ///   - boundaries: layers from the smallest level (`boundaryLevel`) up.
    ///   - date: the day whose boundaries these are.
    ///   - source: the name of the file.
    ///   - correcting: replaces other boundaries of the same day.
    /// - Throws: `TerritoryRefusal`; the file is then as it was.
    public func importBoundaries(
        _ boundaries: Topology, date: Period, source: String, correcting: Bool = false, dryRun: Bool = false
    ) async throws -> TerritoryOutcome {
        let day = date.asFirstDay
        return try await reviseTerritory(dryRun: dryRun) { db in
            let editions = try BoundaryEdition.all(db)
            let known = editions.first { $0.date == day }
            if let known {
                guard try BoundaryStorage.read(edition: known.number, db).sortedLayers != boundaries.sortedLayers else {
                    return TerritoryOutcome(isUnchanged: true)
                }
                guard correcting else { throw TerritoryRefusal.editionExists(date: day) }
            }
            let remarks = try BoundaryMatch(boundaries, day: day, db).remarks()
            try BoundaryEdition.write(boundaries, date: day, source: source, to: db)
            if editions.allSatisfy({ $0.date.firstDay <= day.firstDay }) { try renewCurrentBoundaries(db) }
            var outcome = try TerritoryRevision(db).write(recorded: [], correcting: true, to: db)
            outcome.isUnchanged = false
            outcome.remarks = remarks + outcome.remarks
            return outcome
        }
    }
}

extension Topology {
    /// Layers in the order of their names, for comparing topologies whatever order they were made in.
    fileprivate var sortedLayers: Topology {
        Topology(arcs: arcs, layers: layers.sorted { $0.name < $1.name })
    }
}

/// Current units get the geometry of the newest edition.
private func renewCurrentBoundaries(_ db: Database) throws {
    guard let newest = try BoundaryEdition.all(db).last else { return }
    try db.execute(
        sql: """
            UPDATE unit SET (area_km2, label_longitude, label_latitude, geometry) =
                (SELECT b.area_km2, b.label_longitude, b.label_latitude, b.geometry FROM (SELECT 1)
                 LEFT JOIN boundary_unit b ON b.edition_number = ? AND b.stem = unit.stem)
            WHERE valid_to IS NULL AND level <> 'kraj'
            """,
        arguments: [newest.number])
}

/// Boundaries beside the units of their day.
private struct BoundaryMatch {
    let missing: [TerritorialUnit]
    /// Shapes without a unit on that day, with the state that the atlas knows of another day.
    let strangers: [(stem: String, elsewhere: TerritorialUnit?)]
    let level: UnitLevel

    /// Units that a file of boundaries may lack: those that were created or renumbered around its day.
    private static let missingLimit = 20

    init(_ boundaries: Topology, day: Period, _ db: Database) throws {
        let all = try Row.fetchAll(db, sql: "SELECT \(UnitRow.columns) FROM unit WHERE level <> 'kraj'").map(UnitRow.unit)
        let levels = Set(all.filter { $0.validTo == nil }.map(\.level))
        let wanted = UnitLevel.mapped.last { levels.contains($0) } ?? .gmina
        let given = UnitLevel.mapped.last { boundaries.layer(named: $0.rawValue) != nil } ?? .gmina
        guard wanted == given else { throw TerritoryRefusal.wrongLevel(given: given, expected: wanted) }
        level = given
        let stems = Set(boundaries.layers.flatMap { $0.shapes.map(\.code) })
        let units = DivisionHistory.units(of: all, on: day)
        missing = units.filter { !stems.contains($0.code.stem) }.sorted { $0.code < $1.code }
        let present = Set(units.map(\.code.stem))
        let byStem = Dictionary(grouping: all, by: \.code.stem)
        strangers = stems.subtracting(present).sorted().map { ($0, byStem[$0]?.first) }
        let regions = missing.filter { $0.level == .wojewodztwo }
        guard missing.count <= Self.missingLimit, regions.isEmpty else {
            throw TerritoryRefusal.boundariesIncomplete(
                missing: (regions.isEmpty ? missing : regions).prefix(8).map { "\($0.code) \($0.fullName)" }, count: missing.count)
        }
        let unknown = strangers.filter { $0.elsewhere == nil }
        guard unknown.count <= Self.missingLimit else {
            throw TerritoryRefusal.unknownUnits(codes: unknown.prefix(8).map(\.stem), count: unknown.count)
        }
    }

    func remarks() -> [String] {
        missing.map { "no boundary: \($0.code) \($0.fullName)" }
            + strangers.map { stem, elsewhere in
                elsewhere.map { "boundary without a unit on that day: \(stem) (\($0.fullName), known \($0.validity))" }
                    ?? "boundary without a unit: \(stem) is in no register that was read; it is kept and not drawn as a unit"
            }
    }
}

extension TerritorialUnit {
    fileprivate var validity: String {
        [validFrom.map { "from \($0)" }, validTo.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
    }
}
