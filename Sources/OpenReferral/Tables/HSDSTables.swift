// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The directory as HSDS 3.0 tables: a CSV file for each table of the standard, with all columns of its schema in their order,
/// and `datapackage.json`, which describes them.
///
/// UTF-8, commas, LF, quotation marks only where a field needs them. Tables for which the directory has nothing hold their
/// header alone.
public enum HSDSTables {
    /// - Parameter unitName: the name of a unit by its code, for service areas and addresses.
    public static func write(
        institutions: [Institution], taxonomy: Taxonomy, sources: [Source], unitName: @Sendable @escaping (TERYTCode) -> String?
    ) throws -> [(name: String, text: String)] {
        let context = HSDSContext(taxonomy: taxonomy, sources: sources, english: false, nestsTerms: false, unitName: unitName)
        var writer = HSDSTableTexts()
        for taxonomy in context.vocabulary.taxonomies { try writer.add(taxonomy, to: .taxonomy) }
        for term in context.vocabulary.terms { try writer.add(term, to: .taxonomyTerm) }
        for institution in institutions {
            let record = HSDSRecord(institution, context)
            try writer.add(record.nestedOrganization)
            for keyed in record.services { try writer.add(record.service(keyed, places: false)) }
        }
        return HSDSTable.allCases.map { ($0.file, writer.texts[$0] ?? "") } + [("datapackage.json", try HSDSDataPackage.text())]
    }
}

/// The tables while rows are added to them.
private struct HSDSTableTexts {
    private(set) var texts: [HSDSTable: String] = Dictionary(
        uniqueKeysWithValues: HSDSTable.allCases.map { ($0, $0.columns.joined(separator: ",") + "\n") })

    mutating func add<Object: HSDSObject>(_ object: Object, to table: HSDSTable) throws {
        let line = try HSDSRowEncoder.row(object).map(Self.field).joined(separator: ",") + "\n"
        texts[table, default: ""] += line
    }

    mutating func add(_ organization: HSDSOrganization) throws {
        try add(organization, to: .organization)
        for identifier in organization.organizationIdentifiers ?? [] { try add(identifier, to: .organizationIdentifier) }
        for contact in organization.contacts ?? [] { try add(contact) }
        for location in organization.locations ?? [] { try add(location) }
        try add(organization.attributes, organization.metadata)
    }

    mutating func add(_ service: HSDSService) throws {
        try add(service, to: .service)
        for area in service.serviceAreas ?? [] { try add(area, to: .serviceArea) }
        for place in service.serviceAtLocations ?? [] { try add(place, to: .serviceAtLocation) }
        try add(service.attributes, service.metadata)
    }

    private mutating func add(_ contact: HSDSContact) throws {
        try add(contact, to: .contact)
        for phone in contact.phones ?? [] { try add(phone) }
        try add(contact.attributes, contact.metadata)
    }

    private mutating func add(_ phone: HSDSPhone) throws {
        try add(phone, to: .phone)
        try add(phone.attributes, phone.metadata)
    }

    private mutating func add(_ location: HSDSLocation) throws {
        try add(location, to: .location)
        for address in location.addresses ?? [] {
            try add(address, to: .address)
            try add(address.attributes, address.metadata)
        }
        for phone in location.phones ?? [] { try add(phone) }
        for schedule in location.schedules ?? [] { try add(schedule, to: .schedule) }
        try add(location.attributes, location.metadata)
    }

    private mutating func add(_ attributes: [HSDSAttribute]?, _ metadata: [HSDSMetadata]?) throws {
        for attribute in attributes ?? [] { try add(attribute, to: .attribute) }
        for record in metadata ?? [] { try add(record, to: .metadata) }
    }

    private static func field(_ text: String) -> String {
        // Spaces before an unquoted field do not count for readers.
        let needsQuotes = text.utf8.first == 0x20 || text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
