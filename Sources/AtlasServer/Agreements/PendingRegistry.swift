// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Synchronization

/// The registry of agreements of one version of agreements and directory, made when somebody asks.
final class PendingRegistry: Sendable {
    /// Changes whenever agreements or institutions do.
    let version: String
    private let agreementsVersion: String
    private let pending: PendingValue<Joined>
    private let pendingTies: PendingValue<LabourOfficeTies>
    private let directory: PendingDirectory
    private let pendingIndex = Mutex<PendingValue<AgreementIndex>?>(nil)
    private let earlier: Earlier

    private struct Joined {
        let registry: AgreementRegistry
        /// As `DirectorySnapshot.root`.
        let root: String
        /// The index of an earlier registry with the same bonds.
        let index: AgreementIndex?
    }

    /// What was made of an earlier directory and the same agreements, until it is used.
    private final class Earlier: Sendable {
        private let joined: Mutex<Joined?>

        init(_ joined: Joined?) { self.joined = Mutex(joined) }

        var known: Joined? { joined.withLock { $0 } }

        func take() -> Joined? {
            joined.withLock { joined in
                defer { joined = nil }
                return joined
            }
        }
    }

    private init(store: AtlasStore, agreementsVersion: String, directory: PendingDirectory, earlier joined: Joined?) {
        version = Self.version(agreementsVersion, directory)
        self.agreementsVersion = agreementsVersion
        self.directory = directory
        let earlier = Earlier(joined)
        self.earlier = earlier
        let pending = PendingValue {
            if let joined = earlier.take() {
                let directory = try await directory.value
                if joined.root == directory.root, let registry = AgreementRegistry(joined.registry, institutions: directory.index.entries) {
                    return Joined(registry: registry, root: directory.root, index: joined.index)
                }
            }
            let agreements = try await store.whole(\.agreements, of: agreementsVersion) { try await store.agreements() }
            let directory = try await directory.value
            return Joined(registry: AgreementRegistry(agreements: agreements, institutions: directory.index.entries), root: directory.root, index: nil)
        }
        self.pending = pending
        pendingTies = PendingValue { LabourOfficeTies(try await pending.value.registry) }
    }

    private static func version(_ agreements: String, _ directory: PendingDirectory) -> String { "\(agreements)-\(directory.version)" }

    /// The same registry, if it still is of these, or else a new one.
    static func keeping(_ earlier: PendingRegistry?, store: AtlasStore, agreementsVersion: String, directory: PendingDirectory) -> PendingRegistry {
        if let earlier, earlier.version == version(agreementsVersion, directory) { return earlier }
        let joined = earlier.flatMap { $0.agreementsVersion == agreementsVersion ? $0.usable : nil }
        return PendingRegistry(store: store, agreementsVersion: agreementsVersion, directory: directory, earlier: joined)
    }

    /// What a registry of the same agreements and another directory can be made from.
    private var usable: Joined? {
        guard let joined = pending.known else { return earlier.known }
        return Joined(registry: joined.registry, root: joined.root, index: pendingIndex.withLock { $0 }?.known ?? joined.index)
    }

    var value: AgreementRegistry {
        get async throws { try await pending.value.registry }
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
                let joined = try await pending.value
                let registry = joined.registry
                if let earlier = joined.index, let index = AgreementIndex(earlier, registry: registry) { return index }
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
