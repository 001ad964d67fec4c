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

/// Answers a request again when the data changed under it.
struct WholeAnswers: RouterMiddleware {
    let data: AtlasData

    func handle(
        _ request: Request, context: AtlasRequestContext, next: (Request, AtlasRequestContext) async throws -> Response
    ) async throws -> Response {
        for attempt in 0..<4 {
            do {
                return try await next(request, context)
            } catch is SnapshotOutdated {
                // At first the values may have changed; a question to the directory waits until its index is made anew.
                try await data.refresh(waitingForDirectory: attempt > 0)
            }
        }
        throw Problem(status: .serviceUnavailable, detail: "the data are being changed just now: ask again in a few seconds", headers: [.retryAfter: "2"])
    }
}
