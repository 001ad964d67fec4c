// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// `/panel/konta/{number}`: one account of somebody else: rights, link, recovery, another address, disabling.
struct AccountCaseRoutes: RouteGroup {
    let desk: AccountDesk
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.roles([.administrator, .coordinator])

    /// What is done with the form.
    enum Action: String, CaseIterable {
        case addRight = "dodaj"
        case removeRight = "odbierz"
        case link
        case removeSecondStep = "drugi-krok"
        case endSessions = "sesje"
        case disable = "wylacz"
        case enable = "wlacz"
        case changeAddress = "adres"
        case cancelAddress = "adres-cofnij"

        /// What the page says afterwards; nil where it shows a result of its own.
        func done(_ language: Language) -> String {
            switch self {
            case .addRight: language.choose("Dodano uprawnienie.", "The right was added.")
            case .removeRight: language.choose("Odebrano uprawnienie.", "The right was taken away.")
            case .link: language.choose("Utworzono link.", "The link was made.")
            case .removeSecondStep: language.choose("Wyłączono drugi krok logowania.", "The second step was switched off.")
            case .endSessions: language.choose("Zakończono sesje.", "The sessions were ended.")
            case .disable: language.choose("Wyłączono konto.", "The account was disabled.")
            case .enable: language.choose("Włączono konto.", "The account was enabled.")
            case .changeAddress: language.choose("Wysłano link na nowy adres.", "A link was sent to the new address.")
            case .cancelAddress: language.choose("Link do nowego adresu unieważniono.", "The link of the new address is void.")
            }
        }
    }

