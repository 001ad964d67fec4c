// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import AtlasServer
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle

/// The application that `powiatlas serve` runs, in this process, so that a fuzzer sees which of its code is reached.
struct FuzzServer: Sendable {
    let port: Int
    /// The OpenAPI description, which requests are made from.
    let description: Data

    /// - Parameter body: runs in a thread that may wait.
    static func with<Result>(database: String, _ body: (FuzzServer) async throws -> Result) async throws -> Result {
        let store = try AtlasStore.open(path: database)
        let (ports, started) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        let application = try await buildApplication(
            store: store, configuration: ServerConfiguration(port: 0, webFolder: FuzzInputs.repository.appendingPathComponent("Web")), logger: logger,
            onServerRunning: { started.yield($0 ?? 0) })
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        let serving = Task {
            defer { started.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { $0 > 0 }) else {
            try await serving.value
            throw FuzzFailure("the server did not start")
        }
        let answer = try LoopbackExchange.send(Array("GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8), port: port, seconds: 20)
        guard answer.status == 200 else { throw FuzzFailure("the server's description was answered with \(answer.status ?? 0)") }
        let result = try await body(FuzzServer(port: port, description: answer.body))
        await group.triggerGracefulShutdown()
        try await serving.value
        try store.close()
        return result
    }
}

/// One connection to 127.0.0.1: some bytes there, all bytes back.
enum LoopbackExchange {
    struct Answer {
        /// Nil when nothing came that begins like an answer.
        let status: Int?
        let head: String
        let body: Data
    }

    /// - Throws: `FuzzFailure` when the answer does not end in time.
    static func send(_ bytes: [UInt8], port: Int, seconds: Double) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw FuzzFailure("no socket: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Ports of closed connections would run out: they are not kept waiting.
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        var limit = timeval(tv_sec: Int(seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw FuzzFailure("the server takes no connection: \(String(cString: strerror(errno)))") }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL)) }
            // The server may have answered and closed before it had everything.
            guard count > 0 else { break }
            sent += count
        }
        shutdown(descriptor, Int32(SHUT_WR))
        return Answer(try receive(descriptor, seconds))
    }

    private static func receive(_ descriptor: Int32, _ seconds: Double) throws -> Data {
        var received = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { throw FuzzFailure("no whole answer within \(seconds) s") }
            guard count > 0 else { return received }
            received.append(contentsOf: buffer[..<count])
        }
    }
}

extension LoopbackExchange.Answer {
    /// Of the content, without parameters.
    var type: String {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-type:") }
        return line.map { String($0.dropFirst(13).prefix { $0 != ";" }).trimmingCharacters(in: .whitespaces) } ?? ""
    }

    init(_ received: Data) {
        let end = received.range(of: Data("\r\n\r\n".utf8))
        head = String(decoding: received[..<(end?.lowerBound ?? received.endIndex)].prefix(4_000), as: UTF8.self)
        body = end.map { Data(received[$0.upperBound...]) } ?? Data()
        status = head.hasPrefix("HTTP/1.") ? Int(head.dropFirst(9).prefix(3)) : nil
    }
}
