// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The identity of an object in an HSDS exchange: a UUID that the same record always gets, so that an export made
/// tomorrow or on another server names the same things.
///
/// It is a UUID of version 8 (RFC 9562, section 5.8), made from the 128-bit FNV-1a hash of the namespace
/// `powiatlas:hsds`, a line feed, the kind of object, `/` and our id. The fields `custom_a` and `custom_b` are the first
/// 60 bits of the hash, `custom_c` its last 62 bits.
///
/// What belongs to an institution (services, locations, phones…) shares `custom_a` and `custom_b` with the hash of
/// `organization/` and the institution's id, and takes `custom_c` from its own hash. So a service is found from its
/// UUID by looking up the institution alone, without a table of all services of the country.
///
/// An institution whose id is itself the text of a UUID (it came from another directory) keeps that UUID.
public struct HSDSIdentifier: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The UUID of our object `id` of a `kind`: `taxonomy_term`, `praca-socjalna`.
    public init(kind: String, id: String) {
        let hash = Self.hash(kind, id)
        self.init(hashHigh: UInt64(truncatingIfNeeded: hash >> 64), hashLow: UInt64(truncatingIfNeeded: hash))
    }

    /// - Parameters:
    ///   - hashHigh: the first 60 bits count.
    ///   - hashLow: the last 62 bits count.
    private init(hashHigh: UInt64, hashLow: UInt64) {
        let family = hashHigh >> 4
        high = (family >> 12) << 16 | 0x8000 | family & 0xFFF
        low = hashLow & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// The UUID of an institution.
    public init(institution id: String) {
        self = Self(text: id) ?? Self(kind: Self.institutionKind, id: id)
    }

    /// Something that belongs to an institution, with the institution's first 60 bits.
    init(family: Family, kind: String, key: String) {
        high = family.high
        low = UInt64(truncatingIfNeeded: Self.hash(kind, family.institution + "/" + key)) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// What the UUIDs of an institution's parts have in common.
    struct Family: Sendable {
        let institution: String
        let high: UInt64

        init(institution: String) {
            self.institution = institution
            high = HSDSIdentifier(kind: HSDSIdentifier.institutionKind, id: institution).high
        }
    }

    private static let institutionKind = "organization"

    /// Reads the text of any UUID, in either case of letters; nil for anything else.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            if digits < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
            digits += 1
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// Small letters, with hyphens: `017f22e2-79b0-8cc3-98c4-dc0c0c07398f`.
    public var text: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for digit in 0..<32 {
                if [8, 12, 16, 20].contains(digit) {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let half = digit < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (digit % 16))) & 15
                buffer[position] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
                position += 1
            }
            return position
        }
    }

    public var description: String { text }

    /// FNV-1a over the bytes of the namespace, a line feed, kind, `/` and id.
    private static func hash(_ kind: String, _ id: String) -> UInt128 {
        var hash = afterNamespace
        hash = absorb(kind, hash)
        hash = (hash ^ UInt128(UInt8(ascii: "/"))) &* prime
        return absorb(id, hash)
    }

    private static let prime: UInt128 = 1 << 88 | 0x13B
    private static let afterNamespace = absorb("powiatlas:hsds\n", 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D)

    private static func absorb(_ text: String, _ start: UInt128) -> UInt128 {
        var hash = start
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
        return hash
    }
}
