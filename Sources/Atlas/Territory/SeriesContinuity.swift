// SPDX-License-Identifier: Apache-2.0

/// Where the series of a unit can be compared over time, and where it breaks.
///
/// The rule:
/// 1. A unit is the first six digits of its code. When it is **renamed or changes its kind**, its series goes on as one:
///    the area is the same.
/// 2. When it is **split, merged, created or abolished**, values before and after belong to different areas: the series
///    breaks at that day and its two stretches are not compared. A value belongs to the division of its period's last day.
/// 3. A **count** (an indicator whose values add up) can be carried across a break to today's area: where whole units were
///    joined it is the sum of the parts, exactly; where only a part of a unit's area passed over it is an estimate by
///    the share of area, which supposes that what is counted is spread evenly, and is marked as estimated.
/// 4. Ratios are carried across only by carrying their numerator and denominator; values that do not add up are not.
/// 5. A powiat or województwo breaks when a gmina passes to or from another one, not when its own gminas are divided anew.
public struct SeriesContinuity: Sendable, Hashable {
    public enum Cause: String, Sendable, Hashable, CaseIterable, Codable {
        case created, abolished
        /// A part of the area went to other units.
        case lost
        /// Other units, or parts of them, were taken in.
        case gained
    }

    /// A change of the unit's area.
    public struct Break: Sendable, Hashable {
        public let cause: Cause
        /// The old area still held on this day; equal to `notAfter` when the day itself is known.
        public let notBefore: Period
        /// The first day on which the new area is known to hold.
        public let notAfter: Period
        /// The other units, by code: those that gave or took area.
        public let others: [UnitChange.Part]
        /// What happened and what it means for the values, in one sentence.
        public let sentence: LocalizedText

        public var isDayKnown: Bool { notBefore == notAfter }

        /// Whether a value of `period` belongs to the area before the break.
        public func isAfter(_ period: Period) -> Bool { period.lastDay < notAfter.firstDay }
    }

    public let code: TERYTCode
    /// By day.
    public let breaks: [Break]
    /// Renamings and changes of kind, across which the series goes on, each in one sentence; by day.
    public let notes: [LocalizedText]
    private let steps: [BridgeStep]

    /// - Parameters:
    ///   - code: the unit.
    ///   - changes: the changes of **all** units.
    ///   - unit: the newest known state of a unit, for its name.
    public init(of code: TERYTCode, changes: [UnitChange], unit: @escaping (TERYTCode) -> TerritorialUnit?) {
        let plain = code.ancestor(at: code.level) ?? code
        self.code = plain
        let wording = ContinuityWording(unit: unit)
        let transfers = TerritoryTransfer.all(in: changes)
        var existence: [ExistenceKey: UnitChange.Kind] = [:]
        for change in changes where change.kind == .created || change.kind == .abolished {
            existence[ExistenceKey(code: change.code, day: change.notAfter.firstDay)] = change.kind
        }
        func isNew(_ code: TERYTCode, _ day: Int) -> Bool { existence[ExistenceKey(code: code, day: day)] == .created }
        func isGone(_ code: TERYTCode, _ day: Int) -> Bool { existence[ExistenceKey(code: code, day: day)] == .abolished }

        var breaks: [Break] = []
        func add(_ cause: Cause, _ notBefore: Period, _ notAfter: Period, _ others: [UnitChange.Part]) {
            let day = notAfter.firstDay
            let sentence = wording.sentence(
                cause, of: plain, others: others, notBefore: notBefore, notAfter: notAfter,
                isNew: { isNew($0, day) }, isGone: { isGone($0, day) })
            breaks.append(Break(cause: cause, notBefore: notBefore, notAfter: notAfter, others: others, sentence: sentence))
        }
        for change in changes where change.code == plain {
            if change.kind == .created { add(.created, change.notBefore, change.notAfter, change.parts) }
            if change.kind == .abolished { add(.abolished, change.notBefore, change.notAfter, change.parts) }
        }
        // Between units of this level, or between the gminas of this unit and those of another.
        let crossing = transfers.filter { transfer in
            transfer.from.isWithin(plain) != transfer.to.isWithin(plain)
        }
        for (day, group) in Dictionary(grouping: crossing, by: { $0.notAfter.firstDay }) {
            guard let first = group.first else { continue }
            let lost = group.filter { $0.from.isWithin(plain) }.map { Self.part($0, of: plain, other: $0.to) }
            let gained = group.filter { $0.to.isWithin(plain) }.map { Self.part($0, of: plain, other: $0.from) }
            if !lost.isEmpty, !isGone(plain, day) { add(.lost, first.notBefore, first.notAfter, lost) }
            if !gained.isEmpty, !isNew(plain, day) { add(.gained, first.notBefore, first.notAfter, gained) }
        }
        self.breaks = breaks.sorted { ($0.notAfter.firstDay, $0.cause.rawValue) < ($1.notAfter.firstDay, $1.cause.rawValue) }
        notes = changes.filter { $0.code == plain && !$0.kind.changesArea }
            .sorted { ($0.notAfter.firstDay, $0.kind.rawValue) < ($1.notAfter.firstDay, $1.kind.rawValue) }.map { wording.note($0) }
        steps = BridgeStep.all(transfers: transfers, isNew: isNew, isGone: isGone)
    }

    private struct ExistenceKey: Hashable {
        let code: TERYTCode
        let day: Int
    }

