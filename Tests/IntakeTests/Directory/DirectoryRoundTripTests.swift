// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

/// Numbers that are the same in every run.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    // SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Institutions of every shape that the tables can hold.
private struct InstitutionGenerator {
    private var generator: SeededGenerator
    private let reference: DirectoryReference
    private let gminas: [TerritorialUnit]
    private let powiats: [TerritorialUnit]

    init(seed: UInt64, reference: DirectoryReference) {
        generator = SeededGenerator(seed: seed)
        self.reference = reference
        gminas = reference.territory.units(.gmina)
        powiats = reference.territory.units(.powiat)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &generator)] }
    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }
    private mutating func maybe<Value>(_ value: Value, _ share: Double = 0.5) -> Value? { chance(share) ? value : nil }

    private mutating func text(_ words: Int) -> String {
        let pool = ["Żółć", "\"cudzysłów\"", "a, b", "ul. Łąkowa; 5", "'x'", "„Ważka”", "%_", "–", "1,5", "św. Józefa", "= 2", "NULL x", "0", "<b>", "\\n"]
        return (0..<words).map { _ in pick(pool) }.joined(separator: " ").replacing("= 2", with: "x = 2")
    }

    private mutating func lines() -> String { text(3) + (chance(0.5) ? "\n" + text(2) + "\n\n" + text(1) : "") }

    private mutating func phone() -> Phone {
        let texts = ["14 688 21 80", "501 814 113", "12 623 52 60 wew. 21", "32 649 94 92 (do 97)", "18 575-222 -40", "116 111", "fax 14 612 59 90"]
        return TelephoneReader.read(pick(texts)).phones[0]
    }

    private mutating func phones() -> [Phone] { TelephoneReader.read((0..<Int.random(in: 0...3, using: &generator)).map { _ in phone().text }.joined(separator: " | ")).phones }

    private mutating func point() -> InstitutionPoint? {
        let x = (Double.random(in: 14.1...24, using: &generator) * 1e6).rounded() / 1e6
        let y = (Double.random(in: 49...54.9, using: &generator) * 1e8).rounded() / 1e8
        return chance(0.7) ? InstitutionPoint(longitude: x, latitude: y, precision: pick(PointPrecision.allCases)) : nil
    }

    private mutating func hours(_ type: InstitutionType) -> OpeningHours? {
        guard chance(0.6) else { return nil }
        let text = pick(["pn-pt 7.30-15.30", "7.30-15.30", "poniedziałek 8-16\nwtorek 7-15", "po uzgodnieniu", "całą dobę", "pn 8-16, pn 7-15"])
        let isOffice = type.tier != .local || type == .urzad
        return OpeningHours(text: text, schedule: OpeningHoursParser.schedule(text, unnamedDays: isOffice ? .workdays : .unknown))
    }

    private mutating func location(_ type: InstitutionType, isSeat: Bool, number: Int = 0) -> Location {
        let name = isSeat ? nil : number > 0 ? "Filia \(number)" : maybe(text(2))
        let address = PostalAddress(
            street: chance(0.5) ? "ul. " + text(1) : "", building: pick(["", "5", "12a/3", "26 G"]), postalCode: pick(["", "33-100"]),
            locality: isSeat && chance(0.1) ? "" : pick(gminas).name)
        return Location(name: name, address: address, gmina: maybe(pick(gminas).code, 0.8), point: point(), phones: phones(), hours: hours(type))
    }

    private mutating func service(_ term: String) -> Service {
        let targets = reference.taxonomy.terms(of: .target).map(\.id)
        let free = maybe(Int.random(in: 0...10, using: &generator))
        return Service(
            termID: term, name: maybe(text(2)), description: maybe(lines()), targetIDs: chance(0.5) ? Array(targets.shuffled(using: &generator).prefix(3)) : [],
            eligibility: maybe(text(4)), cost: maybe(text(2)), capacity: maybe(Int.random(in: 10...500, using: &generator)), freePlaces: free,
            freePlacesOn: free.map { _ in Period(year: 2026, month: 3, day: 1) })
    }

    mutating func institution(_ number: Int) throws -> Institution {
        let type = pick(InstitutionType.allCases)
        let terms = reference.taxonomy.terms(of: .service).map(\.id).shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator))
        var area: [ServedArea] = []
        for unit in powiats.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)) {
            area.append(ServedArea(code: unit.code, basis: pick(ServedArea.Basis.allCases)))
        }
        if chance(0.05) { area = [ServedArea(code: .country, basis: .declared)] }
        let emails = ["a@example.pl", "b.c@example.org"].filter { _ in chance(0.5) }
        let services = terms.map { service($0) }
        return Institution(
            id: try InstitutionID("wzor-\(number)"), type: type, name: "Ośrodek " + text(2), otherNames: chance(0.4) ? ["OPS " + text(1), text(2)] : [],
            parentID: number > 0 && chance(0.2) ? try InstitutionID("wzor-\(Int.random(in: 0..<number, using: &generator))") : nil, runBy: maybe(text(2)),
            area: area, areaNote: maybe(text(3)),
            locations: [location(type, isSeat: true)] + (0..<Int.random(in: 0...2, using: &generator)).map { location(type, isSeat: false, number: $0) },
            emails: emails, website: maybe("https://example.pl/a?b=c,d"),
            coordinator: CooperationCoordinator(name: maybe("Anna Wzór"), role: maybe(text(2)), phone: maybe(phone(), 0.3), email: maybe("c@example.pl", 0.3)),
            services: services, description: LocalizedText(polish: chance(0.5) ? lines() : "", english: chance(0.3) ? lines() : ""),
            sourceID: pick(["wzor", "rjps"]), recordDate: maybe(Period(year: 2026, month: 3)), verifiedOn: maybe(Period(year: 2026, month: 3, day: 6), 0.1),
            note: maybe(text(4), 0.3))
    }
}

