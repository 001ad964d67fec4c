// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import OpenReferral
import Testing

@Suite("What is exported as HSDS comes back")
struct HSDSRoundTripTests {
    private func made(_ seed: UInt64, _ count: Int, _ reference: DirectoryReference) throws -> [Institution] {
        var generator = HSDSGenerator(seed: seed, reference: reference)
        var made = try (0..<count).map { try generator.institution($0) }
        for number in made.indices.dropFirst() where number.isMultiple(of: 5) { made[number].parentID = made[number / 5].id }
        return made
    }

    private func unitName(_ reference: DirectoryReference) -> @Sendable (TERYTCode) -> String? {
        let territory = reference.territory
        return { territory.byCode[$0]?.fullName }
    }

    private func write(_ files: [(name: String, text: String)]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hsds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in files { try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.name)) }
        return folder
    }

    private func expectSame(_ read: IntakeResult<Institution>, _ made: [Institution]) {
        #expect(read.accepted.map(\.id) == made.map(\.id))
        for (after, before) in zip(read.accepted, made) {
            #expect(after == before, "\(after.differences(from: before))")
            // Codes are equal without their kind digit.
            #expect(after.area.map(\.code.stem) == before.area.map(\.code.stem))
        }
        #expect(read.report.rejected.isEmpty && read.report.accepted == made.count && read.report.read == made.count)
    }

    @Test("institutions of every shape, in both forms", arguments: [1, 2, 3, 5, 8, 13] as [UInt64])
    func everyShape(seed: UInt64) throws {
        let reference = try DirectoryFixtures.reference()
        let made = try made(seed, 50, reference)
        let sources = Array(reference.sources.values)
        let reader = HSDSReader(reference: reference, sourceID: nil)
        let json = try HSDSExport.json(institutions: made, taxonomy: reference.taxonomy, sources: sources, unitName: unitName(reference))
        expectSame(try reader.read(json: Data(json.utf8), file: HSDSExport.file), made)
        let files = try HSDSTables.write(institutions: made, taxonomy: reference.taxonomy, sources: sources, unitName: unitName(reference))
        let folder = try write(files)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fromTables = try reader.read(folder: folder)
        expectSame(fromTables, made)
        // Written again, the bytes are the same.
        let again = try HSDSExport.json(institutions: fromTables.accepted, taxonomy: reference.taxonomy, sources: sources, unitName: unitName(reference))
        #expect(again == json)
    }

    @Test("what the API gives comes back too", arguments: [false, true])
    func fromAPI(english: Bool) throws {
        let reference = try DirectoryFixtures.reference()
        let made = try made(21, 40, reference)
        let directory = HSDSDirectory(
            institutions: made, taxonomy: reference.taxonomy, sources: Array(reference.sources.values), english: english, unitName: unitName(reference))
        var filter = HSDSFilter()
        filter.full = true
        filter.fullService = true
        let reader = HSDSReader(reference: reference, sourceID: nil)
        let page = try directory.page(of: .organizations, number: 1, perPage: 1000, filter: filter)
        expectSame(try reader.read(json: page, file: "organizations.json"), made)
        // One object a line.
        let lines = made.compactMap { directory.object(of: .organizations, id: HSDSIdentifier(institution: $0.id.text).text, fullService: true) }
        expectSame(try reader.read(json: Data(lines.joined(separator: Data("\n".utf8))), file: "organizations.ndjson"), made)
        // Services with their organization: those with a service, and the places where the services are.
        let services = try directory.page(of: .services, number: 1, perPage: 1000, filter: filter)
        let withServices = made.filter { !$0.allServices(reference.taxonomy).isEmpty && $0.parentID == nil }
        let gathered = try reader.read(json: services, file: "services.json", partial: true)
        let byID = Dictionary(uniqueKeysWithValues: gathered.accepted.map { ($0.id, $0) })
        for institution in withServices { #expect(byID[institution.id] == institution) }
        #expect(!withServices.isEmpty)
    }

    @Test("organizations whose services are only named are not taken for complete")
    func namedServices() throws {
        let reference = try DirectoryFixtures.reference()
        let made = try made(4, 30, reference).filter { $0.parentID == nil && !$0.services.isEmpty }
        let directory = HSDSDirectory(institutions: made, taxonomy: reference.taxonomy, sources: [], unitName: { _ in nil })
        var filter = HSDSFilter()
        filter.full = true
        let page = try directory.page(of: .organizations, number: 1, perPage: 1000, filter: filter)
        let rows = rejected { try HSDSReader(reference: reference, sourceID: nil).read(json: page, file: "o.json") }
        #expect(rows.count == made.count)
        #expect(rows.allSatisfy { $0.reason.contains("full_service=true") })
    }

    @Test("what the law assigns does not become an institution's own entry")
    func statutory() throws {
        let reference = try DirectoryFixtures.reference()
        var office = Institution(id: try InstitutionID("ops"), type: .ops, name: "OPS", sourceID: "wzor")
        try #require(office.allServices(reference.taxonomy).count > 5)
        office.services = [Service(termID: "praca-socjalna"), Service(termID: "posilek", cost: "5 zł")]
        let json = try HSDSExport.json(institutions: [office], taxonomy: reference.taxonomy, sources: [], unitName: { _ in nil })
        let read = try HSDSReader(reference: reference, sourceID: nil).read(json: Data(json.utf8), file: "o.json")
        #expect(read.accepted == [office])
    }

    @Test("the embedded directory")
    func embedded() throws {
        let reference = try DirectoryFixtures.reference()
        let contents = try DirectoryTables.read(folder: DirectoryFixtures.folder, units: try IntakeFixtures.territoryContents().units, knownSources: Array(reference.sources.values))
        let known = DirectoryReference(
            units: try IntakeFixtures.territoryContents().units, geography: reference.geography, taxonomy: contents.taxonomy,
            sources: contents.sources + Array(reference.sources.values))
        let some = Array(contents.institutions.filter { $0.parentID == nil }.prefix(120))
        let json = try HSDSExport.json(institutions: some, taxonomy: contents.taxonomy, sources: contents.sources, unitName: unitName(known))
        expectSame(try HSDSReader(reference: known, sourceID: nil).read(json: Data(json.utf8), file: HSDSExport.file), some)
    }
}
