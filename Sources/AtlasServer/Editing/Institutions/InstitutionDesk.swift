// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// What the pages on which entries are edited share: who may, what the form was opened with, and saving.
struct InstitutionDesk: Sendable {
    let data: AtlasData
    let pages: PageRenderer
    let limits: RateLimiter

    var store: AtlasStore { data.current.store }

    /// An entry, the account that is about to change it, and what is needed to read its form.
    struct Work: Sendable {
        let account: Account
        /// As it is now.
        let stored: Institution
        let version: DocumentVersion
        let units: UnitNaming
        let taxonomy: Taxonomy
        let visit: PageVisit

        var id: InstitutionID { stored.id }
        var mayChangeKind: Bool { account.powers.mayRemove(stored) }
        var path: String { "/panel/instytucje/\(id)" }
        var labels: EditLabels { .institution(taxonomy, units) }
    }

    /// Why somebody cannot edit, as a page.
    struct Refusal: Error {
        let response: Response
    }

    /// - Throws: `Refusal` with a page for an entry that is gone or is not this account's; 404 for what can be no entry.
    func work(_ context: AtlasRequestContext, _ visit: PageVisit) async throws -> Work {
        let account = try context.requireAccount()
        let text = try context.parameters.require("id")
        guard let id = try? InstitutionID(text), let found = try await store.document(Institution.self, id: id.text) else {
            throw Problem.notFound("institution", text, accepted: "/panel/instytucje lists those that you look after")
        }
        guard account.powers.mayEdit(found.document) else {
            throw Refusal(response: try notYours(found.document, visit, context))
        }
        let naming = try await naming()
        return Work(
            account: account, stored: found.document, version: found.version, units: naming.units, taxonomy: naming.taxonomy, visit: visit)
    }

    func naming() async throws -> (units: UnitNaming, taxonomy: Taxonomy) {
        let snapshot = data.current
        let directory = try await snapshot.directory
        return (UnitNaming(territory: snapshot.territory, index: directory.index), directory.taxonomy)
    }

