// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Reads the cells of a chunk where they lie. Migration 0004 describes the format.
struct SeriesChunkReader {
    private let bytes: UnsafeRawBufferPointer
    private let width: Int
    private let decimals: Int
    let slotCount: Int
    let periodCount: Int
    private let runCount: Int
    private let valuesOffset: Int
    /// Whether the atlas computed any of the cells.
    let hasComputed: Bool

    static let format: UInt8 = 1
    static let slots = 64
    private static let headerLength = 10
    private static let runLength = 3

    /// - Parameter bytes: to be kept until the reader is no longer used.
    /// - Throws: when the bytes are not of the format.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count > Self.headerLength, bytes[0] == Self.format else { throw Self.damaged("is of an unknown format") }
        self.bytes = bytes
        width = Int(bytes[1])
        decimals = Int(bytes[2])
        slotCount = Int(bytes[3])
        periodCount = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)))
        runCount = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 6, as: UInt32.self)))
        valuesOffset = Self.headerLength + periodCount * 4 + runCount * Self.runLength
        guard PackedNumbers.isForm(width: width, decimals: decimals), (1...Self.slots).contains(slotCount), periodCount > 0,
            valuesOffset <= bytes.count
        else { throw Self.damaged("has an impossible head") }
        var cells = 0
        var values = 0
        var hasComputed = false
        for index in 0..<runCount {
            let offset = Self.headerLength + periodCount * 4 + index * Self.runLength
            let state = CellState(rawValue: bytes[offset])
            guard state.isKnown else { throw Self.damaged("holds the unknown state \(state.rawValue)") }
            let length = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 1, as: UInt16.self)))
            cells += length
            if state.hasValue { values += length }
            if state.isComputed { hasComputed = true }
        }
        guard cells == slotCount * periodCount, valuesOffset + values * width == bytes.count else {
            throw Self.damaged("has more or fewer cells than it says")
        }
        self.hasComputed = hasComputed
    }

    private static func damaged(_ reason: String) -> AtlasStoreError {
        .inconsistent("a row of the table series_chunk \(reason): restore the database from a backup")
    }

    func period(_ index: Int) -> PeriodCode {
        PeriodCode(rawValue: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: Self.headerLength + index * 4, as: UInt32.self)))
    }

    var periods: [PeriodCode] { (0..<periodCount).map(period) }

    /// Calls `body` with slot, index of the period, state and value (NaN for none) of every cell with an observation.
    @inline(__always)
    func forEachCell(_ body: (_ slot: Int, _ period: Int, _ state: CellState, _ value: Double) -> Void) {
        let values = UnsafeRawBufferPointer(rebasing: bytes[valuesOffset...])
        var (slot, period, taken) = (0, 0, 0)
        forEachRun { state, length in
            guard state.isPresent else {
                period += length
                slot += period / periodCount
                period %= periodCount
                return true
            }
            let hasValue = state.hasValue
            for _ in 0..<length {
                body(slot, period, state, hasValue ? PackedNumbers.number(at: taken, in: values, width: width, decimals: decimals) : .nan)
                if hasValue { taken += 1 }
                period += 1
                if period == periodCount {
                    period = 0
                    slot += 1
                }
            }
            return true
        }
    }

    /// The same for one slot, without looking at the others' values.
    func forEachCell(inSlot slot: Int, _ body: (_ period: Int, _ state: CellState, _ value: Double) -> Void) {
        guard slot < slotCount else { return }
        let values = UnsafeRawBufferPointer(rebasing: bytes[valuesOffset...])
        let wanted = slot * periodCount..<(slot + 1) * periodCount
        var (cell, taken) = (0, 0)
        forEachRun { state, length in
            let covered = max(cell, wanted.lowerBound)..<max(max(cell, wanted.lowerBound), min(cell + length, wanted.upperBound))
            if state.isPresent {
                for index in covered {
                    body(
                        index - wanted.lowerBound, state,
                        state.hasValue
                            ? PackedNumbers.number(at: taken + index - cell, in: values, width: width, decimals: decimals) : .nan)
                }
            }
            cell += length
            if state.hasValue { taken += length }
            return cell < wanted.upperBound
        }
    }

    @inline(__always)
    private func forEachRun(_ body: (CellState, Int) -> Bool) {
        var offset = Self.headerLength + periodCount * 4
        for _ in 0..<runCount {
            let length = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 1, as: UInt16.self)))
            guard body(CellState(rawValue: bytes[offset]), length) else { return }
            offset += Self.runLength
        }
    }
}

/// Writes cells of a grid as a chunk. The same cells always give the same bytes.
struct SeriesChunkWriter {
    private var values: [Double] = []
    private var runs: [(state: UInt8, length: UInt16)] = []
    private var columns: [Int] = []

    /// - Parameters:
    ///   - rows: the grid's rows in the chunk, at most 64, from slot 0.
    ///   - keeping: which states go in; the others are left out as if there were no observation.
    /// - Returns: nil when there is no observation to keep.
    mutating func encode(
        _ grid: ObservationGrid, rows: Range<Int>, keeping: (CellState) -> Bool = { _ in true }
    ) -> Data? {
        var lastSlot = -1
        columns.removeAll(keepingCapacity: true)
        for period in grid.periods.indices {
            let first = grid.index(period: period, unit: rows.lowerBound)
            guard let last = (0..<rows.count).last(where: { grid.states[first + $0].isPresent && keeping(grid.states[first + $0]) }) else {
                continue
            }
            columns.append(period)
            lastSlot = max(lastSlot, last)
        }
        guard lastSlot >= 0 else { return nil }
        values.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        for slot in 0...lastSlot {
            for period in columns {
                let index = grid.index(period: period, unit: rows.lowerBound + slot)
                let state = keeping(grid.states[index]) ? grid.states[index] : .absent
                if let last = runs.last, last.state == state.rawValue, last.length < .max {
                    runs[runs.count - 1].length += 1
                } else {
                    runs.append((state.rawValue, 1))
                }
                if state.hasValue { values.append(grid.values[index]) }
            }
        }
        let packed = PackedNumbers(values)
        var data = Data(capacity: 10 + columns.count * 4 + runs.count * 3 + packed.bytes.count)
        data.append(contentsOf: [SeriesChunkReader.format, UInt8(packed.width), UInt8(packed.decimals), UInt8(lastSlot + 1)])
        Self.append(UInt16(columns.count), to: &data)
        Self.append(UInt32(runs.count), to: &data)
        for column in columns { Self.append(PeriodCode(grid.periods[column]).rawValue, to: &data) }
        for run in runs {
            data.append(run.state)
            Self.append(run.length, to: &data)
        }
        data.append(contentsOf: packed.bytes)
        return data
    }

    private static func append(_ number: some FixedWidthInteger, to data: inout Data) {
        withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
}
