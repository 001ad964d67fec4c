// SPDX-License-Identifier: Apache-2.0

/// The DEFLATE stream of a tile with many units, with blanks where the units' slots belong.
///
/// A literal is a palette entry: a border strength and a slot. Its strength is known when the tile is drawn, its
/// slot when a style is. So palette entries lie in groups, one for each strength, with room for 2^n slots each,
/// and all entries of a group have codes of one length, whose last n bits are the slot. Then every bit of the stream
/// but those n of each literal is known beforehand and lies at a fixed place, and recolouring writes the slots into
/// the blanks: no counting, no code to build, no token to look at. All literals of a unit in a 64-bit word of the
/// stream are filled in by one multiplication of the unit's slot with a mask of their places.
final class StreamTemplate: Sendable {
    /// Bits of a slot: 2, 3 or 4.
    let slotBits: Int
    /// The border strengths of the groups of palette entries, in their order.
    let strengths: [UInt8]
    /// The border strengths of the entries behind the groups, which are outside the country.
    let outsideStrengths: [UInt8]
    /// For each paint, a unit or its hatch lines, the place of its slot in a colouring; hatch lines come last.
    let slotIndexes: [Int32]
    let hatchStart: Int
    /// For each paint its pixels, and the sum of their weights in Adler-32's second sum (modulo 65,521).
    private let pixelCounts: [UInt32]
    private let positionSums: [UInt32]
    /// Adler-32's sums with all slots 0.
    private let sum: UInt64
    private let sumOfSums: UInt64
    /// The stream (RFC 1950) without its checksum, blanks 0.
    private let words: [UInt64]
    private let bitCount: Int
    /// For each word how many terms it has; for each term the paint and the places of its literals.
    private let termCounts: [UInt8]
    private let termMasks: [UInt64]
    private let termPaints: [UInt16]
    /// Follows from all of the above.
    let checksum: UInt64

    static let slotBitsRange = 2...4

    var paletteCount: Int { strengths.count << slotBits + outsideStrengths.count }
    /// Bytes of the stream with its checksum.
    var byteCount: Int { (bitCount + 7) / 8 + 4 }
    /// `write` may touch so many bytes behind the stream.
    static let slackByteCount = 8

    /// Memory held, in bytes.
    var memoryByteCount: Int {
        words.count * 9 + termMasks.count * 10 + slotIndexes.count * 12 + 300
    }

    init(_ tokens: PixelTokens, pairs: [GeometryTile.Pair], slotBits: Int) {
        self.slotBits = slotBits
        let numbering = PaletteNumbering(pairs, slotBits: slotBits)
        strengths = numbering.strengths
        outsideStrengths = numbering.outsideStrengths
        slotIndexes = numbering.slotIndexes
        hatchStart = numbering.hatchStart

        var pixelCounts = [UInt32](repeating: 0, count: numbering.slotIndexes.count)
        var positionSums = [UInt64](repeating: 0, count: numbering.slotIndexes.count)
        var sum: UInt64 = 1
        var sumOfSums = UInt64(tokens.streamByteCount)
        for pair in tokens.pixelCounts.indices {
            let entry = UInt64(numbering.symbols[pair])
            sum += entry * UInt64(tokens.pixelCounts[pair])
            sumOfSums += entry * UInt64(tokens.positionSums[pair])
            let paint = Int(numbering.paints[pair])
            if paint >= 0 {
                pixelCounts[paint] += tokens.pixelCounts[pair]
                positionSums[paint] += UInt64(tokens.positionSums[pair])
            }
        }
        self.pixelCounts = pixelCounts
        self.positionSums = positionSums.map { UInt32($0 % 65_521) }
        self.sum = sum % 65_521
        self.sumOfSums = sumOfSums % 65_521

        let code = Self.code(tokens, numbering, slotBits: slotBits)
        var terms = TermCollector()
        let capacity = tokens.maximumStreamByteCount / 8 + 2
        var bitCount = 0
        words = [UInt64](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            var writer = BitWriter(base)
            // RFC 1950, section 2.2: a window of 32 KB, the default level, no dictionary.
            writer.append(0x9C78, 16)
            DeflateSymbols.writeBlockHeader(literals: code.lengths, distances: tokens.distanceCode.lengths, &writer)
            tokens.forEach { pair in
                let symbol = Int(numbering.symbols[pair])
                let width = Int(code.lengths[symbol])
                let paint = numbering.paints[pair]
                if paint >= 0 { terms.add(paint: UInt16(paint), position: writer.bitCount + width - slotBits) }
                writer.append(UInt64(code.codes[symbol]), UInt64(width))
            } match: { length, distance in
                let symbol = DeflateSymbols.length(length)
                let width = UInt64(code.lengths[symbol.symbol])
                writer.append(UInt64(code.codes[symbol.symbol]) | UInt64(symbol.extra) << width, width + UInt64(symbol.extraBits))
                writer.append(distance & 0xFFFF_FFFF, distance >> 32)
            }
            writer.append(UInt64(code.codes[256]), UInt64(code.lengths[256]))
            bitCount = writer.bitCount
            // Zeros up to the end of the last word.
            writer.append(0, 56)
            writer.append(0, 8)
            count = (bitCount + 63) / 64
        }
        self.bitCount = bitCount
        terms.finish(wordCount: words.count)
        termCounts = terms.counts
        termMasks = terms.masks
        termPaints = terms.paints

        var hash = ContentHash(seed: UInt64(slotBits))
        words.withUnsafeBytes { hash.combine($0) }
        terms.masks.withUnsafeBytes { hash.combine($0) }
        terms.paints.withUnsafeBytes { hash.combine($0) }
        hash.combine(sum << 32 | sumOfSums)
        checksum = hash.value
    }

