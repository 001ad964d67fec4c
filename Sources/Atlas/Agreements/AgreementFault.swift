// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why an agreement cannot be as it is.
public enum AgreementFault: Error, Sendable, Hashable, LocalizedError {
    case noTitle
    /// An agreement has two sides at least; a party that stands for all institutions of a type in a unit is enough beside one other.
    case tooFewParties(Int)
    case partyTwice(String)
    case unknownParty(InstitutionID)
    case unknownUnit(TERYTCode)
    case unknownTerm(String)
    case endBeforeStart(start: Period, end: Period)
    case terminatedBeforeStart(start: Period, end: Period)
    case actionEndsBeforeStart(String)
    case deadlineOutOfRange(Int)
    case badAddress(String)
    case renewsItself
    case renewsUnknown(AgreementID)
    /// The ids in the order of renewal, the first again at the end.
    case renewalLoop([AgreementID])
    case unknownSource(String)
    /// A page of the site stands at its address.
    case reservedID(AgreementID)

    /// The field of the document to which the fault belongs.
    public var field: String {
        switch self {
        case .noTitle: "title"
        case .tooFewParties, .partyTwice, .unknownParty: "parties"
        case .unknownUnit: "area"
        case .unknownTerm: "services"
        case .endBeforeStart: "valid_to"
        case .terminatedBeforeStart: "terminated_on"
        case .actionEndsBeforeStart: "actions"
        case .deadlineOutOfRange: "deadlines"
        case .badAddress: "attachments"
        case .renewsItself, .renewsUnknown, .renewalLoop: "renews"
        case .unknownSource: "source"
        case .reservedID: "id"
        }
    }

    public var errorDescription: String? {
        switch self {
        case .noTitle: "the title is empty"
        case .tooFewParties(let count): "it has \(count == 1 ? "one party" : "no party"): an agreement needs two or more"
        case .partyTwice(let name): "the party \(name) stands in it twice: name each once"
        case .unknownParty(let id): "the party \(id) is not in the directory: add the institution first, or name another id"
        case .unknownUnit(let code): "there is no unit \(code): expected a TERC code of a current województwo, powiat or gmina"
        case .unknownTerm(let id): "“\(id)” is not a term of the taxonomy"
        case .endBeforeStart(let start, let end): "it ends (\(end)) before it starts (\(start))"
        case .terminatedBeforeStart(let start, let end): "it was terminated (\(end)) before it started (\(start))"
        case .actionEndsBeforeStart(let text): "the action “\(text.prefix(60))” ends before it starts"
        case .deadlineOutOfRange(let days): "a deadline of \(days) working days: expected 1…250"
        case .badAddress(let text): "“\(text.prefix(80))” is not an address: expected https:// or http:// and a host"
        case .renewsItself: "it renews itself"
        case .renewsUnknown(let id): "it renews \(id), which is not known"
        case .unknownSource(let id): "the source “\(id)” is not known: give its row in sources.csv"
        case .reservedID(let id): "“\(id)” cannot name an agreement: a page of the site stands at its address"
        case .renewalLoop(let ids): "the renewals lead in a loop: \(ids.map(\.text).joined(separator: " → "))"
        }
    }
}

extension Agreement {
    /// What is wrong with it by itself; empty when it can be taken. Whether parties, units and terms exist, others have to look.
    public var faults: [AgreementFault] {
        var faults: [AgreementFault] = []
        if title.allSatisfy(\.isWhitespace) { faults.append(.noTitle) }
        if parties.count < 2 { faults.append(.tooFewParties(parties.count)) }
        var seen = Set<AgreementParty.Member>()
        for party in parties where !seen.insert(party.member).inserted {
            switch party.member {
            case .institution(let id): faults.append(.partyTwice(id.text))
            case .all(let type, let code): faults.append(.partyTwice("\(type.rawValue):\(code)"))
            }
        }
        if let first = firstPeriod {
            // Of two periods that are known to the month or year the most favourable days count.
            if case .on(let last) = end, last.lastDay < first.firstDay { faults.append(.endBeforeStart(start: first, end: last)) }
            if let terminatedOn, terminatedOn.lastDay < first.firstDay { faults.append(.terminatedBeforeStart(start: first, end: terminatedOn)) }
        }
        for action in actions {
            if let from = action.from, let to = action.to, to.lastDay < from.firstDay { faults.append(.actionEndsBeforeStart(action.description)) }
        }
        for deadline in deadlines where !(1...250).contains(deadline.workingDays) { faults.append(.deadlineOutOfRange(deadline.workingDays)) }
        for attachment in attachments where !Self.isAddress(attachment.address) { faults.append(.badAddress(attachment.address)) }
        if renews == id { faults.append(.renewsItself) }
        return faults
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let address = URL(string: text), let scheme = address.scheme?.lowercased(), scheme == "https" || scheme == "http" else { return false }
        return !(address.host() ?? "").isEmpty
    }

    /// The loop that renewals lead in from an agreement, the first id again at the end; nil when they come to an end.
    /// - Parameter renewed: what an agreement renews.
    public static func renewalLoop(from id: AgreementID, renewed: (AgreementID) -> AgreementID?) -> [AgreementID]? {
        var path = [id]
        var next = renewed(id)
        while let current = next {
            path.append(current)
            if current == id { return path }
            // A loop that the agreement only leads into is reported for its own members.
            if path.dropLast().contains(current) { return nil }
            next = renewed(current)
        }
        return nil
    }
}
