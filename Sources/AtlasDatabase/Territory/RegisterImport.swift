// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

extension AtlasStore {
    /// Takes a state of the register, newer, older or between those that are known. All states and changes of
    /// units are then worked out anew from what is known of each day, and computed values follow.
    ///
    /// - Parameters:
    ///   - units: all województwa, powiats and gminas of the day.
    ///   - date: the day.
    ///   - recorded: rows of a table of changes; each must fit what the registers show.
    ///   - correcting: replaces what is known of the same day, and days of changes that contradict the register.
    /// - Throws: `TerritoryRefusal`; the file is then as it was.
    public func importRegister(
        _ units: [TerritorialUnit], date: Period, recorded: [RecordedChange] = [], correcting: Bool = false, dryRun: Bool = false
    ) async throws -> TerritoryOutcome {
        try await reviseTerritory(dryRun: dryRun) { db in
            var revision = try TerritoryRevision(db)
            try revision.checkCoverage(units, date: date.asFirstDay)
            try revision.take(units, date: date.asFirstDay, correcting: correcting)
            try UnitWriting.addRegisterState(date.asFirstDay, to: db)
            return try revision.write(recorded: recorded, correcting: correcting, to: db)
        }
    }

    /// Runs a change of the territory in one transaction; when something changed, what follows from it follows.
    func reviseTerritory(
        dryRun: Bool, _ revise: @Sendable @escaping (Database) throws -> TerritoryOutcome
    ) async throws -> TerritoryOutcome {
        try await pool.writeWithoutTransaction { db in
            var outcome = TerritoryOutcome(isUnchanged: true)
            try db.inTransaction(.immediate) {
                outcome = try revise(db)
                if !outcome.isUnchanged, !dryRun {
                    if outcome.addedStates + outcome.removedStates > 0 { _ = try Recomputation.run(db) }
                    try AtlasProperty.renewTerritoryVersion(db)
                    try AtlasProperty.renewDirectoryVersion(db)
                    try AtlasProperty.renewDataVersion(db)
                }
                return dryRun ? .rollback : .commit
            }
            return outcome
        }
    }
}

/// What is known of the division on all days, to be worked out anew with one more.
struct TerritoryRevision {
    private let before: [TerritorialUnit]
    private let changesBefore: [UnitChange]
    private let editions: [BoundaryEdition]
    /// Days that a register showed.
    private var days: Set<Period>
    /// Days of changes, which no register needs to have shown.
    private let changeDays: Set<Period>
    private var replaced: DivisionState?
    private var isNewDay = false

    /// More missing units than this are a damaged file, not a reform: in the largest of the last twenty years
    /// fewer than ten units were abolished.
    private static let missingLimit = 20

    init(_ db: Database) throws {
        before = try Row.fetchAll(db, sql: "SELECT \(UnitRow.columns) FROM unit WHERE level <> 'kraj'").map(UnitRow.unit)
        changesBefore = try UnitChangeRow.fetchAll(db)
        editions = try BoundaryEdition.all(db)
        days = Set(try String.fetchAll(db, sql: "SELECT date FROM register_state").map { try Period($0) })
        changeDays = Set(changesBefore.filter { $0.isDayKnown && $0.kind != .split && $0.kind != .merged }.map(\.notAfter))
    }

    /// The units that the atlas knows on a day.
    func known(on day: Period) -> [TerritorialUnit] { DivisionHistory.units(of: before, on: day) }

    func checkCoverage(_ units: [TerritorialUnit], date: Period) throws {
        let given = Set(units.map(\.code))
        let known = known(on: date)
        let regions = known.filter { $0.level == .wojewodztwo && !given.contains($0.code) }
        guard regions.isEmpty else {
            throw TerritoryRefusal.missingWojewodztwa(date: date, codes: regions.map { "\($0.code) \($0.name)" })
        }
        let missing = known.filter { !given.contains($0.code) }
        // A file that was cut off lacks the last powiats of a województwo.
        guard missing.count <= Self.missingLimit, missing.count(where: { $0.level == .powiat }) <= 1 else {
            throw TerritoryRefusal.tooManyMissing(
                date: date, count: missing.count, examples: missing.sorted { $0.code < $1.code }.prefix(5).map { "\($0.code) \($0.name)" })
        }
    }

