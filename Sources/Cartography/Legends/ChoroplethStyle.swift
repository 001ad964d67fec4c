// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How a map shows its values: the same for tile, legend, page and printed map.
public struct ChoroplethStyle: Sendable, Hashable {
    public let method: ClassificationMethod
    /// 2…9; for manual limits one more than there are limits.
    public let classes: Int
    /// For `manual`, 1…8 rising limits between the classes; otherwise empty.
    public let manualBreaks: [Double]
    public let scheme: ColourScheme
    public let isReversed: Bool

    public static let defaultMethod = ClassificationMethod.jenks
    public static let defaultClasses = 5
    public static let defaultPalette = "YlOrRd"

    /// Natural breaks, five classes, yellow to red.
    public static let `default` = ChoroplethStyle(
        unchecked: defaultMethod, classes: defaultClasses, manualBreaks: [], scheme: ColourScheme.all[0],
        isReversed: false)

    private init(
        unchecked method: ClassificationMethod, classes: Int, manualBreaks: [Double], scheme: ColourScheme,
        isReversed: Bool
    ) {
        self.method = method
        self.classes = classes
        self.manualBreaks = manualBreaks
        self.scheme = scheme
        self.isReversed = isReversed
    }

    /// - Parameter classes: ignored for `manual`, where the limits say it.
    /// - Throws: `ChoroplethStyleError` with the accepted range.
    public init(
        method: ClassificationMethod, classes: Int = defaultClasses, manualBreaks: [Double] = [],
        scheme: ColourScheme, isReversed: Bool = false
    ) throws(ChoroplethStyleError) {
        do throws(ClassificationError) {
            if method == .manual {
                try ClassBreaks.validate(manualBreaks: manualBreaks)
            } else if !ClassificationMethod.classCountRange.contains(classes) {
                throw .classCount(classes)
            }
        } catch {
            throw .classification(error)
        }
        self.init(
            unchecked: method, classes: method == .manual ? manualBreaks.count + 1 : classes,
            manualBreaks: method == .manual ? manualBreaks : [], scheme: scheme, isReversed: isReversed)
    }

    /// From the parameters of an address; nil and the empty text mean the default. Limits without a
    /// method mean `manual`.
    /// - Throws: `ChoroplethStyleError` with the accepted range.
    public init(
        method: String?, classes: String?, breaks: String?, palette: String?, reverse: String?
    ) throws(ChoroplethStyleError) {
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

        var limits: [Double] = []
        for part in given(breaks)?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
            let text = part.trimmingCharacters(in: .whitespaces)
            guard text.utf8.count <= 32, let value = Double(text), value.isFinite else {
                throw .classification(.breakNotANumber(text))
            }
            limits.append(value)
        }
        var chosen = limits.isEmpty ? Self.defaultMethod : .manual
        if let text = given(method) {
            guard let known = ClassificationMethod(rawValue: text) else { throw .classification(.unknownMethod(text)) }
            chosen = known
        }
        var count = Self.defaultClasses
        if let text = given(classes) {
            guard text.utf8.count <= 9, let number = Int(text) else { throw .classesNotANumber(text) }
            guard ClassificationMethod.classCountRange.contains(number) else { throw .classification(.classCount(number)) }
            count = number
        }
        let isReversed: Bool
        switch given(reverse) {
        case nil, "0": isReversed = false
        case "1": isReversed = true
        case let text?: throw .reverse(text)
        }
        let scheme: ColourScheme
        do {
            scheme = try ColourScheme.named(given(palette) ?? Self.defaultPalette)
        } catch {
            throw .palette(error)
        }
        try self.init(method: chosen, classes: count, manualBreaks: limits, scheme: scheme, isReversed: isReversed)
    }

    /// The same classes in the colours of the default style.
    public var withStandardColours: ChoroplethStyle {
        ChoroplethStyle(
            unchecked: method, classes: classes, manualBreaks: manualBreaks, scheme: Self.default.scheme, isReversed: false)
    }

    /// The parameters of an address in a fixed order, always written out, so that equal styles give
    /// equal texts.
    public var parameters: [(name: String, value: String)] {
        var parameters = [("method", method.rawValue), ("classes", String(classes))]
        if method == .manual {
            parameters.append(("breaks", manualBreaks.map { Self.shortest($0) }.joined(separator: ",")))
        }
        parameters.append(("palette", scheme.name))
        parameters.append(("reverse", isReversed ? "1" : "0"))
        return parameters
    }

    private static func shortest(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    public static func == (a: ChoroplethStyle, b: ChoroplethStyle) -> Bool {
        a.method == b.method && a.classes == b.classes && a.manualBreaks == b.manualBreaks
            && a.scheme.name == b.scheme.name && a.isReversed == b.isReversed
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(method)
        hasher.combine(classes)
        hasher.combine(manualBreaks)
        hasher.combine(scheme.name)
        hasher.combine(isReversed)
    }
}

/// A style that cannot be had.
public enum ChoroplethStyleError: Error, Sendable, Equatable, LocalizedError {
    case classification(ClassificationError)
    case palette(ColourSchemeError)
    case classesNotANumber(String)
    case reverse(String)

    public var errorDescription: String? {
        switch self {
        case .classification(let error): return error.errorDescription
        case .palette(let error): return error.errorDescription
        case .classesNotANumber(let text):
            let range = ClassificationMethod.classCountRange
            return "classes = “\(text.prefix(40))” is not a whole number; accepted: \(range.lowerBound)…\(range.upperBound)"
        case .reverse(let text): return "reverse = “\(text.prefix(40))” is not known; accepted: 0, 1"
        }
    }
}
