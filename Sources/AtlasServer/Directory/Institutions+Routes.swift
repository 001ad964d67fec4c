// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import Foundation
import Hummingbird

/// `/api/v1/institutions…`: the directory as data.
struct InstitutionsRoutes: RouteGroup {
    let data: AtlasData

    /// The most points that a map of results gets.
    static let pointLimit = 10_000

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/institutions",
            summary: "Search of the directory: institutions with distance, facets and what was understood; `next` is the cursor of the next page",
            parameters: RouteParameter.search + [
                .init("limit", "most institutions on a page", form: .integer(1...200)), .init("cursor", "`next` of the page before"),
            ]).shaped(AnswerSchemas.institutions),
        RouteDescription(
            "/api/v1/institutions/points", summary: "All institutions of a search, at most \(pointLimit), as GeoJSON points",
            parameters: RouteParameter.search, contentType: "application/geo+json"),
        RouteDescription(
            "/api/v1/institutions/suggest", summary: "Suggestions while typing: institutions, places, services",
            parameters: [.init("q", "what has been typed", required: true), .init("limit", "most suggestions", form: .integer(1...20)), .lang]),
        RouteDescription("/api/v1/institutions/{id}", summary: "One institution with places, hours, services and source", parameters: [.institution]),
        RouteDescription(
            "/api/v1/taxonomy", summary: "Types of institutions, types of services, target groups and problems, and what the law assigns by type"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/institutions") { request, _ in try await search(request) }
        router.get("/api/v1/institutions/points") { request, _ in try await points(request) }
        router.get("/api/v1/institutions/suggest") { request, _ in try await suggest(request) }
        router.get("/api/v1/institutions/:id") { request, context in try await one(request, try context.parameters.require("id")) }
        router.get("/api/v1/taxonomy") { request, _ in try await taxonomy(request) }
    }

    private func search(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let directory = try await snapshot.directory
        let reader = try QueryReader(request)
        let query = try reader.searchQuery(directory, defaultLimit: 20, limits: 1...200)
        try snapshot.checkUnits(of: query)
        let language = try Language(request, reader)
        let now = PolishClock.now
        let result = try directory.search(query, now: now)
        var members: [(String, JSONValue)] = [
            ("institutions", .array(result.hits.map { .hit($0, now: now) })), ("total", .integer(result.total)),
            ("facets", .facets(result.facets, directory.taxonomy, snapshot.territory, language)), ("next", JSONValue(result.next)),
            ("sort", .string(result.sort.rawValue)), ("understood", .understanding(result.understood)),
        ]
        if result.shortage != nil || !result.alternatives.isEmpty {
            let wording = SearchWording(directory: directory, territory: snapshot.territory, language: language)
            members.append(("shortage", JSONValue(result.shortage.map(wording.reason))))
            members.append(
                (
                    "alternatives",
                    .array(
                        result.alternatives.map { alternative in
                            [
                                "label": .string(wording.label(alternative)), "count": .integer(alternative.count),
                                "query": .string(
                                    QueryText.join(SearchParameters(alternative.query).list)),
                                "institutions": .array(alternative.hits.map { .hit($0, now: now) }),
                            ]
                        })
                ))
        }
        var response = JSONValue.members(members).response()
        // “Open now” changes by the minute.
        response.headers[.cacheControl] = CachePolicy.page
        return response
    }

    private func points(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let directory = try await snapshot.directory
        let reader = try QueryReader(request)
        var query = try reader.searchQuery(directory, defaultLimit: 20, limits: 1...200)
        try snapshot.checkUnits(of: query)
        query.limit = SearchLimits.limit.upperBound
        query.cursor = nil
        let now = PolishClock.now
        var features: [JSONValue] = []
        var count = 0
        repeat {
            let page = try directory.search(query, now: now)
            count += page.hits.count
            for hit in page.hits {
                guard let point = hit.entry.point else { continue }
                features.append([
                    "type": "Feature",
                    "geometry": ["type": "Point", "coordinates": .array([.number(point.longitude), .number(point.latitude)])],
                    "properties": [
                        "id": .string(hit.entry.id.text), "name": .string(hit.entry.name), "type": .string(hit.entry.type.rawValue),
                        "label": .string(hit.entry.type.label.polish), "precision": .string(point.precision.rawValue),
                        "url": .string("/instytucje/\(hit.entry.id)"),
                    ],
                ])
            }
            query.cursor = page.next
        } while query.cursor != nil && count < Self.pointLimit
        let body: JSONValue = [
            "type": "FeatureCollection", "features": .array(features), "truncated": .bool(query.cursor != nil),
        ]
        return body.response(contentType: "application/geo+json")
    }

    private func suggest(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let directory = try await snapshot.directory
        let reader = try QueryReader(request)
        let language = try Language(request, reader)
        let text = try reader.searchText()
        let limit = try reader.integer("limit", in: 1...20) ?? 8
        let suggestions = directory.index.suggestions(for: text, limit: limit)
        // Practices stand behind institutions; of a full list they take the last place only.
        let room = max(limit - suggestions.count, limit > 5 ? 1 : 0)
        let practices = try await snapshot.knowledge.suggestions(for: text, limit: min(2, room))
        let visit = try PageVisit(request, reader)
        let body: JSONValue = [
            "suggestions": .array(
                suggestions.prefix(limit - practices.count).map { $0.json(directory.taxonomy, language, visit) }
                    + practices.map { $0.suggestion(language, visit) })
        ]
        return body.response()
    }

    private func one(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = data.current
        let directory = try await snapshot.directory
        let institution = try await snapshot.existingInstitution(text)
        let body = JSONValue.institution(
            institution, taxonomy: directory.taxonomy, source: snapshot.sources[institution.sourceID], now: PolishClock.now)
        return body.response()
    }

    private func taxonomy(_ request: Request) async throws -> Response {
        let snapshot = data.current
        let taxonomy = try await snapshot.directory.taxonomy
        let body: JSONValue = [
            "types": .array(
                InstitutionType.allCases.map { type in
                    [
                        "id": .string(type.rawValue), "label": .localized(type.label), "name": .localized(type.name),
                        "tier": .string(type.tier.rawValue), "abbreviations": .array(type.abbreviations.map(JSONValue.string)),
                    ]
                }),
            "terms": .array(
                taxonomy.terms.map { term in
                    [
                        "id": .string(term.id), "kind": .string(term.kind.rawValue), "parent": JSONValue(term.parentID),
                        "name": .localized(term.name), "explanation": .localized(term.explanation),
                        "related": .array(term.relatedIDs.map(JSONValue.string)),
                    ]
                }),
            "statutory": .array(
                taxonomy.statutory.map { statutory in
                    [
                        "type": .string(statutory.institutionType.rawValue), "condition": .string(statutory.condition.rawValue),
                        "service": .string(statutory.serviceID), "targets": .array(statutory.targetIDs.map(JSONValue.string)),
                        "legal_basis": .string(statutory.legalBasis),
                    ]
                }),
        ]
        return body.response().cached()
    }
}

