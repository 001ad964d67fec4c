// SPDX-License-Identifier: Apache-2.0

/// A line from the lowest value to the highest, a box of the middle half, a mark at the median, and one unit's place.
enum StripPlot {
    private static let height = 22
    private static let middle = "11"

    /// - Parameters:
    ///   - scale: from values to per cent of the width.
    ///   - unit: the value that is marked; nil draws the distribution alone.
    ///   - other: the value of a second unit, marked with a ring.
    ///   - label: the sentence that stands for the chart.
    static func svg(
        _ numbers: FiveNumbers, unit: Double?, other: Double? = nil, scale: LinearScale? = nil, outliers: [(value: Double, name: String)] = [],
        label: String?
    ) -> String {
        let scale = scale ?? LinearScale(from: numbers.minimum, to: numbers.maximum, start: 3, end: 97)
        func x(_ value: Double) -> String { SVGMarkup.percent(scale.place(value)) }
        return SVGMarkup.chart("strip", height: height, label: label) { svg in
            svg.element("line", ["class": "strip-range", "x1": x(numbers.low), "x2": x(numbers.high), "y1": middle, "y2": middle])
            let box = scale.place(numbers.upperQuartile) - scale.place(numbers.lowerQuartile)
            svg.element(
                "rect", ["class": "strip-box", "x": x(numbers.lowerQuartile), "y": "5", "width": SVGMarkup.percent(max(box, 0.3)), "height": "12"])
            svg.element("line", ["class": "strip-median", "x1": x(numbers.median), "x2": x(numbers.median), "y1": "3", "y2": "19"])
            for outlier in outliers {
                svg.element("circle", ["class": "strip-outlier", "cx": x(outlier.value), "cy": middle, "r": "2.5"], title: outlier.name)
            }
            if let other { svg.element("circle", ["class": "strip-other", "cx": x(other), "cy": middle, "r": "5.5"]) }
            if let unit {
                // A dot with a white edge stays visible on the box and on the median.
                svg.element("circle", ["class": "strip-unit", "cx": x(unit), "cy": middle, "r": "5.5"])
            }
        }
    }
}

/// What a box plot is drawn from. `low` and `high` are where its lines end: the extremes, or the last values
/// within the fences.
struct FiveNumbers: Sendable, Hashable {
    let minimum: Double
    let lowerQuartile: Double
    let median: Double
    let upperQuartile: Double
    let maximum: Double
    var low: Double
    var high: Double
}

/// A bar within a table's cell, from zero.
enum CellBar {
    /// - Parameter range: all values of the column.
    static func svg(_ value: Double, in range: ClosedRange<Double>) -> String? {
        let low = min(range.lowerBound, 0)
        let high = max(range.upperBound, 0)
        // Bars that all look alike say nothing: years, say.
        guard high > low, range.upperBound - range.lowerBound > (high - low) * 0.02 else { return nil }
        let scale = LinearScale(from: low, to: high)
        let (zero, end) = (scale.place(0), scale.place(value))
        return SVGMarkup.chart("cell-bar", height: 10, label: nil) { svg in
            svg.element(
                "rect",
                [
                    "class": value < 0 ? "bar bar-negative" : "bar", "x": SVGMarkup.percent(min(zero, end)), "y": "0",
                    "width": SVGMarkup.percent(max((end - zero).magnitude, 0.4)), "height": "10",
                ])
            if low < 0 { svg.element("line", ["class": "bar-zero", "x1": SVGMarkup.percent(zero), "x2": SVGMarkup.percent(zero), "y1": "0", "y2": "10"]) }
        }
    }
}
