// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import powiatlas

@Suite struct UsageTests {
    struct Command: CustomTestStringConvertible, Sendable {
        let path: [String]
        let isGroup: Bool
        var testDescription: String { path.joined(separator: " ") }
    }

    /// The program and all that is below it, so that a new command cannot do without an example.
    static let commands: [Command] = {
        func below(_ type: any ParsableCommand.Type, _ path: [String]) -> [Command] {
            let children = type.configuration.subcommands
            return [Command(path: path, isGroup: !children.isEmpty)]
                + children.flatMap { child in
                    below(child, path + [child.configuration.commandName ?? "\(child)".lowercased()])
                }
        }
        return below(Powiatlas.self, [])
    }()

    @Test func theCommandsOfTheInterfaceAreThere() {
        let known = Set(Self.commands.map(\.testDescription))
        let promised = ["init", "serve", "import", "export", "doctor", "boundaries build", "territory build", "indicators build"]
        #expect(known.isSuperset(of: promised))
    }

    @Test(arguments: commands)
    func helpShowsAnExampleThatIsRight(_ command: Command) async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run(command.path + ["--help"])
            expectDone(run)
            #expect(run.errors == "")
            #expect(run.output.contains("USAGE: "))
            let text = run.output.replacing("\\\n", with: " ")
            let examples = text.split(separator: "\n").drop { $0 != "Example:" }.dropFirst()
                .prefix { $0.hasPrefix("  powiatlas ") }
            #expect(!examples.isEmpty, "\(run.output)")
            for example in examples {
                var words = example.split(separator: " ").dropFirst().map(String.init)
                if let redirection = words.firstIndex(of: ">") { words.removeSubrange(redirection...) }
                #expect(words.starts(with: command.path))
                #expect(throws: Never.self, "\(example)") { try Powiatlas.parseAsRoot(words) }
            }
            #expect(try folder.names() == [])
        }
    }

    @Test(arguments: [
        "--unknown", "frobnicate", "init", "init --database", "init --database a --frce", "init surplus --database a",
        "import", "import observations", "import towns values.csv", "import observations values.csv --dry_run",
        "export", "export towns", "doctor --port 1", "serve",
        "serve --database a --port 65536", "serve --database a --port -1", "serve --database a --port http",
        "serve --database a --port 99999999999999999999", "serve --database a --tile-cache 1", "serve --database a --log-level loud",
        "export pmtiles", "export pmtiles --output a --level city", "export pmtiles --output a --zooms 4-15",
        "export mbtiles --output a --zooms 9-4", "export mbtiles --output a --palette Blues",
        "export mbtiles --output a --indicator ludnosc --level all", "export mbtiles --output a --indicator ludnosc --scale 3",
        "export site", "export site --output a --profiles city", "export site --output a --languages de", "export site --output a --tile-zoom 14",
        "boundaries frobnicate", "boundaries build --input a --output b --level city", "boundaries build --input a --output b --level kraj",
        "boundaries build --input a --output b --level gmina --crs EPSG:3857",
        "boundaries build --input a --output b --level gmina --cells-per-degree 0",
        "boundaries build --input a --output b --level gmina --tolerance-m2 nan",
        "boundaries build --input a --output b --level gmina --tolerance-m2=-1",
        "boundaries build --input a --output b --level gmina --name ../x",
        "territory build --terc a", "territory build --terc a --earlier-boundaries b --output c --earlier-date yesterday",
        "indicators build poetry a.csv --territory b --output c", "indicators build sepi --territory b --output c",
    ])
    func wrongUsageHasStatus2(_ line: String) async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run(line.split(separator: " ").map(String.init))
            #expect(run.status == 2 && !run.wasSignalled, "\(run)")
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("Error: "))
            #expect(try folder.names() == [])
        }
    }

    @Test func theVersionIsPrinted() async throws {
        try await withCommandFolder { folder in
            let run = try await folder.run("--version")
            expectDone(run)
            #expect(run.output.split(separator: ".").count == 3)
        }
    }
}
