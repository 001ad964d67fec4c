// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// Writes what somebody made of an agreement in its form, or says why that cannot be.
struct AgreementEditing {
    let routes: AgreementDeskRoutes
    let account: Account
    let visit: PageVisit
    let context: AtlasRequestContext
    /// The state in the registry; nil for a new agreement.
    let stored: AgreementDeskRoutes.Stored?

    static let whyLimit = 500
    /// A document in a hidden field of the page of a conflict.
    private static let carriedLimit = 400_000

    private var store: AtlasStore { routes.data.current.store }
    private var author: Author { .account(account.id, account.name) }

    // MARK: Saving

    func save(_ state: AgreementFormState) async throws -> Response {
        let matter = try await routes.matter(state.fields.institutions + (stored?.document.namedInstitutions ?? []), context)
        var (agreement, faults) = try read(state.fields, matter)
        faults += rightFaults(agreement, matter)
        guard faults.isEmpty else { return try await again(state, faults) }
        guard let stored else { return try await add(agreement, state) }
        guard let opened = state.version.map({ DocumentVersion(rawValue: $0) }) else {
            throw Problem(
                status: .badRequest, detail: "the form does not say which version was opened: open the page again",
                polish: "Nie wiadomo, którą wersję poprawiasz: otwórz stronę jeszcze raz.", parameter: "_wersja")
        }
        agreement.id = stored.document.id
        return try await replace(agreement, opened, state)
    }

    private func read(_ fields: EditorFields, _ matter: AgreementMatter) throws -> (Agreement, [EditorFault]) {
        if let stored {
            return AgreementFormReader.read(fields, base: stored.document, id: stored.document.id, taxonomy: matter.taxonomy, territory: matter.territory)
        }
        let isTaken = { (id: AgreementID) in matter.registry.place(of: id) != nil }
        var faults: [EditorFault] = []
        var id = try AgreementID("nowe-porozumienie")
        let typed = fields["id"]
        if !typed.isEmpty {
            if let chosen = try? AgreementID(typed) {
                id = chosen
                if isTaken(chosen) { faults.append(Self.taken(chosen)) }
                if chosen.isReserved { faults.append(AgreementFaultWording.fault(.reservedID(chosen), in: Agreement(id: id, kind: .other, title: "", form: .network, parties: [], sourceID: ""))) }
            } else {
                faults.append(
                    EditorFault("id", "Adres ma 2–80 znaków: małe litery a–z, cyfry i łączniki.", "The address has 2–80 characters: small letters a–z, digits and hyphens."))
            }
        }
        var (agreement, others) = AgreementFormReader.read(fields, base: nil, id: id, taxonomy: matter.taxonomy, territory: matter.territory)
        if typed.isEmpty {
            if let made = AgreementIdentity.id(agreement, isTaken: isTaken) { agreement.id = made } else {
                others.append(EditorFault("id", "Nie udało się utworzyć adresu: wpisz go.", "No address could be made: write one."))
            }
        }
        return (agreement, others + faults)
    }

    private static func taken(_ id: AgreementID) -> EditorFault {
        EditorFault("id", "Porozumienie o adresie „\(id)” już jest w rejestrze: wybierz inny.", "An agreement with the address “\(id)” is in the registry already: choose a different one.")
    }

    private func rightFaults(_ agreement: Agreement, _ matter: AgreementMatter) -> [EditorFault] {
        guard !matter.mayEdit(agreement) else { return [] }
        return [
            EditorFault(
                "parties", "Co najmniej jedną ze stron musi być instytucja, którą prowadzi to konto.", "One of the parties at least has to be an institution that this account looks after.")
        ]
    }

    private func again(_ state: AgreementFormState, _ faults: [EditorFault], _ status: HTTPResponse.Status = .unprocessableContent) async throws -> Response {
        var state = state
        state.faults = faults
        return try await routes.render(state, on: stored, visit, context, status: status)
    }

    private func add(_ agreement: Agreement, _ state: AgreementFormState) async throws -> Response {
        do {
            switch try await store.save(agreement, expecting: nil, author: author, why: state.why) {
            case .saved(let revision, _): return try await done(agreement.id, revision)
            case .unchanged: return try await done(agreement.id, 0)
            case .conflict: return try await again(state, [Self.taken(agreement.id)], .conflict)
            }
        } catch let refusal as AgreementRefusal {
            return try await again(state, [AgreementFaultWording.fault(refusal, in: agreement)])
        }
    }

