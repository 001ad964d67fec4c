// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationNetworking
import Testing

@Suite(.serialized) struct ServeTests {
    /// The port that a server prints once it listens.
    private func port(of server: StartedCommand) async throws -> String {
        while server.process.isRunning {
            if let match = server.output.firstMatch(of: /Powiatlas: http:\/\/127\.0\.0\.1:(\d+)\/\n/) { return String(match.1) }
            try await Task.sleep(for: .milliseconds(20))
        }
        let run = try await server.end()
        throw ServerEnded(report: run.errors)
    }

    private struct ServerEnded: Error { let report: String }

    @Test func aPortInUseIsRefusedAndTheServerEndsWhenAsked() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let arguments = ["serve", "--database", "atlas.sqlite", "--web", CommandFolder.web.path, "--port"]
            let server = try folder.start(arguments + ["0"])
            do {
                let port = try await port(of: server)
                let second = try await folder.run(arguments + [port])
                expectRefused(second, "127.0.0.1", "port \(port)", "--port")
            } catch {
                server.process.terminate()
                throw error
            }
            server.process.terminate()
            let ended = try await server.end()
            expectDone(ended)
            #expect(try folder.names() == ["atlas.sqlite", "powiatlas.secret"])
        }
    }

    /// An import by a third process shows in two servers that run on the same file.
    @Test func whatAnotherProcessImportsShowsInAllServers() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let arguments = ["serve", "--database", "atlas.sqlite", "--web", CommandFolder.web.path, "--memory", "64", "--port", "0"]
            let servers = try [folder.start(arguments), folder.start(arguments)]
            do {
                var bases: [String] = []
                for server in servers { bases.append("http://127.0.0.1:\(try await port(of: server))") }
                var tags: [String: Set<String>] = [:]
                for value in [11.0, 12, 13] {
                    try folder.write("TERC;Liczba prób 2023\n0201;1\n1201;\(Int(value))\n", "proby.csv")
                    expectDone(try await folder.run("import", "values", "proby.csv", "--database", "atlas.sqlite"))
                    for base in bases {
                        var seen: Double?
                        for _ in 0..<400 where seen != value {
                            let answer = try await Self.value(base)
                            seen = answer.value
                            if seen == value { tags["\(value)", default: []].insert(answer.tag ?? "none") }
                            if seen != value { try await Task.sleep(for: .milliseconds(25)) }
                        }
                        #expect(seen == value)
                    }
                }
                // Both processes give the same state the same tag.
                #expect(tags.values.allSatisfy { $0.count == 1 } && Set(tags.values).count == 3)
            } catch {
                for server in servers { server.process.terminate() }
                throw error
            }
            for server in servers {
                server.process.terminate()
                expectDone(try await server.end())
            }
        }
    }

    private static func value(_ base: String) async throws -> (value: Double?, tag: String?) {
        let url = try #require(URL(string: base + "/api/v1/indicators/liczba-prob/values?level=powiat"))
        let (data, response) = try await URLSession.shared.data(for: URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData))
        let http = response as? HTTPURLResponse
        guard http?.statusCode == 200 else { return (nil, nil) }
        let values = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["values"] as? [[String: Any]]
        let row = values?.first { $0["terc"] as? String == "1201" }
        return ((row?["value"] as? NSNumber)?.doubleValue, http?.value(forHTTPHeaderField: "ETag"))
    }

    @Test(arguments: ["192.0.2.1", "no such host"])
    func anAddressThatIsNotOursIsRefused(host: String) async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run(
                "serve", "--database", "atlas.sqlite", "--web", CommandFolder.web.path, "--port", "0", "--host", host)
            expectRefused(run, "--host")
        }
    }

    @Test func aFolderWithoutPagesIsRefused() async throws {
        try await withCommandFolder { folder in
            try await MadeDatabase.copy(to: folder)
            let run = try await folder.run("serve", "--database", "atlas.sqlite", "--port", "0", "--web", "nowhere")
            expectRefused(run, "nowhere", "--web")
        }
    }
}
