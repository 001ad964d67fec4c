// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import OpenReferral
import Synchronization

/// The exchange form of the current directory, made when somebody first asks for it: most servers are never asked, and it
/// holds every entry whole. When institutions change, the next one is made from the one before.
final class ExchangeCache: Sendable {
    /// What objects are made with besides institutions and their terms: entries name units and sources.
    private struct Surroundings: Hashable {
        let territory: String
        let catalogue: String
        let language: Language
    }

    private struct Made {
        /// Of the directory.
        let version: String
        let directory: HSDSDirectory
    }

    /// The exchange form of one version, while it is being made and after.
    private struct Edition {
        let surroundings: Surroundings
        let version: String
        let earlier: Earlier
        let pending: PendingValue<HSDSDirectory>

        /// The newest that there is, of this version or before.
        var usable: Made? { pending.known.map { Made(version: version, directory: $0) } ?? earlier.known }
    }

    /// What a form can be made from, until it is.
    private final class Earlier: Sendable {
        private let made: Mutex<Made?>

        init(_ made: Made?) { self.made = Mutex(made) }

        var known: Made? { made.withLock { $0 } }

        func letGo() { made.withLock { $0 = nil } }
    }

    /// While others write, readers of the newest moment and of the one before take turns.
    private static let editionsKept = 2
    /// The last one that was asked for at the end.
    private let editions = Mutex<[Edition]>([])

    func directory(_ snapshot: AtlasSnapshot, _ language: Language) async throws -> HSDSDirectory {
        let known = try await snapshot.directory
        let surroundings = Surroundings(territory: snapshot.territoryVersion, catalogue: snapshot.catalogueVersion, language: language)
        let pending = editions.withLock { editions in
            let edition: Edition
            if let index = editions.firstIndex(where: { $0.version == known.version && $0.surroundings == surroundings }) {
                edition = editions.remove(at: index)
            } else {
                let earlier = Earlier(editions.last { $0.surroundings == surroundings && $0.usable != nil }?.usable)
                edition = Edition(
                    surroundings: surroundings, version: known.version, earlier: earlier, pending: Self.pending(snapshot, known, surroundings, earlier))
            }
            let others = editions.filter { $0.surroundings.language != language }
            let before = editions.filter { $0.surroundings == surroundings }
            editions = others.suffix(1) + before.suffix(Self.editionsKept - 1) + [edition]
            return edition.pending
        }
        return try await pending.value
    }

    private static func pending(
        _ snapshot: AtlasSnapshot, _ known: DirectorySnapshot, _ surroundings: Surroundings, _ earlier: Earlier
    ) -> PendingValue<HSDSDirectory> {
        let (store, territory, sources) = (snapshot.store, snapshot.territory, Array(snapshot.sources.values))
        return PendingValue {
            let directory = try await store.whole(\.directory, of: known.version) {
                if let made = earlier.known, let changes = try await store.directoryChanges(from: made.version, to: known.version) {
                    return made.directory.applying(changes.changed, removed: changes.removed)
                }
                return HSDSDirectory(
                    institutions: try await store.institutions(), taxonomy: known.taxonomy, sources: sources, english: surroundings.language == .english
                ) { territory.unit($0)?.unit.fullName }
            }
            earlier.letGo()
            return directory
        }
    }
}
