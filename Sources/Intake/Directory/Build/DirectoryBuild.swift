// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Makes the directory's own tables from published lists and from tables in our form.
///
/// The same inputs give the same bytes. Where two inputs have the same institution they are merged: a register's contacts
/// stand, what it does not say comes from the others. An institution without a point gets one inside its gmina.
public struct DirectoryBuild: Sendable {
    /// The tables, and what was done to make them.
    public struct Result: Sendable {
        public let sources: [Source]
        /// Ordered by id.
        public let institutions: [Institution]
        public let sectors: [AdviserSector]
        /// One an input, then one of the build.
        public let reports: [IntakeReport]

        /// The files by name, in the order of names; tables that would have no row are left out.
        public var files: [(name: String, text: String)] {
            var files = [
                (name: "institutions.csv", text: DirectoryTableWriter.institutions(institutions)),
                (name: "services.csv", text: DirectoryTableWriter.services(institutions)),
                (name: "sources.csv", text: DirectoryTableWriter.sources(sources)),
            ]
            if institutions.contains(where: { $0.locations.count > 1 }) {
                files.append((name: "locations.csv", text: DirectoryTableWriter.locations(institutions)))
            }
            if !sectors.isEmpty { files.append((name: "adviser-sectors.csv", text: DirectoryTableWriter.sectors(sectors))) }
            return files.sorted { $0.name < $1.name }
        }
    }

    private let units: [TerritorialUnit]
    private let geography: UnitGeography
    private let taxonomy: Taxonomy

    public init(units: [TerritorialUnit], geography: UnitGeography, taxonomy: Taxonomy) {
        self.units = units
        self.geography = geography
        self.taxonomy = taxonomy
    }

    /// - Parameters:
    ///   - registers: lists of welfare centres (`WelfareRegisterReader`).
    ///   - careHomes: lists of day centres and care homes (`CareHomeReader`).
    ///   - sectorLists: lists of adviser sectors (`AdviserSectorList`).
    ///   - folders: folders with any of institutions.csv, services.csv, locations.csv, sources.csv, adviser-sectors.csv in our form.
    ///     Their rows may name institutions of the lists.
    ///   - partial: whether to keep the good rows of an input that has bad ones.
    /// - Throws: the refusal of the first input that is not as it should be.
    public func run(
        registers: [InputTable] = [], careHomes: [InputTable] = [], sectorLists: [InputTable] = [], folders: [URL] = [], partial: Bool = false
    ) throws(IntakeRefusal) -> Result {
        var draft = BuildDraft()
        let lists = reference(sources: [])
        for table in registers { try draft.add(WelfareRegisterReader(reference: lists).read(table.data, file: table.file, partial: partial)) }
        for table in careHomes { try draft.add(CareHomeReader(reference: lists).read(table.data, file: table.file, partial: partial)) }
        for table in sectorLists { try draft.add(sectors: AdviserSectorList(reference: lists, sourceID: PublishedList.sectors.id).read(table)) }
        for folder in folders { try add(folder, to: &draft, partial: partial) }
        return draft.result(finder: GminaFinder(lists.territory), points: PointCheck(geography: geography))
    }

    private func reference(sources: [Source]) -> DirectoryReference {
        DirectoryReference(units: units, geography: geography, taxonomy: taxonomy, sources: PublishedList.all.map(\.source) + [PublishedList.sectors] + sources)
    }

    private func add(_ folder: URL, to draft: inout BuildDraft, partial: Bool) throws(IntakeRefusal) {
        let names = ["sources.csv", "institutions.csv", "services.csv", "locations.csv", "adviser-sectors.csv"]
        let present = names.filter { FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }
        guard !present.isEmpty else {
            throw IntakeRefusal(file: folder.path, reason: "the folder has none of \(names.joined(separator: ", "))")
        }
        func table(_ name: String) throws(IntakeRefusal) -> InputTable? {
            guard present.contains(name) else { return nil }
            let url = folder.appendingPathComponent(name)
            return InputTable(file: folder.lastPathComponent + "/" + name, data: try InputFile.read(url))
        }
        if let table = try table("sources.csv") { draft.add(sources: try IndicatorTables.sources(table.data, file: table.file, partial: partial)) }
        let reference = reference(sources: draft.sources)
        let contents = try DirectoryTableReader(reference: reference).read(
            institutions: table("institutions.csv"), services: table("services.csv"), locations: table("locations.csv"),
            existing: draft.institutions, partial: partial)
        draft.add(contents, folder: folder.lastPathComponent)
        if let table = try table("adviser-sectors.csv") { draft.add(sectors: try DirectoryTables.sectors(table, reference: reference, partial: partial)) }
    }
}
