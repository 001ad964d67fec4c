// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The identity of an institution in addresses and tables: 2…80 small Latin letters, digits and hyphens.
public struct InstitutionID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Throws: `InstitutionIDError` that says what was expected.
    public init(_ text: String) throws(InstitutionIDError) {
        guard Slug.isValid(text) else { throw InstitutionIDError(text: text) }
        self.text = text
    }

    public var description: String { text }
    public static func < (a: InstitutionID, b: InstitutionID) -> Bool { a.text < b.text }
}

/// A text that cannot name an institution.
public struct InstitutionIDError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not an institution id: expected 2…80 small letters a–z, digits and hyphens"
    }
}

/// A territorial unit that an institution serves, and why.
public struct ServedArea: Sendable, Hashable {
    public enum Basis: String, Sendable, Hashable, CaseIterable, Codable {
        /// The law or its statute assigns the area.
        case statutory
        /// An agreement extends its work to the area.
        case agreement
        /// What the institution says of itself.
        case declared
    }

    /// A województwo, powiat or gmina, or the whole country.
    public let code: TERYTCode
    public let basis: Basis

    public init(code: TERYTCode, basis: Basis) {
        self.code = code
        self.basis = basis
    }
}

/// The person or post that other institutions turn to about cooperation.
public struct CooperationCoordinator: Sendable, Hashable {
    /// The holder of the post; nil when only the post is named.
    public let name: String?
    public let role: String?
    public let phone: Phone?
    public let email: String?

    /// - Returns: nil when all four are missing.
    public init?(name: String?, role: String?, phone: Phone?, email: String?) {
        guard name != nil || role != nil || phone != nil || email != nil else { return nil }
        self.name = name
        self.role = role
        self.phone = phone
        self.email = email
    }

    /// Whether somebody can be asked for: a telephone number or an address alone names nobody.
    public var isNamed: Bool { name != nil || role != nil }
}

/// An entry of the directory.
public struct Institution: Sendable, Hashable {
    public var id: InstitutionID
    public var type: InstitutionType
    public var name: String
    /// Earlier, short and colloquial names.
    public var otherNames: [String]
    /// The institution of which this one is a part.
    public var parentID: InstitutionID?
    /// Who runs it, in words: `Powiat Gorlicki`, `Caritas Diecezji Tarnowskiej`.
    public var runBy: String?
    /// The units served; empty when not known.
    public var area: [ServedArea]
    /// What the codes cannot say about the area.
    public var areaNote: String?
    /// The seat first. Never empty for entries read from a table.
    public var locations: [Location]
    public var emails: [String]
    /// With its scheme.
    public var website: String?
    public var coordinator: CooperationCoordinator?
    /// Its own services; what the law assigns by type comes from the taxonomy.
    public var services: [Service]
    /// In plain words; both texts empty when there is none.
    public var description: LocalizedText
    public var sourceID: String
    /// The state that the source shows.
    public var recordDate: Period?
    /// When somebody last checked it with the institution.
    public var verifiedOn: Period?
    /// A caveat for the reader.
    public var note: String?

    public init(
        id: InstitutionID, type: InstitutionType, name: String, otherNames: [String] = [], parentID: InstitutionID? = nil,
        runBy: String? = nil, area: [ServedArea] = [], areaNote: String? = nil, locations: [Location] = [],
        emails: [String] = [], website: String? = nil, coordinator: CooperationCoordinator? = nil, services: [Service] = [],
        description: LocalizedText = LocalizedText(polish: "", english: ""), sourceID: String, recordDate: Period? = nil,
        verifiedOn: Period? = nil, note: String? = nil
    ) {
        self.id = id
        self.type = type
        self.name = name
        self.otherNames = otherNames
        self.parentID = parentID
        self.runBy = runBy
        self.area = area
        self.areaNote = areaNote
        self.locations = locations
        self.emails = emails
        self.website = website
        self.coordinator = coordinator
        self.services = services
        self.description = description
        self.sourceID = sourceID
        self.recordDate = recordDate
        self.verifiedOn = verifiedOn
        self.note = note
    }

    public var tier: InstitutionTier { type.tier }
    public var seat: Location? { locations.first }
    public var phones: [Phone] { locations.first?.phones ?? [] }

    /// Whether one of the units served contains `code` or is it.
    public func serves(_ code: TERYTCode) -> Bool { area.contains { code.isWithin($0.code) } }

    /// Its own services, then those that the law assigns; where both name the same service its own entry
    /// stands, marked statutory.
    public func allServices(_ taxonomy: Taxonomy) -> [Service] {
        let isCity = (area.first?.code ?? seat?.gmina)?.isWithinCityWithPowiatRights ?? false
        let statutory = taxonomy.statutoryServices(of: type, inCityWithPowiatRights: isCity)
        guard !services.isEmpty else { return statutory }
        let byTerm = Dictionary(statutory.map { ($0.termID, $0) }) { first, _ in first }
        let own = services.map { service in byTerm[service.termID].map { service.marked(statutory: $0) } ?? service }
        let named = Set(own.map(\.termID))
        return own + statutory.filter { !named.contains($0.termID) }
    }
}
