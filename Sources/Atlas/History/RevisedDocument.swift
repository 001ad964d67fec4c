// SPDX-License-Identifier: Apache-2.0

/// A sort of document that has a history. Raw values stand in the database and in addresses.
public struct DocumentKind: RawRepresentable, Sendable, Hashable, Codable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let institution = DocumentKind(rawValue: "institution")
    public static let agreement = DocumentKind(rawValue: "agreement")
    public static let practice = DocumentKind(rawValue: "practice")

    /// The kinds that this program knows; a file may hold others.
    public static let known: [DocumentKind] = [.institution, .agreement, .practice]
}

/// What people edit as a whole, and what has a history: its canonical JSON stands for it.
///
/// Encoding and decoding go through `documentValue`, so a document comes back only when it is one that the initialisers allow.
public protocol RevisedDocument: Codable, Sendable, Hashable {
    static var kind: DocumentKind { get }
    /// The id as text.
    var documentID: String { get }
    /// What lists call it.
    var documentName: String { get }
    var documentValue: DocumentValue { get }
    /// - Throws: `DocumentFault` with the way to the value that cannot be read.
    init(documentValue: DocumentValue) throws
}

extension RevisedDocument {
    public init(from decoder: any Decoder) throws { try self.init(documentValue: DocumentValue(from: decoder)) }

    public func encode(to encoder: any Encoder) throws { try documentValue.encode(to: encoder) }

    /// The document without what is not kept of it: kind digits of codes, and what the law adds to services.
    public func normalised() throws -> Self { try Self(documentValue: documentValue) }
}

/// Which state of a document somebody saw: a digest of its canonical JSON. The same state has the same version, whoever
/// wrote it and whenever.
public struct DocumentVersion: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}
