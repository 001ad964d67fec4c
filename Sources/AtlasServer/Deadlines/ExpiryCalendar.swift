// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// The feed of the days on which agreements end.
///
/// Each agreement is one event on its last day; of an end known to the month or year on the last day of that, with reminders counted
/// from its first. A renewal cancels the event of the agreement that it renews.
struct ExpiryCalendar: Sendable {
    /// Days before the end at which the first reminder may come.
    static let reminders = 1...365
    static let usualReminder = 60
    /// Reminders after the first, in days before the end.
    private static let laterReminders = [30, 7]
    /// Ends stay in the calendar so many days, so that what was missed is seen.
    private static let memory = 30

    let text: String

    init(
        scope: DeadlineScope, reminder: Int, hasEntriesOfReminders: Bool, language: Language, origin: String, address: String,
        calendars: AgreementCalendars, snapshot: AtlasSnapshot
    ) async throws {
        let registry = try await snapshot.registry
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        let writer = Writer(
            registry: registry, wording: wording, language: language, origin: origin,
            alarms: [reminder] + Self.laterReminders.filter { $0 < reminder })
        var events: [ICalendar.Event] = []
        let calendar = calendars.of(registry, snapshot.registryVersion)
        for place in calendar.ending(from: scope.day - Self.memory, through: scope.day + scope.horizon) {
            guard let end = registry.agreements[place].lastPeriod, scope.takes(place, in: registry) else { continue }
            let (first, last) = (CalendarDay(first: end), CalendarDay(last: end))
            let event = writer.event(place, end: end, first: first, last: last)
            events.append(event)
            if hasEntriesOfReminders, !event.isCancelled { events.append(writer.entry(of: event, place, on: first - reminder, end: end)) }
        }
        var about = language.choose("Porozumienia", "Agreements")
        if let institution = scope.institution { about += ": \(registry.institutions[institution].name)" }
        if let unit = scope.unit { about += ": \(unit.unit.fullName)" }
        text =
            ICalendar(
                name: about + language.choose(" – terminy", " – deadlines"),
                description: language.choose(
                    "Ostatnie dni porozumień instytucji, z\u{A0}przypomnieniami. Źródło: Powiatlas.",
                    "The last days of agreements of institutions, with reminders. Source: Powiatlas."),
                address: origin + "/porozumienia/terminy", source: origin + address, events: events
            ).text
    }

    private struct Writer {
        let registry: AgreementRegistry
        let wording: DeadlineWording
        let language: Language
        let origin: String
        /// Days before the end.
        let alarms: [Int]

        func event(_ place: Int, end: Period, first: CalendarDay, last: CalendarDay) -> ICalendar.Event {
            let agreement = registry.agreements[place]
            let renewal = registry.renewedBy[place].map { registry.agreements[$0] }
            let revision = AgreementRevision(registry, place)
            let when = wording.when(end) + (end.day == nil ? " (\(wording.dayUnknown))" : "")
            let contacts = PartyContact.all(of: place, in: registry, wording)
            var lines = [language.choose("Kończy się ", "Ends ") + when + "."]
            if let renewal {
                lines.append(language.choose("Przedłużone: ", "Renewed: ") + "\(renewal.title), \(origin)/porozumienia/\(renewal.id)")
            }
            lines += contacts.map { contact in "– " + contact.name + (Self.call(contact).map { ": \($0)" } ?? "") }
            lines.append(language.choose("Porozumienie: ", "Agreement: ") + "\(origin)/porozumienia/\(agreement.id)")
            if renewal == nil {
                lines.append(language.choose("Przygotuj następne: ", "Prepare the next: ") + "\(origin)/porozumienia/nowe?wzor=\(agreement.id)")
            }
            let title =
                renewal == nil
                ? language.choose("Koniec porozumienia", "End of agreement") : language.choose("Przedłużone porozumienie", "Renewed agreement")
            let uncertain = end.day == nil ? " (\(wording.when(end)))" : ""
            return ICalendar.Event(
                uid: "porozumienie-\(agreement.id)@powiatlas", day: last, summary: "\(title): \(agreement.title)\(uncertain)",
                description: lines.joined(separator: "\n"), address: "\(origin)/porozumienia/\(agreement.id)",
                categories: [language.of(agreement.kind.name)], contact: contacts.lazy.compactMap(Self.contactLine).first,
                changedOn: revision.day, sequence: revision.number, isCancelled: renewal != nil,
                reminders: renewal == nil ? alarms.map { $0 + (last - first) } : [])
        }

        /// An entry on the day of the first reminder, for programs that leave out the alarms of calendars that are subscribed to.
        func entry(of event: ICalendar.Event, _ place: Int, on day: CalendarDay, end: Period) -> ICalendar.Event {
            let agreement = registry.agreements[place]
            let days = wording.days(alarms.first ?? ExpiryCalendar.usualReminder)
            return ICalendar.Event(
                uid: "przypomnienie-\(agreement.id)@powiatlas", day: day,
                summary: language.choose("Za \(days) kończy się: ", "Ends in \(days): ") + agreement.title, description: event.description,
                address: event.address, categories: event.categories, contact: event.contact, changedOn: event.changedOn,
                sequence: event.sequence)
        }

        private static func call(_ contact: PartyContact) -> String? {
            let parts = [contact.person?.name ?? contact.person?.role, contact.phone?.text, contact.person?.email].compactMap { $0 }
            return parts.isEmpty ? nil : parts.joined(separator: ", ")
        }

        private static func contactLine(_ contact: PartyContact) -> String? { call(contact).map { "\(contact.name): \($0)" } }
    }
}
