// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The units of the atlas, present and former, as the bank's values are matched with them.
public struct BDLUnitTable: Sendable {
    /// The kind digit of a gmina by its stem, nil for other units. Of several states the last one given counts.
    private let kinds: [String: Int?]
    private let counts: [UnitLevel: Int]

    /// - Parameter codes: former units first, present ones last.
    public init(_ codes: some Sequence<TERYTCode>) {
        var kinds: [String: Int?] = [:]
        for code in codes { kinds[code.stem] = .some(code.kindDigit) }
        kinds[TERYTCode.country.stem] = .some(nil)
        self.kinds = kinds
        var counts: [UnitLevel: Int] = [:]
        for stem in kinds.keys { counts[Self.level(stem), default: 0] += 1 }
        self.counts = counts
    }

    func contains(_ code: TERYTCode) -> Bool { kinds[code.stem] != nil }

    func kind(of code: TERYTCode) -> Int? { kinds[code.stem] ?? nil }

    /// About how many units of a level the bank lists: parts of gminas and former units come on top of ours.
    func expectedCount(_ level: BDLLevel, within parent: TERYTCode?) -> Int {
        let ours =
            parent.map { parent in kinds.keys.count { Self.level($0) == level.unitLevel && $0.hasPrefix(parent.stem) } }
            ?? counts[level.unitLevel] ?? 0
        return switch level {
        case .kraj: 1
        case .wojewodztwo: max(ours, 1)
        case .powiat: max(ours, 1)
        case .gmina: max(ours * 17 / 10, 1)
        }
    }

    private static func level(_ stem: String) -> UnitLevel {
        switch stem.utf8.count {
        case 2: stem == "00" ? .kraj : .wojewodztwo
        case 4: .powiat
        default: .gmina
        }
    }
}

/// The bank's ids of the województwa: in front of the TERC number stands that of the macroregion (NUTS 1, as of 2018).
enum BDLWojewodztwo {
    private static let macroregions: [String: String] = [
        "12": "01", "24": "01", "08": "02", "30": "02", "32": "02", "02": "03", "16": "03", "04": "04", "22": "04", "28": "04",
        "10": "05", "26": "05", "06": "06", "18": "06", "20": "06", "14": "07",
    ]

    static func id(_ code: TERYTCode) -> String? {
        code.ancestor(at: .wojewodztwo).flatMap { woj in macroregions[woj.stem].map { $0 + woj.stem + "00000000" } }
    }
}
