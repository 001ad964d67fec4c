// SPDX-License-Identifier: Apache-2.0

import Atlas

/// A value at a time, for lines.
struct SeriesPoint: Sendable, Hashable {
    let period: Period
    let value: Double?
    let isForecast: Bool

    /// The place on an axis of years, so that five years are five times as long as one.
    var year: Double { period.yearOnAxis }
}

extension Period {
    /// The place on an axis of years: a year stands at its beginning, as do the ticks.
    var yearOnAxis: Double {
        Double(year) + Double((month ?? 1) - 1) / 12 + Double((day ?? 1) - 1) / 366
    }
}

/// A small line without axes: the shape of a series, forecasts dashed.
enum Sparkline {
    private static let height = 34.0

    /// Nil when there are not two values to join.
    static func svg(_ points: [SeriesPoint], label: String) -> String? {
        let known = points.compactMap { point in point.value.map { (year: point.year, value: $0, isForecast: point.isForecast) } }
        guard known.count > 1, let first = points.first, let last = points.last else { return nil }
        let values = known.map(\.value)
        let x = LinearScale(from: first.year, to: last.year, start: 2, end: 97)
        let y = LinearScale(from: values.min() ?? 0, to: values.max() ?? 0, start: height - 5, end: 5)
        let end = known.last { !$0.isForecast } ?? known[known.count - 1]
        return SVGMarkup.chart("sparkline", height: Int(height), label: label) { svg in
            Polyline.draw(points, class: "spark-line", x: x, y: y, height: height, into: &svg)
            svg.element(
                "circle", ["class": "spark-end", "cx": SVGMarkup.percent(x.place(end.year)), "cy": SVGMarkup.number(y.place(end.value)), "r": "3"])
        }
    }
}

/// A line through the values of a series: gaps stay gaps, parts that lead to a forecast are dashed.
enum Polyline {
    static func draw(
        _ points: [SeriesPoint], class name: String, x: LinearScale, y: LinearScale, height: Double, into svg: inout SVGMarkup
    ) {
        svg.group("svg", ["class": "stretch", "viewBox": "0 0 100 \(SVGMarkup.number(height))", "preserveAspectRatio": "none", "width": "100%", "height": SVGMarkup.number(height)]) { svg in
            for run in runs(points) {
                let path = run.points.enumerated().map { index, point in
                    (index == 0 ? "M" : "L") + SVGMarkup.number(x.place(point.year)) + " " + SVGMarkup.number(y.place(point.value))
                }.joined()
                svg.element("path", ["class": run.isForecast ? name + " dashed" : name, "d": path, "vector-effect": "non-scaling-stroke"])
            }
        }
    }

    private static func runs(_ points: [SeriesPoint]) -> [(points: [(year: Double, value: Double)], isForecast: Bool)] {
        var runs: [(points: [(year: Double, value: Double)], isForecast: Bool)] = []
        var previous: SeriesPoint?
        for point in points {
            defer { previous = point }
            guard let value = point.value else { continue }
            guard let before = previous, let valueBefore = before.value else {
                runs.append((points: [(point.year, value)], isForecast: point.isForecast))
                continue
            }
            if let last = runs.last, last.isForecast == point.isForecast {
                runs[runs.count - 1].points.append((point.year, value))
            } else {
                runs.append((points: [(before.year, valueBefore), (point.year, value)], isForecast: point.isForecast))
            }
        }
        return runs.filter { $0.points.count > 1 }
    }
}
