// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The letter to whoever asked what became of a suggestion. Nothing that they wrote stands in it: an address is easily
/// somebody else's.
struct SuggestionAnswer: Sendable {
    let origin: String
    let contact: OperatorContact

    /// - Parameter reply: the moderator's words.
    /// - Returns: nil when nobody asked for an answer.
    func letter(_ suggestion: Suggestion, institution: String, isAccepted: Bool, reply: String?) -> QueuedMail? {
        guard let recipient = suggestion.draft.contact else { return nil }
        let language: Language = suggestion.draft.isEnglish ? .english : .polish
        let field = language.of(suggestion.draft.field.label)
        var text = language.choose("Dzień dobry,\n\n", "Good day,\n\n")
        text += language.choose(
            "w Powiatlasie zgłoszono błąd we wpisie „\(institution)” (\(field)) i poproszono o odpowiedź na ten adres.\n\n",
            "an error was reported in Powiatlas, in the entry “\(institution)” (\(field)), and an answer asked for at this address.\n\n")
        text += isAccepted
            ? language.choose("Zgłoszenie zostało przyjęte. Dziękujemy!", "The report was accepted. Thank you!")
            : language.choose("Zgłoszenie nie zostało przyjęte.", "The report was not accepted.")
        if let reply { text += language.choose("\n\nOdpowiedź: ", "\n\nThe answer: ") + reply }
        text += "\n\n\(origin)/instytucje/\(suggestion.draft.institution)\(language == .english ? "?lang=en" : "")\n\n"
        text += language.choose(
            "Ten adres e-mail został po wysłaniu odpowiedzi usunięty z systemu.\n\n", "This e-mail address was deleted from the system when this answer was sent.\n\n")
        text += VerificationLetter.signature(contact, origin, language)
        return QueuedMail(
            purpose: .answer, recipient: recipient,
            subject: String(language.choose("Zgłoszenie błędu: \(institution)", "Error report: \(institution)").prefix(200)), text: text,
            language: language.rawValue)
    }
}