    private func replace(_ agreement: Agreement, _ opened: DocumentVersion, _ state: AgreementFormState) async throws -> Response {
        try await save(agreement, over: opened, state) { theirs in
            try await reconcile(agreement.documentValue, opened, with: theirs, why: state.why)
        }
    }

    /// Saves a new state of an agreement that is in the registry.
    /// - Parameter conflicting: answers when somebody else changed it meanwhile.
    private func save(
        _ agreement: Agreement, over version: DocumentVersion, _ state: AgreementFormState,
        conflicting: (_ theirs: AgreementDeskRoutes.Stored) async throws -> Response
    ) async throws -> Response {
        do {
            switch try await store.save(agreement, expecting: version, author: author, why: state.why) {
            case .saved(let revision, _): return try await done(agreement.id, revision)
            case .unchanged: return try await done(agreement.id, 0)
            case .conflict(let current?, let newer?): return try await conflicting((current, newer))
            case .conflict:
                throw Problem(
                    status: .conflict, detail: "the agreement \(agreement.id) was removed meanwhile: the history of changes can bring it back",
                    polish: "Ktoś tymczasem usunął to porozumienie: można je przywrócić z\u{A0}historii zmian.")
            }
        } catch let refusal as AgreementRefusal {
            return try await again(state, [AgreementFaultWording.fault(refusal, in: agreement)])
        }
    }

    /// Shows the agreement, as everybody sees it from now on.
    private func done(_ id: AgreementID, _ revision: Int64) async throws -> Response {
        try await store.discardDraft(kind: .agreement, id: stored == nil ? "" : id.text, account: account.id)
        try await routes.data.refresh()
        return Response(status: .seeOther, headers: [.location: visit.link("\(AgreementDeskRoutes.path)/\(id)", [("zapisano", String(revision))])])
    }

    // MARK: Conflicts

    /// Puts my state and that of somebody else together; what both changed is shown side by side.
    private func reconcile(_ mine: DocumentValue, _ opened: DocumentVersion, with theirs: AgreementDeskRoutes.Stored, why: String) async throws -> Response {
        let original = try await store.state(of: .agreement, id: theirs.document.id.text, opened)
        let conflict = DocumentConflict(mine: mine, theirs: theirs.document.documentValue, original: original)
        guard conflict.contested.isEmpty else { return try await ask(conflict, opened, theirs.version, why: why) }
        return try await write(conflict.merged(takingMine: []), opened: opened, over: theirs, why: why, mine: mine)
    }

    private func write(
        _ merged: DocumentValue, opened: DocumentVersion, over theirs: AgreementDeskRoutes.Stored, why: String, mine: DocumentValue
    ) async throws -> Response {
        // Read as the form would be, so that nothing comes in by this page that the form would refuse.
        let document = try Agreement(documentValue: merged)
        let matter = try await routes.matter(document.namedInstitutions + theirs.document.namedInstitutions, context)
        let fields = matter.fields(document)
        var (agreement, faults) = AgreementFormReader.read(fields, base: theirs.document, id: theirs.document.id, taxonomy: matter.taxonomy, territory: matter.territory)
        agreement.id = theirs.document.id
        faults += rightFaults(agreement, matter)
        var state = AgreementFormState(fields: fields)
        state.version = theirs.version.rawValue
        state.why = why
        guard faults.isEmpty else { return try await again(state, faults) }
        return try await save(agreement, over: theirs.version, state) { newer in
            let conflict = DocumentConflict(
                mine: mine, theirs: newer.document.documentValue, original: try await store.state(of: .agreement, id: newer.document.id.text, opened))
            return try await ask(conflict, opened, newer.version, why: why)
        }
    }

