// SPDX-License-Identifier: Apache-2.0

/// A body that provides services: one of our institutions.
public struct HSDSOrganization: HSDSObject {
    public var id: String
    public var name: String
    public var alternateName: String?
    public var description: String?
    public var email: String?
    public var website: String?
    public var taxStatus: String?
    public var taxID: String?
    public var yearIncorporated: HSDSNumber?
    public var legalStatus: String?
    public var logo: String?
    public var uri: String?
    public var parentOrganizationID: String?
    public var funding: [HSDSFunding]?
    public var contacts: [HSDSContact]?
    public var phones: [HSDSPhone]?
    public var locations: [HSDSLocation]?
    public var programs: [HSDSProgram]?
    public var organizationIdentifiers: [HSDSOrganizationIdentifier]?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?
    /// Not of the organization's own schema, but what the standard's API gives with a single organization.
    public var services: [HSDSService]?

    enum CodingKeys: String, CodingKey {
        case id, name, description, email, website, logo, uri, funding, contacts, phones, locations, programs, attributes, metadata, services
        case alternateName = "alternate_name"
        case taxStatus = "tax_status"
        case taxID = "tax_id"
        case yearIncorporated = "year_incorporated"
        case legalStatus = "legal_status"
        case parentOrganizationID = "parent_organization_id"
        case organizationIdentifiers = "organization_identifiers"
    }

    public static let columns = [
        "id", "name", "alternate_name", "description", "email", "website", "tax_status", "tax_id", "year_incorporated", "legal_status",
        "logo", "uri", "parent_organization_id",
    ]
}

/// An id that an organization has in another register; our own ids are given so too.
public struct HSDSOrganizationIdentifier: HSDSObject {
    public var id: String
    public var organizationID: String?
    public var identifierScheme: String?
    public var identifierType: String
    public var identifier: String
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, identifier, attributes, metadata
        case organizationID = "organization_id"
        case identifierScheme = "identifier_scheme"
        case identifierType = "identifier_type"
    }

    public static let columns = ["id", "organization_id", "identifier_scheme", "identifier_type", "identifier"]
}

/// Who pays for an organization or a service. Read, never written: our directory does not know it.
public struct HSDSFunding: HSDSObject {
    public var id: String
    public var organizationID: String?
    public var serviceID: String?
    public var source: String?

    enum CodingKeys: String, CodingKey {
        case id, source
        case organizationID = "organization_id"
        case serviceID = "service_id"
    }

    public static let columns = ["id", "organization_id", "service_id", "source"]
}

/// A group of services. Read, never written: our directory does not know it.
public struct HSDSProgram: HSDSObject {
    public var id: String
    public var organizationID: String?
    public var name: String?
    public var alternateName: String?
    public var description: String?

    enum CodingKeys: String, CodingKey {
        case id, name, description
        case organizationID = "organization_id"
        case alternateName = "alternate_name"
    }

    public static let columns = ["id", "organization_id", "name", "alternate_name", "description"]
}
