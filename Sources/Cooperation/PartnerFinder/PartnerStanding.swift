// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Where a candidate stands in the order, without the reasons.
struct Standing {
    let place: Int
    let score: Int
    /// The square of the chord on a sphere of radius 1, infinite when it is not known: it grows with the distance.
    let squaredChord: Double
    /// Whether it has an agreement in force with whoever seeks.
    let isPartner: Bool

    /// The higher score first, then the nearer one.
    static func precedes(_ a: Standing, _ b: Standing) -> Bool {
        if a.score != b.score { return a.score > b.score }
        if a.squaredChord != b.squaredChord { return a.squaredChord < b.squaredChord }
        return a.place < b.place
    }
}

/// Gathers candidates and keeps those that can still be among the best. Scores are small: the sum of what each reason can bring.
struct BestStandings {
    let limit: Int
    /// How many candidates there were, whether kept or not.
    private(set) var count = 0
    /// Who scores less cannot be among the best any more.
    private(set) var least = 0
    private var kept: [Standing] = []
    /// By score, how many are kept; and how many of them have `least` or more.
    private var counts: [Int] = []
    private var countFromLeast = 0

    init(limit: Int) { self.limit = limit }

    mutating func countOutranked() { count += 1 }

    mutating func add(_ standing: Standing) {
        count += 1
        guard standing.score >= least else { return }
        kept.append(standing)
        while counts.count <= standing.score { counts.append(0) }
        counts[standing.score] += 1
        countFromLeast += 1
        while countFromLeast - counts[least] >= limit {
            countFromLeast -= counts[least]
            least += 1
        }
    }

    /// The first of the order, at most `limit`.
    var best: [Standing] { Array(kept.filter { $0.score >= least }.sorted(by: Standing.precedes).prefix(limit)) }
}

/// Adds up what speaks for a candidate. Most are only counted: reasons are told of those that are shown.
struct Tally {
    let isTold: Bool
    private(set) var score = 0
    private(set) var reasons: [WeightedReason] = []

    init(isTold: Bool) { self.isTold = isTold }

    mutating func add(_ weight: Int, _ reason: @autoclosure () -> PartnerReason) {
        guard weight > 0 else { return }
        score += weight
        if isTold { reasons.append(WeightedReason(reason: reason(), weight: weight)) }
    }
}

/// Terms of one sort that a candidate has.
struct TermTally {
    private let isTold: Bool
    private(set) var count = 0
    /// Only when reasons are told.
    private(set) var terms: [Int] = []

    init(_ tally: Tally) { isTold = tally.isTold }

    mutating func add(_ term: Int) {
        count += 1
        if isTold { terms.append(term) }
    }
}

/// A place on a sphere of radius 1. Of two of them the chord is a few multiplications, and the arc follows from the chord.
struct SphereDirection: Sendable, Equatable {
    private let x, y, z: Double

    /// Radius of the sphere with the Earth's mean radius (IUGG).
    private static let radiusKilometers = 6_371.0088

    /// - Parameter point: nil makes a place that is infinitely far from all others.
    init(_ point: InstitutionPoint?) {
        guard let point else {
            (x, y, z) = (.infinity, .infinity, .infinity)
            return
        }
        let (longitude, latitude) = (point.longitude * .pi / 180, point.latitude * .pi / 180)
        (x, y, z) = (cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
    }

    func squaredChord(to other: SphereDirection) -> Double {
        let (east, north, up) = (other.x - x, other.y - y, other.z - z)
        return east * east + north * north + up * up
    }

    /// The length of the arc over a chord.
    static func kilometers(squaredChord: Double) -> Double { 2 * radiusKilometers * asin(min(1, squaredChord.squareRoot() / 2)) }

    /// The chord under an arc.
    static func squaredChord(kilometers: Double) -> Double {
        let chord = 2 * sin(min(.pi / 2, kilometers / radiusKilometers / 2))
        return chord * chord
    }
}

extension PartnerNeighbourhood {
    /// By institution, where it is, seen from a seat.
    /// - Parameter serving: the institutions whose area contains the seat.
    func proximities(to seat: TERYTCode, serving: Set<Int>, in registry: AgreementRegistry) -> [PartnerProximity] {
        var found = [PartnerProximity](repeating: .farther, count: registry.institutions.count)
        func set(_ proximity: PartnerProximity, _ code: TERYTCode?) {
            guard let code else { return }
            for place in registry.institutions(seatedIn: code) { found[place] = proximity }
        }
        // From the weakest to the strongest: the later takes the place of the earlier.
        set(.sameRegion, seat.ancestor(at: .wojewodztwo))
        for stem in powiats { set(.neighbouringPowiat, try? TERYTCode(stem)) }
        set(.samePowiat, seat.ancestor(at: .powiat))
        for stem in gminas { set(.neighbouringGmina, try? TERYTCode(stem)) }
        for place in serving { found[place] = .servesHere }
        for place in registry.institutions(seatedIn: seat) where registry.institutions[place].gmina == seat { found[place] = .sameGmina }
        return found
    }
}
