// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct DirectoryImportTests {
    /// The first layout of a list of welfare centres, with its quirks: byte order mark, `.0` after numbers, hours on several
    /// lines, spaces at the ends.
    private static let register =
        "\u{FEFF}typ,id_jednostki,wojewodztwo,powiat,gmina,nazwa,kod_pocztowy,miejscowosc,ulica,numer_domu,telefon,www,email,godziny_pracy,"
        + "teryt_gminy,latitude,longitude,geo_precyzja,uwagi\n"

    private static func row(_ number: Int, gmina: String = "Busko-Zdrój", code: String = "2601013", phone: String = "41 370 52 10") -> String {
        "OPS,\(number).0,świętokrzyskie,buski,\(gmina),Ośrodek Pomocy Społecznej w mieście \(number) ,28-100,\(gmina),ul. Długa,\(number),"
            + "\(phone),ops.example.org,ops@example.org,\"poniedziałek: 8:00 - 17:00\nwtorek - piątek: 7:30 - 15:30\",\(code),50.47,20.72,"
            + "miejscowosc,źródło: RJPS eksport 06.03.2026\n"
    }

    private func directory(_ folder: CommandFolder) async throws -> [String: String] {
        expectDone(try await folder.run("export", "directory", "--database", "atlas.sqlite", "--output", "out"))
        var files: [String: String] = [:]
        for name in ["institutions.csv", "services.csv", "locations.csv", "sources.csv"] {
            files[name] = String(decoding: try folder.data("out/\(name)"), as: UTF8.self)
        }
        return files
    }

    @Test func theSameListTwiceChangesNothingAndANewOneShowsWhatChanged() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await directory(folder)
            try folder.write(Self.register + Self.row(99_001), "list.csv")
            let arguments = ["import", "rjps", "list.csv", "--database", "atlas.sqlite"]

            let rehearsal = try await folder.run(arguments + ["--dry-run"])
            expectDone(rehearsal)
            #expect(rehearsal.errors.contains("would be added: 1, changed: 0, unchanged: 0"), "\(rehearsal)")
            #expect(try await directory(folder) == before)

            expectDone(try await folder.run(arguments))
            let added = try await directory(folder)
            #expect(added["institutions.csv"]?.contains("\nrjps-99001,OPS,Ośrodek Pomocy Społecznej w mieście 99001,") ?? false)
            let again = try await folder.run(arguments)
            #expect(again.errors.contains("was added: 0, changed: 0, unchanged: 1"), "\(again)")
            #expect(try await directory(folder) == added)

            try folder.write(Self.register + Self.row(99_001, phone: "41 111 22 33"), "list.csv")
            let changed = try await folder.run(arguments)
            expectDone(changed)
            #expect(changed.errors.contains("was added: 0, changed: 1, unchanged: 0"), "\(changed)")
            #expect(changed.errors.contains("phones: “41 370 52 10") && changed.errors.contains("41 111 22 33"), "\(changed)")
        }
    }

    @Test func unmatchedGminasAndDuplicatesAreReportedWithTheirLinesAndNothingIsTaken() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let before = try await directory(folder)
            try folder.write(
                Self.register + Self.row(99_001) + Self.row(99_002, gmina: "Nigdziebądź", code: "2699992") + Self.row(99_001), "list.csv")
            // Rows take two lines each, as the hours do.
            expectRefused(
                try await folder.run("import", "rjps", "list.csv", "--database", "atlas.sqlite"), "list.csv", "line 4: ", "line 6: ")
            #expect(try await directory(folder) == before)
        }
    }

    @Test func windows1250IsRecognised() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let text = String((Self.register + Self.row(99_001)).dropFirst())
            let bytes = try #require(text.data(using: .windowsCP1250))
            try bytes.write(to: folder.url.appendingPathComponent("list.csv"))
            let run = try await folder.run("import", "rjps", "list.csv", "--database", "atlas.sqlite")
            expectDone(run)
            #expect(run.errors.contains("Windows-1250"), "\(run)")
            #expect(try await directory(folder)["institutions.csv"]?.contains("Busko-Zdrój") ?? false)
        }
    }

    @Test func whatIsExportedComesBackWithoutAChange() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let files = try await directory(folder)
            let rows = (files["institutions.csv"] ?? "").split(separator: "\n").count
            #expect(rows > 400)
            let tables = ["institutions.csv", "services.csv", "locations.csv"].map { "out/\($0)" }
            let run = try await folder.run(["import", "directory"] + tables + ["--database", "atlas.sqlite"])
            expectDone(run)
            #expect(run.errors.contains("was added: 0, changed: 0, unchanged: "), "\(run)")
            // The folder as a whole too: its services are named by the taxonomy that the database has.
            let exported = try await folder.run("import", "directory", "out", "--database", "atlas.sqlite")
            expectDone(exported)
            #expect(exported.errors.contains("was added: 0, changed: 0, unchanged: "), "\(exported)")
            let whole = try await folder.run(
                "import", "directory", CommandFolder.geoData.appendingPathComponent("directory").path, "--database", "atlas.sqlite")
            expectDone(whole)
            #expect(whole.errors.contains("was added: 0, changed: 0, unchanged: "), "\(whole)")
            #expect(try await directory(folder) == files)
        }
    }

    @Test func openReferralGoesOutAndComesBack() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            for format in ["tabular", "json"] {
                expectDone(
                    try await folder.run("export", "hsds", "--format", format, "--database", "atlas.sqlite", "--output", "hsds-\(format)"))
                let input = format == "json" ? "hsds-json/hsds.json" : "hsds-tabular"
                let run = try await folder.run("import", "hsds", input, "--database", "atlas.sqlite")
                expectDone(run)
                #expect(run.errors.contains("was added: 0, changed: 0, unchanged: "), "\(format): \(run.errors.suffix(2_000))")
            }
            for (name, text) in [("empty.json", ""), ("list.json", "[1, 2]"), ("cut.json", "[{\"id\": "), ("other.json", "{\"a\": 1}")] {
                try folder.write(text, name)
                expectRefused(try await folder.run("import", "hsds", name, "--database", "atlas.sqlite"), name)
            }
        }
    }

    @Test func killedImportsLeaveAllOrNothing() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try folder.write(Self.register + (1...2_000).map { Self.row(90_000 + $0) }.joined(), "list.csv")
            let arguments = ["import", "rjps", "list.csv", "--database", "atlas.sqlite", "--partial"]
            let clock = ContinuousClock()
            let start = clock.now
            expectDone(try await folder.run(arguments + ["--dry-run"]))
            let whole = clock.now - start
            let before = try await directory(folder)
            var killed = 0
            for moment in 1...5 {
                let command = try folder.start(arguments)
                try await Task.sleep(for: whole * moment / 6)
                _ = Foundation.kill(command.process.processIdentifier, SIGKILL)
                if try await command.end().wasSignalled { killed += 1 }
                let doctor = try await folder.run("doctor", "--database", "atlas.sqlite", "--web", CommandFolder.web.path)
                #expect(doctor.output.contains("ok       database: "), "\(doctor)")
                let now = try await directory(folder)
                let count = (now["institutions.csv"] ?? "").components(separatedBy: "\nrjps-9").count - 1
                #expect(now == before || count >= 2_000, "\(count)")
            }
            #expect(killed > 0)
        }
    }
}
