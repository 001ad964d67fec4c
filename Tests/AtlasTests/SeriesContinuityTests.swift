// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

private func code(_ text: String) throws -> TERYTCode { try TERYTCode(text) }

private func part(_ text: String, _ share: Double?) throws -> UnitChange.Part { UnitChange.Part(code: try code(text), share: share) }

private func change(
    _ text: String, _ kind: UnitChange.Kind, _ day: String, _ parts: [UnitChange.Part] = [], before: String? = "x", after: String? = "y",
    notBefore: String? = nil
) throws -> UnitChange {
    UnitChange(
        code: try code(text), kind: kind, before: before, after: after, notBefore: try Period(notBefore ?? day), notAfter: try Period(day),
        parts: parts)
}

private let names = [
    "120705": "Kamienica", "120713": "Szczawa", "120701": "Dolna", "120702": "Górna", "1207": "limanowski", "1210": "nowosądecki",
    "121001": "Sąsiednia",
]

private func continuity(_ text: String, _ changes: [UnitChange]) throws -> SeriesContinuity {
    SeriesContinuity(of: try code(text), changes: changes) { code in
        names[code.stem].map { TerritorialUnit(code: code, kind: code.level == .gmina ? .ruralGmina : .powiat, name: $0) }
    }
}

@Suite("Series across changes of the territory")
struct SeriesContinuityTests {
    private func split() throws -> [UnitChange] {
        [
            try change("120705", .split, "2025-01-01", [part("120713", 0.4)]),
            try change("120713", .created, "2025-01-01", [part("120705", 0.4)], before: nil),
        ]
    }

    @Test("renaming and change of kind leave one series")
    func renamed() throws {
        let found = try continuity(
            "120705",
            [
                change("120705", .renamed, "2023-01-01", before: "Stara", after: "Kamienica"),
                change("120705", .retyped, "2024-01-01", before: "gmina-wiejska", after: "gmina-miejsko-wiejska"),
            ])
        #expect(found.breaks.isEmpty)
        #expect(try found.stretches(of: ["2020", "2023", "2024"].map { try Period($0) }).count == 1)
        #expect(found.notes.map(\.polish) == [
            "W\u{A0}2023\u{A0}r. zmieniono nazwę z\u{A0}„Stara” na „Kamienica”; szereg jest ciągły.",
            "W\u{A0}2024\u{A0}r. zmieniono rodzaj z\u{A0}„gmina wiejska” na „gmina miejsko-wiejska”; szereg jest ciągły.",
        ])
    }

    @Test("a split breaks the series; counts before it are taken by area and marked")
    func splitUnit() throws {
        let found = try continuity("120705", split())
        #expect(found.breaks.map(\.cause) == [.lost])
        #expect(found.breaks.first?.sentence.polish
            == "W\u{A0}2025\u{A0}r. z gminy Kamienica wydzielono gminę Szczawa (40% obszaru); wartości sprzed zmiany dotyczą dawnego obszaru.")
        let periods = try ["2023", "2024-12-31", "2025", "2026-01-01"].map { try Period($0) }
        #expect(found.stretches(of: periods).map { $0.map(\.text) } == [["2023", "2024-12-31"], ["2025", "2026-01-01"]])
        let before = try #require(found.bridge(Period("2024")))
        #expect(before.terms.map(\.code.stem) == ["120705"])
        #expect(abs((before.terms.first?.factor ?? 0) - 0.6) < 1e-12)
        let value = try #require(before.value { _ in 100 })
        #expect(value.value == 60 && value.isEstimate)
        let after = try #require(found.bridge(Period("2025")))
        #expect(after.terms.map(\.factor) == [1])
        #expect(!after.isEstimate)

        let new = try continuity("120713", split())
        #expect(new.breaks.map(\.cause) == [.created])
        #expect(new.breaks.first?.sentence.english.hasPrefix("In 2025 gmina Szczawa was separated from gmina Kamienica;") == true)
        #expect(try new.bridge(Period("2024"))?.value { $0.stem == "120705" ? 100 : nil }?.value == 40)
        // The powiat has both: it does not break.
        #expect(try continuity("1207", split()).breaks.isEmpty)
    }

    @Test("a merger is the exact sum of whole parts")
    func merged() throws {
        let changes = [
            try change("120701", .merged, "2019-01-01", [part("120702", nil)]),
            try change("120702", .abolished, "2019-01-01", [part("120701", nil)], after: nil),
        ]
        let found = try continuity("120701", changes)
        #expect(found.breaks.map(\.cause) == [.gained])
        #expect(found.breaks.first?.sentence.polish.contains("do gminy Dolna włączono gminę Górna") == true)
        let bridge = try #require(found.bridge(Period("2018")))
        #expect(bridge.terms.map { "\($0.code.stem) \($0.factor)" } == ["120701 1.0", "120702 1.0"])
        #expect(!bridge.isEstimate)
        let gone = try continuity("120702", changes)
        #expect(gone.breaks.map(\.cause) == [.abolished])
        #expect(try gone.bridge(Period("2018")) == nil)
    }

    @Test("two breaks are walked one after the other; an unknown share ends the way")
    func several() throws {
        let chain = try split() + [
            change("120705", .merged, "2020-01-01", [part("120701", nil)]),
            change("120701", .abolished, "2020-01-01", [part("120705", nil)], after: nil),
        ]
        let found = try continuity("120705", chain)
        #expect(found.breaks.map(\.cause) == [.gained, .lost])
        #expect(try found.bridge(Period("2019"))?.terms.map { "\($0.code.stem) \($0.factor)" } == ["120701 0.6", "120705 0.6"])
        let unknown = [
            try change("120705", .split, "2025-01-01", [part("120713", nil)], notBefore: "2021-01-01"),
            try change("120713", .created, "2025-01-01", [part("120705", nil)], before: nil, notBefore: "2021-01-01"),
        ]
        #expect(try continuity("120705", unknown).bridge(Period("2024")) == nil)
        #expect(try continuity("120705", unknown).breaks.first?.sentence.polish.hasPrefix(
            "Między 1\u{A0}stycznia 2021\u{A0}r. a\u{A0}1\u{A0}stycznia 2025\u{A0}r. z gminy Kamienica wydzielono gminę Szczawa;") == true)
    }

    @Test("a powiat breaks when a gmina passes to another one")
    func powiats() throws {
        let changes = [
            try change("120701", .abolished, "2019-01-01", [part("121001", 1)], after: nil),
            try change("121001", .created, "2019-01-01", [part("120701", 1)], before: nil),
        ]
        #expect(try continuity("1207", changes).breaks.map(\.cause) == [.lost])
        #expect(try continuity("1210", changes).breaks.map(\.cause) == [.gained])
        #expect(try continuity("12", changes).breaks.isEmpty)
        #expect(try continuity("1210", changes).bridge(Period("2018")) == nil)
        #expect(try continuity("121001", changes).bridge(Period("2018"))?.terms.map { "\($0.code.stem) \($0.factor)" } == ["120701 1.0"])
    }

    @Test("the only New Year between two days")
    func newYear() throws {
        func day(_ a: String, _ b: String) throws -> String? { try Period(a).onlyNewYear(upTo: Period(b))?.text }
        #expect(try day("2025-06-01", "2026-01-01") == "2026-01-01")
        #expect(try day("2025-01-01", "2026-01-01") == "2026-01-01")
        #expect(try day("2025-01-02", "2026-03-05") == "2026-01-01")
        #expect(try day("2021-01-01", "2026-01-01") == nil)
        #expect(try day("2025-02-01", "2025-12-31") == nil)
    }
}
