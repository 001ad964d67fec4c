// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import DirectorySearch

/// An index that changes were worked into has to answer as one that was built from scratch.
@Suite struct ChangesTests {
    /// The same numbers on every run (Vigna's SplitMix64).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

    /// Makes up what editors do.
    private struct Editors {
        var institutions: [InstitutionID: Institution]
        let taxonomy: Taxonomy
        let gminas: [TERYTCode]
        let names: [String]
        var dice: Dice
        var made = 0
        /// Words that came with changes, to be looked for.
        var words: [String] = []

        static let sharedWords = [
            "Nadzieja", "Klucze", "Kluczach", "Promyk", "Zagórzany", "Bezdomności", "pomocy", "Ośrodek", "Wieś", "Wierzchosława", "Źródełko", "Rabka",
        ]
        static let localities = [
            "Nowe Kluczkowo", "Zagórzany", "Wierzchosławkowo", "Stara Wieś Przykładowa", "Podlas", "Kraków", "Łapczyca", "łapczyca", "Kąty", "Katy",
        ]
        static let postalCodes = ["32-700", "32-701", "33-100", "99-999", "30-001"]

        mutating func one<Item>(of items: [Item]) -> Item { items[Int.random(in: items.indices, using: &dice)] }

        mutating func word() -> String {
            let word: String
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: word = one(of: Self.sharedWords)
            case 1:
                let syllables = ["ba", "ko", "li", "mo", "ru", "sze", "twi", "żar", "dę", "no"]
                word = (0..<Int.random(in: 2...4, using: &dice)).map { _ in one(of: syllables) }.joined().capitalized
            default: word = one(of: one(of: names).split(separator: " ").map(String.init))
            }
            words.append(word)
            return word
        }

        mutating func existing() -> Institution {
            let all = institutions.values.sorted { $0.id < $1.id }
            return one(of: all)
        }

        mutating func location(_ before: Location?) -> Location {
            let isElsewhere = Int.random(in: 0..<2, using: &dice) == 0
            let gmina = isElsewhere ? one(of: gminas) : before?.gmina
            let point = Int.random(in: 0..<5, using: &dice) == 0
                ? nil
                : InstitutionPoint(
                    longitude: Double.random(in: 19...23, using: &dice), latitude: Double.random(in: 49.5...52, using: &dice), precision: .address)
            let intervals = OpeningInterval(opens: 480, closes: 60 * Int.random(in: 10...18, using: &dice)).map { [$0] } ?? []
            let hours = Int.random(in: 0..<3, using: &dice) == 0
                ? nil : OpeningHours(text: "", schedule: WeeklySchedule([.friday: intervals, .monday: intervals]))
            let number = "6\(Int.random(in: 10_000_000...10_000_009, using: &dice))"
            return Location(
                address: PostalAddress(
                    street: Int.random(in: 0..<2, using: &dice) == 0 ? "ul. " + word() : before?.address.street ?? "", building: "5",
                    postalCode: one(of: Self.postalCodes),
                    locality: Int.random(in: 0..<3, using: &dice) == 0 ? before?.address.locality ?? "Kraków" : one(of: Self.localities)),
                gmina: gmina, point: point, phones: [Phone(text: number, number: "+48" + number)], hours: hours)
        }

        mutating func service() -> Service {
            let terms = taxonomy.terms.filter { $0.kind == .service }.map(\.id)
            let targets = taxonomy.terms.filter { $0.kind == .target }.map(\.id)
            let free = Int.random(in: 0..<2, using: &dice)
            return Service(
                termID: one(of: terms), name: Int.random(in: 0..<2, using: &dice) == 0 ? word() : nil, description: "Dla osób: \(word()).",
                targetIDs: [one(of: targets)], eligibility: nil, cost: nil, capacity: 10, freePlaces: free, freePlacesOn: nil)
        }

