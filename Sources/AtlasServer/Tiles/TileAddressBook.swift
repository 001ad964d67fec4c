// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import TileGeometry

/// What the addresses of tiles name in one version of the data, found by their bytes: no text is made and nothing is
/// split. Only plain addresses are in it; for all others (computed measures, escapes, earlier days, limits of one's
/// own, whatever is wrong) the answer is nil, and `ChoroplethRequest` says what they mean.
final class TileAddressBook: Sendable {
    /// A choropleth tile in one of the usual styles.
    struct Choropleth: Equatable {
        /// The indicator and period, by number.
        let series: Int
        /// The place of the level among the mapped ones.
        let level: Int
        let style: StyleQuery
        let place: Place
    }

    /// A tile of a pyramid, in range.
    struct Place: Equatable {
        let zoom: Int
        let x: Int
        let y: Int
        let scale: Int

        /// - Throws: nothing that can happen for what was read from an address.
        var tile: TileCoordinate { get throws { try TileCoordinate(zoom: zoom, x: x, y: y) } }
    }

    private let names: [UInt8]
    /// For each indicator where its name begins; one more for the end.
    private let nameStarts: [Int32]
    /// For each indicator the number of its first series; one more for the end.
    private let seriesStarts: [Int32]
    /// For each series the text of its period.
    private let periods: [ShortText]
    private let series: [(indicator: IndicatorID, period: Period)]
    /// Open addressing by the hash of the name: numbers of indicators, -1 for free places.
    private let table: [Int32]
    private let levels: [ShortText]

    init(_ indicators: [IndicatorCoverage]) {
        var names: [UInt8] = []
        var nameStarts: [Int32] = [0]
        var seriesStarts: [Int32] = [0]
        var periods: [ShortText] = []
        var series: [(indicator: IndicatorID, period: Period)] = []
        var size = 16
        while size < indicators.count * 2 { size *= 2 }
        var table = [Int32](repeating: -1, count: size)
        for (number, coverage) in indicators.enumerated() {
            let name = Array(coverage.indicator.id.text.utf8)
            var place = Int(truncatingIfNeeded: name.reduce(Self.hashStart, Self.hash)) & (size - 1)
            while table[place] >= 0 { place = (place + 1) & (size - 1) }
            table[place] = Int32(number)
            names += name
            nameStarts.append(Int32(names.count))
            for period in coverage.periods {
                guard let text = ShortText(period.text) else { continue }
                periods.append(text)
                series.append((coverage.indicator.id, period))
            }
            seriesStarts.append(Int32(series.count))
        }
        self.names = names
        self.nameStarts = nameStarts
        self.seriesStarts = seriesStarts
        self.periods = periods
        self.series = series
        self.table = table
        levels = UnitLevel.mapped.compactMap { ShortText($0.rawValue) }
    }

    /// The style that an address stands for.
    func style(_ address: Choropleth) -> MapStyle? {
        let (indicator, period) = series[address.series]
        guard let choropleth = address.style.choropleth else { return nil }
        return MapStyle(indicator: indicator, period: period, level: UnitLevel.mapped[address.level], choropleth: choropleth)
    }

    /// `/tiles/choropleth/{indicator}/{period}/{level}/{z}/{x}/{y}[@2x].png[?style]`
    func choropleth(_ target: UnsafeRawBufferPointer) -> Choropleth? {
        guard target.starts(with: "/tiles/choropleth/", at: 0) else { return nil }
        var reader = ByteReader(target, from: 18)
        let start = reader.position
        var hash = Self.hashStart
        while let byte = reader.next, byte != 47 {
            hash = Self.hash(hash, byte)
            reader.position += 1
        }
        guard let indicator = indicator(UnsafeRawBufferPointer(rebasing: target[start..<reader.position]), hash), reader.skip(47),
            let period = reader.shortText(), reader.skip(47), let levelText = reader.shortText(), reader.skip(47),
            let series = (Int(seriesStarts[indicator])..<Int(seriesStarts[indicator + 1])).first(where: { periods[$0] == period }),
            let level = levels.firstIndex(of: levelText),
            let place = reader.place(allowsDouble: true), reader.skip(".png")
        else { return nil }
        var style = StyleQuery()
        if reader.next != nil {
            guard reader.skip(63), style.read(&reader) else { return nil }
        }
        return Choropleth(series: series, level: level, style: style, place: place)
    }

