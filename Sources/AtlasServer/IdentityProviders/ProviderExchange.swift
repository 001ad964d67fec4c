// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import StatisticsOffice

/// Questions to a provider: short ones, with little patience, as somebody waits for the page.
struct ProviderExchange: Sendable {
    /// Seconds for one question, its answer included.
    static let patienceSeconds = 10.0
    /// The largest answer that is read, in bytes.
    private static let sizeLimit = 256 << 10

    struct Answer: Sendable {
        let status: Int
        let type: String
        let body: Data
    }

    /// - Parameter what: for the log.
    /// - Throws: `ProviderFault.unreachable`.
    func get(_ address: String, bearing token: String? = nil, what: String) async throws -> Answer {
        var request = HTTPClientRequest(url: address)
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        return try await send(request, what)
    }

    /// Sends a form, with the client's name and secret in a header where the provider wants them there (RFC 6749, section 2.3.1).
    func post(_ address: String, _ fields: [(String, String)], credentials: (id: String, secret: String)?, what: String) async throws -> Answer {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        if let credentials {
            let pair = "\(ProviderAddress.escaped(credentials.id)):\(ProviderAddress.escaped(credentials.secret))"
            request.headers.add(name: "authorization", value: "Basic \(Data(pair.utf8).base64EncodedString())")
        }
        request.body = .bytes(ByteBuffer(string: ProviderAddress.form(fields)))
        return try await send(request, what)
    }

    private func send(_ request: HTTPClientRequest, _ what: String) async throws -> Answer {
        guard ProviderAddress.isSafe(request.url), let url = URL(string: request.url) else { throw ProviderFault.unreachable(what, "its address is not https") }
        var request = request
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "user-agent", value: "Powiatlas/\(AtlasVersion.current)")
        // Redirections are not followed: codes and secrets go where the provider's description says, and nowhere else.
        let client = Connections.client(for: url)
        do {
            return try await withThrowingTaskGroup(of: Answer?.self) { [request] group in
                group.addTask {
                    let response = try await client.execute(request, timeout: .milliseconds(Int64(Self.patienceSeconds * 1_000)))
                    let body = try await response.body.collect(upTo: Self.sizeLimit)
                    return Answer(
                        status: Int(response.status.code), type: response.headers.first(name: "content-type")?.lowercased() ?? "", body: Data(body.readableBytesView))
                }
                // The client's own limit ends with the head of the answer.
                group.addTask {
                    try await Task.sleep(for: .seconds(Self.patienceSeconds))
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let answer = first else {
                    throw ProviderFault.unreachable(what, "no answer within \(Int(Self.patienceSeconds)) seconds")
                }
                return answer
            }
        } catch let fault as ProviderFault {
            throw fault
        } catch is NIOTooManyBytesError {
            throw ProviderFault.unreachable(what, "the answer has more than \(Self.sizeLimit >> 10) kB")
        } catch let error as HTTPClientError where [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error) {
            throw ProviderFault.unreachable(what, "no answer within \(Int(Self.patienceSeconds)) seconds")
        } catch {
            try Task.checkCancellation()
            throw ProviderFault.unreachable(what, String("\(error)".prefix(200)))
        }
    }
}
