// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A register of the repository's own units, as the statistics office would write it.
private func register(date: String, replacing: [(String, String)] = []) throws -> String {
    let table = try String(contentsOf: CommandFolder.geoData.appendingPathComponent("territory/units.csv"), encoding: .utf8)
    var text = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
    for line in table.split(whereSeparator: \.isNewline).dropFirst() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields[5].isEmpty else { continue }
        let code = Array(fields[0])
        func part(_ range: Range<Int>) -> String { code.count >= range.upperBound ? String(code[range]) : "" }
        let description = fields[2] == "miasto-na-prawach-powiatu" ? "miasto na prawach powiatu" : fields[1] == "powiat" ? "powiat" : fields[2]
        text += "\(part(0..<2));\(part(2..<4));\(part(4..<6));\(part(6..<7));\(fields[3]);\(description);\(date)\n"
    }
    for (old, new) in replacing {
        try #require(text.contains(old), "no \(old)")
        text = text.replacing(old, with: new)
    }
    return text
}

/// Runs GDAL's converter (Debian package gdal-bin).
private func convert(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ogr2ogr"] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "ogr2ogr failed: \(arguments)")
}

@Suite struct TerritoryImportTests {
    @Test func aNewerRegisterIsTakenOnce() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let file = try folder.write(
                register(date: "2027-01-01", replacing: [
                    ("26;04;17;2;Nowiny", "26;04;17;3;Nowiny"), ("22;12;08;2;Redzikowo", "22;12;08;2;Słupsk Wieś"),
                    ("26;04;09;2;Masłów;gmina-wiejska;2027-01-01\n", "26;04;09;2;Masłów;gmina-wiejska;2027-01-01\n26;04;20;2;Cedzyna;gmina wiejska;2027-01-01\n"),
                ]), "terc.csv")
            let changes = try folder.write("date,kind,from,to,share\n2027-01-01,split,260409,260420,35%\n", "changes.csv")
            let dry = try await folder.run("import", "terc", file, "--changes", changes, "--dry-run")
            expectDone(dry)
            // Nothing was written: the same is found once more.
            let run = try await folder.run("import", "terc", file, "--changes", changes)
            expectDone(run)
            #expect(run.output.replacing("recorded", with: "that would be recorded") == dry.output)
            for text in [
                "1 created, 1 renamed, 1 retyped, 1 split", "renamed 2212082 Redzikowo → Słupsk Wieś, on 2027-01-01",
                "created 2604202 Cedzyna from 260409 Masłów (35% of the area), on 2027-01-01",
            ] { #expect(run.output.contains(text), "“\(text)” is not in: \(run.output)") }
            let again = try await folder.run("import", "terc", file, "--changes", changes)
            expectDone(again)
            #expect(again.output.contains("nothing new"))
        }
    }

    @Test func damagedRegistersAreRefused() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let whole = try register(date: "2027-01-01")
            let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
            let part = try folder.write(lines.filter { !$0.hasPrefix("32;") }.joined(separator: "\n"), "part.csv")
            expectRefused(try await folder.run("import", "terc", part), "whole województwa", "32 zachodniopomorskie")
            let cut = try folder.write(String(whole.prefix(whole.count - 400)), "cut.csv")
            expectRefused(try await folder.run("import", "terc", cut))
            let strange = try folder.write("a;b\n1;2\n", "strange.csv")
            expectRefused(try await folder.run("import", "terc", strange), "WOJ")
            let other = try folder.write(whole, "whole.csv")
            expectRefused(try await folder.run("import", "terc", other, "--date", "2026-01-01"), "not of 2026-01-01")
            let same = try folder.write(
                register(date: "2026-01-01", replacing: [("22;12;08;2;Redzikowo", "22;12;08;2;Inna")]), "same.csv")
            expectRefused(try await folder.run("import", "terc", same), "Redzikowo", "--correct")
            expectRefused(try await folder.run("import", "terc", "missing.csv"), "missing.csv")
        }
    }

    @Test func boundariesOfAllFormatsAreAnEdition() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let source = CommandFolder.geoData.appendingPathComponent("boundaries/poland.topojson").path
            let shape = folder.path("gminy.shp")
            try convert("-f", "ESRI Shapefile", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:2180", "-sql", "SELECT id AS terc, id AS name FROM gmina", shape, source)
            let dry = try await folder.run("import", "boundaries", shape, "--date", "2025-06-01", "--tolerance-m2", "0", "--dry-run")
            expectDone(dry)
            #expect(dry.output.contains("no boundary: 1207132 gmina Szczawa"), "\(dry.output)")
            #expect(dry.output.contains("would be added"))
            let package = folder.path("prg.gpkg")
            try convert("-f", "GPKG", "-a_srs", "EPSG:4326", "-nln", "A03_Granice_gmin", "-sql", "SELECT id AS JPT_KOD_JE, id AS JPT_NAZWA_ FROM gmina", package, source)
            try convert("-f", "GPKG", "-update", "-nln", "A02_Granice_powiatow", "-sql", "SELECT id AS JPT_KOD_JE FROM powiat", package, source)
            let run = try await folder.run("import", "boundaries", package, "--date", "2025-06-01", "--tolerance-m2", "0")
            expectDone(run)
            #expect(run.output.contains("was added: boundaries of 2025-06-01"), "\(run.output)")
            let again = try await folder.run("import", "boundaries", package, "--date", "2025-06-01", "--tolerance-m2", "0")
            expectDone(again)
            #expect(again.output.contains("nothing new"), "\(again.output)")
        }
    }

    @Test func boundariesThatDoNotFitAreRefused() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let source = CommandFolder.geoData.appendingPathComponent("boundaries/poland.topojson").path
            let region = folder.path("region.geojson")
            try convert("-f", "GeoJSON", "-sql", "SELECT id AS terc, id AS name FROM gmina WHERE id LIKE '26%'", region, source)
            expectRefused(try await folder.run("import", "boundaries", region, "--date", "2026-01-01"), "lacks", "whole country")
            let powiats = folder.path("powiats.geojson")
            try convert("-f", "GeoJSON", "-sql", "SELECT id AS terc FROM powiat", powiats, source)
            expectRefused(try await folder.run("import", "boundaries", powiats, "--date", "2026-01-01", "--level", "powiat"), "level gmina")
            let zone = folder.path("zone.shp")
            try convert("-f", "ESRI Shapefile", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:32634", "-sql", "SELECT id AS terc FROM gmina WHERE id LIKE '26%'", zone, source)
            expectRefused(try await folder.run("import", "boundaries", zone, "--date", "2026-01-01"), "EPSG:32634", "is not read")
            let text = try folder.write("not a database", "bad.gpkg")
            expectRefused(try await folder.run("import", "boundaries", text, "--date", "2026-01-01"), "no GeoPackage")
            let zip = try folder.write("not a zip", "bad.zip")
            expectRefused(try await folder.run("import", "boundaries", zip, "--date", "2026-01-01"), "zip cannot be opened")
            expectRefused(try await folder.run("import", "boundaries", "a.dxf", "--date", "2026-01-01"), "cannot be read")
        }
    }
}
