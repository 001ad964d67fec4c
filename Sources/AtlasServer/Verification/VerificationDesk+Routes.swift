// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/potwierdzenia`: which entries were confirmed, whom to ask, and the letters that ask.
struct VerificationDeskRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let configuration: ServerConfiguration

    static let access = RouteAccess.roles([.administrator, .coordinator])
    /// So many letters at most by one press of the button.
    static let batchLimit = 500

    static let documentation = [
        RouteDescription(
            "/panel/potwierdzenia", summary: "Page: which entries their institutions confirmed; POST asks institutions, or makes a link for one",
            parameters: [
                .init("stan", "only entries in this state", form: .choice(VerificationStanding.State.allCases.map(\.rawValue))),
                .init("jednostka", "only institutions seated in this unit (TERC)"),
                .init("wyslano", "how many institutions were just asked", form: .integer(0...100_000)), .lang,
            ], contentType: "text/html", writing: .roles([.administrator, .coordinator])
        ).takingForm(
            ("_akcja", "wyslij: ask institutions; link: make a link for one"), ("ile", "how many to ask"), ("jednostka", "only of this unit (TERC)"),
            ("instytucja", "whom the link is for"))
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/potwierdzenia") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            var desk = try await desk(try query.text("jednostka"), try query.choice("stan", VerificationStanding.State.self), context)
            desk.asked = try query.integer("wyslano", in: 0...100_000)
            return try render(desk, visit, context)
        }
        router.post("/panel/potwierdzenia") { request, context in
            let visit = try PageVisit(request)
            let form = try await ProtectedForm(request, context)
            let unit = form["jednostka"].flatMap { $0.isEmpty ? nil : $0 }
            var desk = try await desk(unit, nil, context)
            let letter = VerificationLetter(origin: request.publicOrigin, contact: configuration.operatorContact)
            switch form["_akcja"] {
            case "wyslij":
                guard configuration.mail != nil else {
                    throw Problem(
                        status: .conflict, detail: "no mail server is configured: start the server with --smtp-from and POWIATLAS_SMTP_URL, or hand links over",
                        polish: "Ten serwer nie wysyła poczty: przekaż linki inną drogą albo poproś osobę, która prowadzi serwer, o\u{A0}skonfigurowanie poczty.")
                }
                guard let count = form["ile"].flatMap({ Int($0) }), (1...Self.batchLimit).contains(count) else {
                    desk.countFault = form["ile"] ?? ""
                    return try render(desk, visit, context, status: .unprocessableContent)
                }
                let chosen = Array(desk.inScope.filter(\.isDue).inOrderOfAsking.prefix(count))
                let links = try await data.current.store.ask(chosen, at: Date()) { letter.letter($0) }
                let parameters = [("wyslano", String(links.count))] + (unit.map { [("jednostka", $0)] } ?? [])
                return Response(status: .seeOther, headers: [.location: visit.link("/panel/potwierdzenia", parameters)])
            case "link":
                guard let standing = desk.inScope.first(where: { $0.institution.text == form["instytucja"] }) else {
                    throw Problem.notFound("institution", form["instytucja"] ?? "", accepted: "one that the account looks after")
                }
                // Handed over by somebody who knows whom: no letter goes out.
                let links = try await data.current.store.ask([standing], at: Date()) { _ in nil }
                desk.link = links.first.map { (standing, letter.address($0)) }
                return try render(desk, visit, context)
            default:
                throw Problem(
                    status: .badRequest, detail: "_akcja = “\((form["_akcja"] ?? "").prefix(40))” is not accepted", parameter: "_akcja", accepted: "wyslij, link")
            }
        }
    }

    private func desk(_ unit: String?, _ state: VerificationStanding.State?, _ context: AtlasRequestContext) async throws -> VerificationDesk {
        let powers = try context.requireAccount().powers
        var area: TerritorialUnit?
        if let unit {
            guard let code = try? TERYTCode(unit), let known = data.current.territory.unit(code)?.unit else {
                throw Problem.badParameter("jednostka", unit, accepted: "the TERC code of a unit, such as 26 or 2604")
            }
            area = known
        }
        let all = try await data.current.store.verificationStandings(on: PolishClock.now.day, at: Date())
        let scope = all.filter { standing in
            guard powers.isAdministrator || powers.powiats.contains(where: { standing.seat?.isWithin($0) ?? false }) else { return false }
            return area.map { standing.seat?.isWithin($0.code) ?? false } ?? true
        }
        return VerificationDesk(inScope: scope, state: state, area: area, hasMail: configuration.mail != nil)
    }

    private func render(_ desk: VerificationDesk, _ visit: PageVisit, _ context: AtlasRequestContext, status: HTTPResponse.Status = .ok) throws -> Response {
        try pages.panel(
            "verification-desk", title: visit.language.choose("Potwierdzenia", "Confirmations"), place: .verification, page: desk.view(visit), visit: visit,
            context: context, status: status)
    }
}

