// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct ValuesImportTests {
    @Test func aDownloadIsShownTakenAndTakenAgain() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try folder.write(
                "Kod;Nazwa;\"Stopa próbna;2022;[%]\";\"Stopa próbna;2023;[%]\";\n0200000;DOLNOŚLĄSKIE;6,1;5,2;\n0201000;Powiat bolesławiecki;6,6;bd.;\nŹródło: GUS;;;;\n",
                "RYNE_2392_CTAB_20240707161221.csv")
            let arguments = ["import", "values", "RYNE_2392_CTAB_20240707161221.csv", "--database", "atlas.sqlite"]
            let rehearsal = try await folder.run(arguments + ["--dry-run"])
            expectDone(rehearsal)
            for text in ["stopa-probna", "values of stopa-probna, 2022", "line 4: Źródło: GUS", "Bank Danych Lokalnych", "would be added: 5"] {
                #expect(rehearsal.errors.contains(text), "\(text): \(rehearsal)")
            }
            let before = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            #expect(!before.contains("stopa-probna"))
            let real = try await folder.run(arguments)
            expectDone(real)
            let after = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            for row in ["stopa-probna,2022,02,6.1,", "stopa-probna,2023,0201,,missing"] { #expect(after.contains("\n\(row)\n")) }
            let again = try await folder.run(arguments)
            expectDone(again)
            #expect(again.errors.contains("was added: 0, changed: 0"), "\(again)")
        }
    }

    @Test func severalFilesAreTakenTogetherOrNotAtAll() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            try folder.write("TERC;Liczba prób 2023\n201;1\n1201;2\n", "dobra.csv")
            try folder.write("TERC;Inna liczba 2023\n0201;1\n0202;x1\n0203;3\n", "zla.csv")
            let refused = try await folder.run("import", "values", "dobra.csv", "zla.csv", "--database", "atlas.sqlite")
            expectRefused(refused, "zla.csv", "line 3: ", "x1")
            #expect(try await folder.run("export", "observations", "--database", "atlas.sqlite").output == before)
            let partial = try await folder.run("import", "values", "dobra.csv", "zla.csv", "--partial", "--database", "atlas.sqlite")
            expectDone(partial)
            #expect(partial.errors.contains("lost their leading zeros"))
            let after = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            for row in ["liczba-prob,2023,0201,1,", "inna-liczba,2023,0203,3,"] { #expect(after.contains("\n\(row)\n")) }
        }
    }

    @Test func optionsOverruleAndWrongOnesAreRefused() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try folder.write("Jednostka;a;b\nPowiat bocheński;1;2\nPowiat chrzanowski;3;4\n", "t.csv")
            let base = ["import", "values", "t.csv", "--database", "atlas.sqlite"]
            expectRefused(try await folder.run(base), "t.csv", "--period 2023")
            expectRefused(try await folder.run(base + ["--period", "2023", "--key", "brak"]), "--key “brak”", "Jednostka")
            expectRefused(try await folder.run(base + ["--period", "2023", "--mapping", "brak"]), "the mapping “brak” is not known", "bezrobocie-powiaty")
            let wrong = try await folder.run(base + ["--column", "a"])
            #expect(wrong.status == 2 && wrong.errors.contains("HEADING=ID"), "\(wrong)")
            expectDone(
                try await folder.run(
                    base + ["--period", "2023-06", "--column", "a=proba-a", "--column", "b=-", "--publisher", "WUP", "--unit", "osób", "--level", "powiat"]))
            let after = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            #expect(after.contains("\nproba-a,2023-06,1201,1,\n") && after.contains("\nproba-a,2023-06,1203,3,\n"))
        }
    }
}
