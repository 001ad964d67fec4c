// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/poczta`: the queue of letters, for the administrators of the region.
struct MailDeskRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let configuration: ServerConfiguration

    static let access = RouteAccess.administrators

    static let documentation = [
        RouteDescription(
            "/panel/poczta", summary: "Page: letters that wait, failed or were sent; POST tries letters again or takes one out",
            parameters: [.lang], contentType: "text/html", writing: .administrators
        ).takingForm(
            ("_akcja", "wszystkie: try all again; ponow: try one again; usun: take one out; zwolnij: send all that are held; porzuc: take all of those out"),
            ("list", "the number of the letter"))
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/poczta") { request, context in
            let visit = try PageVisit(request)
            return try await page(visit, context)
        }
        router.post("/panel/poczta") { request, context in
            let visit = try PageVisit(request)
            let form = try await ProtectedForm(request, context)
            let store = data.current.store
            switch form["_akcja"] {
            case "wszystkie": _ = try await store.retryWaitingMail(at: Date())
            case "zwolnij": _ = try await store.releaseHeldMail(.all, at: Date())
            case "porzuc": _ = try await store.dropHeldMail(.all, at: Date())
            case "ponow", "usun":
                let text = form["list"] ?? ""
                guard let number = Int64(text) else { throw Problem.badParameter("list", text, accepted: "the number of a letter") }
                let isDone = form["_akcja"] == "ponow" ? try await store.retryMail(number, at: Date()) : try await store.cancelMail(number, at: Date())
                guard isDone else {
                    throw Problem(
                        status: .conflict,
                        detail: "letter \(number) is no longer in the queue: open the page again to see what became of it",
                        polish: "Tego listu nie ma już w\u{A0}kolejce. Otwórz stronę poczty jeszcze raz, aby zobaczyć, co się z\u{A0}nim stało.")
                }
            default:
                throw Problem(
                    status: .badRequest, detail: "_akcja = “\((form["_akcja"] ?? "").prefix(40))” is not accepted", parameter: "_akcja",
                    accepted: "wszystkie, ponow, usun, zwolnij, porzuc")
            }
            return Response(status: .seeOther, headers: [.location: visit.link("/panel/poczta")])
        }
    }

    private func page(_ visit: PageVisit, _ context: AtlasRequestContext) async throws -> Response {
        let (language, phrases, store) = (visit.language, Phrases(visit.language), data.current.store)
        let summary = try await store.mailSummary(at: Date())
        let pending = try await store.mail([.waiting, .givenUp])
        let ended = try await store.mail([.sent, .cancelled], limit: 50)
        func row(_ mail: MailRecord) -> TemplateValues {
            templateValues([
                "number": String(mail.number), "purpose": Self.purpose(mail.purpose, language),
                // Private people's addresses are nobody's business, not even an administrator's.
                "recipient": mail.purpose == .answer ? language.choose("osoba prywatna", "a private person") : mail.recipient ?? Phrases.noValue,
                "subject": mail.subject, "created": phrases.moment(mail.createdAt), "state": Self.state(mail, language),
                "next": mail.state == .waiting && mail.heldSince == nil && mail.attempts > 0 ? phrases.moment(mail.notBefore) : nil,
                "attempts": mail.attempts > 0 ? phrases.count(mail.attempts) : nil, "reason": mail.lastError, "mayRetry": mail.hasText,
            ])
        }
        let page = templateValues([
            "action": visit.link("/panel/poczta"), "hasMail": configuration.mail != nil,
            "server": configuration.mail?.server.description, "from": configuration.mail?.from.description,
            "waiting": phrases.count(summary.waiting), "retrying": phrases.count(summary.retrying), "givenUp": phrases.count(summary.givenUp),
            "sentLastDay": phrases.count(summary.sentLastDay), "hasRetrying": summary.retrying > 0,
            "held": summary.held > 0 ? phrases.count(summary.held) : nil, "latestError": summary.latestError,
            "pending": pending.map(row), "hasPending": !pending.isEmpty, "ended": ended.map(row), "hasEnded": !ended.isEmpty,
            "mailDays": String(RetentionRule.mailDays),
        ])
        return try pages.panel("mail-desk", title: language.choose("Poczta", "Mail"), place: .mail, page: page, visit: visit, context: context)
    }

    static func purpose(_ purpose: QueuedMail.Purpose, _ language: Language) -> String {
        switch purpose {
        case .account: language.choose("konto", "account")
        case .verification: language.choose("potwierdzenie wpisu", "confirmation of an entry")
        case .answer: language.choose("odpowiedź na zgłoszenie", "answer to a report")
        case .test: language.choose("próba", "test")
        }
    }

    private static func state(_ mail: MailRecord, _ language: Language) -> String {
        switch mail.state {
        case .waiting where mail.heldSince != nil: language.choose("wstrzymany", "held")
        case .waiting: language.choose("czeka", "waiting")
        case .sent: language.choose("wysłany", "sent")
        case .givenUp: language.choose("nie doszedł", "not delivered")
        case .cancelled: language.choose("wycofany", "withdrawn")
        }
    }
}