    /// A gmina that passes between powiats is the other part as seen from them; its share is not one of the powiat.
    private static func part(_ transfer: TerritoryTransfer, of code: TERYTCode, other: TERYTCode) -> UnitChange.Part {
        UnitChange.Part(code: other, share: other.level == code.level ? transfer.share : nil, origin: transfer.origin)
    }

    /// Whether values of two periods belong to the same area.
    public func isComparable(_ a: Period, _ b: Period) -> Bool { breaks(between: a, and: b).isEmpty }

    /// The breaks between two periods, in either order.
    public func breaks(between a: Period, and b: Period) -> [Break] {
        breaks.filter { $0.isAfter(a) != $0.isAfter(b) }
    }

    /// Ordered periods cut into the stretches within which values may be compared and joined by a line.
    public func stretches(of periods: [Period]) -> [[Period]] {
        var stretches: [[Period]] = []
        for period in periods {
            if let last = stretches.last?.last, isComparable(last, period) {
                stretches[stretches.count - 1].append(period)
            } else {
                stretches.append([period])
            }
        }
        return stretches
    }

    /// How a count of `period` is carried to the newest area of the unit.
    /// - Returns: nil when it cannot be: a share is unknown, the unit no longer exists, or it is a powiat or
    ///   województwo whose area changed.
    public func bridge(_ period: Period) -> SeriesBridge? {
        let since = breaks.filter { $0.isAfter(period) }
        guard !since.isEmpty else { return SeriesBridge(terms: [.init(code: code, factor: 1)]) }
        guard code.level == .gmina, !since.contains(where: { $0.cause == .abolished }) else { return nil }
        var factors: [TERYTCode: Double] = [code: 1]
        for step in steps.reversed() where period.lastDay < step.day {
            var earlier: [TERYTCode: Double] = [:]
            for (unit, factor) in factors {
                guard let origins = step.origins(of: unit) else { return nil }
                for (origin, share) in origins { earlier[origin, default: 0] += factor * share }
            }
            factors = earlier.filter { $0.value > 1e-9 }
        }
        guard !factors.isEmpty else { return nil }
        return SeriesBridge(terms: factors.map { SeriesBridge.Term(code: $0.key, factor: $0.value) }.sorted { $0.code < $1.code })
    }
}

/// A sum of units' values that stands for the value of one unit's newest area.
public struct SeriesBridge: Sendable, Hashable {
    public struct Term: Sendable, Hashable {
        public let code: TERYTCode
        /// What the unit's value is multiplied by: 1 for a whole unit, less for a part of its area.
        public let factor: Double

        public init(code: TERYTCode, factor: Double) {
            self.code = code
            self.factor = abs(factor - 1) < 1e-6 ? 1 : factor
        }
    }

    /// By code.
    public let terms: [Term]

    /// Whether a part of a unit's value is taken by area: the result is an estimate.
    public var isEstimate: Bool { terms.contains { $0.factor != 1 } }

    /// The value of the newest area; nil when one of the units has none.
    public func value(_ valueOf: (TERYTCode) -> Double?) -> (value: Double, isEstimate: Bool)? {
        var total = 0.0
        for term in terms {
            guard let value = valueOf(term.code) else { return nil }
            total += term.factor * value
        }
        return (total, isEstimate)
    }
}

/// All transfers of one day, walked backwards.
private struct BridgeStep: Sendable, Hashable {
    let day: Int
    private let given: [TERYTCode: Double?]
    private let received: [TERYTCode: [TerritoryTransfer]]
    private let new: Set<TERYTCode>

    static func all(
        transfers: [TerritoryTransfer], isNew: (TERYTCode, Int) -> Bool, isGone: (TERYTCode, Int) -> Bool
    ) -> [BridgeStep] {
        Dictionary(grouping: transfers.filter { $0.from.level == .gmina && $0.to.level == .gmina }, by: { $0.notAfter.firstDay })
            .map { day, group in
                // Whoever takes over the one whole of an abolished unit takes all of it, known share or not.
                let complete = group.map { transfer in
                    let receivers = group.count { $0.from == transfer.from }
                    guard transfer.share == nil, receivers == 1, isGone(transfer.from, day) else { return transfer }
                    return TerritoryTransfer(
                        from: transfer.from, to: transfer.to, share: 1, notBefore: transfer.notBefore, notAfter: transfer.notAfter,
                        origin: transfer.origin)
                }
                return BridgeStep(
                    day: day,
                    given: Dictionary(grouping: complete, by: \.from).mapValues { transfers in
                        transfers.contains { $0.share == nil } ? nil : transfers.reduce(0) { $0 + ($1.share ?? 0) }
                    },
                    received: Dictionary(grouping: complete, by: \.to),
                    new: Set(complete.map(\.to).filter { isNew($0, day) }))
            }
            .sorted { $0.day < $1.day }
    }

    /// What the unit's later area was made of: shares of the values before; nil when a share is unknown.
    func origins(of unit: TERYTCode) -> [(TERYTCode, Double)]? {
        var origins: [(TERYTCode, Double)] = []
        if !new.contains(unit) {
            switch given[unit] {
            case .none: origins.append((unit, 1))
            case .some(let share):
                guard let share else { return nil }
                origins.append((unit, max(1 - share, 0)))
            }
        }
        for transfer in received[unit] ?? [] {
            guard let share = transfer.share else { return nil }
            origins.append((transfer.from, share))
        }
        return origins
    }
}
