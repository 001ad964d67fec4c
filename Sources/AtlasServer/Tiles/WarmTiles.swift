// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import NIOCore
import Synchronization

/// What one event loop needs to answer warm tiles, and cold ones that are quick to draw: the addresses of the current data, the classes that were asked
/// for lately, heads of answers, and room to write. Its own for each loop, so that nothing in it waits or is counted
/// between threads.
final class WarmTiles {
    private let tiles: ChoroplethTiles
    private var snapshot: AtlasSnapshot
    private var book: TileAddressBook
    /// The place of each mapped level among the layers of the drawn geometry.
    private var layers: [Int]
    /// Classes by series, level, method and number of classes: one place for each hash of these, the latest stays.
    private var classes: [CachedClasses?]
    /// A power of two. The classes of gminas take some 2.5 KB, most of them shared with the cache of all loops.
    private let placeCount: Int
    private static let budgetBytesPerPlace = 8 << 10

    private struct CachedClasses {
        let key: Int
        let slots: UnitSlots
        let classCount: Int
    }

    /// Written answers that wait to be sent.
    private(set) var answers: ByteBuffer

    private var choroplethHead = AnswerHead(
        status: "200 OK",
        fields: [
            ("Content-Type", "image/png"), ("Cache-Control", CachePolicy.choroplethTile)
        ] + openFields, hasLength: true)
    private var choroplethKnown = AnswerHead(
        status: "304 Not Modified",
        fields: [("Cache-Control", CachePolicy.choroplethTile)] + openFields, hasLength: false)
    private var vectorHead = AnswerHead(
        status: "200 OK",
        fields: [("Content-Type", VectorTilesRoutes.contentType), ("Content-Encoding", "gzip")] + vectorFields, hasLength: true)
    private var vectorKnown = AnswerHead(status: "304 Not Modified", fields: vectorFields, hasLength: false)
    private static let vectorFields = [
        ("Vary", "Accept-Encoding"), ("Cache-Control", CachePolicy.vectorTile)
    ] + openFields
    /// As `SecurityHeaders` has them: tiles are for the maps of any site.
    private static let openFields = [
        ("Access-Control-Allow-Origin", "*"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    private var dateIsOldAt = NIODeadline.distantPast

    private let choroplethSeries: (ok: RequestMetrics.Series, known: RequestMetrics.Series)
    private let vectorSeries: [VectorTileKind: (ok: RequestMetrics.Series, known: RequestMetrics.Series)]

    init(tiles: ChoroplethTiles, metrics: RequestMetrics, allocator: ByteBufferAllocator) {
        self.tiles = tiles
        snapshot = tiles.data.current
        book = TileAddressBook(snapshot.indicators)
        layers = Self.layers(snapshot)
        placeCount = Self.placeCount(tiles.data.budget)
        classes = [CachedClasses?](repeating: nil, count: placeCount)
        answers = allocator.buffer(capacity: Self.usualCapacity)
        func series(_ route: String) -> (ok: RequestMetrics.Series, known: RequestMetrics.Series) {
            (metrics.series(route: route, status: 200), metrics.series(route: route, status: 304))
        }
        choroplethSeries = series(ChoroplethTilesRoutes.path)
        vectorSeries = Dictionary(uniqueKeysWithValues: VectorTileKind.allCases.map { ($0, series(VectorTilesRoutes.path($0))) })
    }

    static func placeCount(_ budget: MemoryBudget) -> Int {
        let wanted = max(1, budget.bytes(.classes) / budgetBytesPerPlace)
        return 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
    }

    private static let usualCapacity = 64 << 10
    /// A buffer that grew beyond this is not kept.
    private static let largestKeptCapacity = 512 << 10
    /// Answers of one read are sent together up to about this many bytes.
    static let batchByteCount = 64 << 10

    private static func layers(_ snapshot: AtlasSnapshot) -> [Int] {
        let names = snapshot.tiles.choropleths.layerNames
        return UnitLevel.mapped.map { level in names.firstIndex(of: level.rawValue) ?? -1 }
    }

    /// To be called before the first of some requests: looks whether the data have changed, and at the clock.
    func begin(now: NIODeadline) {
        let current = tiles.data.current
        if current !== snapshot {
            snapshot = current
            book = TileAddressBook(current.indicators)
            layers = Self.layers(current)
            classes = [CachedClasses?](repeating: nil, count: placeCount)
        }
        if now >= dateIsOldAt {
            dateIsOldAt = now + .milliseconds(200)
            let date = HTTPDate.now
            choroplethHead.setDate(date)
            choroplethKnown.setDate(date)
            vectorHead.setDate(date)
            vectorKnown.setDate(date)
        }
        answers.clear()
    }

    /// Hands over what was written.
    func take() -> ByteBuffer {
        let written = answers
        if answers.capacity > Self.largestKeptCapacity { answers = ByteBufferAllocator().buffer(capacity: Self.usualCapacity) }
        return written
    }

    /// Writes the answer to a request for a tile.
    /// - Returns: where to count it; nil when the request is for others.
    func answer(_ head: RawRequestHead, _ bytes: UnsafeRawBufferPointer) -> RequestMetrics.Series? {
        guard !head.announcesMore, !head.isUnusual else { return nil }
        let target = UnsafeRawBufferPointer(rebasing: bytes[head.target])
        if let address = book.choropleth(target) {
            guard let tile = choropleth(address) else { return nil }
            return write(tile, head, bytes)
        }
        if let (kind, level, place) = book.vector(target) { return vector(kind, level, place, head, bytes) }
        guard target.starts(with: "/tiles/choropleth/", at: 0) else { return nil }
        let text = String(decoding: target, as: UTF8.self)
        let separator = text.firstIndex(of: "?")
        let path = separator.map { text[..<$0] } ?? text[...]
        let query = separator.map { text[text.index(after: $0)...] } ?? ""
        return tiles.warmTile(path: path, query: query).map { write($0, head, bytes) }
    }

    // MARK: Choropleth tiles

    private func choropleth(_ address: TileAddressBook.Choropleth) -> ColouredTile? {
        let place = address.place
        let layer = layers[address.level]
        guard layer >= 0 else { return nil }
        let warm = snapshot.tiles.choropleths.warmGeometry(
            layerIndex: layer, zoom: place.zoom, x: place.x, y: place.y, scale: place.scale)
        guard warm != nil || Self.isQuickToDraw(place), let colouring = colouring(address) else { return nil }
        return (warm ?? draw(address))?.coloured(colouring)
    }

    /// From this zoom on a tile is drawn in less than half a millisecond, in about the time that the way through the
    /// application would cost; larger ones would let the loop's other connections wait.
    private static let quickZoom = 9

    private static func isQuickToDraw(_ place: TileAddressBook.Place) -> Bool { place.zoom >= quickZoom && place.scale == 1 }

    private func draw(_ address: TileAddressBook.Choropleth) -> GeometryTile? {
        let level = UnitLevel.mapped[address.level]
        return (try? address.place.tile).flatMap { try? snapshot.tiles.choropleths.geometry(layer: level.rawValue, tile: $0) }
    }

    /// The colours of a style whose classes are in memory.
    private func colouring(_ address: TileAddressBook.Choropleth) -> UnitColouring? {
        let key = (address.series * UnitLevel.mapped.count + address.level) * StyleQuery.classificationCount + address.style.classification
        let slot = Int(truncatingIfNeeded: (UInt64(key) &* 0x9e37_79b9_7f4a_7c15) >> 32) & (placeCount - 1)
        if let known = classes[slot], known.key == key {
            return Self.colouring(known, address.style)
        }
        guard let style = book.style(address), let units = snapshot.classifiedUnitsIfLoaded(style) else { return nil }
        // Names have colours of their own.
        guard units.classes.categories == nil else {
            return UnitColouring(slots: units.shapeSlots, palette: units.palette(style.choropleth))
        }
        let found = CachedClasses(key: key, slots: units.shapeSlots, classCount: units.classes.breaks.classCount)
        classes[slot] = found
        return Self.colouring(found, address.style)
    }

    private static func colouring(_ classes: CachedClasses, _ style: StyleQuery) -> UnitColouring {
        UnitColouring(
            slots: classes.slots, palette: .shared(schemeIndex: style.scheme, classes: classes.classCount, reversed: style.isReversed))
    }

    private func write(_ tile: ColouredTile, _ request: RawRequestHead, _ bytes: UnsafeRawBufferPointer) -> RequestMetrics.Series {
        if let condition = request.ifNoneMatch {
            let tag = tile.tag
            if matches(bytes, condition, TagText.text(tag)) {
                writeHead(choroplethKnown) { $0.write(tag: tag, to: $1) }
                return choroplethSeries.known
            }
        }
        guard !request.isHead else {
            writeHead(choroplethHead, contentLength: tile.byteCount) { $0.write(tag: tile.tag, to: $1) }
            return choroplethSeries.ok
        }
        let headByteCount = choroplethHead.byteCount
        answers.writeWithUnsafeMutableBytes(minimumWritableBytes: headByteCount + tile.capacity) { buffer in
            guard let base = buffer.baseAddress,
                let tag = tile.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[headByteCount...]))
            else { return 0 }
            choroplethHead.write(contentLength: tile.byteCount, to: base)
            choroplethHead.write(tag: tag, to: base)
            return headByteCount + tile.byteCount
        }
        return choroplethSeries.ok
    }

