// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Foundation

extension QueryReader {
    /// The search that the parameters of a list of institutions ask for.
    func searchQuery(_ directory: DirectorySnapshot, defaultLimit: Int, limits: ClosedRange<Int>) throws -> SearchQuery {
        SearchQuery(
            text: try searchText(), types: try institutionTypes(), services: try terms("service", .service, directory),
            targets: try terms("target", .target, directory), problems: try terms("problem", .problem, directory),
            unit: try code("unit"), serves: try code("serves"), near: try point("near"),
            radiusKilometers: try number("radius_km", in: SearchLimits.radiusKilometers), openNow: try flag("open_now") ?? false,
            verifiedWithinDays: try verifiedWithin(), freePlaces: try flag("free") ?? false,
            sort: try choice("sort", SearchQuery.Sort.self) ?? .relevance,
            limit: try integer("limit", in: limits) ?? defaultLimit, cursor: try text("cursor", maximumLength: 400))
    }

    /// Typed text of any length is taken: what is too long is cut by the search, which says so.
    func searchText() throws -> String { try text("q", maximumLength: Self.maximumQueryBytes) ?? "" }

    private func institutionTypes() throws -> Set<InstitutionType> {
        Set(
            try texts("type").map { text in
                guard let type = InstitutionType(naming: text) else {
                    throw Problem.badParameter("type", text, accepted: InstitutionType.allCases.map(\.rawValue).joined(separator: ", "))
                }
                return type
            })
    }

    private func terms(_ name: String, _ kind: TaxonomyTerm.Kind, _ directory: DirectorySnapshot) throws -> Set<String> {
        Set(
            try texts(name).map { id in
                guard directory.taxonomy.term(id)?.kind == kind else {
                    throw Problem.badParameter(
                        name, id, accepted: "the id of a \(kind.rawValue), such as \(directory.taxonomy.terms(of: kind).first?.id ?? "none"); "
                            + "GET /api/v1/taxonomy lists them")
                }
                return id
            })
    }

    /// `verified=1` means ninety days, `verified_days=30` any other number.
    private func verifiedWithin() throws -> Int? {
        if let days = try integer("verified_days", in: SearchLimits.verifiedWithinDays) { return days }
        return try flag("verified") == true ? 90 : nil
    }

    /// Longitude and latitude in degrees, parted by a comma.
    func point(_ name: String) throws -> SearchPoint? {
        guard let value = try text(name) else { return nil }
        let parts = value.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let longitude = parts[0], let latitude = parts[1],
            let point = SearchPoint(longitude: longitude, latitude: latitude)
        else {
            throw Problem.badParameter(name, value, accepted: "longitude,latitude in degrees, such as 20.43,49.97")
        }
        return point
    }
}

extension Problem {
    init(_ error: SearchQueryError) {
        self.init(status: .badRequest, detail: error.localizedDescription)
    }
}

extension DirectorySnapshot {
    /// A search whose faults are the caller's.
    func search(_ query: SearchQuery, now: PolishMoment) throws -> SearchResult {
        do {
            return try index.search(query, now: now)
        } catch {
            throw Problem(error)
        }
    }
}

/// The parameters of a search as an address carries them, so that links can add, change and remove them.
struct SearchParameters {
    var pairs: [(name: String, value: String)]

    init(_ query: SearchQuery) {
        var pairs: [(String, String)] = []
        if !query.text.isEmpty { pairs.append(("q", query.text)) }
        for type in InstitutionType.allCases where query.types.contains(type) { pairs.append(("type", type.rawValue)) }
        pairs += query.services.sorted().map { ("service", $0) }
        pairs += query.targets.sorted().map { ("target", $0) }
        pairs += query.problems.sorted().map { ("problem", $0) }
        if let unit = query.unit { pairs.append(("unit", unit.stem)) }
        if let serves = query.serves { pairs.append(("serves", serves.stem)) }
        if let near = query.near { pairs.append(("near", "\(Self.degrees(near.longitude)),\(Self.degrees(near.latitude))")) }
        if let radius = query.radiusKilometers { pairs.append(("radius_km", JSONValue.number(radius).text)) }
        if query.openNow { pairs.append(("open_now", "1")) }
        if let days = query.verifiedWithinDays { pairs.append(days == 90 ? ("verified", "1") : ("verified_days", String(days))) }
        if query.freePlaces { pairs.append(("free", "1")) }
        if query.sort != .relevance { pairs.append(("sort", query.sort.rawValue)) }
        self.pairs = pairs.map { (name: $0.0, value: $0.1) }
    }

    /// Five decimals: about a metre, and no more of where somebody stands than an answer needs.
    private static func degrees(_ value: Double) -> String { String(format: "%.5f", value) }

    var list: [(String, String)] { pairs.map { ($0.name, $0.value) } }
}
