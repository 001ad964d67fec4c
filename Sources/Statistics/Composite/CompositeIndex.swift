// SPDX-License-Identifier: Apache-2.0

/// Several indicators as one number per unit. A unit that lacks any component has no value, and takes no part in the
/// means and ranges the others are measured by.
public struct CompositeIndex: Sendable, Equatable {
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// The weighted mean of z-scores: in standard deviations, 0 is the average unit.
        case zscore
        /// The weighted mean of values scaled to 0…100: 0 worst in every component, 100 best in every one.
        case minmax
        /// Closeness to an ideal unit that has the best value of every component: 1 would be the ideal, about 0 is far
        /// away, below 0 unusually far. Source: Z. Hellwig, “Zastosowanie metody taksonomicznej do typologicznego
        /// podziału krajów ze względu na poziom ich rozwoju oraz zasoby i strukturę wykwalifikowanych kadr”,
        /// Przegląd Statystyczny 15 (1968).
        case hellwig
    }

    public struct Component: Sendable, Equatable {
        public let values: [Double?]
        /// More than zero; only the proportions between components matter.
        public let weight: Double
        /// Whether a higher value raises the index.
        public let raises: Bool

        public init(values: [Double?], weight: Double = 1, raises: Bool = true) {
            self.values = values
            self.weight = weight
            self.raises = raises
        }

        /// A weight whose sign is the direction: a negative one for a component that lowers the index.
        public init(values: [Double?], signedWeight: Double) {
            self.init(values: values, weight: abs(signedWeight), raises: signedWeight >= 0)
        }
    }

    public let method: Method
    /// One per unit; nil where a component is missing.
    public let values: [Double?]
    /// For each component, what it adds to the value of each unit. With `zscore` and `minmax` the contributions of a unit
    /// sum to its value. With `hellwig` they are the parts of its distance from the ideal, none above zero, and sum to its
    /// value minus 1.
    public let contributions: [[Double?]]
    /// The weights as shares of 1.
    public let weights: [Double]
    /// Units with a value.
    public let count: Int

    /// - Parameter components: of equal length, a value per unit in the same order.
    /// - Throws: `StatisticsRefusal` for bad weights, fewer than two complete units, or a component that is the same in
    ///   all complete units.
    public init(method: Method, components: [Component]) throws(StatisticsRefusal) {
        let total = components.reduce(0) { $0 + $1.weight }
        guard !components.isEmpty, total.isFinite, components.allSatisfy({ $0.weight > 0 }) else { throw .badWeights }
        let unitCount = components.map(\.values.count).min() ?? 0
        let isComplete = (0..<unitCount).map { unit in components.allSatisfy { $0.values[unit]?.isFinite ?? false } }
        count = isComplete.filter { $0 }.count
        guard count >= 2 else { throw .tooFewValues(given: count, needed: 2) }
        self.method = method
        weights = components.map { $0.weight / total }

        var scaled: [[Double?]] = []
        for (index, component) in components.enumerated() {
            let complete = (0..<unitCount).map { isComplete[$0] ? component.values[$0] : nil }
            // A component turned around is one where a higher value is better.
            let turned = component.raises ? complete : complete.map { $0.map { -$0 } }
            do {
                scaled.append(method == .minmax ? try Standardisation.unitRange(turned) : try Standardisation.zScores(turned))
            } catch {
                throw .constantComponent(index)
            }
        }
        if method == .hellwig {
            (values, contributions) = Self.hellwig(scaled, weights: weights, unitCount: unitCount)
            return
        }
        let factor = method == .minmax ? 100.0 : 1
        contributions = zip(scaled, weights).map { column, weight in column.map { $0.map { $0 * weight * factor } } }
        values = (0..<unitCount).map { [contributions] unit in
            guard isComplete[unit] else { return nil }
            return contributions.reduce(0) { $0 + ($1[unit] ?? 0) }
        }
    }

    /// Distances from the ideal over d₀ = mean + 2 s of all distances, taken from 1.
    private static func hellwig(
        _ scaled: [[Double?]], weights: [Double], unitCount: Int
    ) -> (values: [Double?], contributions: [[Double?]]) {
        let ideal = scaled.map { column in column.compactMap { $0 }.max() ?? 0 }
        let squares = scaled.indices.map { component in
            scaled[component].map { value in
                value.map { weights[component] * ($0 - ideal[component]) * ($0 - ideal[component]) }
            }
        }
        let distances: [Double?] = (0..<unitCount).map { unit in
            guard squares.allSatisfy({ $0[unit] != nil }) else { return nil }
            return squares.reduce(0) { $0 + ($1[unit] ?? 0) }.squareRoot()
        }
        let moments = Moments(distances)
        let furthest = (moments?.mean ?? 0) + 2 * (moments?.deviation ?? 0)
        let values = distances.map { $0.map { 1 - $0 / furthest } }
        let contributions = squares.map { column in
            (0..<unitCount).map { unit -> Double? in
                guard let square = column[unit], let distance = distances[unit] else { return nil }
                return distance == 0 ? 0 : -square / (distance * furthest)
            }
        }
        return (values, contributions)
    }
}
