// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.serialized) struct DoctorTests {
    @Test func aGoodDatabaseIsFoundGood() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run("doctor", "--database", "atlas.sqlite", "--web", CommandFolder.web.path)
            #expect(run.output.contains("ok       database: 2875 units, "))
            #expect(try folder.names() == ["atlas.sqlite"])
        }
    }

    @Test func theStatusFollowsWhatIsThere() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let doctor = ["doctor", "--database", "atlas.sqlite", "--web", "Web"]
            let missing = try await folder.run(doctor)
            #expect(missing.status == 1)
            let named = missing.output.matches(of: #/fault +Web/(\S+): /#).map { String($0.1) }
            #expect(named.count >= 4)
            for name in named {
                let file = folder.url.appendingPathComponent("Web").appendingPathComponent(name)
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("there".utf8).write(to: file)
            }
            let complete = try await folder.run(doctor)
            expectDone(complete)
            #expect(!complete.output.contains("fault"))
        }
    }

    @Test(arguments: [1, 2, 3])
    func damageIsFound(quarter: Int) async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            var bytes = try folder.data("atlas.sqlite")
            let middle = bytes.count * quarter / 4
            for position in middle..<middle + 65_536 { bytes[position] = ~bytes[position] }
            try bytes.write(to: folder.url.appendingPathComponent("atlas.sqlite"))
            let run = try await folder.run("doctor", "--database", "atlas.sqlite", "--web", CommandFolder.web.path)
            #expect(run.status == 1 && !run.wasSignalled)
            #expect(run.output.hasPrefix("fault    database: "), "\(run)")
            #expect(run.output.contains("init --database atlas.sqlite --force"))
        }
    }

    @Test func aFileThatWasCutOffIsFound() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let bytes = try folder.data("atlas.sqlite")
            for size in [100, 4_096, bytes.count / 2, bytes.count - 4_096] {
                try bytes.prefix(size).write(to: folder.url.appendingPathComponent("atlas.sqlite"))
                let run = try await folder.run("doctor", "--database", "atlas.sqlite", "--web", CommandFolder.web.path)
                #expect(run.status == 1 && !run.wasSignalled)
                #expect(run.output.hasPrefix("fault    database: "), "\(run)")
            }
        }
    }
}