/// The page of confirmations as its template sees it.
struct VerificationDesk {
    let inScope: [VerificationStanding]
    let state: VerificationStanding.State?
    let area: TerritorialUnit?
    let hasMail: Bool
    /// How many were just asked.
    var asked: Int?
    /// A link that was just made; it is shown this once.
    var link: (VerificationStanding, String)?
    /// What stood in the field of the number, when it could not be read.
    var countFault: String?

    private static let shown = 200
    private static let usualBatch = 50

    init(inScope: [VerificationStanding], state: VerificationStanding.State?, area: TerritorialUnit?, hasMail: Bool) {
        self.inScope = inScope
        self.state = state
        self.area = area
        self.hasMail = hasMail
    }

    static func label(_ state: VerificationStanding.State, _ language: Language) -> String {
        switch state {
        case .confirmed: language.choose("potwierdzone w\u{A0}ciągu roku", "confirmed within a year")
        case .asked: language.choose("zapytane, bez odpowiedzi", "asked, no answer yet")
        case .changed: language.choose("zgłosiły zmiany", "reported changes")
        case .undelivered: language.choose("list nie doszedł", "the letter did not arrive")
        case .due: language.choose("do zapytania", "to be asked")
        case .unreachable: language.choose("bez adresu e-mail", "without an e-mail address")
        }
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let unit = area.map { [("jednostka", $0.code.stem)] } ?? []
        var counts: [VerificationStanding.State: Int] = [:]
        for standing in inScope { counts[standing.state, default: 0] += 1 }
        let chosen = state ?? (VerificationStanding.State.allCases.first { $0 != .confirmed && counts[$0, default: 0] > 0 } ?? .confirmed)
        let rows = inScope.filter { $0.state == chosen }.inOrderOfAsking
        let due = inScope.count(where: \.isDue)
        return templateValues([
            "states": VerificationStanding.State.allCases.map { state -> TemplateValues in
                [
                    "label": Self.label(state, language), "count": phrases.count(counts[state, default: 0]),
                    "url": visit.link("/panel/potwierdzenia", [("stan", state.rawValue)] + unit), "isChosen": state == chosen,
                ]
            },
            "areaName": area?.fullName, "unitText": area?.code.stem ?? "", "allURL": visit.link("/panel/potwierdzenia"), "isEnglish": language == .english,
            "action": visit.link("/panel/potwierdzenia"), "hasMail": hasMail, "hasDue": due > 0, "dueText": phrases.count(due),
            "batch": countFault ?? String(min(due, Self.usualBatch)), "batchLimit": String(VerificationDeskRoutes.batchLimit),
            "countFault": countFault.map { _ in
                ["faultText": language.choose("wpisz liczbę od 1 do \(VerificationDeskRoutes.batchLimit)", "write a number from 1 to \(VerificationDeskRoutes.batchLimit)")]
                    as TemplateValues
            },
            "askedText": asked.map { count in
                language.choose("Prośby ustawione w\u{A0}kolejce do wysłania: \(phrases.count(count)).", "Letters put into the queue: \(phrases.count(count)).")
            },
            "linkName": link?.0.name, "link": link?.1,
            "stateLabel": Self.label(chosen, language), "hasRows": !rows.isEmpty, "isEmpty": rows.isEmpty,
            "rows": rows.prefix(Self.shown).map { row($0, visit, phrases) },
            "moreText": rows.count > Self.shown
                ? language.choose(
                    "Pokazano \(Self.shown) z\u{A0}\(phrases.count(rows.count)); zawęź listę do jednostki.",
                    "\(Self.shown) of \(phrases.count(rows.count)) are shown; narrow the list to a unit.") : nil,
        ])
    }

    private func row(_ standing: VerificationStanding, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        templateValues([
            "id": standing.institution.text, "name": standing.name, "url": visit.link("/instytucje/\(standing.institution)"),
            "email": standing.email, "verified": standing.verifiedOn.map(phrases.period) ?? Phrases.noValue,
            "lastAsked": standing.lastAskedAt.map { phrases.day($0) } ?? Phrases.noValue, "undelivered": standing.undelivered,
        ])
    }
}
