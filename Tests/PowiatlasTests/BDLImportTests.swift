// SPDX-License-Identifier: Apache-2.0

import Foundation
import LoopbackOffice
import Testing

/// `powiatlas import bdl` against the statistics office's API on 127.0.0.1, into a real database.
@Suite(.serialized) struct BDLImportTests {
    /// The units of świętokrzyskie as the register has them.
    private static let register: [(code: String, name: String)] = {
        let file = CommandFolder.geoData.appendingPathComponent("territory/units.csv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 6, fields[0].hasPrefix("26"), fields[5].isEmpty else { return nil }
            return (code: fields[0], name: fields[3])
        }
    }()

    private static let gminaCount = register.count { $0.code.count == 7 }

    private static func bank() -> LoopbackBank {
        var beneficiaries = LoopbackBank.Variable(id: 1_548_717, years: Array(2010...2024)) { unit, year in
            unit.level == 6 && unit.id.hasSuffix("5") ? .init(1_000) : .init(Double(year - 1900 + unit.level))
        }
        beneficiaries.subjectID = "P3870"
        beneficiaries.polishNames = ["beneficjenci na 10 tys. ludności"]
        beneficiaries.englishNames = ["beneficiaries per 10 thousand population"]
        let count = LoopbackBank.Variable(id: 10, years: [2023, 2024]) { unit, _ in unit.level < 6 ? nil : .init(5) }
        return LoopbackBank(
            units: LoopbackBank.units(of: register), variables: [beneficiaries, count],
            subjects: [LoopbackBank.defaultSubject, .init(id: "P3870", polish: "Beneficjenci środowiskowej pomocy społecznej", english: "Beneficiaries")])
    }

