// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import AtlasServer

@Suite struct LeastRecentlyUsedTests {
    @Test func theOldestGoFirst() {
        let cache = LeastRecentlyUsed<Int, String>(capacity: 8)
        for key in 1...8 { cache.store("\(key)", for: key) }
        #expect(cache[1] == "1")
        cache.store("9", for: 9)
        #expect(cache[1] == "1" && cache[9] == "9")
        #expect(cache[2] == nil)
        #expect(cache.totalCost <= 8)
    }

    @Test func bytesStayWithinTheBudget() {
        let cache = LeastRecentlyUsed<Int, ByteBuffer>(budgetBytes: 1_000)
        for key in 0..<100 { cache.store(ByteBuffer(repeating: 1, count: 90), for: key % 40) }
        #expect(cache.totalCost <= 1_000)
        cache.store(ByteBuffer(repeating: 1, count: 10), for: 19)
        #expect(cache[19]?.readableBytes == 10)
    }
}
