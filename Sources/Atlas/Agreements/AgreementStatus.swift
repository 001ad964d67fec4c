// SPDX-License-Identifier: Apache-2.0

/// How an agreement stands on a day. Raw values stand in addresses.
public enum AgreementStatus: String, Sendable, Hashable, CaseIterable, Codable {
    case planned
    case valid
    case expired
    /// Neither a begin nor an end is known.
    case undated

    public var name: LocalizedText {
        switch self {
        case .planned: LocalizedText(polish: "planowane", english: "planned")
        case .valid: LocalizedText(polish: "obowiązuje", english: "valid")
        case .expired: LocalizedText(polish: "wygasło", english: "expired")
        case .undated: LocalizedText(polish: "bez dat", english: "undated")
        }
    }
}

extension Agreement {
    /// How it stands on a day. Of a begin known to the month or year the first day counts, of such an end the last.
    /// - Parameter day: a day; of a longer period its last day.
    public func status(on day: Period) -> AgreementStatus {
        let day = day.lastDay
        if let last = lastPeriod, last.lastDay < day { return .expired }
        guard let first = firstPeriod else { return lastPeriod == nil ? .undated : .valid }
        return first.firstDay > day ? .planned : .valid
    }

    /// Whether a month or a year that is known only as a whole could make the status another one.
    public func isStatusCertain(on day: Period) -> Bool {
        let day = day.lastDay
        func isWithin(_ period: Period?) -> Bool { period.map { $0.day == nil && $0.firstDay <= day && day <= $0.lastDay } ?? false }
        return !isWithin(firstPeriod) && !isWithin(lastPeriod)
    }
}
