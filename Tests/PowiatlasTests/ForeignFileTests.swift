// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file that is not ours is refused before anything is written to it or beside it.
@Suite(.serialized) struct ForeignFileTests {
    /// A whole database of another program: one page, one empty table `t`, as SQLite 3 writes it.
    private static let otherDatabase: Data = {
        var page = [UInt8](repeating: 0, count: 512)
        page.replaceSubrange(0..<16, with: Array("SQLite format 3\u{0}".utf8))
        page[16] = 0x02  // page size 512
        page[18] = 1
        page[19] = 1
        page[21] = 64
        page[22] = 32
        page[23] = 32
        page[27] = 1  // change counter
        page[31] = 1  // pages
        page[47] = 4  // schema format
        page[59] = 1  // UTF-8
        page[95] = 1  // version-valid-for
        page[100] = 0x0D  // leaf of a table without cells
        page[105] = 0x02  // content begins at 512
        return Data(page)
    }()

    static let files: [(name: String, content: Data, reason: String)] = [
        ("notes.txt", Data("Spis powiatów\n".utf8), "not a Powiatlas database"),
        ("empty.sqlite", Data(), "not a Powiatlas database"),
        ("other.sqlite", otherDatabase, "not a Powiatlas database"),
        ("header.sqlite", otherDatabase.prefix(50), "header.sqlite"),
    ]

    @Test(arguments: files.indices)
    func isRefusedAndLeftAsItIs(_ index: Int) async throws {
        let file = Self.files[index]
        try await withCommandFolder { folder in
            try file.content.write(to: folder.url.appendingPathComponent(file.name))
            try folder.write("indicator,period,code,value,flag\n", "values.csv")
            let names = try folder.names()
            let commands = [
                ["serve", "--port", "0", "--web", CommandFolder.web.path], ["import", "observations", "values.csv"],
                ["import", "indicators", CommandFolder.geoData.appendingPathComponent("indicators").path],
                ["export", "observations"],
            ]
            for command in commands {
                expectRefused(try await folder.run(command + ["--database", file.name]), file.name, file.reason)
                #expect(try folder.data(file.name) == file.content)
                #expect(try folder.names() == names)
            }
            let doctor = try await folder.run("doctor", "--database", file.name, "--web", CommandFolder.web.path)
            #expect(doctor.status == 1)
            #expect(doctor.output.hasPrefix("fault    database: "))
            #expect(try folder.data(file.name) == file.content)
            #expect(try folder.names() == names)
        }
    }

    @Test func aMissingFileIsNotMade() async throws {
        try await withCommandFolder { folder in
            for command in [["serve", "--port", "0"], ["export", "observations"], ["import", "observations", "values.csv"]] {
                expectRefused(
                    try await folder.run(command + ["--database", "none.sqlite"]), "no file none.sqlite",
                    "powiatlas init --database none.sqlite")
            }
            #expect(try folder.names() == [])
        }
    }
}
