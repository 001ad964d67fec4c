// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Synchronization
import Testing

@testable import AtlasDatabase

@Suite struct ReadTimingTests {
    /// A report that were wrapped once more by every read would stand deeper in the stack each time, in the end too deep.
    @Test func reportsStandAtTheSameDepth() async throws {
        try await withTestAtlas { store in
            let depths = Mutex<[Int]>([])
            store.observeReads { _ in
                let depth = Thread.callStackReturnAddresses.count
                depths.withLock { $0.append(depth) }
            }
            for _ in 0..<50 { _ = try await store.versions() }
            let seen = depths.withLock { $0 }
            #expect(seen.count >= 50)
            let (first, last) = (try #require(seen.first), try #require(seen.last))
            #expect(first > 0)
            #expect(last <= first + 5, "the first report stood \(first) calls deep, the last \(last)")
        }
    }
}
