// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Synchronization

/// The registry of agreements of one version of agreements and directory, made when somebody asks.
final class PendingRegistry: Sendable {
    /// Changes whenever agreements or institutions do.
    let version: String
    private let pending: PendingValue<AgreementRegistry>
    private let pendingTies: PendingValue<LabourOfficeTies>
    private let directory: PendingDirectory
    private let pendingIndex = Mutex<PendingValue<AgreementIndex>?>(nil)

    init(store: AtlasStore, agreementsVersion: String, directory: PendingDirectory) {
        version = Self.version(agreementsVersion, directory)
        self.directory = directory
        let pending = PendingValue {
            let agreements = try await store.agreements()
            guard try await store.version(\.agreements) == agreementsVersion else { throw SnapshotOutdated() }
            return AgreementRegistry(agreements: agreements, institutions: try await directory.value.index.entries)
        }
        self.pending = pending
        pendingTies = PendingValue { LabourOfficeTies(try await pending.value) }
    }

    private static func version(_ agreements: String, _ directory: PendingDirectory) -> String { "\(agreements)-\(directory.version)" }

    /// The same registry, if it still is of these, or else a new one.
    static func keeping(_ earlier: PendingRegistry?, store: AtlasStore, agreementsVersion: String, directory: PendingDirectory) -> PendingRegistry {
        if let earlier, earlier.version == version(agreementsVersion, directory) { return earlier }
        return PendingRegistry(store: store, agreementsVersion: agreementsVersion, directory: directory)
    }

    var value: AgreementRegistry {
        get async throws { try await pending.value }
    }

    /// Made when first asked for.
    var ties: LabourOfficeTies {
        get async throws { try await pendingTies.value }
    }

    /// The registry prepared for questions; the first to ask after a change waits until it is made.
    /// - Parameter territory: for names of units among the words.
    func index(_ territory: Territory) async throws -> AgreementIndex {
        let index = pendingIndex.withLock { index in
            if let index { return index }
            let made = PendingValue { [self] in
                let registry = try await value
                let taxonomy = try await directory.value.taxonomy
                return AgreementIndex(
                    registry, lemmatiser: try await PendingLemmatiser.shared.value, unitName: { territory.unit($0)?.unit.fullName },
                    termNames: { id in taxonomy.term(id).map { [$0.name.polish, $0.name.english] } ?? [] })
            }
            index = made
            return made
        }
        return try await index.value
    }

    /// Waits until nothing reads the database for it any more.
    func finish() async {
        await pendingTies.finish()
        await pendingIndex.withLock({ $0 })?.finish()
        await pending.finish()
    }
}

extension AtlasSnapshot {
    /// Agreements and whom they bind; the first to ask after a change waits until they are joined.
    var registry: AgreementRegistry {
        get async throws { try await pendingRegistry.value }
    }

    /// Who has the law's partners for a labour office, ready by unit.
    var labourOfficeTies: LabourOfficeTies {
        get async throws { try await pendingRegistry.ties }
    }

    /// The same, prepared for questions.
    var agreementIndex: AgreementIndex {
        get async throws { try await pendingRegistry.index(territory) }
    }

    /// Of agreements and institutions together.
    var registryVersion: String { pendingRegistry.version }
}
