// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What the objects of every institution are made with.
struct HSDSContext: Sendable {
    let taxonomy: Taxonomy
    let vocabulary: HSDSVocabulary
    let sources: [String: Source]
    let english: Bool
    let unitName: @Sendable (TERYTCode) -> String?
    /// Whether attributes hold their term, as the API gives them, or only its id.
    let nestsTerms: Bool

    init(
        taxonomy: Taxonomy, sources: [Source], english: Bool, nestsTerms: Bool, unitName: @Sendable @escaping (TERYTCode) -> String?
    ) {
        self.taxonomy = taxonomy
        vocabulary = HSDSVocabulary(taxonomy, english: english)
        self.sources = Dictionary(sources.map { ($0.id, $0) }) { first, _ in first }
        self.english = english
        self.unitName = unitName
        self.nestsTerms = nestsTerms
    }

    func pick(_ text: LocalizedText) -> String { (english ? text.english : text.polish).nonEmpty ?? text.polish }

    /// The first day of the period in which an entry was last seen to hold: what its source shows, or a later verification.
    func modified(_ institution: Institution) -> String? {
        let shown = institution.recordDate ?? sources[institution.sourceID]?.date
        return [shown, institution.verifiedOn].compactMap { $0.map(Self.firstDay) }.max()
    }

    /// `2026-03-01` of March 2026: the standard knows days only.
    static func firstDay(_ period: Period) -> String {
        switch (period.month, period.day) {
        case (nil, _): period.text + "-01-01"
        case (_, nil): period.text + "-01"
        default: period.text
        }
    }
}

/// Texts that have to be URIs.
enum HSDSURI {
    /// The address of a page with everything escaped that RFC 3986 does not allow: `https://żaba.pl` has no place in a URI,
    /// `https://%C5%BCaba.pl` has.
    static func escaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        var hasFragment = false
        for (index, byte) in bytes.enumerated() {
            let isAllowed: Bool
            switch byte {
            case UInt8(ascii: "%"): isAllowed = index + 2 < bytes.count && isHex(bytes[index + 1]) && isHex(bytes[index + 2])
            case UInt8(ascii: "#"):
                isAllowed = !hasFragment
                hasFragment = true
            default: isAllowed = isLetterOrDigit(byte) || marks.contains(byte)
            }
            if isAllowed {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }

    private static let marks = Set("-._~:/?@!$&'()*+,;=".utf8)

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte) }
}
