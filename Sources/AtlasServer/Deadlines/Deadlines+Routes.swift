// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/porozumienia/terminy`, its calendars, and `/api/v1/deadlines`, `/api/v1/working-days`: what ends when, and until when to act.
struct DeadlinesRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private var calendars: AgreementCalendars { data.agreementCalendars }

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
    }

    private static let scope: [RouteParameter] = [
        .init("unit", "TERC code: only agreements that work in the unit"), .init("institution", "id of an institution: only its agreements"),
        .init("kind", "kind of document", form: .choice(AgreementKind.allCases.map(\.rawValue))),
        .init("day", "the day from which is counted, such as 2026-11-21; without it today"), .lang,
    ]
    private static let horizon = RouteParameter("dni", "agreements that end within so many days", form: .integer(AgreementExpiry.horizons))
    private static let group = RouteParameter("group", "only this group", form: .choice(AgreementExpiry.Group.allCases.map(\.rawValue)))
    private static let working: [RouteParameter] = [
        .init("zdarzenie", "the day of the event, such as 2026-11-20; it is not counted itself"),
        .init("porozumienie", "id of an agreement whose deadlines are reckoned; without it those of the model agreement"),
        .init("dni_robocze", "a deadline of one's own in working days", form: .integer(0...WorkingDays.longest)),
        .init("kierunek", "whether it lies before or after the event", form: .choice(AgreementDeadline.Direction.allCases.map(\.rawValue))), .lang,
    ]

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/porozumienia/terminy",
            summary: "Page: agreements that end soon, ended without renewal or begin later; calendar to subscribe to; deadlines in working days",
            parameters: [horizon, group, .init("page", "page of a group", form: .integer(1...10_000))] + scope.dropLast() + working,
            contentType: "text/html"),
        RouteDescription(
            "/porozumienia/kalendarz.ics",
            summary:
                "iCalendar feed of the days on which agreements end, with reminders; ends of the last 30 days stay in it; at most \(ExpiryCalendar.mostAgreements) agreements, the soonest first, and an event that says what is left out. With porozumienie all dates of that agreement",
            parameters: [
                .init("porozumienie", "id of an agreement: its own dates only; not together with unit, institution, kind"), horizon,
                .init("przypomnienie", "days before the end of the first reminder", form: .integer(AgreementEvents.reminders)),
                .init("wpisy", "1: the first reminder is also an entry of its own", form: .choice(["0", "1"])),
            ] + scope, contentType: "text/calendar"),
        RouteDescription(
            "/porozumienia/terminy.ics", summary: "The deadlines in working days that follow from an event, as iCalendar", parameters: working,
            contentType: "text/calendar"),
        RouteDescription(
            "/api/v1/deadlines",
            summary: "Agreements that end within N days, ended without renewal, begin later or have no dates, each with whom to call",
            parameters: [
                .init("days", "agreements that end within so many days; `dni` means the same", form: .integer(AgreementExpiry.horizons)), group,
                .init("limit", "most agreements to list", form: .integer(1...1_000)), .init("cursor", "`next` of the answer before"),
            ] + scope),
        RouteDescription(
            "/api/v1/working-days", summary: "Deadlines in working days of Polish offices, each with the days that were passed over",
            parameters: working),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/porozumienia/terminy") { request, _ in try await page(request) }
        router.get("/porozumienia/kalendarz.ics") { request, _ in try await calendar(request) }
        router.get("/porozumienia/terminy.ics") { request, _ in try await workingDayCalendar(request) }
        router.get("/api/v1/deadlines") { request, _ in try await list(request) }
        router.get("/api/v1/working-days") { request, _ in try await workingDays(request) }
    }

    private func page(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let snapshot = data.current
        let model = try await DeadlinesModel(try reader.deadlineScope(snapshot, horizon: reader.horizon(default: 60)), calendars, in: snapshot)
        let reckoning = try await reader.workingDays(snapshot, default: model.scope.day)
        let view = try model.view(
            visit, group: reader.choice("group", AgreementExpiry.Group.self), page: reader.integer("page", in: 1...10_000) ?? 1,
            reckoning: reckoning, origin: request.publicOrigin)
        return try pages.render(
            "deadlines", title: visit.language.choose("Terminy porozumień", "Deadlines of agreements"), section: .deadlines, page: view, visit: visit)
    }

    private func calendar(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let snapshot = data.current
        let reminder = try reader.integer("przypomnienie", in: AgreementEvents.reminders) ?? AgreementEvents.usualReminder
        let hasEntries = try reader.flag("wpisy") ?? false
        let language = try Language(request, reader)
        if let id = try reader.text("porozumienie") {
            for name in ["unit", "institution", "kind"] {
                if let value = try reader.text(name) {
                    throw Problem.badParameter(name, value, accepted: "nothing beside porozumienie, which asks for one agreement: leave one of them out")
                }
            }
            let registry = try await snapshot.registry
            let events = AgreementEvents(
                registry, DeadlineWording(language: language, territory: snapshot.territory), origin: request.publicOrigin, reminder: reminder)
            let calendar = ExpiryCalendar(
                of: try registry.existing(id), in: registry, events, hasReminderEntries: hasEntries, address: request.uri.description)
            return Self.calendar(calendar.text, named: "\(id).ics")
        }
        let scope = try await reader.deadlineScope(snapshot, horizon: max(reader.horizon(default: 365), reminder))
        let calendar = try await ExpiryCalendar(
            scope: scope, reminder: reminder, hasReminderEntries: hasEntries, language: language, origin: request.publicOrigin,
            address: request.uri.description, calendars: calendars, snapshot: snapshot)
        return Self.calendar(calendar.text, named: "porozumienia.ics")
    }

    private func workingDayCalendar(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let model = try await reader.workingDays(data.current, default: CalendarDay(first: PolishClock.now.day))
        return Self.calendar(model.calendar(try Language(request, reader), origin: request.publicOrigin), named: "terminy.ics", isDownload: true)
    }

    private static func calendar(_ text: String, named name: String, isDownload: Bool = false) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/calendar; charset=utf-8",
                .contentDisposition: "\(isDownload ? "attachment" : "inline"); filename=\"\(name)\"",
            ], body: .init(byteBuffer: ByteBuffer(string: text))
        ).cached()
    }

    private func list(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let snapshot = data.current
        let model = try await DeadlinesModel(try reader.deadlineScope(snapshot, horizon: reader.horizon(default: 60)), calendars, in: snapshot)
        let limit = try reader.integer("limit", in: 1...1_000) ?? 200
        let start = try reader.integer("cursor", in: 0...1_000_000) ?? 0
        return model.json(
            try Language(request, reader), group: try reader.choice("group", AgreementExpiry.Group.self), from: start, limit: limit
        ).response().cached()
    }

    private func workingDays(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let model = try await reader.workingDays(data.current, default: CalendarDay(first: PolishClock.now.day))
        return model.json(try Language(request, reader)).response().cached()
    }
}

