// SPDX-License-Identifier: Apache-2.0

/// What there is to say of an observation beyond its number. Missing, not applicable and zero are three
/// different things: zero is a value, the other two have none.
public enum ObservationFlag: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nobody published a value, or a part needed for it is missing. No value.
    case missing
    /// The question does not arise for this unit: say, the year of an introduction that has not happened. No value.
    case notApplicable = "not-applicable"
    /// The value is a forecast.
    case forecast
    /// The value follows from the source without being printed in it: say, the zero of a gmina that a
    /// complete list leaves out.
    case derived

    public var hasValue: Bool { self == .forecast || self == .derived }
}

/// A value of an indicator for a unit and a period.
public struct Observation: Sendable, Hashable {
    public let indicator: IndicatorID
    public let period: Period
    public let code: TERYTCode
    public let value: Double?
    public let flag: ObservationFlag?

    /// A value without a number is missing unless the flag says otherwise.
    public init(indicator: IndicatorID, period: Period, code: TERYTCode, value: Double?, flag: ObservationFlag? = nil) {
        self.indicator = indicator
        self.period = period
        self.code = code
        self.value = value
        self.flag = value == nil && flag == nil ? .missing : flag
    }
}
