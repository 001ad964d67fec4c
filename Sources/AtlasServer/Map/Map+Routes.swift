// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Hummingbird

/// `/mapa`: the map page. It works as a plain form without scripts, so all of it is in the HTML.
struct MapRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/mapa", summary: "The map page; with analiza= the fields of its analysis form, answered by 303 to the map of the measure",
            parameters: [
                .init("indicator", "id of an indicator"), .period, .mappedLevel(required: false), .init("unit", "TERC code of the selected unit"),
                .init("analiza", "what the form makes of the indicator", form: .choice(AnalysisForm.Mode.allCases.map(\.rawValue))),
            ] + RouteParameter.style + [.lang], contentType: "text/html"
        ).alsoAnswering(303, "The form was sent: the map is at Location")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/mapa") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let snapshot = data.current
            if let address = try AnalysisRedirect(query, in: snapshot)?.address {
                return Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-cache"])
            }
            let model = try await MapModel(query, in: snapshot)
            return try pages.render(
                "map", title: visit.language.of(model.indicator.name), section: .map, page: model.view(visit), visit: visit)
        }
    }
}

/// From the fields of the analysis form to the address of the map that they describe.
struct AnalysisRedirect {
    let address: String

    /// Nil when the query holds no analysis form.
    init?(_ query: QueryReader, in snapshot: AtlasSnapshot) throws {
        guard let form = try AnalysisForm(query, in: snapshot) else { return nil }
        var parameters: [(String, String)] = []
        let id: IndicatorID
        do {
            id = try form.expression(in: snapshot)
        } catch {
            // The map of the indicator itself says what is missing.
            id = try snapshot.existing(form.measure).indicator.id
            parameters.append(("uwaga", error.rawValue))
        }
        parameters.insert(("indicator", id.text), at: 0)
        let coverage = try snapshot.existing(id.text)
        if let period = try query.period("period"), coverage.periods.contains(period) {
            parameters.append(("period", period.text))
        }
        let before = try query.text("bylo", maximumLength: IndicatorExpression.lengthLimit)
        parameters += try Self.style(query, usual: try before.map { snapshot.usualStyle(of: try snapshot.existing($0).indicator.id) } ?? .standard)
        if let level = try query.mappedLevel(), coverage.levels.contains(level) { parameters.append(("level", level.rawValue)) }
        for name in ["within", "unit", "lang"] {
            if let value = try query.text(name) { parameters.append((name, value)) }
        }
        address = "/mapa?" + parameters.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .measure) ?? "")" }.joined(separator: "&")
    }

    /// What the reader chose. The form sends every field: what is as it was is no choice.
    private static func style(_ query: QueryReader, usual: UsualStyle) throws -> [(String, String)] {
        var parameters: [(String, String)] = []
        let method = try query.text("method")
        if let method, method != usual.method.rawValue { parameters.append(("method", method)) }
        if let classes = try query.text("classes"), classes != String(usual.classes), method != "manual" { parameters.append(("classes", classes)) }
        if method == "manual", let breaks = try query.text("breaks") { parameters.append(("breaks", breaks)) }
        let palette = try query.text("palette")
        if let palette, palette != usual.palette { parameters.append(("palette", palette)) }
        // A box that is not ticked sends nothing.
        let isReversed = try query.flag("reverse") ?? false
        let isUsual = palette == nil || palette == usual.palette
        if isReversed != (isUsual && usual.isReversed) { parameters.append(("reverse", isReversed ? "1" : "0")) }
        if try query.flag("pooled") ?? false { parameters.append(("pooled", "1")) }
        return parameters
    }
}

extension CharacterSet {
    /// What may stand unescaped in a query: expressions stay readable.
    fileprivate static let measure = CharacterSet.queryValue.union(CharacterSet(charactersIn: "()*@"))
}
