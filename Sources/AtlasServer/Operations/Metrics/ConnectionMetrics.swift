// SPDX-License-Identifier: Apache-2.0

/// Why the server ended a connection that its client had not closed.
enum ConnectionCut: String, CaseIterable, Sendable {
    /// The head of a request did not come to its end in time.
    case head
    /// The body of a request stopped coming.
    case body
    /// The client does not read its answer.
    case unread
    /// Nothing was asked for a while: the ordinary end of a kept connection.
    case idle
    /// The time for a graceful shutdown was over.
    case shutdown
}

/// What the connections do.
struct ConnectionMetrics: Sendable {
    let accepted = Count()
    let open = Count()
    let sentBytes = Count()
    /// Turned away at the door: too many connections.
    let refused = Count()
    private let cuts = Dictionary(uniqueKeysWithValues: ConnectionCut.allCases.map { ($0, Count()) })

    func cut(_ reason: ConnectionCut) { cuts[reason]?.add() }

    var families: [MetricFamily] {
        [
            .counter("powiatlas_http_sent_bytes_total", "Bytes handed to connections, heads of answers included.", sentBytes.value),
            .counter("powiatlas_connections_accepted_total", "Connections accepted.", accepted.value),
            .gauge("powiatlas_connections_open", "Connections open now.", Double(open.value)),
            .counter(
                "powiatlas_connections_cut_total", "Connections that the server ended, by reason.",
                ConnectionCut.allCases.map { .init(labels: [.init("reason", $0.rawValue)], value: Double(cuts[$0]?.value ?? 0)) }),
        ]
    }
}
