// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Lines over time with axes: the country, the median, an area, a unit; forecasts of the source dashed, and our own
/// continuation with its interval as a shaded band.
struct TrendChart {
    /// Who a line belongs to; raw values name classes of the style sheet.
    enum Role: String { case unit, area, country, median }

    struct Line {
        let name: String
        let role: Role
        let points: [SeriesPoint]
    }

    /// Our own continuation of a line.
    struct Projection: Sendable {
        struct Step: Sendable { let period: Period, value: Double, low: Double, high: Double }
        let role: Role
        /// The last observed point, from which it departs.
        let origin: SeriesPoint
        let steps: [Step]
    }

    let lines: [Line]
    let projection: Projection?
    let decimals: Int

    private static let height = 270.0
    private static let plotTop = 26.0
    private static let plotBottom = 238.0
    /// More points than this are lines only.
    private static let dottedLimit = 40

    /// - Parameters:
    ///   - value: a number as it is printed with a point: „2021: 18,9%”.
    ///   - tick: a number as it stands at the axis.
    func svg(label: String, forecastText: String, value: (Double) -> String, tick: (Double) -> String, period: (Period) -> String) -> String {
        let points = lines.flatMap(\.points).filter { $0.value != nil }
        let steps = projection?.steps ?? []
        let values = points.compactMap(\.value) + steps.flatMap { [$0.low, $0.high] }
        let years = points.map(\.year) + steps.map(\.period.yearOnAxis)
        guard let low = values.min(), let high = values.max(), let first = years.min(), let last = years.max() else { return "" }
        let (y, ticks) = LinearScale.round(low, high, steps: 4, decimals: decimals, start: Self.plotBottom, end: Self.plotTop)
        let x = LinearScale(from: first, to: last, start: 9, end: 97)
        return SVGMarkup.chart("trend-chart", height: Int(Self.height), label: label) { svg in
            drawForecastShade(points, steps, x, forecastText, &svg)
            for number in ticks {
                let height = SVGMarkup.number(y.place(number))
                svg.element("line", ["class": "grid", "x1": "0", "x2": "100%", "y1": height, "y2": height])
                svg.label(tick(number), ["class": "tick", "x": "0", "y": SVGMarkup.number(y.place(number) - 4)])
            }
            drawYears(x, &svg)
            if let projection { draw(projection, x, y, &svg) }
            for line in lines {
                Polyline.draw(line.points, class: "line line-\(line.role.rawValue)", x: x, y: y, height: Self.height, into: &svg)
            }
            for line in lines where line.points.count <= Self.dottedLimit {
                for point in line.points {
                    guard let number = point.value else { continue }
                    let forecast = point.isForecast ? " (\(forecastText))" : ""
                    svg.element(
                        "circle",
                        [
                            "class": "dot dot-\(line.role.rawValue)" + (point.isForecast ? " hollow" : ""),
                            "cx": SVGMarkup.percent(x.place(point.year)), "cy": SVGMarkup.number(y.place(number)), "r": line.role == .unit ? "4" : "3",
                        ], title: "\(line.name), \(period(point.period)): \(value(number))\(forecast)")
                }
            }
        }
    }

    /// From the last measured point on, where there is anything after it.
    private func drawForecastShade(
        _ points: [SeriesPoint], _ steps: [Projection.Step], _ x: LinearScale, _ text: String, _ svg: inout SVGMarkup
    ) {
        guard let lastMeasured = points.filter({ !$0.isForecast }).map(\.year).max() ?? points.map(\.year).min(),
            points.contains(where: \.isForecast) || !steps.isEmpty
        else { return }
        let left = x.place(lastMeasured)
        svg.element(
            "rect", ["class": "forecast-shade", "x": SVGMarkup.percent(left), "y": "0", "width": SVGMarkup.percent(100 - left), "height": SVGMarkup.number(Self.plotBottom)])
        svg.label(text, ["class": "tick forecast-label", "x": "100%", "y": "12", "dx": "-4", "text-anchor": "end"])
    }

    private func drawYears(_ x: LinearScale, _ svg: inout SVGMarkup) {
        let years = x.ticks(steps: 6, decimals: 0)
        let base = SVGMarkup.number(Self.plotBottom)
        svg.element("line", ["class": "axis", "x1": "0", "x2": "100%", "y1": base, "y2": base])
        for year in years {
            let place = x.place(year)
            svg.element(
                "line", ["class": "axis", "x1": SVGMarkup.percent(place), "x2": SVGMarkup.percent(place), "y1": base, "y2": SVGMarkup.number(Self.plotBottom + 5)])
            svg.label(
                String(Int(year)),
                ["class": "tick", "x": SVGMarkup.percent(place), "y": SVGMarkup.number(Self.plotBottom + 20), "text-anchor": place > 92 ? "end" : "middle"])
        }
    }

    private func draw(_ projection: Projection, _ x: LinearScale, _ y: LinearScale, _ svg: inout SVGMarkup) {
        guard let start = projection.origin.value else { return }
        func corner(_ period: Period, _ value: Double) -> String {
            SVGMarkup.number(x.place(period.yearOnAxis)) + " " + SVGMarkup.number(y.place(value))
        }
        let origin = corner(projection.origin.period, start)
        let upper = projection.steps.map { corner($0.period, $0.high) }
        let lower = projection.steps.reversed().map { corner($0.period, $0.low) }
        let middle = projection.steps.map { corner($0.period, $0.value) }
        let height = SVGMarkup.number(Self.height)
        svg.group("svg", ["class": "stretch", "viewBox": "0 0 100 \(height)", "preserveAspectRatio": "none", "width": "100%", "height": height]) { svg in
            svg.element("path", ["class": "band", "d": "M" + ([origin] + upper + lower).joined(separator: "L") + "Z"])
            svg.element(
                "path",
                [
                    "class": "line line-\(projection.role.rawValue) dashed", "d": "M" + ([origin] + middle).joined(separator: "L"),
                    "vector-effect": "non-scaling-stroke",
                ])
        }
    }
}
