// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird

/// `/instytucje/{id}/historia`: what changed in an entry, when, and where it came from. Nobody is named here.
struct InstitutionHistoryRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone
    private static let pageSize = 30

    static let documentation = [
        RouteDescription(
            "/instytucje/{id}/historia", summary: "Page: the changes of an institution's entry, without names of persons",
            parameters: [.institution, .init("page", "which thirty changes, the newest first", form: .integer(1...10_000)), .lang], contentType: "text/html")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/instytucje/:id/historia") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let text = try context.parameters.require("id")
            let number = try query.integer("page", in: 1...10_000) ?? 1
            let snapshot = data.current
            let model = try await snapshot.whole(\.directory) {
                try await InstitutionHistoryModel(text, in: snapshot, language: visit.language, page: number, pageSize: Self.pageSize)
            }
            let title = visit.language.choose("Historia wpisu – ", "History of the entry – ") + model.name
            return try pages.render("institution-history", title: title, section: .directory, page: model.values(visit), visit: visit)
        }
    }
}

/// The public history of one entry.
struct InstitutionHistoryModel: Sendable {
    let id: String
    let name: String
    /// Whether the entry is in the directory now.
    let isThere: Bool
    let source: Source?
    private let found: RevisionPage
    private let differences: [[DocumentDifference]]
    private let edit: HandEdit?
    private let page: Int
    private let pageSize: Int

    /// Fields that name persons: that they changed is said, not how.
    private static let personalFields: Set<String> = ["coordinator"]

    /// - Throws: 404 when there is no such entry and never was a change of one.
    init(_ text: String, in snapshot: AtlasSnapshot, language: Language, page: Int, pageSize: Int) async throws {
        let store = snapshot.store
        guard let id = try? InstitutionID(text) else { throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions lists them") }
        let entry = try await store.institution(id)
        found = try await store.revisions(
            RevisionFilter(kind: .institution, documentID: id.text), limit: pageSize, offset: (page - 1) * pageSize)
        guard entry != nil || found.total > 0 else { throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions lists them") }
        self.id = id.text
        name = entry?.name ?? found.revisions.first?.name ?? id.text
        isThere = entry != nil
        source = entry.flatMap { snapshot.sources[$0.sourceID] }
        edit = try await store.handEdit(.institution, id: id.text)
        self.page = page
        self.pageSize = pageSize
        let wording = try await DocumentWording(
            .institution, found.revisions.flatMap { [$0.before, $0.after] }, in: snapshot, language)
        differences = found.revisions.map { revision in
            revision.action == .changed ? wording.differences(from: revision.before, to: revision.after) : []
        }
    }

    func values(_ visit: PageVisit) -> TemplateValues {
        let (words, phrases) = (RevisionWording(language: visit.language), Phrases(visit.language))
        let pageCount = max(1, (found.total + pageSize - 1) / pageSize)
        func link(_ number: Int) -> String { visit.link("/instytucje/\(id)/historia", number > 1 ? [("page", String(number))] : []) }
        return templateValues([
            "id": id, "name": name, "isThere": isThere, "publicURL": visit.link("/instytucje/\(id)"), "isEmpty": found.revisions.isEmpty,
            "sourceName": source.map { visit.language.of($0.name) }, "sourceDate": source.map { phrases.period($0.date) },
            "editText": edit.map { words.edit($0, .institution) },
            "changes": zip(found.revisions, differences).map { revision, differences -> TemplateValues in
                let shown = differences.filter { !Self.personalFields.contains($0.field) }
                let hidden = revision.action == .changed && differences.count > shown.count
                return templateValues([
                    "day": phrases.day(revision.madeAt), "action": words.publicAction(revision), "author": words.publicAuthor(revision.author),
                    "rows": RevisionWording.rows(shown), "hasRows": !shown.isEmpty, "fields": words.fields(revision).nonEmpty,
                    "isPersonalHidden": hidden, "isChange": revision.action == .changed,
                ])
            },
            "previousURL": page > 1 ? link(page - 1) : nil, "nextURL": page < pageCount ? link(page + 1) : nil,
            "pageText": visit.language.choose("strona \(page) z\u{A0}\(pageCount)", "page \(page) of \(pageCount)"), "hasPages": pageCount > 1,
        ])
    }
}

extension AtlasSnapshot {
    /// What the page of an institution says of the changes of its entry.
    func historyNote(of id: InstitutionID, _ visit: PageVisit) async throws -> TemplateValues {
        templateValues([
            "url": visit.link("/instytucje/\(id)/historia"), "editText": try await editNote(.institution, id.text, visit.language),
        ])
    }

    /// That a document is not as its source has it, and since when; nil when it is.
    func editNote(_ kind: DocumentKind, _ id: String, _ language: Language) async throws -> String? {
        let edit = try await whole(Self.part(of: kind)) { try await store.handEdit(kind, id: id) }
        return edit.map { RevisionWording(language: language).edit($0, kind) }
    }

    private static func part(of kind: DocumentKind) -> KeyPath<AtlasVersions, String> & Sendable {
        switch kind {
        case .institution: \.directory
        case .agreement: \.agreements
        case .practice: \.knowledge
        default: \.data
        }
    }
}

extension RevisionWording {
    /// That an entry is not as its source has it: who says so, since when, and in what.
    func edit(_ edit: HandEdit, _ kind: DocumentKind) -> String {
        let day = Phrases(language).day(edit.editedAt)
        guard edit.wasImported else {
            return language.choose("wpis prowadzony przez instytucję i\u{A0}redakcję, stan na \(day)", "entry kept by the institution and the editors, state of \(day)")
        }
        let fields = edit.fields.map { DocumentFieldNames.name($0, kind, language).lowercased() }.joined(separator: ", ")
        return language.choose(
            "wpis uzupełniony przez instytucję lub redakcję, stan na \(day) (\(fields))",
            "entry amended by the institution or the editors, state of \(day) (\(fields))")
    }
}
