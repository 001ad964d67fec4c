// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Attributes of an element, looked up in its bytes.
public struct MarkupAttributes {
    fileprivate let scanner: MarkupScanner
    fileprivate let entries: [(name: Range<Int>, value: Range<Int>)]

    /// The value of an attribute without a prefix.
    public subscript(name: StaticString) -> String? {
        entries.first { scanner.equals($0.name, name) }.flatMap { scanner.text($0.value) }
    }

    /// The value of an attribute under any prefix: `r:id`.
    public func local(_ name: StaticString) -> String? {
        entries.first { scanner.equals(scanner.withoutPrefix($0.name), name) }.flatMap { scanner.text($0.value) }
    }

    /// The line at which the element's tag ends, counted from 1.
    public var line: Int { scanner.line }
}

/// What is done with the elements of a document: element names come without their prefix, text is gathered by `text`.
open class MarkupReader {
    /// Text since it was last emptied; only gathered while `isGathering`.
    public final var text = ""
    public final var isGathering = false
    /// Set by a reader that has seen enough: nothing more is read then.
    public final var isDone = false

    public init() {}

    open func start(_ element: Substring, _ attributes: MarkupAttributes) {}
    open func end(_ element: Substring) {}
}

/// Walks the elements and texts of an XML document.
///
/// Workbooks and registers come from strangers, and Foundation's `XMLParser` on Linux ends the whole process at some damaged
/// documents (it trusts the prefixes and attributes that libxml2 recovers). What such files need of XML is little: elements,
/// attributes, texts, the five named entities and numbered ones, in UTF-8. Document types are refused, so nothing can expand.
public final class MarkupScanner {
    /// The first place that is not well-formed.
    public struct Fault: Error, Sendable {
        /// Counted from 1.
        public let line: Int
        public let reason: String
    }

    fileprivate let bytes: [UInt8]
    private var position = 0
    /// Line breaks before `counted`, so that asking each element for its line reads the document only once more.
    private var lineBreaks = 0
    private var counted = 0
    private static let depthLimit = 200

    public init(_ data: Data) { bytes = Array(data) }

    /// - Throws: a fault at the first place that is not well-formed.
    public func scan(_ parser: MarkupReader) throws(Fault) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw fault("the encoding is UTF-16, expected UTF-8") }
        var open: [Range<Int>] = []
        var hasRoot = false
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                let start = position
                while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
                if parser.isGathering {
                    guard let text = text(start..<position) else { throw fault("an entity is not known") }
                    parser.text += text
                }
                continue
            }
            if starts("<!--") {
                try skip(past: "-->")
            } else if starts("<![CDATA[") {
                let start = position + 9
                try skip(past: "]]>")
                if parser.isGathering { parser.text += String(decoding: bytes[start..<position - 3], as: UTF8.self) }
            } else if starts("<?") {
                try skip(past: "?>")
            } else if starts("<!") {
                throw fault("it declares a document type, which is not read")
            } else if starts("</") {
                position += 2
                let name = name()
                skipSpace()
                guard let last = open.popLast(), bytes[last].elementsEqual(bytes[name]), take(UInt8(ascii: ">")) else { throw fault("an element is not closed") }
                parser.end(local(name))
            } else {
                position += 1
                let name = name()
                guard !name.isEmpty else { throw fault("an element has no name") }
                let attributes = try attributes()
                hasRoot = true
                parser.start(local(name), MarkupAttributes(scanner: self, entries: attributes))
                if take(UInt8(ascii: "/")) {
                    parser.end(local(name))
                } else {
                    open.append(name)
                    guard open.count <= Self.depthLimit else { throw fault("elements are nested too deeply") }
                }
                guard take(UInt8(ascii: ">")) else { throw fault("a tag is not closed") }
            }
            if parser.isDone { return }
        }
        guard open.isEmpty, hasRoot else { throw fault("the document ends too early") }
    }

    private func fault(_ reason: String) -> Fault {
        Fault(line: line, reason: reason)
    }

    fileprivate var line: Int {
        let end = min(position, bytes.count)
        while counted < end {
            if bytes[counted] == 10 { lineBreaks += 1 }
            counted += 1
        }
        return lineBreaks + 1
    }

    // MARK: Pieces

    private func starts(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[position + offset] != text.utf8Start[offset] { return false }
        return true
    }

    private func skip(past text: StaticString) throws(Fault) {
        while position < bytes.count {
            if starts(text) {
                position += text.utf8CodeUnitCount
                return
            }
            position += 1
        }
        throw fault("a comment or instruction is not closed")
    }

    private func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private func name() -> Range<Int> {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "<") { break }
            position += 1
        }
        return start..<position
    }

    private func attributes() throws(Fault) -> [(name: Range<Int>, value: Range<Int>)] {
        var entries: [(name: Range<Int>, value: Range<Int>)] = []
        while true {
            skipSpace()
            guard position < bytes.count else { throw fault("a tag is not closed") }
            if bytes[position] == UInt8(ascii: "/") || bytes[position] == UInt8(ascii: ">") { return entries }
            let name = name()
            skipSpace()
            guard !name.isEmpty, take(UInt8(ascii: "=")) else { throw fault("an attribute has no value") }
            skipSpace()
            guard position < bytes.count else { throw fault("a tag is not closed") }
            let quote = bytes[position]
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault("an attribute is not quoted") }
            position += 1
            let start = position
            while position < bytes.count, bytes[position] != quote { position += 1 }
            guard position < bytes.count else { throw fault("an attribute is not closed") }
            entries.append((name, start..<position))
            position += 1
        }
    }

    private func local(_ name: Range<Int>) -> Substring { String(decoding: bytes[withoutPrefix(name)], as: UTF8.self)[...] }

    fileprivate func withoutPrefix(_ name: Range<Int>) -> Range<Int> {
        bytes[name].lastIndex(of: UInt8(ascii: ":")).map { $0 + 1..<name.upperBound } ?? name
    }

    fileprivate func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The text of a range with its entities replaced; nil when one is not known.
    fileprivate func text(_ range: Range<Int>) -> String? {
        guard bytes[range].contains(UInt8(ascii: "&")) else { return String(decoding: bytes[range], as: UTF8.self) }
        var result = ""
        var start = range.lowerBound
        while let ampersand = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "&")) {
            result += String(decoding: bytes[start..<ampersand], as: UTF8.self)
            guard let end = bytes[ampersand..<range.upperBound].firstIndex(of: UInt8(ascii: ";")), end - ampersand <= 12 else { return nil }
            let entity = String(decoding: bytes[ampersand + 1..<end], as: UTF8.self)
            switch entity {
            case "amp": result += "&"
            case "lt": result += "<"
            case "gt": result += ">"
            case "quot": result += "\""
            case "apos": result += "'"
            default:
                let code = entity.hasPrefix("#x") ? UInt32(entity.dropFirst(2), radix: 16) : entity.hasPrefix("#") ? UInt32(entity.dropFirst()) : nil
                guard let code, let scalar = Unicode.Scalar(code) else { return nil }
                result.unicodeScalars.append(scalar)
            }
            start = end + 1
        }
        return result + String(decoding: bytes[start..<range.upperBound], as: UTF8.self)
    }
}
