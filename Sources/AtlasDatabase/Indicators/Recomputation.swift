// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Computes anew what larger units and ratios are, one indicator at a time.
struct Recomputation {
    /// The most remarks that are made of one kind; the rest are counted.
    private static let remarkLimit = 50

    private let db: Database
    private let catalogue: [(number: Int64, indicator: Indicator)]
    private let order: EvaluationOrder
    private let layout: GridLayout
    private let isUnit: [Bool]
    private var aggregator: ObservationAggregator
    private var storage: SeriesStorage
    private var coverage: CoverageWriting

    init(_ db: Database) throws {
        self.db = db
        catalogue = try Row.fetchAll(db, sql: "SELECT * FROM indicator ORDER BY position").map {
            ($0["number"], try IndicatorRow.indicator(from: $0))
        }
        order = try EvaluationOrder(of: catalogue.map(\.indicator))
        // Places for all units of the territory.
        _ = try UnitPlaces(db)
        layout = try GridLayout(db)
        // Earlier states too: a gmina that became a town in 2026 was a part of its powiat in 2015.
        let division = PeriodicDivision(try Row.fetchAll(db, sql: "SELECT \(UnitRow.columns) FROM unit").map(UnitRow.unit))
        var isUnit = [Bool](repeating: false, count: layout.unitNumbers.count)
        var rows: [Int] = []
        for code in division.codes {
            guard let row = layout.rowOfUnit[UInt32(code.featureID)] else {
                throw AtlasStoreError.inconsistent("unit \(code) has no place in table unit_place")
            }
            isUnit[row] = true
            rows.append(row)
        }
        self.isUnit = isUnit
        aggregator = ObservationAggregator(division: division, rows: rows)
        storage = try SeriesStorage(db)
        coverage = try CoverageWriting(db)
    }

    /// Computes these indicators and all that depend on them; nil for all there are, as after a change of the territory.
    /// - Returns: remarks: totals that contradict their parts, and rows of units that do not exist.
    @discardableResult
    static func run(_ db: Database, changed: Set<Int64>? = nil) throws -> [String] {
        if let changed, changed.isEmpty { return [] }
        var recomputation = try Recomputation(db)
        return try recomputation.run(changed)
    }

    private mutating func run(_ changed: Set<Int64>?) throws -> [String] {
        let affected = order.affected(by: catalogue.indices.filter { changed?.contains(catalogue[$0].number) ?? true })
        let positions = Dictionary(uniqueKeysWithValues: catalogue.enumerated().map { ($0.element.indicator.id.text, $0.offset) })
        var contradictions: [TotalContradiction] = []
        var unplaced: [String] = []
        var unplacedCount = 0
        var contradictionCount = 0
        for index in affected {
            let (number, indicator) = catalogue[index]
            let stored = try storage.chunks(of: number)
            var grid = try storage.grid(stored, layout)
            grid.removeComputed()
            let lost = unplacedCells(grid)
            unplacedCount += lost.count
            unplaced += lost.prefix(Self.remarkLimit - unplaced.count).map { cell in
                "\(indicator.id) \(cell.period) \(layout.unitNumbers[cell.row]): there is no such unit; the row is kept but nothing is computed from it"
            }
            var parts: (numerator: ObservationGrid?, denominator: ObservationGrid?) = (nil, nil)
            if case .ratio(let numerator, let denominator, _) = indicator.aggregation {
                parts = (try complete(positions[numerator]), try complete(positions[denominator]))
            }
            let found = aggregator.fill(&grid, of: indicator, numerator: parts.numerator, denominator: parts.denominator)
            contradictionCount += found.count
            contradictions += found.prefix(Self.remarkLimit - contradictions.count)
            try save(grid, number, stored)
        }
        return contradictions.map(\.description) + Self.more(contradictionCount, than: contradictions.count, "totals contradict their parts")
            + unplaced + Self.more(unplacedCount, than: unplaced.count, "rows are of units that do not exist")
    }

    private static func more(_ count: Int, than shown: Int, _ what: String) -> [String] {
        count > shown ? ["… and \(count - shown) more \(what)"] : []
    }

    private mutating func complete(_ position: Int?) throws -> ObservationGrid? {
        guard let position else { return nil }
        return try storage.grid(try storage.chunks(of: catalogue[position].number), layout)
    }

    private func unplacedCells(_ grid: ObservationGrid) -> [(row: Int, period: Period)] {
        isUnit.indices.filter { !isUnit[$0] }.flatMap { row in
            grid.periods.indices.filter { grid.states[grid.index(period: $0, unit: row)].isPresent }.map { (row, grid.periods[$0]) }
        }
    }

    private mutating func save(_ grid: ObservationGrid, _ number: Int64, _ stored: [(number: Int, cells: Data)]) throws {
        let before = Dictionary(uniqueKeysWithValues: stored.map { ($0.number, $0.cells) })
        for chunk in layout.chunks {
            let cells = storage.encode(grid, rows: chunk.rows)
            if cells != before[chunk.number] { try storage.write(cells, indicator: number, chunk: chunk.number) }
        }
        try coverage.write(grid, layout, indicator: number)
    }
}

/// Keeps the table that says where an indicator has values.
private struct CoverageWriting {
    private let delete: Statement
    private let insert: Statement

    init(_ db: Database) throws {
        delete = try db.makeStatement(sql: "DELETE FROM coverage WHERE indicator_number = ?")
        insert = try db.makeStatement(
            sql: "INSERT INTO coverage (indicator_number, level, period, value_count, forecast_count) VALUES (?, ?, ?, ?, ?)")
    }

    func write(_ grid: ObservationGrid, _ layout: GridLayout, indicator: Int64) throws {
        try delete.execute(arguments: [indicator])
        for (column, period) in grid.periods.enumerated() {
            for level in UnitLevel.allCases {
                guard let rows = layout.rows(of: level) else { continue }
                var (values, forecasts) = (0, 0)
                for row in rows {
                    let state = grid.states[grid.index(period: column, unit: row)]
                    guard state.hasValue else { continue }
                    values += 1
                    if state.flag == .forecast { forecasts += 1 }
                }
                guard values > 0 else { continue }
                try insert.execute(arguments: [indicator, level.rawValue, period.text, values, forecasts])
            }
        }
    }
}

extension AtlasStore {
    /// Computes all sums and ratios anew. To be called after the territory changed; imports of values do it by themselves.
    /// - Returns: remarks: totals that contradict their parts, and rows of units that do not exist.
    @discardableResult
    public func recomputeIndicators() async throws -> [String] {
        try await pool.write { db in
            let remarks = try Recomputation.run(db)
            try AtlasProperty.renewDataVersion(db)
            return remarks
        }
    }
}
