// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A client of the API of the Local Data Bank (BDL) of Statistics Poland, <https://api.stat.gov.pl/Home/BdlApi>.
///
/// One request is under way at a time. It keeps the published limits over all runs that share a cache folder, repeats what
/// fails in passing, and keeps every answer, so that nothing is asked twice within a day.
public actor BDLClient {
    public let configuration: BDLConfiguration
    private let address: String
    private let clock: any OfficeClock
    private let random: @Sendable () -> Double
    private let cache: AnswerCache
    private let limiter: RequestLimiter
    private let connections: HTTPClient
    private let onEvent: @Sendable (BDLEvent) -> Void

    /// Requests that were sent, repeated ones included.
    public private(set) var requestsSent = 0
    /// Answers that were in the cache.
    public private(set) var answersFromCache = 0

    private static let bodyLimit = 32 << 20


    /// - Parameters:
    ///   - random: 0…1, for the part of a pause that is left to chance.
    ///   - onEvent: told of waits and failures.
    /// - Throws: `BDLError.badBaseURL`, `badClientID`, `cacheUnusable`.
    public init(
        configuration: BDLConfiguration, clock: any OfficeClock = SystemOfficeClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }, onEvent: @escaping @Sendable (BDLEvent) -> Void = { _ in }
    ) throws(BDLError) {
        let address = configuration.baseURL.trimmed
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme ?? ""), url.host?.isEmpty == false, url.query == nil
        else { throw .badBaseURL(configuration.baseURL) }
        let key = configuration.clientID ?? ""
        guard key.utf8.allSatisfy({ (33...126).contains($0) }) else { throw .badClientID }
        self.configuration = configuration
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.clock = clock
        self.random = random
        connections = Connections.client(for: url)
        self.onEvent = onEvent
        // The limits are those of a key at an address; the key itself is not written down.
        let identity = key.isEmpty ? "anonymous" : "key-" + fingerprint(key)
        let host = [url.host, url.port.map(String.init)].compactMap { $0 }.joined(separator: "-")
        let folder = configuration.cacheFolder.appendingPathComponent(host, isDirectory: true)
        cache = try AnswerCache(folder: folder)
        limiter = RequestLimiter(
            limits: configuration.limits ?? (key.isEmpty ? .anonymous : .registered), folder: folder, identity: identity, clock: clock)
    }

    /// What is left of the limits.
    public func allowance() async throws -> RequestAllowance { try await limiter.allowance() }

    /// The seconds that `count` further requests take at least because of the limits.
    public func duration(ofRequests count: Int) async throws -> Double { try await limiter.duration(of: count) }

    /// Asks, or takes the answer of the last day from the cache.
    ///
    /// - Throws: `BDLError`, `CancellationError`.
    func ask<Answer: Decodable & Sendable>(_ request: BDLRequest, as type: Answer.Type) async throws -> (answer: Answer, isCached: Bool) {
        let kept = configuration.ignoresCache ? nil : cache.answer(to: request.text)
        if let kept, kept.isFresh(at: clock.now, maximumAgeSeconds: configuration.maximumAgeSeconds),
            let answer = try? JSONDecoder().decode(type, from: Data(kept.body.utf8))
        {
            answersFromCache += 1
            return (answer, true)
        }
        return try await askAnew(request, as: type, kept: kept)
    }

    func hasFreshAnswer(to request: BDLRequest) -> Bool {
        guard !configuration.ignoresCache else { return false }
        return cache.answer(to: request.text)?.isFresh(at: clock.now, maximumAgeSeconds: configuration.maximumAgeSeconds) ?? false
    }

    func forget(_ request: BDLRequest) { cache.drop(request.text) }

    // MARK: - Attempts

    /// How an attempt went wrong.
    private enum Failure: Error {
        case tooMany(retryAfterSeconds: Double?)
        case passing(String)
    }

    private func askAnew<Answer: Decodable & Sendable>(
        _ request: BDLRequest, as type: Answer.Type, kept: CachedAnswer?
    ) async throws -> (answer: Answer, isCached: Bool) {
        let policy = configuration.retry
        var failures = 0
        var refusals = 0
        while true {
            try await limiter.admit(maximumWaitSeconds: configuration.maximumWaitSeconds) { [onEvent] in onEvent(.waiting(seconds: $0)) }
            do {
                return try await attempt(request, as: type, kept: kept)
            } catch Failure.tooMany(let named) {
                refusals += 1
                let reason = "too many requests (429)"
                guard refusals < policy.attemptsAfterTooMany else {
                    throw BDLError.noAnswer(request: request.text, attempts: refusals, lastReason: reason)
                }
                let pause = named.map { $0 + 1 } ?? policy.pause(afterTooMany: refusals, random: random())
                // The limiter keeps the pause, so that it also holds for a run that is started meanwhile.
                await limiter.block(untilAfter: pause)
                onEvent(.retrying(afterSeconds: pause, failure: refusals, reason: reason))
            } catch Failure.passing(let reason) {
                failures += 1
                guard failures < policy.attempts else {
                    throw BDLError.noAnswer(request: request.text, attempts: failures, lastReason: reason)
                }
                let pause = policy.pause(afterFailure: failures, random: random())
                onEvent(.retrying(afterSeconds: pause, failure: failures, reason: reason))
                try await clock.sleep(seconds: pause)
            }
        }
    }

    private func attempt<Answer: Decodable & Sendable>(
        _ request: BDLRequest, as type: Answer.Type, kept: CachedAnswer?
    ) async throws -> (answer: Answer, isCached: Bool) {
        let (head, body) = try await exchange(request, etag: kept?.etag)
        if head.status == .notModified, let kept, let answer = try? JSONDecoder().decode(type, from: Data(kept.body.utf8)) {
            try cache.keep(CachedAnswer(request: kept.request, fetchedAt: clock.now, etag: kept.etag, body: kept.body))
            answersFromCache += 1
            return (answer, true)
        }
        try check(head, body, request)
        let answer: Answer
        do {
            answer = try JSONDecoder().decode(type, from: body)
        } catch DecodingError.dataCorrupted {
            throw Failure.passing("the answer breaks off or is no JSON (\(body.count) bytes)")
        } catch {
            throw BDLError.unreadable(request: request.text, reason: Self.describe(error))
        }
        try cache.keep(
            CachedAnswer(
                request: request.text, fetchedAt: clock.now, etag: head.headers.first(name: "etag"),
                body: String(decoding: body, as: UTF8.self)))
        return (answer, false)
    }

    private func exchange(_ request: BDLRequest, etag: String?) async throws -> (HTTPClientResponse, Data) {
        var question = HTTPClientRequest(url: address + "/" + request.text)
        question.headers.add(name: "accept", value: "application/json")
        question.headers.add(name: "user-agent", value: "Powiatlas")
        if let key = configuration.clientID, !key.isEmpty { question.headers.add(name: "X-ClientId", value: key) }
        if let etag { question.headers.add(name: "if-none-match", value: etag) }
        requestsSent += 1
        do {
            let deadline = NIODeadline.now() + .nanoseconds(Int64(configuration.answerTimeoutSeconds * 1e9))
            let response = try await connections.execute(question, deadline: deadline)
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            return (response, Data(body.readableBytesView))
        } catch let error as CancellationError {
            throw error
        } catch is NIOTooManyBytesError {
            throw BDLError.unreadable(request: request.text, reason: "it is larger than \(Self.bodyLimit >> 20) MB")
        } catch {
            // A cancelled task surfaces as an error of the client too.
            try Task.checkCancellation()
            throw Failure.passing(Self.describe(connection: error))
        }
    }

    private func check(_ head: HTTPClientResponse, _ body: Data, _ request: BDLRequest) throws {
        let status = Int(head.status.code)
        switch status {
        case 200: break
        case 429:
            throw Failure.tooMany(retryAfterSeconds: head.headers.first(name: "retry-after").flatMap { retryAfterSeconds($0, now: clock.now) })
        case 401, 403: throw BDLError.keyRefused(status: status)
        case 408, 500...599: throw Failure.passing("status \(status)")
        default: throw BDLError.refused(status: status, request: request.text, reason: Self.reason(in: body))
        }
        // A page of maintenance or of a proxy comes with status 200 too.
        let type = head.headers.first(name: "content-type")?.lowercased() ?? ""
        guard type.isEmpty || type.contains("json") else { throw Failure.passing("the answer is \(type), not JSON") }
    }
}

