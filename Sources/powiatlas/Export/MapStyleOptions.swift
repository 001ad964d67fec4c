// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How a map of an indicator looks: what every export of one understands.
struct MapStyleOptions: ParsableArguments {
    @Option(help: "2021, 2014-10 or 2015-06-30; by default the newest.")
    var period: String?

    @Option(help: "The TERC code of a voivodeship: a map of it alone.")
    var within: String?

    @Option(help: "How classes are made: quantile, equal, jenks, stddev, zero or manual.")
    var method: String?

    @Option(help: "The number of classes, 2 to 9.")
    var classes: Int?

    @Option(help: "Limits of classes for --method manual, separated by commas.")
    var breaks: String?

    @Option(help: "The colour scheme, such as YlOrRd or Blues.")
    var palette: String?

    @Flag(help: "Turns the colours round.")
    var reverse = false

    @Flag(help: "Classes from all periods together.")
    var pooled = false

    /// As the parameters of `/api/v1/map.png`; nil means not given.
    var parameters: [(String, String?)] {
        [
            ("period", period), ("within", within), ("method", method), ("classes", classes.map(String.init)), ("breaks", breaks),
            ("palette", palette), ("reverse", reverse ? "1" : nil), ("pooled", pooled ? "1" : nil),
        ]
    }
}
