// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake

/// Institutions of every shape that the directory's tables can hold, the same in every run.
struct HSDSGenerator {
    private var state: UInt64
    private let reference: DirectoryReference
    private let gminas: [TerritorialUnit]
    private let powiats: [TerritorialUnit]

    init(seed: UInt64, reference: DirectoryReference) {
        state = seed
        self.reference = reference
        gminas = reference.territory.units(.gmina)
        powiats = reference.territory.units(.powiat)
    }

    // SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }
    private mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }
    private mutating func chance(_ share: Int) -> Bool { number(1...100) <= share }
    private mutating func maybe<Value>(_ value: Value, _ share: Int = 50) -> Value? { chance(share) ? value : nil }
    private mutating func some<Value>(_ values: [Value], _ most: Int) -> [Value] {
        var left = values
        return (0..<number(0...most)).compactMap { _ in left.isEmpty ? nil : left.remove(at: number(0...left.count - 1)) }
    }

    private mutating func text(_ words: Int) -> String {
        let pool = ["Żółć", "\"cudzysłów\"", "a, b", "ul. Łąkowa; 5", "'x'", "„Ważka”", "%_", "–", "1,5", "św. Józefa", "x = 2", "null", "0", "<b>", "\\n", "{\"a\":[1]}", "|", "brak"]
        return (0..<words).map { _ in pick(pool) }.joined(separator: " ")
    }

    private mutating func lines() -> String { text(3) + (chance(50) ? "\n" + text(2) + "\n\n" + text(1) : "") }

    private mutating func phone() -> Phone {
        if chance(10) { return Phone(text: "tekst " + text(1), number: nil, extensionNumber: maybe("021")) }
        let texts = ["14 688 21 80", "501 814 113", "12 623 52 60 wew. 21", "12 623 52 60 wew. 021", "32 649 94 92 (do 97)", "18 575-222 -40", "116 111", "fax 14 612 59 90"]
        return TelephoneReader.read(pick(texts)).phones[0]
    }

    private mutating func hours() -> OpeningHours? {
        guard chance(60) else { return nil }
        var days: [Weekday: [OpeningInterval]] = [:]
        for day in some(Weekday.allCases, 7) {
            days[day] = (0..<number(1...3)).compactMap { _ in
                let opens = number(0...1439)
                return OpeningInterval(opens: opens, closes: number((opens + 1)...1440))
            }
        }
        let week = WeeklySchedule(days)
        return OpeningHours(text: pick(["pn-pt 7.30-15.30", "poniedziałek 8-16\nwtorek 7-15", "po uzgodnieniu", text(3)]), schedule: chance(20) ? .alwaysOpen : week.days.isEmpty ? nil : week)
    }

    private mutating func location(isSeat: Bool) -> Location {
        let x = Double(number(14_100_000...24_000_000)) / 1e6
        let y = Double(number(49_000_000...54_900_000)) / 1e6 + Double(number(0...99)) / 1e8
        return Location(
            name: maybe(text(2), isSeat ? 10 : 50),
            address: PostalAddress(
                street: chance(50) ? "ul. " + text(1) : "", building: pick(["", "5", "12a/3", "26 G"]), postalCode: pick(["", "33-100"]),
                locality: chance(10) ? "" : pick(gminas).name),
            gmina: maybe(pick(gminas).code, 80), point: chance(70) ? InstitutionPoint(longitude: x, latitude: y, precision: pick(PointPrecision.allCases)) : nil,
            phones: (0..<number(0...3)).map { _ in phone() }, hours: hours())
    }

    private mutating func service(_ term: String) -> Service {
        let free = maybe(number(0...10))
        return Service(
            termID: term, name: maybe(text(2)), description: maybe(lines()), targetIDs: some(reference.taxonomy.terms(of: .target).map(\.id), 3),
            eligibility: maybe(text(4)), cost: maybe(text(2)), capacity: maybe(number(10...500)), freePlaces: free,
            freePlacesOn: free.map { _ in Period(year: 2026, month: 3, day: 1) })
    }

    mutating func institution(_ number: Int) throws -> Institution {
        let isForeign = chance(10)
        let text = isForeign ? "017f22e2-79b0-7cc3-98c4-" + String(format: "%012d", number) : "wzor-\(number)"
        var institution = Institution(id: try InstitutionID(text), type: pick(InstitutionType.allCases), name: "Ośrodek " + self.text(2), sourceID: pick(["wzor", "rjps"]))
        institution.otherNames = chance(40) ? ["OPS " + self.text(1), self.text(2), self.text(1)] : []
        institution.runBy = maybe(self.text(2))
        institution.area = some(powiats, 3).map { ServedArea(code: $0.code, basis: .statutory) }
        institution.area = institution.area.map { ServedArea(code: $0.code, basis: pick(ServedArea.Basis.allCases)) }
        if chance(5) { institution.area = [ServedArea(code: .country, basis: .declared)] }
        institution.areaNote = maybe(self.text(3))
        institution.locations = (0..<self.number(0...3)).map { location(isSeat: $0 == 0) }
        institution.emails = some(["a@example.pl", "b.c@example.org", "d@example.com"], 3)
        institution.website = maybe(pick(["https://example.pl/a?b=c,d", "http://żaba.example.pl/ścieżka#ą", "https://example.pl/a%20b%zz[1]"]))
        let contact = maybe(phone(), 30)
        institution.coordinator = CooperationCoordinator(name: maybe("Anna Wzór"), role: maybe(self.text(2)), phone: contact, email: maybe("c@example.pl", 30))
        let terms = some(reference.taxonomy.terms(of: .service).map(\.id), 4)
        for term in terms + (terms.first.map { chance(20) ? [$0] : [] } ?? []) { institution.services.append(service(term)) }
        institution.description = LocalizedText(polish: chance(50) ? lines() : "", english: chance(30) ? lines() : "")
        institution.recordDate = maybe(pick([Period(year: 2026), Period(year: 2026, month: 3), Period(year: 2026, month: 3, day: 9)]))
        institution.verifiedOn = maybe(Period(year: 2026, month: 3, day: 6), 20)
        institution.note = maybe(self.text(4), 30)
        return institution
    }
}
