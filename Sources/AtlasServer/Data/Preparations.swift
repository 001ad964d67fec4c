// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What is slow to make and rests on the data alone: made in the background after a start and after a change of the data, so that
/// nobody who asks has to wait for it.
final class Preparations: Sendable {
    typealias Preparation = @Sendable (AtlasSnapshot) async throws -> Void

    private struct State {
        var preparations: [Preparation] = []
        /// The version and the day for which they were begun last.
        var version: String?
        var running: Task<Void, Never>?
    }

    private let state = Mutex(State())
    /// While somebody saves again and again nothing is made that the next save would undo.
    private static let pause = Duration.seconds(1)

    func add(_ preparation: @escaping Preparation) { state.withLock { $0.preparations.append(preparation) } }

    /// Begins them when agreements, institutions or the day are others than the last time. An index of institutions that nobody has
    /// asked for yet is not begun for them.
    /// - Parameter current: the snapshot that answers at the moment of the call; what was for an earlier one need not be finished.
    func begin(_ current: @escaping @Sendable () -> AtlasSnapshot) {
        let snapshot = current()
        guard snapshot.agreementSpan != nil, snapshot.pendingDirectory.isMade else { return }
        let version = Self.version(snapshot)
        state.withLock { state in
            guard state.version != version else { return }
            let isFirst = state.version == nil
            state.version = version
            let (before, preparations) = (state.running, state.preparations)
            before?.cancel()
            state.running = Task.detached(priority: .utility) {
                await before?.value
                if !isFirst { try? await Task.sleep(for: Self.pause) }
                for preparation in preparations {
                    guard !Task.isCancelled, Self.version(current()) == version else { return }
                    // Whoever asks makes it again and is told what is wrong.
                    try? await preparation(snapshot)
                }
            }
        }
    }

    private static func version(_ snapshot: AtlasSnapshot) -> String { "\(snapshot.registryVersion) \(snapshot.today.text)" }

    /// Waits until none is at work.
    func finish() async { await state.withLock { $0.running }?.value }

    /// Begins none of those that are left and waits for the one at work.
    func end() async {
        state.withLock { $0.running?.cancel() }
        await finish()
    }
}
