// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct ArchiveExportTests {
    @Test(arguments: ["pmtiles", "mbtiles"])
    func anExistingFileIsReplacedOnlyWhenAskedForAndOfTheSameKind(_ kind: String) async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let export = ["export", kind, "--level", "wojewodztwo", "--zooms", "4-5", "--output", "map.\(kind)"]
            let first = try await folder.run(export)
            expectDone(first)
            #expect(first.errors.contains("100 % of") && first.errors.contains("map.\(kind): "), "\(first)")
            let bytes = try folder.data("map.\(kind)")
            expectRefused(try await folder.run(export), "map.\(kind) is there already", "--force")
            let forced = try await folder.run(export + ["--force"])
            expectDone(forced)
            #expect(try folder.data("map.\(kind)") == bytes)
            // A slip in the name does not cost somebody the atlas.
            let atlas = try folder.data("atlas.sqlite")
            let slip = try await folder.run("export", kind, "--zooms", "4", "--output", "atlas.sqlite", "--force")
            expectRefused(slip, "atlas.sqlite is not ", "--force does not replace it")
            #expect(try folder.data("atlas.sqlite") == atlas)
            expectRefused(try await folder.run("export", kind, "--output", "no/map"), "there is no folder", "Make it first")
            #expect(try folder.names() == ["atlas.sqlite", "map.\(kind)"])
        }
    }

    @Test func whatAnInterruptedExportLeftIsClearedAway() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try folder.write("half", "map.mbtiles.partial-999999999")
            expectDone(try await folder.run("export", "mbtiles", "--level", "powiat", "--zooms", "5", "--output", "map.mbtiles"))
            #expect(try folder.names() == ["atlas.sqlite", "map.mbtiles"])
        }
    }

    @Test func aMapThatIsNotThereIsRefused() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let unknown = try await folder.run("export", "mbtiles", "--indicator", "poezja", "--output", "map.mbtiles")
            expectRefused(unknown, "poezja")
            let palette = try await folder.run("export", "pmtiles", "--indicator", "ludnosc", "--palette", "Lato", "--output", "map.pmtiles")
            expectRefused(palette, "Lato", "Blues")
            #expect(try folder.names() == ["atlas.sqlite"])
        }
    }

    @Test func aSiteReplacesNothingButASite() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            try FileManager.default.createDirectory(atPath: folder.path("mine"), withIntermediateDirectories: false)
            try folder.write("mine", "mine/notes.txt")
            let site = ["export", "site", "--web", CommandFolder.web.path]
            expectRefused(try await folder.run(site + ["--output", "mine", "--force"]), "mine holds other files")
            expectRefused(try await folder.run(site + ["--output", "atlas.sqlite"]), "is a file")
            expectRefused(try await folder.run(site + ["--output", "new", "--indicators", "poezja"]), "poezja")
            expectRefused(try await folder.run(site + ["--output", "new", "--base-url", "atlas.example"]), "https://atlas.example/")
            #expect(try folder.names() == ["atlas.sqlite", "mine"])
        }
    }

    /// A limit on the size of files stands for a full disk.
    @Test(arguments: ["pmtiles", "mbtiles"])
    func aFullDiskLeavesNothing(_ kind: String) async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let executable = try #require(CommandFolder.executable).path
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = [
                "-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" export \(kind) --zooms 4-9 --output map.\(kind) 2> errors.txt", executable,
            ]
            process.currentDirectoryURL = folder.url
            process.standardInput = FileHandle.nullDevice
            let ended = AsyncStream<Void>.makeStream()
            process.terminationHandler = { _ in ended.continuation.finish() }
            try process.run()
            for await _ in ended.stream {}
            #expect(process.terminationStatus == 1)
            let errors = String(decoding: try folder.data("errors.txt"), as: UTF8.self)
            #expect(errors.contains("cannot be written"), "\(errors)")
            #expect(try folder.names().filter { $0.hasPrefix("map") } == [])
        }
    }
}