        /// - Returns: the institutions that are new or other than before, and those that are gone.
        mutating func edit() -> (changed: [Institution], removed: [InstitutionID]) {
            var touched: Set<InstitutionID> = []
            for _ in 0..<Int.random(in: 1...9, using: &dice) {
                var institution = existing()
                switch Int.random(in: 0..<12, using: &dice) {
                case 0, 1: institution.name += " " + word()
                case 2: institution.name = [word(), word(), institution.seat?.address.locality ?? ""].joined(separator: " ")
                case 3: institution.type = one(of: InstitutionType.allCases)
                case 4, 5: institution.locations = [location(institution.locations.first)]
                case 6: institution.services = (0..<Int.random(in: 0...3, using: &dice)).map { _ in service() }
                case 7:
                    institution.otherNames = [word()]
                    institution.runBy = "Fundacja " + word()
                    institution.verifiedOn = try? Period("2026-02-1\(Int.random(in: 0...9, using: &dice))")
                case 8:
                    let code = one(of: gminas)
                    institution.area = [ServedArea(code: code.ancestor(at: one(of: [.gmina, .powiat])) ?? code, basis: .declared)]
                    institution.description = LocalizedText(polish: "\(word()) i \(word())", english: "")
                case 9, 10:
                    made += 1
                    institution.id = try! InstitutionID(one(of: ["a-nowa", "nowa", "z-nowa"]) + "-\(made)")
                    institution.name += " " + word()
                    institution.locations = [location(institution.locations.first)]
                default:
                    institutions[institution.id] = nil
                    touched.insert(institution.id)
                    continue
                }
                institutions[institution.id] = institution
                touched.insert(institution.id)
            }
            let ids = touched.sorted()
            return (ids.compactMap { institutions[$0] }, ids.filter { institutions[$0] == nil })
        }
    }

    private static func editors(seed: UInt64) throws -> Editors {
        let contents = try TestDirectory.contents()
        let places = try TestDirectory.places()
        return Editors(
            institutions: Dictionary(contents.institutions.map { ($0.id, $0) }) { first, _ in first }, taxonomy: contents.taxonomy,
            gminas: places.filter { $0.code.level == .gmina }.map(\.code), names: contents.institutions.map(\.name), dice: Dice(state: seed))
    }

    private static func scratch(_ editors: Editors) throws -> DirectoryIndex {
        let contents = try TestDirectory.contents()
        return try TestDirectory.index(
            editors.institutions.values.sorted { $0.id < $1.id }, taxonomy: contents.taxonomy, thesaurus: contents.thesaurus)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whateverChangesTheAnswersAreThoseOfANewIndex(seed: UInt64) throws {
        var editors = try Self.editors(seed: seed)
        var index = try Self.scratch(editors)
        let cases = try TestDirectory.rows("search-cases.csv").compactMap { $0.fields["query"] }
        var edits = 0
        for round in 0..<24 {
            let (changed, removed) = editors.edit()
            edits += changed.count + removed.count
            index = try #require(index.applying(changed.map { DirectoryEntry($0, taxonomy: editors.taxonomy) }, removed: removed))
            guard round % 3 == 2 else { continue }
            let fresh = try Self.scratch(editors)
            #expect(index.entries == fresh.entries)
            #expect(index.contents.text.vocabulary == fresh.contents.text.vocabulary)
            #expect(index.contents.byName == fresh.contents.byName)
            try compare(index, fresh, texts: Self.texts(&editors, cases), &editors)
        }
        #expect(edits > 60)
    }

    /// What people may ask about what was changed, and about all the rest.
    private static func texts(_ editors: inout Editors, _ cases: [String]) -> [String] {
        var texts = ["", "ops", "gops klucze", "32-700", "33-100 Tarnów", "ul. Promyk 5, Kraków", "Zagórzany", "koło Łapczycy", "20 km od Bochni", "pomoc w Kątach"]
        for _ in 0..<14 { texts.append(editors.one(of: cases)) }
        let words = Array(editors.words.suffix(60))
        for _ in 0..<10 { texts.append(editors.one(of: words)) }
        for _ in 0..<6 { texts.append(editors.existing().name) }
        for _ in 0..<6 {
            // A slip: two letters change places.
            var letters = Array(editors.one(of: words))
            if letters.count > 4 { letters.swapAt(2, 3) }
            texts.append(String(letters))
        }
        for _ in 0..<4 { texts.append(editors.one(of: Editors.localities) + " " + editors.one(of: words)) }
        if let phone = editors.existing().locations.first?.phones.first?.text { texts.append(phone) }
        texts.append(editors.existing().id.text)
        return texts
    }

    private func compare(_ index: DirectoryIndex, _ fresh: DirectoryIndex, texts: [String], _ editors: inout Editors) throws {
        let point = try #require(SearchPoint(longitude: 20.43, latitude: 49.97))
        let terms = editors.taxonomy.terms.filter { $0.kind == .service }.map(\.id)
        for text in texts {
            var queries = [SearchQuery(text: text, limit: 30), SearchQuery(text: text, near: point, sort: .distance, limit: 15)]
            queries.append(SearchQuery(text: text, near: point, radiusKilometers: Double.random(in: 5...80, using: &editors.dice), sort: .name, limit: 12))
            queries.append(SearchQuery(text: text, types: [editors.one(of: InstitutionType.allCases)], openNow: true))
            queries.append(SearchQuery(text: text, services: [editors.one(of: terms)], unit: editors.one(of: editors.gminas).ancestor(at: .wojewodztwo)))
            queries.append(SearchQuery(text: text, serves: editors.one(of: editors.gminas), verifiedWithinDays: 30))
            queries.append(SearchQuery(text: text, freePlaces: true, sort: .name))
            for query in queries {
                let (given, expected) = (try index.search(query, now: TestDirectory.friday), try fresh.search(query, now: TestDirectory.friday))
                #expect(given == expected, "\(query)")
                if let next = expected.next, given.next == next {
                    var following = query
                    following.cursor = next
                    let page = try index.search(following, now: TestDirectory.friday)
                    #expect(try page == fresh.search(following, now: TestDirectory.friday), "\(following)")
                }
            }
            #expect(index.places(named: text) == fresh.places(named: text), "\(text)")
            for length in [2, 4, 7] {
                let prefix = String(text.prefix(length))
                #expect(index.suggestions(for: prefix, limit: 10) == fresh.suggestions(for: prefix, limit: 10), "\(prefix)")
            }
        }
        for _ in 0..<5 {
            let code = editors.one(of: editors.gminas)
            #expect(index.serving(code) == fresh.serving(code))
        }
        let id = editors.existing().id
        #expect(index.entry(id) == fresh.entry(id) && index.entry(id) != nil)
    }

    @Test func whatCannotBeWorkedInIsRefused() throws {
        let editors = try Self.editors(seed: 4)
        let index = try Self.scratch(editors)
        #expect(index.applying([], removed: []) === index)
        #expect(index.applying([], removed: [try InstitutionID("nobody")])?.entries == index.entries)
        // A unit that no register has gets a number of its own among all others.
        let foreign = try TestDirectory.institution("nowa-1", .ops, "Ośrodek", gmina: "129901", locality: "Nigdzie")
        #expect(index.applying([DirectoryEntry(foreign, taxonomy: editors.taxonomy)], removed: []) == nil)
        let many = try (0...1_000).map { DirectoryEntry(try TestDirectory.institution("nowa-\($0)", .ops, "Ośrodek"), taxonomy: editors.taxonomy) }
        #expect(index.applying(many, removed: []) == nil)
    }

    @Test func theLastGoesAndTheFirstComes() throws {
        let taxonomy = try TestDirectory.contents().taxonomy
        let first = try TestDirectory.institution("ops-1", .ops, "Ośrodek w Nowym Kluczkowie", gmina: "1212042", locality: "Nowe Kluczkowo")
        let none = try #require(try TestDirectory.index([first]).applying([], removed: [first.id]))
        #expect(none.entries.isEmpty)
        #expect(try none.search("kluczkowo") == TestDirectory.index([]).search("kluczkowo"))
        let again = try #require(none.applying([DirectoryEntry(first, taxonomy: taxonomy)], removed: []))
        #expect(try again.ids("kluczkowo") == ["ops-1"])
        let fromNothing = try #require(try TestDirectory.index([]).applying([DirectoryEntry(first, taxonomy: taxonomy)], removed: []))
        #expect(try fromNothing.search("osrodek kluczkowo") == TestDirectory.index([first]).search("osrodek kluczkowo"))
    }
}
