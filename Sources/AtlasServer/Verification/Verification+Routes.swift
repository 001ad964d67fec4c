// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/potwierdz/{token}`: an institution says that its entry still holds, or what has changed, by the link that it got.
struct VerificationRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private let limits: RateLimiter
    private let trustsProxy: Bool

    static let access = RouteAccess.secretLink
    static let pathStart = "/potwierdz/"

    static let documentation = [
        RouteDescription(
            "/potwierdz/{token}",
            summary: "Page: an institution looks at its entry by the link that it got; POST confirms the entry or says what has changed",
            parameters: [
                .init("token", "the secret of the institution's link", required: true),
                .init("wyslano", "what was answered", form: .choice(VerificationView.Answer.allCases.map(\.rawValue))), .lang,
            ],
            contentType: "text/html", writing: .secretLink
        ).alsoAnswering(410, "The link no longer works").takingForm(
            ("_akcja", "potwierdz: all is true; zmien: the fields say what has changed"), ("_wersja", "the version of the entry that was shown"))
    ]

    init(data: AtlasData, pages: PageRenderer, limits: RateLimiter, configuration: ServerConfiguration) {
        self.data = data
        self.pages = pages
        self.limits = limits
        trustsProxy = configuration.trustsProxy
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/potwierdz/:token") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            guard let (_, link) = try await link(request, context), let (entry, version) = try await entry(link) else {
                return try render(VerificationView.nowhere(visit), visit, status: .notFound)
            }
            let view = VerificationView(entry, link, visit, taxonomy: try await data.current.directory.taxonomy)
            if let answer = try query.choice("wyslano", VerificationView.Answer.self), answer.isOf(link) {
                return try render(view.thanks(answer), visit)
            }
            guard link.expiresAt > Date() else { return try render(view.expired(), visit, status: .gone) }
            // Programs that look into letters open links; only the form's button confirms.
            return try render(view.form(version: version), visit)
        }
        router.post("/potwierdz/:token") { request, context in
            try request.checkComesFromOurPage()
            let visit = try PageVisit(request)
            guard let (token, link) = try await link(request, context), let (entry, version) = try await entry(link) else {
                return try render(VerificationView.nowhere(visit), visit, status: .notFound)
            }
            let view = VerificationView(entry, link, visit, taxonomy: try await data.current.directory.taxonomy)
            guard link.expiresAt > Date() else { return try render(view.expired(), visit, status: .gone) }
            let form = try await SubmittedForm(request, upTo: SuggestionRoutes.formByteLimit, tooLarge: SuggestionRoutes.tooLarge)
            return try await take(form, token, link, view, version)
        }
    }

    private func take(
        _ form: SubmittedForm, _ token: SecretToken, _ link: VerificationVisit, _ view: VerificationView, _ version: DocumentVersion
    ) async throws -> Response {
        let visit = view.visit
        func seeOther(_ answer: VerificationView.Answer) -> Response {
            Response(status: .seeOther, headers: [.location: visit.link(Self.pathStart + token.text, [("wyslano", answer.rawValue)])]).sealed()
        }
        // What somebody did not see they cannot confirm.
        guard form["_wersja"] == version.rawValue else { return try render(view.form(version: version, notice: .changedMeanwhile), visit, status: .conflict) }
        switch form["_akcja"] {
        case "potwierdz":
            switch try await data.current.store.confirm(link, expecting: version, on: PolishClock.now.day, moment: Date()) {
            case .confirmed:
                try await data.refresh()
                return seeOther(.confirmed)
            case .conflict: return try render(view.form(version: version, notice: .changedMeanwhile), visit, status: .conflict)
            }
        case "zmien":
            let changes = ChangedEntry(form, view.institution, link, visit.language)
            guard changes.faults.isEmpty else { return try render(view.form(version: version, changes: changes), visit, status: .unprocessableContent) }
            guard !changes.drafts.isEmpty else {
                return try render(view.form(version: version, changes: changes, notice: .nothingChanged), visit, status: .unprocessableContent)
            }
            let taken = try await data.current.store.takeChanges(changes.drafts, of: link, moment: Date())
            if taken.contains(.full) { return try render(view.form(version: version, changes: changes, notice: .full), visit, status: .tooManyRequests) }
            return seeOther(.changed)
        default:
            throw Problem(
                status: .badRequest, detail: "_akcja = “\((form["_akcja"] ?? "").prefix(40))” is not accepted", parameter: "_akcja", accepted: "potwierdz, zmien")
        }
    }

    private func link(_ request: Request, _ context: AtlasRequestContext) async throws -> (SecretToken, VerificationVisit)? {
        let client = ClientAddress.network.text(request, remote: context.channel.remoteAddress, trustsProxy: trustsProxy) ?? "unknown"
        try limits.checkOnly(.unknownLink, client)
        // Links are copied by hand too: capitals and a full stop at the end of a sentence do no harm.
        let text = (context.parameters.get("token") ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
        guard let token = SecretToken(text), let found = try await data.current.store.verification(token) else {
            limits.note(.unknownLink, client)
            return nil
        }
        return (token, found)
    }

    private func entry(_ link: VerificationVisit) async throws -> (Institution, DocumentVersion)? {
        try await data.current.store.document(Institution.self, id: link.institution.text).map { ($0.document, $0.version) }
    }

    private func render(_ page: TemplateValues, _ visit: PageVisit, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try pages.render("verification", title: page["title"] as? String, section: .none, page: page, visit: visit)
        response.status = status
        return response.sealed()
    }
}
