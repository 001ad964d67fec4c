// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Rows of a large table of plain text, read piece by piece and handed over where they lie.
///
/// Plain is: ASCII alone (after a byte order mark or without one), lines that end in LF or CRLF, and quotation marks only
/// around whole fields that hold neither quotation marks nor line breaks. Anything else is for `DelimitedTable`, which
/// reads the file whole, knows other encodings, and says what is wrong with damaged ones.
struct PlainRows {
    /// The bytes of the fields of a row, in order; valid during the call only.
    typealias Fields = UnsafeBufferPointer<UnsafeRawBufferPointer>

    private static let pieceLength = 4 << 20
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn: UInt8 = 13
    private static let lineFeed: UInt8 = 10
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The line of the next row, counted from 1.
    private var line = 1
    private var fields: [UnsafeRawBufferPointer] = []

    // MARK: Whether a table is plain

    /// - Throws: a refusal when the file cannot be read.
    static func isPlain(_ url: URL) throws(IntakeRefusal) -> Bool {
        var checker = Checker()
        var pieces = try Pieces(url)
        while let piece = try pieces.next() { piece.withUnsafeBytes { checker.look(at: $0) } }
        return checker.isPlain
    }

    static func isPlain(_ data: Data) -> Bool {
        var checker = Checker()
        data.withUnsafeBytes { checker.look(at: withoutMark($0)) }
        return checker.isPlain
    }

    /// Walks over bytes and remembers between pieces where it stands.
    private struct Checker {
        private enum Place {
            case fieldStart, field, quoted, quoteEnd, carriageReturn
        }

        private var place = Place.fieldStart
        private var isBroken = false

        var isPlain: Bool { !isBroken && place != .quoted && place != .carriageReturn }

        /// 0: letters, digits and signs; 1: what needs a look; 2: what no plain table has.
        private static let classes: [UInt8] = (0...255).map { byte in
            switch UInt8(byte) {
            case PlainRows.quote, PlainRows.carriageReturn: 1
            case PlainRows.lineFeed, 32...126: 0
            default: 2
            }
        }

        mutating func look(at bytes: UnsafeRawBufferPointer) {
            guard !isBroken, !bytes.isEmpty else { return }
            var found: UInt8 = 0
            Self.classes.withUnsafeBufferPointer { classes in
                for byte in bytes { found |= classes[Int(byte)] }
            }
            guard found & 2 == 0 else {
                isBroken = true
                return
            }
            guard found == 1 || place == .quoted || place == .quoteEnd || place == .carriageReturn else {
                place = bytes[bytes.count - 1] == PlainRows.comma || bytes[bytes.count - 1] == PlainRows.lineFeed ? .fieldStart : .field
                return
            }
            for byte in bytes { step(byte) }
        }

        private mutating func step(_ byte: UInt8) {
            switch (place, byte) {
            case (.carriageReturn, PlainRows.lineFeed): place = .fieldStart
            case (.carriageReturn, _): isBroken = true
            case (.quoted, PlainRows.quote): place = .quoteEnd
            case (.quoted, PlainRows.lineFeed), (.quoted, PlainRows.carriageReturn): isBroken = true
            case (.quoted, _): break
            case (_, PlainRows.comma), (_, PlainRows.lineFeed): place = .fieldStart
            case (_, PlainRows.carriageReturn): place = .carriageReturn
            case (.fieldStart, PlainRows.quote): place = .quoted
            case (_, PlainRows.quote), (.quoteEnd, _): isBroken = true
            default: place = .field
            }
        }
    }

    // MARK: Rows

    /// Calls `body` with the line and the fields of every row that has any text.
    /// - Parameter url: a plain table.
    /// - Throws: a refusal when the file cannot be read, and what `body` throws.
    mutating func forEach(in url: URL, _ body: (_ line: Int, Fields) throws -> Void) throws {
        var pieces = try Pieces(url)
        // What the last piece had of the line that runs on into the next.
        var rest = Data()
        while let piece = try pieces.next() {
            let bytes = rest.isEmpty ? piece : rest + piece
            let used = try bytes.withUnsafeBytes { try rows(in: $0, isLast: false, body) }
            rest = Data(bytes.dropFirst(used))
        }
        _ = try rest.withUnsafeBytes { try rows(in: $0, isLast: true, body) }
    }

    /// - Parameter data: a plain table.
    mutating func forEach(in data: Data, _ body: (_ line: Int, Fields) throws -> Void) rethrows {
        try data.withUnsafeBytes { _ = try rows(in: Self.withoutMark($0), isLast: true, body) }
    }

    /// - Returns: the number of bytes of whole lines.
    private mutating func rows(
        in bytes: UnsafeRawBufferPointer, isLast: Bool, _ body: (_ line: Int, Fields) throws -> Void
    ) rethrows -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var start = 0
        while start < bytes.count {
            let found = memchr(base + start, Int32(Self.lineFeed), bytes.count - start)
            guard found != nil || isLast else { return start }
            let next = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
            let end = next > start && bytes[next - 1] == Self.carriageReturn ? next - 1 : next
            split(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            // Spreadsheet programs end tables in rows of nothing but delimiters.
            if fields.contains(where: { !$0.isEmpty }) { try fields.withUnsafeBufferPointer { try body(line, $0) } }
            line += 1
            start = next + 1
        }
        return bytes.count
    }

    private mutating func split(_ line: UnsafeRawBufferPointer) {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        var index = 0
        while true {
            // Spaces before an unquoted field do not count.
            while start < line.count, line[start] == 32 { start += 1 }
            index = start
            if index < line.count, line[index] == Self.quote, index == 0 || line[index - 1] == Self.comma {
                start += 1
                index = start
                while index < line.count, line[index] != Self.quote { index += 1 }
                fields.append(UnsafeRawBufferPointer(rebasing: line[start..<index]))
                index += 1
            } else {
                while index < line.count, line[index] != Self.comma { index += 1 }
                fields.append(UnsafeRawBufferPointer(rebasing: line[start..<index]))
            }
            guard index < line.count else { return }
            start = index + 1
        }
    }

    private static func withoutMark(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        bytes.starts(with: byteOrderMark) ? UnsafeRawBufferPointer(rebasing: bytes[byteOrderMark.count...]) : bytes
    }

    /// The bytes of a file, a few megabytes at a time, without a byte order mark.
    private struct Pieces {
        private let handle: FileHandle
        private let name: String
        private var isFirst = true

        init(_ url: URL) throws(IntakeRefusal) {
            name = url.lastPathComponent
            do { handle = try FileHandle(forReadingFrom: url) } catch {
                throw IntakeRefusal(file: name, reason: "the file cannot be read at \(url.path): does it exist, and may you read it?")
            }
        }

        mutating func next() throws(IntakeRefusal) -> Data? {
            defer { isFirst = false }
            do {
                guard let piece = try handle.read(upToCount: PlainRows.pieceLength), !piece.isEmpty else { return nil }
                return isFirst && piece.starts(with: PlainRows.byteOrderMark) ? Data(piece.dropFirst(3)) : piece
            } catch {
                throw IntakeRefusal(file: name, reason: "the file cannot be read to its end: \(error.localizedDescription)")
            }
        }
    }
}
