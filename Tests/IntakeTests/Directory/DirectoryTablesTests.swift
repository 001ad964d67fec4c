// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

@Suite("Taxonomy, sectors and thesaurus")
struct DirectoryTablesTests {
    private static let terms = """
        id,kind,parent,name_pl,name_en,description_pl,description_en,related
        bieda,problem,,bieda,poverty,Mało.,Little.,
        ubodzy,target,,ubodzy,poor people,,,bieda
        pomoc,service,,pomoc,help,,,bieda
        zupa,service,pomoc,zupa,soup,,,

        """
    private static let statutory = """
        institution_type,condition,service,targets,legal_basis
        OPS,,pomoc,ubodzy,ustawa
        OPS,city-with-powiat-rights,zupa,,ustawa

        """

    private func taxonomy(_ terms: String = terms, _ statutory: String = statutory) throws -> Taxonomy {
        try DirectoryTables.readTaxonomy(
            terms: DirectoryFixtures.table(terms, file: "taxonomy.csv"), statutory: DirectoryFixtures.table(statutory, file: "statutory-services.csv")
        ).taxonomy
    }

    @Test("a sound taxonomy")
    func good() throws {
        let taxonomy = try taxonomy()
        #expect(taxonomy.terms.map(\.id) == ["bieda", "ubodzy", "pomoc", "zupa"])
        #expect(taxonomy.lineage("zupa").map(\.id) == ["zupa", "pomoc"])
        #expect(taxonomy.statutoryServices(of: .ops, inCityWithPowiatRights: false).map(\.termID) == ["pomoc"])
        #expect(taxonomy.statutoryServices(of: .ops, inCityWithPowiatRights: true).map(\.termID) == ["pomoc", "zupa"])
    }

    @Test(
        "unsound terms",
        arguments: [
            ("zupa,service", "pomoc,service", 5, "line 4 already"), ("zupa,service", "Zupa,service", 5, "not the id of a term"), ("zupa,service", "zupa,usługa", 5, "kind “usługa”"),
            ("service,pomoc", "service,brak", 5, "parent “brak”"), ("service,pomoc", "service,bieda", 5, "is a problem, not a service"), ("service,pomoc", "service,zupa", 5, "circle: zupa → zupa"),
            (",zupa,soup", ",,soup", 5, "name_pl is empty"), (",zupa,soup", ",zupa,", 5, "name_en is empty"), ("Mało.,Little.", "Mało.,", 2, "belong together"),
            ("people,,,bieda", "people,,,brak", 3, "“brak”, related to ubodzy"), ("people,,,bieda", "people,,,pomoc", 3, "only services and target groups"),
            ("Mało.,Little.,", "Mało.,Little.,bieda", 2, "only services and target groups"),
        ])
    func badTerms(old: String, new: String, line: Int, reason: String) throws {
        try #require(Self.terms.contains(old))
        expectRefusal(line: line, reason) { try taxonomy(Self.terms.replacing(old, with: new)) }
    }

    @Test("a circle of two is told once for each")
    func circle() {
        let rows = rejected { try taxonomy(Self.terms.replacing("pomoc,service,,", with: "pomoc,service,zupa,")) }
        #expect(rows.map(\.line) == [4, 5])
        #expect(rows.first?.reason.contains("pomoc → zupa → pomoc") == true)
    }

    @Test(
        "unsound statutory services",
        arguments: [
            ("OPS,,pomoc", "OSP,,pomoc", 2, "type “OSP”"), ("OPS,,pomoc", "OPS,zawsze,pomoc", 2, "condition “zawsze”"), ("OPS,,pomoc", "OPS,,ubodzy", 2, "not a service"),
            ("ubodzy,ustawa", "bieda,ustawa", 2, "not a target"), ("ubodzy,ustawa", "ubodzy,", 2, "legal_basis is empty"), ("OPS,city-with-powiat-rights,zupa", "OPS,,pomoc", 3, "line 2 already"),
        ])
    func badStatutory(old: String, new: String, line: Int, reason: String) {
        expectRefusal(line: line, reason) { try taxonomy(Self.terms, Self.statutory.replacing(old, with: new)) }
    }