extension QueryReader {
    func horizon(default usual: Int) throws -> Int {
        let range = AgreementExpiry.horizons
        return try integer("days", in: range) ?? integer("dni", in: range) ?? usual
    }

    /// A day that a parameter names; a month or a year is refused, as nothing can be counted from it.
    func calendarDay(_ name: String) throws -> CalendarDay? {
        guard let value = try text(name) else { return nil }
        guard let period = try? Period(value), period.day != nil, WorkingDays.years.contains(period.year) else {
            throw Problem.badParameter(
                name, value, accepted: "a day such as 2026-11-20, years \(WorkingDays.years.lowerBound)…\(WorkingDays.years.upperBound)")
        }
        return CalendarDay(first: period)
    }

    /// Which agreements are asked about. A unit, an institution that do not exist are the caller's mistake.
    func deadlineScope(_ snapshot: AtlasSnapshot, horizon: Int) async throws -> DeadlineScope {
        let registry = try await snapshot.registry
        var institution: Int?
        if let text = try text("institution") {
            guard let id = try? InstitutionID(text), let place = registry.place(of: id) else {
                throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions lists them")
            }
            institution = place
        }
        let unit = try code("unit", allowsCountry: true).flatMap { $0.level == .kraj ? nil : $0 }
        return DeadlineScope(
            day: try calendarDay("day") ?? CalendarDay(first: PolishClock.now.day), horizon: horizon,
            unit: try unit.map { try snapshot.territory.existing($0.description) }, institution: institution,
            kind: try choice("kind", AgreementKind.self))
    }
}
