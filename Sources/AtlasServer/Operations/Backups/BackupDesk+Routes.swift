// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import PolishText

/// `/panel/kopie`: the backups of the schedule, for the administrators of the region.
struct BackupDeskRoutes: RouteGroup {
    /// Nil when the operator planned none.
    let schedule: BackupSchedule?
    let pages: PageRenderer

    static let access = RouteAccess.administrators

    static let documentation = [
        RouteDescription(
            "/panel/kopie", summary: "Page: backups that the server made and when the next is due; POST makes one now", parameters: [.lang],
            contentType: "text/html", writing: .administrators
        ).takingForm(("_akcja", "utworz: make one now"))
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/kopie") { request, context in
            try page(try PageVisit(request), context)
        }
        router.post("/panel/kopie") { request, context in
            let visit = try PageVisit(request)
            let form = try await ProtectedForm(request, context)
            guard form["_akcja"] == "utworz" else {
                throw Problem(
                    status: .badRequest, detail: "_akcja = “\((form["_akcja"] ?? "").prefix(40))” is not accepted", parameter: "_akcja", accepted: "utworz")
            }
            guard let schedule else {
                throw Problem(
                    status: .conflict, detail: "no folder for backups is set: start the server with --backup-folder",
                    polish: "Ten serwer nie ma folderu na kopie: ustawia go opcja --backup-folder.")
            }
            do {
                guard try await schedule.makeNow() != nil else {
                    return try page(visit, context, refusal: visit.language.choose("Kopia właśnie powstaje. Odśwież stronę za chwilę.", "A backup is just being made. Reload the page in a moment."), status: .conflict)
                }
            } catch {
                let reason = visit.language.choose("Nie udało się utworzyć kopii. Serwer podał:", "The backup could not be made. The server said:")
                return try page(visit, context, refusal: reason + " " + error.localizedDescription, status: Problem(error).status)
            }
            return Response(status: .seeOther, headers: [.location: visit.link("/panel/kopie")])
        }
    }

    private func page(
        _ visit: PageVisit, _ context: AtlasRequestContext, refusal: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let (language, phrases) = (visit.language, Phrases(visit.language))
        let megabytes = { (bytes: Int) in phrases.numbers.string(Double(bytes) / 1e6, decimals: 1) + "\u{A0}MB" }
        let backups = schedule?.backups ?? []
        let last = backups.first { $0.occasion == .schedule }?.madeAt
        let due = schedule.flatMap { schedule in last?.addingTimeInterval(Double(schedule.plan.interval.components.seconds)) }
        // One that was made by the button is newer than what the schedule knows.
        let failure = schedule?.state.failingSince.flatMap { since in last.map { $0 < since } ?? true ? since : nil }
        let rows = backups.map { backup in
            templateValues([
                "file": backup.file, "made": phrases.moment(backup.madeAt), "size": megabytes(backup.bytes), "occasion": Self.occasion(backup.occasion, language),
                "institutions": phrases.count(backup.rows["institution"] ?? 0), "agreements": phrases.count(backup.rows["agreement"] ?? 0),
            ])
        }
        let page = templateValues([
            "action": visit.link("/panel/kopie"), "hasSchedule": schedule != nil, "folder": schedule?.plan.folder,
            "interval": schedule.map { Self.interval($0.plan.interval, phrases) }, "keep": schedule.map { Self.keep($0.plan.keep, language) },
            "refusal": refusal,
            "last": last.map { phrases.moment($0) } ?? language.choose("jeszcze żadna", "none yet"),
            "due": due.flatMap { $0 > Date() ? phrases.moment($0) : nil } ?? language.choose("teraz", "now"),
            "count": phrases.count(backups.count), "size": megabytes(backups.reduce(0) { $0 + $1.bytes }),
            "error": failure == nil ? nil : schedule?.state.error, "failingSince": failure.map { phrases.moment($0) },
            "backups": rows, "hasBackups": !rows.isEmpty,
            "example": backups.first.map { "powiatlas restore \(schedule?.plan.folder ?? "")/\($0.file) --database atlas.sqlite" },
            "check": schedule.map { "powiatlas verify \($0.plan.folder)" },
        ])
        return try pages.panel(
            "backup-desk", title: language.choose("Kopie zapasowe", "Backups"), place: .backups, page: page, visit: visit, context: context, status: status)
    }

    static func occasion(_ occasion: BackupManifest.Occasion, _ language: Language) -> String {
        switch occasion {
        case .schedule: language.choose("z\u{A0}harmonogramu", "by the schedule")
        case .command: language.choose("poleceniem", "by command")
        case .upgrade: language.choose("przed zmianą schematu", "before a change of the schema")
        }
    }

    /// `co 7 dni`, `co 6 godzin`, `co 90 minut`, `co dobę`.
    static func interval(_ interval: Duration, _ phrases: Phrases) -> String {
        let minutes = Int(interval.components.seconds / 60)
        let language = phrases.language
        func every(_ count: Int, _ one: String, _ few: String, _ many: String, _ english: String) -> String {
            guard count > 1 else { return language.choose("co \(one)", "every \(english)") }
            return language.choose("co\u{A0}\(count)\u{A0}\(PolishPlural(count).choose(one, few, many))", "every \(count) \(english)s")
        }
        if minutes % 1_440 == 0 { return every(minutes / 1_440, "dobę", "dni", "dni", "day") }
        if minutes % 60 == 0 { return every(minutes / 60, "godzinę", "godziny", "godzin", "hour") }
        return every(minutes, "minutę", "minuty", "minut", "minute")
    }

    /// What of the older ones stays.
    static func keep(_ rule: KeepRule, _ language: Language) -> String {
        let parts = [
            (rule.latest, "najnowszych", "newest"), (rule.daily, "dziennych", "daily"), (rule.weekly, "tygodniowych", "weekly"), (rule.monthly, "miesięcznych", "monthly"),
        ]
        return parts.filter { $0.0 > 0 }.map { count, polish, english in "\(language.choose(polish, english)):\u{A0}\(count)" }.joined(separator: ", ")
    }
}
