// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Where a page ended: the key of its last entry and the entry itself, so that the next page begins behind it
/// wherever it stands by then.
struct SearchCursor: Sendable, Equatable {
    /// Of the search that it belongs to.
    let fingerprint: UInt64
    /// Without the part that breaks ties.
    let key: UInt64
    let id: String

    private static let version: UInt8 = 1

    init(fingerprint: UInt64, key: UInt64, id: String) {
        self.fingerprint = fingerprint
        self.key = key
        self.id = id
    }

    /// Letters, digits, hyphens and underscores.
    var text: String {
        var bytes = [Self.version]
        bytes += Self.bytes(fingerprint) + Self.bytes(key) + Array(id.utf8)
        bytes += Self.bytes(Fingerprint(bytes).value).prefix(4)
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(_ text: String, fingerprint expected: UInt64) throws(SearchQueryError) {
        guard text.utf8.count <= 200 else { throw .damagedCursor }
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded + padding), data.count > 21, data.first == Self.version else { throw .damagedCursor }
        let bytes = Array(data)
        let body = Array(bytes.dropLast(4))
        guard Self.bytes(Fingerprint(body).value).prefix(4).elementsEqual(bytes.suffix(4)),
            let id = String(validating: body[17...], as: UTF8.self)
        else {
            throw .damagedCursor
        }
        fingerprint = Self.number(body[1..<9])
        key = Self.number(body[9..<17])
        self.id = id
        guard fingerprint == expected else { throw .cursorOfAnotherSearch }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) } }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}

/// A hash that is the same on every run and machine (FNV-1a).
struct Fingerprint: Sendable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init() {}

    init(_ bytes: some Sequence<UInt8>) { add(bytes) }

    mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 } }

    mutating func add(_ text: String) {
        add(text.utf8)
        add([0])
    }
}

extension SearchQuery {
    /// The same for all pages of a search and different for searches that differ in anything but the page.
    var fingerprint: UInt64 {
        var print = Fingerprint()
        print.add(text)
        for type in types.map(\.rawValue).sorted() { print.add(type) }
        for terms in [services, targets, problems] {
            print.add("|")
            for term in terms.sorted() { print.add(term) }
        }
        print.add(unit?.stem ?? "-")
        print.add(serves?.stem ?? "-")
        if let near { print.add("\(near.longitude) \(near.latitude)") }
        print.add("\(radiusKilometers ?? -1) \(openNow) \(verifiedWithinDays ?? -1) \(freePlaces) \(sort.rawValue)")
        return print.value
    }
}