    private func writeHead(_ head: AnswerHead, contentLength: Int = 0, tag: (AnswerHead, UnsafeMutableRawPointer) -> Void) {
        answers.writeWithUnsafeMutableBytes(minimumWritableBytes: head.byteCount) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            head.write(contentLength: contentLength, to: base)
            tag(head, base)
            return head.byteCount
        }
    }

    private func matches(_ bytes: UnsafeRawBufferPointer, _ condition: Range<Int>, _ tag: String) -> Bool {
        StrongETag.matches(String(decoding: bytes[condition], as: UTF8.self), tag)
    }

    // MARK: Vector tiles

    private func vector(
        _ kind: VectorTileKind, _ level: UnitLevel, _ place: TileAddressBook.Place, _ request: RawRequestHead, _ bytes: UnsafeRawBufferPointer
    ) -> RequestMetrics.Series? {
        guard request.acceptsGzip, let series = vectorSeries[kind], let tile = try? place.tile,
            let answer = Self.isQuickToDraw(place)
                ? try? snapshot.vectorTile(kind, level, tile) : snapshot.warmVectorTile(kind, level, tile)
        else { return nil }
        if let condition = request.ifNoneMatch, matches(bytes, condition, answer.tag) {
            writeHead(vectorKnown) { $0.write(tag: answer.tag, to: $1) }
            return series.known
        }
        writeHead(vectorHead, contentLength: answer.compressed.readableBytes) { $0.write(tag: answer.tag, to: $1) }
        if !request.isHead { answers.writeImmutableBuffer(answer.compressed) }
        return series.ok
    }
}

/// Gives every event loop its `WarmTiles`.
final class WarmTilesOfLoops: Sendable {
    private let tiles: ChoroplethTiles
    private let metrics: RequestMetrics
    private let known = Mutex<[ObjectIdentifier: NIOLoopBound<WarmTiles>]>([:])

    init(tiles: ChoroplethTiles, metrics: RequestMetrics) {
        self.tiles = tiles
        self.metrics = metrics
    }

    /// - Parameter loop: the one that the caller is on.
    func of(_ loop: any EventLoop) -> WarmTiles {
        if let known = known.withLock({ $0[ObjectIdentifier(loop)] }) { return known.value }
        let made = WarmTiles(tiles: tiles, metrics: metrics, allocator: ByteBufferAllocator())
        let bound = NIOLoopBound(made, eventLoop: loop)
        known.withLock { $0[ObjectIdentifier(loop)] = bound }
        return made
    }
}
