// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Where a candidate is, seen from whoever seeks.
public enum PartnerProximity: String, Sendable, Hashable, CaseIterable, Codable {
    case sameGmina = "ta-sama-gmina"
    /// Seated elsewhere, but its area contains the seat of whoever seeks.
    case servesHere = "obsluguje"
    /// A gmina with a common border.
    case neighbouringGmina = "sasiednia-gmina"
    case samePowiat = "ten-sam-powiat"
    /// A powiat with a common border.
    case neighbouringPowiat = "sasiedni-powiat"
    case sameRegion = "to-samo-wojewodztwo"
    case farther = "dalej"
}

/// Why an institution is a candidate.
public enum PartnerReason: Sendable, Hashable {
    /// It is of a sort that the purpose asks for.
    case type(InstitutionType)
    /// Services that the purpose asks for and that whoever seeks does not have.
    case offers([String])
    /// Services that the purpose asks for and both have.
    case shares([String])
    /// Other services that whoever seeks does not have.
    case complements([String])
    /// It serves these groups of people.
    case targets([String])
    case proximity(PartnerProximity)
    case near(kilometers: Double)
    case notYetPartner
    /// There was an agreement of both, by its place in the registry, and it has ended.
    case formerPartner(agreement: Int)
    /// It has agreements in force with so many other institutions like the one that seeks; one of them, by its place.
    case worksWithSimilar(count: Int, example: Int)
    /// It has agreements in force about the same programme or people, by their places.
    case experience([Int])
    /// It is a party to an agreement in force that others can join, by its place.
    case openAgreement(Int)
    /// What its entry says fits the words of the question.
    case words
    case coordinator
    case phone
    /// Its entry was checked with it.
    case verified(Period)
}

/// A reason with its part of the score.
public struct WeightedReason: Sendable, Hashable {
    public let reason: PartnerReason
    public let weight: Int
}

/// What reasons count. The score of a candidate is the sum; nothing else enters it, so that a reader can add it up.
///
/// Fit to the purpose can bring 64 points, nearness 25, experience 29 and what makes a call easy 8: a fitting partner two gminas
/// away comes before one next door that does not fit, and among those that fit the near and practised come first.
public enum PartnerWeights {
    public static let type = 10
    /// The first service that the purpose asks for and whoever seeks lacks, and each further one.
    public static let offered = 14
    public static let offeredMore = 4
    public static let offeredMost = 26
    /// Services of the purpose that both have: useful, but nothing new.
    public static let shared = 4
    /// Each other service that whoever seeks lacks.
    public static let complement = 2
    public static let complementMost = 10
    public static let target = 6
    public static let targetMore = 2
    public static let targetMost = 12
    public static let words = 12

    public static func proximity(_ proximity: PartnerProximity) -> Int {
        switch proximity {
        case .sameGmina: 20
        case .servesHere: 18
        case .neighbouringGmina: 15
        case .samePowiat: 14
        case .neighbouringPowiat: 8
        case .sameRegion: 2
        case .farther: 0
        }
    }

    /// Up to 5 for a seat close by, 0 from `nearestKilometers` on.
    public static func near(_ kilometers: Double) -> Int { max(0, 5 - Int(kilometers / 5)) }
    static let nearestKilometers = 25.0

    public static let notYetPartner = 5
    /// Both know each other: the agreement can be taken up again.
    public static let formerPartner = 8
    public static let similar = 6
    public static let similarMore = 1
    public static let similarMost = 9
    public static let experience = 6
    public static let experienceMost = 8
    public static let openAgreement = 4
    public static let coordinator = 4
    public static let phone = 2
    public static let verified = 2
}
