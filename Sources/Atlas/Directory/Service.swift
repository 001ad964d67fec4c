// SPDX-License-Identifier: Apache-2.0

/// A service of an institution.
public struct Service: Sendable, Hashable {
    /// A term of kind `service`.
    public let termID: String
    /// The institution's own name for it; nil when it is the term's.
    public let name: String?
    /// In plain words; nil when the term's explanation says enough.
    public let description: String?
    /// Terms of kind `target`; empty when it is for everybody or nothing is known.
    public let targetIDs: [String]
    /// Who may use it, in words.
    public let eligibility: String?
    /// What it costs the client, in words.
    public let cost: String?
    /// Places in all.
    public let capacity: Int?
    /// Places that were free on `freePlacesOn`.
    public let freePlaces: Int?
    public let freePlacesOn: Period?
    /// Whether it follows from the type of the institution and the law, not from the institution's own entry.
    public let isStatutory: Bool
    /// The act; nil for services that are not statutory.
    public let legalBasis: String?

    public init(
        termID: String, name: String? = nil, description: String? = nil, targetIDs: [String] = [], eligibility: String? = nil,
        cost: String? = nil, capacity: Int? = nil, freePlaces: Int? = nil, freePlacesOn: Period? = nil,
        isStatutory: Bool = false, legalBasis: String? = nil
    ) {
        self.termID = termID
        self.name = name
        self.description = description
        self.targetIDs = targetIDs
        self.eligibility = eligibility
        self.cost = cost
        self.capacity = capacity
        self.freePlaces = freePlaces
        self.freePlacesOn = freePlacesOn
        self.isStatutory = isStatutory
        self.legalBasis = legalBasis
    }

    /// This service, marked as what the law assigns: what the institution says of it goes before.
    func marked(statutory: Service) -> Service {
        Service(
            termID: termID, name: name, description: description, targetIDs: targetIDs.isEmpty ? statutory.targetIDs : targetIDs,
            eligibility: eligibility, cost: cost, capacity: capacity, freePlaces: freePlaces, freePlacesOn: freePlacesOn,
            isStatutory: true, legalBasis: statutory.legalBasis)
    }
}
