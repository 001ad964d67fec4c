// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A change of a document that is in the history.
public struct Revision: Sendable, Hashable, Identifiable {
    public enum Action: String, Sendable, Hashable, CaseIterable, Codable {
        case added, changed, removed
    }

    public let number: Int64
    public let kind: DocumentKind
    public let documentID: String
    /// What the document was called at the time.
    public let name: String
    /// To the second.
    public let madeAt: Date
    public let author: Author
    /// Empty when nobody said.
    public let why: String
    /// The revision that this one takes back.
    public let reverts: Int64?
    /// The fields that changed as they were: those that are missing here were empty. Nil for a new document; the whole of a
    /// removed one.
    public let before: DocumentValue?
    /// The fields that changed as they became. Nil for a removed document; the whole of a new one.
    public let after: DocumentValue?
    /// Of the state after; nil for a removed document.
    public let version: DocumentVersion?

    public var id: Int64 { number }

    public var action: Action {
        switch (before, after) {
        case (nil, _): .added
        case (_, nil): .removed
        default: .changed
        }
    }

    /// The names of the fields that changed, in the order of the alphabet.
    public var fields: [String] {
        let before = before?.fields ?? [:]
        let after = after?.fields ?? [:]
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }
}

/// What writing a document came to.
public enum SaveOutcome<Document: RevisedDocument>: Sendable {
    case saved(revision: Int64, version: DocumentVersion)
    /// The document was like this already; nothing was written.
    case unchanged(DocumentVersion)
    /// Somebody else changed, added or removed it since the expected state was read. Nothing was written.
    case conflict(current: Document?, version: DocumentVersion?)
}

/// What removing a document came to.
public enum RemovalOutcome<Document: RevisedDocument>: Sendable {
    case removed(revision: Int64)
    /// There is none with the id; nothing was written.
    case absent
    /// Somebody else changed it since the expected state was read. Nothing was written.
    case conflict(current: Document, version: DocumentVersion)
}

/// What taking a change back came to.
public struct RevertOutcome: Sendable, Hashable {
    /// The new revision; nil when the document was like this already.
    public let revision: Int64?
    public let kind: DocumentKind
    public let documentID: String
    /// Nil when the document is removed now.
    public let version: DocumentVersion?
}

/// Why a change cannot be taken back. Nothing was written.
public enum RevertRefusal: Error, Sendable, Hashable, LocalizedError {
    case noSuchRevision(Int64)
    /// Later changes touched the same fields.
    case changedLater(Int64, by: Int64, fields: [String])
    /// The document was removed by a later revision, or is there again.
    case removedLater(Int64, by: Int64)
    case addedAgain(Int64)
    /// The state of that time cannot be read or does not fit the data of today.
    case doesNotFit(Int64, reason: String)
    /// The file holds documents of a kind that this program does not know.
    case unknownKind(DocumentKind)

    public var errorDescription: String? {
        switch self {
        case .noSuchRevision(let number): "there is no revision \(number)"
        case .changedLater(let number, let later, let fields):
            "revision \(number) cannot be taken back alone: revision \(later) changed the same (\(fields.joined(separator: ", "))). Take that one back "
                + "first, or restore the whole state"
        case .removedLater(let number, let later):
            "revision \(number) cannot be taken back: the document was removed by revision \(later). Take that one back first"
        case .addedAgain(let number): "revision \(number) cannot be taken back: a document with the same id is there again"
        case .doesNotFit(let number, let reason): "revision \(number) cannot be taken back, the earlier state no longer fits: \(reason)"
        case .unknownKind(let kind): "this program does not know documents of the kind “\(kind.rawValue)”"
        }
    }
}

/// Which revisions to list.
public struct RevisionFilter: Sendable, Hashable {
    public var kind: DocumentKind?
    public var documentID: String?
    /// Only of these documents; nil for all.
    public var documents: [DocumentReference]?
    /// The account whose decision it was.
    public var account: Int64?
    public var authorKind: Author.Kind?
    /// From this moment on.
    public var since: Date?
    /// Before this moment.
    public var until: Date?
    /// Part of the document's name or its id; case does not matter for the letters a–z.
    public var text: String?

    public init(
        kind: DocumentKind? = nil, documentID: String? = nil, documents: [DocumentReference]? = nil, account: Int64? = nil,
        authorKind: Author.Kind? = nil, since: Date? = nil, until: Date? = nil, text: String? = nil
    ) {
        self.kind = kind
        self.documentID = documentID
        self.documents = documents
        self.account = account
        self.authorKind = authorKind
        self.since = since
        self.until = until
        self.text = text
    }
}

/// Names a document.
public struct DocumentReference: Sendable, Hashable {
    public let kind: DocumentKind
    public let id: String

    public init(kind: DocumentKind, id: String) {
        self.kind = kind
        self.id = id
    }
}
