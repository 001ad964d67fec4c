// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a run of the program gave back.
struct CommandRun {
    let arguments: [String]
    let status: Int32
    /// Whether a signal ended it: a crash, or our own `kill`.
    let wasSignalled: Bool
    let output: String
    let errors: String
}

/// The executable as a user has it, run in a folder of its own.
struct CommandFolder {
    let url: URL

    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let geoData = checkout.appendingPathComponent("GeoData", isDirectory: true)
    static let web = checkout.appendingPathComponent("Web", isDirectory: true)

    static func intakeFixture(_ name: String) -> String {
        checkout.appendingPathComponent("Tests/IntakeTests/Fixtures/\(name)").path
    }

    /// SwiftPM puts the executable beside the bundle of the tests, wherever `--scratch-path` says; the
    /// usual place is the last resort.
    static let executable: URL? = {
        var starts = Bundle.allBundles.map(\.bundleURL)
        if let main = Bundle.main.executableURL { starts.append(main) }
        starts.append(URL(fileURLWithPath: CommandLine.arguments[0]))
        var candidates: [URL] = []
        for start in starts {
            var folder = start.resolvingSymlinksInPath()
            for _ in 0..<5 where folder.path != "/" {
                folder.deleteLastPathComponent()
                candidates.append(folder.appendingPathComponent("powiatlas"))
            }
        }
        candidates.append(checkout.appendingPathComponent(".build/debug/powiatlas"))
        return candidates.first { candidate in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isExecutableFile(atPath: candidate.path)
        }
    }()

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
    func data(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    @discardableResult
    func write(_ text: String, _ name: String) throws -> String {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
        return path(name)
    }

    /// Starts the program with this folder as its working folder. What it prints goes to files, as a pipe
    /// that nobody reads would stop it.
    func start(_ arguments: [String]) throws -> StartedCommand {
        let process = Process()
        let executable: URL = try #require(Self.executable, "the program has not been built beside the tests")
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = url
        let id = UUID().uuidString
        let logs = FileManager.default.temporaryDirectory
        let output = logs.appendingPathComponent("powiatlas-\(id).out")
        let errors = logs.appendingPathComponent("powiatlas-\(id).err")
        for log in [output, errors] { try Data().write(to: log) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        return StartedCommand(process: process, ended: ended, outputFile: output, errorsFile: errors)
    }

    @discardableResult
    func run(_ arguments: String...) async throws -> CommandRun { try await run(arguments) }

    @discardableResult
    func run(_ arguments: [String]) async throws -> CommandRun { try await start(arguments).end() }
}

/// A program that runs.
struct StartedCommand {
    let process: Process
    let ended: AsyncStream<Void>
    let outputFile: URL
    let errorsFile: URL

    var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

    /// Waits for the end.
    func end() async throws -> CommandRun {
        for await _ in ended {}
        defer { for log in [outputFile, errorsFile] { try? FileManager.default.removeItem(at: log) } }
        return CommandRun(
            arguments: process.arguments ?? [], status: process.terminationStatus,
            wasSignalled: process.terminationReason == .uncaughtSignal,
            output: output, errors: try String(contentsOf: errorsFile, encoding: .utf8))
    }
}

/// Gives `body` an empty folder and removes it afterwards.
func withCommandFolder<Result>(_ body: (CommandFolder) async throws -> Result) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appendingPathComponent("powiatlas-test-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(CommandFolder(url: url))
}

/// Expects exit status 1, nothing on standard output, and every text in the report.
func expectRefused(_ run: CommandRun, _ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == 1 && !run.wasSignalled, "\(run)", sourceLocation: sourceLocation)
    #expect(run.output == "", sourceLocation: sourceLocation)
    for text in texts {
        #expect(run.errors.contains(text), "“\(text)” is not in: \(run.errors)", sourceLocation: sourceLocation)
    }
}

func expectDone(_ run: CommandRun, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == 0 && !run.wasSignalled, "\(run)", sourceLocation: sourceLocation)
}

/// The database of the repository's own data, made once for all tests.
enum MadeDatabase {
    private static let made = Task<Data, any Error> {
        try await withCommandFolder { folder in
            let run = try await folder.run("init", "--database", "atlas.sqlite", "--geodata", CommandFolder.geoData.path)
            try #require(run.status == 0, "\(run)")
            return try folder.data("atlas.sqlite")
        }
    }

    /// Puts a copy of the database into a folder.
    static func copy(to folder: CommandFolder, as name: String = "atlas.sqlite") async throws {
        try await made.value.write(to: folder.url.appendingPathComponent(name))
    }
}