    static let documentation = [
        RouteDescription(
            "/panel/konta/{number}", summary: "Page: an account; POST changes rights, makes a link, asks for another address, resets the second step, disables or enables it",
            parameters: [
                .init("number", "the number of the account", required: true, form: .integer(1...Int.max)),
                .init("zrobiono", "what was done just now"), .lang,
            ], contentType: "text/html", writing: .roles([.administrator, .coordinator])
        ).takingForm(("_akcja", "what to do: " + Action.allCases.map(\.rawValue).joined(separator: ", ")))
            .alsoAnswering(409, "the account is disabled").alsoAnswering(422, "something is missing or wrong, said next to the field")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/konta/:number") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let done = try query.text("zrobiono")
            let account = try await existing(context).account
            return try await page(account, visit, context, done: done == "dodano" ? .addRight : done.flatMap { Action(rawValue: $0) })
        }
        router.post("/panel/konta/:number") { request, context in
            let form = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            guard let action = Action(rawValue: form["_akcja"] ?? "") else {
                throw Problem.badParameter("_akcja", form["_akcja"] ?? "", accepted: Action.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return try await change(action, form, request, context)
        }
    }

    /// - Throws: 404 for an unknown number, 403 for an account that is not theirs to see.
    private func existing(_ context: AtlasRequestContext) async throws -> (account: Account, administration: AccountAdministration) {
        let text = try context.parameters.require("number")
        guard let number = Int64(text), let account = try await desk.store.account(number) else {
            throw Problem.notFound("account", text, accepted: "/panel/konta lists them")
        }
        let administration = try await AccountAdministration(try context.requireAccount(), [account], in: data.current)
        guard administration.maySee(account) else {
            throw Problem(
                status: .forbidden, detail: "account \(number) has no right in the powiats of this coordinator",
                polish: "To konto nie ma uprawnień w\u{A0}Twoim powiecie, więc go nie zobaczysz.")
        }
        return (account, administration)
    }

    private func change(_ action: Action, _ form: ProtectedForm, _ request: Request, _ context: AtlasRequestContext) async throws -> Response {
        let visit = try PageVisit(request)
        let (account, administration) = try await existing(context)
        let actor = administration.actor
        let now = Date()
        if action == .addRight { return try await addRight(form, account, visit, request, context) }
        if action == .removeRight {
            return try await refusing(account, visit, context) {
                let grant = try Self.grant(form["prawo"] ?? "")
                guard administration.mayGive(grant) else { throw Self.forbidden }
                try await desk.store.removeGrant(grant, from: account.id)
                try await desk.store.note(.grantsChanged, account: account.id, by: actor.id, at: now)
                return done(action, account, visit)
            }
        }
        guard administration.mayManage(account) else { throw Self.forbidden }
        if action == .changeAddress { return try await changeAddress(form, account, actor, visit, request, context) }
        return try await refusing(account, visit, context) {
            switch action {
            case .link:
                guard account.isActive else { throw Self.disabled }
                try desk.limiter.check(.invitation, String(actor.id))
                let link = try await desk.makeLink(account.hasPassword ? .recovery : .invitation, of: account, by: actor.id, request, at: now)
                try await desk.store.note(account.hasPassword ? .recoveryAsked : .invited, account: account.id, by: actor.id, at: now)
                return try await page(account, visit, context, link: link)
            case .removeSecondStep:
                try await desk.store.setSecondStep(nil, recoveryCodes: [], of: account.id, at: now)
                try await desk.store.endSessions(of: account.id)
                try await desk.store.note(.secondStepRemoved, account: account.id, by: actor.id, at: now)
                try await desk.tell(.secondStepRemoved, to: account, request, at: now)
            case .endSessions:
                try await desk.store.endSessions(of: account.id)
                try await desk.store.note(.sessionsEnded, account: account.id, by: actor.id, at: now)
            case .disable, .enable:
                try await desk.store.setDisabled(action == .disable, of: account.id, at: now)
                try await desk.store.note(action == .disable ? .disabled : .enabled, account: account.id, by: actor.id, at: now)
            case .cancelAddress:
                guard actor.powers.isAdministrator else { throw Self.forAdministrators }
                try await desk.store.cancelAddressChange(of: account.id)
            case .addRight, .removeRight, .changeAddress: break
            }
            return done(action, account, visit)
        }
    }

    /// A refusal of the store stands on the page of the account.
    private func refusing(
        _ account: Account, _ visit: PageVisit, _ context: AtlasRequestContext, _ work: () async throws -> Response
    ) async throws -> Response {
        do { return try await work() } catch let refusal as AccountRefusal {
            return try await page(account, visit, context, fault: AccountPhrases(visit.language).refusal(refusal))
        }
    }

    private func addRight(
        _ form: ProtectedForm, _ account: Account, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        let choice = RightChoice(form)
        let reading = try await choice.read(data.current)
        guard case .grant(let grant) = reading else { return try await page(account, visit, context, choice: choice, reading: reading) }
        let actor = try context.requireAccount()
        guard try await AccountAdministration(actor, [], [grant], in: data.current).mayGive(grant) else { throw Self.forbidden }
        let now = Date()
        return try await refusing(account, visit, context) {
            try await desk.store.addGrants([grant], to: account.id, by: actor.id, at: now)
            try await desk.store.note(.grantsChanged, account: account.id, by: actor.id, at: now)
            try await desk.tell(.grantsChanged, to: account, request, at: now)
            return done(.addRight, account, visit)
        }
    }

    /// The new address holds when whoever reads it has confirmed it.
    private func changeAddress(
        _ form: ProtectedForm, _ account: Account, _ actor: Account, _ visit: PageVisit, _ request: Request, _ context: AtlasRequestContext
    ) async throws -> Response {
        guard actor.powers.isAdministrator else { throw Self.forAdministrators }
        guard account.isActive else { throw Self.disabled }
        var address = AccountCaseView.AddressForm(typed: String((form.text("email") ?? "").prefix(300)))
        guard let email = EmailAddress(address.typed) else {
            address.fault = visit.language.choose("Podaj adres e-mail, np. anna.nowak@example.pl.", "Give an e-mail address, such as anna.nowak@example.pl.")
            return try await page(account, visit, context, address: address)
        }
        try desk.limiter.check(.invitation, String(actor.id))
        let now = Date()
        do {
            let link = try await desk.askAddressChange(of: account, to: email, by: actor.id, request, at: now)
            try await desk.store.note(.addressChangeAsked, account: account.id, by: actor.id, at: now)
            // Who reads the address is known only when the link came by mail.
            if desk.configuration.mail != nil { return done(.changeAddress, account, visit) }
            return try await page(account, visit, context, address: AccountCaseView.AddressForm(link: link.address))
        } catch let refusal as AccountRefusal {
            address.fault = AccountPhrases(visit.language).refusal(refusal)
            return try await page(account, visit, context, address: address)
        }
    }

    private static let disabled = Problem(
        status: .conflict, detail: "the account is disabled: enable it first", polish: "Konto jest wyłączone: najpierw je włącz.")
    private static let forAdministrators = Problem(
        status: .forbidden, detail: "only an administrator of the region changes the address of an account",
        polish: "Adres konta zmienia tylko administrator regionu.")
    private static let forbidden = Problem(
        status: .forbidden, detail: "only an administrator may do this: coordinators look after editors of institutions seated in their powiat",
        polish: "To może zrobić tylko administrator regionu: koordynator opiekuje się redaktorami instytucji ze swojego powiatu.")

    private func done(_ action: Action, _ account: Account, _ visit: PageVisit) -> Response {
        Response(status: .seeOther, headers: [.location: visit.link("\(AccountsRoutes.path)/\(account.id)", [("zrobiono", action.rawValue)])])
    }

    /// - Parameter text: as `AccountCaseView` writes rights into forms.
    private static func grant(_ text: String) throws -> Grant {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let place = parts.count > 1 ? parts[1] : ""
        switch parts.first.flatMap({ Role(rawValue: $0) }) {
        case .administrator: return .administrator
        case .reader: return .reader
        case .coordinator: if let code = try? TERYTCode(place) { return .coordinator(code) }
        case .editor: if let id = try? InstitutionID(place) { return .editor(id) }
        case nil: break
        }
        throw Problem.badParameter("prawo", text, accepted: "a right of the account, such as “editor ops-olkusz”")
    }

    func page(
        _ before: Account, _ visit: PageVisit, _ context: AtlasRequestContext, done: Action? = nil, link: AccountLink? = nil, fault: String? = nil,
        choice: RightChoice = RightChoice(role: .editor), reading: RightChoice.Reading? = nil, address: AccountCaseView.AddressForm = .init()
    ) async throws -> Response {
        let now = Date()
        let store = desk.store
        guard let account = try await store.account(before.id) else { throw Problem.notFound("account", String(before.id), accepted: "/panel/konta lists them") }
        let administration = try await AccountAdministration(try context.requireAccount(), [account], in: data.current)
        let isAdministrator = administration.actor.powers.isAdministrator
        let events = try await store.events(of: account.id).filter { isAdministrator || !$0.kind.isForAdministrators }
        let view = AccountCaseView(
            administration: administration, visit: visit, account: account, sessions: try await store.sessions(of: account.id, at: now).count,
            invitation: try await store.openInvitations(at: now)[account.id], events: events,
            names: try await store.names(of: Array(Set(events.compactMap(\.actor)))), hasMail: desk.configuration.mail != nil,
            addressChange: isAdministrator ? try await store.addressChange(of: account.id, at: now) : nil, address: address)
        var values = view.values(done: done?.done(visit.language), link: link, fault: fault)
        values["right"] = administration.fields(choice, reading, visit.language)
        let isFaulty = fault != nil || address.fault != nil || reading?.fault(visit.language) != nil
        return try pages.panel(
            "account", title: account.name, place: .accounts, page: values, visit: visit, context: context,
            status: isFaulty ? .unprocessableContent : .ok)
    }
}
