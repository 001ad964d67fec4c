// SPDX-License-Identifier: Apache-2.0

import Foundation
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
            #expect(try folder.names() == ["atlas.sqlite"])
        }
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
