// SPDX-License-Identifier: Apache-2.0

/// The units that have a value, their deviations from the mean, and the weights among them.
struct SpatialSample {
    /// Positions of the units with a value.
    let units: [Int]
    let values: [Double]
    let moments: Moments
    let weights: SpatialWeights

    init(_ values: [Double?], _ weights: SpatialWeights, needed: Int) throws(StatisticsRefusal) {
        let units = values.indices.filter { (values[$0]?.isFinite ?? false) && $0 < weights.unitCount }
        guard units.count >= needed, let moments = Moments(units.map { values[$0] }) else {
            throw .tooFewValues(given: units.count, needed: needed)
        }
        guard !moments.isConstant else { throw .constantValues }
        let restricted = weights.restricted(to: units)
        guard restricted.linkCount > 0 else { throw .noNeighbours }
        self.units = units
        self.values = units.compactMap { values[$0] }
        self.moments = moments
        self.weights = restricted
    }

    /// The values in standard deviations of the population from their mean.
    var scores: [Double] {
        let deviation = moments.deviation
        return values.map { ($0 - moments.mean) / deviation }
    }
}
