// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What becomes of the entries of an index when some of them change.
struct EntryChange {
    let move: OrdinalMove
    /// Entries that changed or were taken out, by their ordinals before.
    let before: [Int: DirectoryEntry]
    /// Entries that changed or were put in, by their ordinals after.
    let after: [Int: DirectoryEntry]
}
