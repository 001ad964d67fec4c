// SPDX-License-Identifier: Apache-2.0

/// What there is to say of an observation beyond its number. Missing, not applicable and zero are three
/// different things: zero is a value, the other two have none.
///
/// An observation has one flag. Where a source says several things of one value, the gravest is kept: the cases stand
/// in that order, those without a value first (`gravest(_:)`).
public enum ObservationFlag: String, Sendable, Hashable, CaseIterable, Codable {
    /// The question does not arise for this unit: say, the year of an introduction that has not happened. No value.
    case notApplicable = "not-applicable"
    /// The source knows the value and keeps it back: statistical secrecy. No value.
    case confidential
    /// The source will publish the value, but has not yet. No value.
    case notYet = "not-yet"
    /// Nobody published a value, or a part needed for it is missing. No value.
    case missing
    /// The value is a forecast.
    case forecast
    /// A preliminary estimate, which the source will replace.
    case estimated
    /// A total in which parts may be lacking.
    case incomplete
    /// The source warns of low precision: a small sample, a large error.
    case imprecise
    /// The method or the territory changed here: the value does not compare with those before it.
    case seriesBreak = "break"
    /// A city with powiat rights and the powiat around it counted together.
    case joint
    /// The value follows from the source without being printed in it: say, the zero of a gmina that a
    /// complete list leaves out.
    case derived

    /// Whether a number stands beside the flag. Without one a flag says why there is none.
    public var hasValue: Bool {
        switch self {
        case .notApplicable, .confidential, .notYet, .missing: false
        case .forecast, .estimated, .incomplete, .imprecise, .seriesBreak, .joint, .derived: true
        }
    }

    /// The one flag for a value of which several things are to be said; nil for none.
    public static func gravest(_ flags: some Sequence<ObservationFlag>) -> ObservationFlag? {
        flags.min { $0.gravity < $1.gravity }
    }

    /// 0 for the gravest.
    var gravity: Int {
        switch self {
        case .notApplicable: 0
        case .confidential: 1
        case .notYet: 2
        case .missing: 3
        case .forecast: 4
        case .estimated: 5
        case .incomplete: 6
        case .imprecise: 7
        case .seriesBreak: 8
        case .joint: 9
        case .derived: 10
        }
    }
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
