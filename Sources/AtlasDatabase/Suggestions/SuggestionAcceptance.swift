// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// What accepting a suggestion came to.
public enum AcceptanceOutcome: Sendable {
    /// With the revision of the entry; nil when the entry was like this already.
    case accepted(revision: Int64?)
    /// Somebody else has decided meanwhile. Nothing was written.
    case decided
    /// Somebody else changed the entry since it was read, or it is gone. Nothing was written.
    case conflict(current: Institution?)
}

extension AtlasStore {
    /// Writes the changed entry, the decision and the letter about it in one transaction.
    /// - Throws: the refusals of `save`. Nothing is written then.
    public func accept(
        _ number: Int64, changing institution: Institution, expecting version: DocumentVersion, _ decision: SuggestionDecision, name: String,
        why: String, moment: Date
    ) async throws -> AcceptanceOutcome {
        try await inHistory(.suggestion(number, acceptedBy: decision.account, name: name), why, moment) { door in
            var revision: Int64?
            switch try door.save(institution, expecting: version) {
            case .saved(let written, _): revision = written
            case .unchanged: break
            case .conflict(let current, _): return (.conflict(current: current), false)
            }
            guard try SuggestionWriting.decide(number, decision, at: moment, door.db) else { return (.decided, false) }
            return (.accepted(revision: revision), true)
        }
    }
}