    // MARK: Sectors

    private static let sectors = """
        region,sector,unit,part,gminas,source
        26,1,2608,,,wzor
        26,1,2604,południowa część,,wzor
        26,2,2604,północna część,,wzor

        """

    private func sectors(_ text: String = sectors) throws -> [AdviserSector] {
        try DirectoryTables.sectors(DirectoryFixtures.table(text), reference: DirectoryFixtures.reference()).accepted
    }

    @Test("a part without gminas says of no gmina that it belongs")
    func parts() throws {
        let sectors = try sectors()
        #expect(try sectors.sectors(for: TERYTCode("260801")).certain?.number == 1)
        let open = try sectors.sectors(for: TERYTCode("260401"))
        #expect(open.certain == nil)
        #expect(open.possible.map(\.number) == [1, 2])
    }

    @Test(
        "unsound sectors",
        arguments: [
            ("26,1,2608", "2604,1,2608", 2, "two digits of a województwo"), ("26,1,2608", "26,A,2608", 2, "sector “A”"), ("26,1,2608", "26,1,1201", 2, "not a powiat or gmina of 26"),
            ("26,1,2608", "26,1,2699", 2, "not a current unit"), ("2608,,,wzor", "2608,,,brak", 2, "source “brak”"), ("2608,,,", "2608,,260801,", 2, "need the part's name"),
            ("południowa część,,", "południowa część,260801,", 3, "does not lie in powiat kielecki"), ("południowa część,,", "południowa część,260401 | 260401,", 3, "stands twice"),
            ("26,2,2604,północna część", "26,2,2608,", 4, "line 2 already"), ("26,2,2604,północna część,,", "26,2,260801,,,", 4, "line 2 already"),
            ("26,2,2604,północna część", "26,1,2604,południowa część", 4, "line 3 already"), ("26,2,2604,północna część", "26,2,2604,", 4, "line 3 already"),
            ("26,2,2604,północna część", "26,2,260401,część gminy", 4, "only a powiat has named parts"),
        ])
    func badSectors(old: String, new: String, line: Int, reason: String) throws {
        try #require(Self.sectors.contains(old))
        expectRefusal(line: line, reason) { try sectors(Self.sectors.replacing(old, with: new)) }
    }

    @Test("two parts of a powiat may not share a gmina")
    func sharedGmina() throws {
        let filled = Self.sectors.replacing("południowa część,", with: "południowa część,260401 | 260402")
        #expect(try sectors(filled).count == 2)
        expectRefusal(line: 4, "line 3 already") { try sectors(filled.replacing("północna część,", with: "północna część,260402 | 260405")) }
    }

    @Test("the list of a województwo")
    func list() throws {
        let text = "sektor,obszar,terc,uwaga\n1,powiat pińczowski,2608,\n1,południowa część powiatu kieleckiego,2604,część powiatu: do wskazania\n"
        let reader = AdviserSectorList(reference: try DirectoryFixtures.reference(), sourceID: "wzor")
        let read = try reader.read(DirectoryFixtures.table(text)).accepted
        #expect(read.first?.parts.map(\.isWhole) == [true, false])
        #expect(try sectors(DirectoryTableWriter.sectors(read)) == read)
        expectRefusal(line: 3, "stands in the list already") { try reader.read(DirectoryFixtures.table(text.replacing("południowa część powiatu kieleckiego,2604,część powiatu: do wskazania", with: "x,2608,"))) }
        expectRefusal(line: 2, "expected a powiat or gmina") { try reader.read(DirectoryFixtures.table(text.replacing("2608", with: "26"))) }
    }

    // MARK: Thesaurus

