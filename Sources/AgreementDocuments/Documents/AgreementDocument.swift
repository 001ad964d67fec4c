// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// An agreement as a document: what HTML, ODT, DOCX and PDF are made from.
public struct AgreementDocument: Sendable, Hashable {
    public enum Run: Sendable, Hashable {
        case text(String)
        /// Something still has to be written here.
        case blank(label: String, path: String)
    }

    public struct Paragraph: Sendable, Hashable {
        public var runs: [Run]
        public var points: [[Run]] = []
    }

    /// A § with its number; its paragraphs are numbered when there are several.
    public struct Section: Sendable, Hashable {
        public let id: String
        public let number: Int
        public let title: String
        public var paragraphs: [Paragraph]
    }

    public struct Signature: Sendable, Hashable {
        /// `Ośrodek`.
        public let term: String
        public let name: [Run]
        public let signatory: [Run]
    }

    /// `POROZUMIENIE`.
    public let heading: String
    public let title: [Run]
    public let opening: [Paragraph]
    public let sections: [Section]
    public let signatures: [Signature]

    /// How many blanks there are.
    public var blankCount: Int {
        let runs = title + opening.flatMap { $0.runs + $0.points.flatMap { $0 } }
            + sections.flatMap { $0.paragraphs.flatMap { $0.runs + $0.points.flatMap { $0 } } } + signatures.flatMap { $0.name + $0.signatory }
        return runs.count { if case .blank = $0 { true } else { false } }
    }

    /// Above the text, once: what comes out of a form is not yet what is signed.
    public static let legalNote = PolishTypography.bound(
        "Projekt dla radcy prawnego: treść i podstawy prawne wymagają sprawdzenia przed podpisaniem. Po sprawdzeniu usuń tę uwagę.")

    /// For the foot of each page of a draft.
    var footNote: String? {
        let count = blankCount
        return count == 0 ? nil : "Projekt – miejsc do uzupełnienia: \(count)"
    }

    /// The title without blanks, for the properties of files.
    public var plainTitle: String {
        title.map { if case .text(let text) = $0 { text } else { "" } }.joined().trimmingCharacters(in: .whitespaces)
    }

    /// - Parameter draft: of a variant that the templates have; otherwise the document is empty.
    public init(_ draft: AgreementDraft, templates: AgreementTemplates) {
        guard let variant = templates.variant(draft.variant) else {
            (heading, title, opening, sections, signatures) = ("", [], [], [], [])
            return
        }
        let context = ClauseContext(draft: draft, variant: variant, templates: templates)
        let values = context.values
        var opening: [Paragraph] = []
        var written: [(id: String, title: String, paragraphs: [Paragraph])] = []
        for clause in variant.clauses {
            let (title, paragraphs) = Self.read(templates.render(clause, values), templates)
            guard !paragraphs.isEmpty else { continue }
            if let title { written.append((clause, title, paragraphs)) } else { opening += paragraphs }
        }
        let numbers = Dictionary(uniqueKeysWithValues: written.enumerated().map { ($0.element.id, $0.offset + 1) })
        func resolved(_ paragraphs: [Paragraph]) -> [Paragraph] {
            paragraphs.map { Paragraph(runs: Self.resolve($0.runs, numbers), points: $0.points.map { Self.resolve($0, numbers) }) }
        }
        heading = variant.heading
        title = Self.runs(DraftText.oneLine(draft["title"]).isEmpty ? BlankMark.text("title") : DraftText.oneLine(draft["title"]), templates)
        self.opening = resolved(opening)
        sections = written.enumerated().map { Section(id: $0.element.id, number: $0.offset + 1, title: $0.element.title, paragraphs: resolved($0.element.paragraphs)) }
        signatures = context.parties.map { party in
            func text(_ name: String) -> String { party[name] as? String ?? "" }
            return Signature(
                term: text("term"), name: Self.runs(text("name"), templates),
                signatory: Self.runs(text("signatory"), templates) + [.text(", ")] + Self.runs(text("function"), templates))
        }
    }

    // MARK: Reading a rendered clause

    private static func read(_ text: String, _ templates: AgreementTemplates) -> (title: String?, paragraphs: [Paragraph]) {
        var title: String?
        var paragraphs: [Paragraph] = []
        for line in text.split(separator: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard let mark = line.first else { continue }
            let rest = line.dropFirst().trimmingCharacters(in: .whitespaces)
            switch mark {
            case "#": title = PolishTypography.bound(rest)
            case "=", "~":
                finish(&paragraphs, leadsOn: mark == "~" && rest.first?.isLowercase ?? false)
                paragraphs.append(Paragraph(runs: runs(rest, templates)))
            case "-" where !paragraphs.isEmpty: paragraphs[paragraphs.count - 1].points.append(runs(rest, templates))
            default: break
            }
        }
        finish(&paragraphs, leadsOn: false)
        return (title, paragraphs)
    }

    /// All points of a list end with a semicolon in the template; the last ends the sentence, or leads on to the rest of it.
    private static func finish(_ paragraphs: inout [Paragraph], leadsOn: Bool) {
        guard let paragraph = paragraphs.indices.last, let point = paragraphs[paragraph].points.indices.last else { return }
        guard case .text(let text) = paragraphs[paragraph].points[point].last, text.hasSuffix(";") else { return }
        paragraphs[paragraph].points[point][paragraphs[paragraph].points[point].count - 1] = .text(String(text.dropLast()) + (leadsOn ? "," : "."))
    }

    private static func runs(_ text: String, _ templates: AgreementTemplates) -> [Run] {
        var runs: [Run] = []
        // A date that ends a sentence ends it with its own stop.
        let text = text.replacing("r..", with: "r.")
        var rest = text[...]
        while let start = rest.firstIndex(of: BlankMark.start), let end = rest[start...].firstIndex(of: BlankMark.end) {
            if start > rest.startIndex { runs.append(.text(PolishTypography.bound(String(rest[..<start])))) }
            let path = String(rest[rest.index(after: start)..<end])
            runs.append(.blank(label: templates.field(path)?.label.localized.polish ?? path, path: path))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { runs.append(.text(PolishTypography.bound(String(rest)))) }
        return runs
    }

    private static func resolve(_ runs: [Run], _ numbers: [String: Int]) -> [Run] {
        runs.map { run in
            guard case .text(let text) = run else { return run }
            return .text(text.replacing(/§\{([a-z-]+)\}/) { match in numbers[String(match.1)].map { "§\u{a0}\($0)" } ?? String(match.0) })
        }
    }
}

extension AgreementDocument.Run {
    /// What stands on paper.
    var text: String {
        switch self {
        case .text(let text): text
        case .blank(let label, _): Self.blankText(label)
        }
    }

    static func blankText(_ label: String) -> String { "………… [uzupełnij: \(label)]" }
}
