// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a figure cannot be computed from the given values. The text is English and fits behind a colon.
public enum StatisticsRefusal: Error, Sendable, Equatable, LocalizedError {
    /// Fewer values (or pairs, or units) than the method needs.
    case tooFewValues(given: Int, needed: Int)
    /// All values are the same, so there is nothing to compare them by.
    case constantValues
    /// The component of an index at this position (counted from 0) has the same value everywhere.
    case constantComponent(Int)
    /// An index without components, or with weights that are zero or not finite.
    case badWeights
    /// No unit has a neighbour with a value.
    case noNeighbours
    /// Too few values since the newest methodological break to say where the series goes.
    case seriesBreak(at: Double, given: Int, needed: Int)
    /// A forecast further ahead than the series bears.
    case horizonTooFar(given: Double, allowed: Double)

    public var errorDescription: String? {
        switch self {
        case .tooFewValues(let given, let needed):
            "there are \(given) values; at least \(needed) are needed"
        case .constantValues:
            "all values are the same, so there is nothing to compare them by"
        case .constantComponent(let index):
            "component \(index + 1) has the same value everywhere and cannot tell units apart; leave it out"
        case .badWeights:
            "an index needs at least one component, and weights that are finite and not zero"
        case .noNeighbours:
            "no unit with a value has a neighbour with a value"
        case .seriesBreak(let at, let given, let needed):
            "the way of counting changed at \(at); there are \(given) values since then and at least \(needed) are needed"
        case .horizonTooFar(let given, let allowed):
            "a forecast \(given) ahead is too far for this series; at most \(allowed)"
        }
    }
}