    /// The prefix code of literals and lengths. What is not a literal with a slot (lengths, the end of the block,
    /// literals outside the country) would shift the codes of the groups, which must begin at multiples of 2^n.
    /// If the best code does not happen to fit, such symbols get equal lengths by twos, fours and so on, down
    /// to as many as a group has: then everything in the code is a multiple of a group.
    private static func code(_ tokens: PixelTokens, _ numbering: PaletteNumbering, slotBits: Int) -> HuffmanCode {
        let groupCount = numbering.strengths.count
        var groupWeights = [UInt32](repeating: 0, count: groupCount)
        var singles: [(symbol: Int, weight: UInt32)] = []
        var outside = [UInt32](repeating: 0, count: numbering.outsideStrengths.count)
        for (pair, count) in tokens.literalCounts.enumerated() {
            let symbol = Int(numbering.symbols[pair])
            let group = symbol >> slotBits
            if group < groupCount { groupWeights[group] += count } else { outside[symbol - groupCount << slotBits] += count }
        }
        var spare: [Int] = []
        for (index, weight) in outside.enumerated() where weight > 0 { singles.append((groupCount << slotBits + index, weight)) }
        for (index, weight) in tokens.lengthFrequencies.enumerated() {
            if weight > 0 { singles.append((256 + index, weight)) } else { spare.append(256 + index) }
        }
        spare += (numbering.paletteCount..<256)
        singles.sort { ($0.weight, $1.symbol) > ($1.weight, $0.symbol) }

        for shift in 0...slotBits {
            var blocks: [[Int]] = []
            var weights = groupWeights.map { max($0, 1) }
            var unused = spare.makeIterator()
            for start in stride(from: 0, to: singles.count, by: 1 << shift) {
                let members = singles[start..<min(start + 1 << shift, singles.count)]
                var symbols = members.map(\.symbol)
                while symbols.count < 1 << shift, let symbol = unused.next() { symbols.append(symbol) }
                blocks.append(symbols)
                weights.append(members.reduce(0) { $0 + $1.weight })
            }
            let outer = HuffmanCode(frequencies: weights, maximumLength: 15 - slotBits)
            var lengths = [UInt8](repeating: 0, count: 286)
            for group in 0..<groupCount {
                for slot in 0..<(1 << slotBits) { lengths[group << slotBits + slot] = outer.lengths[group] + UInt8(slotBits) }
            }
            for (index, symbols) in blocks.enumerated() {
                for symbol in symbols { lengths[symbol] = outer.lengths[groupCount + index] + UInt8(shift) }
            }
            let code = HuffmanCode(lengths: lengths)
            let fits = (0..<groupCount).allSatisfy { group in
                code.codes[group << slotBits] >> UInt16(Int(lengths[group << slotBits]) - slotBits) == 0
            }
            if fits || shift == slotBits { return code }
        }
        return HuffmanCode(lengths: [])
    }

