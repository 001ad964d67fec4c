// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase

/// How imports of documents meet what people changed by hand.
struct EditOptions: ParsableArguments {
    @Flag(name: .customLong("overwrite-edits"), help: "Let the file replace what people changed by hand.")
    var overwriteEdits = false

    /// The most kept documents that are named.
    private static let nameLimit = 40

    /// - Parameter addsToStored: whether the file's documents were made from the stored ones.
    func rules(addsToStored: Bool = false) -> EditRules {
        EditRules(overwritesEdits: overwriteEdits, addsToStored: addsToStored)
    }

    /// Says what is not as the file says it, and why.
    static func report(_ kept: [KeptEdit], _ progress: Progress) {
        guard !kept.isEmpty else { return }
        progress.report("  kept as people changed them since the last import: \(kept.count) (--overwrite-edits lets the file replace them)")
        for edit in kept.prefix(nameLimit) {
            progress.report("    \(edit.reference.id) \(edit.name): \(edit.isRemoved ? "stays removed" : edit.fields.joined(separator: ", "))")
        }
        if kept.count > nameLimit { progress.report("    … and \(kept.count - nameLimit) more") }
    }
}
