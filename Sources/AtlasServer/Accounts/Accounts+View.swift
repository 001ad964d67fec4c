// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// The list of accounts as its template sees it.
struct AccountListView {
    let administration: AccountAdministration
    let visit: PageVisit
    let filter: AccountFilter
    let accounts: [Account]
    let total: Int
    let page: Int
    let pageSize: Int
    /// When open invitations end.
    let invitations: [Account.ID: Date]
    /// How many accounts nobody has used for two years.
    let unused: Int
    /// Whether one was deleted just now.
    let hasDeleted: Bool

    private func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }

    func values() -> TemplateValues {
        let language = visit.language
        let phrases = AccountPhrases(language)
        let lastPage = max(1, (total + pageSize - 1) / pageSize)
        let isFiltered =
            filter.role != nil || filter.powiat != nil || filter.institution != nil || filter.state != nil || filter.text != nil
        return templateValues([
            "action": AccountsRoutes.path, "inviteURL": visit.link("\(AccountsRoutes.path)/zaproszenie"), "allURL": visit.link(AccountsRoutes.path),
            "isEnglish": language == .english, "isFiltered": isFiltered, "text": filter.text,
            "powiat": filter.powiat.map { administration.snapshot.territory.unit($0).map { "\($0.unit.fullName) (\($0.unit.code.stem))" } ?? $0.stem },
            "powiats": administration.actor.powers.isAdministrator
                ? (administration.snapshot.territory.units[.powiat] ?? []).map { ["text": "\($0.unit.fullName) (\($0.unit.code.stem))"] as TemplateValues } : nil,
            "institution": filter.institution?.text,
            "institutionName": filter.institution.map { administration.institutions[$0]?.name ?? $0.text },
            "roles": Role.allCases.map { role -> TemplateValues in
                ["value": role.rawValue, "name": language.of(role.name), "isChosen": role == filter.role]
            },
            "states": AccountFilter.State.allCases.map { state -> TemplateValues in
                ["value": state.rawValue, "name": name(state), "isChosen": state == filter.state]
            },
            "countText": say("Kont: \(Phrases(language).count(total))", "Accounts: \(Phrases(language).count(total))"),
            "rows": accounts.map { row($0, phrases) }, "hasRows": !accounts.isEmpty, "isEmpty": accounts.isEmpty,
            "unusedURL": unused > 0 && filter.state != .unused ? visit.link(AccountsRoutes.path, [("stan", AccountFilter.State.unused.rawValue)]) : nil,
            "unused": Phrases(language).count(unused), "hasDeleted": hasDeleted,
            "previousURL": page > 1 ? link(page - 1) : nil, "nextURL": page < lastPage ? link(page + 1) : nil,
            "pageText": lastPage > 1 ? say("Strona \(page) z\u{A0}\(lastPage)", "Page \(page) of \(lastPage)") : nil,
        ])
    }

    private func name(_ state: AccountFilter.State) -> String {
        switch state {
        case .active: say("aktywne", "active")
        case .invited: say("zaproszone", "invited")
        case .disabled: say("wyłączone", "disabled")
        case .unused: say("nieużywane od dwóch lat", "unused for two years")
        }
    }

    private func row(_ account: Account, _ phrases: AccountPhrases) -> TemplateValues {
        let state: String
        if !account.isActive {
            state = say("wyłączone", "disabled")
        } else if account.hasPassword || account.lastSignInAt != nil {
            state = account.lastSignInAt.map { say("ostatnio ", "last signed in ") + Phrases(visit.language).day($0) } ?? say("jeszcze bez logowania", "never signed in")
        } else {
            state = invitations[account.id].map { say("zaproszenie do ", "invited until ") + Phrases(visit.language).day($0) } ?? say("zaproszenie wygasło", "invitation over")
        }
        return templateValues([
            "url": visit.link("\(AccountsRoutes.path)/\(account.id)"), "name": account.name, "email": account.email.text,
            "rights": account.grants.map { ["text": administration.name($0, phrases)] as TemplateValues }, "hasNoRights": account.grants.isEmpty,
            "state": state, "isDisabled": !account.isActive, "hasSecondStep": account.hasSecondStep,
        ])
    }

    private func link(_ page: Int) -> String {
        var parameters: [(String, String)] = []
        if let role = filter.role { parameters.append(("rola", role.rawValue)) }
        if let powiat = filter.powiat { parameters.append(("jednostka", powiat.stem)) }
        if let institution = filter.institution { parameters.append(("instytucja", institution.text)) }
        if let state = filter.state { parameters.append(("stan", state.rawValue)) }
        if let text = filter.text { parameters.append(("szukaj", text)) }
        return visit.link(AccountsRoutes.path, parameters + [("strona", String(page))])
    }
}

