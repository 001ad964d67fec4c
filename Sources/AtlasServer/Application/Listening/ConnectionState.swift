// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Where a connection stands. Its two guards share it, on the connection's event loop.
final class ConnectionState {
    enum Phase {
        /// Between two requests.
        case waiting
        /// Bytes of a request came, not yet its whole head.
        case head
        /// The application answers; the request's body may still come.
        case working
        /// All is said; the client may still be taking it and has to close.
        case closing
    }

    private(set) var phase = Phase.waiting
    /// When the phase began, or in `working` when a byte moved last.
    var since = NIODeadline.now()
    var isBodyOpen = false
    /// Requests of this connection that are not answered.
    var unanswered = 0
    /// The server ends: this connection takes no further request.
    var isEnding = false
    /// The door was full: only questions about the server's health are answered.
    var isRefusing = false
    /// Whether the client has sent anything yet.
    var hasAsked = false

    func enter(_ phase: Phase) {
        self.phase = phase
        since = .now()
    }
}
