// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Waits in a thread of its own for what is asynchronous.
enum Waiting {
    static func forResult(_ work: @Sendable @escaping () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let outcome = SharedOutcome()
        Task {
            do {
                try await work()
                outcome.set(.success(()))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        try outcome.get()
    }

    private final class SharedOutcome: Sendable {
        private let result = Mutex<Result<Void, any Error>>(.success(()))
        func set(_ new: Result<Void, any Error>) { result.withLock { $0 = new } }
        func get() throws { try result.withLock { $0 }.get() }
    }
}
