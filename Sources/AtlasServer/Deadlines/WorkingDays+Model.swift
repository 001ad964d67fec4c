// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation

/// The deadlines that follow from an event.
struct WorkingDaysModel: Sendable {
    struct Row: Sendable {
        let duty: LocalizedText
        let event: LocalizedText
        let reckoning: WorkingDays.Reckoning
    }

    let event: CalendarDay
    /// Whether the question named the day, or today stands in for it.
    let isAsked: Bool
    /// Whose deadlines they are; nil for the model agreement or a number of days.
    let agreement: Agreement?
    /// Whether the agreement names deadlines of its own.
    let isOfAgreement: Bool
    /// The number of days that was asked about instead.
    let own: (days: Int, direction: AgreementDeadline.Direction)?
    let rows: [Row]
    let snapshot: AtlasSnapshot
}

extension QueryReader {
    func workingDays(_ snapshot: AtlasSnapshot, default day: CalendarDay) async throws -> WorkingDaysModel {
        let asked = try calendarDay("zdarzenie")
        let event = asked ?? day
        var agreement: Agreement?
        if let text = try text("porozumienie") {
            guard let id = try? AgreementID(text), let found = try await snapshot.registry[id] else {
                throw Problem.notFound("agreement", text, accepted: "GET /api/v1/agreements lists them")
            }
            agreement = found
        }
        let direction = try choice("kierunek", AgreementDeadline.Direction.self) ?? .after
        if let days = try integer("dni_robocze", in: 0...WorkingDays.longest) {
            let row = WorkingDaysModel.Row(
                duty: LocalizedText(polish: "własny termin", english: "deadline of one’s own"),
                event: LocalizedText(polish: "zdarzenie", english: "event"), reckoning: WorkingDays.reckon(days, direction, event))
            return WorkingDaysModel(
                event: event, isAsked: asked != nil, agreement: agreement, isOfAgreement: false, own: (days, direction), rows: [row], snapshot: snapshot)
        }
        let deadlines: [WorkingDaysModel.Row]
        if let agreement, !agreement.deadlines.isEmpty {
            deadlines = agreement.deadlines.map { deadline in
                WorkingDaysModel.Row(
                    duty: LocalizedText(polish: deadline.duty, english: deadline.duty),
                    event: LocalizedText(polish: deadline.event, english: deadline.event),
                    reckoning: WorkingDays.reckon(deadline.workingDays, deadline.direction, event))
            }
        } else {
            deadlines = AgreementDeadline.model.map { model in
                WorkingDaysModel.Row(
                    duty: LocalizedText(polish: model.deadline.duty, english: model.english.duty),
                    event: LocalizedText(polish: model.deadline.event, english: model.english.event),
                    reckoning: WorkingDays.reckon(model.deadline.workingDays, model.deadline.direction, event))
            }
        }
        return WorkingDaysModel(
            event: event, isAsked: asked != nil, agreement: agreement, isOfAgreement: agreement.map { !$0.deadlines.isEmpty } ?? false, own: nil,
            rows: deadlines, snapshot: snapshot)
    }
}

extension WorkingDaysModel {
    /// The question as parameters of an address.
    var parameters: [(String, String)] {
        var list = [("zdarzenie", event.description)]
        if let agreement { list.append(("porozumienie", agreement.id.text)) }
        if let own { list += [("dni_robocze", String(own.days)), ("kierunek", own.direction.rawValue)] }
        return list
    }

    /// The most agreements that the form offers.
    private static let offered = 100

    /// - Parameter choices: agreements with deadlines of their own.
    func view(_ visit: PageVisit, choices: some Sequence<Agreement>) -> TemplateValues {
        var choices = Array(choices.prefix(Self.offered))
        if let agreement, !choices.contains(where: { $0.id == agreement.id }) { choices.insert(agreement, at: 0) }
        let language = visit.language
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        return templateValues([
            "event": event.description, "eventText": wording.day(event), "isAsked": isAsked,
            "eventPause": WorkingDays.pause(on: event).map { language.of($0.name) },
            "agreement": agreement?.id.text, "agreementTitle": agreement?.title,
            "agreementURL": agreement.map { visit.link("/porozumienia/\($0.id)") }, "isOfAgreement": isOfAgreement,
            "isModel": !isOfAgreement && own == nil, "lacksOwn": agreement != nil && !isOfAgreement && own == nil,
            "choices": choices.map { ["id": $0.id.text, "title": $0.title, "isChosen": $0.id == agreement?.id] as TemplateValues },
            "hasChoices": !choices.isEmpty,
            "ownDays": own.map { String($0.days) }, "isBefore": own?.direction == .before,
            "rows": rows.map { row in
                templateValues([
                    "duty": language.of(row.duty), "event": language.of(row.event),
                    "rule": wording.rule(row.reckoning.workingDays, row.reckoning.direction), "date": row.reckoning.deadline.description,
                    "dateText": wording.day(row.reckoning.deadline), "skipped": wording.skipped(row.reckoning),
                ])
            },
            "hasBefore": rows.contains { $0.reckoning.direction == .before },
            "calendarURL": visit.link("/porozumienia/terminy.ics", parameters),
        ])
    }

    func json(_ language: Language) -> JSONValue {
        .members([
            ("event", .string(event.description)), ("agreement", JSONValue(agreement?.id.text)),
            ("source", .string(own != nil ? "own" : isOfAgreement ? "agreement" : "model")),
            (
                "deadlines",
                .array(
                    rows.map { row in
                        [
                            "duty": .string(language.of(row.duty)), "event": .string(language.of(row.event)),
                            "direction": .string(row.reckoning.direction.rawValue), "working_days": .integer(row.reckoning.workingDays),
                            "date": .string(row.reckoning.deadline.description),
                            "skipped": .array(
                                row.reckoning.skipped.map { [
                                    "date": .string($0.day.description), "reason": .string(language.of($0.pause.name)),
                                ] }),
                        ]
                    })
            ),
        ])
    }

    func calendar(_ language: Language, origin: String) -> String {
        let wording = DeadlineWording(language: language, territory: snapshot.territory)
        let whose = agreement?.id.text ?? (own == nil ? "wzor" : "wlasny")
        let events = rows.enumerated().map { number, row in
            let rule = wording.rule(row.reckoning.workingDays, row.reckoning.direction)
            let of = "\(language.of(row.event)), \(wording.day(event))"
            return ICalendar.Event(
                uid: "termin-\(event)-\(whose)-\(number + 1)-\(row.reckoning.direction.rawValue)\(row.reckoning.workingDays)@powiatlas",
                day: row.reckoning.deadline, summary: language.choose("Termin: ", "Deadline: ") + language.of(row.duty),
                description: "\(rule): \(of)\n\(wording.skipped(row.reckoning))", address: agreement.map { "\(origin)/porozumienia/\($0.id)" },
                changedOn: event, reminders: [1])
        }
        return ICalendar(name: language.choose("Terminy w\u{A0}dniach roboczych", "Deadlines in working days"), events: events).text
    }
}
