// SPDX-License-Identifier: Apache-2.0

import OpenReferral

/// The rows of all tables beside that of organizations, by the row that they belong to.
struct HSDSParts {
    private let services: [String: [HSDSService]]
    private let locations: [String: [HSDSLocation]]
    private let locationsByID: [String: HSDSLocation]
    private let places: [String: [HSDSServiceAtLocation]]
    private let addresses: [String: [HSDSAddress]]
    private let contacts: [String: [HSDSContact]]
    private let phones: [String: [HSDSPhone]]
    private let schedules: [String: [HSDSSchedule]]
    private let areas: [String: [HSDSServiceArea]]
    private let identifiers: [String: [HSDSOrganizationIdentifier]]
    private let attributes: [String: [HSDSAttribute]]
    private let metadata: [String: [HSDSMetadata]]
    private let accessibility: [String: [HSDSAccessibility]]
    private let documents: [String: [HSDSRequiredDocument]]
    private let costs: [String: [HSDSCostOption]]
    private let programs: [String: [HSDSProgram]]
    private let funding: [String: [HSDSFunding]]
    private let languages: [String: [HSDSLanguageSpoken]]
    private let terms: [String: HSDSTaxonomyTerm]

    /// - Parameter organizations: their ids.
    init(_ tables: inout HSDSTableRows, organizations: Set<String>) throws(IntakeRefusal) {
        services = try tables.grouped(.service, by: [(\.organizationID, organizations, .organization)])
        let serviceIDs = Set(services.values.joined().map(\.id))
        let allLocations: [HSDSTableRows.Row<HSDSLocation>] = try tables.read(.location) ?? []
        locationsByID = Dictionary(allLocations.map { ($0.object.id, $0.object) }) { first, _ in first }
        var owned: [String: [HSDSLocation]] = [:]
        for row in allLocations {
            guard let owner = row.object.organizationID else { continue }
            guard organizations.contains(owner) else {
                tables.reject(.location, row.line, ".organization_id: \(DelimitedTable.shortened(owner)) is not in \(tables.file(.organization))")
                continue
            }
            owned[owner, default: []].append(row.object)
        }
        locations = owned
        let locationIDs = Set(locationsByID.keys)
        places = try tables.grouped(.serviceAtLocation, by: [(\.serviceID, serviceIDs, .service)])
        for place in places.values.joined() where place.locationID.map({ !locationIDs.contains($0) }) ?? true {
            tables.reject(
                .serviceAtLocation, 0, ".location_id of \(DelimitedTable.shortened(place.id)): \(DelimitedTable.shortened(place.locationID ?? "nothing")) is not in \(tables.file(.location))")
        }
        let placeIDs = Set(places.values.joined().map(\.id))
        addresses = try tables.grouped(.address, by: [(\.locationID, locationIDs, .location)])
        contacts = try tables.grouped(
            .contact,
            by: [
                (\.organizationID, organizations, .organization), (\.serviceID, serviceIDs, .service), (\.locationID, locationIDs, .location),
                (\.serviceAtLocationID, placeIDs, .serviceAtLocation),
            ])
        let contactIDs = Set(contacts.values.joined().map(\.id))
        phones = try tables.grouped(
            .phone,
            by: [
                (\.contactID, contactIDs, .contact), (\.locationID, locationIDs, .location), (\.serviceAtLocationID, placeIDs, .serviceAtLocation),
                (\.serviceID, serviceIDs, .service), (\.organizationID, organizations, .organization),
            ])
        schedules = try tables.grouped(
            .schedule,
            by: [(\.locationID, locationIDs, .location), (\.serviceAtLocationID, placeIDs, .serviceAtLocation), (\.serviceID, serviceIDs, .service)])
        areas = try tables.grouped(.serviceArea, by: [(\.serviceID, serviceIDs, .service)])
        identifiers = try tables.grouped(.organizationIdentifier, by: [(\.organizationID, organizations, .organization)])
        // What an attribute or a record of changes belongs to may be any table, also one that is not read.
        attributes = try tables.grouped(.attribute, by: [(\.linkID, nil, .attribute)])
        metadata = try tables.grouped(.metadata, by: [(\.resourceID, nil, .metadata)])
        accessibility = try tables.grouped(.accessibility, by: [(\.locationID, locationIDs, .location)])
        documents = try tables.grouped(.requiredDocument, by: [(\.serviceID, serviceIDs, .service)])
        costs = try tables.grouped(.costOption, by: [(\.serviceID, serviceIDs, .service)])
        programs = try tables.grouped(.program, by: [(\.organizationID, organizations, .organization)])
        funding = try tables.grouped(.funding, by: [(\.organizationID, nil, .organization), (\.serviceID, nil, .service)])
        languages = try tables.grouped(.language, by: [(\.serviceID, nil, .service), (\.locationID, nil, .location), (\.phoneID, nil, .phone)])
        let termRows: [HSDSTableRows.Row<HSDSTaxonomyTerm>] = try tables.read(.taxonomyTerm) ?? []
        terms = Dictionary(termRows.map { ($0.object.id, $0.object) }) { first, _ in first }
        let _: [HSDSTableRows.Row<HSDSTaxonomy>]? = try tables.read(.taxonomy)
    }

