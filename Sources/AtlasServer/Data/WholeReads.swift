// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Hummingbird

/// The file holds a newer version of what a snapshot was to read. The request is answered again from a newer snapshot, so that
/// no answer mixes two versions of the data, and nothing is kept under a version that it is not of.
struct SnapshotOutdated: Error {}

extension AtlasSnapshot {
    /// What `read` gives, if it was read from the snapshot's own version of a part of the data.
    /// - Parameter part: the part that is read.
    func whole<Result: Sendable>(_ part: KeyPath<AtlasVersions, String> & Sendable, _ read: () async throws -> Result) async throws -> Result {
        let result = try await read()
        // Versions never come back: if the part has the snapshot's version now, it had it while it was read.
        let now = try await store.version(part)
        guard now == (part == \.directory ? directoryVersion : versions[keyPath: part]) else { throw SnapshotOutdated() }
        return result
    }
}

extension AtlasStore {
    /// What `read` gives of one version of a part of the data, and of no other.
    /// - Throws: `SnapshotOutdated` when the file holds another version.
    func whole<Result>(_ part: KeyPath<AtlasVersions, String> & Sendable, of expected: String, _ read: () async throws -> Result) async throws -> Result {
        try await consistently {
            guard try await version(part) == expected else { throw SnapshotOutdated() }
            let result = try await read()
            // Where nobody can write the file, others may all the same.
            guard try await version(part) == expected else { throw SnapshotOutdated() }
            return result
        }
    }
}

extension AtlasData {
    /// What `read` gives of the newest snapshot, read again when the data change meanwhile: a form that was sent cannot be taken twice,
    /// and its request not be answered again.
    /// - Throws: 503 when they change again and again.
    func retrying<Result>(_ read: (AtlasSnapshot) async throws -> Result) async throws -> Result {
        for attempt in 0..<4 {
            do { return try await read(current) } catch is SnapshotOutdated {
                if attempt > 0 { try await refreshWithDirectory() } else { try await refresh() }
            }
        }
        throw Problem(status: .serviceUnavailable, detail: "the data are being changed just now: send it again in a few seconds", headers: [.retryAfter: "2"])
    }
}

/// Answers a request again when the data changed under it, at last from one moment of the file.
struct WholeAnswers: RouterMiddleware {
    let data: AtlasData
    /// How long one request is tried again.
    var patience = Duration.seconds(10)

    /// So often a request is answered from the newest snapshot and whatever the file holds by then.
    private static let quickAttempts = 2

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        let begun = ContinuousClock.now
        let deadline = begun + patience
        let isReading = request.method == .get || request.method == .head
        var attempt = 0
        while true {
            let written = WriteNote()
            do {
                if isReading, attempt >= Self.quickAttempts {
                    return try await data.settled(since: begun).reading { try await next(request, context) }
                }
                return try await written.watching { try await next(request, context) }
            } catch is SnapshotOutdated {
                guard isReading || !written.hasWritten else {
                    throw Problem(
                        status: .serviceUnavailable,
                        detail: "the data were changed meanwhile; what was sent may have been saved: look before you send it again")
                }
                attempt += 1
                // Whoever has waited long is answered from one moment all the same: only an index that has to be made anew takes longer.
                guard attempt <= Self.quickAttempts || ContinuousClock.now < deadline else { break }
                guard !isReading || attempt != Self.quickAttempts else { continue }
                // At first the values may have changed; a question to the directory waits until its index is as new.
                if attempt > 1 { try await data.refreshWithDirectory(until: deadline) } else { try await data.refresh() }
            }
        }
        throw Problem(status: .serviceUnavailable, detail: "the data are being changed just now: ask again in a few seconds", headers: [.retryAfter: "2"])
    }
}
