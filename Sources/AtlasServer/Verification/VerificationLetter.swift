// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// The letter that asks an institution whether its entry still holds. In Polish, as the institutions are.
public struct VerificationLetter: Sendable {
    /// Where the links lead: `https://atlas.example.pl`.
    public let origin: String
    public let contact: OperatorContact

    public init(origin: String, contact: OperatorContact) {
        self.origin = origin
        self.contact = contact
    }

    /// The address of a link.
    public func address(_ link: VerificationLink) -> String { "\(origin)\(VerificationRoutes.pathStart)\(link.token)" }

    /// - Returns: nil for links without an address to send them to.
    public func letter(_ links: [VerificationLink]) -> QueuedMail? {
        guard let first = links.first, let recipient = first.standing.email else { return nil }
        let phrases = Phrases(.polish)
        let until = phrases.day(first.expiresAt)
        var text = "Dzień dobry,\n\n"
        if links.count == 1 {
            text += "w katalogu instytucji Powiatlas jest wpis:\n\n\(first.standing.name)\n(\(state(first, phrases)))\n\n"
            text += "Czy telefon, adres, godziny i usługi są nadal aktualne? Proszę otworzyć ten link i wybrać "
            text += "„Wszystko się zgadza” albo wpisać, co się zmieniło:\n\n\(address(first))\n\n"
        } else {
            text += "w katalogu instytucji Powiatlas są wpisy, przy których podano ten adres e-mail. Czy dane są nadal aktualne? "
            text += "Proszę otworzyć link każdego wpisu i wybrać „Wszystko się zgadza” albo wpisać, co się zmieniło.\n\n"
            for link in links { text += "\(link.standing.name)\n(\(state(link, phrases)))\n\(address(link))\n\n" }
        }
        text += "Nie trzeba konta ani hasła. \(links.count == 1 ? "Link działa" : "Linki działają") do \(until). "
        text += "Kto \(links.count == 1 ? "go ma, może potwierdzić wpis" : "je ma, może potwierdzić wpisy") w imieniu instytucji, "
        text += "więc proszę nie przekazywać \(links.count == 1 ? "go" : "ich") poza instytucję.\n\n"
        text += "Pytamy raz w roku; bez odpowiedzi przypominamy najwyżej dwa razy.\n\n"
        text += Self.signature(contact, origin, .polish)
        let subject = links.count == 1 ? "Czy wpis w Powiatlasie jest aktualny? \(first.standing.name)" : "Czy wpisy w Powiatlasie są aktualne? (\(links.count))"
        return QueuedMail(purpose: .verification, recipient: recipient, subject: String(subject.prefix(200)), text: text, language: "pl")
    }

    private func state(_ link: VerificationLink, _ phrases: Phrases) -> String {
        link.standing.verifiedOn.map { "ostatnio potwierdzony \(phrases.period($0))" } ?? "jeszcze niepotwierdzony"
    }

    /// Who writes, and how they are reached.
    static func signature(_ contact: OperatorContact, _ origin: String, _ language: Language) -> String {
        let reach = [contact.phone.map { language.choose("tel. ", "phone ") + $0 }, contact.email].compactMap { $0 }.joined(separator: ", ")
        return [
            "-- ", "Powiatlas" + (contact.name.map { " – \($0)" } ?? ""), reach, origin,
            language.choose("Ten list wysłał program; odpowiedź na niego może nie dotrzeć do człowieka.", "A program sent this letter; an answer to it may reach nobody."),
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
