// SPDX-License-Identifier: Apache-2.0

import GRDB
import Synchronization

/// How one question to the database went.
public struct ReadTiming: Sendable {
    /// From the question to its begin: all connections had something to do.
    public let wait: Duration
    /// From its begin to its answer.
    public let duration: Duration
}

/// The pool of connections, with a clock at its reads.
struct MeasuredPool: Sendable {
    let pool: DatabasePool
    /// How faults of the disk name the file.
    private let path: String
    private let observer = Observer()

    private final class Observer: Sendable {
        let report = Mutex<Report?>(nil)
    }

    /// A value of its own: a function that goes through a generic type bare, as into a mutex and out of it, is wrapped anew each
    /// time, and so calls itself deeper with every read until the stack is full.
    private struct Report: Sendable {
        let call: @Sendable (ReadTiming) -> Void
    }

    init(_ pool: DatabasePool, path: String) {
        self.pool = pool
        self.path = path
    }

    var isReadOnly: Bool { pool.configuration.readonly }

    func observe(_ report: @escaping @Sendable (ReadTiming) -> Void) {
        observer.report.withLock { $0 = Report(call: report) }
    }

    /// - Throws: `StorageFault` when the disk is in the way, as do all here.
    func read<Value: Sendable>(_ value: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            let reader = FixedView.reader(of: pool)
            guard let report = observer.report.withLock({ $0 }) else { return try await reader.read(value) }
            let asked = ContinuousClock.now
            return try await reader.read { db in
                let begun = ContinuousClock.now
                defer { report.call(ReadTiming(wait: asked.duration(to: begun), duration: begun.duration(to: .now))) }
                return try value(db)
            }
        } catch {
            throw StorageFault.naming(error, path: path)
        }
    }

    func write<Value: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        WriteNote.note()
        do { return try await pool.write(updates) } catch { throw StorageFault.naming(error, path: path) }
    }

    func writeWithoutTransaction<Value: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        WriteNote.note()
        do { return try await pool.writeWithoutTransaction(updates) } catch { throw StorageFault.naming(error, path: path) }
    }

    func invalidateReadOnlyConnections() { pool.invalidateReadOnlyConnections() }
    func close() throws { try pool.close() }
}

extension AtlasStore {
    /// Reports every later read to `report`, on whatever thread it was answered.
    public func observeReads(_ report: @escaping @Sendable (ReadTiming) -> Void) {
        pool.observe(report)
    }
}
