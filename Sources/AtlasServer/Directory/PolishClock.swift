// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Synchronization

/// The time in Poland, to the minute. A calendar needs a tenth of a millisecond to tell it, so that it is asked once a minute
/// and not with every search.
enum PolishClock {
    private static let latest = Mutex<(minute: Int, moment: PolishMoment)?>(nil)

    static var now: PolishMoment {
        let date = Date()
        let minute = Int(date.timeIntervalSince1970 / 60)
        return latest.withLock { latest in
            if let latest, latest.minute == minute { return latest.moment }
            let moment = PolishMoment(date)
            latest = (minute, moment)
            return moment
        }
    }
}
