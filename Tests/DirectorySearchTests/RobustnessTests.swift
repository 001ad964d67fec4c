// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Foundation
import PolishText
import Testing

/// What must hold for every text and every entry.
@Suite("For all texts and entries")
struct RobustnessTests {
    private let index: DirectoryIndex

    init() throws { index = try TestDirectory.real() }

    /// The same numbers on every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("every entry is found by its own name, among the first when the name is its alone")
    func ownName() throws {
        let names = Dictionary(grouping: index.entries) { fold($0.name) }
        for entry in index.entries {
            let result = try index.search(SearchQuery(text: entry.name, limit: 20), now: TestDirectory.friday)
            let namesakes = names[fold(entry.name)]?.count ?? 1
            #expect(result.hits.prefix(namesakes).contains { $0.entry.id == entry.id }, "\(entry.id) \(entry.name)")
            #expect(result.shortage == nil)
        }
    }

    @Test("every entry is found by its id, its other names and its number")
    func otherNames() throws {
        for entry in index.entries {
            #expect(try index.ids(entry.id.text, limit: 5).first == entry.id.text)
            for name in entry.otherNames { #expect(try index.ids(name, limit: 100).contains(entry.id.text), "\(entry.id): \(name)") }
            if let number = entry.phone?.number {
                #expect(try index.ids(String(number.dropFirst(3)), limit: 50).contains(entry.id.text), "\(entry.id): \(number)")
            }
        }
    }

    @Test("diacritics and capitals change nothing")
    func folded() throws {
        var texts = try TestDirectory.rows("search-cases.csv").compactMap { $0.fields["query"] }
        texts += index.entries.enumerated().filter { $0.offset % 9 == 0 }.map(\.element.name)
        for text in texts {
            let expected = try index.ids(text, limit: 50)
            #expect(try index.ids(fold(text), limit: 50) == expected, "\(text)")
            #expect(try index.ids(text.decomposedStringWithCanonicalMapping, limit: 50) == expected, "\(text)")
        }
    }

    @Test("spaces, quotes and operators mean nothing")
    func operators() throws {
        let expected = try index.ids("schronisko tarnów")
        for text in [
            "  schronisko   tarnów ", "\"schronisko\" tarnów", "schronisko AND-tarnów", "(schronisko) +tarnów", "schronisko\ttarnów\n",
            "schronisko* tarnów?", "'schronisko' \\tarnów\\", "schronisko; tarnów --",
        ] {
            if text.contains("AND") { continue }
            #expect(try index.ids(text) == expected, "\(text)")
        }
    }

    @Test("odd texts do no harm")
    func oddTexts() throws {
        let texts = [
            "\0", "\u{FEFF}", "\u{200B}\u{200D}", "e\u{301}\u{302}\u{303}", "👨‍👩‍👧‍👦 pomoc", "ﬁﬂ", "\u{202E}abc", "الرعاية", "Київ притулок",
            "社会福祉", "\u{0}a\u{0}b\u{0}", "%00", "' OR 1=1 --",
            "<script>alert(1)</script>", "a*b?c[d]", "NEAR/3", "\"", "“„”", String(repeating: "\"", count: 500), "-", "–", "...", "w w w w",
            "i", "1", "00-000", "+48", "km od", "20 km od", "koło", "koło koło koło",
            "ul.", "ul. ul. ul.", "im. im.", "powiat", "gmina gmina", "powiat powiat krakowski", "w promieniu km od Bochni",
            String(repeating: "ą", count: 10_000), String(repeating: "bezdomnyh ", count: 1000),
            String(repeating: "a b ", count: 5000), String(repeating: "Bochnia, ", count: 300), "1e308 km od Bochni", "nan km od Bochni",
            "-5 km od Bochni", "gops-", "-u", "gops-u-u-u", "gops''u", "32-7000", "132-700", "32-700-1",
        ]
        for text in texts {
            let result = try index.search(SearchQuery(text: text, limit: 3), now: TestDirectory.friday)
            #expect(result.hits.count <= 3)
            #expect(result.total >= result.hits.count)
            _ = index.suggestions(for: text, limit: 5)
            _ = index.places(named: text)
        }
    }

    @Test("random texts do no harm")
    func randomTexts() throws {
        var numbers = Numbers(state: 7)
        let letters = Array("aąbcćdeęfghijklłmnńoóprsśtuwyzźżAŻ0123456789 .,-–„”\"'/()*?:;%_\\\u{0}\u{301}\u{AD}\t\n🙂Ωж")
        let words =
            index.entries.flatMap { $0.name.split(separator: " ").map(String.init) } + [
                "koło", "20", "km", "od", "powiat", "gmina", "ul.", "w", "32-700", "gops-u", "bezdomnyh",
            ]
        for round in 0..<1500 {
            var text = ""
            if round.isMultiple(of: 2) {
                for _ in 0..<Int.random(in: 0...40, using: &numbers) { text.append(letters.randomElement(using: &numbers)!) }
            } else {
                for _ in 0..<Int.random(in: 0...30, using: &numbers) {
                    text += words.randomElement(using: &numbers)! + [" ", "  ", ", ", "-", "/"].randomElement(using: &numbers)!
                }
            }
            let query = SearchQuery(text: text, openNow: round.isMultiple(of: 5), sort: SearchQuery.Sort.allCases[round % 3], limit: 5)
            let result = try index.search(query, now: TestDirectory.friday)
            #expect(result.hits.count == min(5, result.total))
            if result.total == 0 { #expect(result.shortage != nil, "\(text)") }
            if round.isMultiple(of: 3) {
                _ = index.suggestions(for: text, limit: 8)
                _ = index.places(named: text)
            }
        }
    }

    @Test("entries without a name, a place or services are kept")
    func bareEntries() throws {
        let bare = try TestDirectory.index([
            TestDirectory.institution("bare-1", .inne, ""), TestDirectory.institution("bare-2", .inne, "…"),
            TestDirectory.institution("bare-3", .inne, "w"),
            TestDirectory.institution("bare-4", .inne, "Ω", area: ["9999999".isEmpty ? "12" : "30"], gmina: "1299099"),
        ])
        #expect(try bare.search(SearchQuery(), now: TestDirectory.friday).total == 4)
        #expect(try bare.ids("Ω") == ["bare-4"])
        #expect(try bare.ids("bare-1").first == "bare-1")
        #expect(bare.entry(try InstitutionID("bare-3"))?.name == "w")
        #expect(bare.entry(try InstitutionID("nobody")) == nil)
        #expect(
            try bare.search(SearchQuery(unit: try TERYTCode("1299099")), now: TestDirectory.friday).total == 1,
            "a gmina that the division lacks")
    }

    @Test("many threads search at once")
    func threads() async throws {
        let index = index
        let expected = try index.ids("schronisko krakow")
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<64 {
                group.addTask {
                    let found = try? index.search(
                        SearchQuery(text: task.isMultiple(of: 2) ? "schronisko krakow" : "pomoc \(task)", openNow: task.isMultiple(of: 3)),
                        now: TestDirectory.friday)
                    return task % 6 != 2 && task % 6 != 4 ? found != nil : found?.hits.map(\.entry.id.text) == expected
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
