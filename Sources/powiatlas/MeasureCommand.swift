// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase

/// `powiatlas measure`: how fast the values of a database are read here.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Time how fast the values of a database are read.",
        discussion: """
            Reads at random, the same in every run, and prints a line for each sort of read: its name, the
            median and the 99th percentile in milliseconds, and how many were read.
              slice    one indicator in one period for all gminas
              table    one indicator in all periods for all gminas
              profile  all indicators in all periods for one gmina
              start    the catalogue with its coverage, which a server reads when it starts

            Example:
              powiatlas measure --database atlas.sqlite --reads 500
            """)

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    @Option(help: "Reads of each sort.")
    var reads = 200

    func validate() throws {
        guard (1...100_000).contains(reads) else { throw ValidationError("--reads must be 1…100000") }
    }

    func run() async throws {
        do {
            try await withDatabase(database) { try await measure($0) }
        } catch {
            throw refused(error)
        }
    }

    private func measure(_ store: AtlasStore) async throws {
        let known = try await store.indicators().filter { $0.levels.contains(.gmina) }
        let gminas = try await store.currentUnits().map(\.unit.code).filter { $0.level == .gmina }
        guard !known.isEmpty, !gminas.isEmpty else { throw CommandRefusal("\(database) has no values of gminas to read") }
        var random = Draws()
        try await time("slice") {
            let one = known[random.next(below: known.count)]
            return try await store.slice(of: one.indicator.id, level: .gmina, period: one.periods[random.next(below: one.periods.count)])
                .values.count
        }
        try await time("table") {
            try await store.table(of: known[random.next(below: known.count)].indicator.id, level: .gmina)?.grid.values.count ?? 0
        }
        try await time("profile") {
            try await store.seriesOfAllIndicators(of: gminas[random.next(below: gminas.count)]).count
        }
        try await time("start", reads: min(reads, 20)) { try await store.indicators().count + (try await store.counts()).observations }
    }

    private func time(_ name: String, reads count: Int? = nil, _ read: () async throws -> Int) async throws {
        let clock = ContinuousClock()
        var times: [Double] = []
        for number in 0..<(count ?? reads) + 5 {
            let began = clock.now
            _ = try await read()
            // The first ones open connections and prepare statements.
            if number >= 5 { times.append((clock.now - began) / .milliseconds(1)) }
        }
        times.sort()
        func shown(_ share: Double) -> String {
            let microseconds = Int((times[min(times.count - 1, Int(Double(times.count) * share))] * 1_000).rounded())
            return "\(microseconds / 1_000)." + String(String(microseconds % 1_000 + 1_000).dropFirst())
        }
        print("\(name) \(shown(0.5)) \(shown(0.99)) \(times.count)")
    }

    /// Numbers that are the same in every run.
    private struct Draws {
        private var state: UInt64 = 20_260_101

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
    }
}
