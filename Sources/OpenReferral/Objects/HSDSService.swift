// SPDX-License-Identifier: Apache-2.0

/// What an organization does for people.
public struct HSDSService: HSDSObject {
    public enum Status: String, Sendable, Hashable, CaseIterable, Codable {
        case active, inactive, defunct
        case temporarilyClosed = "temporarily closed"
    }

    public var id: String
    public var organizationID: String?
    public var programID: String?
    /// Always given in what we write. An organization of another API may name its services by their ids alone.
    public var name: String?
    public var alternateName: String?
    public var description: String?
    public var url: String?
    public var email: String?
    /// As the name.
    public var status: Status?
    public var interpretationServices: String?
    public var applicationProcess: String?
    public var feesDescription: String?
    public var waitTime: String?
    public var fees: String?
    public var accreditations: String?
    public var eligibilityDescription: String?
    public var minimumAge: HSDSNumber?
    public var maximumAge: HSDSNumber?
    public var assuredDate: String?
    public var assurerEmail: String?
    public var licenses: String?
    public var alert: String?
    public var lastModified: String?
    public var phones: [HSDSPhone]?
    public var schedules: [HSDSSchedule]?
    public var serviceAreas: [HSDSServiceArea]?
    public var serviceAtLocations: [HSDSServiceAtLocation]?
    public var languages: [HSDSLanguageSpoken]?
    public var organization: HSDSOrganization?
    public var funding: [HSDSFunding]?
    public var costOptions: [HSDSCostOption]?
    public var program: HSDSProgram?
    public var requiredDocuments: [HSDSRequiredDocument]?
    public var contacts: [HSDSContact]?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?
    /// The day of the last change, under the name that the API's parameter `minimal` gives it.
    public var modifiedDate: String?

    enum CodingKeys: String, CodingKey {
        case id, name, description, url, email, status, fees, accreditations, licenses, alert, phones, schedules, languages, organization
        case funding, program, contacts, attributes, metadata
        case organizationID = "organization_id"
        case programID = "program_id"
        case alternateName = "alternate_name"
        case interpretationServices = "interpretation_services"
        case applicationProcess = "application_process"
        case feesDescription = "fees_description"
        case waitTime = "wait_time"
        case eligibilityDescription = "eligibility_description"
        case minimumAge = "minimum_age"
        case maximumAge = "maximum_age"
        case assuredDate = "assured_date"
        case assurerEmail = "assurer_email"
        case lastModified = "last_modified"
        case serviceAreas = "service_areas"
        case serviceAtLocations = "service_at_locations"
        case costOptions = "cost_options"
        case requiredDocuments = "required_documents"
        case modifiedDate = "modified_date"
    }

    public static let columns = [
        "id", "organization_id", "program_id", "name", "alternate_name", "description", "url", "email", "status", "interpretation_services",
        "application_process", "fees_description", "wait_time", "fees", "accreditations", "eligibility_description", "minimum_age",
        "maximum_age", "assured_date", "assurer_email", "licenses", "alert", "last_modified",
    ]
}

/// A service at one of its places.
public struct HSDSServiceAtLocation: HSDSObject {
    public var id: String
    public var serviceID: String?
    public var locationID: String?
    public var description: String?
    public var contacts: [HSDSContact]?
    public var phones: [HSDSPhone]?
    public var schedules: [HSDSSchedule]?
    public var location: HSDSLocation?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?
    /// Given with a single one and in lists, as in the standard's own lists.
    public var service: HSDSService?
    /// The standard's API description names the schema of a service for `/service_at_locations/{id}`; with the name
    /// and the status of the service the answer is valid against both schemas.
    public var name: String?
    public var status: HSDSService.Status?

    enum CodingKeys: String, CodingKey {
        case id, description, contacts, phones, schedules, location, attributes, metadata, service, name, status
        case serviceID = "service_id"
        case locationID = "location_id"
    }

    public static let columns = ["id", "service_id", "location_id", "description"]
}

/// Where a service is available.
public struct HSDSServiceArea: HSDSObject {
    public var id: String
    public var serviceID: String?
    public var name: String?
    public var description: String?
    public var extent: String?
    public var extentType: String?
    public var uri: String?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, name, description, extent, uri, attributes, metadata
        case serviceID = "service_id"
        case extentType = "extent_type"
    }

    public static let columns = ["id", "service_id", "name", "description", "extent", "extent_type", "uri"]
}

/// What a service costs.
public struct HSDSCostOption: HSDSObject {
    public var id: String
    public var serviceID: String?
    public var validFrom: String?
    public var validTo: String?
    public var option: String?
    /// ISO 4217.
    public var currency: String?
    public var amount: HSDSNumber?
    public var amountDescription: String?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, option, currency, amount, attributes, metadata
        case serviceID = "service_id"
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case amountDescription = "amount_description"
    }

    public static let columns = ["id", "service_id", "valid_from", "valid_to", "option", "currency", "amount", "amount_description"]
}

/// A language in which a service is given.
public struct HSDSLanguageSpoken: HSDSObject {
    public var id: String
    public var serviceID: String?
    public var locationID: String?
    public var phoneID: String?
    public var name: String?
    public var code: String?
    public var note: String?

    enum CodingKeys: String, CodingKey {
        case id, name, code, note
        case serviceID = "service_id"
        case locationID = "location_id"
        case phoneID = "phone_id"
    }

    public static let columns = ["id", "service_id", "location_id", "phone_id", "name", "code", "note"]
}

/// A paper that a client has to bring. Read, never written: our directory keeps it in the words on eligibility.
public struct HSDSRequiredDocument: HSDSObject {
    public var id: String
    public var serviceID: String?
    public var document: String?
    public var uri: String?

    enum CodingKeys: String, CodingKey {
        case id, document, uri
        case serviceID = "service_id"
    }

    public static let columns = ["id", "service_id", "document", "uri"]
}
