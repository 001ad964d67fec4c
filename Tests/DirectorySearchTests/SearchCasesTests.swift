// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

/// The questions of `search-cases.csv`, which a domain expert may extend without a line of code.
@Suite("Search cases")
struct SearchCasesTests {
    @Test("every case has its answer; precision at 5")
    func cases() throws {
        let index = try TestDirectory.real()
        let taxonomy = try TestDirectory.contents().taxonomy
        let cases = try TestDirectory.rows("search-cases.csv").map { try SearchCase(line: $0.line, fields: $0.fields) }
        #expect(cases.count >= 80)
        var precisions: [Double] = []
        var failures: [String] = []
        for searchCase in cases {
            let result = try index.search(searchCase.query, now: TestDirectory.friday)
            let top = result.hits.prefix(5).map(\.entry)
            let label = "line \(searchCase.line) “\(searchCase.query.text)”"
            func fail(_ why: String) {
                failures.append(
                    "\(label): \(why)\n      found \(result.total): " + top.map { "\($0.id) \($0.name)" }.joined(separator: " · "))
            }
            let ids = Set(index.entries.map(\.id.text))
            for id in searchCase.first where !ids.contains(id) { fail("the directory has no \(id)") }
            if !searchCase.first.isEmpty, top.first.map({ !searchCase.first.contains($0.id.text) }) ?? true {
                fail("first should be \(searchCase.first.sorted().joined(separator: " or "))")
            }
            if !searchCase.relevant.isEmpty {
                let exist = index.entries.count { searchCase.isRelevant($0, taxonomy) }
                if exist == 0 { fail("nothing in the directory is relevant") }
                let expected = min(5, max(exist, 1))
                let good = top.prefix(expected).count { searchCase.isRelevant($0, taxonomy) }
                let precision = Double(good) / Double(expected)
                precisions.append(precision)
                if precision < 1 { fail("\(good) of the first \(expected) are relevant") }
            }
            if !searchCase.alternatives.isEmpty {
                let offered = result.alternatives.flatMap { SearchCase.word($0.kind) }
                if result.total > 0 { fail("nothing should be found") }
                for wanted in searchCase.alternatives where !offered.contains(wanted) { fail("\(wanted) is not offered, only \(offered)") }
            }
        }
        let mean = precisions.reduce(0, +) / Double(max(precisions.count, 1))
        print("search cases: \(cases.count), precision at 5: \((mean * 1000).rounded() / 1000), failing: \(failures.count)")
        for failure in failures { print("   " + failure) }
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }
}