    @Test(
        "unsound entries of the thesaurus",
        arguments: [("zupa,a | b,", "brak,a,", "neither a term"), ("zupa,a | b,", "type:OSP,a,", "neither a term"), ("zupa,a | b,", "zupa, | ,", "forms of zupa are empty"), ("zupa,a | b,", "zupa,a | A,", "line 2 already")])
    func badThesaurus(old: String, new: String, reason: String) throws {
        let text = "concept,forms,note\nzupa,a | b,\n"
        let taxonomy = try taxonomy()
        #expect(try DirectoryTables.thesaurus(DirectoryFixtures.table(text), taxonomy: taxonomy).accepted.map(\.forms) == [["a", "b"]])
        expectRefusal(line: 2, reason) { try DirectoryTables.thesaurus(DirectoryFixtures.table(text.replacing(old, with: new)), taxonomy: taxonomy) }
    }
}

/// The tables that a fresh machine serves.
@Suite("The embedded directory")
struct EmbeddedDirectoryTests {
    private static let read = Result { () throws -> DirectoryContents in
        try DirectoryTables.read(
            folder: DirectoryFixtures.folder, units: try IntakeFixtures.territoryContents().units, geography: try DirectoryFixtures.reference().geography)
    }
    private let contents: DirectoryContents

    init() throws { contents = try Self.read.get() }

    @Test("all tables are sound, and every row of every table is taken")
    func sound() {
        #expect(contents.reports.allSatisfy { $0.rejected.isEmpty && $0.read == $0.accepted || $0.file == "statutory-services.csv" })
        #expect(contents.institutions.count >= 390)
        let used = Set(contents.institutions.map(\.sourceID) + contents.sectors.map(\.sourceID))
        #expect(Set(contents.sources.map(\.id)).isSuperset(of: used))
    }

    @Test("every institution has a name, a place and a known area; nobody verified any yet without saying when")
    func complete() {
        for institution in contents.institutions {
            #expect(institution.seat != nil, "\(institution.id)")
            #expect(!institution.name.contains("  "), "\(institution.id)")
            if [InstitutionType.ops, .cus, .pcpr, .pup].contains(institution.type) { #expect(!institution.area.isEmpty, "\(institution.id)") }
            for service in institution.services { #expect(contents.taxonomy.term(service.termID)?.kind == .service) }
        }
    }

    @Test("points lie where they say")
    func points() throws {
        let geography = try DirectoryFixtures.reference().geography
        for institution in contents.institutions {
            for place in institution.locations {
                guard let point = place.point, let gmina = place.gmina,
                    let distance = geography.distanceKilometers(from: .init(point.longitude, point.latitude), to: gmina)
                else { continue }
                #expect(distance <= PointCheck.toleranceKilometers, "\(institution.id): \(distance) km outside \(gmina)")
            }
        }
    }

    @Test("each gmina has at most one welfare centre of a kind, and each powiat one PCPR")
    func offices() {
        for type in [InstitutionType.ops, .cus, .pcpr] {
            let areas = contents.institutions.filter { $0.type == type }.flatMap { $0.area.filter { $0.basis == .statutory }.map(\.code) }
            let twice = Dictionary(grouping: areas) { $0 }.filter { $0.value.count > 1 }.keys
            #expect(twice.isEmpty, "\(type): \(twice.map(\.stem).sorted())")
        }
    }

    @Test("written again, the tables are the same bytes")
    func canonical() throws {
        func text(_ name: String) throws -> String { try String(contentsOf: DirectoryFixtures.folder.appendingPathComponent(name), encoding: .utf8) }
        #expect(try text("institutions.csv") == DirectoryTableWriter.institutions(contents.institutions))
        #expect(try text("services.csv") == DirectoryTableWriter.services(contents.institutions))
        #expect(try text("adviser-sectors.csv") == DirectoryTableWriter.sectors(contents.sectors))
        #expect(try text("sources.csv") == DirectoryTableWriter.sources(contents.sources))
    }
}