/// The page of one account as its template sees it.
struct AccountCaseView {
    /// The form that asks for another address, as it was sent.
    struct AddressForm {
        var typed = ""
        var fault: String?
        /// Where there is no mail server: the link to hand over.
        var link: String?
    }

    let administration: AccountAdministration
    let visit: PageVisit
    let account: Account
    let sessions: Int
    /// When the open invitation ends.
    let invitation: Date?
    let events: [AccountEvent]
    /// Of those who did something to the account.
    let names: [Account.ID: String]
    let hasMail: Bool
    /// That waits to be confirmed.
    let addressChange: AddressChange?
    let address: AddressForm

    private func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }

    func values(done: String?, link: AccountLink?, fault: String?) -> TemplateValues {
        let (phrases, words) = (Phrases(visit.language), AccountPhrases(visit.language))
        let mayManage = administration.mayManage(account)
        let isAdministrator = administration.actor.powers.isAdministrator
        return templateValues([
            "action": visit.link("\(AccountsRoutes.path)/\(account.id)"), "listURL": visit.link(AccountsRoutes.path), "name": account.name,
            "email": account.email.text, "done": done, "fault": fault, "hasFaults": fault != nil, "isDisabled": !account.isActive, "isActive": account.isActive,
            "mayManage": mayManage, "mayDisable": mayManage && account.isActive, "mayEnable": mayManage && !account.isActive,
            "mayMakeLink": mayManage && account.isActive, "isInvited": !account.hasPassword && account.lastSignInAt == nil,
            "hasPassword": account.hasPassword, "hasSecondStep": account.hasSecondStep, "mayResetSecondStep": mayManage && account.hasSecondStep,
            "made": phrases.day(account.createdAt), "lastSignIn": account.lastSignInAt.map { phrases.moment($0) },
            "invitation": invitation.map { phrases.day($0) }, "sessions": phrases.count(sessions),
            "hasSessions": sessions > 0 && mayManage, "isOwn": account.id == administration.actor.id,
            "rights": account.grants.map { grant in
                templateValues([
                    "text": administration.name(grant, words), "value": Self.text(grant), "mayRemove": administration.mayGive(grant),
                    "url": url(grant),
                ])
            }, "hasRights": !account.grants.isEmpty,
            "link": link?.address, "isMailed": link != nil && hasMail, "isInvitationLink": link?.purpose == .invitation,
            "mayChangeAddress": isAdministrator && account.isActive, "newAddress": address.typed, "addressFault": address.fault,
            "addressLink": address.link, "waitingAddress": addressChange?.email.text, "waitingUntil": addressChange.map { phrases.day($0.expiresAt) },
            "hasMail": hasMail, "deletionURL": isAdministrator ? visit.link(AccountDeletionRoutes.path(of: account.id)) : nil,
            "events": events.map { words.row($0, names: names) }, "hasEvents": mayManage && !events.isEmpty, "eventDays": String(AtlasStore.accountEventDays),
        ])
    }

    private func url(_ grant: Grant) -> String? {
        switch grant {
        case .administrator, .reader: nil
        case .coordinator(let powiat): visit.link("/jednostki/\(powiat.stem)")
        case .editor(let id): visit.link("/instytucje/\(id)")
        }
    }

    /// As forms send it back.
    private static func text(_ grant: Grant) -> String {
        switch grant {
        case .administrator, .reader: grant.role.rawValue
        case .coordinator(let powiat): "\(grant.role.rawValue) \(powiat.stem)"
        case .editor(let id): "\(grant.role.rawValue) \(id)"
        }
    }
}
