// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct InitTests {
    @Test func theRepositorysOwnDataGiveTheWholeCountry() async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run("init", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path)
            expectDone(run)
            #expect(run.output == "")
            let counts = try #require(run.errors.firstMatch(of: /(\d+) units, (\d+) indicators, (\d+) values/))
            #expect(counts.1 == "2875")
            #expect(try #require(Int(counts.2)) >= 25)
            #expect(try #require(Int(counts.3)) > 5_000)
            // The file alone is the database: somebody who copies it has all of it.
            #expect(try folder.names() == ["atlas.sqlite"])

            let before = try folder.data("atlas.sqlite")
            let again = try await folder.run("init", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path)
            expectRefused(again, "atlas.sqlite exists already", "--force")
            #expect(try folder.data("atlas.sqlite") == before)
            #expect(try folder.names() == ["atlas.sqlite"])
        }
    }

    @Test func forceReplacesADatabase() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let old = try folder.data("atlas.sqlite")
            // The data version in the file differs from run to run.
            let run = try await folder.run("init", "--force", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path)
            expectDone(run)
            #expect(try folder.data("atlas.sqlite") != old)
            #expect(try folder.names() == ["atlas.sqlite"])
            #expect(try await folder.run("export", "observations", "--database", "atlas.sqlite").output.hasPrefix("indicator,period,code,value,flag\n"))
        }
    }

    @Test func aPlaceThatCannotBeWrittenIsRefused() async throws {
        try await withCommandFolder { folder in
            let geoData = CommandFolder.geoData.path
            let missing = try await folder.run("init", "--database", "no/such/atlas.sqlite", "--geodata", geoData)
            expectRefused(missing, "no/such")
            try FileManager.default.createDirectory(atPath: folder.path("a.folder"), withIntermediateDirectories: false)
            let onFolder = try await folder.run("init", "--force", "--database", "a.folder", "--geodata", geoData)
            expectRefused(onFolder, "a.folder", "is a folder")
            #expect(try folder.names() == ["a.folder"])
        }
    }

    /// One file of `GeoData` spoilt.
    struct Damage: CustomTestStringConvertible, Sendable {
        let file: String
        let what: String
        /// Texts that the report has to give: the place and the reason.
        let told: [String]
        /// Gives the new content; nil removes the file.
        let change: @Sendable (String) -> String?
        var testDescription: String { "\(file): \(what)" }
    }

    private static func appended(_ file: String, _ row: String, _ what: String, _ reason: String) -> Damage {
        let url = CommandFolder.geoData.appendingPathComponent(file)
        let lines = (try? String(contentsOf: url, encoding: .utf8))?.split(separator: "\n").count ?? 0
        return Damage(file: file, what: what, told: ["line \(lines + 1)", reason]) { $0 + row + "\n" }
    }

    private static func repeated(_ file: String) -> Damage {
        let url = CommandFolder.geoData.appendingPathComponent(file)
        let rows = ((try? String(contentsOf: url, encoding: .utf8)) ?? "").split(separator: "\n")
        return appended(file, String(rows.dropFirst().first ?? ""), "a row twice", "2")
    }

    private static let boundaries = "boundaries/poland.topojson"
    private static let census = "indicators/nsp-2021-ludnosc.csv"

    static let damages: [Damage] = [
        Damage(file: boundaries, what: "cut off", told: ["damaged", "line"]) { String($0.prefix($0.count / 2)) },
        Damage(file: boundaries, what: "empty", told: ["empty"]) { _ in "" },
        Damage(file: boundaries, what: "another format", told: ["FeatureCollection", "expected “Topology”"]) { _ in #"{"type":"FeatureCollection"}"# },
        Damage(file: boundaries, what: "a level is missing", told: ["no object “powiat”"]) { $0.replacing(#""powiat":"#, with: #""county":"#) },
        Damage(file: boundaries, what: "an arc that is not there", told: ["arc 999999"]) { $0.replacing(#""arcs":[["#, with: #""arcs":[[999999,"#, maxReplacements: 1) },
        Damage(file: boundaries, what: "missing", told: ["no .topojson file", "boundaries build"]) { _ in nil },
        appended("territory/units.csv", "0299,powiat,castle,X,,", "a bad row", "castle"),
        appended("territory/units.csv", "02", "too few columns", "the header has 6"),
        repeated("territory/units.csv"),
        Damage(file: "territory/units.csv", what: "missing", told: ["cannot be read"]) { _ in nil },
        appended("territory/changes.csv", "0218033,eaten,a,b,2021-01-01,2026-01-01,", "a bad row", "eaten"),
        appended("indicators/sources.csv", "x,y", "too few columns", "2 fields"),
        repeated("indicators/sources.csv"),
        appended("indicators/catalogue.csv", "x1,a,a,a,a,a,a,a,a,no-such-source,neutral,sum,0", "an unknown source", "no-such-source"),
        repeated("indicators/catalogue.csv"),
        Damage(file: "indicators/catalogue.csv", what: "a column is missing", told: ["line 1", "aggregation"]) {
            $0.replacing("aggregation", with: "summing", maxReplacements: 1)
        },
        appended(census, "no-such-indicator,2021,0201,1,", "an unknown indicator", "no-such-indicator"),
        appended(census, "ludnosc,2021,0201,many,", "no number", "many"),
        appended(census, "ludnosc,yesterday,0201,1,", "no period", "yesterday"),
        appended(census, "ludnosc,2021,020x,1,", "no code", "020x"),
        repeated(census),
        // A practice that names an agreement which the registry lacks: the link would be lost in silence.
        appended(
            "knowledge/practices.csv", "a-b,tool,,,Nazwa,Name,Skrót,Short,,,,,,,,,nie-ma-takiej,,,,,,rjps,,,,", "an unknown agreement",
            "nie-ma-takiej is not in the registry: correct its id"),
        Damage(file: census, what: "cut off in a row", told: ["line 5701"]) { String($0.dropLast(5)) },
    ]

    @Test(arguments: damages)
    func damagedDataAreRefusedAndNothingIsLeft(_ damage: Damage) async throws {
        try await withCommandFolder { folder in
            let geoData = folder.url.appendingPathComponent("GeoData")
            try FileManager.default.copyItem(at: CommandFolder.geoData, to: geoData)
            let file = geoData.appendingPathComponent(damage.file)
            let text = try String(contentsOf: file, encoding: .utf8)
            if let changed = damage.change(text) {
                try #require(changed != text)
                try Data(changed.utf8).write(to: file)
            } else {
                try FileManager.default.removeItem(at: file)
            }

            let run = try await folder.run("init", "--database", "atlas.sqlite")
            expectRefused(run)
            for text in damage.told { #expect(run.errors.contains(text), "\(run)") }
            #expect(run.errors.contains(file.lastPathComponent) || run.errors.contains("boundaries"))
            #expect(try folder.names() == ["GeoData"])

            try folder.write("what was there before", "atlas.sqlite")
            expectRefused(try await folder.run("init", "--force", "--database", "atlas.sqlite"))
            #expect(try folder.data("atlas.sqlite") == Data("what was there before".utf8))
            #expect(try folder.names() == ["GeoData", "atlas.sqlite"])
        }
    }

    @Test func textThatIsNotUTF8IsRefused() async throws {
        try await withCommandFolder { folder in
            let geoData = folder.url.appendingPathComponent("GeoData")
            try FileManager.default.copyItem(at: CommandFolder.geoData, to: geoData)
            for name in ["indicators/catalogue.csv", "boundaries/poland.topojson"] {
                let file = geoData.appendingPathComponent(name)
                let good = try Data(contentsOf: file)
                var bad = good
                bad[good.count / 3] = 0xFF
                try bad.write(to: file)
                expectRefused(try await folder.run("init", "--database", "atlas.sqlite"), file.lastPathComponent)
                try good.write(to: file)
            }
            #expect(try folder.names() == ["GeoData"])
        }
    }

    @Test func oneOfTwoAtTheSameTimeWins() async throws {
        try await withCommandFolder { folder in
            let arguments = ["init", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path]
            let first = try folder.start(arguments)
            let second = try folder.start(arguments)
            let statuses = [try await first.end().status, try await second.end().status]
            #expect(statuses.contains(0))
            #expect(statuses.allSatisfy { $0 < 2 })
            #expect(try folder.names() == ["atlas.sqlite"])
            expectDone(try await folder.run("export", "observations", "--database", "atlas.sqlite"))
        }
    }
}
