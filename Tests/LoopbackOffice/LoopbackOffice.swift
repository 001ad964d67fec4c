// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The statistics office's API on a port of 127.0.0.1, with limits and failures: real HTTP, made-up data.
public final class LoopbackOffice: Sendable {
    /// What goes wrong instead of an answer.
    public enum Fault: Sendable, Equatable {
        case status(Int, body: String = "")
        case tooMany(retryAfter: String?)
        /// Half of the answer, then the connection is gone.
        case droppedConnection
        /// Half of the answer as if it were all.
        case truncated
        /// A page for people with status 200.
        case html
        case json(String)
        case slow(seconds: Double)
    }

    public struct Request: Sendable {
        /// The path and query below the API's address.
        public let text: String
        public let clientID: String?
        public let etag: String?
        public let wasAdmitted: Bool
    }

    /// More than `requests` within `seconds` are answered with 429.
    public struct Limit: Sendable {
        public let seconds: Double
        public let requests: Int

        public init(seconds: Double, requests: Int) {
            self.seconds = seconds
            self.requests = requests
        }
    }

    private struct State {
        var bank: LoopbackBank
        var requests: [Request] = []
        var faults: [(part: String, faults: [Fault])] = []
        var admitted: [Double] = []
    }

    private let state: Mutex<State>
    private let limits: [Limit]
    private let now: @Sendable () -> Double

    private init(_ bank: LoopbackBank, limits: [Limit], now: @escaping @Sendable () -> Double) {
        state = Mutex(State(bank: bank))
        self.limits = limits
        self.now = now
    }

    public var requests: [Request] { state.withLock { $0.requests } }

    /// Requests whose text holds a part.
    public func requests(with part: String) -> [Request] { requests.filter { $0.text.contains(part) } }

    public func change(_ body: @Sendable (inout LoopbackBank) -> Void) { state.withLock { body(&$0.bank) } }

    /// The next requests whose text holds `part` meet the faults, one each.
    public func fail(_ part: String, _ faults: Fault...) { state.withLock { $0.faults.append((part, faults)) } }

    /// Runs the office for `body`, which gets its address.
    ///
    /// - Parameters:
    ///   - limits: none unless given.
    ///   - now: the clock of the limits, in seconds.
    public static func run<Result: Sendable>(
        _ bank: LoopbackBank, limits: [Limit] = [], now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
        _ body: @Sendable @escaping (LoopbackOffice, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let office = LoopbackOffice(bank, limits: limits, now: now)
        let router = Router()
        router.get("/api/v1/**") { request, _ in try await office.respond(to: request) }
        let (ports, started) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "loopback")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in started.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { started.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.next()
                throw CancellationError()
            }
            do {
                let result = try await body(office, "http://127.0.0.1:\(port)/api/v1")
                await group.triggerGracefulShutdown()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    private func respond(to request: Hummingbird.Request) async throws -> Response {
        let text = String((request.uri.string.split(separator: "/api/v1/", maxSplits: 1).last ?? "").drop { $0 == "/" })
        let etag = request.headers[.ifNoneMatch]
        let (fault, isAdmitted, bank) = state.withLock { state -> (Fault?, Bool, LoopbackBank) in
            let isAdmitted = admit(&state)
            state.requests.append(
                Request(text: text, clientID: request.headers[HTTPField.Name("X-ClientId")!], etag: etag, wasAdmitted: isAdmitted))
            var fault: Fault?
            if isAdmitted, let index = state.faults.firstIndex(where: { text.contains($0.part) && !$0.faults.isEmpty }) {
                fault = state.faults[index].faults.removeFirst()
            }
            return (fault, isAdmitted, state.bank)
        }
        guard isAdmitted else { return tooMany("1 sek") }
        switch fault {
        case .status(let code, let body)?: return Response(status: .init(code: code), headers: json, body: .init(byteBuffer: .init(string: body)))
        case .tooMany(let retryAfter)?: return tooMany(retryAfter)
        case .html?:
            return Response(
                status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: .init(string: "<html><body>Przerwa techniczna</body></html>")))
        case .json(let text)?: return Response(status: .ok, headers: json, body: .init(byteBuffer: .init(string: text)))
        case .slow(let seconds)?: try await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
        default: break
        }

        let query = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        let path = String(text.prefix { $0 != "?" })
        guard let answer = LoopbackAnswers(bank: bank).answer(path: path, query: query) else {
            return Response(
                status: .notFound, headers: json,
                body: .init(byteBuffer: .init(string: #"{"errors":[{"errorResult":"NotFound","errorReason":"Not found: \#(path)"}]}"#)))
        }
        let bytes = Array(answer.utf8)
        switch fault {
        case .truncated?: return Response(status: .ok, headers: json, body: .init(byteBuffer: .init(bytes: bytes[..<(bytes.count / 2)])))
        case .droppedConnection?:
            var headers = json
            headers[.contentLength] = String(bytes.count)
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(bytes: bytes[..<(bytes.count / 2)]))
                    throw CancellationError()
                })
        default: break
        }
        let tag = "\"\(bytes.count)-\(answer.hashValueOfText)\""
        var headers = json
        headers[.eTag] = tag
        if etag == tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(bytes: bytes)))
    }

    private var json: HTTPFields { [.contentType: "application/json; charset=utf-8"] }

    private func tooMany(_ retryAfter: String?) -> Response {
        var headers = json
        if let retryAfter { headers[.retryAfter] = retryAfter }
        return Response(
            status: .tooManyRequests, headers: headers,
            body: .init(byteBuffer: .init(string: #"{"message":"API calls quota exceeded! maximum admitted 100 per 15m."}"#)))
    }

    private func admit(_ state: inout State) -> Bool {
        let time = now()
        let isAdmitted = limits.allSatisfy { limit in state.admitted.count { $0 > time - limit.seconds } < limit.requests }
        if isAdmitted { state.admitted.append(time) }
        return isAdmitted
    }
}

extension String {
    /// The same for the same text in every run.
    fileprivate var hashValueOfText: UInt64 {
        utf8.reduce(5381) { ($0 &* 33) ^ UInt64($1) }
    }
}
