// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct ImportExportTests {
    private static let header = "indicator,period,code,value,flag\n"

    private func export(_ folder: CommandFolder) async throws -> String {
        let run = try await folder.run("export", "observations", "--database", "atlas.sqlite")
        expectDone(run)
        #expect(run.output.hasPrefix(Self.header))
        return run.output
    }

    @Test func newChangedAndUnchangedRowsAreCounted() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await export(folder)
            let old = "ludnosc,2021,0201,"
            try #require(before.contains("\n\(old)"))
            try folder.write(Self.header + "ludnosc,1999,0201,17,\nludnosc,1999,0202,,missing\n\(old)1234,\n", "values.csv")
            let arguments = ["import", "observations", "values.csv", "--database", "atlas.sqlite"]

            let rehearsal = try await folder.run(arguments + ["--dry-run"])
            expectDone(rehearsal)
            #expect(rehearsal.errors.contains("would be added: 2, changed: 1, unchanged: 0"), "\(rehearsal)")
            #expect(try await export(folder) == before)

            let real = try await folder.run(arguments)
            expectDone(real)
            #expect(real.errors.contains("was added: 2, changed: 1, unchanged: 0"), "\(real)")
            let after = try await export(folder)
            for row in ["ludnosc,1999,0201,17,", "ludnosc,1999,0202,,missing", "\(old)1234,"] { #expect(after.contains("\n\(row)\n")) }

            // The file alone is the database: a copy of it has what was imported.
            try FileManager.default.copyItem(atPath: folder.path("atlas.sqlite"), toPath: folder.path("copy.sqlite"))
            #expect(try await folder.run("export", "observations", "--database", "copy.sqlite").output == after)

            let repeated = try await folder.run(arguments)
            expectDone(repeated)
            #expect(repeated.errors.contains("was added: 0, changed: 0, unchanged: 3"), "\(repeated)")
            #expect(try await export(folder) == after)
        }
    }

    @Test func aFileWithABadRowIsRefusedWholeUnlessPartial() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await export(folder)
            try folder.write(
                Self.header + "ludnosc,1999,0201,17,\nludnosc,1999,0202,many,\nno-such,1999,0202,1,\nludnosc,1999,9999,1,\n"
                    + "ludnosc,1999,0201,18,\nludnosc,1999,0203\n", "values.csv")
            let arguments = ["import", "observations", "values.csv", "--database", "atlas.sqlite"]

            let refused = try await folder.run(arguments)
            expectRefused(refused, "values.csv", "line 3: ", "many", "line 4: ", "no-such", "line 5: ", "9999", "line 6: ", "line 7: ")
            #expect(!refused.errors.contains("line 2: "))
            #expect(try await export(folder) == before)

            let partial = try await folder.run(arguments + ["--partial"])
            expectDone(partial)
            #expect(partial.errors.contains("line 3: "))
            #expect(partial.errors.contains("was added: 1, changed: 0, unchanged: 0"), "\(partial)")
            #expect(try await export(folder).contains("\nludnosc,1999,0201,17,\n"))
        }
    }

    @Test func ofSeveralFilesOneBadOneRefusesAll() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await export(folder)
            try folder.write(Self.header + "ludnosc,1999,0201,17,\n", "good.csv")
            try folder.write(Self.header + "ludnosc,1999,0201,17,\n", "again.csv")
            try folder.write("terc;wartość\n", "foreign.csv")
            for (second, reason) in [("again.csv", "line 2 of good.csv"), ("foreign.csv", "line 1"), ("missing.csv", "cannot be read")] {
                expectRefused(
                    try await folder.run("import", "observations", "good.csv", second, "--database", "atlas.sqlite"), second, reason)
            }
            #expect(try await export(folder) == before)
        }
    }

    @Test func whatIsExportedComesBackWithoutAChange() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let text = try await export(folder)
            try folder.write(text, "values.csv")
            let run = try await folder.run("import", "observations", "values.csv", "--database", "atlas.sqlite")
            expectDone(run)
            let rows = text.split(separator: "\n").count - 1
            #expect(rows > 5_000)
            #expect(run.errors.contains("was added: 0, changed: 0, unchanged: \(rows)"), "\(run)")
            #expect(try await export(folder) == text)
        }
    }

    @Test func indicatorsComeFromAFolder() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run(
                "import", "indicators", CommandFolder.geoData.appendingPathComponent("indicators").path, "--database", "atlas.sqlite")
            expectDone(run)
            #expect(run.errors.contains("was added: 0, changed: 0, unchanged: "), "\(run)")
            expectRefused(try await folder.run("import", "indicators", "nowhere", "--database", "atlas.sqlite"), "sources.csv")
        }
    }

    @Test func importsAreListedAndUndoneByTheirNumber() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await export(folder)
            let none = try await folder.run("imports", "--database", "atlas.sqlite")
            expectDone(none)
            #expect(none.output == "nothing has been imported yet\n")
            try FileManager.default.createDirectory(atPath: folder.path("values"), withIntermediateDirectories: false)
            try folder.write(Self.header + "ludnosc,1999,0201,17,\n", "values/a.csv")
            try folder.write(Self.header + "ludnosc,1999,0203,18,\n", "values/b.csv")
            try folder.write(Self.header + "ludnosc,1999,0201,19,\n", "later.csv")

            let first = try await folder.run("import", "observations", "values", "--database", "atlas.sqlite")
            expectDone(first)
            #expect(first.errors.contains("import 1; to undo it: powiatlas undo 1 --database atlas.sqlite"), "\(first)")
            expectDone(try await folder.run("import", "observations", "later.csv", "--database", "atlas.sqlite"))
            let listed = try await folder.run("imports", "--database", "atlas.sqlite").output.split(separator: "\n")
            #expect(listed.count == 2 && listed[0].hasPrefix("2  ") && listed[1].hasPrefix("1  "))
            #expect(listed[1].contains("a.csv, b.csv") && listed[1].contains("values +2 ~0") && listed[1].hasSuffix("can be undone"))

            expectRefused(
                try await folder.run("undo", "1", "--database", "atlas.sqlite"), "import 2", "ludnosc, 1999, 0201", "Undo import 2 first")
            expectRefused(try await folder.run("undo", "9", "--database", "atlas.sqlite"), "there is no import 9", "the latest is 2")
            for number in ["2", "1"] { expectDone(try await folder.run("undo", number, "--database", "atlas.sqlite")) }
            #expect(try await export(folder) == before)
            expectRefused(try await folder.run("undo", "1", "--database", "atlas.sqlite"), "undone already")
        }
    }

    @Test func readsAreTimed() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run("measure", "--database", "atlas.sqlite", "--reads", "5")
            expectDone(run)
            let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(lines.map { $0.first.map(String.init) } == ["slice", "table", "profile", "start"])
            #expect(lines.allSatisfy { $0.count == 4 && $0.dropFirst().allSatisfy { Double($0) != nil } })
        }
    }
}
