// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

extension QueryReader {
    /// What the parameters of a list of agreements ask for.
    /// - Throws: 400 for a value that is not accepted, 404 for a unit that does not exist.
    func agreementQuery(_ snapshot: AtlasSnapshot, taxonomy: Taxonomy, registry: AgreementRegistry, today: Period) throws -> AgreementQuery {
        var query = AgreementQuery(day: try agreementDay() ?? today)
        query.text = try text("q") ?? ""
        query.unit = try code("unit", allowsCountry: true)
        if let unit = query.unit, unit.level != .kraj { _ = try Problem.refusingParameter("unit") { try snapshot.territory.existing(unit.description) } }
        if let text = try text("institution") {
            guard let id = try? InstitutionID(text), registry.place(of: id) != nil else {
                throw Problem.badParameter("institution", text, accepted: "the id of an institution of the directory; GET /api/v1/institutions lists them")
            }
            query.institution = id
        }
        query.statuses = try choices("status", AgreementStatus.self)
        query.kinds = try choices("kind", AgreementKind.self)
        query.forms = try choices("form", CooperationForm.self)
        query.programmes = try choices("programme", JointProgramme.self)
        query.targets = Set(
            try texts("target").map { id in
                guard taxonomy.term(id)?.kind == .target else {
                    throw Problem.badParameter(
                        "target", id, accepted: "the id of a target group, such as \(taxonomy.terms(of: .target).first?.id ?? "none"); GET /api/v1/taxonomy lists them")
                }
                return id
            })
        query.isOpenToJoin = try flag("open")
        query.sort = try choice("sort", AgreementQuery.Sort.self)
        return query
    }

    /// The day on which the status is told.
    func agreementDay() throws -> Period? {
        guard let text = try text("day") else { return nil }
        guard let period = try? Period(text) else {
            throw Problem.badParameter("day", text, accepted: "a day such as 2015-06-30, or a month or year, of which the last day counts; years 1900…2199")
        }
        return period.asLastDay
    }

    private func choices<Value: RawRepresentable & CaseIterable & Hashable>(_ name: String, _ type: Value.Type) throws -> Set<Value>
    where Value.RawValue == String {
        Set(
            try texts(name).map { text in
                guard let value = Value(rawValue: text) else {
                    throw Problem.badParameter(name, text, accepted: Value.allCases.map(\.rawValue).joined(separator: ", "))
                }
                return value
            })
    }
}

extension AgreementQuery {
    /// The question as an address carries it.
    /// - Parameter today: the day that needs not be said.
    func parameters(today: Period) -> [(String, String)] {
        var pairs: [(String, String)] = []
        if !text.isEmpty { pairs.append(("q", text)) }
        if let unit { pairs.append(("unit", unit.stem)) }
        if let institution { pairs.append(("institution", institution.text)) }
        pairs += AgreementStatus.allCases.filter(statuses.contains).map { ("status", $0.rawValue) }
        pairs += AgreementKind.allCases.filter(kinds.contains).map { ("kind", $0.rawValue) }
        pairs += CooperationForm.allCases.filter(forms.contains).map { ("form", $0.rawValue) }
        pairs += JointProgramme.allCases.filter(programmes.contains).map { ("programme", $0.rawValue) }
        pairs += targets.sorted().map { ("target", $0) }
        if let isOpenToJoin { pairs.append(("open", isOpenToJoin ? "1" : "0")) }
        if day != today { pairs.append(("day", day.text)) }
        if let sort { pairs.append(("sort", sort.rawValue)) }
        return pairs
    }

    /// Whether anything narrows the registry.
    var isNarrowed: Bool {
        !text.isEmpty || unit != nil || institution != nil || !statuses.isEmpty || !kinds.isEmpty || !forms.isEmpty || !programmes.isEmpty
            || !targets.isEmpty || isOpenToJoin != nil
    }
}

/// Where a page of results begins: how many came before it, and the last of them, so that nothing is left out or shown twice
/// when agreements come or go between two pages.
struct AgreementCursor: Sendable, Equatable {
    let offset: Int
    let last: AgreementID

    static let form = "the value of next in the answer before"

    init(offset: Int, last: AgreementID) {
        self.offset = offset
        self.last = last
    }

    init(_ text: String) throws {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let offset = Int(parts[0]), (1...10_000_000).contains(offset), let last = try? AgreementID(String(parts[1])) else {
            throw Problem.badParameter("cursor", text, accepted: Self.form)
        }
        self.init(offset: offset, last: last)
    }

    var text: String { "\(offset).\(last)" }

    /// Where the page begins among places.
    func start(in places: [Int], _ registry: AgreementRegistry) -> Int {
        let last = registry.place(of: last)
        if offset <= places.count, places[offset - 1] == last { return offset }
        return last.flatMap { places.firstIndex(of: $0) }.map { $0 + 1 } ?? min(offset, places.count)
    }
}

extension RouteParameter {
    static let agreement = RouteParameter("id", "the id of an agreement")

    /// What narrows and orders a list of agreements.
    static let agreements: [RouteParameter] = [
        .init("q", "words of title, subject, parties, programmes and areas; diacritics and inflection do not matter"),
        .init("unit", "TERC code of a unit in which they work: the area contains it or lies within it, or a party has its seat there"),
        .init("institution", "the id of an institution that is bound"),
        .init("status", "valid, expired, planned or undated on the day; may stand several times", form: .text),
        .init("kind", AgreementKind.allCases.map(\.rawValue).joined(separator: ", ") + "; may stand several times"),
        .init("form", CooperationForm.allCases.map(\.rawValue).joined(separator: ", ") + ": the six steps of cooperation; may stand several times"),
        .init("programme", JointProgramme.allCases.map(\.rawValue).joined(separator: ", ") + "; may stand several times"),
        .init("target", "id of a target group; may stand several times"),
        .init("open", "1: others can join; 0: they cannot", form: .choice(["0", "1"])),
        .init("day", "the day of the status, today without it"),
        .init(
            "sort", "end: what ends next comes first; begin: the latest first; title; relevance: by the words of q",
            form: .choice(AgreementQuery.Sort.allCases.map(\.rawValue))), .lang,
    ]
    static let agreementCursor = RouteParameter("cursor", AgreementCursor.form)
}
