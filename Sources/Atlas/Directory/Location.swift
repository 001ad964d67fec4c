// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How exactly a point on the map stands for a place. Shown to people, never hidden.
public enum PointPrecision: String, Sendable, Hashable, CaseIterable, Codable {
    /// The building.
    case address
    case street
    /// A part of a city.
    case district
    /// The middle of the town or village.
    case locality
    /// A point inside the gmina: nobody knows more.
    case gminaCentre = "gmina-centre"

    /// What a reader is told.
    public var label: LocalizedText {
        switch self {
        case .address: LocalizedText(polish: "dokładny adres", english: "exact address")
        case .street: LocalizedText(polish: "ulica", english: "street")
        case .district: LocalizedText(polish: "dzielnica", english: "district")
        case .locality: LocalizedText(polish: "środek miejscowości", english: "middle of the locality")
        case .gminaCentre: LocalizedText(polish: "punkt wewnątrz gminy", english: "a point inside the gmina")
        }
    }
}

/// A point of an institution on the map.
public struct InstitutionPoint: Sendable, Hashable {
    /// Degrees, WGS 84 (EPSG:4326).
    public let longitude: Double
    public let latitude: Double
    public let precision: PointPrecision

    /// - Returns: nil outside the bounding box of Poland (14.0…24.3° E, 48.9…55.0° N), where a point can only be a mistake.
    public init?(longitude: Double, latitude: Double, precision: PointPrecision) {
        guard (14.0...24.3).contains(longitude), (48.9...55.0).contains(latitude) else { return nil }
        self.longitude = longitude
        self.latitude = latitude
        self.precision = precision
    }
}

/// A postal address.
public struct PostalAddress: Sendable, Hashable {
    /// With its `ul.`, `al.` or `pl.`, as the source has it; empty in villages without streets.
    public let street: String
    /// `12`, `12a/3`; empty when not known.
    public let building: String
    /// `NN-NNN`; empty when not known.
    public let postalCode: String
    public let locality: String

    public init(street: String = "", building: String = "", postalCode: String = "", locality: String) {
        self.street = street
        self.building = building
        self.postalCode = postalCode
        self.locality = locality
    }

    /// The line of street and building; a village address is the village with the number.
    public var streetLine: String {
        if street.isEmpty { return building.isEmpty ? "" : "\(locality) \(building)" }
        return building.isEmpty ? street : "\(street) \(building)"
    }

    /// Postal code and locality.
    public var townLine: String { [postalCode, locality].filter { !$0.isEmpty }.joined(separator: " ") }

    /// On one line: `ul. Długa 5, 31-147 Kraków`.
    public var oneLine: String {
        [streetLine, townLine].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

/// A telephone number.
public struct Phone: Sendable, Hashable {
    /// As people read it: `14 688 21 80`, with an extension after `wew.`.
    public let text: String
    /// For `tel:` links, in the form of E.164: `+48146882180`; nil when the text is no number that can be dialled.
    public let number: String?
    public let extensionNumber: String?

    public init(text: String, number: String?, extensionNumber: String? = nil) {
        self.text = text
        self.number = number
        self.extensionNumber = extensionNumber
    }
}

/// A place where an institution receives people.
public struct Location: Sendable, Hashable {
    /// The name of the place when it differs from the institution's, such as a branch.
    public let name: String?
    public let address: PostalAddress
    /// The gmina in which it stands, without the kind digit counting; nil when not known.
    public let gmina: TERYTCode?
    public let point: InstitutionPoint?
    public let phones: [Phone]
    public let hours: OpeningHours?

    public init(
        name: String? = nil, address: PostalAddress, gmina: TERYTCode?, point: InstitutionPoint?, phones: [Phone] = [],
        hours: OpeningHours? = nil
    ) {
        self.name = name
        self.address = address
        self.gmina = gmina
        self.point = point
        self.phones = phones
        self.hours = hours
    }
}
