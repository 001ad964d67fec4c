// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText
import Statistics

extension AnalysisWording {
    /// What the map of an indicator shows about neighbours.
    func autocorrelation(_ scope: AnalysisScope, _ model: AutocorrelationModel, clusters: [SpatialCluster?], alpha: Double) -> String {
        let moran = model.moran
        let area = scope.within.map { language.choose(" \(genitive($0.unit))", " of \($0.unit.fullName)") } ?? ""
        let figures =
            language.choose("I\u{A0}Morana = ", "Moran’s I = ") + number(moran.i)
            + "; z\u{A0}=\u{A0}\(number(moran.z)); \(p(moran.p)); \(counted(moran.count, scope.level))"
        let name = dated(scope.indicators[0])
        let plural = noun(2, scope.level)
        var text: String
        if moran.p > 0.05 {
            text = language.choose(
                "Nie widać, by sąsiadujące \(plural)\(area) były do siebie pod względem wskaźnika \(name) bardziej podobne, niż wynikałoby z\u{A0}przypadku (\(figures)).",
                "Neighbouring \(plural)\(area) are no more alike in \(name) than chance would make them (\(figures)).")
        } else if moran.i > moran.expected {
            text = language.choose(
                "Wskaźnik \(name) układa się w\u{A0}skupiska: sąsiadujące \(plural)\(area) mają wartości bardziej podobne, niż wynikałoby z\u{A0}przypadku (\(figures)).",
                "\(name) forms clusters: neighbouring \(plural)\(area) have values more alike than chance would make them (\(figures)).")
        } else {
            text = language.choose(
                "Pod względem wskaźnika \(name) sąsiadujące \(plural)\(area) różnią się od siebie bardziej, niż wynikałoby z\u{A0}przypadku (\(figures)).",
                "In \(name), neighbouring \(plural)\(area) differ more than chance would make them (\(figures)).")
        }
        func count(_ cluster: SpatialCluster) -> Int { clusters.count { $0 == cluster } }
        let high = count(.highHigh)
        let low = count(.lowLow)
        let outliers = count(.highLow) + count(.lowHigh)
        let share = percent(alpha, decimals: alpha < 0.01 ? 1 : 0)
        if high + low + outliers == 0 {
            let none = language.choose(
                scope.level == .powiat ? "żaden powiat" : scope.level == .gmina ? "żadna gmina" : "żadne województwo", "no \(noun(1, scope.level))")
            text += language.choose(
                " Gdy odsetek fałszywych wskazań ma nie przekraczać \(share), \(none) nie wyróżnia się na tle sąsiadów.",
                " With at most \(share) of false findings, \(none) stands out together with or against its neighbours.")
        } else {
            text += language.choose(
                " Gdy odsetek fałszywych wskazań ma nie przekraczać \(share), w\u{A0}skupiskach wartości wysokich "
                    + "\(PolishPlural(high).choose("leży", "leżą", "leży")) \(counted(high, scope.level)), w\u{A0}skupiskach niskich – \(phrases.count(low)); "
                    + "od swoich sąsiadów \(PolishPlural(outliers).choose("odstaje", "odstają", "odstaje")) \(phrases.count(outliers)).",
                " With at most \(share) of false findings, \(counted(high, scope.level)) \(high == 1 ? "lies" : "lie") in clusters of high values "
                    + "and \(phrases.count(low)) in clusters of low ones; \(phrases.count(outliers)) \(outliers == 1 ? "stands" : "stand") out from "
                    + "\(outliers == 1 ? "its" : "their") neighbours.")
        }
        let isolated = count(.isolated)
        if isolated > 0 {
            text += language.choose(
                " Bez sąsiada z\u{A0}wartością, a\u{A0}więc bez oceny, \(PolishPlural(isolated).choose("pozostaje", "pozostają", "pozostaje")) \(counted(isolated, scope.level)).",
                " \(counted(isolated, scope.level)) without a neighbour that has a value cannot be judged.")
        }
        return text
    }
}
