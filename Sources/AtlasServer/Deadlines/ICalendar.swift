// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// A calendar of whole days in iCalendar (RFC 5545). It has no METHOD: it is something to subscribe to, not an invitation.
struct ICalendar: Sendable {
    struct Event: Sendable {
        /// Stays the same as long as it is the same matter (section 3.8.4.7).
        let uid: String
        let day: CalendarDay
        let summary: String
        let description: String
        var address: String?
        var categories: [String] = []
        var contact: String?
        /// When what it says last changed; from the data, so that the same data are the same bytes.
        let changedOn: CalendarDay?
        /// Rises with each change (section 3.8.7.4).
        var sequence = 0
        var isCancelled = false
        /// Days before the event at which programs remind.
        var reminders: [Int] = []
    }

    let name: String
    var description: String?
    /// The page that shows the same.
    var address: String?
    /// Where the calendar itself is.
    var source: String?
    let events: [Event]

    /// The middle of the data's time when they say nothing of it.
    private static let unknownMoment = "20000101T000000Z"

    var text: String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Powiatlas//\(AtlasVersion.current)//PL", "CALSCALE:GREGORIAN",
            // RFC 7986, and what programs older than it read.
            "NAME:\(ContentLine.escaped(name))", "X-WR-CALNAME:\(ContentLine.escaped(name))", "X-WR-TIMEZONE:Europe/Warsaw",
            "REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D",
        ]
        if let description {
            lines.append("DESCRIPTION:\(ContentLine.escaped(description))")
            lines.append("X-WR-CALDESC:\(ContentLine.escaped(description))")
        }
        if let address { lines.append("URL:\(address)") }
        if let source { lines.append("SOURCE;VALUE=URI:\(source)") }
        for event in events { Self.append(event, to: &lines) }
        lines.append("END:VCALENDAR")
        return ContentLine.text(lines)
    }

    private static func date(_ day: CalendarDay) -> String { day.period.text.filter { $0 != "-" } }

    private static func append(_ event: Event, to lines: inout [String]) {
        let changed = event.changedOn.map { date($0) + "T000000Z" } ?? unknownMoment
        lines.append("BEGIN:VEVENT")
        lines.append("UID:\(event.uid)")
        lines.append("DTSTAMP:\(changed)")
        lines.append("LAST-MODIFIED:\(changed)")
        lines.append("SEQUENCE:\(event.sequence)")
        lines.append("DTSTART;VALUE=DATE:\(date(event.day))")
        // The end is not part of the event (section 3.6.1).
        lines.append("DTEND;VALUE=DATE:\(date(event.day + 1))")
        lines.append("SUMMARY:\(ContentLine.escaped(event.summary))")
        lines.append("DESCRIPTION:\(ContentLine.escaped(event.description))")
        if let address = event.address { lines.append("URL:\(address)") }
        if !event.categories.isEmpty { lines.append("CATEGORIES:\(event.categories.map(ContentLine.escaped).joined(separator: ","))") }
        if let contact = event.contact { lines.append("CONTACT:\(ContentLine.escaped(contact))") }
        lines.append("STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")")
        lines.append("CLASS:PUBLIC")
        // A deadline does not make anybody busy.
        lines.append("TRANSP:TRANSPARENT")
        for days in event.reminders {
            lines.append("BEGIN:VALARM")
            lines.append("ACTION:DISPLAY")
            lines.append("DESCRIPTION:\(ContentLine.escaped(event.summary))")
            lines.append("TRIGGER:-P\(days)D")
            lines.append("END:VALARM")
        }
        lines.append("END:VEVENT")
    }
}