extension BDLClient {
    /// What an error's body says for people, if it is JSON and says anything.
    private static func reason(in body: Data) -> String? {
        func find(_ value: Any) -> String? {
            if let list = value as? [Any] { return list.lazy.compactMap(find).first }
            guard let object = value as? [String: Any] else { return nil }
            for key in ["errorReason", "detail", "message", "Message", "title"] {
                if let text = (object[key] as? String)?.trimmed, !text.isEmpty { return String(text.prefix(300)) }
            }
            return object.sorted { $0.key < $1.key }.lazy.compactMap { find($0.value) }.first
        }
        return (try? JSONSerialization.jsonObject(with: body)).flatMap(find)
    }

    private static func describe(_ error: any Error) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            return keys.isEmpty ? "the answer" : keys.joined(separator: ".")
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(path(context)) has no “\(key.stringValue)”"
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            "\(path(context)) is not a \(type)"
        default: error.localizedDescription
        }
    }

    private static func describe(connection error: any Error) -> String {
        if let error = error as? HTTPParserError, error == .invalidEOFState { return "the connection was closed in the middle of the answer" }
        return switch error as? HTTPClientError {
        case .deadlineExceeded?, .readTimeout?: "no answer in time"
        case .connectTimeout?: "no connection in time"
        case .remoteConnectionClosed?: "the connection was closed in the middle of the answer"
        default: "the connection failed (\(error))"
        }
    }
}
