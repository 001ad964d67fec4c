// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Credentials
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Intake
import Logging
import NIOCore
import ServiceLifecycle
import Testing
import TileGeometry

@testable import AtlasServer

/// The repository's own data in a real SpatiaLite file, made once for all tests of this target.
enum TestData {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Read once for all servers of this process: templates of a hundred pages take longer to parse than most tests.
    static let frontEnd = Result { try FrontEnd(webFolder: repository.appending(path: "Web")) }

    static let contents: AtlasContents = {
        do {
            let folder = repository.appending(path: "GeoData")
            let boundaries = try TopoJSON.decode(
                try Data(contentsOf: folder.appending(path: "boundaries/poland.topojson")), layers: UnitLevel.mapped.map(\.rawValue))
            let territory = try TerritoryTables.read(folder: folder.appending(path: "territory"))
            let indicators = try IndicatorTables.read(folder: folder.appending(path: "indicators"))
            let directory = try DirectoryTables.read(
                folder: folder.appending(path: "directory"), units: territory.units, geography: UnitGeography(boundaries),
                knownSources: indicators.sources)
            return AtlasContents(
                units: territory.units, changes: territory.changes, boundaries: boundaries, sources: indicators.sources,
                indicators: indicators.indicators, observations: indicators.observations,
                directory: AtlasDirectory(
                    sources: directory.sources, taxonomy: directory.taxonomy, institutions: directory.institutions,
                    sectors: directory.sectors, thesaurus: directory.thesaurus))
        } catch {
            preconditionFailure("GeoData cannot be read: \(error)")
        }
    }()

    private static let template: URL = {
        let file = FileManager.default.temporaryDirectory.appending(path: "powiatlas-server-tests-\(UUID().uuidString).sqlite")
        do {
            try AtlasStore.create(path: file.path, contents: contents).close()
        } catch {
            preconditionFailure("the test database cannot be made: \(error)")
        }
        return file
    }()

    /// A copy of its own for each test.
    static func copy() throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "powiatlas-\(UUID().uuidString).sqlite")
        try FileManager.default.copyItem(at: template, to: file)
        return file
    }
}

/// The same application as `powiatlas serve` runs, asked without a socket.
/// - Parameters:
///   - publicURL: where the operator says that clients reach it.
///   - configure: changes what the operator decides.
///   - prepare: changes the data before the server reads them.
func withServer(
    publicURL: String? = nil, configure: (inout ServerConfiguration) throws -> Void = { _ in }, prepare: (AtlasStore) async throws -> Void = { _ in },
    _ test: @Sendable @escaping (any TestClientProtocol, AtlasStore) async throws -> Void
) async throws {
    try await withApplication(publicURL: publicURL, configure: configure, prepare: prepare) { application, store in
        try await application.test(.router) { client in
            try await test(client, store)
        }
    }
}

/// The same application on a port of 127.0.0.1, so that the connection's handlers take part. HummingbirdTesting
/// has a live test too, but binds to a name that a minimal system does not know.
func withLiveServer(_ test: @Sendable @escaping (LiveClient, AtlasStore) async throws -> Void) async throws {
    let (ports, started) = AsyncStream<Int>.makeStream()
    try await withApplication(onServerRunning: { port in started.yield(port ?? 0) }) { application, store in
        let group = ServiceGroup(configuration: .init(services: [application], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { started.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.next()
                return
            }
            let client = TestClient(host: "127.0.0.1", port: port, configuration: .init(timeout: .seconds(20)))
            client.connect()
            do {
                try await test(LiveClient(client: client), store)
            } catch {
                try await client.shutdown()
                await group.triggerGracefulShutdown()
                throw error
            }
            try await client.shutdown()
            await group.triggerGracefulShutdown()
        }
    }
}

/// Asks a server on a kept connection.
struct LiveClient: Sendable {
    let client: TestClient

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> TestClient.Response {
        var headers = headers
        headers[.connection] = "keep-alive"
        return try await client.execute(
            TestClient.Request(path, method: .get, authority: "127.0.0.1", headers: headers, body: nil))
    }

    func getJSON(_ path: String) async throws -> JSON {
        let response = try await get(path)
        #expect(response.status == .ok, "\(path)")
        return JSON(try JSONSerialization.jsonObject(with: Data(buffer: response.body ?? ByteBuffer())))
    }
}

private func withApplication(
    publicURL: String? = nil, configure: (inout ServerConfiguration) throws -> Void = { _ in }, prepare: (AtlasStore) async throws -> Void = { _ in },
    onServerRunning: @escaping @Sendable (Int?) async -> Void = { _ in },
    _ body: (any ApplicationProtocol, AtlasStore) async throws -> Void
) async throws {
    let file = try TestData.copy()
    defer {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
    }
    let store = try AtlasStore.open(path: file.path)
    try await prepare(store)
    var logger = Logger(label: "test")
    logger.logLevel = .error
    var configuration = ServerConfiguration(port: 0, webFolder: TestData.repository.appending(path: "Web"), publicURL: publicURL)
    // The work that a password costs is not what these tests are about.
    configuration.passwordCost = PasswordCost(logarithm: 4, blockSize: 8, parallelism: 1)
    try configure(&configuration)
    let application = try await buildApplication(
        store: store, configuration: configuration, frontEnd: try TestData.frontEnd.get(), logger: logger, onServerRunning: onServerRunning)
    try await body(application, store)
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var bytes: [UInt8] { Array(buffer: body) }

    func json() throws -> JSON {
        JSON(try JSONSerialization.jsonObject(with: Data(buffer: body)))
    }
}

/// Reads JSON by path: `json["units"][0]["terc"].string`.
struct JSON {
    let value: Any?

    init(_ value: Any?) { self.value = value }
    subscript(name: String) -> JSON { JSON((value as? [String: Any])?[name]) }
    subscript(index: Int) -> JSON {
        let array = array
        return index < array.count ? array[index] : JSON(nil)
    }
    var array: [JSON] { (value as? [Any])?.map(JSON.init) ?? [] }
    var string: String? { value as? String }
    var number: Double? { (value as? NSNumber)?.doubleValue }
    var isNull: Bool { value is NSNull }
    var names: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
}

extension TestClientProtocol {
    func get(_ path: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: headers)
    }

    func getJSON(_ path: String) async throws -> JSON {
        let response = try await get(path)
        #expect(response.status == .ok, "\(path): \(response.text)")
        return try response.json()
    }
}