    /// Writes the stream in a style.
    /// - Parameters:
    ///   - codes: for each slot of a colouring its number within a group.
    ///   - target: `byteCount + slackByteCount` bytes.
    /// - Returns: a number that follows from the units' codes.
    func write(codes: SlotCodes, slots: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableRawPointer) -> UInt64 {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slotIndexes.count + 1) { bits in
            let (identity, adler) = fill(bits, codes, slots)
            guard let bits = UnsafePointer(bits.baseAddress) else { return 0 }
            words.withUnsafeBufferPointer { words in
                termCounts.withUnsafeBufferPointer { counts in
                    termMasks.withUnsafeBufferPointer { masks in
                        termPaints.withUnsafeBufferPointer { paints in
                            var carry: UInt64 = 0
                            var term = 0
                            for index in 0..<words.count {
                                var word = words[index] | carry
                                carry = 0
                                let end = term &+ Int(counts[index])
                                while term < end {
                                    // Places at the end of the word hold the first bits of a slot, the next word the rest.
                                    let product = masks[term].multipliedFullWidth(by: bits[Int(paints[term])])
                                    word |= product.low
                                    carry |= product.high
                                    term &+= 1
                                }
                                target.storeBytes(of: word.littleEndian, toByteOffset: index &* 8, as: UInt64.self)
                            }
                        }
                    }
                }
            }
            target.storeBytes(of: adler.bigEndian, toByteOffset: byteCount - 4, as: UInt32.self)
            return identity
        }
    }

    /// What `write` would return.
    func identity(codes: SlotCodes, slots: UnsafeBufferPointer<UInt8>) -> UInt64 {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slotIndexes.count + 1) { fill($0, codes, slots).identity }
    }

    /// For each paint the bits of its slot as they stand in the stream.
    private func fill(
        _ bits: UnsafeMutableBufferPointer<UInt64>, _ codes: SlotCodes, _ slots: UnsafeBufferPointer<UInt8>
    ) -> (identity: UInt64, adler: UInt32) {
        var sum = sum
        var sumOfSums = sumOfSums
        var identity: UInt64 = 0
        slotIndexes.withUnsafeBufferPointer { indexes in
            pixelCounts.withUnsafeBufferPointer { pixelCounts in
                positionSums.withUnsafeBufferPointer { positionSums in
                    for paint in 0..<indexes.count {
                        let index = Int(indexes[paint])
                        let slot = paint >= hatchStart ? UnitColouring.hatchSlot : index < slots.count ? slots[index] : UnitColouring.noDataSlot
                        let code = codes.code(ofSlot: slot)
                        bits[paint] = SlotCodes.reversed(code, slotBits)
                        sum &+= code &* UInt64(pixelCounts[paint])
                        sumOfSums &+= code &* UInt64(positionSums[paint])
                        identity &+= code &* ContentHash.factor(paint)
                    }
                }
            }
        }
        return (identity, UInt32(sumOfSums % 65_521) << 16 | UInt32(sum % 65_521))
    }

    /// The slots that the tile shows in a colouring.
    func usedSlots(_ slots: UnsafeBufferPointer<UInt8>) -> UInt16 {
        var used: UInt16 = slotIndexes.count > hatchStart ? 1 << UInt16(UnitColouring.hatchSlot) : 0
        slotIndexes.withUnsafeBufferPointer { indexes in
            for paint in 0..<hatchStart {
                let index = Int(indexes[paint])
                used |= 1 &<< UInt16(index < slots.count ? slots[index] : UnitColouring.noDataSlot)
            }
        }
        return used
    }
}

/// The numbers of the slots that a tile shows, in their order, without the gaps: few slots need few bits.
struct SlotCodes {
    let used: UInt16
    /// Four bits for each slot.
    private let packed: UInt64

