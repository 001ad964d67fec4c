// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Texts read not long ago. Users page through one search and tick its filters, so most texts come again.
final class RecentPlans: Sendable {
    /// The plans asked for since the last change, and those before: what is not asked for twice in between goes.
    private struct Generations {
        var young: [String: QueryPlan] = [:]
        var old: [String: QueryPlan] = [:]
    }

    private let generations = Mutex(Generations())
    private static let generationSize = 512
    /// Longer texts are rare and not kept, so that the memory stays bounded.
    private static let longestText = 500

    func plan(for text: String, read: (String) -> QueryPlan) -> QueryPlan {
        guard text.utf8.count <= Self.longestText else { return read(text) }
        if let known = generations.withLock({ $0.young[text] }) { return known }
        let known = generations.withLock { $0.old[text] }
        let plan = known ?? read(text)
        generations.withLock {
            if $0.young.count >= Self.generationSize { $0 = Generations(young: [:], old: $0.young) }
            $0.young[text] = plan
        }
        return plan
    }
}
