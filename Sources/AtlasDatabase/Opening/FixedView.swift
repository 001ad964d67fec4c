// SPDX-License-Identifier: Apache-2.0

import GRDB
import Synchronization

/// The file as it is at one moment, whoever writes into it meanwhile. What is asked of the store while the view is read is answered
/// from it; changes go into the file all the same. The log of the file grows as long as a view is held: hold it briefly.
public final class FixedView: Sendable {
    @TaskLocal private static var held: FixedView?

    private let snapshot: DatabaseSnapshot
    /// Two stores may be open at once: a view answers for its own.
    private let pool: DatabasePool

    fileprivate init(_ pool: DatabasePool) throws {
        self.pool = pool
        snapshot = try pool.makeSnapshot()
    }

    /// The view that the running task reads, for a task of its own that is to read the same.
    public static var current: FixedView? { held }

    /// Runs `body` so that the store answers it from this view.
    public func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await Self.$held.withValue(self) { try await body() }
    }

    /// What answers a question that the running task has for a pool.
    static func reader(of pool: DatabasePool) -> any DatabaseReader {
        if let held, held.pool === pool { return held.snapshot }
        return pool
    }
}

extension Optional where Wrapped == FixedView {
    /// As `FixedView.reading`; without a view the store answers as it does to everybody.
    public func reading<Result>(_ body: () async throws -> Result) async throws -> Result {
        guard let self else { return try await body() }
        return try await self.reading(body)
    }
}

extension AtlasStore {
    /// The file as it is now; nil where nobody can write it.
    public func fixedView() async throws -> FixedView? {
        guard !isReadOnly else { return nil }
        let (pool, path) = (pool, path)
        // Opening a connection takes some milliseconds, for which no other task should wait.
        return try await Task.detached {
            do { return try FixedView(pool.pool) } catch { throw StorageFault.naming(error, path: path) }
        }.value
    }

    /// Runs `body` so that all that it reads here is of one moment, whatever is written meanwhile.
    public func consistently<Result>(_ body: () async throws -> Result) async throws -> Result {
        if FixedView.current != nil { return try await body() }
        return try await fixedView().reading(body)
    }
}

/// Notes whether a piece of work has written anything, so that it is not done twice.
public final class WriteNote: Sendable {
    @TaskLocal private static var current: WriteNote?
    private let written = Mutex(false)

    public init() {}

    /// Whether something was written, or begun to be.
    public var hasWritten: Bool { written.withLock { $0 } }

    /// Runs `body` and notes what it writes.
    public func watching<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await Self.$current.withValue(self) { try await body() }
    }

    static func note() { current?.written.withLock { $0 = true } }
}
