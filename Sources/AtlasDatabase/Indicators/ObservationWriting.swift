// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Writes given observations into series. They are gathered by indicator and written when there are many, so that memory
/// stays bounded in whatever order they come.
final class ObservationWriter {
    /// One given observation on its way, in 16 bytes.
    private struct Pending {
        let place: UInt32
        /// Index into `periods`.
        let period: UInt16
        let state: CellState
        let value: Double
    }

    /// Sixteen bytes each: 64 MB.
    private static let pendingLimit = 4_000_000

    private let db: Database
    private let log: ImportLog?
    private var storage: SeriesStorage
    private var places: UnitPlaces
    private var numbers: [IndicatorID: Int64] = [:]
    private var ids: [Int64: IndicatorID] = [:]
    private var periods: [Period] = []
    private var periodIndices: [Period: UInt16] = [:]
    private var pending: [Int64: [Pending]] = [:]
    private var pendingCount = 0
    // Rows of a table repeat indicator and period for long stretches.
    private var lastIndicator: (id: IndicatorID, number: Int64)?
    private var lastPeriod: (period: Period, index: UInt16)?

    private(set) var summary = WriteSummary()
    /// Numbers of the indicators whose given values changed.
    private(set) var touched = Set<Int64>()

    /// - Parameter log: where what is replaced is kept; nil while a new file is made.
    init(_ db: Database, log: ImportLog?) throws {
        self.db = db
        self.log = log
        storage = try SeriesStorage(db)
        places = try UnitPlaces(db)
        try readCatalogue()
    }

    /// To be called when indicators were added.
    func readCatalogue() throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT id, number FROM indicator")
        while let row = try rows.next() {
            let id = try IndicatorID(row[0])
            numbers[id] = row[1]
            ids[row[1]] = id
        }
    }

    func add(_ observations: [Observation]) throws {
        for observation in observations {
            let state = CellState(observation.flag)
            if let value = observation.value, !value.isFinite || !state.hasValue { throw Self.contradiction(observation) }
            if observation.value == nil, state.hasValue { throw Self.contradiction(observation) }
            let place = try places.place(of: Int(observation.code.featureID), db)
            pending[try number(observation.indicator), default: []].append(
                Pending(place: UInt32(place), period: try index(observation.period), state: state, value: observation.value ?? .nan))
            pendingCount += 1
        }
        if pendingCount >= Self.pendingLimit { try flush() }
    }

    private static func contradiction(_ observation: Observation) -> AtlasStoreError {
        .inconsistent(
            "\(observation.indicator) \(observation.period) \(observation.code): the value "
                + "\(observation.value.map { "\($0)" } ?? "(none)") does not go with the flag \(observation.flag?.rawValue ?? "(none)")")
    }

    private func number(_ id: IndicatorID) throws -> Int64 {
        if let lastIndicator, lastIndicator.id == id { return lastIndicator.number }
        guard let number = numbers[id] else { throw AtlasStoreError.inconsistent("there is no indicator \(id)") }
        lastIndicator = (id, number)
        return number
    }

    private func index(_ period: Period) throws -> UInt16 {
        if let lastPeriod, lastPeriod.period == period { return lastPeriod.index }
        let index: UInt16
        if let known = periodIndices[period] {
            index = known
        } else {
            guard periods.count < Int(UInt16.max) else {
                throw AtlasStoreError.inconsistent("an import may have at most \(UInt16.max) periods: import the rest by itself")
            }
            index = UInt16(periods.count)
            periods.append(period)
            periodIndices[period] = index
        }
        lastPeriod = (period, index)
        return index
    }

    /// Writes what has been gathered.
    func flush() throws {
        for number in pending.keys.sorted() { try write(pending[number] ?? [], indicator: number) }
        pending.removeAll(keepingCapacity: true)
        pendingCount = 0
    }

    /// Chunk by chunk; within one in the order in which the observations came, so that the later of two stands.
    private func write(_ observations: [Pending], indicator: Int64) throws {
        var byChunk: [Int: [Int32]] = [:]
        for (index, observation) in observations.enumerated() {
            byChunk[Int(observation.place) / SeriesChunkReader.slots, default: []].append(Int32(index))
        }
        for chunk in byChunk.keys.sorted() {
            try write(observations, at: byChunk[chunk] ?? [], indicator: indicator, chunk: chunk)
        }
    }

    private func write(_ observations: [Pending], at indices: [Int32], indicator: Int64, chunk: Int) throws {
        let key = SeriesStorage.key(indicator: indicator, chunk: chunk)
        let before = try storage.cells(key)
        var columnOfPeriod = [Int](repeating: -1, count: periods.count)
        var wanted = Set<Period>()
        for index in indices where columnOfPeriod[Int(observations[Int(index)].period)] < 0 {
            let period = Int(observations[Int(index)].period)
            columnOfPeriod[period] = 0
            wanted.insert(periods[period])
        }
        var grid = try storage.grid(ofChunk: before, periods: wanted)
        for period in columnOfPeriod.indices where columnOfPeriod[period] == 0 {
            columnOfPeriod[period] = (grid.column(periods[period]) ?? 0) * SeriesChunkReader.slots
        }
        var isChanged = false
        for index in indices {
            let observation = observations[Int(index)]
            let cell = columnOfPeriod[Int(observation.period)] + Int(observation.place) % SeriesChunkReader.slots
            let known = grid.states[cell]
            if known == observation.state, !known.hasValue || grid.values[cell] == observation.value {
                summary.unchanged += 1
                continue
            }
            // What the atlas computed was nobody's statement.
            if known.isPresent, !known.isComputed { summary.changed += 1 } else { summary.added += 1 }
            grid.set(observation.value, observation.state, at: cell)
            isChanged = true
        }
        guard isChanged else { return }
        try log?.keep(chunk: key, before: before, &storage)
        try storage.write(storage.encode(grid, rows: 0..<SeriesChunkReader.slots), indicator: indicator, chunk: chunk)
        touched.insert(indicator)
    }
}

extension AtlasStore {
    /// Adds or changes indicators and their sources in one transaction.
    public func importIndicators(sources: [Source], indicators: [Indicator], dryRun: Bool = false) async throws -> WriteSummary {
        try await importValues(ImportProvenance(kind: "indicators"), dryRun: dryRun) { batch in
            try batch.add(sources: sources, indicators: indicators)
        }.indicators
    }

    /// Adds or changes observations in one transaction; values computed from them follow.
    public func importObservations(_ observations: [Observation], dryRun: Bool = false) async throws -> WriteSummary {
        try await importValues(ImportProvenance(kind: "observations"), dryRun: dryRun) { batch in
            try batch.add(observations)
        }.values
    }
}
