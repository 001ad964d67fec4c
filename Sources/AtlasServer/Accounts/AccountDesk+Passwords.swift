// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird

extension RateLimiter.Rule {
    /// Ways back in that one network asks for.
    static let recovery = RateLimiter.Rule(name: "recovery", limit: 10, window: .seconds(3600))
    /// Ways back into one account, from wherever.
    static let recoveryOfAccount = RateLimiter.Rule(name: "recovery of an account", limit: 3, window: .seconds(3600))
    /// Passwords tried by somebody who is signed in.
    static let passwordOfSession = RateLimiter.Rule(name: "password", limit: 8, window: .seconds(900))
    /// Links and accounts that one account makes.
    static let invitation = RateLimiter.Rule(name: "invitation", limit: 120, window: .seconds(3600))
}

extension AccountDesk {
    /// Nothing but short fields.
    static let formByteLimit = 16 << 10

    /// Why a new password of an account is not taken; nil for a good one.
    func fault(_ password: String, of account: Account) -> PasswordRule.Fault? {
        PasswordRule.fault(password, words: [account.name, account.email.text]) { configuration.breachedPasswords?.contains($0) ?? false }
    }

    /// - Throws: 503 when too many passwords wait.
    func hash(_ password: String) async throws -> PasswordHash {
        do { return try await hasher.hash(password) } catch let full as PasswordQueueIsFull { throw Self.later(full) }
    }

    /// Whether this is the password of somebody who is signed in. An account without one (its owner signs in elsewhere) has
    /// nothing to ask for.
    /// - Throws: 429 after too many wrong ones, 503 when too many wait.
    func isPassword(_ password: String?, of account: Account) async throws -> Bool {
        guard let hash = try await store.secrets(of: account.id)?.password else { return true }
        let key = String(account.id)
        try limiter.checkOnly(.passwordOfSession, key)
        let isRight: Bool
        do {
            isRight = try await hasher.matches(String((password ?? "").prefix(PasswordRule.lengths.upperBound + 1)), hash)
        } catch let full as PasswordQueueIsFull {
            throw Self.later(full)
        }
        if !isRight { limiter.note(.passwordOfSession, key) }
        return isRight
    }

    private static func later(_ full: PasswordQueueIsFull) -> Problem {
        Problem(status: .serviceUnavailable, detail: full.localizedDescription, headers: [.retryAfter: "5"])
    }

    /// Tells the owner of an account by mail that something about signing in was changed.
    func tell(_ event: AccountEvent.Kind, to account: Account, _ request: Request, at moment: Date) async throws {
        guard configuration.mail != nil else { return }
        let letters = AccountLetters(origin: request.publicOrigin, contact: configuration.operatorContact)
        try await store.enqueue([letters.notice(event, to: account, at: moment)], at: moment)
    }

    /// Makes a link, and puts it into the post when there is a mail server.
    func makeLink(_ purpose: AccountLinkPurpose, of account: Account, by actor: Account.ID?, _ request: Request, at moment: Date) async throws -> AccountLink {
        let token = try await store.makeLink(purpose, of: account.id, by: actor, at: moment)
        let link = AccountLink(purpose, token, origin: request.publicOrigin)
        if configuration.mail != nil {
            let letters = AccountLetters(origin: request.publicOrigin, contact: configuration.operatorContact)
            try await store.enqueue([letters.link(link, to: account, until: moment + purpose.lifetime)], at: moment)
        }
        return link
    }

    /// Begins to change an account's address: the link goes to the new one, word of it to the old one, when there is a mail server.
    /// - Throws: `AccountRefusal`.
    func askAddressChange(
        of account: Account, to email: EmailAddress, by actor: Account.ID, _ request: Request, at moment: Date
    ) async throws -> AddressLink {
        let token = try await store.askAddressChange(of: account.id, to: email, by: actor, at: moment)
        let link = AddressLink(token, origin: request.publicOrigin)
        if configuration.mail != nil {
            let letters = AccountLetters(origin: request.publicOrigin, contact: configuration.operatorContact)
            try await store.enqueue(
                [
                    letters.addressLink(link, of: account, to: email, until: moment + AddressChange.lifetime),
                    letters.addressNotice(to: account, isDone: false),
                ], at: moment)
        }
        return link
    }

    /// A code of the account's authenticator, or one of those for a lost device. Each is taken once.
    func takeCode(_ typed: String, of account: Account, at moment: Date) async throws -> Bool {
        if let code = SecretToken(typed.lowercased().filter { $0.isLetter || $0.isNumber }),
            try await store.takeRecoveryCode(code, of: account.id, at: moment)
        {
            try await store.note(.recoveryCodeUsed, account: account.id, at: moment)
            return true
        }
        guard let secrets = try await store.secrets(of: account.id), let sealed = secrets.secondStep else { return false }
        let opened: Data
        do { opened = try secret.open(sealed, for: AccountSecrets.sealName(account.id)) } catch {
            throw Problem(
                status: .conflict,
                detail: "the second step cannot be looked at: the secret of this server changed; an administrator can reset your second step",
                polish: "Kodu nie da się sprawdzić, bo zmienił się klucz serwera. Poproś administratora o\u{A0}wyłączenie drugiego kroku.")
        }
        guard let step = OneTimePassword(secret: opened).step(of: typed, at: moment, after: secrets.secondStepUsed) else { return false }
        return try await store.takeSecondStep(step, of: account.id)
    }
}

extension PageRenderer {
    /// A small page in front of the panel: nobody keeps it, and its address goes to no other site.
    func gate(
        _ template: String, _ title: String, _ page: TemplateValues, _ visit: PageVisit, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = try render(template, title: title, section: .none, page: page, visit: visit)
        response.status = status
        return response.sealed(robots: "noindex")
    }
}
