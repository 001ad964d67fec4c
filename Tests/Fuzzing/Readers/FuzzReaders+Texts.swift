// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import TileGeometry

/// Texts that stand in addresses and in tables alike.
extension FuzzReader {
    static func expressions() -> FuzzReader {
        let seeds = [
            "ludnosc", "ludnosc@2021", "change(ludnosc,2011)", "growth(ludnosc,2015-06)", "per-capita(ludnosc,1000)", "per-km2(ludnosc)", "ratio(a,b,100)",
            "index(zscore,a*1,b*-0.5)", "clusters(a)", "bivariate(a,b)", "institutions(ops)", "places(dps)", "gap(a,places(dps))", "cooperation(agreements)", "survey(a,b,c,ops)",
        ].map(Data.init(text:))
        return FuzzReader("expressions", seeds: seeds, words: ["index(", "minmax", "rank", "zscore", "*", "@", "change(", "ratio(", "2021", "1e9"]) { data in
            let expression = try IndicatorExpression(String(decoding: data, as: UTF8.self))
            let again = try IndicatorExpression(expression.text)
            guard again == expression, again.text == expression.text else { throw FuzzFailure("“\(expression.text)” is read as “\(again.text)”") }
        }
    }

    /// Each line is tried as everything.
    static func codesAndPeriods() -> FuzzReader {
        let seeds = ["1201011\n2021\n2014-10\n2015-06-30\nops-tarnow\nPL011212\n12/2203/1348", "011212160000\n2020-02-29\n1900-02-29\n0000\n00"].map(Data.init(text:))
        return FuzzReader("codes-and-periods", seeds: seeds, words: ["-", "/", "T", "Q1", "W53"]) { data in
            for line in data.split(separator: 10).prefix(200).map({ String(decoding: $0, as: UTF8.self) }) {
                if let period = try? Period(line), try Period(period.text) != period { throw FuzzFailure("the period “\(line)” is written as “\(period.text)”") }
                if let code = try? TERYTCode(line), try TERYTCode("\(code)") != code { throw FuzzFailure("the code “\(line)” is written as “\(code)”") }
                _ = try? BDLUnitID(line)
                _ = try? IndicatorID(line)
                _ = try? InstitutionID(line)
                _ = try? AgreementID(line)
                let parts = line.split(separator: "/").compactMap { Int($0) }
                if parts.count == 3 { _ = try? TileCoordinate(zoom: parts[0], x: parts[1], y: parts[2]) }
            }
        }
    }
}
