// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A term of the directory's taxonomy: a type of service, a target group, or a problem that people have.
public struct TaxonomyTerm: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case service, target, problem
    }

    /// Small Latin letters, digits and hyphens, unique over all kinds.
    public let id: String
    public let kind: Kind
    /// A broader term of the same kind.
    public let parentID: String?
    public let name: LocalizedText
    /// One sentence in plain words; both texts empty when there is none.
    public let explanation: LocalizedText
    /// For a service or a target group: the problems that it stands beside.
    public let relatedIDs: [String]

    public init(
        id: String, kind: Kind, parentID: String?, name: LocalizedText, explanation: LocalizedText, relatedIDs: [String]
    ) {
        self.id = id
        self.kind = kind
        self.parentID = parentID
        self.name = name
        self.explanation = explanation
        self.relatedIDs = relatedIDs
    }
}

/// A service that institutions of a type owe by law.
public struct StatutoryService: Sendable, Hashable {
    /// Which institutions of the type owe it.
    public enum Condition: String, Sendable, Hashable, CaseIterable, Codable {
        case always = ""
        /// Only those of a city with powiat rights, which do the powiat's tasks too.
        case cityWithPowiatRights = "city-with-powiat-rights"
    }

    public let institutionType: InstitutionType
    public let condition: Condition
    public let serviceID: String
    public let targetIDs: [String]
    /// The act, in Polish.
    public let legalBasis: String

    public init(institutionType: InstitutionType, condition: Condition, serviceID: String, targetIDs: [String], legalBasis: String) {
        self.institutionType = institutionType
        self.condition = condition
        self.serviceID = serviceID
        self.targetIDs = targetIDs
        self.legalBasis = legalBasis
    }
}

/// The terms of the directory and what the law assigns to types of institutions, with look-up by id.
public struct Taxonomy: Sendable, Hashable {
    /// In the order of the table.
    public let terms: [TaxonomyTerm]
    public let statutory: [StatutoryService]
    private let positions: [String: Int]
    /// What the law assigns, by type: thousands of institutions share one array.
    private let assigned: [Assignee: [Service]]

    private struct Assignee: Sendable, Hashable {
        let type: InstitutionType
        let isInCityWithPowiatRights: Bool
    }

    /// Terms with an id met before are left out; readers refuse them earlier.
    public init(terms: [TaxonomyTerm], statutory: [StatutoryService]) {
        var positions: [String: Int] = [:]
        var kept: [TaxonomyTerm] = []
        for term in terms where positions[term.id] == nil {
            positions[term.id] = kept.count
            kept.append(term)
        }
        self.terms = kept
        self.statutory = statutory
        self.positions = positions
        var assigned: [Assignee: [Service]] = [:]
        for item in statutory {
            let service = Service(termID: item.serviceID, targetIDs: item.targetIDs, isStatutory: true, legalBasis: item.legalBasis)
            for isCity in [false, true] where item.condition == .always || isCity {
                assigned[Assignee(type: item.institutionType, isInCityWithPowiatRights: isCity), default: []].append(service)
            }
        }
        self.assigned = assigned
    }

    public static let empty = Taxonomy(terms: [], statutory: [])

    public func term(_ id: String) -> TaxonomyTerm? { positions[id].map { terms[$0] } }

    /// The place of a term in `terms`.
    public func position(_ id: String) -> Int? { positions[id] }

    public func terms(of kind: TaxonomyTerm.Kind) -> [TaxonomyTerm] { terms.filter { $0.kind == kind } }

    /// The term and its broader terms, from the narrowest.
    public func lineage(_ id: String) -> [TaxonomyTerm] {
        var line: [TaxonomyTerm] = []
        var next = term(id)
        // A table with a circle of parents is refused when read; the bound keeps even that from running on.
        while let term = next, line.count < 8 {
            line.append(term)
            next = term.parentID.flatMap(self.term)
        }
        return line
    }

    /// What the law assigns to an institution, as services marked statutory.
    public func statutoryServices(of type: InstitutionType, inCityWithPowiatRights isCity: Bool) -> [Service] {
        assigned[Assignee(type: type, isInCityWithPowiatRights: isCity)] ?? []
    }
}
