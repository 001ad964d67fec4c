// SPDX-License-Identifier: Apache-2.0

extension Period {
    /// The first day as a number that orders days: year, month, day (`20210331`).
    public var firstDay: Int { year * 10_000 + (month ?? 1) * 100 + (day ?? 1) }

    /// The last day as a number that orders days; 31 stands for the last day of any month.
    public var lastDay: Int { year * 10_000 + (month ?? 12) * 100 + (day ?? 31) }

    /// The first day as a period of its own.
    public var asFirstDay: Period { Period(year: year, month: month ?? 1, day: day ?? 1) }

    /// The last day as a period of its own.
    public var asLastDay: Period { Period(year: year, month: month ?? 12, day: day ?? 31) }

    /// The 1 January that lies after this day and not after `other`, when there is exactly one.
    ///
    /// Units are created, merged, split and renamed by regulations that come into force on 1 January (act on
    /// local government of gminas of 1990, art. 4): between two states of the register with one New Year in
    /// between, that is the day.
    public func onlyNewYear(upTo other: Period) -> Period? {
        let first = firstDay < year * 10_000 + 101 ? year : year + 1
        let last = other.firstDay >= other.year * 10_000 + 101 ? other.year : other.year - 1
        return first == last ? Period(year: first, month: 1, day: 1) : nil
    }
}
