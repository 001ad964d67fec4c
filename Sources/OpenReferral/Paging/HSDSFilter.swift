// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The parameters of the lists of HSDS's API. Each list takes those that the standard gives it; others do nothing there.
///
/// - `search`: every word must begin a word of the organization's names, its places' localities or (services) of the service's
///   name, without regard to case and diacritics. It is no match for a search index: a caller that has one gives `institutions`.
/// - `modified_after`: compared with the first day of the period that the source shows, or with a later verification.
/// - `taxonomy_term_id`, `taxonomy_id`: services with an attribute of the term or of the taxonomy, or whose organization is of the
///   type. Of the facts, those on the law, on capacity and on free places are looked for.
/// - `postcode`: the standard asks for services whose area has the postcode. The gminas of a postcode are those of the
///   directory's own addresses with it. With `proximity` (metres) only places that near to the mean of these addresses' points.
/// - `format`: only `json`. Of `ndjson`, which has no pages, nothing is offered.
public struct HSDSFilter: Sendable, Hashable {
    public var search: String?
    /// Limits lists to the organizations, services and places of these institutions; `search` is not looked at then.
    public var institutions: Set<InstitutionID>?
    /// A day or a longer period, whose first day counts.
    public var modifiedAfter: Period?
    public var taxonomyTermID: String?
    public var taxonomyID: String?
    public var organizationID: String?
    /// Services: only `id` and `modified_date`.
    public var minimal = false
    /// Services, services at locations and organizations with all that belongs to them.
    public var full = false
    /// Organizations with their services in full.
    public var fullService = false
    /// Terms that no other term is narrower than, as the standard words it.
    public var topOnly = false
    /// Terms directly below this one.
    public var parentID: String?
    /// `NN-NNN`.
    public var postcode: String?
    /// Metres.
    public var proximity: Double?

    public init() {}
}

/// A request for a list that cannot be answered.
public enum HSDSRequestError: Error, Sendable, Hashable, LocalizedError {
    case perPage(Int, limit: Int)
    case page(Int, last: Int)
    case postcode(String)
    case proximity(Double)
    case proximityWithoutPostcode

    public var errorDescription: String? {
        switch self {
        case .perPage(let number, let limit): "per_page is \(number): expected 1…\(limit)"
        case .page(let number, let last): "page is \(number): expected 1…\(last)"
        case .postcode(let text): "postcode is “\(text.count > 20 ? String(text.prefix(20)) + "…" : text)”: expected two digits, a hyphen, three digits, as in 33-100"
        case .proximity(let metres): "proximity is \(metres): expected metres, above 0 and at most 1000000"
        case .proximityWithoutPostcode: "proximity needs a postcode: give both, as in postcode=33-100&proximity=5000"
        }
    }
}

/// Words without case and diacritics, for the search of lists.
struct HSDSWords {
    /// Which words were found, a bit for each.
    typealias Found = UInt64

    private let words: [[UInt8]]

    /// - Returns: nil when the text has no word. More than 64 words are not looked at.
    init?(_ text: String) {
        words = Self.fold(text).split(separator: 0x20).prefix(Found.bitWidth).map(Array.init)
        if words.isEmpty { return nil }
    }

    /// All of the words.
    var all: Found { words.count == Found.bitWidth ? .max : (1 << Found(words.count)) - 1 }

    /// The words that begin a word of one of the texts.
    func found(in texts: some Sequence<String>) -> Found {
        var found: Found = 0
        for text in texts where found != all {
            let folded = Self.fold(text)
            for (index, word) in words.enumerated() where found & (1 << Found(index)) == 0 && Self.begins(word, aWordOf: folded) {
                found |= 1 << Found(index)
            }
        }
        return found
    }

    func match(_ texts: some Sequence<String>) -> Bool { found(in: texts) == all }

    private static func begins(_ word: [UInt8], aWordOf text: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        for start in 0...(text.count - word.count) where start == 0 || text[start - 1] == 0x20 {
            if text[start] == word[0], text[start..<(start + word.count)].elementsEqual(word) { return true }
        }
        return false
    }

    /// Small letters and digits without diacritics, everything else as a space.
    private static func fold(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": bytes.append(UInt8(scalar.value))
            case "A"..."Z": bytes.append(UInt8(scalar.value + 32))
            case "ą", "Ą", "á", "ä", "à", "â": bytes.append(UInt8(ascii: "a"))
            case "ć", "Ć", "č", "ç": bytes.append(UInt8(ascii: "c"))
            case "ę", "Ę", "é", "ě", "è": bytes.append(UInt8(ascii: "e"))
            case "ł", "Ł": bytes.append(UInt8(ascii: "l"))
            case "ń", "Ń", "ň": bytes.append(UInt8(ascii: "n"))
            case "ó", "Ó", "ö", "ô": bytes.append(UInt8(ascii: "o"))
            case "ś", "Ś", "š": bytes.append(UInt8(ascii: "s"))
            case "ź", "Ź", "ż", "Ż", "ž": bytes.append(UInt8(ascii: "z"))
            case "ü", "ú", "ů": bytes.append(UInt8(ascii: "u"))
            // Combining marks of decomposed letters.
            case "\u{300}"..."\u{36F}": continue
            default: bytes.append(scalar.value < 0x80 ? 0x20 : 0xFF)
            }
        }
        return bytes
    }
}
