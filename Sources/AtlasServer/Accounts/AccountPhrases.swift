// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation

/// What pages and letters say of accounts.
struct AccountPhrases: Sendable {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    private func say(_ polish: String, _ english: String) -> String { language.choose(polish, english) }

    /// Why a password is not taken, and what would be.
    func fault(_ fault: PasswordRule.Fault) -> String {
        switch fault {
        case .tooShort(let count):
            say(
                "Hasło ma za mało znaków (\(count)): potrzeba co najmniej \(PasswordRule.lengths.lowerBound). Dobre hasło to kilka słów, które nic nie łączy.",
                "The password is too short (\(count)): at least \(PasswordRule.lengths.lowerBound) characters are needed. A few words that have nothing to do with each other make a good one.")
        case .tooLong:
            say("Hasło jest za długie: najwyżej \(PasswordRule.lengths.upperBound) znaków.", "The password is too long: \(PasswordRule.lengths.upperBound) characters at most.")
        case .guessable:
            say(
                "Hasło składa się głównie z\u{A0}imienia, nazwiska, adresu albo nazwy atlasu: ktoś spróbuje go najpierw. Dodaj inne słowa.",
                "The password is mostly your name, your address or the name of the atlas, which others would try first. Add other words.")
        case .monotonous:
            say(
                "Hasło to kilka powtórzonych znaków albo rząd klawiatury lub alfabetu: wybierz inne.",
                "The password is a few characters again and again, or a row of the keyboard or the alphabet: choose another.")
        case .breached:
            say(
                "To hasło jest na liście haseł wykradzionych z\u{A0}innych serwisów albo jest jednym z\u{A0}nich, tylko wydłużonym. Wybierz inne.",
                "This password is on a list of those stolen from other services, or is one of them made longer. Choose another.")
        }
    }

    func refusal(_ refusal: AccountRefusal) -> String {
        switch refusal {
        case .emailIsTaken(let email): say("Konto z\u{A0}adresem \(email) już istnieje.", "There is an account of \(email) already.")
        case .nameIsMissing: say("Podaj imię i\u{A0}nazwisko, najwyżej 200\u{A0}znaków.", "Give the name, 200 characters at most.")
        case .unknownInstitution(let id): say("W\u{A0}katalogu nie ma instytucji „\(id)”.", "There is no institution “\(id)” in the directory.")
        case .notAPowiat(let code): say("\(code) nie jest kodem powiatu.", "\(code) is not the code of a powiat.")
        case .noSuchAccount: say("Nie ma takiego konta.", "There is no such account.")
        case .addressIsTheSame: say("Konto ma już ten adres.", "The account has this address already.")
        case .lastAdministrator:
            say(
                "To ostatni administrator, który może się zalogować. Najpierw zaproś następnego i\u{A0}poczekaj, aż ustawi hasło.",
                "This is the last administrator who can sign in. First invite another one and wait until they have chosen a password.")
        }
    }

    func event(_ kind: AccountEvent.Kind) -> String {
        switch kind {
        case .invited: say("Zaproszono do atlasu", "Invited to the atlas")
        case .signedIn: say("Zalogowano", "Signed in")
        case .signInFailed: say("Nieudane logowanie", "Signing in failed")
        case .signedOut: say("Wylogowano", "Signed out")
        case .passwordChanged: say("Zmieniono hasło", "The password was changed")
        case .recoveryAsked: say("Poproszono o\u{A0}nowe hasło", "A new password was asked for")
        case .recovered: say("Ustawiono hasło linkiem", "A password was chosen by a link")
        case .secondStepSet: say("Włączono drugi krok logowania", "The second step was switched on")
        case .secondStepRemoved: say("Wyłączono drugi krok logowania", "The second step was switched off")
        case .recoveryCodeUsed: say("Użyto kodu zapasowego", "A spare code was used")
        case .grantsChanged: say("Zmieniono uprawnienia", "The rights were changed")
        case .disabled: say("Wyłączono konto", "The account was disabled")
        case .enabled: say("Włączono konto", "The account was enabled")
        case .keyMade: say("Utworzono klucz programu", "A key was made")
        case .identityLinked: say("Powiązano logowanie przez dostawcę tożsamości", "Signing in by an identity provider was linked")
        case .keyRevoked: say("Unieważniono klucz programu", "A key was revoked")
        case .sessionsEnded: say("Zakończono sesje", "Sessions were ended")
        case .addressChangeAsked: say("Wysłano link do potwierdzenia nowego adresu", "A link was sent to confirm a new address")
        case .addressChanged: say("Zmieniono adres e-mail", "The address was changed")
        case .addressTaken: say("Adresu nie zmieniono: ma go już inne konto", "The address was not changed: another account has it by now")
        case .accountDeleted: say("Usunięto konto nr", "An account was deleted, no.")
        }
    }

    /// A line of a list of events.
    func row(_ event: AccountEvent, names: [Account.ID: String]) -> TemplateValues {
        let actor = event.actor.flatMap { id in id == event.account ? nil : names[id] ?? say("inne konto", "another account") }
        return templateValues([
            "when": Phrases(language).moment(event.at), "what": self.event(event.kind), "who": actor, "network": event.network,
            "detail": event.detail.map(detail),
        ])
    }

    private func detail(_ text: String) -> String {
        switch text {
        case "command": say("poleceniem na serwerze", "by a command at the server")
        case "password": say("hasłem", "by password")
        case "code": say("zły kod", "wrong code")
        default: text
        }
    }

    /// A right in words.
    /// - Parameters:
    ///   - institutions: the names of institutions, so far as they are in the directory.
    func right(_ grant: Grant, territory: Territory, institutions: [InstitutionID: Institution]) -> String {
        switch grant {
        case .administrator, .reader: language.of(grant.role.name)
        case .coordinator(let powiat): "\(language.of(grant.role.name)) – \(territory.unit(powiat)?.unit.fullName ?? powiat.stem)"
        case .editor(let id): "\(language.of(grant.role.name)) – \(institutions[id]?.name ?? id.text)"
        }
    }
}