    /// `/tiles/{units|labels}/{level}/{z}/{x}/{y}.mvt`
    func vector(_ target: UnsafeRawBufferPointer) -> (kind: VectorTileKind, level: UnitLevel, place: Place)? {
        let kind: VectorTileKind
        var reader: ByteReader
        if target.starts(with: "/tiles/units/", at: 0) {
            kind = .units
            reader = ByteReader(target, from: 13)
        } else if target.starts(with: "/tiles/labels/", at: 0) {
            kind = .labels
            reader = ByteReader(target, from: 14)
        } else {
            return nil
        }
        guard let levelText = reader.shortText(), let level = levels.firstIndex(of: levelText), reader.skip(47),
            let place = reader.place(allowsDouble: false), reader.skip(".mvt"), reader.next == nil
        else { return nil }
        return (kind, UnitLevel.mapped[level], place)
    }

    private func indicator(_ name: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] >= 0 {
            let number = Int(table[place])
            let known = Int(nameStarts[number])..<Int(nameStarts[number + 1])
            if known.count == name.count, zip(known, name).allSatisfy({ names[$0] == $1 }) { return number }
            place = (place + 1) & (table.count - 1)
        }
        return nil
    }

    private static let hashStart: UInt64 = 0xcbf2_9ce4_8422_2325

    /// FNV-1a, its upper half folded down, as the table uses the lower bits.
    @inline(__always)
    private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        let product = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        return product ^ product &>> 40
    }
}

/// A text of at most sixteen bytes, none of them 0, in two numbers.
struct ShortText: Equatable {
    private(set) var low: UInt64 = 0
    private(set) var high: UInt64 = 0
    private var count = 0

    init() {}

    /// Nil when the text is longer.
    init?(_ text: String) {
        for byte in text.utf8 { guard append(byte) else { return nil } }
    }

    /// - Returns: whether there was room.
    @inline(__always)
    mutating func append(_ byte: UInt8) -> Bool {
        guard count < 16 else { return false }
        if count < 8 { low |= UInt64(byte) << UInt64(8 * count) } else { high |= UInt64(byte) << UInt64(8 * (count - 8)) }
        count += 1
        return true
    }
}

/// Reads the bytes of an address from left to right.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    var position: Int

    init(_ bytes: UnsafeRawBufferPointer, from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    @inline(__always)
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Reads one byte if it is this one.
    @inline(__always)
    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skip(_ text: StaticString) -> Bool {
        guard bytes.starts(with: text, at: position) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// What stands before the next `/`, `=`, `&` or the end; nil when it is long.
    @inline(__always)
    mutating func shortText() -> ShortText? {
        var text = ShortText()
        while let byte = next, byte != 47, byte != 61, byte != 38 {
            guard text.append(byte) else { return nil }
            position += 1
        }
        return text
    }

    /// A whole number of one to six digits.
    @inline(__always)
    mutating func number() -> Int? {
        let start = position
        var number = 0
        while let byte = next, byte >= 48, byte <= 57, position - start < 7 {
            number = number * 10 + Int(byte - 48)
            position += 1
        }
        return (1...6).contains(position - start) ? number : nil
    }

    /// `{z}/{x}/{y}`, with `@2x` where it may be, in range.
    mutating func place(allowsDouble: Bool) -> TileAddressBook.Place? {
        guard let zoom = number(), skip(47), let x = number(), skip(47), let y = number(), TileCoordinate.zoomRange.contains(zoom),
            x < 1 << zoom, y < 1 << zoom
        else { return nil }
        let scale = allowsDouble && skip("@2x") ? 2 : 1
        return TileAddressBook.Place(zoom: zoom, x: x, y: y, scale: scale)
    }
}
