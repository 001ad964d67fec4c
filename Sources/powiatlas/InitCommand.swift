// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake
import TileGeometry

/// `powiatlas init`: makes the database from the tables under `GeoData/`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the database from GeoData/.",
        discussion: """
            Nothing is left behind when a table is refused or the command is interrupted; with --force an
            existing database is replaced only when the new one is complete and no program has it open.
            What people edited in it is gone then: make a backup first.

            Example:
              powiatlas init --database atlas.sqlite
              powiatlas init --database region.sqlite --geodata MyRegion
            """)

    @Option(help: "The file to make.")
    var database: String

    @Option(help: "The folder with boundaries/, territory/, indicators/, directory/, agreements/; by default GeoData of the checkout.")
    var geodata: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    func run() async throws {
        let progress = Progress()
        do {
            try checkPlace()
            let contents = try GeoDataFolder(ProjectFolder.find("GeoData", explicit: geodata)).read(progress)
            progress.report("making \(database)")
            let store = try AtlasStore.create(path: database, contents: contents, replacing: force)
            let counts = try await store.counts()
            try store.close()
            progress.report(
                "\(database): \(counts.units) units, \(counts.indicators) indicators, \(counts.observations) values, "
                    + "\(counts.institutions) institutions")
        } catch {
            throw refused(error)
        }
    }

    /// Says at once what would else be found after the tables have been read.
    private func checkPlace() throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: database, isDirectory: &isFolder) {
            guard !isFolder.boolValue else {
                throw CommandRefusal("\(database) is a folder. Name the file to make, such as: --database \(database)/atlas.sqlite")
            }
            guard force else { throw AtlasStoreError.alreadyExists(path: database) }
        }
        let parent = URL(fileURLWithPath: database).deletingLastPathComponent().path
        guard manager.fileExists(atPath: parent, isDirectory: &isFolder), isFolder.boolValue, manager.isWritableFile(atPath: parent) else {
            throw CommandRefusal("\(database) cannot be made: there is no folder \(parent) that you may write to. Make it first.")
        }
    }
}

/// The tables that a new database is made from.
struct GeoDataFolder {
    let folder: URL

    init(_ folder: URL) {
        self.folder = folder
    }

    func read(_ progress: Progress) throws -> AtlasContents {
        let boundaries = try boundaries(progress)
        let territory = try TerritoryTables.read(folder: folder.appendingPathComponent("territory"))
        progress.report(territory.reports)
        let indicators = try IndicatorTables.read(folder: folder.appendingPathComponent("indicators"))
        progress.report(indicators.reports)
        reportMatch(boundaries, territory.units, progress)
        let directory = try directory(territory.units, boundaries, indicators.sources, progress)
        let agreements = try agreements(territory.units, directory, indicators.sources, progress)
        var contents = AtlasContents(
            units: territory.units, changes: territory.changes, boundaries: boundaries, sources: indicators.sources + agreements.sources,
            indicators: indicators.indicators, observations: indicators.observations, directory: directory, agreements: agreements.agreements)
        try addKnowledge(to: &contents, progress)
        let surveys = try SurveyFile.read(folder: folder.appendingPathComponent("surveys"))
        progress.report(surveys.reports)
        contents.surveys = SurveyContents(surveys: surveys.surveys, sources: surveys.sources)
        return contents
    }

    /// The tables of `agreements/`; a region's own folder may do without.
    private func agreements(
        _ units: [TerritorialUnit], _ directory: AtlasDirectory, _ sources: [Source], _ progress: Progress
    ) throws -> AgreementFolder.Contents {
        let folder = folder.appendingPathComponent("agreements")
        guard FileManager.default.fileExists(atPath: folder.path) else {
            progress.report("no agreements/: the registry of agreements is empty")
            return AgreementFolder.Contents()
        }
        let contents = try AgreementFolder.read(folder, units: units, directory: directory, sources: sources)
        progress.report(contents.reports)
        return contents
    }

    /// The tables of `knowledge/`; a region's own folder may do without. What practices name has to stand in the other tables: a
    /// link that leads nowhere is a mistake in either of them.
    private func addKnowledge(to contents: inout AtlasContents, _ progress: Progress) throws {
        let folder = folder.appendingPathComponent("knowledge")
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        let reference = KnowledgeReference(
            units: contents.units, taxonomy: contents.directory.taxonomy,
            institutions: Set(contents.directory.institutions.map(\.id)), agreements: Set(contents.agreements.map(\.id)),
            sources: Set((contents.sources + contents.directory.sources).map(\.id)))
        let read = try KnowledgeTable.read(KnowledgeTable.files(of: folder), reference: reference)
        progress.report(read.reports)
        contents.sources += read.sources
        contents.knowledge = read.knowledge
    }

    /// The tables of `directory/`; a region's own folder may do without.
    private func directory(
        _ units: [TerritorialUnit], _ boundaries: Topology, _ sources: [Source], _ progress: Progress
    ) throws -> AtlasDirectory {
        let folder = folder.appendingPathComponent("directory")
        guard FileManager.default.fileExists(atPath: folder.path) else {
            progress.report("no directory/: the directory of institutions is empty")
            return AtlasDirectory()
        }
        let contents = try DirectoryTables.read(
            folder: folder, units: units, geography: UnitGeography(boundaries), knownSources: sources)
        progress.report(contents.reports)
        return AtlasDirectory(contents)
    }

    /// The one TopoJSON file of `boundaries/`.
    func boundaries(_ progress: Progress = Progress()) throws -> Topology {
        let parent = folder.appendingPathComponent("boundaries")
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []).filter { $0.hasSuffix(".topojson") }.sorted()
        guard let name = names.first, names.count == 1 else {
            throw IntakeRefusal(
                file: parent.path,
                reason: names.isEmpty
                    ? "it holds no .topojson file; make one with: powiatlas boundaries build"
                    : "it holds several .topojson files (\(names.joined(separator: ", "))); keep one")
        }
        do {
            let topology = try TopoJSON.decode(try InputFile.read(parent.appendingPathComponent(name)), layers: UnitLevel.mapped.map(\.rawValue))
            let issues = TopologyValidator().issues(in: topology)
            guard issues.isEmpty else {
                throw IntakeRefusal(file: name, reason: issues.prefix(5).map(\.localizedDescription).joined(separator: "; "))
            }
            progress.report("\(name): \(topology.arcs.count) shared arcs")
            return topology
        } catch let error as TopoJSONError {
            throw IntakeRefusal(file: name, reason: error.localizedDescription)
        }
    }

    /// Lose nothing, report everything: what has no counterpart on the other side is named.
    private func reportMatch(_ boundaries: Topology, _ units: [TerritorialUnit], _ progress: Progress) {
        let shapes = Set(boundaries.layers.flatMap { $0.shapes.map(\.code) })
        let current = units.filter { $0.validTo == nil && $0.level != .kraj }
        let stems = Set(current.map(\.code.stem))
        for unit in current where !shapes.contains(unit.code.stem) {
            progress.report("  no boundary: \(unit.code) \(unit.fullName)")
        }
        for code in shapes.subtracting(stems).sorted() {
            progress.report("  boundary without a current unit: \(code) (kept in the file of boundaries, not drawn as a unit)")
        }
    }
}
