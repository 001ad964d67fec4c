// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Why a search cannot be run as asked.
public enum SearchQueryError: Error, Sendable, Equatable, LocalizedError {
    /// Outside `SearchLimits.limit`.
    case limit(Int)
    /// Outside `SearchLimits.radiusKilometers`.
    case radius(Double)
    /// A radius without a point to measure it from.
    case radiusWithoutPoint
    /// Outside `SearchLimits.verifiedWithinDays`.
    case verifiedWithinDays(Int)
    /// A filter names a term that the taxonomy does not have, or has as another kind.
    case unknownTerm(SearchDimension, String)
    /// No text that a search gave out.
    case damagedCursor
    /// It belongs to a search with another text, other filters or another order.
    case cursorOfAnotherSearch
    /// The institution that the page before ended with is no longer in the directory.
    case outdatedCursor

    public var errorDescription: String? {
        switch self {
        case .limit(let value):
            "limit is \(value): expected \(SearchLimits.limit.lowerBound)…\(SearchLimits.limit.upperBound)"
        case .radius(let value):
            "the radius is \(value) km: expected \(SearchLimits.radiusKilometers.lowerBound)…\(SearchLimits.radiusKilometers.upperBound) km"
        case .radiusWithoutPoint: "a radius needs the point it is measured from: give near as well"
        case .verifiedWithinDays(let value):
            "verified within \(value) days: expected \(SearchLimits.verifiedWithinDays.lowerBound)…\(SearchLimits.verifiedWithinDays.upperBound)"
        case .unknownTerm(let dimension, let id):
            "the \(dimension.rawValue) “\(id.count > 80 ? String(id.prefix(80)) + "…" : id)” is not in the taxonomy: see the list of terms"
        case .damagedCursor: "the cursor is damaged: take it as “next” of the page before gives it, or leave it out for the first page"
        case .cursorOfAnotherSearch:
            "the cursor belongs to another search: keep the text, the filters and the order while paging, or leave it out for the first page"
        case .outdatedCursor: "the directory has changed since the page before: leave the cursor out to begin again"
        }
    }
}
