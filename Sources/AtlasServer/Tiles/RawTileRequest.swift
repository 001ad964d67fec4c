// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Synchronization

/// The head of a `GET` or `HEAD` request at the beginning of some bytes (RFC 9112): complete, HTTP/1.1, as places
/// in those bytes. One pass, no text made. It is stricter than it has to be: whatever is not a plain head is nil, not
/// an error, and the decoder's to judge.
struct RawRequestHead {
    let isHead: Bool
    /// Visible ASCII.
    let target: Range<Int>
    /// The value of the field, without white space around it.
    private(set) var ifNoneMatch: Range<Int>?
    /// Whether `gzip` stands among the encodings, without a weight; a weight is for others to judge.
    private(set) var acceptsGzip = false
    /// Whether fields tell of a body or of another protocol to come.
    private(set) var announcesMore = false
    /// Whether fields want anything but the whole answer on a connection that stays.
    private(set) var isUnusual = false
    private(set) var byteCount = 0

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count >= 18 else { return nil }
        let start: Int
        // "GET " and "HEAD", as little-endian numbers.
        switch base.loadUnaligned(as: UInt32.self).littleEndian {
        case 0x2054_4547:
            isHead = false
            start = 4
        case 0x4441_4548 where bytes[4] == 32:
            isHead = true
            start = 5
        default: return nil
        }
        var position = start
        while position < bytes.count, bytes[position] > 0x20, bytes[position] < 0x7f { position += 1 }
        guard position > start, bytes.count - position >= 13 else { return nil }
        target = start..<position
        // " HTTP/1.", the same way.
        guard base.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian == 0x2E31_2F50_5454_4820,
            bytes[position + 8] == 49, bytes[position + 9] == 13, bytes[position + 10] == 10
        else { return nil }
        position += 11
        var fields = Fields()
        while true {
            guard position + 1 < bytes.count else { return nil }
            if bytes[position] == 13 {
                guard bytes[position + 1] == 10 else { return nil }
                break
            }
            let name = position
            while position < bytes.count, bytes[position] > 0x20, bytes[position] < 0x7f, bytes[position] != 58 { position += 1 }
            guard position > name, position < bytes.count, bytes[position] == 58 else { return nil }
            var value = position + 1
            position = value
            while position < bytes.count, bytes[position] >= 0x20 || bytes[position] == 9 { position += 1 }
            guard position + 1 < bytes.count, bytes[position] == 13, bytes[position + 1] == 10 else { return nil }
            var end = position
            while value < end, bytes[value] == 32 || bytes[value] == 9 { value += 1 }
            while end > value, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
            note(bytes, name: name..<(name + Self.nameLength(bytes, from: name)), value: value..<end, &fields)
            position += 2
        }
        byteCount = position + 2
    }

    /// Which fields came already: one that comes twice is for others to judge.
    private struct Fields {
        var hasCondition = false
        var hasEncodings = false
    }

    private static func nameLength(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var end = start
        while bytes[end] != 58 { end += 1 }
        return end - start
    }

    private mutating func note(_ bytes: UnsafeRawBufferPointer, name: Range<Int>, value: Range<Int>, _ fields: inout Fields) {
        func isNamed(_ text: StaticString) -> Bool { bytes.holds(text, at: name) }
        // The length tells most names apart.
        switch name.count {
        case 5 where isNamed("range"): isUnusual = true
        case 6 where isNamed("expect"), 7 where isNamed("upgrade"), 14 where isNamed("content-length"), 17 where isNamed("transfer-encoding"):
            announcesMore = true
        case 10 where isNamed("connection"):
            if !bytes.holds("keep-alive", at: value) { isUnusual = true }
        case 13 where isNamed("if-none-match"):
            if fields.hasCondition { isUnusual = true }
            fields.hasCondition = true
            ifNoneMatch = value
        case 15 where isNamed("accept-encoding"):
            if fields.hasEncodings { isUnusual = true }
            fields.hasEncodings = true
            acceptsGzip = Self.listsGzip(bytes, value)
        default: break
        }
    }

    private static func listsGzip(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Bool {
        var position = value.lowerBound
        while position < value.upperBound {
            while position < value.upperBound, bytes[position] == 32 { position += 1 }
            let start = position
            while position < value.upperBound, bytes[position] != 44 { position += 1 }
            var end = position
            while end > start, bytes[end - 1] == 32 { end -= 1 }
            // As elsewhere in the server, small letters.
            if end - start == 4, bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian == 0x7069_7A67 { return true }
            position += 1
        }
        return false
    }

    /// Whether these bytes are exactly one request that can have no body.
    static func isOneRequestWithoutBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let head = RawRequestHead(bytes) else { return false }
        return head.byteCount == bytes.count && !head.announcesMore
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a text in small letters stands at a place, upper and lower case alike.
    func holds(_ text: StaticString, at place: Range<Int>) -> Bool {
        guard place.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<place.count {
            let byte = self[place.lowerBound + offset]
            if ((65...90).contains(byte) ? byte | 32 : byte) != text.utf8Start[offset] { return false }
        }
        return true
    }

    /// Whether a text stands at the beginning of the bytes from a place on.
    func starts(with text: StaticString, at position: Int) -> Bool {
        guard count - position >= text.utf8CodeUnitCount else { return false }
        for offset in 0..<text.utf8CodeUnitCount where self[position + offset] != text.utf8Start[offset] { return false }
        return true
    }
}

/// The current time as HTTP writes it (RFC 9110, section 5.6.7), formatted once a second.
enum HTTPDate {
    private static let last = Mutex<(second: Int, text: String)>((0, ""))

    /// As long as the text of any time.
    static let byteCount = 29

    static var now: String {
        var time = time(nil)
        return last.withLock { last in
            if last.second != time {
                var parts = tm()
                gmtime_r(&time, &parts)
                let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
                let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                last = (
                    time,
                    String(
                        format: "%@, %02d %@ %d %02d:%02d:%02d GMT", days[Int(parts.tm_wday)], parts.tm_mday, months[Int(parts.tm_mon)],
                        parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec)
                )
            }
            return last.text
        }
    }
}
