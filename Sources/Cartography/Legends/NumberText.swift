// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Numbers as legends print them.
enum NumberText {
    static func text(_ value: Double, decimals: Int) -> LocalizedText {
        LocalizedText(
            polish: NumberFormat.polish.string(value, decimals: decimals),
            english: NumberFormat.english.string(value, decimals: decimals))
    }

    /// What the classes of a map are called in its legend.
    ///
    /// Where all values are whole multiples of the last decimal shown (counts; figures as a yearbook prints
    /// them), neighbouring classes are written without a common limit, as statistical offices do:
    /// 1–5, 6–10. Otherwise the limits themselves are written, 1.0–5.5, 5.5–10.0, with as many decimals
    /// as it takes to tell them apart; the upper limit belongs to the class.
    static func classLabels(_ breaks: ClassBreaks, values: [Double], decimals: Int) -> [LocalizedText] {
        guard breaks.classCount > 0 else { return [] }
        if let labels = separateLabels(breaks, values: values, decimals: decimals) { return labels }
        let limits = [breaks.minimum] + breaks.innerLimits + [breaks.maximum]
        var shown = max(decimals, 0)
        while shown < decimals + 6 {
            // Equal neighbours (a class that holds its lower limit only) can never be told apart.
            let isClear = zip(limits, limits.dropFirst()).allSatisfy { a, b in
                a == b || text(a, decimals: shown) != text(b, decimals: shown)
            }
            if isClear { break }
            shown += 1
        }
        return (0..<breaks.classCount).map { index in
            range(text(limits[index], decimals: shown), text(limits[index + 1], decimals: shown))
        }
    }

    private static func separateLabels(_ breaks: ClassBreaks, values: [Double], decimals: Int) -> [LocalizedText]? {
        guard (0...9).contains(decimals) else { return nil }
        let steps = pow(10, Double(decimals))
        // Beyond 2^53 neighbouring numbers are more than a step apart.
        guard max(abs(breaks.minimum), abs(breaks.maximum)) * steps < 9e15 else { return nil }
        let isWhole = values.allSatisfy { abs($0 * steps - ($0 * steps).rounded()) < 1e-6 * max(1, abs($0 * steps) * 1e-9) }
        guard isWhole else { return nil }
        var labels: [LocalizedText] = []
        var from = (breaks.minimum * steps).rounded()
        for index in 0..<breaks.classCount {
            let isLast = index == breaks.classCount - 1
            let to = isLast ? (breaks.maximum * steps).rounded() : (breaks.innerLimits[index] * steps + 1e-6).rounded(.down)
            // A class too narrow to hold a multiple of the step has no such name.
            guard from <= to else { return nil }
            labels.append(range(text(from / steps, decimals: decimals), text(to / steps, decimals: decimals)))
            from = to + 1
        }
        return labels
    }

    private static func range(_ from: LocalizedText, _ to: LocalizedText) -> LocalizedText {
        func range(_ a: String, _ b: String) -> String {
            if a == b { return a }
            // Beside a minus sign a bare dash would be misread.
            let dash = a.hasPrefix("\u{2212}") || b.hasPrefix("\u{2212}") ? " – " : "–"
            return a + dash + b
        }
        return LocalizedText(polish: range(from.polish, to.polish), english: range(from.english, to.english))
    }
}
