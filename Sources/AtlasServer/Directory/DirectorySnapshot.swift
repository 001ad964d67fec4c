// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import OpenReferral
import PolishText

/// The directory of one version of the data, ready to be searched.
struct DirectorySnapshot: Sendable {
    let version: String
    /// The version whose taxonomy, sectors and units these are: since then only institutions changed.
    let root: String
    let index: DirectoryIndex
    let taxonomy: Taxonomy
    let sectors: [AdviserSector]

    init(store: AtlasStore, version: String, territory: Territory, lemmatiser: Lemmatiser) async throws {
        self.version = version
        root = version
        (taxonomy, sectors, index) = try await store.whole(\.directory, of: version) {
            let taxonomy = try await store.taxonomy()
            let places = territory.all.map { mapped in
                SearchPlace(
                    code: mapped.unit.code, kind: mapped.unit.kind, name: mapped.unit.name, fullName: mapped.unit.fullName,
                    longitude: mapped.labelPoint?.longitude, latitude: mapped.labelPoint?.latitude)
            }
            let index = DirectoryIndex(
                entries: try await store.institutions().map { DirectoryEntry($0, taxonomy: taxonomy) }, taxonomy: taxonomy,
                thesaurus: try await store.thesaurus(), places: places, lemmatiser: lemmatiser)
            return (taxonomy, try await store.adviserSectors(), index)
        }
    }

    /// The directory of a later version, in which some institutions were added, changed or removed and nothing else.
    /// - Returns: nil when the index has to be made anew.
    private init?(_ earlier: DirectorySnapshot, version: String, changed: [DirectoryEntry], removed: [InstitutionID]) {
        guard let index = earlier.index.applying(changed, removed: removed) else { return nil }
        self.version = version
        root = earlier.root
        self.index = index
        taxonomy = earlier.taxonomy
        sectors = earlier.sectors
    }

    /// This directory as it is in another version of the file.
    /// - Returns: nil when it has to be made anew: something else changed, or too much.
    func stepped(to version: String, _ store: AtlasStore) async throws -> DirectorySnapshot? {
        if version == self.version { return self }
        guard let changes = try await store.directoryChanges(from: self.version, to: version) else { return nil }
        guard try await store.version(\.directory) == version else { throw SnapshotOutdated() }
        return DirectorySnapshot(
            self, version: version, changed: changes.changed.map { DirectoryEntry($0, taxonomy: taxonomy) }, removed: changes.removed)
    }
}

extension AtlasStore {
    /// More institutions than this are not looked up one by one.
    private static let mostChanges = 500

    /// The institutions as they are now that were added or changed between two versions of the directory, and those that were removed.
    /// - Returns: nil when what is made of the directory has to be made anew: something else changed, or too much.
    func directoryChanges(from: String, to: String) async throws -> (changed: [Institution], removed: [InstitutionID])? {
        guard let ids = try await changedInstitutions(from: from, to: to, atMost: Self.mostChanges) else { return nil }
        let changed = try await institutions(ids)
        let present = Set(changed.map(\.id))
        return (changed, ids.filter { !present.contains($0) })
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

    private init(_ made: DirectorySnapshot, year: Period?) {
        version = made.version
        self.year = year
        pending = PendingValue(made: made)
    }

    /// This directory as it is in another version of the file.
    /// - Returns: nil when it is not made yet, or has to be made anew.
    func stepped(to version: String, _ store: AtlasStore) async throws -> PendingDirectory? {
        guard isMade, let stepped = try await value.stepped(to: version, store) else { return nil }
        return PendingDirectory(stepped, year: try await store.directoryDate().map { Period(year: $0.year) })
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
