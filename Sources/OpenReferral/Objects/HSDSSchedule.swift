// SPDX-License-Identifier: Apache-2.0

/// When a service or a place is open: a recurrence rule of RFC 5545 in columns.
public struct HSDSSchedule: HSDSObject {
    public enum Frequency: String, Sendable, Hashable, CaseIterable, Codable {
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
    }

    public enum Day: String, Sendable, Hashable, CaseIterable, Codable {
        case monday = "MO"
        case tuesday = "TU"
        case wednesday = "WE"
        case thursday = "TH"
        case friday = "FR"
        case saturday = "SA"
        case sunday = "SU"
    }

    public var id: String
    public var serviceID: String?
    public var locationID: String?
    public var serviceAtLocationID: String?
    public var validFrom: String?
    public var validTo: String?
    public var dtstart: String?
    /// Hours from UTC.
    public var timezone: HSDSNumber?
    public var until: String?
    public var count: HSDSNumber?
    public var wkst: Day?
    public var freq: Frequency?
    public var interval: HSDSNumber?
    /// Days parted by commas: `MO,TU`.
    public var byday: String?
    public var byweekno: String?
    public var bymonthday: String?
    public var byyearday: String?
    public var description: String?
    /// `07:30+01:00`.
    public var opensAt: String?
    public var closesAt: String?
    public var scheduleLink: String?
    public var attendingType: String?
    public var notes: String?
    public var attributes: [HSDSAttribute]?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, dtstart, timezone, until, count, wkst, freq, interval, byday, byweekno, bymonthday, byyearday, description, notes
        case attributes, metadata
        case serviceID = "service_id"
        case locationID = "location_id"
        case serviceAtLocationID = "service_at_location_id"
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case opensAt = "opens_at"
        case closesAt = "closes_at"
        case scheduleLink = "schedule_link"
        case attendingType = "attending_type"
    }

    public static let columns = [
        "id", "service_id", "location_id", "service_at_location_id", "valid_from", "valid_to", "dtstart", "timezone", "until", "count",
        "wkst", "freq", "interval", "byday", "byweekno", "bymonthday", "byyearday", "description", "opens_at", "closes_at",
        "schedule_link", "attending_type", "notes",
    ]
}
