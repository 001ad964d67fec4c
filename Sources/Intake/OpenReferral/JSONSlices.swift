// SPDX-License-Identifier: Apache-2.0

/// Finds the values of a JSON text without reading them: so each object of a feed is decoded by itself, a bad one does not spoil
/// the others, and reports name the line on which it begins.
struct JSONSlices {
    /// A place at which the text cannot be JSON.
    struct Fault: Error {
        let offset: Int
        let reason: String
    }

    let bytes: [UInt8]

    /// The values that stand one after the other in the text.
    func values() throws(Fault) -> [Range<Int>] {
        var values: [Range<Int>] = []
        var position = skipSpace(0)
        while position < bytes.count {
            let end = try endOfValue(position)
            values.append(position..<end)
            position = skipSpace(end)
        }
        return values
    }

    /// The elements of the array that begins at a position.
    func elements(_ array: Range<Int>) throws(Fault) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        var position = skipSpace(array.lowerBound + 1)
        if byte(position) == UInt8(ascii: "]") { return [] }
        while true {
            let end = try endOfValue(position)
            elements.append(position..<end)
            position = skipSpace(end)
            if byte(position) == UInt8(ascii: "]") { return elements }
            guard byte(position) == UInt8(ascii: ",") else { throw Fault(offset: position, reason: "expected a comma or ] after this element") }
            position = skipSpace(position + 1)
        }
    }

    /// The members of the object that begins at a position, by their names as they are written.
    func members(_ object: Range<Int>) throws(Fault) -> [String: Range<Int>] {
        var members: [String: Range<Int>] = [:]
        var position = skipSpace(object.lowerBound + 1)
        if byte(position) == UInt8(ascii: "}") { return [:] }
        while true {
            guard byte(position) == UInt8(ascii: "\"") else { throw Fault(offset: position, reason: "expected the name of a member in quotation marks") }
            let nameEnd = try endOfValue(position)
            let name = String(decoding: bytes[(position + 1)..<(nameEnd - 1)], as: UTF8.self)
            position = skipSpace(nameEnd)
            guard byte(position) == UInt8(ascii: ":") else { throw Fault(offset: position, reason: "expected a colon after the name of a member") }
            position = skipSpace(position + 1)
            let end = try endOfValue(position)
            members[name] = position..<end
            position = skipSpace(end)
            if byte(position) == UInt8(ascii: "}") { return members }
            guard byte(position) == UInt8(ascii: ",") else { throw Fault(offset: position, reason: "expected a comma or } after this member") }
            position = skipSpace(position + 1)
        }
    }

    func byte(_ position: Int) -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// The line of a position, counted from 1.
    func line(_ position: Int) -> Int { bytes.prefix(position).count { $0 == 0x0A } + 1 }

    private func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position
    }

    private func endOfValue(_ start: Int) throws(Fault) -> Int {
        guard start < bytes.count else { throw Fault(offset: start, reason: "the text ends where a value should stand: was the file cut off?") }
        switch bytes[start] {
        case UInt8(ascii: "\""): return try endOfString(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try endOfNested(start)
        default:
            var position = start
            while position < bytes.count, !Self.closing.contains(bytes[position]) { position += 1 }
            guard position > start else { throw Fault(offset: start, reason: "expected a value, found “\(Character(Unicode.Scalar(bytes[start])))”") }
            return position
        }
    }

    /// What ends a number or a word.
    private static let closing: Set<UInt8> = Set(",:]}[{\" \t\n\r".utf8)

    private func endOfNested(_ start: Int) throws(Fault) -> Int {
        var open: [(byte: UInt8, offset: Int)] = []
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position = try endOfString(position)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append((bytes[position], position))
                guard open.count <= 200 else { throw Fault(offset: position, reason: "objects stand more than 200 deep: this is no feed of HSDS") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The ASCII codes of a pair of brackets are two apart.
                guard let last = open.popLast(), last.byte + 2 == bytes[position] else {
                    throw Fault(offset: position, reason: "this bracket closes nothing that is open")
                }
                if open.isEmpty { return position + 1 }
            default: break
            }
            position += 1
        }
        throw Fault(offset: open.last?.offset ?? start, reason: "what begins here is never closed: was the file cut off?")
    }

    private func endOfString(_ start: Int) throws(Fault) -> Int {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position + 1
            default: position += 1
            }
        }
        throw Fault(offset: start, reason: "a quotation mark opened here is never closed: was the file cut off?")
    }
}
