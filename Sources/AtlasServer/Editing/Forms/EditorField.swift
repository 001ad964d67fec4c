// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A text of a form in both languages. One-letter Polish words stay on the line of the next word.
struct EditorText: Sendable, Hashable {
    let polish: String
    let english: String

    init(_ polish: String, _ english: String) {
        self.polish = Self.bound(polish)
        self.english = english
    }

    func text(_ language: Language) -> String { language.choose(polish, english) }

    private static func bound(_ text: String) -> String {
        var bound = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !bound.isEmpty {
                let last = bound.split { $0 == " " || $0 == "\u{A0}" || $0 == "(" || $0 == "„" }.last ?? ""
                bound += last.count == 1 && last.allSatisfy(\.isLetter) ? "\u{A0}" : " "
            }
            bound += word
        }
        return bound
    }
}

/// One thing that an editing form asks for.
struct EditorField: Sendable {
    enum Kind: Sendable, Hashable {
        case line
        /// Several lines.
        case text
        /// A day, a month or a year.
        case period
        case number
        /// One of a list, as a select.
        case choice
        /// One of a list, all in sight.
        case radios
        /// Any of a list.
        case checks
        case flag
        /// Carried along.
        case hidden
    }

    let id: String
    let kind: Kind
    let label: EditorText
    let help: EditorText?
    /// Most characters.
    let limit: Int

    init(_ id: String, _ kind: Kind, _ polish: String, _ english: String, help: (String, String)? = nil, limit: Int = 300) {
        self.id = id
        self.kind = kind
        label = EditorText(polish, english)
        self.help = help.map { EditorText($0.0, $0.1) }
        self.limit = limit
    }
}

/// Fields that can be repeated as rows.
struct EditorGroup: Sendable {
    let id: String
    let one: EditorText
    let add: EditorText
    /// Most rows; a document that has more keeps them.
    let most: Int
    let fields: [EditorField]
}

/// A part of the form under a heading of its own.
struct EditorSection: Sendable {
    enum Part: Sendable {
        case field(EditorField)
        case rows(EditorGroup)
    }

    let id: String
    let title: EditorText
    let help: EditorText?
    let parts: [Part]

    init(_ id: String, _ polish: String, _ english: String, help: (String, String)? = nil, _ parts: [Part]) {
        self.id = id
        title = EditorText(polish, english)
        self.help = help.map { EditorText($0.0, $0.1) }
        self.parts = parts
    }
}

/// A value that a field offers.
struct EditorOption: Sendable {
    let value: String
    let label: String
    var help: String?
}

/// Something that cannot be taken, and where it stands: `title`, `parties.1.contact_phone`.
struct EditorFault: Sendable, Hashable {
    let path: String
    let text: EditorText

    init(_ path: String, _ polish: String, _ english: String) {
        self.path = path
        text = EditorText(polish, english)
    }
}
