// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A text in the two languages of the atlas.
public struct LocalizedText: Sendable, Hashable {
    public let polish: String
    public let english: String

    public init(polish: String, english: String) {
        self.polish = polish
        self.english = english
    }
}

/// Which way of an indicator is good news.
public enum IndicatorDirection: String, Sendable, Hashable, CaseIterable, Codable {
    case higherIsWorse = "higher-is-worse"
    case higherIsBetter = "higher-is-better"
    case neutral
}

/// How the value of a larger unit comes from its parts.
public enum Aggregation: Sendable, Hashable {
    /// A count: the parts are added. One missing part makes the sum missing.
    case sum
    /// A ratio of two other indicators times a factor (100 for per cent): recomputed from the larger
    /// unit's own numerator and denominator, never averaged.
    case ratio(numerator: String, denominator: String, factor: Double)
    /// The parts do not add up to anything: larger units have a value only where the source gives one.
    case none
}

/// The identity of an indicator in addresses and tables: small Latin letters, digits and hyphens.
public struct IndicatorID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Throws: `IndicatorIDError` for anything but 2…64 small Latin letters, digits and single hyphens.
    public init(_ text: String) throws(IndicatorIDError) {
        guard Slug.isValid(text, lengths: 2...64) else { throw IndicatorIDError(text: text) }
        self.text = text
    }

    /// For texts that were checked otherwise.
    init(unchecked text: String) { self.text = text }

    public var description: String { text }
    public static func < (a: IndicatorID, b: IndicatorID) -> Bool { a.text < b.text }
}

/// A text that cannot name an indicator.
public struct IndicatorIDError: Error, Sendable, Equatable, LocalizedError {
    public let text: String
    public var errorDescription: String? {
        let shown = text.count > 64 ? String(text.prefix(64)) + "…" : text
        return "“\(shown)” is not an indicator id: expected 2…64 small letters a–z, digits and hyphens"
    }
}

/// Where rows came from.
public struct Source: Sendable, Hashable {
    public let id: String
    public let name: LocalizedText
    public let publisher: String
    public let url: String?
    /// The day or year of the state that the source shows.
    public let date: Period
    public let licence: LocalizedText

    public init(id: String, name: LocalizedText, publisher: String, url: String?, date: Period, licence: LocalizedText) {
        self.id = id
        self.name = name
        self.publisher = publisher
        self.url = url
        self.date = date
        self.licence = licence
    }
}

/// A measure of a social phenomenon over units and periods.
public struct Indicator: Sendable, Hashable {
    public let id: IndicatorID
    public let name: LocalizedText
    /// The unit of measure as it stands after a number: `%`, `osób`, `na 1000 mieszkańców`.
    public let unit: LocalizedText
    /// The heading under which lists show it.
    public let topic: LocalizedText
    /// One or two sentences: the definition, and what to beware of.
    public let note: LocalizedText
    public let sourceID: String
    public let direction: IndicatorDirection
    public let aggregation: Aggregation
    /// Digits after the decimal separator when shown.
    public let decimals: Int

    public init(
        id: IndicatorID, name: LocalizedText, unit: LocalizedText, topic: LocalizedText, note: LocalizedText,
        sourceID: String, direction: IndicatorDirection, aggregation: Aggregation, decimals: Int
    ) {
        self.id = id
        self.name = name
        self.unit = unit
        self.topic = topic
        self.note = note
        self.sourceID = sourceID
        self.direction = direction
        self.aggregation = aggregation
        self.decimals = decimals
    }
}
