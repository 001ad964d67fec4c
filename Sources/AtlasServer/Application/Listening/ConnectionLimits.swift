// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// How many clients are served at once, and how long slow ones are waited for.
public struct ConnectionLimits: Sendable {
    /// Requests that the application works on at once; more are answered 503.
    public var requests = 512
    /// Connections that are served; more are answered 503 and closed.
    public var connections = 4_096
    /// From the first byte of a request, or from the connection, to the end of the request's head.
    public var headTimeout = TimeAmount.seconds(10)
    /// Between two requests.
    public var idleTimeout = TimeAmount.seconds(75)
    /// Without a byte of a request's body arriving, or of an answer being taken.
    public var stallTimeout = TimeAmount.seconds(30)
    /// For requests in work when the server is told to end.
    public var shutdownTimeout = TimeAmount.seconds(30)

    /// Connections beyond the bound that are still accepted, to be told so and to be asked about health.
    static let refusalCount = 128

    public init() {}

    /// A part of the bounds for one of several worker processes.
    public func divided(by workers: Int) -> ConnectionLimits {
        var part = self
        part.requests = max(1, (requests + workers - 1) / workers)
        part.connections = max(1, (connections + workers - 1) / workers)
        return part
    }
}
