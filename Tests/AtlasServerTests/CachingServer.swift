// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

@testable import AtlasServer

/// Servers on one file, as several processes run them, and a door of its own through which the file changes.
func withServersOnOneFile(
    _ count: Int, memory: MemoryBudget = .standard, _ test: @Sendable @escaping ([RawClient], AtlasStore) async throws -> Void
) async throws {
    let file = try TestData.copy()
    defer {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
    }
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let (ports, started) = AsyncStream<Int>.makeStream()
    var applications: [any Service] = []
    for _ in 0..<count {
        applications.append(
            try await buildApplication(
                store: try AtlasStore.open(path: file.path),
                configuration: ServerConfiguration(port: 0, webFolder: TestData.repository.appending(path: "Web"), memory: memory),
                frontEnd: try TestData.frontEnd.get(), logger: logger, onServerRunning: { started.yield($0 ?? 0) }))
    }
    let group = ServiceGroup(configuration: .init(services: applications, logger: logger))
    let door = try AtlasStore.open(path: file.path)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { started.finish() }
            try await group.run()
        }
        var clients: [RawClient] = []
        for await port in ports {
            clients.append(RawClient(port: port))
            if clients.count == count { break }
        }
        do {
            try #require(clients.count == count)
            try await test(clients, door)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
    try door.close()
}

/// Speaks HTTP as it lies on the wire: other clients hide connections, lengths and encodings.
struct RawClient: Sendable {
    let port: Int

    struct Answer {
        let status: Int
        let fields: [(name: String, value: String)]
        let body: [UInt8]

        subscript(name: String) -> String? {
            let values = fields.filter { $0.name == name.lowercased() }.map(\.value)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }

        var text: String { String(decoding: body, as: UTF8.self) }
        func json() throws -> JSON { JSON(try JSONSerialization.jsonObject(with: Data(body))) }
        /// All fields but the time and the name of the request.
        var names: [String] { fields.filter { !["date", "x-request-id"].contains($0.name) }.map { "\($0.name): \($0.value)" }.sorted() }
    }

    /// One question on a connection that ends with the answer.
    func ask(_ path: String, method: String = "GET", _ fields: [String: String] = [:]) async throws -> Answer {
        let lines = fields.map { "\($0.key): \($0.value)\r\n" }.sorted().joined()
        let bytes = try await exchange("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(lines)\r\n")
        return try #require(Self.answers(bytes, toHead: method == "HEAD").first, "\(method) \(path)")
    }

    func json(_ path: String) async throws -> JSON {
        let answer = try await ask(path)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return try answer.json()
    }

    /// Sends the bytes and takes what comes until the server ends the connection.
    func exchange(_ request: String) async throws -> [UInt8] {
        let port = port
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.exchange(port, request) }) }
        }
    }

    private struct SocketError: Error { let call: String, code: Int32 }

    private static func exchange(_ port: Int, _ request: String) throws -> [UInt8] {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw SocketError(call: "socket", code: errno) }
        defer { close(handle) }
        // An answer that never ends is a fault, not a reason to wait.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw SocketError(call: "connect", code: errno) }
        let bytes = Array(request.utf8)
        guard send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw SocketError(call: "send", code: errno) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(handle, &buffer, buffer.count, 0)
            guard count >= 0 else { throw SocketError(call: "recv", code: errno) }
            guard count > 0 else { return received }
            received += buffer[..<count]
        }
    }

    /// The answers on a connection, by their lengths.
    static func answers(_ bytes: [UInt8], toHead: Bool = false) -> [Answer] {
        var answers: [Answer] = []
        var rest = bytes[...]
        while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
            let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            let fields = lines.dropFirst().compactMap { line in
                line.firstIndex(of: ":").map {
                    (name: line[..<$0].lowercased(), value: line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
                }
            }
            rest = rest[end.upperBound...]
            let length = toHead ? 0 : fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
            answers.append(
                Answer(status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, fields: fields, body: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return answers
    }
}
