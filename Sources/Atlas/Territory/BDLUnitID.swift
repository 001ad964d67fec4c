// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A unit id of the statistics office's Local Data Bank (BDL): 12 digits, in which the województwo stands at
/// digits 3–4, the powiat at 8–9, the gmina at 10–11 and its kind at 12; the others number macroregions,
/// regions and subregions, which TERC does not know.
public struct BDLUnitID: Sendable, Hashable {
    public let text: String
    public let code: TERYTCode

    /// Whether the id stands for a part of an urban-rural gmina (kinds 4, 5), a district (8) or a delegatura (9).
    /// The gmina is listed as well: do not count both.
    public var isPartOfGmina: Bool { code.kindDigit.map { $0 > 3 } ?? false }

    /// - Throws: `BDLUnitIDError` for anything but an id of Poland, a województwo, a powiat or a gmina.
    public init(_ text: String) throws(BDLUnitIDError) {
        let digits = Array(text)
        guard digits.count == 12, text.utf8.allSatisfy({ (48...57).contains($0) }) else { throw BDLUnitIDError(text: text, reason: .shape) }
        func part(_ range: ClosedRange<Int>) -> String { String(digits[(range.lowerBound - 1)...(range.upperBound - 1)]) }
        let (wojewodztwo, region, powiat, gmina, kind) = (part(3...4), part(5...7), part(8...9), part(10...11), part(12...12))
        let terc: String
        switch (powiat, gmina, kind) {
        case ("00", "00", "0"):
            guard region == "000", part(1...2) == "00" || wojewodztwo != "00" else { throw BDLUnitIDError(text: text, reason: .region) }
            terc = wojewodztwo
        case (_, "00", "0"): terc = wojewodztwo + powiat
        default: terc = wojewodztwo + powiat + gmina + kind
        }
        do throws(TERYTCodeError) { code = try TERYTCode(terc) } catch { throw BDLUnitIDError(text: text, reason: .code(error)) }
        self.text = text
    }
}

/// Why a text is not the BDL id of a unit of the territorial division.
public struct BDLUnitIDError: Error, Sendable, Equatable, LocalizedError {
    public enum Reason: Sendable, Equatable {
        case shape
        case region
        case code(TERYTCodeError)
    }

    public let text: String
    public let reason: Reason

    public var errorDescription: String? {
        let shown = text.count > 40 ? String(text.prefix(40)) + "…" : text
        return switch reason {
        case .shape: "“\(shown)” is not a BDL unit id: expected 12 digits"
        case .region: "“\(shown)” is the BDL id of a macroregion, region or subregion: expected a województwo, powiat or gmina"
        case .code(let error): "“\(shown)” is not a BDL unit id: \(error.errorDescription ?? "")"
        }
    }
}
