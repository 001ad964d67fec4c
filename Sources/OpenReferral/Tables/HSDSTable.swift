// SPDX-License-Identifier: Apache-2.0

/// The tables of the standard's tabular form, in the order of its data package.
public enum HSDSTable: String, Sendable, Hashable, CaseIterable {
    case organization, program, service, attribute
    case serviceAtLocation = "service_at_location"
    case location, phone, contact, address, schedule, funding
    case serviceArea = "service_area"
    case requiredDocument = "required_document"
    case language, accessibility
    case taxonomyTerm = "taxonomy_term"
    case metadata
    case metaTableDescription = "meta_table_description"
    case costOption = "cost_option"
    case organizationIdentifier = "organization_identifier"
    case taxonomy

    /// The name of its file.
    public var file: String {
        switch self {
        case .address: "addresses.csv"
        case .taxonomy: "taxonomies.csv"
        case .serviceAtLocation, .funding, .accessibility, .metadata: rawValue + ".csv"
        default: rawValue + "s.csv"
        }
    }

    /// Its columns in the order of the schema.
    public var columns: [String] {
        switch self {
        case .organization: HSDSOrganization.columns
        case .program: HSDSProgram.columns
        case .service: HSDSService.columns
        case .attribute: HSDSAttribute.columns
        case .serviceAtLocation: HSDSServiceAtLocation.columns
        case .location: HSDSLocation.columns
        case .phone: HSDSPhone.columns
        case .contact: HSDSContact.columns
        case .address: HSDSAddress.columns
        case .schedule: HSDSSchedule.columns
        case .funding: HSDSFunding.columns
        case .serviceArea: HSDSServiceArea.columns
        case .requiredDocument: HSDSRequiredDocument.columns
        case .language: HSDSLanguageSpoken.columns
        case .accessibility: HSDSAccessibility.columns
        case .taxonomyTerm: HSDSTaxonomyTerm.columns
        case .metadata: HSDSMetadata.columns
        case .metaTableDescription: ["id", "name", "language", "character_set"]
        case .costOption: HSDSCostOption.columns
        case .organizationIdentifier: HSDSOrganizationIdentifier.columns
        case .taxonomy: HSDSTaxonomy.columns
        }
    }

    /// Columns that may not be empty.
    public var requiredColumns: [String] {
        switch self {
        case .organization, .taxonomy, .taxonomyTerm: ["id", "name", "description"]
        case .program: ["id", "name", "description", "organization_id"]
        case .service: ["id", "name", "status", "organization_id"]
        case .attribute: ["id", "link_id", "taxonomy_term_id", "link_entity"]
        case .serviceAtLocation: ["id", "service_id", "location_id"]
        case .location: ["id", "location_type"]
        case .phone: ["id", "number"]
        case .address: ["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"]
        case .metadata:
            [
                "id", "last_action_date", "last_action_type", "field_name", "previous_value", "replacement_value", "updated_by", "resource_id",
                "resource_type",
            ]
        case .costOption: ["id", "service_id"]
        case .organizationIdentifier: ["id", "identifier_type", "identifier", "organization_id"]
        case .contact, .schedule, .funding, .serviceArea, .requiredDocument, .language, .accessibility, .metaTableDescription: ["id"]
        }
    }

    /// The table that a column refers to by its id; nil for other columns.
    func referenced(by column: String) -> HSDSTable? {
        if self == .taxonomyTerm, column == "parent_id" { return .taxonomyTerm }
        if self == .organization, column == "parent_organization_id" { return .organization }
        guard column.hasSuffix("_id") else { return nil }
        return HSDSTable(rawValue: String(column.dropLast(3)))
    }
}
