// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why an entry of the knowledge base cannot be as it is.
public enum KnowledgeFault: Error, Sendable, Hashable, LocalizedError {
    case empty(String)
    case unknownInstitution(InstitutionID)
    case unknownUnit(TERYTCode)
    case unknownTerm(String, TaxonomyTerm.Kind)
    case unknownAgreement(AgreementID)
    case unknownWhole(KnowledgeID)
    case partOfItself
    case placeTwice(String)
    case endBeforeStart(since: Period, until: Period)
    case badAddress(String)
    case badNumber(Int)
    case unknownSource(String)

    /// The field of the document to which the fault belongs, where one can be told.
    public var field: String? {
        switch self {
        case .empty(let what): what == "the name" ? "name" : "summary"
        case .unknownInstitution, .unknownUnit, .placeTwice, .endBeforeStart: "places"
        case .unknownTerm(_, .problem): "problems"
        case .unknownTerm(_, .target): "targets"
        case .unknownTerm(_, .service): "services"
        case .unknownAgreement: "agreements"
        case .unknownWhole, .partOfItself: "part_of"
        case .badAddress: "materials"
        case .badNumber: "number"
        case .unknownSource: "source"
        }
    }

    public var errorDescription: String? {
        switch self {
        case .empty(let field): "\(field) is empty"
        case .unknownInstitution(let id): "the institution \(id) is not in the directory: add it first, or name another id"
        case .unknownUnit(let code): "there is no unit \(code): expected a TERC code of a current województwo, powiat or gmina, or 00 for the country"
        case .unknownTerm(let id, let kind): "“\(id)” is not a \(kind.rawValue) of the taxonomy"
        case .unknownAgreement(let id): "the agreement \(id) is not in the registry: correct its id, add the agreement first, or leave it out"
        case .unknownWhole(let id): "it is part of \(id), which is not known"
        case .partOfItself: "it is part of itself, directly or by way of others"
        case .placeTwice(let name): "the place \(name) stands in it twice: name each once"
        case .endBeforeStart(let since, let until): "it ended (\(until)) before it began (\(since))"
        case .badAddress(let text): "“\(text.prefix(80))” is not an address: expected https:// or http:// and a host"
        case .unknownSource(let id): "the source “\(id)” is not known: give its row in sources.csv"
        case .badNumber(let number): "the number \(number) is not one: expected 1…9999"
        }
    }
}

extension PracticeMaterial {
    /// Whether the address can be followed.
    public static func isAddress(_ text: String) -> Bool {
        guard let address = URL(string: text), let scheme = address.scheme?.lowercased(), scheme == "https" || scheme == "http" else { return false }
        return !(address.host() ?? "").isEmpty
    }
}

extension Practice {
    /// What is wrong with it by itself; empty when it can be taken.
    public var faults: [KnowledgeFault] {
        var faults: [KnowledgeFault] = []
        if name.polish.isEmpty || name.english.isEmpty { faults.append(.empty("the name")) }
        if summary.polish.isEmpty || summary.english.isEmpty { faults.append(.empty("the summary")) }
        if let number, !(1...9999).contains(number) { faults.append(.badNumber(number)) }
        if partOf == id { faults.append(.partOfItself) }
        var seen = Set<PracticePlace.Member>()
        for place in places {
            if !seen.insert(place.member).inserted { faults.append(.placeTwice(place.member.text)) }
            if let since = place.since, let until = place.until, until.lastDay < since.firstDay {
                faults.append(.endBeforeStart(since: since, until: until))
            }
        }
        for material in materials where !PracticeMaterial.isAddress(material.address) { faults.append(.badAddress(material.address)) }
        return faults
    }
}

extension PracticePlace.Member {
    public var institution: InstitutionID? { if case .institution(let id) = self { id } else { nil } }
    public var unit: TERYTCode? { if case .unit(let code) = self { code } else { nil } }

    /// The id or the code.
    public var text: String {
        switch self {
        case .institution(let id): id.text
        case .unit(let code): code.stem
        }
    }
}
