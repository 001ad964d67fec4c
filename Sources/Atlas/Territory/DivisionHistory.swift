// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The territorial division as the register shows it on one day.
public struct DivisionState: Sendable {
    /// A day.
    public let date: Period
    /// Województwa, powiats and gminas; their validity is not looked at.
    public let units: [TerritorialUnit]
    /// Whether a register showed this day. A state that only follows from known days of changes keeps those changes, and
    /// is no evidence of when others happened.
    public let isObserved: Bool

    public init(date: Period, units: [TerritorialUnit], isObserved: Bool = true) {
        self.date = date
        self.units = units
        self.isObserved = isObserved
    }
}

/// States of units and changes between them, made from what the register shows on several days.
///
/// Units are matched by the first digits of their codes. A change between two days of the register is dated by a
/// table of changes where there is one, else by the only 1 January between the two days (`Period.onlyNewYear`),
/// else by the first day that shows it; the two days are then kept as its bounds.
public struct DivisionHistory: Sendable {
    /// States ordered by code, the earlier first; without the country.
    public private(set) var units: [TerritorialUnit] = []
    /// Ordered by code, day and kind.
    public private(set) var changes: [UnitChange] = []

    /// - Parameters:
    ///   - states: one or more, in any order; days must differ.
    ///   - knownDays: days of changes that are known already, by code.
    ///   - recorded: rows of a table of changes.
    ///   - transfers: area that is known to have passed between units.
    /// - Throws: `DivisionHistoryError` when a recorded change does not fit the states.
    public init(
        states: [DivisionState], knownDays: [TERYTCode: Set<Period>] = [:], recorded: [RecordedChange] = [],
        transfers: [TerritoryTransfer] = []
    ) throws(DivisionHistoryError) {
        let states = states.sorted { $0.date.firstDay < $1.date.firstDay }
        var days = knownDays
        for row in recorded {
            for code in [row.from, row.to].compactMap({ $0 }) { days[code, default: []].insert(row.day) }
        }
        var builder = HistoryBuilder(days: days)
        for state in states { builder.take(state) }
        builder.finish()
        try builder.check(recorded)
        units = builder.units.sorted { ($0.code, $0.validFrom?.firstDay ?? 0) < ($1.code, $1.validFrom?.firstDay ?? 0) }
        changes = builder.changes(with: transfers + recorded.compactMap(\.transfer))
    }

    /// The units of a day, from states with validity.
    public static func units(of states: [TerritorialUnit], on day: Period) -> [TerritorialUnit] {
        states.filter { $0.isValid(on: day.firstDay) }
    }
}

extension TerritorialUnit {
    /// Whether this state held on a day, given as `Period.firstDay` numbers days.
    public func isValid(on day: Int) -> Bool {
        (validFrom.map { $0.firstDay <= day } ?? true) && (validTo.map { $0.firstDay > day } ?? true)
    }

    /// The same state with another validity.
    public func valid(from: Period?, to: Period?) -> TerritorialUnit {
        TerritorialUnit(
            code: code, kind: kind, name: name, validFrom: from, validTo: to, areaSquareKilometers: areaSquareKilometers,
            hasBoundary: hasBoundary)
    }
}

/// A recorded change that the states of the register contradict.
public struct DivisionHistoryError: Error, Sendable, Hashable, LocalizedError {
    public let line: Int
    public let reason: String

    public var errorDescription: String? { line > 0 ? "line \(line) of the table of changes: \(reason)" : reason }
}

private struct HistoryBuilder {
    struct Transition {
        let old: TerritorialUnit?
        let new: TerritorialUnit?
        let notBefore: Period
        let notAfter: Period
        var code: TERYTCode { new?.code ?? old?.code ?? .country }
        /// The bounds within which the day had to lie.
        let after: Period
        let upTo: Period
    }

    let days: [TERYTCode: Set<Period>]
    var units: [TerritorialUnit] = []
    private var open: [TERYTCode: (unit: TerritorialUnit, from: Period?)] = [:]
    private var transitions: [TERYTCode: [Transition]] = [:]
    private var last: Period?

    init(days: [TERYTCode: Set<Period>]) {
        self.days = days
    }

