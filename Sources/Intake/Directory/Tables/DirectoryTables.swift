// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The tables of a directory folder.
public struct DirectoryContents: Sendable {
    public let sources: [Source]
    /// Empty when the folder has none and its institutions use the one that is known.
    public let taxonomy: Taxonomy
    public let institutions: [Institution]
    /// Ordered by region and number.
    public let sectors: [AdviserSector]
    public let thesaurus: [ThesaurusEntry]
    /// One a file.
    public let reports: [IntakeReport]
}

/// The directory's own tables: `taxonomy.csv`, `statutory-services.csv`, `sources.csv`, `institutions.csv`, and where they exist
/// `services.csv`, `locations.csv`, `adviser-sectors.csv`, `thesaurus.csv`.
public enum DirectoryTables {
    /// Reads all tables of a folder.
    /// - Parameters:
    ///   - units: current and closed states.
    ///   - knownSources: sources that rows may name beside those of the folder.
    ///   - knownTaxonomy: what services are named by where the folder has no `taxonomy.csv`, as those that export writes; nil demands one.
    /// - Throws: the refusal of the first table that is not as it should be; a directory is taken whole or not at all.
    public static func read(
        folder: URL, units: [TerritorialUnit], geography: UnitGeography = .unknown, knownSources: [Source] = [],
        knownTaxonomy: Taxonomy? = nil
    ) throws(IntakeRefusal) -> DirectoryContents {
        func table(_ name: String) throws(IntakeRefusal) -> InputTable { try InputTable(folder.appendingPathComponent(name)) }
        func optional(_ name: String) throws(IntakeRefusal) -> InputTable? {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path) ? try table(name) : nil
        }
        var (own, reports): (Taxonomy, [IntakeReport]) = (.empty, [])
        let hasOwn = ["taxonomy.csv", "statutory-services.csv"].contains { FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }
        if hasOwn || (knownTaxonomy ?? .empty) == .empty {
            (own, reports) = try readTaxonomy(terms: table("taxonomy.csv"), statutory: table("statutory-services.csv"))
        }
        let taxonomy = own == .empty ? knownTaxonomy ?? own : own
        let sourcesTable = try table("sources.csv")
        let sources = try IndicatorTables.sources(sourcesTable.data, file: sourcesTable.file)
        let reference = DirectoryReference(units: units, geography: geography, taxonomy: taxonomy, sources: sources.accepted + knownSources)
        let directory = try DirectoryTableReader(reference: reference).read(
            institutions: table("institutions.csv"), services: optional("services.csv"), locations: optional("locations.csv"))
        reports += [sources.report] + directory.reports
        var sectors: [AdviserSector] = []
        if let file = try optional("adviser-sectors.csv") {
            let result = try self.sectors(file, reference: reference)
            sectors = result.accepted.sorted { ($0.region, $0.number) < ($1.region, $1.number) }
            reports.append(result.report)
        }
        var entries: [ThesaurusEntry] = []
        if let file = try optional("thesaurus.csv") {
            let result = try thesaurus(file, taxonomy: taxonomy)
            entries = result.accepted
            reports.append(result.report)
        }
        return DirectoryContents(
            sources: sources.accepted, taxonomy: own, institutions: directory.institutions, sectors: sectors, thesaurus: entries,
            reports: reports)
    }

    // MARK: Taxonomy

    /// Reads the terms and what the law assigns.
    /// - Throws: a refusal: ids that stand twice, references to terms that are none, circles of parents, unknown types.
    public static func readTaxonomy(terms: InputTable, statutory: InputTable) throws(IntakeRefusal) -> (taxonomy: Taxonomy, reports: [IntakeReport]) {
        let read = try readTerms(terms)
        let known = Taxonomy(terms: read.accepted, statutory: [])
        let assigned = try readStatutory(statutory, known)
        return (Taxonomy(terms: read.accepted, statutory: assigned.accepted), [read.report, assigned.report])
    }

    private static func readTerms(_ table: InputTable) throws(IntakeRefusal) -> IntakeResult<TaxonomyTerm> {
        var rows = try RowReader(table.data, file: table.file, columns: DirectoryColumns.terms, delimiter: nil)
        var terms: [TaxonomyTerm] = []
        var lines: [String: Int] = [:]
        // A term whose own row is bad is reported there, not once more for each term that names it.
        var mentioned = Set<String>()
        rows.forEach { (fields) throws(RowFault) in
            mentioned.insert(fields[0])
            let id = try fields.identifier(0, what: "term")
            if let first = lines[id] { throw RowFault("the term \(id) stands in line \(first) already") }
            guard let kind = TaxonomyTerm.Kind(rawValue: fields[1]) else {
                throw RowFault(
                    "the kind “\(DelimitedTable.shortened(fields[1]))” is not known: expected "
                        + TaxonomyTerm.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let term = TaxonomyTerm(
                id: id, kind: kind, parentID: fields[2].isEmpty ? nil : try fields.identifier(2, what: "term"),
                name: try fields.localizedText(3, 4, named: "name", limit: 200), explanation: try explanation(fields), relatedIDs: fields.ids(7))
            lines[id] = fields.line
            terms.append(term)
        }
        let byID = Dictionary(terms.map { ($0.id, $0) }) { first, _ in first }
        for term in terms {
            let missing = ([term.parentID].compactMap { $0 } + term.relatedIDs).filter { byID[$0] == nil }
            if !missing.isEmpty, missing.allSatisfy(mentioned.contains) { continue }
            if let reason = fault(term, byID) {
                rows.reject(lines[term.id] ?? 0, reason)
                rows.report.accepted -= 1
            }
        }
        return try rows.result(terms, partial: false)
    }

    /// Both languages or none.
    private static func explanation(_ fields: RowReader.Fields) throws(RowFault) -> LocalizedText {
        let polish = try fields.directoryText(5, named: "description_pl", limit: 500)
        let english = try fields.directoryText(6, named: "description_en", limit: 500)
        guard polish.isEmpty == english.isEmpty else { throw RowFault("description_pl and description_en belong together: give both or none") }
        return LocalizedText(polish: polish, english: english)
    }

    private static func fault(_ term: TaxonomyTerm, _ byID: [String: TaxonomyTerm]) -> String? {
        if let parent = term.parentID {
            guard let broader = byID[parent] else { return "the parent “\(parent)” of \(term.id) is not a term" }
            guard broader.kind == term.kind else { return "the parent \(parent) of \(term.id) is a \(broader.kind.rawValue), not a \(term.kind.rawValue)" }
            var path = [term.id]
            var next = term.parentID
            while let id = next, let broader = byID[id] {
                path.append(id)
                if id == term.id { return "the parents of \(id) lead in a circle: \(path.joined(separator: " → "))" }
                // A circle that the term is not on is found when its own members are looked at.
                if path.dropLast().contains(id) { break }
                next = broader.parentID
            }
        }
        for related in term.relatedIDs {
            guard let problem = byID[related] else { return "“\(DelimitedTable.shortened(related))”, related to \(term.id), is not a term" }
            guard problem.kind == .problem, term.kind != .problem else { return "\(term.id) is related to \(related): only services and target groups are, and to problems" }
        }
        return nil
    }

    private static func readStatutory(_ table: InputTable, _ taxonomy: Taxonomy) throws(IntakeRefusal) -> IntakeResult<StatutoryService> {
        var rows = try RowReader(table.data, file: table.file, columns: DirectoryColumns.statutory, delimiter: nil)
        var services: [StatutoryService] = []
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            guard let type = InstitutionType(rawValue: fields[0]) else {
                throw RowFault(
                    "the type “\(DelimitedTable.shortened(fields[0]))” is not known: expected one of "
                        + InstitutionType.allCases.map(\.rawValue).joined(separator: ", "))
            }
            guard let condition = StatutoryService.Condition(rawValue: fields[1]) else {
                throw RowFault("the condition “\(DelimitedTable.shortened(fields[1]))” is not known: expected nothing or city-with-powiat-rights")
            }
            try expect(fields[2], .service, taxonomy)
            let targets = fields.ids(3)
            for target in targets { try expect(target, .target, taxonomy) }
            let key = "\(type.rawValue) \(condition.rawValue) \(fields[2])"
            if let first = lines[key] { throw RowFault("the service \(fields[2]) of \(type.rawValue) stands in line \(first) already") }
            lines[key] = fields.line
            services.append(
                StatutoryService(
                    institutionType: type, condition: condition, serviceID: fields[2], targetIDs: targets,
                    legalBasis: try fields.requiredText(4, named: "legal_basis", limit: 500)))
        }
        return try rows.result(services, partial: false)
    }

    private static func expect(_ id: String, _ kind: TaxonomyTerm.Kind, _ taxonomy: Taxonomy) throws(RowFault) {
        guard taxonomy.term(id)?.kind == kind else { throw RowFault("“\(DelimitedTable.shortened(id))” is not a \(kind.rawValue) of the taxonomy") }
    }

    // MARK: Thesaurus

    /// Reads the words under which people look for things: `concept,forms,note`.
    ///
    /// A concept is the id of a term, or `type:` and the raw value of an institution type. A row may have several forms, parted
    /// by bars; the rows of a concept belong together.
    public static func thesaurus(_ table: InputTable, taxonomy: Taxonomy, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<ThesaurusEntry> {
        let parsed = try DelimitedTable(table.data, file: table.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(DirectoryColumns.thesaurus))
        var entries: [ThesaurusEntry] = []
        var lines: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let concept = fields[0].trimmed
            let isType = concept.hasPrefix("type:") && InstitutionType(rawValue: String(concept.dropFirst(5))) != nil
            guard isType || taxonomy.term(concept) != nil else {
                throw RowFault("“\(DelimitedTable.shortened(concept))” is neither a term of the taxonomy nor type: and an institution type, as in type:OPS")
            }
            let forms = fields.list(1)
            guard !forms.isEmpty else { throw RowFault("the forms of \(concept) are empty") }
            for form in forms {
                try TextField.check(form, named: "forms", limit: 100)
                let key = concept + "\u{0}" + form.lowercased()
                if let first = lines[key] { throw RowFault("“\(form)” of \(concept) stands in line \(first) already") }
                lines[key] = fields.line
            }
            entries.append(ThesaurusEntry(concept: concept, forms: forms, note: try fields.directoryText(2, named: "note", limit: 500)))
        }
        return try rows.result(entries, partial: partial)
    }
}
