// SPDX-License-Identifier: Apache-2.0

/// Classes of small counts for a map: lower bounds that people can read, from the lightest shade to the darkest.
struct CountClasses: Sendable, Equatable {
    /// Ascending, from 1; at most four.
    let lowest: [Int]

    /// The classes of few agreements, each from twice as many as the one before.
    private static let few = [1, 2, 4, 8]
    /// Up to this highest count the classes of few tell most.
    private static let fewest = 15

    /// - Parameter counts: of the units; zeros belong to no class.
    init(_ counts: [Int]) {
        let sorted = counts.filter { $0 > 0 }.sorted()
        guard let highest = sorted.last, highest > Self.fewest else {
            lowest = Self.few
            return
        }
        // Quarters of the units, from round numbers up.
        var lowest = [1]
        for quarter in 1...3 {
            let bound = Self.round(sorted[sorted.count * quarter / 4])
            if bound > lowest[lowest.count - 1] { lowest.append(bound) }
        }
        self.lowest = lowest
    }

    /// The largest round number up to `count`: of two digits that count, from 20 on in steps of five; below ten the number itself.
    private static func round(_ count: Int) -> Int {
        var power = 1
        while count / power >= 100 { power *= 10 }
        let leading = count / power
        return (leading < 10 ? leading : leading < 20 ? leading / 2 * 2 : leading / 5 * 5) * power
    }

    /// What stands beside the shades: `2–3`, `8+`.
    func labels(_ number: (Int) -> String) -> [String] {
        lowest.indices.map { index in
            guard index + 1 < lowest.count else { return number(lowest[index]) + "+" }
            let last = lowest[index + 1] - 1
            return last == lowest[index] ? number(last) : number(lowest[index]) + "–" + number(last)
        }
    }
}
