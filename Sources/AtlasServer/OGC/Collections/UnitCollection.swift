// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText
import TileGeometry

/// Units of a level of the territorial division. Without `datetime` the current ones; with it those of the day, or the
/// last state within the interval of each unit that existed in it. A feature is a unit: its id is the code without the
/// kind digit, which stays when a village becomes a town.
struct UnitCollection: OGCCollection {
    let level: UnitLevel

    var id: String {
        switch level {
        case .kraj: "kraj"
        case .wojewodztwo: "wojewodztwa"
        case .powiat: "powiaty"
        case .gmina: "gminy"
        }
    }

    var title: LocalizedText {
        switch level {
        case .kraj: LocalizedText(polish: "Polska", english: "Poland")
        case .wojewodztwo: LocalizedText(polish: "Województwa", english: "Voivodeships")
        case .powiat: LocalizedText(polish: "Powiaty", english: "Powiats")
        case .gmina: LocalizedText(polish: "Gminy", english: "Gminas")
        }
    }

    var description: LocalizedText {
        let (polish, english) = (Phrases(.polish).level(level), Phrases(.english).level(level))
        return LocalizedText(
            polish: "Granice i nazwy: \(polish), z kodem TERC, rodzajem i jednostką nadrzędną. Podział na wybrany dzień podaje parametr datetime, a wartości wskaźnika dodają parametry indicator i period.",
            english: "Boundaries and names: \(english), with the TERC code, kind and parent. The parameter datetime gives the division on a day; indicator and period add an indicator's values.")
    }

    var page: String { "/jednostki" }

    /// The kinds that units of the level can be of.
    private var kinds: [String] {
        let kinds: [UnitKind] =
            switch level {
            case .kraj: [.kraj]
            case .wojewodztwo: [.wojewodztwo]
            case .powiat: [.powiat, .cityWithPowiatRights]
            case .gmina: [.urbanGmina, .ruralGmina, .urbanRuralGmina]
            }
        return kinds.map(\.rawValue)
    }

    var properties: [FeatureProperty] {
        var properties: [FeatureProperty] = [
            FeatureProperty("terc", "kod TERC", "TERC code"), FeatureProperty("name", "nazwa", "name"),
            FeatureProperty("full_name", "pełna nazwa", "full name"),
            FeatureProperty("level", "poziom", "level", .choice([level.rawValue])), FeatureProperty("kind", "rodzaj", "kind", .choice(kinds)),
        ]
        if level != .wojewodztwo {
            properties += [
                FeatureProperty("parent", "kod jednostki nadrzędnej", "code of the parent"),
                FeatureProperty("parent_name", "jednostka nadrzędna", "parent"),
                FeatureProperty("wojewodztwo", "województwo", "voivodeship"),
            ]
        }
        return properties + [
            FeatureProperty("area_km2", "powierzchnia, km²", "area, km²", .number),
            FeatureProperty("valid_from", "stan od dnia", "state since", .day), FeatureProperty("valid_to", "stan do dnia (bez niego)", "state until (exclusive)", .day),
            FeatureProperty("url", "strona w atlasie", "page in the atlas", .address),
        ]
    }

    var filters: [RouteParameter] {
        var filters: [RouteParameter] = [
            .init("q", "words of the name, each the beginning of a word; diacritics do not matter"),
            .init("name", "the whole name; case and diacritics do not matter; * stands for any letters"),
            .init("terc", "TERC code of 2, 4, 6 or 7 digits; several separated by commas"),
            .init("kind", "kind of the unit", form: .choice(kinds)),
        ]
        if level != .wojewodztwo { filters.append(.init("parent", "only units within the unit with this TERC code")) }
        return filters
    }

    var additions: [RouteParameter] {
        [
            .init("indicator", "id of an indicator, or a measure: adds the properties indicator, period, value and flag"),
            .init("period", "period of the indicator: 2021, 2014-10 or 2015-06-30; without it the newest that is not a forecast"),
        ]
    }