    mutating func take(_ units: [TerritorialUnit], date: Period, correcting: Bool) throws {
        let state = DivisionState(date: date, units: units)
        if days.contains(date) {
            let differences = Self.differences(known(on: date), units)
            guard !differences.isEmpty else { return }
            guard correcting else { throw TerritoryRefusal.contradictsKnownState(date: date, differences: differences) }
        }
        isNewDay = true
        days.insert(date)
        replaced = state
    }

    private static func differences(_ known: [TerritorialUnit], _ given: [TerritorialUnit]) -> [String] {
        let old = Dictionary(known.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(given.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(old.keys).union(new.keys).sorted().compactMap { code in
            switch (old[code], new[code]) {
            case (let a?, let b?): a.name == b.name && a.kind == b.kind ? nil : "\(a.code) \(a.name) → \(b.code) \(b.name)"
            case (let a?, nil): "\(a.code) \(a.name) is missing"
            case (nil, let b?): "\(b.code) \(b.name) is new"
            case (nil, nil): nil
            }
        }
    }

    /// Works the history out and writes what differs.
    func write(recorded: [RecordedChange], correcting: Bool, to db: Database) throws -> TerritoryOutcome {
        var states = days.map { day in
            if let replaced, replaced.date == day { return replaced }
            return DivisionState(date: day, units: known(on: day))
        }
        states += changeDays.subtracting(days).map { DivisionState(date: $0, units: known(on: $0), isObserved: false) }
        var knownDays: [TERYTCode: Set<Period>] = [:]
        for change in changesBefore where change.isDayKnown { knownDays[change.code, default: []].insert(change.notAfter) }
        // What maps showed is seen anew below.
        let fromTables = TerritoryTransfer.all(in: changesBefore).filter { $0.origin == .table }
        func history(_ seen: [TerritoryTransfer]) throws -> DivisionHistory {
            do throws(DivisionHistoryError) {
                return try DivisionHistory(states: states, knownDays: knownDays, recorded: recorded, transfers: fromTables + seen)
            } catch {
                throw TerritoryRefusal.recorded(error.localizedDescription)
            }
        }
        var result = try history([])
        let seen = try BoundaryComparison.transfers(editions: editions, changes: result.changes, db)
        if !seen.isEmpty { result = try history(seen) }
        if !correcting { try checkKnownDays(result) }
        return try write(result, to: db)
    }

    private func checkKnownDays(_ history: DivisionHistory) throws {
        struct Moment: Hashable {
            let code: TERYTCode
            let day: Int
        }
        let now = Set(history.changes.map { Moment(code: $0.code, day: $0.notAfter.firstDay) })
        for change in changesBefore where change.isDayKnown && change.kind != .split && change.kind != .merged {
            if !now.contains(Moment(code: change.code, day: change.notAfter.firstDay)) {
                throw TerritoryRefusal.contradictsKnownDay(
                    code: change.code.description, day: change.notAfter, date: replaced?.date ?? change.notAfter)
            }
        }
    }

    private func write(_ history: DivisionHistory, to db: Database) throws -> TerritoryOutcome {
        var outcome = TerritoryOutcome(isUnchanged: true)
        let wanted = Set(history.units.map(StateIdentity.init))
        let present = Set(before.map(StateIdentity.init))
        let remove = try db.makeStatement(
            sql: "DELETE FROM unit WHERE stem = ? AND valid_from IS ? AND valid_to IS ?")
        for state in before where !wanted.contains(StateIdentity(state)) {
            try remove.execute(arguments: [state.code.stem, state.validFrom?.text, state.validTo?.text])
            outcome.removedStates += 1
        }
        let added = history.units.filter { !present.contains(StateIdentity($0)) }
        try UnitWriting.insert(added, edition: editions.last?.number, to: db)
        outcome.addedStates = added.count

        let old = Set(changesBefore)
        let new = Set(history.changes)
        if old != new {
            try db.execute(sql: "DELETE FROM unit_change")
            try UnitWriting.write(history.changes, to: db)
        }
        outcome.newChanges = history.changes.filter { !old.contains($0) }
        outcome.droppedChanges = changesBefore.filter { !new.contains($0) }
        outcome.isUnchanged = outcome.addedStates + outcome.removedStates == 0 && old == new && !isNewDay
        return outcome
    }

    /// What makes two states of a unit the same row.
    private struct StateIdentity: Hashable {
        let terc: String
        let kind: UnitKind
        let name: String
        let from: Period?
        let to: Period?

        init(_ unit: TerritorialUnit) {
            terc = unit.code.description
            kind = unit.kind
            name = unit.name
            from = unit.validFrom
            to = unit.validTo
        }
    }
}
