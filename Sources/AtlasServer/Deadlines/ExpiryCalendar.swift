// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// The feed of the days on which agreements end.
///
/// Each agreement is one event on its last day; of an end known to the month or year on the last day of that, with reminders counted
/// from its first. A renewal cancels the event of the agreement that it renews.
struct ExpiryCalendar: Sendable {
    /// Ends stay in the calendar so many days, so that what was missed is seen.
    private static let memory = 30
    /// The most agreements: calendar programs fetch a feed whole and again and again, and some take no more than a megabyte.
    static let mostAgreements = 500

    let text: String

    init(
        scope: DeadlineScope, reminder: Int, hasReminderEntries: Bool, language: Language, origin: String, address: String,
        calendars: AgreementCalendars, snapshot: AtlasSnapshot
    ) async throws {
        let registry = try await snapshot.registry
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        let writer = AgreementEvents(registry, wording, origin: origin, reminder: reminder)
        let ending = Self.ending(scope, calendars.of(registry, snapshot.registryVersion), in: registry)
        var events: [ICalendar.Event] = []
        for place in ending.listed {
            guard let event = writer.end(place) else { continue }
            events.append(event)
            if hasReminderEntries, let reminder = writer.reminder(of: event, place) { events.append(reminder) }
        }
        var description = language.choose(
            "Ostatnie dni porozumień instytucji, z\u{A0}przypomnieniami. Źródło: Powiatlas.",
            "The last days of agreements of institutions, with reminders. Source: Powiatlas.")
        if ending.left > 0 {
            let rest = Self.rest(ending.listed.count, ending.left, wording)
            description += " " + rest
            // Programs seldom show what is said of a calendar as a whole, so it stands behind the last day too.
            let last = events.map(\.day).max() ?? scope.day
            events.append(
                ICalendar.Event(
                    uid: "niepelny@powiatlas", day: last,
                    summary: language.choose("Kalendarz nie obejmuje dalszych terminów", "The calendar leaves out later dates"), description: rest,
                    address: origin + "/porozumienia/terminy", changedOn: scope.day))
        }
        var about = language.choose("Porozumienia", "Agreements")
        if let institution = scope.institution { about += ": \(registry.institutions[institution].name)" }
        if let unit = scope.unit { about += ": \(unit.unit.fullName)" }
        text =
            ICalendar(
                name: about + language.choose(" – terminy", " – deadlines"), description: description,
                address: origin + "/porozumienia/terminy", source: origin + address, events: events
            ).text
    }

    /// The feed of one agreement: its own dates, whenever they are, as they are few.
    init(of place: Int, in registry: AgreementRegistry, _ writer: AgreementEvents, hasReminderEntries: Bool, address: String) {
        let agreement = registry.agreements[place]
        let language = writer.language
        text =
            ICalendar(
                name: agreement.title,
                description: language.choose("Terminy porozumienia. Źródło: Powiatlas.", "Dates of the agreement. Source: Powiatlas."),
                address: "\(writer.origin)/porozumienia/\(agreement.id)", source: writer.origin + address,
                events: writer.all(of: place, hasReminderEntries: hasReminderEntries)
            ).text
    }

    /// The agreements of a feed by their ends: those that are to come, the soonest first, and in the room that is left those that have
    /// been.
    /// - Returns: places in the registry, as they stand in it, and how many do not fit.
    static func ending(_ scope: DeadlineScope, _ calendar: AgreementCalendar, in registry: AgreementRegistry) -> (listed: [Int], left: Int) {
        let found = calendar.ending(from: scope.day - Self.memory, through: scope.day + scope.horizon).filter(scope.filter(in: registry))
        guard found.count > mostAgreements else { return (found, 0) }
        let today = scope.day.period.firstDay
        func day(_ place: Int) -> Int { registry.agreements[place].lastPeriod?.lastDay ?? .max }
        let sorted = found.sorted { (day($0), $0) < (day($1), $1) }
        let coming = sorted.drop { day($0) < today }
        let listed = (Array(coming) + sorted.prefix(sorted.count - coming.count).reversed()).prefix(mostAgreements)
        return (listed.sorted(), found.count - mostAgreements)
    }

    /// What is not in the feed, and how to get it.
    private static func rest(_ listed: Int, _ left: Int, _ wording: DeadlineWording) -> String {
        wording.language.choose(
            "Kalendarz ma najbliższe terminy, razem: \(wording.agreements(listed)); nie mieści się jeszcze \(wording.agreements(left)). "
                + "Zawęź go w\u{A0}adresie: unit=kod TERC, institution=identyfikator, kind=rodzaj albo krótsze dni=; całą listę ma /api/v1/deadlines.",
            "The calendar has the nearest dates, \(wording.agreements(listed)) in all; \(wording.agreements(left)) more do not fit. "
                + "Narrow it in the address: unit=TERC code, institution=id, kind=kind or a shorter dni=; /api/v1/deadlines lists all.")
    }
}
