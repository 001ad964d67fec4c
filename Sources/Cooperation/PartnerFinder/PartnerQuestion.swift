// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Who seeks a partner: an institution of the directory, or one that is not in it yet.
public struct PartnerSeeker: Sendable {
    /// The place in the registry's `institutions`; nil for one that is not in the directory.
    public let institution: Int?
    public let type: InstitutionType
    /// The gmina of the seat, or the unit that is known of it.
    public let seat: TERYTCode
    /// Terms of its services.
    public let services: Set<String>
    public let point: InstitutionPoint?

    /// - Returns: nil when the directory does not know the gmina of the seat nor any unit served.
    public init?(_ place: Int, in registry: AgreementRegistry) {
        let entry = registry.institutions[place]
        guard let seat = entry.gmina ?? entry.area.first else { return nil }
        institution = place
        type = entry.type
        self.seat = seat
        services = Set(entry.services.map(\.termID))
        point = entry.point
    }

    /// An institution that is not in the directory: what the law assigns to its type stands for its services.
    public init(type: InstitutionType, seat: TERYTCode, point: InstitutionPoint?, taxonomy: Taxonomy) {
        institution = nil
        self.type = type
        self.seat = seat
        services = Set(taxonomy.statutoryServices(of: type, inCityWithPowiatRights: seat.isWithinCityWithPowiatRights).map(\.termID))
        self.point = point
    }
}

/// Units with a common border, by stem.
public struct PartnerNeighbourhood: Sendable {
    /// The gminas beside the seat's.
    public let gminas: Set<String>
    /// The powiats beside the seat's.
    public let powiats: Set<String>
    /// For a search by radius: the powiats that the radius can reach, the seat's own included; nil without a radius.
    public let reachable: Set<String>?

    public init(gminas: Set<String>, powiats: Set<String>, reachable: Set<String>? = nil) {
        self.gminas = gminas
        self.powiats = powiats
        self.reachable = reachable
    }
}

/// How far candidates are looked for. Ordered from near to far.
public enum PartnerArea: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    /// The seat's powiat, the gminas that border on the seat's, and whoever serves the seat.
    case powiat
    /// That and the neighbouring powiats.
    case neighbours = "sasiedztwo"
    case region = "wojewodztwo"
    case country = "kraj"

    public static func < (a: PartnerArea, b: PartnerArea) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// A question for partners.
public struct PartnerQuestion: Sendable {
    public var seeker: PartnerSeeker
    public var purpose: PartnerPurpose
    public var day: Period
    /// Where to look; nil begins near and widens until there is enough.
    public var area: PartnerArea?
    /// Only institutions whose seat is this close to the seeker's.
    public var radiusKilometers: Double?
    /// Institutions whose entries fit the words of the question, by place; nil without words.
    public var fitting: Set<Int>?
    public var limit: Int

    public init(
        seeker: PartnerSeeker, purpose: PartnerPurpose, day: Period, area: PartnerArea? = nil, radiusKilometers: Double? = nil,
        fitting: Set<Int>? = nil, limit: Int = 20
    ) {
        self.seeker = seeker
        self.purpose = purpose
        self.day = day
        self.area = area
        self.radiusKilometers = radiusKilometers
        self.fitting = fitting
        self.limit = limit
    }
}

/// An institution that could be a partner.
public struct PartnerCandidate: Sendable, Hashable {
    /// The place in the registry's `institutions`.
    public let institution: Int
    /// The heaviest first.
    public let reasons: [WeightedReason]
    /// Agreements in force of both, by place.
    public let agreements: [Int]
    public let proximity: PartnerProximity
    /// Nil when the point of one of both is not known.
    public let distanceKilometers: Double?
    public var score: Int { reasons.reduce(0) { $0 + $1.weight } }
}

/// An agreement that whoever seeks could join instead of beginning a new one.
public struct JoinableAgreement: Sendable, Hashable {
    /// The place in the registry's `agreements`.
    public let agreement: Int
    /// Whether it is about what is sought.
    public let fitsPurpose: Bool
    /// Whether it works where the seat is, or only next to it.
    public let worksHere: Bool
}

/// What was found.
public struct PartnerAnswer: Sendable {
    /// The best first.
    public let candidates: [PartnerCandidate]
    /// How many candidates there are in all.
    public let total: Int
    /// Those that would be candidates, but have an agreement in force with whoever seeks already.
    public let partners: [PartnerCandidate]
    public let joinable: [JoinableAgreement]
    /// How far was looked in the end.
    public let area: PartnerArea
    /// Whether that is farther than at first, as there was too little near.
    public let isWidened: Bool
    /// How many institutions were looked at.
    public let considered: Int
}
