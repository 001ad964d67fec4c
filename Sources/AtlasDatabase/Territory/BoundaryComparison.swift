// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Who gave area to whom, seen from two editions of boundaries.
///
/// For a unit that is in one edition only, its overlap with the units of the other edition tells where its area came
/// from or went to. Between units that are in both, only changes beyond what generalisation does to a border count.
/// Shares are quotients of areas in degrees: within one gmina the length of a degree hardly changes (below 0.5 %).
enum BoundaryComparison {
    /// Smaller shares, of the giver and of the receiver, are slivers between differently generalised borders.
    static let sliverShare = 0.03
    /// Between lasting units: the least change of a unit's area that is looked at, and the least share of it.
    static let transferShare = 0.05

    static func transfers(editions: [BoundaryEdition], changes: [UnitChange], _ db: Database) throws -> [TerritoryTransfer] {
        var found: [TerritoryTransfer] = []
        for (earlier, later) in zip(editions, editions.dropFirst()) {
            found += try transfers(from: earlier, to: later, changes: changes, db)
        }
        return found
    }

    private static func transfers(
        from earlier: BoundaryEdition, to later: BoundaryEdition, changes: [UnitChange], _ db: Database
    ) throws -> [TerritoryTransfer] {
        let before = try areas(earlier, db)
        let after = try areas(later, db)
        /// Changes of existence that can lie between the two editions.
        func bounds(_ stem: String, _ kind: UnitChange.Kind) -> (Period, Period)? {
            changes.first {
                $0.code.stem == stem && $0.kind == kind && $0.notAfter.firstDay > earlier.date.firstDay
                    && ($0.isDayKnown ? $0.notAfter.firstDay <= later.date.firstDay : $0.notBefore.firstDay < later.date.firstDay)
            }.map { ($0.notBefore, $0.notAfter) }
        }
        var found: [TerritoryTransfer] = []
        func add(_ from: String, _ to: String, _ share: Double, _ bounds: (Period, Period)) throws {
            found.append(
                TerritoryTransfer(
                    from: try TERYTCode(from), to: try TERYTCode(to), share: min(share > 1 - sliverShare ? 1 : share, 1),
                    notBefore: bounds.0, notAfter: bounds.1, origin: .boundaries))
        }
        for (stem, area) in after where before[stem] == nil {
            guard let bounds = bounds(stem, .created) else { continue }
            for (from, overlap) in try overlaps(stem, of: later, with: earlier, db) {
                guard let whole = before[from], overlap / area > sliverShare else { continue }
                try add(from, stem, overlap / whole, bounds)
            }
        }
        for (stem, area) in before where after[stem] == nil {
            guard let bounds = bounds(stem, .abolished) else { continue }
            for (to, overlap) in try overlaps(stem, of: earlier, with: later, db) where overlap / area > sliverShare {
                // The other side of a unit that was created from this one is here already.
                if before[to] == nil, after[to] != nil, found.contains(where: { $0.from.stem == stem && $0.to.stem == to }) { continue }
                try add(stem, to, overlap / area, bounds)
            }
        }
        let between = earlier.date.onlyNewYear(upTo: later.date).map { ($0, $0) } ?? (earlier.date, later.date)
        for (stem, area) in before {
            guard let now = after[stem], now / area < 1 - transferShare else { continue }
            for (to, overlap) in try overlaps(stem, of: earlier, with: later, db) where to != stem {
                guard before[to] != nil, overlap / area > transferShare else { continue }
                try add(stem, to, overlap / area, between)
            }
        }
        return found
    }

    /// Areas of gminas in square degrees, by stem.
    private static func areas(_ edition: BoundaryEdition, _ db: Database) throws -> [String: Double] {
        var areas: [String: Double] = [:]
        for row in try Row.fetchAll(
            db, sql: "SELECT stem, ST_Area(geometry) FROM boundary_unit WHERE edition_number = ? AND level = 'gmina'",
            arguments: [edition.number])
        { areas[row[0]] = row[1] }
        return areas
    }

    /// The gminas of another edition that a gmina overlaps, with the common areas in square degrees.
    private static func overlaps(
        _ stem: String, of edition: BoundaryEdition, with other: BoundaryEdition, _ db: Database
    ) throws -> [(String, Double)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT b.stem, ST_Area(ST_Intersection(a.geometry, b.geometry)) AS area
                FROM boundary_unit a JOIN boundary_unit b ON b.edition_number = :other AND b.level = 'gmina'
                WHERE a.edition_number = :edition AND a.stem = :stem
                  AND b.id IN (SELECT pkid FROM idx_boundary_unit_geometry
                               WHERE xmin <= MbrMaxX(a.geometry) AND xmax >= MbrMinX(a.geometry)
                                 AND ymin <= MbrMaxY(a.geometry) AND ymax >= MbrMinY(a.geometry))
                  AND ST_Intersects(a.geometry, b.geometry)
                ORDER BY b.stem
                """,
            arguments: ["edition": edition.number, "other": other.number, "stem": stem]
        ).compactMap { row in
            let area: Double? = row["area"]
            return area.map { (row["stem"], $0) }
        }
    }
}
