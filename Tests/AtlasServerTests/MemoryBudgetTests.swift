// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

@testable import AtlasServer

@Suite struct MemoryBudgetTests {
    @Test func sharesAreTheWhole() {
        #expect(MemoryBudget.shares.map(\.part) == MemoryBudget.Part.allCases)
        #expect(MemoryBudget.shares.reduce(0) { $0 + $1.percent } == 100)
        for budget in [MemoryBudget.standard, MemoryBudget(bytes: 64 << 20)] {
            let sum = MemoryBudget.Part.allCases.reduce(0) { $0 + budget.bytes($1) }
            #expect(sum <= budget.bytes && sum > budget.bytes / 100 * 99)
        }
        #expect(MemoryBudget(bytes: 1 << 20, tileBytes: 5).bytes(.tiles) == 5)
    }

    /// Whatever is asked for, and however much of it, no cache grows beyond its share.
    @Test func aFloodStaysWithinTheBudget() async throws {
        try await withServersOnOneFile(1, memory: MemoryBudget(bytes: 6 << 20)) { clients, _ in
            let client = clients[0]
            var paths: [String] = []
            let indicators = try await client.json("/api/v1/indicators")["indicators"].array
            for indicator in indicators {
                guard let id = indicator["id"].string, let level = indicator["levels"].array.last?.string, let period = indicator["periods"].array.last?.string
                else { continue }
                paths.append("/api/v1/indicators/\(id)/series?level=\(level)")
                paths.append("/tiles/choropleth/\(id)/\(period)/\(level)/6/35/21.png")
                paths.append("/api/v1/legend?indicator=\(id)&level=\(level)")
            }
            for number in 1...150 {
                paths.append("/tiles/choropleth/ludnosc/2021/powiat/6/35/21.png?breaks=\(number),\(number * 1_000)")
                paths.append("/api/v1/legend?indicator=per-capita(kobiety,\(number))&level=powiat")
                if number < 60 {
                    paths.append("/api/v1/map.svg?indicator=ludnosc&level=wojewodztwo&width=\(200 + number)&height=200")
                    paths.append("/tiles/units/powiat/8/\(135 + number % 12)/\(80 + number % 9).mvt")
                }
                if number < 12 {
                    paths.append("/api/v1/indicators/ludnosc/values.xlsx?level=powiat&parent=\(["02", "04", "06", "08", "10", "12", "14", "16", "18", "20", "22", "24"][number])")
                    paths.append("/api/v1/units?level=powiat&limit=\(number)&asof=\(2010 + number)")
                    paths.append("/tiles/choropleth/ludnosc/2021/gmina/7/71/43.png?asof=\(2014 + number)")
                }
            }
            for path in ["/jednostki/26", "/jednostki/2604", "/jednostki/1201", "/jednostki/1465", "/jednostki/0201"] { paths.append(path) }
            for path in paths {
                let answer = try await client.ask(path, ["Accept-Encoding": "gzip"])
                // A day before the first that is known is refused.
                #expect(answer.status == 200 || (path.contains("asof") && answer.status == 400), "\(path): \(answer.status)")
            }
            let held = Self.gauge("cache_bytes", try await client.ask("/metrics").text)
            let allowed = Self.gauge("cache_budget_bytes", try await client.ask("/metrics").text)
            #expect(Set(held.keys).isSuperset(of: ["tiles", "tables", "classes", "maps", "colours", "pictures", "compressed", "columns", "measures"]))
            for (cache, bytes) in held { #expect(bytes <= allowed[cache] ?? 0, "\(cache)") }
            for cache in ["tables", "classes", "maps", "colours", "measures", "compressed", "columns"] { #expect((held[cache] ?? 0) > 0, "\(cache)") }
            #expect(held.values.reduce(0, +) <= 6 << 20)
        }
    }

    private static func gauge(_ name: String, _ metrics: String) -> [String: Int] {
        var values: [String: Int] = [:]
        for line in metrics.split(separator: "\n") {
            guard let match = line.wholeMatch(of: /powiatlas_([a-z_]+)\{cache="([a-z_]+)"\} (\d+)/), match.1 == name else { continue }
            values[String(match.2)] = Int(match.3)
        }
        return values
    }

    @Test func copiesKeepWhatIsChosenAndItsOrder() {
        let cache = LeastRecentlyUsed<Int, ByteBuffer>(budget: 100) { $0.readableBytes }
        for key in 0..<10 { cache.store(ByteBuffer(repeating: 1, count: 10), for: key) }
        _ = cache[0]
        let copy = cache.copy { key, _ in key.isMultiple(of: 2) }
        #expect(copy.totalCost == 50 && copy[1] == nil && copy[2] != nil)
        #expect(cache.totalCost == 100)
        // Zero was asked for after four, so four goes first.
        for key in 10..<16 { copy.store(ByteBuffer(repeating: 1, count: 10), for: key) }
        #expect(copy[4] == nil && copy[0] != nil && copy.totalCost == 100)
    }
}
