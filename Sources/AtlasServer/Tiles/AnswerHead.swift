// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The head of a tile's answer, formatted beforehand: only tag, length and date are written for each answer, at
/// places that do not move.
struct AnswerHead {
    private var bytes: [UInt8] = []
    private var datePlace = 0
    private var tagPlace = 0
    private var lengthPlace = 0

    /// Room for the digits of the length. They stand to the right; spaces before a field's value mean nothing
    /// (RFC 9110, section 5.5).
    private static let lengthDigits = 8

    var byteCount: Int { bytes.count }

    /// - Parameters:
    ///   - status: with its reason.
    ///   - hasLength: answers without content have none.
    init(status: String, fields: [(name: String, value: String)], hasLength: Bool) {
        append("HTTP/1.1 \(status)\r\n")
        for (name, value) in fields { append("\(name): \(value)\r\n") }
        append("Server: \(AtlasApplication.serverName)\r\nDate: ")
        datePlace = bytes.count
        append(String(repeating: " ", count: HTTPDate.byteCount) + "\r\nETag: ")
        tagPlace = bytes.count
        append(String(repeating: " ", count: TagText.byteCount))
        if hasLength {
            append("\r\nContent-Length: ")
            lengthPlace = bytes.count
            append(String(repeating: " ", count: Self.lengthDigits))
        }
        append("\r\n\r\n")
    }

    private mutating func append(_ text: String) { bytes += Array(text.utf8) }

    mutating func setDate(_ text: String) {
        let date = Array(text.utf8)
        guard date.count == HTTPDate.byteCount else { return }
        bytes.replaceSubrange(datePlace..<(datePlace + date.count), with: date)
    }

    /// Writes the head without its tag.
    @inline(__always)
    func write(contentLength: Int, to target: UnsafeMutableRawPointer) {
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress { target.copyMemory(from: base, byteCount: source.count) }
        }
        guard lengthPlace > 0 else { return }
        var place = lengthPlace + Self.lengthDigits
        var rest = contentLength
        repeat {
            place -= 1
            target.storeBytes(of: UInt8(48 + rest % 10), toByteOffset: place, as: UInt8.self)
            rest /= 10
        } while rest > 0 && place > lengthPlace
    }

    @inline(__always)
    func write(tag: UInt64, to target: UnsafeMutableRawPointer) {
        TagText.write(tag, to: target + tagPlace)
    }

    func write(tag: String, to target: UnsafeMutableRawPointer) {
        for (offset, byte) in tag.utf8.prefix(TagText.byteCount).enumerated() {
            target.storeBytes(of: byte, toByteOffset: tagPlace + offset, as: UInt8.self)
        }
    }
}
