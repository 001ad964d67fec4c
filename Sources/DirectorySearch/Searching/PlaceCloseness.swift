// SPDX-License-Identifier: Apache-2.0

/// The entries that have to do with a place of the text, and how closely.
struct PlaceCloseness {
    /// How closely an entry belongs to a place; higher is closer. Ambiguous names lower it for the less likely places.
    enum Closeness {
        static let servesGmina: UInt8 = 60
        static let servesPowiat: UInt8 = 56
        static let servesWojewodztwo: UInt8 = 52
        static let servesCountry: UInt8 = 48
        /// Its address names the village.
        static let inLocality: UInt8 = 46
        static let seat: UInt8 = 44
        static let servesPart: UInt8 = 40
        /// Down to 20, by distance.
        static let nearest: UInt8 = 39
        /// Only its name has the words, when they may mean something else than the place.
        static let unsureWords: UInt8 = 43
        static let sureWords: UInt8 = 2
        /// Only its name has the words, which are hardly meant as a place.
        static let doubtfulPlaceWords: UInt8 = 61
    }

    /// By entry; 0 for those that have nothing to do with the place.
    private(set) var closeness: [UInt8]
    private(set) var all: Bitset
    /// Where distances are measured from.
    let point: SearchPoint?

    /// Kilometres up to which a step of nearness reaches.
    private static let steps: [Double] = [1, 2, 3, 5, 7, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 150, 200, 300]

    /// Closeness by distance alone.
    static func closeness(kilometers: Double) -> UInt8 {
        Closeness.nearest - UInt8(steps.firstIndex { kilometers <= $0 } ?? steps.count)
    }

    init(_ places: [QueryPlan.Place], in contents: IndexContents) {
        closeness = [UInt8](repeating: 0, count: contents.count)
        all = Bitset(capacity: contents.count)
        point = places.first?.candidates.first.flatMap { Self.point(of: $0, in: contents) }
        for place in places {
            for (rank, candidate) in place.candidates.enumerated() { add(candidate, loss: UInt8(min(rank, 3)), of: place, in: contents) }
            addWords(of: place, in: contents)
        }
    }

    static func point(of candidate: QueryPlan.Place.Candidate, in contents: IndexContents) -> SearchPoint? {
        if let locality = candidate.locality, let point = contents.names.localities[locality].point { return point }
        let units = contents.units.same(candidate.unit)
        return units.lazy.compactMap { contents.units.places[$0].point }.first
            ?? contents.points.middle(of: contents.columns.seats[candidate.unit])
    }

    private mutating func raise(_ ordinal: Int, to value: UInt8) {
        if closeness[ordinal] < value { closeness[ordinal] = value }
    }

    private mutating func add(_ candidate: QueryPlan.Place.Candidate, loss: UInt8, of place: QueryPlan.Place, in contents: IndexContents) {
        let units = contents.units
        if place.isNeighbourhood, let radius = place.radiusKilometers, let point = Self.point(of: candidate, in: contents) {
            let plane = PlaneDistances(point)
            let around = contents.points.within(radius, of: point)
            around.forEach { ordinal in
                if let distance = contents.points.distance(to: ordinal, from: plane) {
                    raise(ordinal, to: Self.closeness(kilometers: distance))
                }
            }
            all.formUnion(around)
        }
        for part in units.parts(candidate.unit) where part != candidate.unit {
            for ordinal in contents.columns.serving[part] { raise(Int(ordinal), to: Closeness.servesPart - loss) }
            all.insert(contents.columns.serving[part])
        }
        for unit in units.same(candidate.unit) {
            let seats = contents.columns.seats[unit]
            for ordinal in seats { raise(ordinal, to: Closeness.seat - loss) }
            all.insert(seats)
        }
        if let locality = candidate.locality {
            for ordinal in contents.names.localities[locality].entries { raise(Int(ordinal), to: Closeness.inLocality - loss) }
        }
        for unit in units.lineage(candidate.unit) {
            let value: UInt8 =
                switch units.places[unit].code.level {
                case .gmina: Closeness.servesGmina
                case .powiat: Closeness.servesPowiat
                case .wojewodztwo: Closeness.servesWojewodztwo
                case .kraj: Closeness.servesCountry
                }
            for ordinal in contents.columns.serving[unit] { raise(Int(ordinal), to: value - loss) }
            all.insert(contents.columns.serving[unit])
        }
    }

    private mutating func addWords(of place: QueryPlan.Place, in contents: IndexContents) {
        let named = contents.text.entries(withAllOf: place.terms)
        guard !named.isEmpty else { return }
        // That a text mentions a town does not make it the place of the institution.
        let lowest = UInt8((place.isSure ? TextField.otherName : TextField.runBy).rawValue) << 5
        let weights = place.terms.map(contents.text.bestWeights(of:))
        var ordinals: [Int] = []
        var elsewhere = 0
        named.forEach { ordinal in
            for weight in weights where weight[ordinal] < lowest { return }
            ordinals.append(ordinal)
            if closeness[ordinal] == 0 { elsewhere += 1 }
        }
        // An ordinary word is doubtful only where it stands in names that have nothing to do with the place.
        let isDoubtful = place.isDoubtful && elsewhere * 10 > ordinals.count * 3
        let value =
            isDoubtful ? Closeness.doubtfulPlaceWords : place.isSure || place.isDoubtful ? Closeness.sureWords : Closeness.unsureWords
        for ordinal in ordinals {
            raise(ordinal, to: value)
            all.insert(ordinal)
        }
    }
}
