// SPDX-License-Identifier: Apache-2.0

import Atlas
import Crypto
import Foundation
import GRDB

/// A kind of document that the file holds, and how one of it is read and written without touching the others.
protocol StoredDocument: RevisedDocument {
    static func fetch(id: String, _ db: Database) throws -> Self?

    /// Looks at everything that an import looks at.
    /// - Parameter before: the stored state; what it named already may stay, even when it is gone from the registers.
    /// - Throws: the refusal of an import, with the field.
    func check(before: Self?, _ db: Database) throws

    /// - Throws: a refusal when others still refer to it.
    static func checkRemoval(id: String, _ db: Database) throws

    func insert(_ db: Database) throws
    func replace(_ db: Database) throws
    static func delete(id: String, _ db: Database) throws

    /// The part of the data whose version changes.
    static var versionProperty: AtlasProperty { get }

    /// Gives that part a new version.
    /// - Parameter changed: the document that was added, changed or removed.
    static func renewVersion(changed: String, _ db: Database) throws
}

extension StoredDocument {
    static func renewVersion(changed: String, _ db: Database) throws { try AtlasProperty.renew(versionProperty, db) }
}

enum StoredDocuments {
    /// The type of a kind; nil for kinds of newer programs.
    static func type(of kind: DocumentKind) -> (any StoredDocument.Type)? {
        switch kind {
        case .institution: Institution.self
        case .agreement: Agreement.self
        case .practice: Practice.self
        default: nil
        }
    }
}

extension DocumentVersion {
    /// The version of a state, from its canonical JSON.
    public init(of value: DocumentValue) { self.init(json: value.json) }

    /// The version of a document as it would be stored.
    public init(of document: some RevisedDocument) { self.init(of: document.documentValue) }

    init(json: String) {
        // 128 bits: versions tell states of one document apart, they keep no secret.
        let digest = SHA256.hash(data: Data(json.utf8)).prefix(16)
        let digits = Array("0123456789abcdef".utf8)
        self.init(rawValue: String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
    }
}
