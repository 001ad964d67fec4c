// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Atlas
import DirectorySearch
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/porozumienia/nowe`: an agreement is written in a form and taken home as a document. Nothing is kept here: the draft
/// lives in the form, and in a file that can be loaded again.
struct AgreementDraftRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private let printer: PDFPrinter

    static let path = "/porozumienia/nowe"
    /// A full draft has some ten kilobytes.
    static let byteLimit = 1 << 20
    private static let variants = ["ops-pup", "pcpr-pup", "pai-ops", "pai-ngo", "partnerstwo", "wymiana-informacji"]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/porozumienia/nowe",
            summary: "Page: write an agreement; POST takes the form and answers with the form, a preview, or the document as ODT, DOCX, PDF or JSON (`akcja`)",
            parameters: [
                .init("wariant", "sort of agreement", form: .choice(variants)),
                .init("strona", "id of an institution that is a party; may stand several times"),
                .init("wzor", "id of an agreement that the new one renews"), .lang,
            ], contentType: "text/html", writing: .everyone
        ).alsoAs(
            "application/vnd.oasis.opendocument.text", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/pdf", "application/json"
        ).takingForm(("akcja", "what is asked for: the form, a preview, or a document"), ("wariant", "sort of agreement")),
        RouteDescription(
            "/porozumienia/nowe/wczytaj", summary: "Page: POST takes a saved draft as multipart/form-data", parameters: [.lang],
            contentType: "text/html", writing: .everyone),
    ]

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        printer = PDFPrinter(style: pages.agreements.printStyle)
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/porozumienia/nowe") { request, _ in try await start(request) }
        router.post("/porozumienia/nowe") { request, _ in try await act(request) }
        // Whoever changes the language of the answer to a loaded file starts anew.
        router.get("/porozumienia/nowe/wczytaj") { request, _ in try await start(request) }
        router.post("/porozumienia/nowe/wczytaj") { request, _ in try await load(request) }
    }

    private var templates: AgreementTemplates { pages.agreements }

    private func start(_ request: Request) async throws -> Response {
        let reader = try QueryReader(request)
        let visit = try PageVisit(request, reader)
        let model = AgreementDraftModel(snapshot: data.current, templates: templates)
        let institutions = try reader.texts("strona", maximumCount: 40)
        let variant = try reader.text("wariant").map { id in
            guard let variant = templates.variant(id) else { throw Problem.badParameter("wariant", id, accepted: templates.variants.map(\.id).joined(separator: ", ")) }
            return variant
        }
        if let renewed = try reader.text("wzor") {
            return try await form(try await model.draft(renewing: renewed, variant: variant), model, visit)
        }
        if variant == nil, institutions.isEmpty {
            let page = AgreementDraftView(visit: visit, templates: templates).choice()
            return try pages.render("agreement-draft", title: title(visit), section: .newAgreement, page: page, visit: visit)
        }
        return try await form(try await model.draft(variant, parties: institutions), model, visit)
    }

    private func submitted(_ request: Request) async throws -> SubmittedForm {
        try request.checkComesFromOurPage()
        return try await SubmittedForm(
            request, upTo: Self.byteLimit,
            tooLarge: Problem(status: .contentTooLarge, detail: "the draft is larger than \(Self.byteLimit >> 10) kB: shorten its texts"))
    }

    private func load(_ request: Request) async throws -> Response {
        let visit = try PageVisit(request)
        let sent = try await submitted(request)
        do {
            let draft = try DraftFile.draft(from: sent.file?.data ?? Data(), templates: templates)
            return try await form(draft, AgreementDraftModel(snapshot: data.current, templates: templates), visit, isChecked: true)
        } catch let error as DraftFileError {
            var page = AgreementDraftView(visit: visit, templates: templates).choice()
            page["failure"] = visit.language.choose("Tego pliku nie można wczytać jako szkicu porozumienia", "This file cannot be read as a draft of an agreement") + " (\(error.reason))."
            return try answer("agreement-draft", page, visit, status: .unprocessableContent)
        }
    }

    private func act(_ request: Request) async throws -> Response {
        let visit = try PageVisit(request)
        let sent = try await submitted(request)
        let model = AgreementDraftModel(snapshot: data.current, templates: templates)
        var draft = try DraftSubmission.draft(sent, templates: templates)
        let action = DraftAction(sent["akcja"] ?? "")
        switch action {
        case .unknown(let text): throw Problem.badParameter("akcja", text, accepted: DraftAction.accepted)
        case .edit, .check: return try await form(draft, model, visit, isChecked: true)
        case .addRow(let group):
            draft.rows[group, default: []].append([:])
            return try await form(templates.tidied(draft), model, visit)
        case .removeRow(let group, let row):
            if draft.rows[group]?.indices.contains(row) ?? false { draft.rows[group]?.remove(at: row) }
            return try await form(templates.tidied(draft), model, visit)
        case .search:
            return try await form(draft, model, visit, found: try await model.search(sent["szukane"] ?? ""), searched: sent["szukane"] ?? "")
        case .addParty(let id): return try await form(try await model.adding(id, to: draft), model, visit)
        case .change:
            guard let variant = templates.variant(sent["inny"] ?? "") else {
                throw Problem.badParameter("inny", sent["inny"] ?? "", accepted: templates.variants.map(\.id).joined(separator: ", "))
            }
            return try await form(model.changed(draft, to: variant), model, visit)
        case .save:
            return Self.file(try DraftFile(draft).data(), "application/json; charset=utf-8", name(draft, "json"))
        case .preview, .odt, .docx, .pdf:
            let review = DraftReview(draft, templates: templates)
            guard review.faults.isEmpty else { return try await form(draft, model, visit, isChecked: true, status: .unprocessableContent) }
            return try await document(draft, review, action, visit)
        }
    }

    private func document(_ draft: AgreementDraft, _ review: DraftReview, _ action: DraftAction, _ visit: PageVisit) async throws -> Response {
        let document = AgreementDocument(draft, templates: templates)
        switch action {
        case .odt: return Self.file(try document.odt(), "application/vnd.oasis.opendocument.text", name(draft, "odt"))
        case .docx: return Self.file(try document.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", name(draft, "docx"))
        case .pdf:
            do { return Self.file(try await printer.pdf(document), "application/pdf", name(draft, "pdf")) } catch let error as DocumentError {
                let page = try AgreementDraftView(visit: visit, templates: templates).preview(draft, review, document, failure: error)
                return try answer("agreement-preview", page, visit, status: .serviceUnavailable)
            }
        default:
            let page = try AgreementDraftView(visit: visit, templates: templates).preview(draft, review, document, failure: nil)
            return try answer("agreement-preview", page, visit)
        }
    }

    // MARK: Answers

    private func title(_ visit: PageVisit) -> String { visit.language.choose("Przygotuj porozumienie", "Write an agreement") }

    private func form(
        _ draft: AgreementDraft, _ model: AgreementDraftModel, _ visit: PageVisit, isChecked: Bool = false, found: [DirectoryEntry]? = nil, searched: String = "",
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let view = AgreementDraftView(visit: visit, templates: templates)
        return try answer("agreement-draft", view.form(draft, isChecked: isChecked, found: found, searched: searched), visit, status: status)
    }

    /// What somebody is writing is nobody else's business.
    private func answer(_ template: String, _ page: TemplateValues, _ visit: PageVisit, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try pages.render(template, title: title(visit), section: .newAgreement, page: page, visit: visit)
        response.status = status
        response.headers[.cacheControl] = CachePolicy.never
        return response
    }

    private static func file(_ data: Data, _ type: String, _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: CachePolicy.never],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private func name(_ draft: AgreementDraft, _ ending: String) -> String {
        "porozumienie-\(draft.variant)-\(PolishClock.now.day).\(ending)"
    }
}
