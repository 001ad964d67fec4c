// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/instytucje/{id}/zglos`: anybody says what is wrong with an entry, without an account.
struct SuggestionRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private let limits: RateLimiter
    private let trustsProxy: Bool
    private let stamps: FormStamp

    static let access = RouteAccess.everyone
    /// Four texts of two thousand characters, percent-encoded.
    static let formByteLimit = 64 << 10

    static let documentation = [
        RouteDescription(
            "/instytucje/{id}/zglos", summary: "Page: the form by which anybody says what is wrong with an entry; POST sends it to the moderators",
            parameters: [
                .institution, .init(SuggestionForm.Name.field, "the part of the entry", form: .choice(SuggestedField.allCases.map(\.rawValue))),
                .init("wyslano", "1: thanks for a suggestion that was sent", form: .choice(["1"])), .lang,
            ],
            contentType: "text/html", writing: .everyone
        ).takingForm(
            (SuggestionForm.Name.field, "the part of the entry"), (SuggestionForm.Name.proposed, "what it should say"),
            (SuggestionForm.Name.nothing, "1: there is none"), (SuggestionForm.Name.remark, "what is wrong, in words"),
            (SuggestionForm.Name.basis, "how the sender knows"), (SuggestionForm.Name.contact, "where the answer goes"),
            (SuggestionForm.Name.stamp, "the stamp of the form"))
    ]

    init(data: AtlasData, pages: PageRenderer, limits: RateLimiter, configuration: ServerConfiguration) {
        self.data = data
        self.pages = pages
        self.limits = limits
        trustsProxy = configuration.trustsProxy
        stamps = FormStamp(secret: configuration.formSecret)
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/instytucje/:id/zglos") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let institution = try await data.current.existingInstitution(try context.parameters.require("id"))
            let view = SuggestionView(institution, visit)
            if try query.flag("wyslano") == true { return try render(view.thanks(), institution, visit) }
            let field = try query.choice(SuggestionForm.Name.field, SuggestedField.self)
            return try render(view.form(SuggestionForm(field: field), stamp: stamps.make(for: Self.purpose(institution))), institution, visit)
        }
        router.post("/instytucje/:id/zglos") { request, context in
            try request.checkComesFromOurPage()
            let visit = try PageVisit(request)
            let institution = try await data.current.existingInstitution(try context.parameters.require("id"))
            let sent = try await SubmittedForm(request, upTo: Self.formByteLimit, tooLarge: Self.tooLarge)
            let client = ClientAddress.network.text(request, remote: context.channel.remoteAddress, trustsProxy: trustsProxy) ?? "unknown"
            return try await take(SuggestionForm(sent), institution, visit, client: client)
        }
    }

    static let tooLarge = Problem(
        status: .contentTooLarge, detail: "the form is larger than \(formByteLimit >> 10) kB: shorten the texts",
        polish: "Formularz ma więcej niż \(formByteLimit >> 10)\u{A0}kB: skróć teksty.")

    private static func purpose(_ institution: Institution) -> String { "suggestion \(institution.id)" }

    private func take(_ form: SuggestionForm, _ institution: Institution, _ visit: PageVisit, client: String) async throws -> Response {
        let view = SuggestionView(institution, visit)
        let thanks = Response(status: .seeOther, headers: [.location: visit.link("/instytucje/\(institution.id)/zglos", [("wyslano", "1")])])
        // A program learns nothing from being thanked.
        guard !form.isTrapped else { return thanks }
        let purpose = Self.purpose(institution)
        let (draft, faults) = form.draft(of: institution, visit.language)
        func again(_ notice: SuggestionView.Notice?, stamp: String, _ status: HTTPResponse.Status) throws -> Response {
            try render(view.form(form, faults: faults, notice: notice, stamp: stamp), institution, visit, status: status)
        }
        switch stamps.age(of: form.stamp, for: purpose) {
        case .right: break
        case .tooYoung: return try again(.tooFast, stamp: form.stamp ?? "", .unprocessableContent)
        case .unknown: return try again(.tooOld, stamp: stamps.make(for: purpose), .unprocessableContent)
        }
        guard let draft else { return try again(nil, stamp: form.stamp ?? "", .unprocessableContent) }
        try limits.check(.suggestion, client)
        switch try await data.current.store.take(draft, at: Date()) {
        case .taken, .known: return thanks
        case .full: return try again(.full, stamp: form.stamp ?? "", .tooManyRequests)
        }
    }

    private func render(_ page: TemplateValues, _ institution: Institution, _ visit: PageVisit, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try pages.render(
            "suggestion", title: visit.language.choose("Zgłoś błąd – ", "Report an error – ") + institution.name, section: .directory, page: page, visit: visit)
        response.status = status
        // Each form has a stamp of its own.
        return response.sealed()
    }
}
