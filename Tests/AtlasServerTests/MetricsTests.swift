// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import Synchronization
import Testing

@testable import AtlasServer

@Suite struct MetricsTests {
    @Test func durationsFallIntoTheirBuckets() {
        let metrics = RequestMetrics()
        let series = metrics.series(route: "/a", status: 200)
        for nanoseconds: Int64 in [0, 100_000, 100_001, 9_000_000_000] { series.record(nanoseconds: nanoseconds) }
        metrics.record(route: "/a", status: 200, seconds: 0.02)
        let text = MetricFamily.text(metrics.families)
        let name = "powiatlas_http_request_duration_seconds"
        for line in [
            "\(name)_bucket{route=\"/a\",status=\"200\",le=\"0.0001\"} 2", "\(name)_bucket{route=\"/a\",status=\"200\",le=\"0.00025\"} 3",
            "\(name)_bucket{route=\"/a\",status=\"200\",le=\"0.025\"} 4", "\(name)_bucket{route=\"/a\",status=\"200\",le=\"5\"} 4",
            "\(name)_bucket{route=\"/a\",status=\"200\",le=\"+Inf\"} 5", "\(name)_count{route=\"/a\",status=\"200\"} 5",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test func manyThreadsLoseNoCount() async {
        let series = RequestMetrics().series(route: "/a", status: 200)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for step in 0..<10_000 { series.record(nanoseconds: Int64(step)) } }
            }
        }
        #expect(series.samples.last?.value == 80_000)
    }

    @Test func labelsAreEscaped() {
        let family = MetricFamily(
            name: "a", help: "back\\slash\nline", kind: .gauge, samples: [.init(labels: [.init("x", "quote\" back\\ line\n")], value: 1)])
        #expect(MetricFamily.text([family]) == "# HELP a back\\\\slash\\nline\n# TYPE a gauge\na{x=\"quote\\\" back\\\\ line\\n\"} 1\n")
    }

    @Test func workersAreAddedUp() {
        func part(_ requests: Double, _ memory: Double, _ newest: Double) -> [MetricFamily] {
            [
                .counter("requests_total", "R.", [.init(labels: [.init("route", "/a")], value: requests)]),
                .gauge("memory_bytes", "M.", memory, combination: .each), .gauge("changed_seconds", "C.", newest, combination: .largest),
            ]
        }
        let combined = MetricFamily.combined([("0", part(3, 10, 5)), ("1", part(4, 20, 7)), (nil, [part(100, 0, 0)[0]])])
        #expect(combined.map(\.name) == ["requests_total", "memory_bytes", "changed_seconds"])
        #expect(combined[0].samples.map(\.value) == [107])
        #expect(combined[1].samples.map(\.value) == [10, 20])
        #expect(combined[1].samples.map { $0.labels.last?.value } == ["0", "1"])
        #expect(combined[2].samples.map(\.value) == [7])
    }

    @Test func whatAnEndedWorkerCountedStays() throws {
        let board = try WorkerBoard.make()
        defer { board.remove() }
        func families(_ count: Int) -> [MetricFamily] { [.counter("a_total", "A.", count), .gauge("b", "B.", Double(count))] }
        board.publish(families(5), index: 1)
        #expect(board.combined(with: families(2), index: 0).map { $0.samples[0].value } == [7, 7])
        board.retire(pid: getpid())
        // A count stays, a gauge is gone with its worker.
        #expect(board.combined(with: families(2), index: 0).map { $0.samples[0].value } == [7, 2])
        #expect(board.secret == WorkerBoard(folder: board.folder).secret)
    }

    @Test(arguments: [
        ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"), ("::1", "0:0:0::/48"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"), ("unknown", nil), ("1.2.3.4\nx", nil),
    ])
    func addressesAreCutToTheirNetworks(address: String, network: String?) {
        #expect(ClientAddress.network(address) == network)
    }

    @Test func namesOfRequestsAreAcceptedOnlyWhenHarmless() {
        #expect(RequestIdentity.accepted("abc-DEF_1.2") == "abc-DEF_1.2")
        for text in [nil, "", "short", String(repeating: "a", count: 65), "has space", "line\nbreak1", "zażółć-gęślą"] {
            #expect(RequestIdentity.accepted(text) == nil)
        }
        let made = (0..<1_000).map { _ in RequestIdentity.make() }
        #expect(Set(made).count == 1_000)
        #expect(made.allSatisfy { UUID(uuidString: $0) != nil && RequestIdentity.accepted($0) == $0 })
    }

    @Test(arguments: [
        ("https://atlas.example.pl", "https://atlas.example.pl"), ("HTTPS://atlas.example.pl:8443/", "https://atlas.example.pl:8443"),
        ("http://[::1]:8080", "http://[::1]:8080"), ("https://atlas.example.pl/mapa", nil), ("atlas.example.pl", nil), ("ftp://a.pl", nil),
        ("https://user@a.pl", nil), ("https://a.pl/?x=1", nil), ("", nil),
    ])
    func publicAddressesHaveOneForm(text: String, expected: String?) {
        #expect(PublicAddress.normalised(text) == expected)
    }

    @Test func linesOfTheLogAreOneLineEach() {
        let lines = Mutex<[String]>([])
        for format in LogLines.Format.allCases {
            var logger = Logger(label: "test") { _ in LogLines(format: format) { line in lines.withLock { $0.append(line) } } }
            logger[metadataKey: "request_id"] = "r-1"
            logger.error("failed\nforged", metadata: ["path": "/a b\n\"c\"", "status": .stringConvertible(500)])
        }
        let written = lines.withLock { $0 }
        #expect(written.allSatisfy { $0.filter { $0 == "\n" }.count == 1 && $0.hasSuffix("\n") })
        #expect(written[0].hasSuffix(#" error "failed\nforged" path="/a b\n\"c\"" status=500 request_id=r-1"# + "\n"))
        #expect(written[1].contains(#""message":"failed\nforged","path":"/a b\n\"c\"","status":500,"request_id":"r-1""#))
    }
}
