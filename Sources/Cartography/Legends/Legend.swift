// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a map's colours mean, and how many units have each.
public struct Legend: Sendable, Hashable {
    public struct Class: Sendable, Hashable {
        /// The class holds values in (from, to], the first class also `from`.
        public let from: Double
        public let to: Double
        public let colour: Colour
        /// Units of the map in this class.
        public let count: Int
        public let label: LocalizedText
        /// Names the class where it is a category and not a range: `high-high`.
        public let category: String?
    }

    public struct Entry: Sendable, Hashable {
        public let colour: Colour
        public let count: Int
    }

    /// A bar of the histogram: values in [from, to), the last also `to`.
    public struct Bin: Sendable, Hashable {
        public let from: Double
        public let to: Double
        public let count: Int
        /// The class of the mean of the bar's values; for an empty bar, of its middle.
        public let classIndex: Int
    }

    public let breaks: ClassBreaks
    public let classes: [Class]
    public let noData: Entry
    /// Shown hatched: lines of `MapColours.notApplicableHatch` over this colour.
    public let notApplicable: Entry
    /// Units that are not in the chosen region.
    public let outsideRegion: Entry
    public let histogram: [Bin]
}

/// One map's classes: legend and colouring from the same limits, for tile, page, API and printed map.
public struct Choropleth: Sendable {
    public let legend: Legend
    public let colouring: UnitColouring

    /// A legend with a colouring that was made from the same values, arranged for the shapes of a layer.
    public init(legend: Legend, colouring: UnitColouring) {
        self.legend = legend
        self.colouring = colouring
    }

    /// At most this many bars.
    public static let histogramBinCount = 24

    /// - Parameters:
    ///   - values: one for each shape of the layer, in the layer's order.
    ///   - decimals: the indicator's, after the decimal separator.
    ///   - reference: the values that the limits are computed from, where they are not the ones shown: all
    ///     periods of a series, say, so that classes stay while time moves.
    /// - Throws: `ClassificationError`.
    public init(
        values: [UnitValue], style: ChoroplethStyle, decimals: Int, reference: [Double]? = nil
    ) throws(ClassificationError) {
        self.init(classes: try UnitClasses(values: values, style: style, reference: reference), style: style, decimals: decimals)
    }

    /// Classes in the colours of a style, with their legend.
    public init(classes: UnitClasses, style: ChoroplethStyle, decimals: Int) {
        let breaks = classes.breaks
        let colours = classes.colours(style)
        let colouring = UnitColouring(slots: classes.slots, classColours: colours)
        let categories = classes.categories?.all
        let labels = categories?.map(\.label) ?? NumberText.classLabels(breaks, values: classes.reference, decimals: decimals)
        func entry(_ slot: UInt8) -> Legend.Entry {
            Legend.Entry(colour: colouring.colour(ofSlot: slot), count: classes.counts[Int(slot)])
        }
        self.colouring = colouring
        legend = Legend(
            breaks: breaks,
            classes: colours.indices.map { index in
                Legend.Class(
                    from: breaks.lowerLimit(ofClass: index), to: breaks.upperLimit(ofClass: index),
                    colour: colours[index], count: classes.counts[index], label: labels[index],
                    category: categories?[index].id)
            },
            noData: entry(UnitColouring.noDataSlot), notApplicable: entry(UnitColouring.notApplicableSlot),
            outsideRegion: entry(UnitColouring.outsideRegionSlot),
            histogram: categories == nil ? Self.histogram(classes.numbers, breaks) : [])
    }

    private static func histogram(_ numbers: [Double], _ breaks: ClassBreaks) -> [Legend.Bin] {
        guard breaks.classCount > 0, let minimum = numbers.min(), let maximum = numbers.max() else { return [] }
        let width = maximum / Double(histogramBinCount) - minimum / Double(histogramBinCount)
        guard width > 0, width.isFinite else {
            return [
                Legend.Bin(from: minimum, to: maximum, count: numbers.count, classIndex: breaks.classIndex(of: minimum) ?? 0)
            ]
        }
        var counts = [Int](repeating: 0, count: histogramBinCount)
        var sums = [Double](repeating: 0, count: histogramBinCount)
        for number in numbers {
            let bin = min(max(Int((number - minimum) / width), 0), histogramBinCount - 1)
            counts[bin] += 1
            sums[bin] += number - minimum
        }
        return counts.indices.map { index in
            let from = minimum + Double(index) * width
            let to = index == counts.count - 1 ? maximum : from + width
            let typical = counts[index] > 0 ? minimum + sums[index] / Double(counts[index]) : from + width / 2
            return Legend.Bin(
                from: from, to: to, count: counts[index], classIndex: breaks.classIndex(of: typical) ?? 0)
        }
    }
}
