// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Mail

@Suite struct MailRetryTests {
    private let start = Date(timeIntervalSince1970: 1_795_284_309)

    @Test func waitsDoubleUpToSixHours() {
        let waits = (1...12).map { MailRetry.next(afterAttempts: $0, createdAt: start, now: start)?.timeIntervalSince(start) }
        #expect(waits == [60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 21_600, 21_600, 21_600])
    }

    @Test func afterThreeDaysItIsGivenUp() {
        var now = start
        var attempts = 0
        while let next = MailRetry.next(afterAttempts: attempts + 1, createdAt: start, now: now) {
            attempts += 1
            now = next
        }
        #expect(now.timeIntervalSince(start) <= 3 * 86_400 && now.timeIntervalSince(start) > 2.7 * 86_400)
        #expect((15...25).contains(attempts))
    }

    @Test func manyAttemptsDoNotOverflow() {
        #expect(MailRetry.next(afterAttempts: .max, createdAt: start, now: start)?.timeIntervalSince(start) == 21_600)
    }
}
