// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// How the ranking is to be shown; raw values stand in addresses.
struct RankingRequest {
    enum Order: String, CaseIterable { case value, lowest, name, change }

    let order: Order
    let showsAll: Bool

    init(_ query: QueryReader) throws {
        order = try query.choice("sort", Order.self) ?? .value
        let rows = try query.text("rows")
        guard rows == nil || rows == "all" else { throw Problem.badParameter("rows", rows ?? "", accepted: "all, or nothing for the first and last units") }
        showsAll = rows == "all"
    }
}

extension IndicatorPageView {
    /// Up to this many units the whole ranking stands on the page.
    private static let wholeLimit = 45
    private static let topCount = 15
    private static let bottomCount = 5

    var rankingView: TemplateValues? {
        guard let range = model.summary.numbers.map({ $0.minimum...$0.maximum }) else { return nil }
        let sorted = sortedRows
        let isWhole = ranking.showsAll || sorted.count <= Self.wholeLimit
        var views: [TemplateValues] = []
        if isWhole {
            views = sorted.map { view($0, range) }
        } else {
            let withValue = sorted.filter { $0.value != nil }
            let shown = withValue.count <= Self.wholeLimit ? withValue : Array(withValue.prefix(Self.topCount))
            let last = shown.count == withValue.count ? [] : Array(withValue.suffix(Self.bottomCount))
            views = shown.map { view($0, range) }
            if !last.isEmpty {
                let hidden = withValue.dropFirst(Self.topCount).dropLast(Self.bottomCount)
                let chosen = hidden.first { $0.unit.code == selection.unit?.code }
                func gap(_ count: Int) { if count > 0 { views.append(["isGap": true, "text": "… " + phrases.units(count, selection.level) + " …"]) } }
                if let chosen, let position = hidden.firstIndex(where: { $0.unit.code == chosen.unit.code }) {
                    gap(position - hidden.startIndex)
                    views.append(view(chosen, range))
                    gap(hidden.endIndex - position - 1)
                } else {
                    gap(hidden.count)
                }
                views += last.map { view($0, range) }
            }
        }
        let level = selection.level
        return templateValues([
            "rows": views, "isWhole": isWhole,
            "hasPlaces": model.categories == nil, "hasChange": model.previous != nil && model.categories == nil, "changeHeading": model.previous.map { language.choose("Zmiana od: ", "Change since ") + phrases.period($0.period) },
            "showsWojewodztwo": selection.area == nil && level != .wojewodztwo && model.categories == nil,
            "showsCountry": selection.area != nil && !selection.isAreaImplied && model.categories == nil,
            "showsPowiat": level == .gmina && selection.area?.level != .powiat && model.categories == nil,
            "allURL": isWhole ? nil : pageURL([("rows", "all")] + orderParameters) + "#ranking",
            "allText": language.choose("Pokaż cały ranking: \(phrases.units(sorted.count, level))", "Show the whole ranking: \(phrases.units(sorted.count, level))"),
            "lessURL": ranking.showsAll && sorted.count > Self.wholeLimit ? pageURL(orderParameters) + "#ranking" : nil,
            "orders": orders, "hasFilter": isWhole && sorted.count > Self.wholeLimit,
        ])
    }

    private var orderParameters: [(String, String)] { ranking.order == .value ? [] : [("sort", ranking.order.rawValue)] }

    private var orders: [TemplateValues] {
        let texts: [(RankingRequest.Order, String)] = [
            (.value, model.categories == nil ? language.choose("od najwyższej", "highest first") : language.choose("według klasy", "by class")), (.lowest, language.choose("od najniższej", "lowest first")),
            (.name, language.choose("według nazwy", "by name")), (.change, language.choose("według zmiany", "by change")),
        ]
        return texts.filter { text in
            model.categories == nil ? text.0 != .change || model.previous != nil : text.0 == .value || text.0 == .name
        }.map { order, text in
            var extra: [(String, String)] = order == .value ? [] : [("sort", order.rawValue)]
            if ranking.showsAll { extra.append(("rows", "all")) }
            return ["text": text, "isCurrent": order == ranking.order, "url": pageURL(extra) + "#ranking"]
        }
    }

    /// Units without a value stand last, by name.
    private var sortedRows: [IndicatorPageModel.Row] {
        let byName = model.rows.sortedInPolish { $0.unit.name }
        func key(_ row: IndicatorPageModel.Row) -> Double? {
            switch ranking.order {
            case .value: row.value.map { -$0 }
            case .lowest: row.value
            case .name: 0
            case .change: row.value.flatMap { value in row.previous.map { $0 - value } }
            }
        }
        let keyed: [(key: Double, row: IndicatorPageModel.Row)] = byName.map { (key: key($0) ?? .infinity, row: $0) }
        let order: [Int] = keyed.indices.sorted { a, b in keyed[a].key != keyed[b].key ? keyed[a].key < keyed[b].key : a < b }
        return order.map { keyed[$0].row }
    }

    private func view(_ row: IndicatorPageModel.Row, _ range: ClosedRange<Double>) -> TemplateValues {
        let flag = row.value == nil ? phrases.flag(row.flag ?? .missing) : row.flag == .forecast ? nil : phrases.flag(row.flag)
        let change = row.value.flatMap { value in row.previous.map { phrases.difference(value - $0, indicator) } }
        let countryPlace = row.placeInCountry.map { phrases.count($0) + "." }
        let ownPlace = row.place.map { phrases.count($0) + "." }
        let isChosen: Bool? = row.unit.code == selection.unit?.code ? true : nil
        return templateValues([
            "terc": row.unit.code.stem, "name": phrases.nominative(row.unit), "url": visit.link("/jednostki/\(row.unit.code)"),
            "parent": parentName(row.unit), "place": ownPlace ?? Phrases.noValue, "value": valueText(row), "flag": flag,
            "bar": row.value.flatMap { model.categories == nil ? CellBar.svg($0, in: range) : nil }, "change": change ?? Phrases.noValue,
            "inWojewodztwo": placeText(row.placeInWojewodztwo), "inPowiat": placeText(row.placeInPowiat),
            "inCountry": countryPlace ?? Phrases.noValue, "isChosen": isChosen,
        ])
    }

    private func valueText(_ row: IndicatorPageModel.Row) -> String {
        model.category(row.value).map { language.of($0.label) } ?? phrases.value(row.value, indicator)
    }

    private func placeText(_ place: (place: Int, count: Int)?) -> String {
        place.map { phrases.place($0.place, outOf: $0.count) } ?? Phrases.noValue
    }

    /// What tells a unit from others of its name: the powiat of a gmina, the województwo of a powiat.
    private func parentName(_ unit: TerritorialUnit) -> String? {
        switch unit.level {
        case .gmina:
            if unit.code.isWithinCityWithPowiatRights { return phrases.kind(.cityWithPowiatRights) }
            return unit.code.ancestor(at: .powiat).flatMap { model.snapshot.territory.unit($0)?.unit.fullName }
        case .powiat:
            guard selection.area == nil else { return nil }
            return unit.code.ancestor(at: .wojewodztwo).flatMap { model.snapshot.territory.unit($0)?.unit.name }
        default: return nil
        }
    }
}
