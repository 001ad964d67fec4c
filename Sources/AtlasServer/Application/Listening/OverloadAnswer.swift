// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore

/// What a request gets that there is no room for: made without the application, which has enough to do.
enum OverloadAnswer {
    /// A browser or a map client that waits this long finds most short crowds gone.
    static let retryAfterSeconds = 2

    static func make(_ reason: String, requestID: String) -> (head: HTTPResponse, body: ByteBuffer) {
        let problem: JSONValue = [
            "type": "about:blank", "title": "Service Unavailable", "status": 503,
            "detail": .string("the server has too much to do: \(reason); ask again in \(retryAfterSeconds) seconds"),
            "request_id": .string(requestID),
        ]
        let body = ByteBuffer(string: problem.text)
        var fields: HTTPFields = [
            .contentType: "application/problem+json; charset=utf-8", .cacheControl: "no-store", .retryAfter: String(retryAfterSeconds),
            .contentLength: String(body.readableBytes), .xContentTypeOptions: "nosniff", .accessControlAllowOrigin: "*",
        ]
        if let name = RequestIdentity.field { fields[name] = requestID }
        return (HTTPResponse(status: .serviceUnavailable, headerFields: fields), body)
    }
}
