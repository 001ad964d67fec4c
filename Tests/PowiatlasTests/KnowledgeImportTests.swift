// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct KnowledgeImportTests {
    private static let header = "id,rodzaj,nazwa,streszczenie,źródło\n"

    @Test func whatIsExportedIsImportedUnchangedAndABadRowChangesNothing() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            expectDone(try await folder.run("export", "knowledge", "--database", "atlas.sqlite", "--output", "out"))
            let before = try folder.data("out/practices.csv")
            #expect(String(decoding: before, as: UTF8.self).contains("\nkalkulator-spoleczny,tool,"))
            let again = try await folder.run("import", "knowledge", "out", "--database", "atlas.sqlite")
            expectDone(again)
            #expect(again.errors.contains("was added: 0, changed: 0, unchanged: 53"), "\(again)")

            try folder.write(Self.header + "nowa,narzędzie,Nowa,Skrót,rjps\nzla,cud,Zła,Skrót,rjps\n", "moje-practices.csv")
            let refused = try await folder.run("import", "knowledge", "moje-practices.csv", "--database", "atlas.sqlite")
            #expect(refused.status == 1 && refused.errors.contains("line 3"), "\(refused)")
            let partial = try await folder.run("import", "knowledge", "moje-practices.csv", "--database", "atlas.sqlite", "--partial")
            expectDone(partial)
            #expect(partial.errors.contains("was added: 1, changed: 0, unchanged: 0"), "\(partial)")
            let removed = try await folder.run("import", "knowledge", "--remove", "nowa", "--database", "atlas.sqlite")
            expectDone(removed)
            expectDone(try await folder.run("export", "knowledge", "--database", "atlas.sqlite", "--output", "out"))
            #expect(try folder.data("out/practices.csv") == before)

            let wrong = try await folder.run("import", "knowledge", "out/practices.csv", "--remove", "nowa", "--database", "atlas.sqlite")
            #expect(wrong.status == 2)
        }
    }
}