    func source(_ snapshot: AtlasSnapshot) -> Source? {
        snapshot.sources.values.filter { $0.id.hasPrefix("prg") }.max { $0.date < $1.date }
    }

    func extent(_ snapshot: AtlasSnapshot) async throws -> FeatureExtent {
        var bounds = BoundingBox.empty
        for unit in snapshot.territory.units(at: level) { if let box = unit.bounds?.box { bounds.formUnion(box) } }
        return FeatureExtent(bounds: bounds.isEmpty ? nil : bounds, firstDay: Self.text(snapshot.timeline.knownDays.lowerBound))
    }

    private static func text(_ day: Int) -> String { Period(year: day / 10_000, month: day / 100 % 100, day: day % 100).text }

    // MARK: Selection

    /// A unit on the snapshot whose boundaries show it.
    private struct Match: Sendable {
        let unit: MappedUnit
        let snapshot: AtlasSnapshot
        /// A day of the state's validity when it is not the current one.
        let day: String?
    }

    func matches(_ selection: FeatureSelection) async throws -> FeatureMatches {
        let query = selection.query
        var found = try await units(of: selection.snapshot, in: selection.time)
        if let parent = try parent(query, selection.snapshot) { found = found.filter { $0.unit.unit.code.isWithin(parent) } }
        if let kind = try query.text("kind") {
            guard kinds.contains(kind) else { throw Problem.badParameter("kind", kind, accepted: kinds.joined(separator: ", ")) }
            found = found.filter { $0.unit.unit.kind.rawValue == kind }
        }
        let codes = try query.texts("terc", maximumCount: 200).map { try QueryReader.code($0, name: "terc").stem }
        if !codes.isEmpty { found = found.filter { codes.contains($0.unit.unit.code.stem) } }
        if let name = try query.text("name") {
            let pattern = NamePattern(name)
            found = found.filter { pattern.matches(folded: $0.unit.foldedName) }
        }
        if let text = try query.text("q", maximumLength: 100) {
            let words = fold(text).split { !($0.isLetter || $0.isNumber) }
            found = found.filter { match in
                let names = match.unit.foldedName.split { !($0.isLetter || $0.isNumber) }
                return words.allSatisfy { word in names.contains { $0.hasPrefix(word) } }
            }
        }
        let values = try await UnitValues(query, level: level, snapshots: found.map(\.snapshot))
        let shapes = UnitShapes(level: level)
        if let area = selection.area {
            let candidates = found
            found = try area.places(among: found.map { $0.unit.bounds?.box }) { place in
                shapes.geometry(of: candidates[place].unit, candidates[place].snapshot)
            }.map { candidates[$0] }
        }
        let result = found
        return FeatureMatches(count: result.count) { range in
            result[range].map { feature($0, values, shapes, selection) }
        }
    }

    func feature(_ id: String, _ selection: FeatureSelection) async throws -> OGCFeature {
        let missing = Problem.notFound("feature of \(self.id)", id, accepted: "GET /ogc/collections/\(self.id)/items lists them")
        guard let code = try? TERYTCode(id), code.level == level else { throw missing }
        // Without a day a unit that no longer exists is given in its last state: its address stays.
        let candidates = try await units(of: selection.snapshot, in: selection.time ?? TemporalFilter("../2199-12-31"), only: code.stem)
        guard let match = candidates.first else { throw missing }
        let values = try await UnitValues(selection.query, level: level, snapshots: [match.snapshot])
        return feature(match, values, UnitShapes(level: level), selection)
    }

