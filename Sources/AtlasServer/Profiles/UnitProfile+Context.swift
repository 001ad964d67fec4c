// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What stands around the tables: highlights, similar units, the choice of another unit.
extension UnitProfileView {
    var highlightsView: TemplateValues? {
        let highlights = profile.highlights()
        guard !highlights.isEmpty else { return nil }
        let others = phrases.genitivePlural(unit.level)
        func title(_ kind: Highlight.Kind) -> String {
            switch kind {
            case .worse: language.choose("Gorzej", "Worse")
            case .better: language.choose("Lepiej", "Better")
            case .different: language.choose("Inaczej", "Different")
            }
        }
        return [
            "title": language.choose("Na tle innych \(others)", "Against other \(others)"),
            "groups": Highlight.Kind.allCases.compactMap { kind -> TemplateValues? in
                guard let found = highlights[kind], !found.isEmpty else { return nil }
                return [
                    "kind": kind.rawValue, "title": title(kind),
                    "rows": found.map { highlight -> TemplateValues in
                        [
                            "name": language.of(highlight.entry.indicator.name), "url": indicatorURL(highlight.entry.indicator),
                            "text": sentences.highlight(highlight), "period": phrases.period(highlight.entry.current.period),
                        ]
                    },
                ]
            },
        ]
    }

    var similarView: TemplateValues? {
        guard let similar, !similar.choices.isEmpty else { return nil }
        let chosen = Set(similar.chosen.map(\.indicator.id))
        return templateValues([
            "sentence": similar.matches.isEmpty
                ? language.choose(
                    "Dla wybranych wskaźników nie ma jednostek, które dałoby się porównać.", "There are no units to compare by the chosen indicators.")
                : sentences.similar(similar.matches.map(\.unit), indicatorCount: similar.chosen.count),
            "hasMatches": !similar.matches.isEmpty,
            "columns": similar.chosen.map { ["name": language.of($0.indicator.name), "unit": language.of($0.indicator.unit)] as TemplateValues },
            "own": ["name": phrases.nominative(unit), "cells": similar.chosen.map { ["text": phrases.value($0.value, $0.indicator)] as TemplateValues }] as TemplateValues,
            "rows": similar.matches.map { match -> TemplateValues in
                templateValues([
                    "name": phrases.nominative(match.unit), "url": visit.link("/jednostki/\(match.unit.code)"), "parent": parentName(match.unit),
                    "distance": phrases.numbers.string(match.distance, decimals: 2),
                    "compareURL": visit.link("/jednostki/\(unit.code)", [("porownaj", match.unit.code.stem)]),
                    "cells": zip(match.values, similar.chosen).map { value, entry in ["text": phrases.value(value, entry.indicator)] as TemplateValues },
                ])
            },
            "choices": similar.choices.map { entry -> TemplateValues in
                templateValues([
                    "id": entry.indicator.id.text, "name": language.of(entry.indicator.name), "period": phrases.period(entry.current.period),
                    "count": phrases.units(entry.column?.summary.count ?? 0, unit.level), "checked": chosen.contains(entry.indicator.id) ? true : nil,
                ])
            },
            "isOwnKindOnly": similar.isOwnKindOnly ? true : nil, "hasKinds": unit.level != .wojewodztwo,
            "kindText": language.choose("Tylko wśród \(phrases.genitivePlural(unit.peerKind))", "Only among \(phrases.genitivePlural(unit.peerKind))"),
        ])
    }

    private func parentName(_ other: TerritorialUnit) -> String? {
        switch other.level {
        case .gmina: snapshot.territory.parents(of: other.code).reversed().map(\.unit.fullName).joined(separator: ", ")
        case .powiat: other.code.ancestor(at: .wojewodztwo).flatMap { snapshot.territory.unit($0)?.unit.fullName }
        default: nil
        }
    }

    /// Suggestions beyond this many would only slow the page down.
    private static let suggestionLimit = 400

    /// The field for another unit, what was typed, and the answer when that was no single unit.
    var compareForm: TemplateValues? {
        guard !isCountry else { return nil }
        let region = unit.level == .gmina ? unit.code.ancestor(at: .wojewodztwo) : nil
        let suggestions = snapshot.territory.units(at: unit.level, within: region).map(\.unit).filter { $0.code != unit.code }
        var text: String?
        var candidates: [TerritorialUnit] = []
        var typed = ""
        switch comparison {
        case .none: break
        case .with(let other): typed = other.fullName
        case .refused(let asked, let reason):
            typed = asked
            switch reason {
            case .unknown: text = language.choose("Nie ma jednostki „\(asked)” na tym poziomie.", "There is no unit “\(asked)” at this level.")
            case .same: text = language.choose("To ta sama jednostka. Wybierz inną.", "That is the same unit. Choose another one.")
            case .otherLevel(let other):
                text = language.choose(
                    "\(phrases.nominative(other).uppercasedFirst) to jednostka innego poziomu. Porównać można jednostki tego samego poziomu.",
                    "\(phrases.nominative(other).uppercasedFirst) is of another level. Units of one level can be compared.")
            }
        case .ambiguous(let asked, let found):
            typed = asked
            candidates = found
            text = language.choose("Do „\(asked)” pasuje kilka jednostek:", "Several units fit “\(asked)”:")
        }
        return templateValues([
            "value": typed, "notice": text,
            "candidates": candidates.map { candidate in
                templateValues([
                    "name": candidate.fullName, "parent": parentName(candidate),
                    "url": visit.link("/jednostki/\(unit.code)", [("porownaj", candidate.code.stem)]),
                ])
            },
            "suggestions": suggestions.sortedInPolish { $0.name }.prefix(Self.suggestionLimit).map { ["text": suggestion($0)] as TemplateValues },
        ])
    }

    private func suggestion(_ other: TerritorialUnit) -> String {
        guard other.level == .gmina, let powiat = other.code.ancestor(at: .powiat).flatMap({ snapshot.territory.unit($0)?.unit }) else { return other.fullName }
        return other.code.isWithinCityWithPowiatRights ? other.fullName : "\(other.fullName), \(powiat.fullName)"
    }
}
