// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// Which network somebody asks for, and in which order.
struct NetworkQuestion: Sendable, Hashable {
    let filter: NetworkFilter
    /// Whether the day stands in the address: links keep it then.
    let namesDay: Bool
    var sort: NetworkOrder = .partners
    /// The two groups to connect, as people number them from 1; nil for the two largest.
    var groups: [Int]?

    static let parameters: [RouteParameter] = [
        .init("institution", "id of an institution: only the network around it"),
        .init("depth", "with institution: 1 its partners (the default), 2 their partners too, 3 and theirs", form: .integer(NetworkFilter.Focus.depths)),
        .init("unit", "TERC code: agreements that bind an institution with its seat in the unit"),
        .init("type", "only institutions of this type (OPS, PUP, NGO …); may stand several times"),
        .init("form", "this form of cooperation or a closer one", form: .choice(CooperationForm.allCases.map(\.rawValue))),
        .init("programme", "only agreements about this joint programme; may stand several times"),
        .init("day", "only agreements valid on the day (2015-06-30); without it today"),
    ]

    /// As an address carries it.
    func pairs(changing change: (inout NetworkQuestion) -> Void = { _ in }) -> [(String, String)] {
        var question = self
        change(&question)
        var pairs = question.filterPairs
        if question.sort != .partners { pairs.append(("sort", question.sort.rawValue)) }
        if let groups = question.groups { pairs.append(("groups", groups.map(String.init).joined(separator: ","))) }
        return pairs
    }

    /// Without what only the page shows.
    var filterPairs: [(String, String)] {
        var pairs: [(String, String)] = []
        if let focus = filter.focus {
            pairs.append(("institution", focus.institution.text))
            if focus.depth > 1 { pairs.append(("depth", String(focus.depth))) }
        }
        if let unit = filter.unit { pairs.append(("unit", unit.stem)) }
        for type in InstitutionType.allCases where filter.types.contains(type) { pairs.append(("type", type.rawValue)) }
        if let form = filter.minimumForm { pairs.append(("form", form.rawValue)) }
        for programme in JointProgramme.allCases where filter.programmes.contains(programme) { pairs.append(("programme", programme.rawValue)) }
        if namesDay { pairs.append(("day", filter.day.text)) }
        return pairs
    }

    /// The same page about another network.
    func asking(_ change: (inout NetworkFilter) -> Void) -> NetworkQuestion {
        var filter = filter
        change(&filter)
        return NetworkQuestion(filter: filter, namesDay: namesDay, sort: sort)
    }
}

/// The order of the table of institutions.
enum NetworkOrder: String, CaseIterable, Sendable, Hashable {
    case name, partners, agreements, group, role, betweenness
}

extension QueryReader {
    /// - Throws: 400 for malformed parameters, 404 for an institution or a unit that is not there.
    func networkQuestion(_ registry: AgreementRegistry, _ territory: Territory) throws -> NetworkQuestion {
        let day = try text("day")
        var filter = NetworkFilter(day: try day.map(Self.networkDay) ?? PolishClock.now.day)
        if let unit = try code("unit", allowsCountry: true), unit.level != .kraj {
            guard territory.unit(unit) != nil else { throw Problem.notFound("unit", unit.description, accepted: "GET /api/v1/units lists them") }
            filter.unit = unit.ancestor(at: unit.level)
        }
        filter.types = Set(
            try texts("type").map { text in
                guard let type = InstitutionType(naming: text) else {
                    throw Problem.badParameter("type", text, accepted: InstitutionType.allCases.map(\.rawValue).joined(separator: ", "))
                }
                return type
            })
        filter.minimumForm = try choice("form", CooperationForm.self)
        filter.programmes = Set(
            try texts("programme").map { text in
                guard let programme = JointProgramme(rawValue: text) else {
                    throw Problem.badParameter("programme", text, accepted: JointProgramme.allCases.map(\.rawValue).joined(separator: ", "))
                }
                return programme
            })
        let depth = try integer("depth", in: NetworkFilter.Focus.depths)
        if let text = try text("institution") {
            guard let id = try? InstitutionID(text), registry.place(of: id) != nil else {
                throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions finds them")
            }
            filter.focus = NetworkFilter.Focus(id, depth: depth ?? 1)
        }
        return NetworkQuestion(
            filter: filter, namesDay: day != nil, sort: try choice("sort", NetworkOrder.self) ?? .partners, groups: try networkGroups())
    }

    private static func networkDay(_ text: String) throws -> Period {
        guard let day = try? Period(text) else {
            throw Problem.badParameter("day", text, accepted: "a day such as 2015-06-30, or a month or year, of which the last day counts")
        }
        return day
    }

    /// `groups=1,3`, or from a form without script `first=1` and `second=3`.
    private func networkGroups() throws -> [Int]? {
        let accepted = "two different numbers of groups from 1, such as 1,2"
        func number(_ text: String, _ name: String) throws -> Int {
            guard let number = Int(text), (1...1_000_000).contains(number) else { throw Problem.badParameter(name, text, accepted: accepted) }
            return number
        }
        let listed = try texts("groups", maximumCount: 2)
        let named = [try text("first"), try text("second")].compactMap { $0 }
        let numbers = try (listed.isEmpty ? named : listed).map { try number($0, listed.isEmpty ? "first and second" : "groups") }
        if numbers.isEmpty { return nil }
        guard numbers.count == 2, numbers[0] != numbers[1] else {
            throw Problem.badParameter("groups", numbers.map(String.init).joined(separator: ","), accepted: accepted)
        }
        return numbers
    }
}
