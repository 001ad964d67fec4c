// SPDX-License-Identifier: Apache-2.0

/// What a unit is among its neighbours. Raw values are the ones that addresses and JSON use.
public enum SpatialCluster: String, Sendable, Hashable, CaseIterable {
    /// A high value among high ones: a hot spot.
    case highHigh = "high-high"
    /// A low value among low ones: a cold spot.
    case lowLow = "low-low"
    /// A low value among high ones: an outlier.
    case lowHigh = "low-high"
    /// A high value among low ones: an outlier.
    case highLow = "high-low"
    /// No more alike or different than chance would make it.
    case notSignificant = "not-significant"
    /// No neighbour that has a value: nothing can be said.
    case isolated
}

/// Which of many tests to believe.
public enum FalseDiscovery {
    /// The largest p that still counts as significant when at most the share `alpha` of the findings may be false:
    /// Y. Benjamini and Y. Hochberg (1995), applied to local statistics by M. C. de Castro and B. H. Singer (2006). When no
    /// test passes, alpha/n, the threshold of Bonferroni (as PySAL's `esda.fdr` has it).
    public static func threshold(pValues: [Double], alpha: Double = 0.05) -> Double {
        let count = Double(pValues.count)
        guard count > 0 else { return alpha }
        let sorted = pValues.sorted()
        for index in sorted.indices.reversed() {
            let limit = Double(index + 1) * alpha / count
            if sorted[index] < limit { return limit }
        }
        return alpha / count
    }
}