extension RouteParameter {
    static let institution = RouteParameter("id", "the id of an institution, such as rjps-132")

    /// What narrows and orders a search of the directory.
    static let search: [RouteParameter] = [
        .init("q", "words as people type them: a need, a name, a place; diacritics, inflection and typing slips do not matter"),
        .init("type", "OPS, CUS, PCPR, PUP …; may stand several times"),
        .init("service", "id of a service of the taxonomy; may stand several times"),
        .init("target", "id of a target group; may stand several times"), .init("problem", "id of a problem; may stand several times"),
        .init("unit", "TERC code of the unit in which the seat lies"), .init("serves", "TERC code of a unit that is served"),
        .init("near", "longitude,latitude in degrees, from which distances count"),
        .init("radius_km", "only within so many kilometres of `near`", form: .number),
        .init("open_now", "1: open at this moment", form: .choice(["0", "1"])),
        .init("verified", "1: confirmed with the institution within 90 days", form: .choice(["0", "1"])),
        .init("verified_days", "confirmed within so many days", form: .integer(SearchLimits.verifiedWithinDays)),
        .init("free", "1: with free places", form: .choice(["0", "1"])),
        .init("sort", "order of the results", form: .choice(SearchQuery.Sort.allCases.map(\.rawValue))), .lang,
    ]
}

