// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The directory as an Open Referral HSDS 3.0 API gives it.
///
/// Objects are made when they are asked for. What is kept is an index: which institution a UUID belongs to, and how many
/// services stand before each institution in the list of all.
public struct HSDSDirectory: Sendable {
    /// The lists of the API; raw values stand in its addresses.
    public enum Resource: String, Sendable, Hashable, CaseIterable {
        case services, organizations
        case serviceAtLocations = "service_at_locations"
        case taxonomies
        case taxonomyTerms = "taxonomy_terms"
    }

    /// The version of the standard.
    public static let version = "3.0"
    /// The `identifier_type` under which our own ids travel.
    public static let identifierType = "powiatlas"
    /// The most items of a page.
    public static let perPageLimit = 1000
    /// The most items of a page of services with `minimal`, which the standard wants on one page.
    public static let minimalPerPageLimit = 1_000_000

    let institutions: [Institution]
    let context: HSDSContext
    private let organizationPositions: [HSDSIdentifier: Int]
    /// By the first half of the UUIDs of all that belongs to an institution. Two of a hundred thousand institutions share it
    /// with a probability of one in 10⁸.
    private let familyPositions: [UInt64: Int]
    /// The services before each institution, and in all.
    let servicesBefore: [Int]
    /// The services at locations before each institution, and in all.
    let placesBefore: [Int]

    /// - Parameters:
    ///   - institutions: by id.
    ///   - english: whether terms have their English names.
    ///   - unitName: the name of a unit by its code, for service areas and addresses.
    public init(
        institutions: [Institution], taxonomy: Taxonomy, sources: [Source], english: Bool = false,
        unitName: @Sendable @escaping (TERYTCode) -> String?
    ) {
        self.init(
            institutions,
            HSDSContext(taxonomy: taxonomy, sources: sources, english: english, nestsTerms: true, unitName: unitName))
    }

    private init(_ institutions: [Institution], _ context: HSDSContext) {
        self.institutions = institutions
        self.context = context
        var organizations: [HSDSIdentifier: Int] = [:]
        var families: [UInt64: Int] = [:]
        organizations.reserveCapacity(institutions.count)
        families.reserveCapacity(institutions.count)
        for (position, institution) in institutions.enumerated() {
            let id = institution.id.text
            organizations[HSDSIdentifier(institution: id)] = position
            families[HSDSIdentifier.Family(institution: id).high] = position
        }
        organizationPositions = organizations
        familyPositions = families
        let counts = institutions.map { Self.counts($0, context) }
        servicesBefore = Self.sums(counts.lazy.map(\.services))
        placesBefore = Self.sums(counts.lazy.map(\.places))
    }

    /// The same institutions in the same places, some of them changed.
    private init(_ earlier: HSDSDirectory, changed: [Int: Institution]) {
        context = earlier.context
        organizationPositions = earlier.organizationPositions
        familyPositions = earlier.familyPositions
        var institutions = earlier.institutions
        for (position, institution) in changed { institutions[position] = institution }
        self.institutions = institutions
        let counts = changed.mapValues { [context] in Self.counts($0, context) }
        servicesBefore = Self.sums(
            institutions.indices.lazy.map { counts[$0]?.services ?? earlier.servicesBefore[$0 + 1] - earlier.servicesBefore[$0] })
        placesBefore = Self.sums(institutions.indices.lazy.map { counts[$0]?.places ?? earlier.placesBefore[$0 + 1] - earlier.placesBefore[$0] })
    }

    private static func counts(_ institution: Institution, _ context: HSDSContext) -> (services: Int, places: Int) {
        let services = institution.allServices(context.taxonomy).count
        return (services, services * institution.locations.count)
    }

    /// What stands before each number, and the sum of all.
    private static func sums(_ numbers: some Collection<Int>) -> [Int] {
        var sums = [0]
        sums.reserveCapacity(numbers.count + 1)
        var sum = 0
        for number in numbers {
            sum += number
            sums.append(sum)
        }
        return sums
    }

    /// The directory after some institutions were added, changed or removed and nothing else.
    /// - Parameters:
    ///   - changed: as they are now, new ones among them.
    ///   - removed: their ids; unknown ones are passed over.
    public func applying(_ changed: [Institution], removed: [InstitutionID]) -> HSDSDirectory {
        var inPlace: [Int: Institution] = [:]
        var new: [Institution] = []
        for institution in changed {
            if let position = organizationPositions[HSDSIdentifier(institution: institution.id.text)] {
                inPlace[position] = institution
            } else {
                new.append(institution)
            }
        }
        let gone = Set(removed.compactMap { organizationPositions[HSDSIdentifier(institution: $0.text)] })
        let kept = HSDSDirectory(self, changed: inPlace)
        if new.isEmpty, gone.isEmpty { return kept }
        var institutions = kept.institutions.indices.filter { !gone.contains($0) }.map { kept.institutions[$0] }
        institutions += new
        institutions.sort { $0.id < $1.id }
        return HSDSDirectory(institutions, context)
    }

    func record(_ position: Int) -> HSDSRecord { HSDSRecord(institutions[position], context) }

    func position(organization id: String) -> Int? { HSDSIdentifier(text: id).flatMap { organizationPositions[$0] } }

    // MARK: Single objects

    /// One object as JSON, with all that belongs to it.
    /// - Parameters:
    ///   - id: a UUID, in either case of letters.
    ///   - fullService: whether an organization has its services in full; otherwise their ids, names and status.
    /// - Returns: nil when there is no such object.
    public func object(of resource: Resource, id: String, fullService: Bool = false) -> Data? {
        guard let identifier = HSDSIdentifier(text: id) else { return nil }
        switch resource {
        case .organizations:
            guard let position = organizationPositions[identifier] else { return nil }
            return try? HSDSJSON.data(nestedOrganization(position, fullService: fullService))
        case .services:
            guard let position = familyPositions[identifier.high] else { return nil }
            let record = record(position)
            guard let service = record.services.first(where: { record.serviceID($0) == identifier.text }) else { return nil }
            return try? HSDSJSON.data(record.nestedService(service))
        case .serviceAtLocations:
            guard let position = familyPositions[identifier.high] else { return nil }
            let record = record(position)
            for service in record.services {
                for index in record.institution.locations.indices where record.serviceAtLocationID(service, index) == identifier.text {
                    return try? HSDSJSON.data(record.nestedServiceAtLocation(service, index))
                }
            }
            return nil
        case .taxonomies:
            return context.vocabulary.taxonomies.first { $0.id == identifier.text }.flatMap { try? HSDSJSON.data($0) }
        case .taxonomyTerms:
            return context.vocabulary.term(identifier.text).flatMap { try? HSDSJSON.data(context.vocabulary.nested($0)) }
        }
    }

    func nestedOrganization(_ position: Int, fullService: Bool) -> HSDSOrganization {
        let record = record(position)
        var organization = record.nestedOrganization
        organization.services = record.services.map { keyed in
            if fullService { return record.service(keyed, places: true) }
            let service = record.plainService(keyed)
            return HSDSService(id: service.id, organizationID: service.organizationID, name: service.name, status: service.status)
        }.nonEmpty
        return organization
    }

    /// The id of an institution from the id of its organization; nil for an unknown one.
    public func institution(organization id: String) -> InstitutionID? { position(organization: id).map { institutions[$0].id } }
}
