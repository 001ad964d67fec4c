// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What somebody sent by the form of suggestions: as it was typed, and read.
struct SuggestionForm: Sendable {
    /// The names of the fields.
    enum Name {
        static let field = "pole"
        static let proposed = "ma-byc"
        static let nothing = "brak"
        static let remark = "uwagi"
        static let basis = "skad"
        static let contact = "email"
        static let stamp = "_pieczec"
        /// Nobody sees it; programs fill in everything.
        static let trap = "telefon-dodatkowy"
    }

    var field: SuggestedField?
    var proposed = ""
    var saysNothing = false
    var remark = ""
    var basis = ""
    var contact = ""
    /// Says when the form was made.
    var stamp: String?
    /// Whether a program filled in what people do not see.
    var isTrapped = false

    /// An empty form.
    init(field: SuggestedField? = nil) { self.field = field }

    init(_ form: SubmittedForm) {
        func text(_ name: String) -> String { Self.clean(form[name]) }
        field = SuggestedField(rawValue: form[Name.field] ?? "")
        proposed = text(Name.proposed)
        saysNothing = form[Name.nothing] == "1"
        remark = text(Name.remark)
        basis = text(Name.basis)
        contact = text(Name.contact)
        stamp = form[Name.stamp]
        isTrapped = !(form[Name.trap] ?? "").isEmpty
    }

    /// A text as it is kept: one kind of line break, no control characters, nothing around it.
    static func clean(_ text: String?) -> String {
        let lines = (text ?? "").replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return String(lines.unicodeScalars.filter { $0 == "\n" || ($0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)) }.map(Character.init))
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A mistake, and the field of the form that it stands beside.
    struct Fault: Sendable, Hashable {
        let name: String
        let text: String
    }

    /// - Parameter verification: the institution's own link that the form came by.
    /// - Returns: the suggestion, when there are no faults.
    func draft(
        of institution: Institution, _ language: Language, verification: Int64? = nil
    ) -> (draft: SuggestionDraft?, faults: [Fault]) {
        var faults: [Fault] = []
        func add(_ name: String, _ polish: String, _ english: String) { faults.append(Fault(name: name, text: language.choose(polish, english))) }
        guard let field else {
            add(Name.field, "wybierz, co jest nieprawidłowe", "choose what is wrong")
            return (nil, faults)
        }
        let present = field.text(of: institution)
        if field.hasProposal {
            if saysNothing, present.isEmpty { add(Name.nothing, "we wpisie już tego nie ma", "the entry does not have it already") }
            if !saysNothing, proposed.isEmpty, remark.isEmpty {
                add(Name.proposed, "wpisz, jak powinno być", "write what it should say")
            } else if !saysNothing, !proposed.isEmpty {
                if proposed == present {
                    add(Name.proposed, "dokładnie to jest już we wpisie", "this is exactly what the entry says already")
                } else if field.isReplaceable {
                    do throws(FieldFault) { _ = try FieldReplacement.replacing(field, of: institution, with: proposed) } catch {
                        add(Name.proposed, error.polish, error.english)
                    }
                }
            }
        } else if remark.isEmpty {
            add(Name.remark, "opisz, co jest nieprawidłowe", "describe what is wrong")
        }
        checkLengths(&faults, language)
        let links = [remark, basis, field == .website ? "" : proposed].joined(separator: " ").lowercased()
        if links.split(separator: "://").count > 3 {
            add(Name.remark, "zostaw najwyżej dwa adresy stron", "leave at most two web addresses")
        }
        if !contact.isEmpty, EmailAddress(contact) == nil {
            add(Name.contact, "to nie jest adres e-mail, taki jak jan@example.pl; możesz też zostawić puste pole", "this is not an e-mail address such as jan@example.pl; the field may also stay empty")
        }
        guard faults.isEmpty else { return (nil, faults) }
        return (
            SuggestionDraft(
                institution: institution.id, field: field, present: present, proposed: field.hasProposal && !saysNothing ? proposed : "",
                remark: remark.isEmpty ? (saysNothing ? language.choose("tego nie ma", "there is none") : nil) : remark, basis: basis.isEmpty ? nil : basis,
                contact: EmailAddress(contact)?.text, isEnglish: language == .english, verification: verification), []
        )
    }

    private func checkLengths(_ faults: inout [Fault], _ language: Language) {
        let limits = [
            (Name.proposed, proposed, SuggestionDraft.textLimit), (Name.remark, remark, SuggestionDraft.textLimit),
            (Name.basis, basis, SuggestionDraft.basisLimit),
        ]
        for (name, text, limit) in limits where text.count > limit {
            faults.append(
                Fault(
                    name: name,
                    text: language.choose("skróć tekst do \(limit) znaków (jest \(text.count))", "shorten the text to \(limit) characters (it has \(text.count))")))
        }
    }
}