    mutating func take(_ state: DivisionState) {
        let now = Dictionary(state.units.filter { $0.level != .kraj }.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        guard let last else {
            open = now.mapValues { ($0, nil) }
            self.last = state.date
            return
        }
        for (code, unit) in now {
            let old = open[code]
            if let old, old.unit.name == unit.name, old.unit.kind == unit.kind { continue }
            let transition = transition(from: old?.unit, to: unit, code, after: last, upTo: state.date)
            if let old { units.append(old.unit.valid(from: old.from, to: transition.notAfter)) }
            open[code] = (unit, transition.notAfter)
        }
        for (code, old) in open where now[code] == nil {
            let transition = transition(from: old.unit, to: nil, code, after: last, upTo: state.date)
            units.append(old.unit.valid(from: old.from, to: transition.notAfter))
            open[code] = nil
        }
        if state.isObserved { self.last = state.date }
    }

    private mutating func transition(
        from old: TerritorialUnit?, to new: TerritorialUnit?, _ code: TERYTCode, after: Period, upTo: Period
    ) -> Transition {
        let known = days[code]?.filter { $0.firstDay > after.firstDay && $0.firstDay <= upTo.firstDay }.min()
        let day = known ?? after.onlyNewYear(upTo: upTo)
        let transition = Transition(
            old: old, new: new, notBefore: day ?? after, notAfter: day ?? upTo, after: after, upTo: upTo)
        transitions[code, default: []].append(transition)
        return transition
    }

    mutating func finish() {
        units += open.values.map { $0.unit.valid(from: $0.from, to: nil) }
    }

    // MARK: Recorded changes

    func check(_ recorded: [RecordedChange]) throws(DivisionHistoryError) {
        let known = Set(units.map(\.code))
        for row in recorded {
            func fail(_ reason: String) -> DivisionHistoryError { DivisionHistoryError(line: row.line, reason: reason) }
            for code in [row.from, row.to].compactMap({ $0 }) where !known.contains(code) {
                throw fail("\(code.stem) is no unit of the register on any known day")
            }
            switch row.kind {
            case .split, .merged:
                guard let from = row.from, let to = row.to else { throw fail("a change of kind \(row.kind.rawValue) needs both from and to") }
                guard exists(from, before: row.day) else { throw fail("\(from.stem) did not exist before \(row.day)") }
                guard exists(to, on: row.day) else { throw fail("\(to.stem) did not exist on \(row.day)" + between(to)) }
            case .created: try expect(row.to, row) { $0.old == nil }
            case .abolished: try expect(row.from, row) { $0.new == nil }
            case .renamed: try expect(row.from ?? row.to, row) { $0.old != nil && $0.new != nil && $0.old?.name != $0.new?.name }
            case .retyped: try expect(row.from ?? row.to, row) { $0.old != nil && $0.new != nil && $0.old?.kind != $0.new?.kind }
            }
        }
    }

    private func expect(_ code: TERYTCode?, _ row: RecordedChange, _ fits: (Transition) -> Bool) throws(DivisionHistoryError) {
        guard let code else {
            throw DivisionHistoryError(line: row.line, reason: "a change of kind \(row.kind.rawValue) needs a unit")
        }
        guard transitions[code]?.contains(where: { fits($0) && $0.notAfter == row.day }) == true else {
            throw DivisionHistoryError(
                line: row.line, reason: "the register does not show \(code.stem) \(row.kind.rawValue) on \(row.day)" + between(code))
        }
    }

    /// What the register shows instead.
    private func between(_ code: TERYTCode) -> String {
        let shown = (transitions[code] ?? []).map { "a change between \($0.after) and \($0.upTo)" }
        return shown.isEmpty ? "" : "; it shows " + shown.joined(separator: " and ")
    }

    private func exists(_ code: TERYTCode, on day: Period) -> Bool {
        units.contains { $0.code == code && $0.isValid(on: day.firstDay) }
    }

    private func exists(_ code: TERYTCode, before day: Period) -> Bool {
        units.contains { $0.code == code && ($0.validFrom.map { $0.firstDay < day.firstDay } ?? true) && ($0.validTo.map { $0.firstDay >= day.firstDay } ?? true) }
    }

    // MARK: Changes

    func changes(with transfers: [TerritoryTransfer]) -> [UnitChange] {
        struct Key: Hashable {
            let code: TERYTCode
            let day: Int
        }
        struct Pair: Hashable {
            let from: TERYTCode
            let to: TERYTCode
            let day: Int
        }
        // A transfer is dated by the creation or abolition that it belongs to; a table's word outweighs what maps show.
        var placed: [Pair: TerritoryTransfer] = [:]
        for transfer in transfers {
            let (notBefore, notAfter) = bounds(of: transfer)
            let pair = Pair(from: transfer.from, to: transfer.to, day: notAfter.firstDay)
            if let known = placed[pair], known.origin == .table || transfer.origin == .boundaries, known.share != nil || transfer.share == nil { continue }
            placed[pair] = TerritoryTransfer(
                from: transfer.from, to: transfer.to, share: transfer.share ?? placed[pair]?.share, notBefore: notBefore, notAfter: notAfter,
                origin: transfer.origin)
        }
        var given: [Key: [TerritoryTransfer]] = [:]
        var received: [Key: [TerritoryTransfer]] = [:]
        for transfer in placed.values {
            given[Key(code: transfer.from, day: transfer.notAfter.firstDay), default: []].append(transfer)
            received[Key(code: transfer.to, day: transfer.notAfter.firstDay), default: []].append(transfer)
        }
        func parts(_ transfers: [TerritoryTransfer]?, _ code: (TerritoryTransfer) -> TERYTCode) -> [UnitChange.Part] {
            (transfers ?? []).map { UnitChange.Part(code: code($0), share: $0.share, origin: $0.origin) }.sorted { $0.code < $1.code }
        }

        var changes: [UnitChange] = []
        for transition in transitions.values.joined() {
            let key = Key(code: transition.code, day: transition.notAfter.firstDay)
            func change(_ kind: UnitChange.Kind, _ before: String?, _ after: String?, _ parts: [UnitChange.Part] = []) {
                changes.append(
                    UnitChange(
                        code: transition.code, kind: kind, before: before, after: after, notBefore: transition.notBefore,
                        notAfter: transition.notAfter, parts: parts))
            }
            switch (transition.old, transition.new) {
            case (nil, let new?): change(.created, nil, new.name, parts(received.removeValue(forKey: key)) { $0.from })
            case (let old?, nil): change(.abolished, old.name, nil, parts(given.removeValue(forKey: key)) { $0.to })
            case (let old?, let new?):
                if old.name != new.name { change(.renamed, old.name, new.name) }
                if old.kind != new.kind { change(.retyped, old.kind.rawValue, new.kind.rawValue) }
            case (nil, nil): break
            }
        }
        for (key, transfers) in given {
            guard let first = transfers.first else { continue }
            changes.append(
                UnitChange(
                    code: key.code, kind: .split, before: name(key.code, before: first.notAfter), after: name(key.code, on: first.notAfter),
                    notBefore: first.notBefore, notAfter: first.notAfter, parts: parts(transfers) { $0.to }))
        }
        for (key, transfers) in received {
            guard let first = transfers.first else { continue }
            changes.append(
                UnitChange(
                    code: key.code, kind: .merged, before: name(key.code, before: first.notAfter), after: name(key.code, on: first.notAfter),
                    notBefore: first.notBefore, notAfter: first.notAfter, parts: parts(transfers) { $0.from }))
        }
        return changes.sorted { ($0.code, $0.notAfter.firstDay, $0.kind.rawValue) < ($1.code, $1.notAfter.firstDay, $1.kind.rawValue) }
    }

    private func bounds(of transfer: TerritoryTransfer) -> (Period, Period) {
        let created = transitions[transfer.to]?.filter { $0.old == nil } ?? []
        let abolished = transitions[transfer.from]?.filter { $0.new == nil } ?? []
        let fitting = (created + abolished).first {
            $0.notBefore.firstDay <= transfer.notAfter.firstDay && $0.notAfter.firstDay >= transfer.notBefore.firstDay
        }
        return fitting.map { ($0.notBefore, $0.notAfter) } ?? (transfer.notBefore, transfer.notAfter)
    }

    private func name(_ code: TERYTCode, on day: Period) -> String {
        units.first { $0.code == code && $0.isValid(on: day.firstDay) }?.name ?? code.stem
    }

    private func name(_ code: TERYTCode, before day: Period) -> String {
        units.first { $0.code == code && ($0.validFrom.map { $0.firstDay < day.firstDay } ?? true) && ($0.validTo.map { $0.firstDay >= day.firstDay } ?? true) }?
            .name ?? name(code, on: day)
    }
}
