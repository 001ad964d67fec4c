// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation

/// A link at which the owner of an account chooses a password.
public struct AccountLink: Sendable {
    public let purpose: AccountLinkPurpose
    public let token: SecretToken
    /// `https://atlas.example.pl`.
    public let origin: String

    public init(_ purpose: AccountLinkPurpose, _ token: SecretToken, origin: String) {
        self.purpose = purpose
        self.token = token
        self.origin = origin
    }

    static func path(_ purpose: AccountLinkPurpose) -> String {
        switch purpose {
        case .invitation: "/zaproszenie"
        case .recovery: "/odzyskaj"
        }
    }

    public var address: String { "\(origin)\(Self.path(purpose))/\(token)" }
}

/// A link at which somebody confirms that an address is theirs, so that it becomes their account's.
public struct AddressLink: Sendable {
    static let path = "/nowy-adres"

    public let token: SecretToken
    /// `https://atlas.example.pl`.
    public let origin: String

    public init(_ token: SecretToken, origin: String) {
        self.token = token
        self.origin = origin
    }

    public var address: String { "\(origin)\(Self.path)/\(token)" }
}

/// What accounts are told by mail, in the language that each has chosen.
public struct AccountLetters: Sendable {
    let origin: String
    let contact: OperatorContact

    /// - Parameter origin: `https://atlas.example.pl`.
    public init(origin: String, contact: OperatorContact) {
        self.origin = origin
        self.contact = contact
    }

    /// The link of an invitation, or of a way back in.
    /// - Parameter until: when it ends.
    func link(_ link: AccountLink, to account: Account, until: Date) -> QueuedMail {
        let language = Language(rawValue: account.language) ?? .polish
        let day = Phrases(language).day(until)
        let address = language == .english ? link.address + "?lang=en" : link.address
        switch link.purpose {
        case .invitation:
            return letter(
                account, language, subject: language.choose("Zaproszenie do Powiatlasu", "Invitation to Powiatlas"),
                language.choose(
                    """
                    Powiatlas zaprasza do prowadzenia danych Twojej instytucji lub powiatu. Otwórz ten link i ustaw hasło:

                    \(address)

                    Link działa raz, do \(day). Kto go ma, może przejąć konto, więc nie przekazuj go nikomu.
                    """,
                    """
                    You are invited to look after the data of your institution or powiat in Powiatlas. Open this link and choose a password:

                    \(address)

                    The link works once, until \(day). Whoever has it can take the account over, so do not pass it on.
                    """))
        case .recovery:
            return letter(
                account, language, subject: language.choose("Nowe hasło do Powiatlasu", "A new password for Powiatlas"),
                language.choose(
                    """
                    Ktoś poprosił o nowe hasło do Twojego konta. Jeśli to Ty, otwórz ten link i ustaw hasło:

                    \(address)

                    Link działa raz, przez dobę. Jeśli to nie Ty, nic nie rób: dotychczasowe hasło nadal działa.
                    """,
                    """
                    Somebody asked for a new password for your account. If it was you, open this link and choose a password:

                    \(address)

                    The link works once, for a day. If it was not you, do nothing: the old password still works.
                    """))
        }
    }

    /// That something about signing in has changed, for the case that it was somebody else.
    func notice(_ event: AccountEvent.Kind, to account: Account, at moment: Date) -> QueuedMail {
        let language = Language(rawValue: account.language) ?? .polish
        let (what, when) = (AccountPhrases(language).event(event), Phrases(language).moment(moment))
        return letter(
            account, language, subject: language.choose("Zmiana w Twoim koncie Powiatlas", "A change of your Powiatlas account"),
            language.choose(
                """
                \(what) (\(when)).

                Jeśli to nie Ty, od razu powiadom administratora i ustaw nowe hasło: \(origin)/logowanie/odzyskaj
                """,
                """
                \(what) (\(when)).

                If this was not you, tell the administrator at once and choose a new password: \(origin)/logowanie/odzyskaj?lang=en
                """))
    }

    /// The link to the address that an account is to have.
    public func addressLink(_ link: AddressLink, of account: Account, to email: EmailAddress, until: Date) -> QueuedMail {
        let language = Language(rawValue: account.language) ?? .polish
        let day = Phrases(language).day(until)
        let address = language == .english ? link.address + "?lang=en" : link.address
        return letter(
            account, language, to: email, subject: language.choose("Nowy adres konta w\u{A0}Powiatlasie", "A new address for a Powiatlas account"),
            language.choose(
                """
                Ten adres ma zastąpić dotychczasowy adres konta w\u{A0}Powiatlasie. Jeśli konto jest Twoje, otwórz ten link i\u{A0}potwierdź:

                \(address)

                Link działa raz, do \(day). Do tego czasu obowiązuje dotychczasowy adres. Jeśli nie masz tu konta, nic nie rób.
                """,
                """
                This address is to take the place of the one that a Powiatlas account has. If the account is yours, open this link and confirm:

                \(address)

                The link works once, until \(day). Until then the present address holds. If you have no account here, do nothing.
                """))
    }

    /// What the address that an account has, or had, is told of the change. The new one is not named: others may read this mailbox now.
    /// - Parameter isDone: whether the new address holds already.
    public func addressNotice(to account: Account, isDone: Bool) -> QueuedMail {
        let language = Language(rawValue: account.language) ?? .polish
        let polish =
            isDone
            ? "Konto w\u{A0}Powiatlasie, które miało ten adres, ma od teraz inny: potwierdzono go linkiem. Na ten adres nie przyjdzie nic więcej."
            : "Administrator zmienia adres e-mail Twojego konta w\u{A0}Powiatlasie. Ten adres obowiązuje, dopóki nowy nie zostanie potwierdzony."
        let english =
            isDone
            ? "The Powiatlas account that had this address has another one from now on: it was confirmed by a link. Nothing more will come to this address."
            : "An administrator is changing the address of your Powiatlas account. This address holds until the new one is confirmed."
        return letter(
            account, language, subject: language.choose("Zmiana adresu konta w\u{A0}Powiatlasie", "The address of a Powiatlas account is changing"),
            language.choose(
                polish + "\n\nJeśli nic o\u{A0}tym nie wiesz, od razu powiadom administratora.",
                english + "\n\nIf you know nothing of this, tell the administrator at once."))
    }

    /// - Parameter recipient: nil for the address that the account has.
    private func letter(_ account: Account, _ language: Language, to recipient: EmailAddress? = nil, subject: String, _ text: String) -> QueuedMail {
        QueuedMail(
            purpose: .account, recipient: (recipient ?? account.email).text, subject: subject,
            text: language.choose("Dzień dobry,\n\n", "Hello,\n\n") + text + "\n\n" + VerificationLetter.signature(contact, origin, language),
            language: language.rawValue, account: account.id)
    }
}
