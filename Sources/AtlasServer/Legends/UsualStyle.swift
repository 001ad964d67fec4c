// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// How the map of a measure looks as long as nobody chose otherwise.
struct UsualStyle: Sendable, Hashable {
    let method: ClassificationMethod
    let classes: Int
    let palette: String
    let isReversed: Bool

    static let standard = UsualStyle(
        method: ChoroplethStyle.defaultMethod, classes: ChoroplethStyle.defaultClasses, palette: ChoroplethStyle.defaultPalette,
        isReversed: false)

    /// Classes that part at zero, in colours that change sides there: for changes, gaps and standardised values.
    /// Red is the side that is bad news; where neither is, red is more.
    static func aroundZero(_ direction: IndicatorDirection) -> UsualStyle {
        UsualStyle(method: .zero, classes: 6, palette: "RdBu", isReversed: direction != .higherIsBetter)
    }

    var json: JSONValue {
        [
            "method": .string(method.rawValue), "classes": .integer(classes), "palette": .string(palette), "reverse": .bool(isReversed),
        ]
    }
}

extension AtlasSnapshot {
    func usualStyle(of id: IndicatorID) -> UsualStyle {
        guard id.isComputed, let expression = try? IndicatorExpression(id.text), expression.isAroundZero else { return .standard }
        return .aroundZero(coverage(of: id)?.indicator.direction ?? .neutral)
    }
}

extension IndicatorExpression {
    /// Whether zero parts its values into two kinds: more and less than before, than elsewhere, than needed.
    var isAroundZero: Bool {
        switch self {
        case .change, .growth, .gap, .index(.zScore, _): true
        case .at(let part, _): part.isAroundZero
        default: false
        }
    }
}
