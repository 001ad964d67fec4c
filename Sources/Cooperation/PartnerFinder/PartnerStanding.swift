// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Where a candidate stands in the order, without the reasons.
struct Standing {
    let place: Int
    let score: Int
    let distanceKilometers: Double?
    /// Whether it has an agreement in force with whoever seeks.
    let isPartner: Bool

    /// The higher score first, then the nearer one.
    static func precedes(_ a: Standing, _ b: Standing) -> Bool {
        if a.score != b.score { return a.score > b.score }
        if a.distanceKilometers != b.distanceKilometers { return (a.distanceKilometers ?? .infinity) < (b.distanceKilometers ?? .infinity) }
        return a.place < b.place
    }
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

/// A place from which distances are measured on a sphere.
struct SpherePoint {
    private let longitude: Double
    private let latitude: Double
    private let cosine: Double

    private static let radiansPerDegree = Double.pi / 180

    init(_ point: InstitutionPoint) {
        longitude = point.longitude * Self.radiansPerDegree
        latitude = point.latitude * Self.radiansPerDegree
        cosine = cos(latitude)
    }

    /// By the haversine formula.
    func kilometers(to point: InstitutionPoint) -> Double {
        let other = point.latitude * Self.radiansPerDegree
        let (south, east) = (sin((other - latitude) / 2), sin((point.longitude * Self.radiansPerDegree - longitude) / 2))
        return 2 * 6_371.0088 * asin(min(1, (south * south + cosine * cos(other) * east * east).squareRoot()))
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