    /// Runs `body` with a folder that has a database, and the arguments that lead to the loopback office.
    private func withOffice(
        _ body: @Sendable @escaping (CommandFolder, LoopbackOffice, [String]) async throws -> Void
    ) async throws {
        try #require(Self.gminaCount > 90)
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try await LoopbackOffice.run(Self.bank()) { office, url in
                try await body(folder, office, ["import", "bdl", "--base-url", url, "--cache", "cache", "--database", "atlas.sqlite"])
            }
        }
    }

    private func values(_ folder: CommandFolder, _ indicator: String) async throws -> [String] {
        let run = try await folder.run("export", "observations", "--database", "atlas.sqlite")
        expectDone(run)
        return run.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix(indicator + ",") }
    }

    @Test func aVariableComesIntoTheDatabaseOnceAndStaysUnchanged() async throws {
        try await withOffice { folder, office, toOffice in
            let arguments = toOffice + ["--variable", "1548717", "--level", "gmina", "--years", "2023-2024", "--parent", "26"]
            let rehearsal = try await folder.run(arguments + ["--dry-run"])
            expectDone(rehearsal)
            let added = "added: \(Self.gminaCount * 2 + 1), changed: 0, unchanged: 0"
            #expect(rehearsal.errors.contains("would be \(added)"), "\(rehearsal)")
            #expect(rehearsal.errors.contains("of 100 in 15 minutes"))
            #expect(try await values(folder, "beneficjenci-pomocy-na-10-tys") == [])
            let sent = office.requests.count

            // The answers are in the cache: nothing is asked again.
            let real = try await folder.run(arguments)
            expectDone(real)
            #expect(real.errors.contains("was \(added)"), "\(real)")
            #expect(real.errors.contains("all answers are in the cache"))
            #expect(office.requests.count == sent)
            let rows = try await values(folder, "beneficjenci-pomocy-na-10-tys")
            #expect(rows.count == Self.gminaCount * 2)
            // The rural part of an urban-rural gmina, 1,000 in this bank, is nowhere.
            #expect(rows.allSatisfy { $0.hasSuffix(",129,") || $0.hasSuffix(",130,") }, "\(rows.prefix(3))")

            let repeated = try await folder.run(arguments + ["--refresh"])
            expectDone(repeated)
            #expect(repeated.errors.contains("was added: 0, changed: 0, unchanged: \(Self.gminaCount * 2 + 1)"), "\(repeated)")
            #expect(office.requests.count == 2 * sent)
        }
    }

    @Test func aCountIsSummedUpToTheCountry() async throws {
        try await withOffice { folder, _, toOffice in
            let run = try await folder.run(toOffice + ["--variable", "10", "--level", "gmina"])
            expectDone(run)
            #expect(run.errors.contains("bdl-10: \(Self.gminaCount * 2) values of \(Self.gminaCount) units, 2023–2024, gmina"), "\(run)")
            #expect(try await values(folder, "bdl-10").count == Self.gminaCount * 2)
            let indicators = try await folder.run("export", "observations", "--database", "atlas.sqlite")
            #expect(indicators.output.contains("bdl-10,2024,2604"))
        }
    }

    @Test func anInterruptedImportContinuesAndWritesNothingBefore() async throws {
        try await withOffice { folder, office, toOffice in
            let arguments = toOffice + ["--variable", "1548717", "--level", "gmina", "--years", "2024"]
            // The second page is refused for longer than the command waits.
            office.fail("page=1&", .tooMany(retryAfter: "7200 sek"))
            let first = try await folder.run(arguments)
            expectRefused(first, "The limit of requests is reached", "the same command continues")
            #expect(try await values(folder, "beneficjenci-pomocy-na-10-tys") == [])
            // Two hours later, which for the command is a file that is gone.
            for file in FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)!.compactMap({ $0 as? URL })
            where file.lastPathComponent.hasPrefix("blocked-") {
                try FileManager.default.removeItem(at: file)
            }
            let second = try await folder.run(arguments)
            expectDone(second)
            #expect(second.errors.contains("1 request sent, 2 answers from the cache"), "\(second)")
            #expect(try await values(folder, "beneficjenci-pomocy-na-10-tys").count == Self.gminaCount)
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await withOffice { folder, office, toOffice in
            let before = try await folder.run("export", "observations", "--database", "atlas.sqlite").output
            expectRefused(try await folder.run(toOffice + ["--variable", "999"]), "no variable 999", "--search")
            expectRefused(try await folder.run(toOffice + ["--variable", "10", "--years", "1999"]), "has no values for: 1999", "between 2023 and 2024")
            expectRefused(try await folder.run(toOffice + ["--starter", "poetry"]), "no topic “poetry”", "rynek pracy".capitalized.prefix(5).description)
            expectRefused(try await folder.run("import", "bdl", "--variable", "10", "--database", "none.sqlite", "--cache", "cache"), "none.sqlite")
            expectRefused(
                try await folder.run("import", "bdl", "--variable", "10", "--base-url", "nowhere", "--cache", "cache", "--database", "atlas.sqlite"),
                "“nowhere” is not the address")
            #expect(try await folder.run("export", "observations", "--database", "atlas.sqlite").output == before)
        }
    }

    @Test func listsAreForReading() async throws {
        try await withOffice { folder, office, toOffice in
            let list = try await folder.run("import", "bdl", "--list")
            expectDone(list)
            #expect(list.output.hasPrefix("Ludność\n") && list.output.split(separator: "\n").count == 39)
            #expect(list.output.contains("1548717  Beneficjenci środowiskowej pomocy społecznej, na 10 tys. ludności [gmina]"))
            let english = try await folder.run("import", "bdl", "--list", "--language", "en")
            #expect(english.output.contains("Labour market\n    60270  Registered unemployment rate, % [powiat]"), "\(english.output)")

            let hits = try await folder.run(toOffice + ["--search", "pomocy społecznej"])
            expectDone(hits)
            #expect(hits.output == "1548717  beneficjenci na 10 tys. ludności, osoba [P3870, gmina]\n")
            expectRefused(try await folder.run(toOffice + ["--search", "nothing such"]), "no variable with “nothing such”")
            #expect(office.requests(with: "name=pomocy%20spo%C5%82ecznej").count == 1)
        }
    }

    @Test(arguments: [
        "import bdl", "import bdl --variable 0", "import bdl --variable many", "import bdl --variable 1 --list", "import bdl --list --search x",
        "import bdl --search x", "import bdl --variable 1 --level city", "import bdl --variable 1 --years 2024-2015",
        "import bdl --variable 1 --years 15", "import bdl --variable 1 --parent 260409", "import bdl --variable 1 --parent 27",
        "import bdl --list --language de",
    ])
    func wrongUsage(_ line: String) async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run(line.split(separator: " ").map(String.init))
            #expect(run.status == 2 && run.output == "" && run.errors.hasPrefix("Error: "), "\(run)")
            #expect(try folder.names() == [])
        }
    }
}