    func checkAdditions(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws { _ = try UnitValues.Choice(query, snapshot) }

    private func parent(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws -> TERYTCode? {
        guard let code = try query.code("parent") else { return nil }
        // A unit of an earlier division may be meant, so that only what never was is refused.
        if snapshot.territory.states[code.stem] == nil {
            _ = try Problem.refusingParameter("parent") { try snapshot.territory.existing(code.description) }
        }
        return code
    }

    /// The units of the time, by code.
    private func units(of present: AtlasSnapshot, in time: TemporalFilter?, only stem: String? = nil) async throws -> [Match] {
        func match(_ snapshot: AtlasSnapshot, day: String?) -> [Match] {
            snapshot.territory.units(at: level).filter { stem == nil || $0.unit.code.stem == stem }.map { Match(unit: $0, snapshot: snapshot, day: day) }
        }
        guard let time else { return match(present, day: nil) }
        let known = present.timeline.knownDays.lowerBound
        // Of days before the first register nothing is known.
        if let end = time.end, end < known { return [] }
        let end = min(time.end ?? .max, 2199_12_31)
        let last = try await present.asOf(end)
        var found = match(last, day: last.past == nil ? nil : Self.text(end))
        guard !time.isInstant else { return found }
        // Units that ended within the interval: each in its last state.
        let start = max(time.start ?? known, known)
        let existing = Set(found.map(\.unit.unit.code.stem))
        for states in present.territory.states.values {
            guard let state = states.last(where: { state in (state.validFrom?.firstDay ?? 0) <= end }), state.level == level,
                !existing.contains(state.code.stem), stem == nil || state.code.stem == stem, let validTo = state.validTo?.firstDay, validTo > start
            else { continue }
            // The number before that of a day lies in the stretch before it, whether or not it names a day.
            let snapshot = try await present.asOf(validTo - 1)
            guard let unit = snapshot.territory.unit(state.code) else { continue }
            found.append(Match(unit: unit, snapshot: snapshot, day: Self.text(max(state.validFrom?.firstDay ?? known, known))))
        }
        return found.sorted { $0.unit.unit.code.stem < $1.unit.unit.code.stem }
    }

    // MARK: Features

    private func feature(_ match: Match, _ values: UnitValues, _ shapes: UnitShapes, _ selection: FeatureSelection) -> OGCFeature {
        let unit = match.unit.unit
        let territory = match.snapshot.territory
        var properties: [(name: String, value: JSONValue)] = [
            ("terc", .string(unit.code.description)), ("name", .string(unit.name)), ("full_name", .string(unit.fullName)),
            ("level", .string(unit.level.rawValue)), ("kind", .string(unit.kind.rawValue)),
        ]
        if level != .wojewodztwo {
            let parents = territory.parents(of: unit.code)
            properties += [
                ("parent", JSONValue(unit.code.parent?.stem)), ("parent_name", JSONValue(parents.last?.unit.fullName)),
                ("wojewodztwo", JSONValue(parents.first?.unit.name)),
            ]
        }
        let page = "/jednostki/\(unit.code.stem)"
        properties += [
            ("area_km2", JSONValue(unit.areaSquareKilometers.map { ($0 * 100).rounded() / 100 })),
            ("valid_from", JSONValue(unit.validFrom?.asFirstDay.text)), ("valid_to", JSONValue(unit.validTo?.asFirstDay.text)),
            ("url", .string(selection.origin + page)),
        ]
        properties += values.properties(of: unit, match.snapshot)
        let isCurrent = match.day == nil
        return OGCFeature(
            id: unit.code.stem, title: unit.fullName, geometry: shapes.geometry(of: match.unit, match.snapshot), properties: properties,
            page: isCurrent ? page : nil, day: match.day,
            picture: isCurrent && unit.hasBoundary ? "/api/v1/units/\(unit.code.stem)/location.svg" : nil)
    }
}

/// A name with `*` for any letters; case and diacritics do not count.
struct NamePattern: Sendable {
    private let parts: [String]

    init(_ text: String) {
        parts = fold(text).split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    func matches(folded name: String) -> Bool {
        guard let first = parts.first, let last = parts.last else { return false }
        guard parts.count > 1 else { return name == first }
        guard name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = rest.firstRange(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
