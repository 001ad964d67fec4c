// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StatisticsOffice

extension BDLLanguage: ExpressibleByArgument {}

/// A level, or all that a variable has.
enum BDLLevelChoice: String, ExpressibleByArgument, CaseIterable {
    case kraj, wojewodztwo, powiat, gmina, all

    /// - Returns: nil when nothing was chosen.
    static func levels(_ choices: [BDLLevelChoice]) -> Set<BDLLevel>? {
        if choices.isEmpty { return nil }
        if choices.contains(.all) { return Set(BDLLevel.allCases) }
        return Set(choices.compactMap { BDLLevel(name: $0.rawValue) })
    }
}

/// Years as people write them: `2015-2024`, `2015–2024`, `2015,2018,2020-2024`.
struct YearList: ExpressibleByArgument {
    let years: Set<Int>

    /// The bank begins in 1995.
    private static let possible = 1995...2100

    init?(argument: String) {
        var years: Set<Int> = []
        for part in argument.replacing("–", with: "-").split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0.filter { $0 != " " }) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
                Self.possible.contains(first), Self.possible.contains(last)
            else { return nil }
            years.formUnion(first...last)
        }
        self.years = years
    }
}
