// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import StatisticsOffice

/// What the command says while the statistics office is asked, and of what came of it.
enum BDLWording {
    /// - Returns: nil for what needs no line.
    static func line(_ progress: BDLImportProgress) -> String? {
        switch progress {
        case .planned(_, 0, _): "all answers are in the cache"
        case .planned(let variables, let requests, let seconds):
            "\(count(variables, "variable")), about \(count(requests, "request"))"
                + (seconds > 60 ? "; the limits stretch them over \(duration(seconds)) at least" : "")
                + (seconds > 3600 ? " (less with --parent, or with a key: --client-id)" : "")
        case .variable(let number, let name, let index, let count): "\(index) of \(count): \(number) \(name.polish)"
        case .page(_, let level, let page, let count, let isCached):
            // A line for each of forty pages would hide the rest.
            page == count || page.isMultiple(of: 10) ? "  \(level.english): page \(page) of \(count)" + (isCached ? ", from the cache" : "") : nil
        }
    }

    static func event(_ event: BDLEvent) -> String {
        switch event {
        case .waiting(let seconds): "the limits of the API demand a wait of \(duration(seconds))"
        case .retrying(let seconds, let failure, let reason): "attempt \(failure) failed: \(reason); the next follows in \(duration(seconds))"
        }
    }

    static func account(_ report: BDLImportReport) -> [String] {
        var lines: [String] = []
        for variable in report.variables {
            let flags = variable.flags.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
            lines.append(
                "\(variable.indicatorID): \(variable.values) values of \(count(variable.units, "unit")), \(years(variable.years)), "
                    + variable.levels.map(\.name).joined(separator: " ") + (flags.isEmpty ? "" : "; flags: " + flags.joined(separator: ", "))
                    + (variable.partsOfGminas > 0 ? "; parts of gminas not counted twice: \(variable.partsOfGminas)" : ""))
        }
        lines += report.remarks.map { "  " + $0.text(.english) }
        let windows = report.allowance?.windows.filter { $0.seconds > 1 }.map { "\($0.left) of \($0.limit) in \(span($0.seconds))" } ?? []
        lines.append(
            "\(count(report.requests, "request")) sent, \(count(report.answersFromCache, "answer")) from the cache; left: "
                + windows.joined(separator: ", "))
        return lines
    }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded(.up))) min"
        default: "\(Int((seconds / 3600).rounded(.up))) h"
        }
    }

    private static func span(_ seconds: Double) -> String {
        switch seconds {
        case ..<3600: "\(Int(seconds / 60)) minutes"
        case ..<86_400: "\(Int(seconds / 3600)) hours"
        default: "\(Int(seconds / 86_400)) days"
        }
    }

    private static func years(_ years: [Int]) -> String {
        guard let first = years.first, let last = years.last else { return "" }
        return first == last ? "\(first)" : last - first + 1 == years.count ? "\(first)–\(last)" : "\(years.count) years of \(first)–\(last)"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension ImportProvenance {
    init(bdl request: BDLImportRequest, result: BDLImportResult, baseURL: String) {
        let years = result.report.variables.flatMap(\.years)
        let span = years.min().flatMap { first in years.max().map { first == $0 ? "\(first)" : "\(first)–\($0)" } }
        self.init(
            kind: "bdl", files: [baseURL],
            note: ["variables " + result.report.variables.map { String($0.number) }.joined(separator: ", "), span, request.parent.map { "within \($0)" }]
                .compactMap { $0 }.joined(separator: "; "))
    }
}
