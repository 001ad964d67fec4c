// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Reads the tables of agreements: `agreements.csv`, and beside it a table each for parties, actions, funding, effects, deadlines,
/// amendments and attachments. An office may also give one table with the parties by their names in a column `strony`.
///
/// A table that is given replaces what is known of its agreements; a table that is not given, and a column that a table does not
/// have, leave it. An agreement is taken whole or not: a bad row of any table takes its agreement out.
/// GeoData/README.md describes the columns.
public struct AgreementTableReader: Sendable {
    public struct Contents: Sendable {
        /// Those of the table in its order, then those existing ones to which the other tables add.
        public let agreements: [Agreement]
        /// Sources that rows name and nobody knew: at most the one for agreements without any.
        public let sources: [Source]
        /// One a table.
        public let reports: [IntakeReport]
    }

    let reference: DirectoryReference
    let institutions: [Institution]
    let existing: [Agreement]
    let sourceID: String?
    let today: Period

    /// - Parameters:
    ///   - institutions: the directory, in which parties are looked up.
    ///   - existing: agreements that the tables may change, renew or add to.
    ///   - sourceID: for rows without a source; nil for the register kept in this database, `OwnRegister.source`.
    ///   - today: the date of that source.
    public init(reference: DirectoryReference, institutions: [Institution], existing: [Agreement] = [], sourceID: String? = nil, today: Period) {
        self.reference = reference
        self.institutions = institutions
        self.existing = existing
        self.sourceID = sourceID
        self.today = today
    }

    /// Reads tables that belong together.
    /// - Parameter partial: whether to keep the good agreements of tables that have bad rows.
    /// - Throws: the refusal of the first table with a bad row, which also tells of the bad rows of the others.
    public func read(_ tables: [AgreementTable: InputTable], partial: Bool = false) throws(IntakeRefusal) -> Contents {
        var draft = AgreementDraft(self)
        for table in AgreementTable.allCases {
            if let input = tables[table] { try draft.read(table, input, others: Set(tables.keys)) }
        }
        draft.checkWhole()
        let reports = draft.reports
        if !partial, let first = reports.firstIndex(where: { !$0.rejected.isEmpty }) {
            var report = reports[first]
            report.remarks = reports.enumerated().filter { $0.offset != first && !$0.element.rejected.isEmpty }.flatMap { $0.element.lines() }
            throw IntakeRefusal(report: report)
        }
        return Contents(agreements: draft.result, sources: draft.newSources, reports: reports)
    }
}

/// The source of agreements for which no other is named.
public enum OwnRegister {
    public static let id = "rejestr-porozumien"

    public static func source(_ day: Period) -> Source {
        Source(
            id: id, name: LocalizedText(polish: "Rejestr porozumień prowadzony w tej bazie", english: "Register of agreements kept in this database"),
            publisher: "Powiatlas", url: nil, date: day,
            licence: LocalizedText(polish: "informacja publiczna, podano źródło", english: "public information, source named"))
    }
}
