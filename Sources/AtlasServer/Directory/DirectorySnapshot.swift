// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import OpenReferral
import PolishText

/// The directory of one version of the data, ready to be searched.
struct DirectorySnapshot: Sendable {
    let version: String
    let index: DirectoryIndex
    let taxonomy: Taxonomy
    let sectors: [AdviserSector]

    init(store: AtlasStore, version: String, territory: Territory, lemmatiser: Lemmatiser) async throws {
        self.version = version
        taxonomy = try await store.taxonomy()
        sectors = try await store.adviserSectors()
        let taxonomy = taxonomy
        let places = territory.all.map { mapped in
            SearchPlace(
                code: mapped.unit.code, kind: mapped.unit.kind, name: mapped.unit.name, fullName: mapped.unit.fullName,
                longitude: mapped.labelPoint?.longitude, latitude: mapped.labelPoint?.latitude)
        }
        index = DirectoryIndex(
            entries: try await store.institutions().map { DirectoryEntry($0, taxonomy: taxonomy) }, taxonomy: taxonomy,
            thesaurus: try await store.thesaurus(), places: places, lemmatiser: lemmatiser)
        guard try await store.version(\.directory) == version else { throw SnapshotOutdated() }
    }
}

/// The directory while it is being made and after.
final class PendingDirectory: Sendable {
    let version: String
    /// The year that the newest entry shows; nil without entries.
    let year: Period?
    private let pending: PendingValue<DirectorySnapshot>

    init(store: AtlasStore, version: String, territory: Territory, lemmatiser: PendingLemmatiser) async throws {
        self.version = version
        year = try await store.directoryDate().map { Period(year: $0.year) }
        pending = PendingValue {
            try await DirectorySnapshot(store: store, version: version, territory: territory, lemmatiser: try await lemmatiser.value)
        }
    }

    /// Whether it answers at once.
    var isMade: Bool { pending.isMade }

    /// Whether anybody has asked for it yet.
    var isBegun: Bool { pending.isBegun }

    var value: DirectorySnapshot {
        get async throws { try await pending.value }
    }

    /// Waits until nothing reads the database for it any more.
    func finish() async { await pending.finish() }
}

/// The Polish dictionary takes a third of a second to read; the server answers other questions meanwhile. It never
/// changes, so one is enough for a process.
struct PendingLemmatiser: Sendable {
    static let shared = PendingLemmatiser()

    private let task = Task.detached { try Lemmatiser() }

    var value: Lemmatiser {
        get async throws { try await task.value }
    }
}
