// SPDX-License-Identifier: Apache-2.0

/// How much memory a server may keep for quicker answers, and who gets how much of it. Every cache of the server has its
/// share here; beside them stand the program, the division with its boundaries, and the index of the directory.
public struct MemoryBudget: Sendable, Hashable {
    /// A cache, or a group of caches that are filled by the same questions; raw values name it in `/metrics`.
    enum Part: String, CaseIterable, Sendable {
        case tiles
        case earlierTiles = "earlier_tiles"
        case projectedTiles = "projected_tiles"
        case earlierDays = "earlier_days"
        case tables
        case columns
        case classes
        case maps
        case colours
        case measures
        case analyses
        case boundaries
        case pictures
        case compressed
        case capabilities
        case glyphs
    }

    /// The one table of shares, in hundredths of the whole.
    static let shares: [(part: Part, percent: Int, help: String)] = [
        (.tiles, 53, "drawn geometry of choropleth tiles (three quarters) and compressed vector tiles (a quarter)"),
        (.earlierTiles, 4, "the same for two earlier editions of boundaries, half of it each"),
        (.projectedTiles, 3, "drawn geometry of tiles in EPSG:2180"),
        (.earlierDays, 4, "the division of earlier days"),
        (.tables, 9, "values of indicators, all periods of a level together"),
        (.columns, 2, "single periods of indicators, for profiles"),
        (.classes, 5, "classes of maps"),
        (.maps, 3, "maps with their legends"),
        (.colours, 2, "colours of tiles"),
        (.measures, 1, "what computed measures are"),
        (.analyses, 1, "neighbourhoods and spatial autocorrelation"),
        (.boundaries, 2, "boundaries as GeoJSON"),
        (.pictures, 6, "pictures, documents and exported files"),
        (.compressed, 2, "answers compressed with gzip"),
        (.capabilities, 2, "descriptions of map services"),
        (.glyphs, 1, "glyphs of map labels"),
    ]

    /// With this the whole country warm stays under 400 MB of resident memory.
    public static let standardMebibytes = 288
    public static let mebibyteRange = 64...65_536
    public static let standard = MemoryBudget(bytes: standardMebibytes << 20)

    public let bytes: Int
    /// What the tiles of today get instead of their share.
    private let tileBytes: Int?

    /// - Parameter tileBytes: what the tiles of today get; by default their share. The others keep theirs.
    public init(bytes: Int, tileBytes: Int? = nil) {
        self.bytes = bytes
        self.tileBytes = tileBytes
    }

    func bytes(_ part: Part) -> Int {
        if part == .tiles, let tileBytes { return tileBytes }
        return bytes / 100 * (Self.shares.first { $0.part == part }?.percent ?? 0)
    }
}

/// What a cache holds at the moment.
struct CacheUse: Sendable, Hashable {
    let part: MemoryBudget.Part
    var bytes: Int
    let budgetBytes: Int
    /// Questions that it answered, and that it could not answer; nil where nobody counts.
    var hits: Int?
    var misses: Int?
    /// Values that made room for others.
    var evictions: Int?

    init(part: MemoryBudget.Part, bytes: Int, budgetBytes: Int, hits: Int? = nil, misses: Int? = nil, evictions: Int? = nil) {
        self.part = part
        self.bytes = bytes
        self.budgetBytes = budgetBytes
        self.hits = hits
        self.misses = misses
        self.evictions = evictions
    }

    init<Key, Value>(part: MemoryBudget.Part, _ cache: LeastRecentlyUsed<Key, Value>, budgetBytes: Int? = nil) {
        let questions = cache.questions
        self.init(
            part: part, bytes: cache.totalCost, budgetBytes: budgetBytes ?? cache.budget, hits: questions.hits, misses: questions.misses,
            evictions: questions.evictions)
    }

    static func families(_ uses: [CacheUse]) -> [MetricFamily] {
        func samples(_ value: (CacheUse) -> Int?) -> [MetricFamily.Sample] {
            uses.compactMap { use in value(use).map { .init(labels: [.init("cache", use.part.rawValue)], value: Double($0)) } }
        }
        func gauge(_ name: String, _ help: String, _ value: (CacheUse) -> Int?) -> MetricFamily {
            MetricFamily(name: name, help: help, kind: .gauge, samples: samples(value))
        }
        return [
            gauge("powiatlas_cache_bytes", "Memory that a cache holds.") { $0.bytes },
            gauge("powiatlas_cache_budget_bytes", "Memory that a cache may hold.") { $0.budgetBytes },
            .counter("powiatlas_cache_hits_total", "Questions that a cache answered.", samples { $0.hits }),
            .counter("powiatlas_cache_misses_total", "Questions that a cache could not answer.", samples { $0.misses }),
            .counter("powiatlas_cache_evictions_total", "Values that made room for others.", samples { $0.evictions }),
        ]
    }
}
