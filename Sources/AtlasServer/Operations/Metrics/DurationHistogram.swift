// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts durations by size. Recording is two atomic additions: no lock, no memory, nothing that waits.
final class DurationHistogram: @unchecked Sendable {
    /// Upper limits of the buckets, in nanoseconds; a bucket without a limit follows.
    private let limits: [Int64]
    // Atomics cannot stand in an array. The memory is made once, freed at the end, and only touched through
    // the atomics' own operations, hence the unchecked conformance.
    private let counts: UnsafeMutablePointer<Atomic<Int>>
    private let nanoseconds = Atomic<Int>(0)

    /// From a warm tile (0.1 ms) to what nobody waits for.
    static let requestLimitsSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0]

    /// - Parameter limitsSeconds: increasing.
    init(limitsSeconds: [Double] = DurationHistogram.requestLimitsSeconds) {
        limits = limitsSeconds.map { Int64(($0 * 1e9).rounded()) }
        counts = .allocate(capacity: limits.count + 1)
        for index in 0...limits.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: limits.count + 1)
        counts.deallocate()
    }

    func record(nanoseconds duration: Int64) {
        var bucket = 0
        while bucket < limits.count, duration > limits[bucket] { bucket += 1 }
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        nanoseconds.wrappingAdd(Int(max(duration, 0)), ordering: .relaxed)
    }

    /// As Prometheus has it: each bucket counts all up to its limit, the last has all.
    func samples(_ labels: [MetricFamily.Label]) -> [MetricFamily.Sample] {
        var total = 0
        var samples: [MetricFamily.Sample] = []
        for (index, limit) in limits.enumerated() {
            total += counts[index].load(ordering: .relaxed)
            samples.append(.init(suffix: "_bucket", labels: labels + [.init("le", MetricFamily.text(Double(limit) / 1e9))], value: Double(total)))
        }
        total += counts[limits.count].load(ordering: .relaxed)
        samples.append(.init(suffix: "_bucket", labels: labels + [.init("le", "+Inf")], value: Double(total)))
        samples.append(.init(suffix: "_sum", labels: labels, value: Double(nanoseconds.load(ordering: .relaxed)) / 1e9))
        samples.append(.init(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