extension AtlasSnapshot {
    /// A unit that does not exist is the caller's mistake, not an empty result.
    func checkUnits(of query: SearchQuery) throws {
        for code in [query.unit, query.serves].compactMap({ $0 }) where code.level != .kraj { _ = try territory.existing(code.description) }
    }

    /// The institution that a path names.
    func existingInstitution(_ text: String) async throws -> Institution {
        guard let id = try? InstitutionID(text), let found = try await whole(\.directory, { try await store.institution(id) }) else {
            throw Problem.notFound("institution", text, accepted: "GET /api/v1/institutions lists them")
        }
        return found
    }
}

/// Parameters as the text of a query.
enum QueryText {
    static func join(_ parameters: [(String, String)]) -> String {
        parameters.map { "\($0.0)=\($0.1.queryEncoded)" }.joined(separator: "&")
    }
}

extension JSONValue {
    static func understanding(_ understood: Understanding) -> JSONValue {
        func concept(_ concept: SearchConcept) -> JSONValue {
            switch concept {
            case .type(let type): ["kind": "type", "id": .string(type.rawValue)]
            case .service(let id): ["kind": "service", "id": .string(id)]
            case .target(let id): ["kind": "target", "id": .string(id)]
            case .problem(let id): ["kind": "problem", "id": .string(id)]
            }
        }
        func list(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }
        return [
            "place": understood.place.map { place in
                [
                    "words": .string(place.words),
                    "units": .array(
                        place.units.map { ["terc": .string($0.code.description), "name": .string($0.name), "full_name": .string($0.fullName)] }),
                    "locality": JSONValue(place.locality), "neighbourhood_km": JSONValue(place.radiusKilometers),
                ]
            } ?? .null,
            "concepts": .array(
                understood.concepts.map { ["words": .string($0.words), "concepts": .array($0.concepts.map(concept))] }),
            "corrections": .array(understood.corrections.map { ["typed": .string($0.typed), "used": .string($0.used)] }),
            "words": list(understood.words), "ignored": list(understood.ignored), "unmatched": list(understood.unmatched),
        ]
    }
}

extension Practice {
    /// A practice among suggestions.
    fileprivate func suggestion(_ language: Language, _ visit: PageVisit) -> JSONValue {
        [
            "kind": "practice", "label": .string(language.of(name)), "detail": .string(language.of(kind.name)), "query": .string(language.of(name)),
            "url": .string(visit.link("/wiedza/\(id)")),
        ]
    }
}

extension SearchSuggestion {
    /// Where the choice leads: the page of an institution, or a search.
    func url(_ visit: PageVisit) -> String {
        switch kind {
        case .institution(let id, _): visit.link("/instytucje/\(id)")
        case .place, .concept: visit.link("/katalog", [("q", query)])
        }
    }

    func json(_ taxonomy: Taxonomy, _ language: Language, _ visit: PageVisit) -> JSONValue {
        let phrases = Phrases(language)
        let (word, shown): (String, String) =
            switch kind {
            case .institution(_, let type): ("institution", detail.isEmpty ? language.of(type.label) : detail)
            case .place(_, let kind): ("place", [phrases.kind(kind), detail].filter { !$0.isEmpty }.joined(separator: ", "))
            case .concept(.type(let type)): ("type", language.of(type.name))
            case .concept(.service(let id)): ("service", taxonomy.term(id).map { language.of($0.name) } ?? "")
            case .concept(.target(let id)): ("target", taxonomy.term(id).map { language.of($0.name) } ?? "")
            case .concept(.problem(let id)): ("problem", taxonomy.term(id).map { language.of($0.name) } ?? "")
            }
        return [
            "kind": .string(word), "label": .string(text), "detail": .string(shown == text ? detail : shown), "query": .string(query),
            "url": .string(url(visit)),
        ]
    }
}
