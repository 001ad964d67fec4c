// SPDX-License-Identifier: Apache-2.0

import Statistics

extension AnalysisWording {
    /// What a scatter plot of two indicators shows.
    func correlation(_ scope: AnalysisScope, _ pearson: Correlation.Pearson, _ spearman: Correlation.Spearman) -> String {
        let place = place(pearson.count, scope.level, within: scope.within?.unit)
        let x = dated(scope.indicators[0])
        let y = dated(scope.indicators[1])
        let figures = language.choose(
            "r\u{A0}Pearsona = \(number(pearson.r)) (95-procentowy przedział ufności od \(number(pearson.low)) do \(number(pearson.high)); \(p(pearson.p))), "
                + "ρ\u{A0}Spearmana = \(number(spearman.rho)) (\(p(spearman.p)))",
            "Pearson’s r = \(number(pearson.r)) (95% confidence interval \(number(pearson.low)) to \(number(pearson.high)); \(p(pearson.p))), "
                + "Spearman’s ρ = \(number(spearman.rho)) (\(p(spearman.p)))")
        // Either coefficient may see what the other misses: a curve, or a few units far out.
        guard min(pearson.p, spearman.p) <= 0.05 else {
            return language.choose(
                "\(place) nie widać zależności między wskaźnikami \(x) i\u{A0}\(y), która wykraczałaby poza przypadek: \(figures).",
                "\(place) there is no relation between \(x) and \(y) beyond what chance would give: \(figures).")
        }
        let leading = pearson.p <= 0.05 ? pearson.r : spearman.rho
        let isPositive = leading > 0
        var text = language.choose(
            "\(place) wyższym wartościom wskaźnika \(x) towarzyszą na ogół \(isPositive ? "wyższe" : "niższe") wartości wskaźnika \(y). "
                + "Zależność jest \(strength(leading)) i\u{A0}\(isPositive ? "dodatnia" : "ujemna"): \(figures).",
            "\(place) higher values of \(x) tend to go with \(isPositive ? "higher" : "lower") values of \(y). "
                + "The relation is \(strength(leading)) and \(isPositive ? "positive" : "negative"): \(figures).")
        if abs(pearson.r - spearman.rho) > 0.15 {
            text += language.choose(
                " Współczynniki wyraźnie się różnią: zależność nie jest prostoliniowa albo decyduje o\u{A0}niej kilka nietypowych jednostek, warto więc obejrzeć wykres.",
                " The coefficients differ clearly: the relation is not a straight line, or a few unusual units decide it, so look at the plot.")
        }
        return text
            + language.choose(
                " Współwystępowanie nie oznacza, że jedno wynika z\u{A0}drugiego.", " Going together does not mean that one causes the other.")
    }
}
