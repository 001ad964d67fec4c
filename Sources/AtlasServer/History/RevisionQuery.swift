// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// Which revisions an address asks for, and what of them an account may see.
struct RevisionQuery: Sendable {
    var filter: RevisionFilter
    /// As given, for forms and links.
    let given: [(name: String, value: String)]

    static let parameters: [RouteParameter] = [
        .init("kind", "only of this kind", form: .choice(DocumentKind.known.map(\.rawValue))), .init("document", "only of the document with this id"),
        .init("account", "only changes that this account decided on, by its number", form: .integer(1...Int(Int32.max))),
        .init("author", "only changes by such an author", form: .choice(Author.Kind.allCases.map(\.rawValue))),
        .init("since", "from this day on, by the clock in Poland"), .init("until", "up to and with this day"),
        .init("q", "part of the document's name or id"),
    ]

    /// - Throws: 400 for a malformed parameter.
    init(_ query: QueryReader) throws {
        var given: [(String, String)] = []
        func keep(_ name: String) throws -> String? {
            guard let text = try query.text(name) else { return nil }
            given.append((name, text))
            return text
        }
        let kind = try keep("kind").map { text in
            guard let kind = DocumentKind.known.first(where: { $0.rawValue == text }) else {
                throw Problem.badParameter("kind", text, accepted: DocumentKind.known.map(\.rawValue).joined(separator: ", "))
            }
            return kind
        }
        let author = try query.choice("author", Author.Kind.self)
        if let author { given.append(("author", author.rawValue)) }
        let account = try query.integer("account", in: 1...Int(Int32.max))
        if let account { given.append(("account", String(account))) }
        let since = try keep("since").map { try Self.day($0, "since") }
        let until = try keep("until").map { try Self.day($0, "until") }
        filter = RevisionFilter(
            kind: kind, documentID: try keep("document"), account: account.map(Int64.init), authorKind: author,
            since: since.flatMap(Self.start), until: until.flatMap { Self.start($0, plusDays: 1) }, text: try keep("q"))
        self.given = given
    }

    private static func day(_ text: String, _ name: String) throws -> Period {
        guard let day = try? Period(text), day.day != nil else { throw Problem.badParameter(name, text, accepted: "a day such as 2026-11-21") }
        return day
    }

    /// Midnight in Poland.
    private static func start(_ day: Period) -> Date? { start(day, plusDays: 0) }

    private static func start(_ day: Period, plusDays days: Int) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Warsaw") ?? .gmt
        return calendar.date(from: DateComponents(year: day.year, month: day.month, day: day.day)).flatMap {
            calendar.date(byAdding: .day, value: days, to: $0)
        }
    }

    /// Leaves the documents of an editor's own institutions to somebody who may not read the whole history.
    mutating func restrict(to powers: Powers, in snapshot: AtlasSnapshot) async throws {
        guard !powers.mayReadHistory else { return }
        filter.documents = try await HistoryScope(powers, in: snapshot).documents
    }

    func value(_ name: String) -> String? { given.first { $0.name == name }?.value }
}

/// The documents that an editor's institutions have a part in.
struct HistoryScope: Sendable {
    let documents: [DocumentReference]

    init(_ powers: Powers, in snapshot: AtlasSnapshot) async throws {
        let own = powers.institutions
        var documents = own.map { DocumentReference(kind: .institution, id: $0.text) }
        if !own.isEmpty {
            let entries = Dictionary(try await snapshot.store.institutions(own).map { ($0.id, $0) }) { first, _ in first }
            let agreements = try await snapshot.store.agreements(naming: own).filter { agreement in powers.mayEdit(agreement) { entries[$0] } }
            documents += agreements.map { DocumentReference(kind: .agreement, id: $0.id.text) }
        }
        self.documents = documents
    }
}

/// What an account may do about one document.
struct HistoryPowers: Sendable {
    let powers: Powers

    /// Whether they may see it at all.
    func mayRead(_ revision: Revision, in snapshot: AtlasSnapshot) async throws -> Bool {
        if powers.mayReadHistory { return true }
        return try await HistoryScope(powers, in: snapshot).documents.contains(DocumentReference(kind: revision.kind, id: revision.documentID))
    }

    /// Whether they may take a change back or restore a state: they must be allowed to edit the document as it is and as it would be,
    /// and a removal, an addition or another type is the region's affair or the powiat's.
    func mayRestore(_ revision: Revision, _ states: [DocumentValue?], in snapshot: AtlasSnapshot) async throws -> Bool {
        let documents = states.compactMap { $0 }
        switch revision.kind {
        case .institution:
            let institutions = documents.compactMap { try? Institution(documentValue: $0) }
            guard institutions.count == documents.count, !institutions.isEmpty else { return powers.isAdministrator }
            let isGrave = documents.count < states.count || Set(institutions.map(\.type)).count > 1
            return institutions.allSatisfy { isGrave ? powers.mayRemove($0) : powers.mayEdit($0) }
        case .agreement:
            let agreements = documents.compactMap { try? Agreement(documentValue: $0) }
            guard agreements.count == documents.count, !agreements.isEmpty else { return powers.isAdministrator }
            let ids = agreements.flatMap(\.parties).compactMap(\.institution) + powers.institutions
            let entries = Dictionary(try await snapshot.store.institutions(Array(Set(ids))).map { ($0.id, $0) }) { first, _ in first }
            return agreements.allSatisfy { powers.mayEdit($0) { entries[$0] } }
        default: return powers.mayEditKnowledge
        }
    }
}
