// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct AgreementImportTests {
    private static let header = "tytul,rodzaj,data_zawarcia,obowiazuje_od,obowiazuje_do,strony,obszar_terc,forma,przedmiot\n"

    private func agreements(_ folder: CommandFolder) async throws -> String {
        expectDone(try await folder.run("export", "agreements", "--database", "atlas.sqlite", "--out", "out"))
        return String(decoding: try folder.data("out/agreements.csv") + folder.data("out/agreement-parties.csv"), as: UTF8.self)
    }

    @Test func whatIsExportedComesBackWithoutAChange() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await agreements(folder)
            let run = try await folder.run("import", "agreements", "out", "--database", "atlas.sqlite")
            expectDone(run)
            #expect(run.errors.contains("was added: 0, changed: 0, unchanged: 15"), "\(run)")
            let embedded = CommandFolder.geoData.appendingPathComponent("agreements/agreements.csv")
            #expect(try folder.data("out/agreements.csv") == Data(contentsOf: embedded))
            #expect(try await agreements(folder) == before)
        }
    }

    @Test func aListOfAnOfficeIsTakenWholeOrNot() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await agreements(folder)
            let good = "Nowe,porozumienie,2024,2024,bezterminowo,PUP Chrzanów (lider); OPS Trzebinia,1203,wymiana informacji,próba\n"
            let bad = "Złe,porozumienie,2024,2024,2023,PUP Chrzanów; OPS Trzebinia,1203,wymiana informacji,próba\n"
            try folder.write(Self.header + good + bad, "wykaz.csv")
            let arguments = ["import", "agreements", "wykaz.csv", "--database", "atlas.sqlite"]
            expectRefused(try await folder.run(arguments), "wykaz.csv", "line 3: it ends (2023) before it starts (2024)")
            expectDone(try await folder.run(arguments + ["--partial", "--dry-run"]))
            #expect(try await agreements(folder) == before)
            let taken = try await folder.run(arguments + ["--partial"])
            expectDone(taken)
            #expect(taken.errors.contains("was added: 1, changed: 0, unchanged: 0"), "\(taken)")
            #expect(try await agreements(folder).contains("nowe-2024,porozumienie,Nowe,wymiana-informacji"))
            let again = try await folder.run(arguments + ["--partial"])
            #expect(again.errors.contains("was added: 0, changed: 0, unchanged: 1"), "\(again)")
        }
    }

    @Test func aFeedOfOffersReplacesItself() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try folder.write("stanowisko,ważna_do\nŚlusarz,2199-12-31\nKucharz,2199-12-31\n", "oferty.csv")
            let arguments = ["import", "vacancies", "oferty.csv", "--unit", "1203", "--date", "2026-11-20", "--database", "atlas.sqlite"]
            let first = try await folder.run(arguments)
            expectDone(first)
            #expect(first.errors.contains("was added: 2, changed: 0, unchanged: 0"), "\(first)")
            try folder.write("stanowisko,ważna_do\nKucharz,2199-12-31\n", "oferty.csv")
            let second = try await folder.run(arguments)
            #expect(second.errors.contains("unchanged: 1") && second.errors.contains("taken out: 1"), "\(second)")
            expectRefused(try await folder.run("import", "vacancies", "oferty.csv", "--database", "atlas.sqlite"), "does not say where it is")
        }
    }
}
