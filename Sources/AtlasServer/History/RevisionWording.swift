// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import PolishText

extension String {
    /// Nil when there is nothing in it.
    var nonEmpty: String? { isEmpty ? nil : self }
}

/// What pages say of a revision.
struct RevisionWording: Sendable {
    let language: Language
    private var phrases: Phrases { Phrases(language) }

    func changes(_ count: Int) -> String { counted(count, "zmiana", "zmiany", "zmian", ("change", "changes")) }

    func laterChanges(_ count: Int) -> String {
        counted(count, "późniejsza zmiana", "późniejsze zmiany", "późniejszych zmian", ("later change", "later changes"))
    }

    private func counted(_ count: Int, _ one: String, _ few: String, _ many: String, _ english: (one: String, many: String)) -> String {
        let number = phrases.count(count)
        return language.choose(
            "\(number)\u{A0}\(PolishPlural(count).choose(one, few, many))", "\(number)\u{A0}\(count == 1 ? english.one : english.many)")
    }

    func action(_ action: Revision.Action) -> String {
        switch action {
        case .added: language.choose("dodano", "added")
        case .changed: language.choose("zmieniono", "changed")
        case .removed: language.choose("usunięto", "removed")
        }
    }

    /// The same for whoever does not see which change was taken back.
    func publicAction(_ revision: Revision) -> String {
        revision.reverts == nil ? action(revision.action) : language.choose("cofnięto wcześniejszą zmianę", "an earlier change was taken back")
    }

    /// With the name, for those who may know it.
    func author(_ author: Author) -> String {
        switch author {
        case .account(let number, let name):
            name.isEmpty ? language.choose("usunięte konto nr\u{A0}\(number)", "deleted account no. \(number)") : name
        case .importing(let number, let description):
            language.choose("import", "import") + (number.map { language.choose(" nr\u{A0}\($0)", " no. \($0)") } ?? "") + (description.isEmpty ? "" : " (\(description))")
        case .suggestion(let number, let account, let name):
            language.choose("zgłoszenie nr\u{A0}\(number)", "report no. \(number)")
                + (name.isEmpty
                    ? account.map { language.choose(", przyjęte przez usunięte konto nr\u{A0}\($0)", ", accepted by deleted account no. \($0)") } ?? ""
                    : language.choose(", przyjęte przez: ", ", accepted by ") + name)
        case .institution: language.choose("instytucja, z\u{A0}odnośnika w\u{A0}e-mailu", "the institution, by a link in an e-mail")
        case .program(let description): language.choose("program", "program") + (description.isEmpty ? "" : " (\(description))")
        }
    }

    /// Without names of persons.
    func publicAuthor(_ author: Author) -> String {
        switch author.kind {
        case .account: language.choose("redakcja: instytucja, koordynator powiatu lub administrator regionu", "editors: the institution, the powiat’s coordinator or the region’s administrator")
        case .importing: language.choose("dane z\u{A0}rejestru lub pliku", "data of a register or a file")
        case .suggestion: language.choose("zgłoszenie od czytelnika, przyjęte przez redakcję", "a reader’s report, accepted by the editors")
        case .institution: language.choose("potwierdzenie od instytucji", "confirmed by the institution")
        case .program: language.choose("administrator serwisu", "the site’s administrator")
        }
    }

    func authorKind(_ kind: Author.Kind) -> String {
        switch kind {
        case .account: language.choose("konto", "account")
        case .importing: language.choose("import", "import")
        case .suggestion: language.choose("zgłoszenie", "report")
        case .institution: language.choose("potwierdzenie e-mailem", "confirmation by e-mail")
        case .program: language.choose("program", "program")
        }
    }

    /// `Telefony, Godziny otwarcia`.
    func fields(_ revision: Revision) -> String {
        guard revision.action == .changed else { return "" }
        return revision.fields.map { DocumentFieldNames.name($0, revision.kind, language) }.joined(separator: ", ")
    }

    /// Why a change cannot be taken back, in the reader's language.
    func refusal(_ refusal: RevertRefusal) -> String {
        switch refusal {
        case .changedLater(_, let later, let fields):
            let names = fields.joined(separator: ", ")
            return language.choose(
                "Późniejsza zmiana nr\u{A0}\(later) dotyczy tych samych pól (\(names)). Cofnij najpierw ją albo przywróć cały wcześniejszy stan.",
                "The later change no. \(later) is about the same fields (\(names)). Take that one back first, or restore the whole earlier state.")
        case .removedLater(_, let later):
            return language.choose(
                "Dokument usunięto zmianą nr\u{A0}\(later). Cofnij najpierw to usunięcie.", "The document was removed by change no. \(later). Take the removal back first.")
        case .addedAgain:
            return language.choose("Dokument o\u{A0}tym identyfikatorze znów istnieje.", "A document with this id is there again.")
        case .doesNotFit(_, let reason):
            return language.choose(
                "Wcześniejszy stan nie pasuje już do dzisiejszych danych: \(reason)", "The earlier state no longer fits the data of today: \(reason)")
        case .noSuchRevision, .unknownKind: return refusal.localizedDescription
        }
    }

    /// Rows of a table of differences.
    static func rows(_ differences: [DocumentDifference]) -> [TemplateValues] {
        differences.map { difference in
            [
                "label": difference.label, "beforeLines": lines(difference.before), "afterLines": lines(difference.after),
                "hasBefore": !difference.before.isEmpty, "hasAfter": !difference.after.isEmpty,
            ]
        }
    }

    private static func lines(_ text: String) -> [TemplateValues] { text.split(whereSeparator: \.isNewline).map { ["line": String($0)] } }
}