@Suite("What is written is read back")
struct DirectoryRoundTripTests {
    @Test("institutions of every shape", arguments: [1, 2, 3, 5, 8] as [UInt64])
    func institutions(seed: UInt64) throws {
        let reference = try DirectoryFixtures.reference()
        var generator = InstitutionGenerator(seed: seed, reference: reference)
        let made = try (0..<60).map { try generator.institution($0) }
        let read = try DirectoryTableReader(reference: reference).read(
            institutions: DirectoryFixtures.table(DirectoryTableWriter.institutions(made)), services: DirectoryFixtures.table(DirectoryTableWriter.services(made)),
            locations: DirectoryFixtures.table(DirectoryTableWriter.locations(made)))
        let byID = Dictionary(uniqueKeysWithValues: made.map { ($0.id, $0) })
        #expect(read.institutions.count == made.count)
        for institution in read.institutions { #expect(institution == byID[institution.id]) }
        // Written again, the bytes are the same.
        #expect(DirectoryTableWriter.institutions(read.institutions) == DirectoryTableWriter.institutions(made.reversed()))
        #expect(DirectoryTableWriter.services(read.institutions) == DirectoryTableWriter.services(made))
        #expect(DirectoryTableWriter.locations(read.institutions) == DirectoryTableWriter.locations(made))
    }

    @Test("sources")
    func sources() throws {
        let sources = (PublishedList.all.map(\.source) + [PublishedList.sectors, DirectoryFixtures.wzor]).sorted { $0.id < $1.id }
        let read = try IndicatorTables.sources(Data(DirectoryTableWriter.sources(sources).utf8), file: "sources.csv")
        #expect(read.accepted == sources)
    }

    @Test("sectors, with and without the gminas of their parts")
    func sectors() throws {
        let reference = try DirectoryFixtures.reference()
        let text = """
            region,sector,unit,part,gminas,source
            26,1,2608,,,wzor
            26,1,2604,południowa część,260402 | 260405,wzor
            26,2,2604,północna część,,wzor
            26,2,260901,,,wzor

            """
        let read = try DirectoryTables.sectors(DirectoryFixtures.table(text), reference: reference).accepted
        #expect(read.map(\.number) == [1, 2])
        #expect(DirectoryTableWriter.sectors(read) == text)
        let gmina = try TERYTCode("260402")
        #expect(read.sectors(for: gmina).certain?.number == 1)
        #expect(try read.sectors(for: TERYTCode("260401")).certain == nil)
        #expect(try read.sectors(for: TERYTCode("260401")).possible.map(\.number) == [2])
    }

    @Test("a thesaurus")
    func thesaurus() throws {
        let entries = [ThesaurusEntry(concept: "bezdomnosc", forms: ["bezdomny", "bez dachu nad głową"], note: "a"), ThesaurusEntry(concept: "type:OPS", forms: ["opieka"])]
        let text = DirectoryTableWriter.thesaurus(entries)
        #expect(try DirectoryTables.thesaurus(DirectoryFixtures.table(text), taxonomy: DirectoryFixtures.reference().taxonomy).accepted == entries)
    }

    @Test("a bar inside a part of a list becomes a slash")
    func bars() throws {
        var institution = Institution(id: try InstitutionID("wzor"), type: .inne, name: "A|B", otherNames: ["C|D"], locations: [], sourceID: "wzor")
        institution.locations = [Location(address: PostalAddress(locality: "X"), gmina: nil, point: nil)]
        let text = DirectoryTableWriter.institutions([institution])
        let read = try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(institutions: DirectoryFixtures.table(text)).institutions
        #expect(read.first?.name == "A|B")
        #expect(read.first?.otherNames == ["C/D"])
    }
}
