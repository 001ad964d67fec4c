// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation

/// Agreements as events of calendars.
struct AgreementEvents: Sendable {
    /// Days before the end at which the first reminder may come.
    static let reminders = 1...365
    static let usualReminder = 60
    /// Reminders after the first, in days before the end.
    private static let laterReminders = [30, 7]

    let registry: AgreementRegistry
    let wording: DeadlineWording
    let language: Language
    let origin: String
    /// Days before the end.
    let alarms: [Int]

    init(_ registry: AgreementRegistry, _ wording: DeadlineWording, origin: String, reminder: Int) {
        self.registry = registry
        self.wording = wording
        language = wording.language
        self.origin = origin
        alarms = [reminder] + Self.laterReminders.filter { $0 < reminder }
    }

    /// The last day of an agreement; nil when it has none. A renewal cancels it.
    func end(_ place: Int) -> ICalendar.Event? {
        guard let end = registry.agreements[place].lastPeriod else { return nil }
        let (first, last) = (CalendarDay(first: end), CalendarDay(last: end))
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
    func reminder(of event: ICalendar.Event, _ place: Int) -> ICalendar.Event? {
        let agreement = registry.agreements[place]
        guard let end = agreement.lastPeriod, let before = alarms.first, !event.isCancelled else { return nil }
        let days = wording.days(before)
        return ICalendar.Event(
            uid: "przypomnienie-\(agreement.id)@powiatlas", day: CalendarDay(first: end) - before,
            summary: language.choose("Za \(days) kończy się: ", "Ends in \(days): ") + agreement.title, description: event.description,
            address: event.address, categories: event.categories, contact: event.contact, changedOn: event.changedOn,
            sequence: event.sequence)
    }

    // MARK: One agreement

    /// All dates of an agreement: begin, joint actions, end with its reminders.
    func all(of place: Int, hasReminderEntries: Bool) -> [ICalendar.Event] {
        let agreement = registry.agreements[place]
        var events: [ICalendar.Event] = []
        if let begin = agreement.validFrom {
            events.append(date("poczatek", begin, CalendarDay(first: begin), language.choose("Początek porozumienia", "Begin of agreement"), place))
        }
        for (number, action) in agreement.actions.enumerated() {
            let what = language.choose("Wspólne działanie", "Joint action")
            if let begin = action.from {
                let opens = action.to == nil ? what : "\(what) – " + language.choose("początek", "begin")
                events.append(date("dzialanie-\(number + 1)-od", begin, CalendarDay(first: begin), opens, place, subject: action.description))
            }
            if let end = action.to {
                let closes = "\(what) – " + language.choose("koniec", "end")
                events.append(date("dzialanie-\(number + 1)-do", end, CalendarDay(last: end), closes, place, subject: action.description))
            }
        }
        if let end = end(place) {
            events.append(end)
            if hasReminderEntries, let reminder = reminder(of: end, place) { events.append(reminder) }
        }
        return events
    }

    /// A day of the life of an agreement; of a month or year its first or last, and it says so.
    private func date(
        _ name: String, _ period: Period, _ day: CalendarDay, _ what: String, _ place: Int, subject: String? = nil
    ) -> ICalendar.Event {
        let agreement = registry.agreements[place]
        let revision = AgreementRevision(registry, place)
        let uncertain = period.day == nil ? " (\(wording.when(period)), \(wording.dayUnknown))" : ""
        let address = "\(origin)/porozumienia/\(agreement.id)"
        return ICalendar.Event(
            uid: "\(name)-\(agreement.id)@powiatlas", day: day, summary: "\(what): \(subject ?? agreement.title)\(uncertain)",
            description: language.choose("Porozumienie: ", "Agreement: ") + "\(agreement.title), \(address)", address: address,
            categories: [language.of(agreement.kind.name)], changedOn: revision.day, sequence: revision.number)
    }

    private static func call(_ contact: PartyContact) -> String? {
        let parts = [contact.person?.name ?? contact.person?.role, contact.phone?.text, contact.person?.email].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func contactLine(_ contact: PartyContact) -> String? { call(contact).map { "\(contact.name): \($0)" } }
}
