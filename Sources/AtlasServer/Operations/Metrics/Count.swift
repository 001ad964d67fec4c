// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that many threads add to.
final class Count: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    /// - Returns: the number afterwards.
    @discardableResult
    func add(_ difference: Int = 1) -> Int {
        number.wrappingAdd(difference, ordering: .relaxed).newValue
    }
}
