// SPDX-License-Identifier: Apache-2.0

/// Which units there were on a day, and which are parts of which. Units are numbered 0, 1, …; the country is
/// always among them.
public struct PeriodicDivision: Sendable {
    /// The code of each unit, without a kind digit.
    public let codes: [TERYTCode]
    public let index: [TERYTCode: Int]
    /// For each unit the units one level below.
    public let parts: [[Int]]
    /// Units that can have parts, smaller levels first.
    public let fromSmallest: [Int]
    /// All units ordered by code.
    public let byCode: [Int]
    /// Cities with powiat rights: the powiat and its one gmina.
    public let cities: [(powiat: Int, gmina: Int)]
    private let states: [[(from: Period?, to: Period?)]]

    /// - Parameter units: states of units; several states of one unit are told apart by their validity.
    public init(_ units: [TerritorialUnit]) {
        var codes: [TERYTCode] = []
        var index: [TERYTCode: Int] = [:]
        var states: [[(from: Period?, to: Period?)]] = []
        func number(_ code: TERYTCode) -> Int {
            if let known = index[code] { return known }
            index[code] = codes.count
            // The stem alone: kind digits of several states may differ.
            codes.append(code.ancestor(at: code.level) ?? code)
            states.append([])
            return codes.count - 1
        }
        states.reserveCapacity(units.count + 1)
        let country = number(.country)
        states[country].append((nil, nil))
        for unit in units where unit.level != .kraj { states[number(unit.code)].append((unit.validFrom, unit.validTo)) }

        var parts = [[Int]](repeating: [], count: codes.count)
        for (position, code) in codes.enumerated() {
            if let parent = code.parent, let whole = index[parent] { parts[whole].append(position) }
        }
        self.codes = codes
        self.index = index
        self.states = states
        self.parts = parts
        byCode = codes.indices.sorted { codes[$0] < codes[$1] }
        fromSmallest = [UnitLevel.powiat, .wojewodztwo, .kraj].flatMap { level in
            codes.indices.filter { codes[$0].level == level }
        }
        cities = codes.indices.compactMap { position in
            guard codes[position].level == .powiat, codes[position].isWithinCityWithPowiatRights, parts[position].count == 1 else {
                return nil
            }
            return (position, parts[position][0])
        }
    }

    /// For each unit whether it exists on the last day of `period`.
    public func existence(on period: Period) -> [Bool] {
        let day = period.lastDay
        return states.map { $0.contains { state in state.from.map { $0.firstDay <= day } ?? true && state.to.map { $0.firstDay > day } ?? true } }
    }
}
