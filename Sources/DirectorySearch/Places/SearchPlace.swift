// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A current unit of the territorial division, as the search needs it.
public struct SearchPlace: Sendable, Hashable {
    public let code: TERYTCode
    public let kind: UnitKind
    /// As the register has it: `bocheński`, `Bochnia`.
    public let name: String
    /// As it stands in a sentence: `powiat bocheński`, `gmina Bochnia`.
    public let fullName: String
    /// The label point, degrees, WGS 84; nil for a unit without a boundary.
    public let longitude: Double?
    public let latitude: Double?

    public init(code: TERYTCode, kind: UnitKind, name: String, fullName: String, longitude: Double?, latitude: Double?) {
        self.code = code
        self.kind = kind
        self.name = name
        self.fullName = fullName
        self.longitude = longitude
        self.latitude = latitude
    }

    /// The label point; nil for a unit without a boundary.
    public var point: SearchPoint? {
        guard let longitude, let latitude else { return nil }
        return SearchPoint(longitude: longitude, latitude: latitude)
    }
}

/// A point that distances are measured from: degrees, WGS 84.
public struct SearchPoint: Sendable, Hashable {
    public let longitude: Double
    public let latitude: Double

    /// - Returns: nil unless the longitude is within −180…180 and the latitude within −90…90.
    public init?(longitude: Double, latitude: Double) {
        guard (-180.0...180.0).contains(longitude), (-90.0...90.0).contains(latitude) else { return nil }
        self.longitude = longitude
        self.latitude = latitude
    }
}

/// A unit that a text may mean.
public struct PlaceMatch: Sendable, Hashable {
    /// What in the text pointed to the unit, from the strongest evidence.
    public enum Reason: Sendable, Hashable {
        /// The unit's own name, in any grammatical case: `w Bochni`.
        case unitName(String)
        /// A town or village in whose gmina institutions have their address.
        case locality(String)
        /// `32-700`: institutions of the gmina have this postal code.
        case postalCode(String)
        /// Only the first digits of the postal code are known here: `32-7`.
        case postalArea(String)
        /// No place is known by the name, but an institution of the unit has it in its own name or street.
        case institution(InstitutionID)
        /// The text has a street, so that a town comes before the rural gmina of its name.
        case street(String)
    }

    public let place: SearchPlace
    /// The town or village that the text named, when it is smaller than the unit; nil otherwise.
    public let locality: String?
    public let reasons: [Reason]
    /// 0…1: how surely the text means this unit. Units that are equally likely have the same.
    public let confidence: Double

    public init(place: SearchPlace, locality: String?, reasons: [Reason], confidence: Double) {
        self.place = place
        self.locality = locality
        self.reasons = reasons
        self.confidence = confidence
    }
}
