// SPDX-License-Identifier: Apache-2.0

/// What a search needs to know of an institution, and what a list of results shows of it.
public struct DirectoryEntry: Sendable, Hashable {
    public let id: InstitutionID
    public let type: InstitutionType
    public let name: String
    public let otherNames: [String]
    public let runBy: String?
    public let address: PostalAddress
    /// The gmina of the seat; nil when not known.
    public let gmina: TERYTCode?
    public let point: InstitutionPoint?
    /// The units served, with the reasons.
    public let served: [ServedArea]
    /// All services, statutory ones included.
    public let services: [Service]
    public let schedule: WeeklySchedule?
    public let phone: Phone?
    public let coordinator: CooperationCoordinator?
    public let verifiedOn: Period?
    public let description: LocalizedText

    public init(_ institution: Institution, taxonomy: Taxonomy) {
        id = institution.id
        type = institution.type
        name = institution.name
        otherNames = institution.otherNames
        runBy = institution.runBy
        address = institution.seat?.address ?? PostalAddress(locality: "")
        gmina = institution.seat?.gmina
        point = institution.seat?.point
        served = institution.area
        services = institution.allServices(taxonomy)
        schedule = institution.seat?.hours?.schedule
        phone = institution.phones.first
        coordinator = institution.coordinator
        verifiedOn = institution.verifiedOn
        description = institution.description
    }

    /// Whether it names a person or a post for cooperation with others.
    public var hasCoordinator: Bool { coordinator?.isNamed ?? false }

    /// The units served.
    public var area: [TERYTCode] { served.map(\.code) }

    /// The part of its area in which `code` lies: the smallest, as the most telling; nil when it does not serve it.
    public func area(containing code: TERYTCode) -> ServedArea? {
        served.filter { code.isWithin($0.code) }.max { $0.code.stem.utf8.count < $1.code.stem.utf8.count }
    }
}
