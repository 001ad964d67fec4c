// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The commands that make the tables and boundaries of `GeoData`.
@Suite(.serialized) struct BuildCommandsTests {
    private func square(_ code: String, _ west: Double) -> String {
        let east = west + 0.1
        return """
            {"type":"Feature","properties":{"terc":"\(code)","name":"\(code)"},"geometry":{"type":"Polygon",
            "coordinates":[[[\(west),50.0],[\(east),50.0],[\(east),50.1],[\(west),50.1],[\(west),50.0]]]}}
            """
    }

    private func collection(_ features: String...) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[\n\(features.joined(separator: ",\n"))\n]}\n"
    }

    private func boundaries(_ more: String...) -> [String] {
        ["boundaries", "build", "--input", "gminas.geojson", "--level", "gmina", "--output", "out"] + more
    }

    @Test func boundariesAreMade() async throws {
        try await withCommandFolder { folder in
            try folder.write(collection(square("2604012", 20.5), square("2604022", 20.6)), "gminas.geojson")
            let run = try await folder.run(boundaries("--name", "region"))
            expectDone(run)
            #expect(run.output.contains("written: "))
            let text = try String(contentsOf: folder.url.appendingPathComponent("out/region.topojson"), encoding: .utf8)
            for part in [#""type":"Topology""#, #""gmina""#, #""powiat""#, #""wojewodztwo""#, #""260402""#] { #expect(text.contains(part)) }
            expectDone(try await folder.run(boundaries("--name", "region")))
            #expect(try String(contentsOf: folder.url.appendingPathComponent("out/region.topojson"), encoding: .utf8) == text)
        }
    }

    @Test func badBoundariesAreRefusedAndTheOldFileStays() async throws {
        try await withCommandFolder { folder in
            try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: false)
            try folder.write("old", "out/poland.topojson")
            let bad: [(String, String)] = [
                ("terc;name\n", "line 1"), ("", "empty"), (#"{"type":"Topology"}"#, "FeatureCollection"),
                (collection(square("2604012", 20.5), square("2604012", 20.6)), "feature 2"),
                (collection(square("2604012", 20.5), square("26", 20.6)), "feature 2"),
                (collection(square("2604012", 90)), "feature 1"),
                (collection(square("2604012", 20.5)).replacing("50.1", with: "\"x\""), "features[0]"),
                (String(collection(square("2604012", 20.5)).dropLast(8)), "line"),
                (String(repeating: "[", count: 100_000), "line 1"),
            ]
            for (text, reason) in bad {
                try folder.write(text, "gminas.geojson")
                expectRefused(try await folder.run(boundaries()), "gminas.geojson", reason)
            }
            try FileManager.default.removeItem(atPath: folder.path("gminas.geojson"))
            expectRefused(try await folder.run(boundaries()), "cannot be read")
            #expect(try folder.data("out/poland.topojson") == Data("old".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == ["poland.topojson"])
        }
    }

    private func territory(terc: String, earlier: String, to output: String = "out") -> [String] {
        ["territory", "build", "--terc", terc, "--earlier-boundaries", earlier, "--output", output]
    }

    @Test func theTerritoryIsMade() async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run(
                territory(terc: CommandFolder.intakeFixture("terc.csv"), earlier: CommandFolder.intakeFixture("gminas-earlier.geojson")))
            expectDone(run)
            #expect(run.output.contains("register of 2026-01-01"))
            let units = try String(contentsOf: folder.url.appendingPathComponent("out/units.csv"), encoding: .utf8)
            #expect(units.hasPrefix("code,level,kind,name,valid_from,valid_to\n"))
            #expect(units.contains("\n1001,powiat,powiat,bełchatowski,"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted() == ["changes.csv", "units.csv"])
        }
    }

    @Test func aBadRegisterIsRefused() async throws {
        try await withCommandFolder { folder in
            let earlier = CommandFolder.intakeFixture("gminas-earlier.geojson")
            let terc = try String(contentsOfFile: CommandFolder.intakeFixture("terc.csv"), encoding: .utf8)
            let bad: [(String, String)] = [
                ("", "terc.csv"), ("code,name\n", "line 1"),
                (terc + "99;99;99;7;Nigdzie;gmina;2026-01-01\n", "line \(terc.split(separator: "\n").count + 1)"),
            ]
            for (text, reason) in bad {
                try folder.write(text, "terc.csv")
                expectRefused(try await folder.run(territory(terc: "terc.csv", earlier: earlier)), "terc.csv", reason)
            }
            expectRefused(
                try await folder.run(territory(terc: CommandFolder.intakeFixture("terc.csv"), earlier: "terc.csv")), "terc.csv", "line 1")
            #expect(try folder.names() == ["terc.csv"])
            // A file where the folder should be.
            expectRefused(
                try await folder.run(territory(terc: CommandFolder.intakeFixture("terc.csv"), earlier: earlier, to: "terc.csv")), "terc.csv")
        }
    }

    private func indicators(_ file: String, to output: String = "out.csv") -> [String] {
        [
            "indicators", "build", "sepi", file, "--territory", CommandFolder.geoData.appendingPathComponent("territory").path,
            "--output", output,
        ]
    }

    @Test func indicatorsAreMade() async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run(indicators(CommandFolder.intakeFixture("sepi.csv")))
            expectDone(run)
            #expect(run.output.contains("written: "))
            let text = try String(contentsOf: folder.url.appendingPathComponent("out.csv"), encoding: .utf8)
            #expect(text.hasPrefix("indicator,period,code,value,flag\n"))
            #expect(text.contains(",1262,"))
        }
    }

    @Test func badIndicatorsAreRefusedAndTheOldFileStays() async throws {
        try await withCommandFolder { folder in
            try folder.write("old", "out.csv")
            let good = try String(contentsOfFile: CommandFolder.intakeFixture("sepi.csv"), encoding: .utf8)
            for (text, reason) in [("", "sepi.csv"), ("a,b\n", "line 1"), (good + "9999,nigdzie,2006,działa,\n", "9999")] {
                try folder.write(text, "sepi.csv")
                expectRefused(try await folder.run(indicators("sepi.csv")), "sepi.csv", reason)
            }
            expectRefused(try await folder.run(indicators("missing.csv")), "missing.csv", "cannot be read")
            #expect(try folder.data("out.csv") == Data("old".utf8))
            try folder.write(good, "sepi.csv")
            expectRefused(try await folder.run(indicators("sepi.csv", to: "no/such/out.csv")), "out.csv")
            #expect(try folder.names() == ["out.csv", "sepi.csv"])
        }
    }
}
