// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird

/// An error answer: RFC 9457 `application/problem+json` for programs, an HTML page for people.
struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    /// What went wrong, with the value that was refused, in English for programs.
    let detail: String
    /// The same in Polish, for a person; nil where a page says enough by the status.
    var polish: String?
    /// The parameter or path part at fault.
    var parameter: String?
    /// What would have been accepted.
    var accepted: String?
    /// The name of the request, as in the server's log.
    var requestID: String?
    /// Fields of the answer that belong to the problem: `Allow`, `Retry-After`.
    var headers: HTTPFields = [:]

    static func badParameter(_ name: String, _ value: String, accepted: String) -> Problem {
        Problem(
            status: .badRequest, detail: "\(name) = “\(shortened(value))” is not accepted; accepted: \(accepted)",
            parameter: name, accepted: accepted)
    }

    static func notFound(_ what: String, _ value: String, accepted: String? = nil) -> Problem {
        Problem(
            status: .notFound,
            detail: "there is no \(what) “\(shortened(value))”" + (accepted.map { "; \($0)" } ?? ""),
            parameter: what, accepted: accepted)
    }

    private static func shortened(_ text: String) -> String {
        text.count > 80 ? String(text.prefix(80)) + "…" : text
    }

    var title: String { status.reasonPhrase }

    func json() -> Response {
        var members: [String: JSONValue] = [
            "type": .string("about:blank"), "title": .string(title), "status": .integer(status.code), "detail": .string(detail),
        ]
        members["parameter"] = parameter.map(JSONValue.string)
        members["accepted"] = accepted.map(JSONValue.string)
        members["request_id"] = requestID.map(JSONValue.string)
        var response = JSONValue.object(members).response()
        response.status = status
        response.headers[.contentType] = "application/problem+json; charset=utf-8"
        response.headers[.cacheControl] = CachePolicy.never
        for field in headers { response.headers[field.name] = field.value }
        return response
    }

    /// The problem that any error is for the caller; only what nobody foresaw is a 500.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let http as HTTPError:
            self.init(status: http.status, detail: http.body ?? http.status.reasonPhrase)
        case let fault as StorageFault: self.init(fault)
        default:
            self.init(status: .internalServerError, detail: "the server could not answer; its log says why")
        }
    }

    /// Faults of the disk are nobody's bad input, and pass: whoever asks again later may succeed.
    private init(_ fault: StorageFault) {
        switch fault.kind {
        case .full:
            self.init(
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"), detail: "the server's disk is full: nothing was saved; what is there can still be read",
                headers: [.retryAfter: "300"])
        case .readOnly:
            self.init(
                status: .serviceUnavailable, detail: "the server can only read at the moment: nothing was saved; try again later",
                headers: [.retryAfter: "300"])
        case .busy:
            self.init(
                status: .serviceUnavailable, detail: "another change, such as an import, is being written: nothing was saved; try again in a moment",
                headers: [.retryAfter: "10"])
        case .failed:
            self.init(
                status: .serviceUnavailable, detail: "the server's disk did not answer as it should: nothing was saved; try again later",
                headers: [.retryAfter: "60"])
        }
    }

    init(
        status: HTTPResponse.Status, detail: String, polish: String? = nil, parameter: String? = nil, accepted: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.detail = detail
        self.polish = polish
        self.parameter = parameter
        self.accepted = accepted
        self.headers = headers
    }
}
