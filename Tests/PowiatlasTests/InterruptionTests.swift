// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `kill -9` at moments spread over the whole run; how long a run takes is measured first, so that the
/// moments fall into it on any machine.
@Suite(.serialized) struct InterruptionTests {
    private static let moments = 7

    /// Starts the program and kills it after `delay`.
    private func kill(_ arguments: [String], after delay: Duration, in folder: CommandFolder) async throws -> CommandRun {
        let command = try folder.start(arguments)
        try await Task.sleep(for: delay)
        _ = Foundation.kill(command.process.processIdentifier, SIGKILL)
        return try await command.end()
    }

    private func doctorFindsItSound(_ folder: CommandFolder) async throws {
        let doctor = try await folder.run("doctor", "--database", "atlas.sqlite", "--web", CommandFolder.web.path)
        #expect(doctor.output.contains("ok       database: 2875 units"), "\(doctor)")
    }

    @Test func ofInitLeavesNothingOrAWholeDatabase() async throws {
        try await withCommandFolder { folder in
            let arguments = ["init", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path]
            let clock = ContinuousClock()
            let start = clock.now
            expectDone(try await folder.run(arguments))
            let whole = clock.now - start
            try FileManager.default.removeItem(atPath: folder.path("atlas.sqlite"))

            var killed = 0
            for moment in 1...Self.moments {
                let run = try await kill(arguments, after: whole * moment / Self.moments, in: folder)
                if run.wasSignalled { killed += 1 }
                guard folder.exists("atlas.sqlite") else { continue }
                try await doctorFindsItSound(folder)
                for name in try folder.names() where name.hasPrefix("atlas.sqlite") {
                    try FileManager.default.removeItem(atPath: folder.path(name))
                }
            }
            #expect(killed > 0)
            expectDone(try await folder.run(arguments))
            // What the killed ones left behind is cleared away.
            #expect(try folder.names() == ["atlas.sqlite"])
            try await doctorFindsItSound(folder)
        }
    }

    @Test func ofInitWithForceLeavesTheOldOrTheNewDatabase() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let arguments = ["init", "--force", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path]
            let clock = ContinuousClock()
            let start = clock.now
            expectDone(try await folder.run(arguments))
            let whole = clock.now - start
            // The last third is where the new file is put in place.
            for moment in [6, 9, 10, 11] {
                _ = try await kill(arguments, after: whole * moment / 11, in: folder)
                try await doctorFindsItSound(folder)
            }
        }
    }

    @Test func ofImportTakesAllOrNothing() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let export = ["export", "observations", "--database", "atlas.sqlite"]
            let before = try await folder.run(export).output
            let changed = before.split(separator: "\n").map { line -> String in
                var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                if let value = Int(fields[3]) { fields[3] = String(value + 1) }
                return fields.joined(separator: ",")
            }
            try folder.write(changed.joined(separator: "\n") + "\n", "changed.csv")
            try folder.write(before, "before.csv")

            let clock = ContinuousClock()
            let start = clock.now
            expectDone(try await folder.run("import", "observations", "changed.csv", "--database", "atlas.sqlite"))
            let whole = clock.now - start
            let after = try await folder.run(export).output
            #expect(after != before)
            // There and back, killed on the way.
            for moment in 1...Self.moments {
                let file = moment.isMultiple(of: 2) ? "changed.csv" : "before.csv"
                _ = try await kill(
                    ["import", "observations", file, "--database", "atlas.sqlite"], after: whole * moment / Self.moments, in: folder)
                try await doctorFindsItSound(folder)
                let now = try await folder.run(export).output
                #expect(now == before || now == after)
            }
            expectDone(try await folder.run("import", "observations", "before.csv", "--database", "atlas.sqlite"))
            #expect(try await folder.run(export).output == before)
        }
    }

    /// Hundreds of thousands of values, which are written in several goes: a kill leaves none of them, and no entry in the log.
    @Test func ofALargeImportAndOfItsUndoingTakesAllOrNothing() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let export = ["export", "observations", "--database", "atlas.sqlite"]
            let log = ["imports", "--database", "atlas.sqlite"]
            let before = try await folder.run(export).output
            let codes = before.split(separator: "\n").compactMap { row -> String? in
                let fields = row.split(separator: ",", omittingEmptySubsequences: false)
                return fields[0] == "ludnosc" && fields[1] == "2021" && fields[2].count == 4 ? String(fields[2]) : nil
            }
            #expect(codes.count == 380)
            var rows = "indicator,period,code,value,flag\n"
            for year in 1910..<1990 { for (index, code) in codes.enumerated() { rows += "ludnosc,\(year),\(code),\(index + year),\n" } }
            try folder.write(rows, "large.csv")
            let importing = ["import", "observations", "large.csv", "--database", "atlas.sqlite"]
            let clock = ContinuousClock()
            var start = clock.now
            let first = try await folder.run(importing)
            expectDone(first)
            #expect(first.errors.contains("powiatlas undo 1 --database atlas.sqlite"), "\(first)")
            let whole = clock.now - start
            let after = try await folder.run(export).output
            #expect(after != before)
            start = clock.now
            expectDone(try await folder.run("undo", "1", "--database", "atlas.sqlite"))
            let undoing = clock.now - start
            #expect(try await folder.run(export).output == before)

            var entries = 1
            for moment in 1...Self.moments {
                _ = try await kill(importing, after: whole * moment / Self.moments, in: folder)
                try await doctorFindsItSound(folder)
                let now = try await folder.run(export).output
                let listed = try await folder.run(log).output.split(separator: "\n").count
                #expect(now == before || now == after)
                #expect(listed == (now == after ? entries + 1 : entries))
                guard now == after else { continue }
                entries = listed
                _ = try await kill(["undo", "\(entries)", "--database", "atlas.sqlite"], after: undoing / 2, in: folder)
                try await doctorFindsItSound(folder)
                let undone = try await folder.run(export).output
                #expect(undone == before || undone == after)
                let state = try await folder.run(log).output.split(separator: "\n").first
                #expect(state?.contains(undone == before ? "undone" : "can be undone") == true)
                if undone == after { expectDone(try await folder.run("undo", "\(entries)", "--database", "atlas.sqlite")) }
            }
            #expect(try await folder.run(export).output == before)
        }
    }
}