    /// The page that says whom to ask.
    private func notYours(_ institution: Institution, _ visit: PageVisit, _ context: AtlasRequestContext) throws -> Response {
        func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }
        let powiat = institution.seat?.gmina?.ancestor(at: .powiat).flatMap { data.current.territory.unit($0)?.unit.fullName }
        let contact = pages.operatorContact
        let whom = [contact.name, contact.person, contact.email, contact.phone].compactMap { $0 }.joined(separator: ", ")
        let lines = [
            say("Wpis „\(institution.name)” prowadzi ktoś inny.", "Somebody else looks after the entry “\(institution.name)”."),
            say(
                "O\u{A0}uprawnienie można poprosić koordynatora (\(powiat ?? "powiatu")) albo administratora regionu" + (whom.isEmpty ? "." : ": \(whom)."),
                "Ask the coordinator (\(powiat ?? "of the powiat")) or an administrator of the region for the right" + (whom.isEmpty ? "." : ": \(whom).")),
            say("Błąd we wpisie może zgłosić każdy.", "Anybody can report a mistake in the entry."),
        ]
        return try message(
            say("To nie jest Twój wpis", "This entry is not yours"), lines,
            [
                (say("Zgłoś błąd we wpisie", "Report a mistake"), visit.link("/instytucje/\(institution.id)/zglos")),
                (say("Twoje instytucje", "Your institutions"), visit.link("/panel/instytucje")),
            ], visit, context, status: .forbidden)
    }

    func message(
        _ title: String, _ lines: [String], _ links: [(text: String, url: String)], _ visit: PageVisit, _ context: AtlasRequestContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try pages.panel(
            "edit-message", title: title, place: .institutions,
            page: [
                "title": title, "lines": lines.map { ["text": $0] }, "links": links.map { ["text": $0.text, "url": $0.url] }, "hasLinks": !links.isEmpty,
            ], visit: visit, context: context, status: status)
    }

    /// Runs a page; refusals are pages themselves.
    func answer(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let refusal as Refusal { return refusal.response }
    }

    // MARK: Earlier states

    /// How many changes back a form may have been opened.
    private static let depth = 200

    /// The entry as it was in some version; nil when the history does not have it.
    func state(_ version: String, of work: Work) async throws -> Institution? {
        if version == work.version.rawValue { return work.stored }
        let revisions = try await store.revisions(RevisionFilter(kind: .institution, documentID: work.id.text), limit: Self.depth).revisions
        if let after = revisions.first(where: { $0.version?.rawValue == version }) {
            return try await store.documentState(.after, revision: after.number).map { try Institution(documentValue: $0) }
        }
        // What an import brought before anybody changed it has no revision of its own.
        for revision in revisions.reversed() {
            guard let value = try await store.documentState(.before, revision: revision.number) else { continue }
            if DocumentVersion(of: value).rawValue == version { return try Institution(documentValue: value) }
        }
        return nil
    }

    // MARK: Saving

    /// What saving came to.
    enum Outcome: Sendable {
        case saved(Int64)
        case unchanged
        case faulty([EditFault])
        /// Somebody else changed the same parts.
        case conflict(EditMerge, Work)
    }

    /// Saves what a form says.
    /// - Parameters:
    ///   - opened: the version that the form was opened with.
    ///   - shown: the version of others that the choices are about.
    func save(
        _ fields: EditFields, opened: String, shown: String?, choices: [String: EditMerge.Choice], why: String, _ work: Work
    ) async throws -> Outcome {
        var work = work
        let base = try await state(opened, of: work)
        var reading = InstitutionReading(
            fields, base: base ?? work.stored, units: work.units, taxonomy: work.taxonomy, today: PolishClock.now.day, mayChangeKind: work.mayChangeKind)
        guard let mine = reading.institution() else { return .faulty(reading.faults) }
        // Whoever saves at the same moment may be first: then the states are put together once more.
        for _ in 0..<4 {
            let merge = EditMerge(base: base, mine: mine, theirs: work.stored)
            // Choices hold for the state that the page showed.
            let isShown = shown == nil ? merge.conflicts.isEmpty : shown == work.version.rawValue || merge.conflicts.isEmpty
            guard isShown, let value = merge.merged(choices) else { return .conflict(merge, work) }
            let merged = try Institution(documentValue: value)
            do {
                switch try await store.save(
                    merged, expecting: work.version, author: .account(work.account.id, work.account.name), why: why)
                {
                case .saved(let revision, _):
                    try await data.refresh()
                    return .saved(revision)
                case .unchanged: return .unchanged
                case .conflict(let current, let version):
                    guard let current, let version else {
                        throw Problem(
                            status: .notFound, detail: "the institution \(work.id) was removed meanwhile: nothing was saved",
                            polish: "Ktoś tymczasem usunął tę instytucję: niczego nie zapisano.", parameter: "institution")
                    }
                    work = Work(
                        account: work.account, stored: current, version: version, units: work.units, taxonomy: work.taxonomy, visit: work.visit)
                }
            } catch let refusal as InstitutionRefusal {
                return .faulty([Self.fault(refusal)])
            }
        }
        throw Problem(status: .serviceUnavailable, detail: "others change this entry at the same moment: send the form again", headers: [.retryAfter: "2"])
    }

    /// A refusal of the database as a mistake beside a field.
    static func fault(_ refusal: InstitutionRefusal) -> EditFault {
        let names = [
            "name": InstitutionField.name, "parent": InstitutionField.parent, "emails": InstitutionField.emails, "website": InstitutionField.website,
            "coordinator": InstitutionField.coordinatorName, "locations": InstitutionField.Place(0).locality, "area": InstitutionField.areaNote,
            "services": InstitutionField.Service(0).term,
        ]
        let english = refusal.fault?.localizedDescription ?? refusal.reason
        return EditFault(names[refusal.field ?? ""] ?? InstitutionField.name, "wpisu w\u{A0}tej postaci nie można zapisać: \(english)", "the entry cannot be saved like this: \(english)")
    }

    /// The page on which somebody chooses between two changes.
    func conflictPage(
        _ merge: EditMerge, _ fields: EditFields, opened: String, why: String, choices: [String: EditMerge.Choice], isSecond: Bool, _ work: Work,
        _ context: AtlasRequestContext
    ) throws -> Response {
        let conflict = EditConflict(
            merge: merge, labels: work.labels, visit: work.visit, action: work.visit.link(work.path), base: opened, theirs: work.version.rawValue, fields: fields,
            further: [("_powod", why)], choices: choices, isIncomplete: isSecond)
        return try pages.panel(
            "edit-conflict", title: work.visit.language.choose("Dwie zmiany naraz", "Two changes at once"), place: .institutions,
            page: conflict.values(name: work.stored.name, publicURL: work.visit.link("/instytucje/\(work.id)")), visit: work.visit, context: context, status: .conflict)
    }

    /// The reason that somebody gave, as it is kept.
    static func why(_ form: ProtectedForm) -> String { String(EditFields.line(form["_powod"] ?? "").prefix(300)) }
}
