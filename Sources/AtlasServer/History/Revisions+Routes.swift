// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/api/v1/revisions`: the history of changes for programs.
struct RevisionsRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.roles([.administrator, .coordinator, .reader])
    private static let limits = 1...5_000

    private static let parameters = RevisionQuery.parameters + [
        .init("limit", "how many changes at most; 500 unless given", form: .integer(limits)),
        .init("offset", "how many of the newest to leave out", form: .integer(0...Int(Int32.max))),
    ]

    static let documentation = [
        RouteDescription(
            "/api/v1/revisions", summary: "Changes of institutions, agreements and practices with what was before and after, the newest first",
            parameters: parameters
        ).shaped(
            .shape([
                ("revisions", .list(of: RevisionJSON.schema)), ("total", .countSchema), ("next", .optionalTextSchema),
            ])),
        RouteDescription(
            "/api/v1/revisions.csv", summary: "The same as CSV, a row for each changed field", parameters: parameters, contentType: "text/csv"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/revisions") { request, context in
            let query = try QueryReader(request)
            let (found, limit, offset) = try await answer(query, context)
            let reached = offset + found.revisions.count
            var next: String?
            if reached < found.total {
                let kept = try RevisionQuery(query).given.map { ($0.name, $0.value) }
                next = "/api/v1/revisions?" + QueryText.join(kept + [("limit", String(limit)), ("offset", String(reached))])
            }
            return JSONValue.members([
                ("revisions", .array(found.revisions.map(RevisionJSON.value))), ("total", .integer(found.total)), ("next", JSONValue(next)),
            ]).response()
        }
        router.get("/api/v1/revisions.csv") { request, context in
            let (found, _, _) = try await answer(try QueryReader(request), context)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8; header=present", .contentDisposition: "attachment; filename=\"revisions.csv\"",
                ], body: .init(byteBuffer: ByteBuffer(string: RevisionTable.text(found.revisions))))
        }
    }

    private func answer(_ query: QueryReader, _ context: AtlasRequestContext) async throws -> (found: RevisionPage, limit: Int, offset: Int) {
        var question = try RevisionQuery(query)
        try await question.restrict(to: try context.requireAccount().powers, in: data.current)
        let limit = try query.integer("limit", in: Self.limits) ?? 500
        let offset = try query.integer("offset", in: 0...Int(Int32.max)) ?? 0
        return (try await data.current.store.revisions(question.filter, limit: limit, offset: offset), limit, offset)
    }
}

/// A revision for programs.
enum RevisionJSON {
    static let schema: JSONValue = .shape([
        ("number", .countSchema), ("made_at", .textSchema), ("kind", .textSchema), ("document", .textSchema), ("name", .textSchema),
        ("action", ["enum": .array(Revision.Action.allCases.map { .string($0.rawValue) })]), ("fields", .list(of: .textSchema)),
        ("author", .shape([("kind", .textSchema), ("name", .textSchema), ("account", .optionalNumberSchema), ("number", .optionalNumberSchema)])),
        ("why", .textSchema), ("reverts", .optionalNumberSchema), ("before", ["type": ["object", "null"]]), ("after", ["type": ["object", "null"]]),
        ("version", .optionalTextSchema),
    ])

    static func value(_ revision: Revision) -> JSONValue {
        func raw(_ value: DocumentValue?) -> JSONValue { value.map { .raw($0.json) } ?? .null }
        func number(_ number: Int64?) -> JSONValue { number.map { .integer(Int($0)) } ?? .null }
        return .members([
            ("number", .integer(Int(revision.number))), ("made_at", .string(revision.madeAt.formatted(.iso8601))), ("kind", .string(revision.kind.rawValue)),
            ("document", .string(revision.documentID)), ("name", .string(revision.name)), ("action", .string(revision.action.rawValue)),
            ("fields", .array(revision.fields.map { .string($0) })),
            (
                "author",
                .members([
                    ("kind", .string(revision.author.kind.rawValue)), ("name", .string(revision.author.name)), ("account", number(revision.author.account)),
                    ("number", number(revision.author.outerNumber)),
                ])
            ),
            ("why", .string(revision.why)), ("reverts", number(revision.reverts)), ("before", raw(revision.before)), ("after", raw(revision.after)),
            ("version", JSONValue(revision.version?.rawValue)),
        ])
    }
}

/// Revisions as a table: a row for each field that changed.
enum RevisionTable {
    static let columns = [
        "number", "made_at", "kind", "document", "name", "action", "field", "before", "after", "author_kind", "author_name", "account", "why", "reverts",
    ]

    static func text(_ revisions: [Revision]) -> String {
        var text = columns.joined(separator: ",") + "\n"
        for revision in revisions {
            for field in revision.fields {
                let row = [
                    String(revision.number), revision.madeAt.formatted(.iso8601), revision.kind.rawValue, revision.documentID, revision.name,
                    revision.action.rawValue, field, plain(revision.before?[field]), plain(revision.after?[field]), revision.author.kind.rawValue,
                    revision.author.name, revision.author.account.map { String($0) } ?? "", revision.why, revision.reverts.map { String($0) } ?? "",
                ]
                text += row.map(cell).joined(separator: ",") + "\n"
            }
        }
        return text
    }

    /// Texts as they are, anything else as JSON.
    private static func plain(_ value: DocumentValue?) -> String {
        switch value {
        case nil: ""
        case .text(let text): text
        case let value?: value.json
        }
    }

    /// What people wrote must not become a formula in a spreadsheet program (OWASP, CSV injection).
    private static func cell(_ text: String) -> String {
        let first = text.unicodeScalars.first
        let safe = first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false ? "'" + text : text
        return safe.contains(where: { ",\"\n\r".contains($0) }) ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }
}

extension Author {
    /// Of the import or the suggestion.
    fileprivate var outerNumber: Int64? {
        switch self {
        case .importing(let number, _): number.map { Int64($0) }
        case .suggestion(let number, _, _): number
        default: nil
        }
    }
}
