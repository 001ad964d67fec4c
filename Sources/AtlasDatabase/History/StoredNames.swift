// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Whether what documents name is in the file. One document asks for what it names; an import of many reads all names at once.
final class StoredNames {
    private let db: Database
    private var institutions: [String: Bool] = [:]
    private var terms: [String: TaxonomyTerm.Kind?] = [:]
    private var stems: [String: Bool] = [:]
    private var agreements: [String: Bool] = [:]
    private var sources: [String: Bool] = [:]
    private let knowsAll: Bool

    /// - Parameter readingAll: whether all names are read now.
    init(_ db: Database, readingAll: Bool) throws {
        self.db = db
        knowsAll = readingAll
        guard readingAll else { return }
        func all(_ sql: String) throws -> [String: Bool] {
            Dictionary(try String.fetchAll(db, sql: sql).map { ($0, true) }) { first, _ in first }
        }
        institutions = try all("SELECT id FROM institution")
        agreements = try all("SELECT id FROM agreement")
        sources = try all("SELECT id FROM source")
        stems = try all("SELECT stem FROM unit WHERE valid_to IS NULL")
        for row in try Row.fetchAll(db, sql: "SELECT id, kind FROM taxonomy_term") { terms[row[0]] = TaxonomyTerm.Kind(rawValue: row[1]) }
    }

    private func look(_ known: ReferenceWritableKeyPath<StoredNames, [String: Bool]>, _ name: String, _ sql: String) throws -> Bool {
        if let answer = self[keyPath: known][name] { return answer }
        guard !knowsAll else { return false }
        let answer = try Int.fetchOne(db.cachedStatement(sql: sql), arguments: [name]) != nil
        self[keyPath: known][name] = answer
        return answer
    }

    func hasInstitution(_ id: InstitutionID) throws -> Bool { try look(\.institutions, id.text, "SELECT 1 FROM institution WHERE id = ?") }
    func hasAgreement(_ id: AgreementID) throws -> Bool { try look(\.agreements, id.text, "SELECT 1 FROM agreement WHERE id = ?") }
    func hasSource(_ id: String) throws -> Bool { try look(\.sources, id, "SELECT 1 FROM source WHERE id = ?") }

    /// Whether it is a unit of today.
    func hasUnit(_ code: TERYTCode) throws -> Bool {
        try look(\.stems, code.stem, "SELECT 1 FROM unit WHERE stem = ? AND valid_to IS NULL")
    }

    /// The kind of a term; nil when there is none with the id.
    func kind(ofTerm id: String) throws -> TaxonomyTerm.Kind? {
        if let answer = terms[id] { return answer }
        guard !knowsAll else { return nil }
        let kind = try String.fetchOne(db.cachedStatement(sql: "SELECT kind FROM taxonomy_term WHERE id = ?"), arguments: [id])
            .flatMap(TaxonomyTerm.Kind.init)
        terms.updateValue(kind, forKey: id)
        return kind
    }

    func isTerm(_ id: String, _ kind: TaxonomyTerm.Kind) throws -> Bool { try self.kind(ofTerm: id) == kind }
}