    init(used: UInt16) {
        self.used = used
        var packed: UInt64 = 0
        var next: UInt64 = 0
        for slot in 0..<16 where used & 1 << UInt16(slot) != 0 {
            packed |= next << UInt64(4 * slot)
            next += 1
        }
        self.packed = packed
    }

    /// The bits that the codes take, within what templates have.
    var bitCount: Int { used.nonzeroBitCount <= 4 ? 2 : used.nonzeroBitCount <= 8 ? 3 : 4 }

    @inline(__always)
    func code(ofSlot slot: UInt8) -> UInt64 { packed &>> UInt64(4 &* slot) & 15 }

    /// DEFLATE packs codes from their most significant bit.
    @inline(__always)
    static func reversed(_ code: UInt64, _ width: Int) -> UInt64 {
        let all = (code & 1) << 3 | (code & 2) << 1 | (code & 4) >> 1 | (code & 8) >> 3
        return all &>> UInt64(4 &- width)
    }
}

/// Which palette entry, and which paint, the pairs of a tile are.
private struct PaletteNumbering {
    var strengths: [UInt8] = []
    var outsideStrengths: [UInt8] = []
    var slotIndexes: [Int32] = []
    var hatchStart = 0
    /// For each pair, and the filter bytes behind them, the palette entry with slot 0.
    var symbols: [UInt16] = []
    /// For each pair its paint; -1 outside the country and for the filter bytes.
    var paints: [Int32] = []
    let slotBits: Int

    var paletteCount: Int { strengths.count << slotBits + outsideStrengths.count }

    init(_ pairs: [GeometryTile.Pair], slotBits: Int) {
        self.slotBits = slotBits
        var inside: UInt8 = 0
        var outside: UInt8 = 0
        for pair in pairs { if pair.unit == 0 { outside |= 1 << pair.strength } else { inside |= 1 << pair.strength } }
        // The filter bytes are the first entry of the first group, so there is one.
        if inside == 0 { inside = 1 }
        var groups = [Int](repeating: 0, count: BorderStyle.strengthLevels)
        var outsides = groups
        for strength in 0..<UInt8(BorderStyle.strengthLevels) {
            groups[Int(strength)] = strengths.count
            outsides[Int(strength)] = outsideStrengths.count
            if inside & 1 << strength != 0 { strengths.append(strength) }
            if outside & 1 << strength != 0 { outsideStrengths.append(strength) }
        }
        symbols.reserveCapacity(pairs.count + 1)
        paints.reserveCapacity(pairs.count + 1)
        var last: (unit: UInt16, isHatchLine: Bool) = (0, false)
        var hatchStart: Int?
        for pair in pairs {
            guard pair.unit > 0 else {
                symbols.append(UInt16(strengths.count << slotBits + outsides[Int(pair.strength)]))
                paints.append(-1)
                continue
            }
            if last != (pair.unit, pair.isHatchLine) {
                last = (pair.unit, pair.isHatchLine)
                if pair.isHatchLine, hatchStart == nil { hatchStart = slotIndexes.count }
                slotIndexes.append(Int32(pair.unit) - 1)
            }
            symbols.append(UInt16(groups[Int(pair.strength)] << slotBits))
            paints.append(Int32(slotIndexes.count - 1))
        }
        symbols.append(0)
        paints.append(-1)
        self.hatchStart = hatchStart ?? slotIndexes.count
    }
}

/// Gathers the places of literals, which come in rising order, by words of the stream and paints.
private struct TermCollector {
    var counts: [UInt8] = []
    var masks: [UInt64] = []
    var paints: [UInt16] = []
    private var start = 0

    mutating func add(paint: UInt16, position: Int) {
        finish(wordCount: position >> 6)
        let place = UInt64(1) << UInt64(position & 63)
        var index = start
        while index < paints.count {
            if paints[index] == paint {
                masks[index] |= place
                return
            }
            index += 1
        }
        masks.append(place)
        paints.append(paint)
    }

    /// Closes all words before this one.
    mutating func finish(wordCount: Int) {
        while counts.count < wordCount {
            counts.append(UInt8(masks.count - start))
            start = masks.count
        }
    }
}