    func organization(_ plain: HSDSOrganization) -> HSDSOrganization {
        var organization = plain
        organization.organizationIdentifiers = identifiers[plain.id]
        organization.contacts = contacts[plain.id]?.map(contact)
        organization.phones = phones[plain.id]?.map(phone)
        organization.locations = locations[plain.id]?.map(location)
        organization.services = services[plain.id]?.map(service)
        organization.programs = programs[plain.id]
        organization.funding = funding[plain.id]
        organization.attributes = attributes(plain.id)
        organization.metadata = metadata[plain.id]
        return organization
    }

    private func service(_ plain: HSDSService) -> HSDSService {
        var service = plain
        service.serviceAreas = areas[plain.id]
        service.serviceAtLocations = places[plain.id]?.map { place in
            var place = place
            // A place of an organization is among its locations.
            place.location = place.locationID.flatMap { locationsByID[$0] }.flatMap { $0.organizationID == plain.organizationID ? nil : location($0) }
            place.contacts = contacts[place.id]?.map(contact)
            place.phones = phones[place.id]?.map(phone)
            place.schedules = schedules[place.id]
            return place
        }
        service.contacts = contacts[plain.id]?.map(contact)
        service.phones = phones[plain.id]?.map(phone)
        service.schedules = schedules[plain.id]
        service.requiredDocuments = documents[plain.id]
        service.costOptions = costs[plain.id]
        service.funding = funding[plain.id]
        service.languages = languages[plain.id]
        service.attributes = attributes(plain.id)
        return service
    }

    private func location(_ plain: HSDSLocation) -> HSDSLocation {
        var location = plain
        location.addresses = addresses[plain.id]?.map { address in
            var address = address
            address.attributes = attributes(address.id)
            return address
        }
        location.phones = phones[plain.id]?.map(phone)
        location.schedules = schedules[plain.id]
        location.contacts = contacts[plain.id]?.map(contact)
        location.accessibility = accessibility[plain.id]
        location.languages = languages[plain.id]
        location.attributes = attributes(plain.id)
        return location
    }

    private func contact(_ plain: HSDSContact) -> HSDSContact {
        var contact = plain
        contact.phones = phones[plain.id]?.map(phone)
        contact.attributes = attributes(plain.id)
        return contact
    }

    private func phone(_ plain: HSDSPhone) -> HSDSPhone {
        var phone = plain
        phone.attributes = attributes(plain.id)
        return phone
    }

    private func attributes(_ id: String) -> [HSDSAttribute]? {
        attributes[id]?.map { attribute in
            var attribute = attribute
            attribute.taxonomyTerm = attribute.taxonomyTermID.flatMap { terms[$0] }
            return attribute
        }
    }
}
