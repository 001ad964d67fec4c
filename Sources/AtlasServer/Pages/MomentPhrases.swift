// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What pages and letters say of days and times, by the clock in Poland.
extension Phrases {
    /// `9:05`.
    /// - Parameter minute: minutes after midnight.
    func time(_ minute: Int) -> String {
        let rest = minute % 60
        return "\(minute / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `21 listopada 2026, 9:05`.
    func moment(_ moment: PolishMoment) -> String { "\(period(moment.day)), \(time(moment.minute))" }

    func moment(_ date: Date) -> String { moment(PolishMoment(date)) }

    /// `21 listopada 2026`.
    func day(_ date: Date) -> String { period(PolishMoment(date).day) }
}
