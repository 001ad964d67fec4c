// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A period as a number that orders periods as they are ordered: 20210000 is 2021, 20141000 is 2014-10.
struct PeriodCode: RawRepresentable, Hashable, Comparable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ period: Period) {
        rawValue = UInt32(period.year * 10_000 + (period.month ?? 0) * 100 + (period.day ?? 0))
    }

    /// Nil for a number that is no period.
    var period: Period? {
        let (year, month, day) = (Int(rawValue / 10_000), Int(rawValue / 100 % 100), Int(rawValue % 100))
        let period = Period(year: year, month: month == 0 ? nil : month, day: day == 0 ? nil : day)
        return PeriodCode(period) == self ? period : nil
    }

    static func < (a: PeriodCode, b: PeriodCode) -> Bool { a.rawValue < b.rawValue }
}

/// Periods by their codes, each made once: they repeat by the thousand.
struct KnownPeriods {
    private var periods: [PeriodCode: Period] = [:]

    mutating func period(_ code: PeriodCode) throws -> Period {
        if let known = periods[code] { return known }
        guard let period = code.period else {
            throw AtlasStoreError.inconsistent("table series_chunk holds the period \(code.rawValue), which does not exist")
        }
        periods[code] = period
        return period
    }
}
