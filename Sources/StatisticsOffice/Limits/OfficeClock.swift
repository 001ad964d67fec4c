// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The time that limits and pauses go by. Wall time, because the log of requests outlives the program.
public protocol OfficeClock: Sendable {
    var now: Date { get }

    /// Waits; ends early by throwing `CancellationError` when the task is cancelled.
    func sleep(seconds: Double) async throws
}

/// The computer's clock.
public struct SystemOfficeClock: OfficeClock {
    public init() {}

    public var now: Date { Date() }

    public func sleep(seconds: Double) async throws {
        try await Task.sleep(for: .milliseconds(Int64((max(seconds, 0) * 1000).rounded(.up))))
    }
}
