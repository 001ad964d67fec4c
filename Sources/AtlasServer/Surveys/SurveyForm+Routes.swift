// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import HTTPTypes
import Hummingbird

/// `/ankieta/{token}`: an institution answers a survey by its link.
struct SurveyFormRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let trustsProxy: Bool
    private let guardOfLinks = UnknownLinkGuard()

    static let pathStart = "/ankieta/"
    /// Two hundred answers of five thousand characters would be more; nobody writes so much.
    private static let formByteLimit = 512 << 10

    static let access = RouteAccess.secretLink

    static let documentation = [
        RouteDescription(
            "/ankieta/{token}", summary: "Page: the form by which an invited institution answers a survey; POST saves or hands in the answers",
            parameters: [
                .init("token", "the secret of the institution's link", required: true),
                .init("zmien", "1: the form once more after the answers were handed in", form: .choice(["1"])), .lang,
            ],
            contentType: "text/html", writing: .secretLink)
    ]

    init(data: AtlasData, pages: PageRenderer, trustsProxy: Bool) {
        self.data = data
        self.pages = pages
        self.trustsProxy = trustsProxy
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/ankieta/:token") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            guard let (_, invitation) = try await invitation(request, context) else { return try nowhere(visit) }
            let state = invitation.survey.state(on: PolishClock.now.day)
            let view = SurveyFormView(invitation, visit, snapshot: data.current, institution: await name(of: invitation))
            guard state == .open else { return try render(view.notOpen(state), visit) }
            if invitation.isSubmitted, try query.flag("zmien") != true { return try render(view.thanks(isNew: try query.flag("wyslano") ?? false), visit) }
            return try render(view.form(notice: try query.flag("zapisano") == true ? .saved : nil), visit)
        }
        router.post("/ankieta/:token") { request, context in
            try request.checkComesFromOurPage()
            let visit = try PageVisit(request)
            guard let (token, invitation) = try await invitation(request, context) else { return try nowhere(visit) }
            let form = try await SubmittedForm(
                request, upTo: Self.formByteLimit,
                tooLarge: Problem(
                    status: .contentTooLarge, detail: "the form is larger than \(Self.formByteLimit >> 10) kB: shorten the answers"))
            return try await take(form, token, invitation, visit)
        }
    }

    private func take(_ form: SubmittedForm, _ token: SecretToken, _ invitation: SurveyInvitation, _ visit: PageVisit) async throws -> Response {
        let institution = await name(of: invitation)
        let view = SurveyFormView(invitation, visit, snapshot: data.current, institution: institution)
        let state = invitation.survey.state(on: PolishClock.now.day)
        guard state == .open else { return try render(view.notOpen(state), visit, status: .conflict) }
        guard let version = form["_version"].flatMap({ Int($0) }), version >= 0 else {
            throw Problem(status: .badRequest, detail: "the form lacks its version: open the link again and send it from there", parameter: "_version")
        }
        // What was handed in stays handed in, so it has to be complete again.
        let isFinal = form["_action"] != "save" || invitation.isSubmitted
        // Of a form that somebody overtook, the first thing to say is that.
        let isOvertaken = version != invitation.version
        let read = invitation.survey.answers(form.fields, from: invitation.sheet.type, isFinal: isFinal && !isOvertaken)
        guard read.faults.isEmpty else {
            return try render(view.form(fields: form.fields, faults: read.faults, version: version), visit, status: .unprocessableContent)
        }
        switch try await data.current.store.saveSurveySheet(token, answers: read.answers, version: version, submitting: isFinal) {
        case .unknown: return try nowhere(visit)
        case .conflict(let stored):
            let newer = SurveyFormView(stored, visit, snapshot: data.current, institution: institution)
            return try render(newer.form(fields: form.fields, notice: .conflict(read.answers), version: stored.version), visit, status: .conflict)
        case .saved(let stored):
            if stored.isSubmitted { try await data.refresh() }
            let address = visit.link(Self.pathStart + token.text, [(isFinal ? "wyslano" : "zapisano", "1")])
            return Response(status: .seeOther, headers: [.location: address]).sealed()
        }
    }

    private func invitation(_ request: Request, _ context: AtlasRequestContext) async throws -> (SecretToken, SurveyInvitation)? {
        let client = ClientAddress.network.text(request, remote: context.channel.remoteAddress, trustsProxy: trustsProxy) ?? "unknown"
        try guardOfLinks.check(client)
        // Links are copied by hand too: capitals and a full stop at the end of a sentence do no harm.
        let text = (context.parameters.get("token") ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
        guard let token = SecretToken(text), let found = try await data.current.store.surveyInvitation(token) else {
            guardOfLinks.noteUnknown(client)
            return nil
        }
        return (token, found)
    }

    private func name(of invitation: SurveyInvitation) async -> String {
        let known = try? await data.current.existingInstitution(invitation.sheet.institution.text)
        return known?.name ?? invitation.sheet.institution.text
    }

    private func nowhere(_ visit: PageVisit) throws -> Response { try render(SurveyFormView.nowhere(visit), visit, status: .notFound) }

    private func render(_ page: TemplateValues, _ visit: PageVisit, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try pages.render("survey-form", title: page["title"] as? String, section: .none, page: page, visit: visit)
        response.status = status
        return response.sealed()
    }
}
