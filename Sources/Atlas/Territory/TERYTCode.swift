// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A code of the TERC register (part of TERYT): two digits for a województwo, four for a powiat, six or
/// seven for a gmina. The seventh digit says the kind and **changes** when a village becomes a town, so
/// two codes are equal when their first six digits are: `stem` is the identity, `kindDigit` an attribute.
public struct TERYTCode: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The stable part: 2, 4 or 6 digits. `00` is the whole country.
    public let stem: String
    /// The kind digit of a seven-digit code: 1 urban, 2 rural, 3 urban-rural, 4 town and 5 rural part
    /// of a 3, 8 district of Warsaw, 9 delegatura.
    public let kindDigit: Int?

    /// The whole country.
    public static let country = TERYTCode(uncheckedStem: "00")

    /// - Throws: `TERYTCodeError` that says what was expected.
    public init(_ text: String) throws(TERYTCodeError) {
        let digits = Array(text.utf8)
        guard digits.allSatisfy({ (48...57).contains($0) }) else { throw TERYTCodeError(text: text, reason: .notDigits) }
        guard [2, 4, 6, 7].contains(digits.count) else { throw TERYTCodeError(text: text, reason: .length(digits.count)) }
        let numbers = digits.map { Int($0) - 48 }
        let wojewodztwo = numbers[0] * 10 + numbers[1]
        let isCountry = digits.count == 2 && wojewodztwo == 0
        // The sixteen województwa have the even numbers 02…32.
        guard isCountry || (wojewodztwo.isMultiple(of: 2) && (2...32).contains(wojewodztwo)) else {
            throw TERYTCodeError(text: text, reason: .wojewodztwo)
        }
        if digits.count >= 4, numbers[2] * 10 + numbers[3] == 0 {
            throw TERYTCodeError(text: text, reason: .zeroPart)
        }
        if digits.count >= 6, numbers[4] * 10 + numbers[5] == 0 {
            throw TERYTCodeError(text: text, reason: .zeroPart)
        }
        if digits.count == 7 {
            guard [1, 2, 3, 4, 5, 8, 9].contains(numbers[6]) else { throw TERYTCodeError(text: text, reason: .kind) }
            kindDigit = numbers[6]
            stem = String(text.prefix(6))
        } else {
            kindDigit = nil
            stem = text
        }
    }

    private init(uncheckedStem: String) {
        stem = uncheckedStem
        kindDigit = nil
    }

    public var level: UnitLevel {
        switch stem.utf8.count {
        case 2: stem == "00" ? .kraj : .wojewodztwo
        case 4: .powiat
        default: .gmina
        }
    }

    /// The code of the unit that contains this one; nil for the country.
    public var parent: TERYTCode? {
        guard let larger = level.larger else { return nil }
        return larger == .kraj ? .country : TERYTCode(uncheckedStem: String(stem.prefix(larger.codeLength)))
    }

    /// The code of the containing unit at `level`, or the code itself; nil when `level` is smaller.
    public func ancestor(at wanted: UnitLevel) -> TERYTCode? {
        if wanted == level { return TERYTCode(uncheckedStem: stem) }
        return parent?.ancestor(at: wanted)
    }

    /// Whether this unit lies within `other` or is it.
    public func isWithin(_ other: TERYTCode) -> Bool {
        other.level == .kraj || stem.hasPrefix(other.stem)
    }

    /// The feature id of vector tiles: the stem read as a number (26, 2604, 260409).
    public var featureID: UInt64 { UInt64(stem) ?? 0 }

    /// Powiat numbers from 61 up are cities with powiat rights, which are a powiat and a gmina at once.
    public var isWithinCityWithPowiatRights: Bool {
        guard let powiat = ancestor(at: .powiat), let number = Int(powiat.stem.suffix(2)) else { return false }
        return number >= 61
    }

    public var description: String { stem + (kindDigit.map(String.init) ?? "") }

    public static func == (a: TERYTCode, b: TERYTCode) -> Bool { a.stem == b.stem }
    public func hash(into hasher: inout Hasher) { hasher.combine(stem) }
    public static func < (a: TERYTCode, b: TERYTCode) -> Bool { a.stem < b.stem }
}

/// Why a text is not a TERC code.
public struct TERYTCodeError: Error, Sendable, Equatable, LocalizedError {
    public enum Reason: Sendable, Equatable {
        case notDigits
        case length(Int)
        case wojewodztwo
        case zeroPart
        case kind
    }

    public let text: String
    public let reason: Reason

    public var errorDescription: String? {
        let shown = text.count > 40 ? String(text.prefix(40)) + "…" : text
        let why =
            switch reason {
            case .notDigits: "it may hold digits only"
            case .length(let count): "it has \(count) digits"
            case .wojewodztwo: "its first two digits are not a województwo (even numbers 02…32)"
            case .zeroPart: "a powiat or gmina number may not be 00"
            case .kind: "the kind digit is not one of 1, 2, 3, 4, 5, 8, 9"
            }
        return "“\(shown)” is not a TERC code: \(why); expected 2 digits (województwo), 4 (powiat), 6 or 7 (gmina)"
    }
}
