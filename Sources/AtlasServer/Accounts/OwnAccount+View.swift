// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation

/// `/konto` as its template sees it.
struct OwnAccountView {
    let account: Account
    let visit: PageVisit
    /// The session that looks.
    let current: Session.ID
    let sessions: [Session]
    let keys: [APIKey]
    let events: [AccountEvent]
    let codesLeft: Int
    let isSecondStepRequired: Bool
    let now: Date

    /// How long a key may be valid; the first is proposed.
    static let keyDays = [365, 90, 30]

    private func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }

    func values(_ faults: OwnAccountFaults, done: OwnAccountRoutes.Action?, newKey: String?) -> TemplateValues {
        let phrases = Phrases(visit.language)
        return templateValues([
            "action": visit.link(OwnAccountRoutes.path), "email": account.email.text, "name": faults.typedName ?? account.name,
            "isPolish": account.language == "pl", "isEnglish": account.language == "en", "hasPassword": account.hasPassword,
            "hasSecondStep": account.hasSecondStep, "setUpURL": visit.link("/konto/drugi-krok"), "codesLeft": phrases.count(codesLeft),
            "hasFewCodes": codesLeft < 3, "isSecondStepRequired": isSecondStepRequired,
            "shortest": String(PasswordRule.lengths.lowerBound),
            "done": done.map(sentence), "newKey": newKey,
            "nameFault": faults.name, "oldPasswordFault": faults.oldPassword, "newPasswordFault": faults.newPassword, "keyFault": faults.keyName,
            "secondStepFault": faults.secondStep, "hasFaults": !faults.isEmpty, "keyName": faults.typedKeyName,
            "sessions": sessions.map { row($0, phrases) }, "hasOtherSessions": sessions.count > 1,
            "keys": keys.map { row($0, phrases) }, "hasKeys": !keys.isEmpty,
            "keyPeriods": Self.keyDays.map { days -> TemplateValues in
                ["days": String(days), "text": say("\(days)\u{A0}dni", "\(days) days")]
            } + [["days": "0", "text": say("do unieważnienia", "until it is revoked")]],
            "events": events.map { AccountPhrases(visit.language).row($0, names: [:]) }, "hasEvents": !events.isEmpty,
            "eventDays": String(AtlasStore.accountEventDays),
        ])
    }

    private func row(_ session: Session, _ phrases: Phrases) -> TemplateValues {
        templateValues([
            "number": String(session.id), "browser": session.browser ?? say("nieznana przeglądarka", "unknown browser"), "network": session.network,
            "since": phrases.moment(session.createdAt), "seen": phrases.moment(session.seenAt), "isCurrent": session.id == current,
        ])
    }

    private func row(_ key: APIKey, _ phrases: Phrases) -> TemplateValues {
        let isOver = key.expiresAt.map { $0 <= now } ?? false
        return templateValues([
            "number": String(key.id), "name": key.name, "hint": AccessDesk.keyPrefix + key.hint + "…", "made": phrases.day(key.createdAt),
            "until": key.expiresAt.map(phrases.day) ?? say("do unieważnienia", "until it is revoked"), "isOver": isOver,
            "used": key.lastUsedOn.flatMap { try? Period($0) }.map(phrases.period) ?? say("jeszcze nie", "not yet"),
        ])
    }

    private func sentence(_ action: OwnAccountRoutes.Action) -> String {
        switch action {
        case .data: say("Zapisano.", "Saved.")
        case .password: say("Hasło zmieniono. Inne sesje zakończono.", "The password was changed. Other sessions were ended.")
        case .session: say("Sesję zakończono.", "The session was ended.")
        case .otherSessions: say("Inne sesje zakończono.", "Other sessions were ended.")
        case .newKey: say("Utworzono klucz.", "The key was made.")
        case .revokeKey: say("Klucz unieważniono.", "The key was revoked.")
        case .removeSecondStep: say("Drugi krok logowania wyłączono.", "The second step was switched off.")
        case .newCodes: say("Utworzono nowe kody zapasowe.", "New spare codes were made.")
        }
    }
}
