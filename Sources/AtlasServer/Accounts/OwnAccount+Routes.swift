// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

/// `/konto`: one's own account: name, password, second step, sessions, keys of programs.
struct OwnAccountRoutes: RouteGroup {
    let desk: AccountDesk
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.signedIn
    static let path = "/konto"

    /// What is done with the form.
    enum Action: String, CaseIterable {
        case data = "dane"
        case password = "haslo"
        case session = "sesja"
        case otherSessions = "sesje"
        case newKey = "klucz"
        case revokeKey = "klucz-uniewaznij"
        case removeSecondStep = "drugi-krok-wylacz"
        case newCodes = "kody"
    }

    static let documentation = [
        RouteDescription(
            "/konto", summary: "Page: one's own account; POST changes name, password, sessions, keys or the second step",
            parameters: [.init("zrobiono", "what was done just now", form: .choice(Action.allCases.map(\.rawValue))), .lang], contentType: "text/html",
            writing: .signedIn
        ).takingForm(("_akcja", "what to do: " + Action.allCases.map(\.rawValue).joined(separator: ", ")))
            .alsoAnswering(409, "the account has no password of its own").alsoAnswering(422, "something is missing or wrong, said next to the field")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/konto") { request, context in
            let query = try QueryReader(request)
            let done = try query.choice("zrobiono", Action.self)
            return try await page(OwnAccountFaults(), done: done, try PageVisit(request, query), context)
        }
        router.post("/konto") { request, context in
            let visit = try PageVisit(request)
            let form = try await ProtectedForm(request, context, upTo: AccountDesk.formByteLimit)
            guard let action = Action(rawValue: form["_akcja"] ?? "") else {
                throw Problem.badParameter("_akcja", form["_akcja"] ?? "", accepted: Action.allCases.map(\.rawValue).joined(separator: ", "))
            }
            guard let session = context.visitor.session else { throw Problem(status: .unauthorized, detail: "sign in first", polish: "Najpierw się zaloguj.") }
            return try await OwnAccountChange(routes: self, form: form, session: session, visit: visit, request: request, context: context).make(action)
        }
    }

    func page(
        _ faults: OwnAccountFaults, done: OwnAccountRoutes.Action? = nil, newKey: String? = nil, _ visit: PageVisit, _ context: AtlasRequestContext
    ) async throws -> Response {
        guard let session = context.visitor.session, let account = try await desk.store.account(session.account.id) else {
            throw Problem(status: .unauthorized, detail: "sign in first", polish: "Najpierw się zaloguj.")
        }
        let now = Date()
        let view = OwnAccountView(
            account: account, visit: visit, current: session.session.id, sessions: try await desk.store.sessions(of: account.id, at: now),
            keys: try await desk.store.keys(of: account.id), events: try await desk.store.events(of: account.id, limit: 30).filter { !$0.kind.isForAdministrators },
            codesLeft: try await desk.store.secrets(of: account.id)?.recoveryCodesLeft ?? 0,
            isSecondStepRequired: desk.configuration.secondStepIsRequired && account.powers.isAdministrator, now: now)
        return try pages.panel(
            "own-account", title: visit.language.choose("Moje konto", "My account"), place: .account,
            page: view.values(faults, done: done, newKey: newKey), visit: visit, context: context,
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}

/// What was wrong with a form of `/konto`, beside the field that it is about.
struct OwnAccountFaults {
    var name: String?
    var oldPassword: String?
    var newPassword: String?
    var keyName: String?
    var secondStep: String?
    /// What was typed.
    var typedName: String?
    var typedKeyName: String?

    var isEmpty: Bool { [name, oldPassword, newPassword, keyName, secondStep].allSatisfy { $0 == nil } }
}

/// One change that somebody makes of their own account.
struct OwnAccountChange {
    let routes: OwnAccountRoutes
    let form: ProtectedForm
    let session: Visitor.SignedIn
    let visit: PageVisit
    let request: Request
    let context: AtlasRequestContext

    private var desk: AccountDesk { routes.desk }
    private var account: Account { session.account }
    private var network: String { desk.network(request, context) }
    private var phrases: AccountPhrases { AccountPhrases(visit.language) }
    private func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }

    func make(_ action: OwnAccountRoutes.Action) async throws -> Response {
        switch action {
        case .data: try await changeData()
        case .password: try await changePassword()
        case .session: try await endSession()
        case .otherSessions: try await endOtherSessions()
        case .newKey: try await makeKey()
        case .revokeKey: try await revokeKey()
        case .removeSecondStep: try await removeSecondStep()
        case .newCodes: try await makeCodes()
        }
    }

    private func done(_ action: OwnAccountRoutes.Action, _ anchor: String) -> Response {
        Response(status: .seeOther, headers: [.location: visit.link(OwnAccountRoutes.path, [("zrobiono", action.rawValue)]) + "#" + anchor])
    }

    private func again(_ change: (inout OwnAccountFaults) -> Void) async throws -> Response {
        var faults = OwnAccountFaults()
        change(&faults)
        return try await routes.page(faults, visit, context)
    }

    private func changeData() async throws -> Response {
        let language = Language(rawValue: form["jezyk"] ?? "") ?? Language(rawValue: account.language) ?? .polish
        do {
            try await desk.store.setName(form.text("nazwa") ?? "", language: language.rawValue, of: account.id)
        } catch let refusal as AccountRefusal {
            return try await again {
                $0.name = phrases.refusal(refusal)
                $0.typedName = form["nazwa"].map { String($0.prefix(300)) }
            }
        }
        return done(.data, "dane")
    }

    private func changePassword() async throws -> Response {
        guard account.hasPassword else { throw Problem(status: .conflict, detail: "the account has no password: its owner signs in elsewhere", polish: "To konto nie ma hasła: logujesz się w\u{A0}swoim urzędzie.") }
        guard try await desk.isPassword(form["stare"], of: account) else { return try await again { $0.oldPassword = wrongPassword } }
        let password = form["nowe"] ?? ""
        if let fault = desk.fault(password, of: account) { return try await again { $0.newPassword = phrases.fault(fault) } }
        let hash = try await desk.hash(password)
        let now = Date()
        try await desk.store.setPassword(hash, of: account.id, at: now)
        try await desk.store.endSessions(of: account.id, except: session.session.id)
        try await desk.store.note(.passwordChanged, account: account.id, network: network, at: now)
        try await desk.tell(.passwordChanged, to: account, request, at: now)
        return done(.password, "haslo")
    }

    private var wrongPassword: String { say("To nie jest obecne hasło.", "This is not the present password.") }

    private func endSession() async throws -> Response {
        guard let number = form["numer"].flatMap({ Int64($0) }) else {
            throw Problem.badParameter("numer", form["numer"] ?? "", accepted: "the number of a session")
        }
        try await desk.store.endSessions(of: account.id, id: number)
        try await desk.store.note(.sessionsEnded, account: account.id, network: network, at: Date())
        return done(.session, "sesje")
    }

    private func endOtherSessions() async throws -> Response {
        try await desk.store.endSessions(of: account.id, except: session.session.id)
        try await desk.store.note(.sessionsEnded, account: account.id, network: network, at: Date())
        return done(.otherSessions, "sesje")
    }

    private func makeKey() async throws -> Response {
        let days = form["wazny"].flatMap { Int($0) } ?? OwnAccountView.keyDays[0]
        guard OwnAccountView.keyDays.contains(days) || days == 0 else {
            throw Problem.badParameter("wazny", form["wazny"] ?? "", accepted: (OwnAccountView.keyDays + [0]).map(String.init).joined(separator: ", "))
        }
        let now = Date()
        let name = form.text("klucz") ?? ""
        do {
            let made = try await desk.store.makeKey(name, of: account.id, expiresAt: days == 0 ? nil : now + Double(days) * 86_400, at: now)
            try await desk.store.note(.keyMade, account: account.id, network: network, detail: made.key.name, at: now)
            return try await routes.page(OwnAccountFaults(), newKey: AccessDesk.keyPrefix + made.secret.text, visit, context)
        } catch let refusal as KeyRefusal {
            return try await again {
                $0.typedKeyName = String(name.prefix(200))
                $0.keyName =
                    switch refusal {
                    case .nameIsMissing: say("Napisz, dla jakiego programu jest klucz (najwyżej 100\u{A0}znaków).", "Say which program the key is for (100 characters at most).")
                    case .tooMany(let limit): say("Konto ma już \(limit) ważnych kluczy: unieważnij nieużywany.", "The account has \(limit) valid keys already: revoke one that is not used.")
                    }
            }
        }
    }

    private func revokeKey() async throws -> Response {
        guard let number = form["numer"].flatMap({ Int64($0) }) else {
            throw Problem.badParameter("numer", form["numer"] ?? "", accepted: "the number of a key")
        }
        if let name = try await desk.store.revokeKey(number, of: account.id, at: Date()) {
            try await desk.store.note(.keyRevoked, account: account.id, network: network, detail: name, at: Date())
        }
        return done(.revokeKey, "klucze")
    }

    /// Password and code, which a session that somebody else got hold of does not have.
    private func isReallyOwner() async throws -> Bool {
        guard account.hasSecondStep, try await desk.isPassword(form["haslo"], of: account) else { return false }
        try desk.limiter.check(.secondStep, String(account.id))
        guard try await desk.takeCode(form.text("kod") ?? "", of: account, at: Date()) else { return false }
        desk.limiter.forget(.secondStep, String(account.id))
        return true
    }

    private var wrongProof: String {
        say("Hasło lub kod nie pasują. Kod z\u{A0}aplikacji działa raz: poczekaj na następny.", "The password or the code does not match. A code works once: wait for the next one.")
    }

    private func removeSecondStep() async throws -> Response {
        guard try await isReallyOwner() else { return try await again { $0.secondStep = wrongProof } }
        if desk.configuration.secondStepIsRequired, account.powers.isAdministrator {
            return try await again { $0.secondStep = say("Administrator musi mieć drugi krok logowania.", "An administrator has to have a second step.") }
        }
        let now = Date()
        try await desk.store.setSecondStep(nil, recoveryCodes: [], of: account.id, at: now)
        try await desk.store.note(.secondStepRemoved, account: account.id, network: network, at: now)
        try await desk.tell(.secondStepRemoved, to: account, request, at: now)
        return done(.removeSecondStep, "drugi-krok")
    }

    private func makeCodes() async throws -> Response {
        guard try await isReallyOwner() else { return try await again { $0.secondStep = wrongProof } }
        let codes = (0..<SecondStepRoutes.codeCount).map { _ in SecretToken() }
        try await desk.store.setRecoveryCodes(codes, of: account.id)
        return try RecoveryCodesPage(codes: codes, account: account, next: visit.link(OwnAccountRoutes.path) + "#drugi-krok").response(routes.pages, visit)
    }
}
