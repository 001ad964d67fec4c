// SPDX-License-Identifier: Apache-2.0

/// A place where an organization works.
public struct HSDSLocation: HSDSObject {
    public enum LocationType: String, Sendable, Hashable, CaseIterable, Codable {
        case physical, postal, virtual
    }

    public var id: String
    public var locationType: LocationType
    public var url: String?
    public var organizationID: String?
    public var name: String?
    public var alternateName: String?
    public var description: String?
    public var transportation: String?
    /// Degrees, WGS 84.
    public var latitude: HSDSNumber?
    /// Degrees, WGS 84.
    public var longitude: HSDSNumber?
    public var externalIdentifier: String?
    public var externalIdentifierType: String?
    public var languages: [HSDSLanguageSpoken]?
    public var addresses: [HSDSAddress]?
    public var contacts: [HSDSContact]?
    public var accessibility: [HSDSAccessibility]?
    public var phones: [HSDSPhone]?
    public var schedules: [HSDSSchedule]?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, url, name, description, transportation, latitude, longitude, languages, addresses, contacts, accessibility, phones
        case schedules, attributes, metadata
        case locationType = "location_type"
        case organizationID = "organization_id"
        case alternateName = "alternate_name"
        case externalIdentifier = "external_identifier"
        case externalIdentifierType = "external_identifier_type"
    }

    public static let columns = [
        "id", "location_type", "url", "organization_id", "name", "alternate_name", "description", "transportation", "latitude", "longitude",
        "external_identifier", "external_identifier_type",
    ]
}

/// A postal address.
public struct HSDSAddress: HSDSObject {
    public var id: String
    public var locationID: String?
    public var attention: String?
    public var address1: String
    public var address2: String?
    public var city: String
    public var region: String?
    public var stateProvince: String
    public var postalCode: String
    /// ISO 3166-1, two letters.
    public var country: String
    public var addressType: HSDSLocation.LocationType
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, attention, city, region, country, attributes, metadata
        case locationID = "location_id"
        case address1 = "address_1"
        case address2 = "address_2"
        case stateProvince = "state_province"
        case postalCode = "postal_code"
        case addressType = "address_type"
    }

    public static let columns = [
        "id", "location_id", "attention", "address_1", "address_2", "city", "region", "state_province", "postal_code", "country",
        "address_type",
    ]

    /// What stands in a member that the standard demands and the record does not know.
    public static let unknown = "brak danych"
}

/// How people with disabilities get in. Read, never written.
public struct HSDSAccessibility: HSDSObject {
    public var id: String
    public var locationID: String?
    public var description: String?
    public var details: String?
    public var url: String?

    enum CodingKeys: String, CodingKey {
        case id, description, details, url
        case locationID = "location_id"
    }

    public static let columns = ["id", "location_id", "description", "details", "url"]
}

/// A telephone number.
public struct HSDSPhone: HSDSObject {
    public var id: String
    public var locationID: String?
    public var serviceID: String?
    public var organizationID: String?
    public var contactID: String?
    public var serviceAtLocationID: String?
    public var number: String
    public var `extension`: HSDSNumber?
    /// Of RFC 6350: text, voice, fax, cell, video, pager, textphone.
    public var type: String?
    public var description: String?
    public var languages: [HSDSLanguageSpoken]?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, number, `extension`, type, description, languages, attributes, metadata
        case locationID = "location_id"
        case serviceID = "service_id"
        case organizationID = "organization_id"
        case contactID = "contact_id"
        case serviceAtLocationID = "service_at_location_id"
    }

    public static let columns = [
        "id", "location_id", "service_id", "organization_id", "contact_id", "service_at_location_id", "number", "extension", "type",
        "description",
    ]
}

/// A person or a post to turn to.
public struct HSDSContact: HSDSObject {
    public var id: String
    public var organizationID: String?
    public var serviceID: String?
    public var serviceAtLocationID: String?
    public var locationID: String?
    public var name: String?
    public var title: String?
    public var department: String?
    public var email: String?
    public var phones: [HSDSPhone]?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, name, title, department, email, phones, attributes, metadata
        case organizationID = "organization_id"
        case serviceID = "service_id"
        case serviceAtLocationID = "service_at_location_id"
        case locationID = "location_id"
    }

    public static let columns = [
        "id", "organization_id", "service_id", "service_at_location_id", "location_id", "name", "title", "department", "email",
    ]
}