    /// What was chosen on the page of a conflict.
    func resolve(_ form: ProtectedForm) async throws -> Response {
        guard let stored else { throw Problem(status: .notFound, detail: "a new agreement has no conflict", polish: "Tego porozumienia nie ma jeszcze w\u{A0}rejestrze.") }
        guard let json = form["_moje"], json.utf8.count <= Self.carriedLimit, let mine = try? Agreement(documentValue: DocumentValue(json: json)).documentValue,
            let opened = form["_podstawa"].map({ DocumentVersion(rawValue: $0) })
        else {
            throw Problem(
                status: .badRequest, detail: "the page of the conflict did not come back whole: open the agreement again",
                polish: "Strona porównania nie dotarła w\u{A0}całości: otwórz porozumienie jeszcze raz.", parameter: "_moje")
        }
        let why = String(SuggestionForm.clean(form["_dlaczego"]).prefix(Self.whyLimit))
        let original = try await store.state(of: .agreement, id: stored.document.id.text, opened)
        let conflict = DocumentConflict(mine: mine, theirs: stored.document.documentValue, original: original)
        let choices = ConflictChoice.read(form, conflict.contested)
        // Somebody changed it once more, or a choice is missing.
        guard let choices, form["_wersja"] == stored.version.rawValue else {
            return try await ask(conflict, opened, stored.version, why: why, isIncomplete: form["_wersja"] == stored.version.rawValue)
        }
        return try await write(conflict.merged(takingMine: choices), opened: opened, over: stored, why: why, mine: mine)
    }

    private func ask(
        _ conflict: DocumentConflict, _ opened: DocumentVersion, _ theirs: DocumentVersion, why: String, isIncomplete: Bool = false
    ) async throws -> Response {
        let language = visit.language
        let states = [conflict.mine, conflict.theirs, conflict.original]
        let wording = try await routes.data.retrying { try await DocumentWording(.agreement, states, in: $0, language) }
        let view = DocumentConflictView(conflict: conflict, wording: wording)
        let title = (try? Agreement(documentValue: conflict.theirs))?.title ?? ""
        var page = view.values()
        page.merge(
            templateValues([
                "documentTitle": title, "action": visit.link("\(AgreementDeskRoutes.path)/\(stored?.document.id.text ?? "")"), "version": theirs.rawValue,
                "opened": opened.rawValue, "mineJSON": conflict.mine.json, "why": why, "isIncomplete": isIncomplete ? true : nil,
                "backURL": visit.link("\(AgreementDeskRoutes.path)/\(stored?.document.id.text ?? "")"),
            ])
        ) { _, new in new }
        return try routes.pages.panel(
            "document-conflict", title: language.choose("Dwie zmiany naraz", "Two changes at once"), place: .agreements, page: page, visit: visit, context: context,
            status: .conflict)
    }

    // MARK: Removal

    func remove(_ form: ProtectedForm) async throws -> Response {
        guard let stored else {
            throw Problem(
                status: .notFound, detail: "a new agreement is not in the registry yet", polish: "Tego porozumienia nie ma jeszcze w\u{A0}rejestrze.")
        }
        guard account.powers.isAdministrator else {
            throw Problem(
                status: .forbidden, detail: "only an administrator of the region removes agreements: one that ended gets the day of its end instead",
                polish: "Porozumienia usuwa tylko administrator regionu. Jeśli się skończyło, wpisz dzień zakończenia.")
        }
        let why = String(SuggestionForm.clean(form["_powod"]).prefix(Self.whyLimit))
        let matter = try await routes.matter(stored.document.namedInstitutions, context)
        var state = AgreementFormState(fields: matter.fields(stored.document))
        state.version = stored.version.rawValue
        guard !why.isEmpty else {
            state.removalFault = EditorText("Napisz, dlaczego wpis znika z rejestru.", "Say why the entry leaves the registry.")
            return try await routes.render(state, on: stored, visit, context, status: .unprocessableContent)
        }
        do {
            switch try await store.remove(Agreement.self, id: stored.document.id.text, expecting: DocumentVersion(rawValue: form["_wersja"] ?? ""), author: author, why: why) {
            case .removed, .absent:
                try await routes.data.refresh()
                return Response(status: .seeOther, headers: [.location: visit.link(AgreementDeskRoutes.path, [("stan", "wszystkie")])])
            case .conflict:
                state.removalFault = EditorText("Ktoś zmienił to porozumienie przed chwilą: sprawdź je i zdecyduj jeszcze raz.", "Somebody changed this agreement a moment ago: look at it and decide once more.")
                return try await routes.render(state, on: stored, visit, context, status: .conflict)
            }
        } catch is AgreementRefusal {
            let heirs = matter.registry.agreements.filter { $0.renews == stored.document.id }.map { "„\($0.title)”" }.joined(separator: ", ")
            state.removalFault = EditorText(
                "Odnawia je inne porozumienie (\(heirs)): najpierw zmień tamto.", "Another agreement renews it (\(heirs)): change that one first.")
            return try await routes.render(state, on: stored, visit, context, status: .unprocessableContent)
        }
    }
}
