// SPDX-License-Identifier: Apache-2.0

/// A histogram in the colours of the map's classes, marks for what readers look for, and a box plot on the same axis.
struct DistributionChart {
    struct Bar {
        let from: Double
        let to: Double
        let count: Int
        /// As `#rrggbb`.
        let colour: String
    }

    /// A value with a name: the median, the country, the chosen unit.
    struct Mark {
        let value: Double
        let text: String
        /// The end of a class of the style sheet.
        let role: String
    }

    let bars: [Bar]
    let numbers: FiveNumbers
    let marks: [Mark]
    let outliers: [(value: Double, name: String)]
    let decimals: Int

    private static let rowHeight = 18.0
    private static let barsHeight = 130.0

    func svg(label: String, tick: (Double) -> String, barTitle: (Bar) -> String) -> String {
        guard let first = bars.first, let last = bars.last else { return "" }
        let x = LinearScale(from: first.from, to: last.to, start: 7, end: 99)
        let top = Double(marks.count) * Self.rowHeight + 6
        let base = top + Self.barsHeight
        let counts = LinearScale.round(0, Double(bars.map(\.count).max() ?? 1), steps: 3, decimals: 0, start: base, end: top)
        let box = base + 40
        return SVGMarkup.chart("distribution", height: Int(box) + 20, label: label) { svg in
            for count in counts.ticks {
                let height = counts.scale.place(count)
                svg.element("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": SVGMarkup.number(height), "y2": SVGMarkup.number(height)])
                svg.label(String(Int(count)), ["class": "tick", "x": "0", "y": SVGMarkup.number(height - 3)])
            }
            for bar in bars where bar.count > 0 {
                let isSingle = bars.count == 1
                let left = isSingle ? 45 : x.place(bar.from)
                let right = isSingle ? 55 : x.place(bar.to)
                let height = counts.scale.place(Double(bar.count))
                svg.element(
                    "rect",
                    [
                        "class": "histogram-bar", "x": SVGMarkup.percent(left), "y": SVGMarkup.number(height),
                        "width": SVGMarkup.percent(right - left), "height": SVGMarkup.number(base - height), "fill": bar.colour,
                    ], title: barTitle(bar))
            }
            svg.element("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": SVGMarkup.number(base), "y2": SVGMarkup.number(base)])
            for number in x.ticks(steps: 5, decimals: decimals) {
                let place = x.place(number)
                svg.label(
                    tick(number),
                    ["class": "tick", "x": SVGMarkup.percent(place), "y": SVGMarkup.number(base + 17), "text-anchor": place > 92 ? "end" : "middle"])
            }
            draw(marks, x, top: top, base: base, &svg)
            drawBox(x, centre: box, &svg)
        }
    }

    /// Each mark has a row of its own above the bars, so that names never lie on one another.
    private func draw(_ marks: [Mark], _ x: LinearScale, top: Double, base: Double, _ svg: inout SVGMarkup) {
        for (row, mark) in marks.enumerated() {
            let place = x.place(mark.value)
            let height = Double(row) * Self.rowHeight
            svg.element(
                "line",
                ["class": "mark mark-\(mark.role)", "x1": SVGMarkup.percent(place), "x2": SVGMarkup.percent(place), "y1": SVGMarkup.number(height + 2), "y2": SVGMarkup.number(base)])
            let isLeft = place < 55
            svg.label(
                mark.text,
                [
                    "class": "mark-label mark-label-\(mark.role)", "x": SVGMarkup.percent(place), "y": SVGMarkup.number(height + 13),
                    "dx": isLeft ? "5" : "-5", "text-anchor": isLeft ? "start" : "end",
                ])
        }
    }

    private func drawBox(_ x: LinearScale, centre: Double, _ svg: inout SVGMarkup) {
        func place(_ value: Double) -> String { SVGMarkup.percent(x.place(value)) }
        let middle = SVGMarkup.number(centre)
        svg.element("line", ["class": "strip-range", "x1": place(numbers.low), "x2": place(numbers.high), "y1": middle, "y2": middle])
        for end in [numbers.low, numbers.high] {
            svg.element("line", ["class": "strip-range", "x1": place(end), "x2": place(end), "y1": SVGMarkup.number(centre - 4), "y2": SVGMarkup.number(centre + 4)])
        }
        let width = x.place(numbers.upperQuartile) - x.place(numbers.lowerQuartile)
        svg.element(
            "rect",
            ["class": "strip-box", "x": place(numbers.lowerQuartile), "y": SVGMarkup.number(centre - 8), "width": SVGMarkup.percent(max(width, 0.3)), "height": "16"])
        svg.element(
            "line",
            ["class": "strip-median", "x1": place(numbers.median), "x2": place(numbers.median), "y1": SVGMarkup.number(centre - 10), "y2": SVGMarkup.number(centre + 10)])
        for outlier in outliers {
            svg.element("circle", ["class": "strip-outlier", "cx": place(outlier.value), "cy": middle, "r": "3"], title: outlier.name)
        }
    }
}
