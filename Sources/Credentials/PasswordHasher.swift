// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization

/// Too many passwords wait to be looked at.
public struct PasswordQueueIsFull: Error, Sendable, LocalizedError {
    public var errorDescription: String? { "too many people sign in at this moment: try again in a few seconds" }
}

/// Computes hashes of passwords away from the threads that answer requests, few at a time and with few waiting, so that a flood
/// of sign-ins costs whoever sends it their answers and nobody else theirs.
public final class PasswordHasher: Sendable {
    private let queue: DispatchQueue
    private let waiting = Mutex(0)
    private let mostWaiting: Int
    private let cost: PasswordCost
    /// Looked at for addresses without an account, which must take as long as others.
    private let nobody: PasswordHash

    /// - Parameters:
    ///   - cost: of new hashes.
    ///   - mostWaiting: how many may wait or be computed at once; they are computed one after the other.
    public init(cost: PasswordCost = .standard, mostWaiting: Int = 16) {
        self.cost = cost
        self.mostWaiting = mostWaiting
        queue = DispatchQueue(label: "passwords", qos: .utility)
        nobody = PasswordHash(ofNobody: cost)
    }

    /// - Throws: `PasswordQueueIsFull`.
    public func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await inTurn { try PasswordHash(of: password, cost: cost) }
    }

    /// - Parameter hash: nil for an address without an account or an account without a password: takes as long, and is false.
    /// - Throws: `PasswordQueueIsFull`.
    public func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let other = hash ?? nobody
        return try await inTurn { other.matches(password) } && hash != nil
    }

    private func inTurn<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let hasRoom = waiting.withLock { count in
            guard count < mostWaiting else { return false }
            count += 1
            return true
        }
        guard hasRoom else { throw PasswordQueueIsFull() }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
