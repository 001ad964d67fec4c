// SPDX-License-Identifier: Apache-2.0

/// One metric with all its label values, as a scrape shows it and as worker processes tell it to each other.
struct MetricFamily: Codable, Sendable {
    enum Kind: String, Codable, Sendable {
        case counter, gauge, histogram
    }

    /// What becomes of the values of several workers.
    enum Combination: String, Codable, Sendable {
        /// Added up, those of workers that have ended included when they are counts.
        case sum
        /// Kept apart by a label `worker`.
        case each
        /// All have the same; the largest is the newest.
        case largest
    }

    struct Label: Codable, Sendable, Hashable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    struct Sample: Codable, Sendable {
        /// What follows the family's name: `_bucket`, `_sum`, `_count` of a histogram, else nothing.
        var suffix = ""
        var labels: [Label] = []
        var value: Double
    }

    let name: String
    let help: String
    let kind: Kind
    var combination = Combination.sum
    var samples: [Sample]

    static func counter(_ name: String, _ help: String, _ samples: [Sample]) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: .counter, samples: samples)
    }

    static func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        counter(name, help, [Sample(value: Double(value))])
    }

    static func gauge(_ name: String, _ help: String, _ value: Double, combination: Combination = .sum) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: .gauge, combination: combination, samples: [Sample(value: value)])
    }

    /// - Parameter series: label values with the histogram that counts them.
    static func histogram(_ name: String, _ help: String, _ series: [(labels: [Label], histogram: DurationHistogram)]) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: .histogram, samples: series.flatMap { $0.histogram.samples($0.labels) })
    }

    /// Prometheus' text format, version 0.0.4.
    static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                text += family.name + sample.suffix
                if !sample.labels.isEmpty {
                    text += "{" + sample.labels.map { "\($0.name)=\"\(escapedLabel($0.value))\"" }.joined(separator: ",") + "}"
                }
                text += " \(Self.text(sample.value))\n"
            }
        }
        return text
    }

    /// Whole numbers without a point, as people read them; all other texts of Swift are Go's too.
    static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func escapedLabel(_ text: String) -> String {
        escapedHelp(text).replacing("\"", with: "\\\"")
    }
}
