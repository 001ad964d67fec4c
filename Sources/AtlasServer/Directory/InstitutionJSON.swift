// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

extension JSONValue {
    init(_ value: Int?) { self = value.map(JSONValue.integer) ?? .null }

    static func localized(_ text: LocalizedText) -> JSONValue { ["pl": .string(text.polish), "en": .string(text.english)] }

    static func point(_ point: InstitutionPoint?) -> JSONValue {
        guard let point else { return .null }
        return [
            "longitude": .number(point.longitude), "latitude": .number(point.latitude), "precision": .string(point.precision.rawValue),
        ]
    }

    static func phone(_ phone: Phone) -> JSONValue {
        ["text": .string(phone.text), "number": JSONValue(phone.number), "extension": JSONValue(phone.extensionNumber)]
    }

    static func schedule(_ schedule: WeeklySchedule?) -> JSONValue {
        guard let schedule else { return .null }
        return .array(
            Weekday.allCases.flatMap { day in
                schedule.intervals(on: day).map { interval in
                    ["weekday": .integer(day.rawValue), "opens": .string(clock(interval.opens)), "closes": .string(clock(interval.closes))]
                }
            })
    }

    /// `07:30`; midnight at the end of a day is `24:00`.
    private static func clock(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    /// A result of a search.
    static func hit(_ hit: SearchHit, now: PolishMoment) -> JSONValue {
        var members = entryMembers(hit.entry, now: now)
        // Ten metres; the distances between offices are no finer.
        members.append(("distance_km", JSONValue(hit.distanceKilometers.map { ($0 * 100).rounded() / 100 })))
        members.append(("responsible", .bool(hit.isResponsible)))
        members.append(("matched", .array(hit.matched.map(matchReason))))
        return .members(members)
    }

    static func entryMembers(_ entry: DirectoryEntry, now: PolishMoment) -> [(String, JSONValue)] {
        [
            ("id", .string(entry.id.text)), ("name", .string(entry.name)), ("type", .string(entry.type.rawValue)),
            ("address", .string(entry.address.oneLine)), ("locality", .string(entry.address.locality)),
            ("unit", JSONValue(entry.gmina?.stem)), ("serves", .array(entry.served.map { .string($0.code.stem) })),
            ("point", point(entry.point)), ("phone", entry.phone.map(phone) ?? .null),
            ("open_now", entry.schedule.map { .bool($0.isOpen(at: now)) } ?? .null), ("verified_on", JSONValue(entry.verifiedOn?.text)),
        ]
    }

    private static func matchReason(_ reason: MatchReason) -> JSONValue {
        func list(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }
        return switch reason {
        case .exactName: ["kind": "exact-name"]
        case .nameWords(let words): ["kind": "name", "words": list(words)]
        case .type(let type): ["kind": "type", "id": .string(type.rawValue)]
        case .service(let id): ["kind": "service", "id": .string(id)]
        case .target(let id): ["kind": "target", "id": .string(id)]
        case .problem(let id): ["kind": "problem", "id": .string(id)]
        case .serves(let code): ["kind": "serves", "terc": .string(code.stem)]
        case .servesPart(let code): ["kind": "serves-part", "terc": .string(code.stem)]
        case .seat(let code): ["kind": "seat", "terc": .string(code.stem)]
        case .near: ["kind": "near"]
        case .addressWords(let words): ["kind": "address", "words": list(words)]
        case .otherWords(let words): ["kind": "other", "words": list(words)]
        }
    }

    static func facets(_ facets: SearchFacets, _ taxonomy: Taxonomy, _ territory: Territory, _ language: Language) -> JSONValue {
        func terms(_ counts: [FacetCount<String>]) -> JSONValue {
            .array(
                counts.map { count in
                    [
                        "id": .string(count.value), "name": JSONValue(taxonomy.term(count.value).map { language.of($0.name) }),
                        "count": .integer(count.count),
                    ]
                })
        }
        func units(_ counts: [FacetCount<TERYTCode>]) -> JSONValue {
            .array(
                counts.map { count in
                    [
                        "id": .string(count.value.stem), "name": JSONValue(territory.unit(count.value)?.unit.name),
                        "count": .integer(count.count),
                    ]
                })
        }
        return [
            "type": .array(
                facets.types.map {
                    ["id": .string($0.value.rawValue), "name": .string(language.of($0.value.name)), "count": .integer($0.count)]
                }), "service": terms(facets.services), "target": terms(facets.targets), "problem": terms(facets.problems),
            "wojewodztwo": units(facets.wojewodztwa), "powiat": units(facets.powiats), "open_now": .integer(facets.openNow),
            "verified": .integer(facets.verified), "free": .integer(facets.freePlaces),
        ]
    }

    /// The whole entry.
    static func institution(_ institution: Institution, taxonomy: Taxonomy, source: Source?, now: PolishMoment) -> JSONValue {
        [
            "id": .string(institution.id.text), "name": .string(institution.name), "type": .string(institution.type.rawValue),
            "type_name": .localized(institution.type.name), "tier": .string(institution.tier.rawValue),
            "other_names": .array(institution.otherNames.map(JSONValue.string)), "parent": JSONValue(institution.parentID?.text),
            "run_by": JSONValue(institution.runBy), "address": .string(institution.seat?.address.oneLine ?? ""),
            "serves": .array(institution.area.map { ["terc": .string($0.code.stem), "basis": .string($0.basis.rawValue)] }),
            "serves_note": JSONValue(institution.areaNote),
            "locations": .array(institution.locations.map { location($0, now: now) }),
            "emails": .array(institution.emails.map(JSONValue.string)), "website": JSONValue(institution.website),
            "coordinator": institution.coordinator.map { coordinator in
                [
                    "name": JSONValue(coordinator.name), "role": JSONValue(coordinator.role),
                    "phone": coordinator.phone.map(phone) ?? .null, "email": JSONValue(coordinator.email),
                ]
            } ?? .null,
            "services": .array(institution.allServices(taxonomy).map { service($0, taxonomy) }),
            "description": .localized(institution.description),
            "source": [
                "id": .string(institution.sourceID), "name": source.map { .localized($0.name) } ?? .null, "url": JSONValue(source?.url),
                "licence": source.map { .localized($0.licence) } ?? .null,
            ], "record_date": JSONValue(institution.recordDate?.text), "verified_on": JSONValue(institution.verifiedOn?.text),
            "note": JSONValue(institution.note),
        ]
    }

    private static func location(_ location: Location, now: PolishMoment) -> JSONValue {
        [
            "name": JSONValue(location.name), "street": .string(location.address.street), "building": .string(location.address.building),
            "postal_code": .string(location.address.postalCode), "locality": .string(location.address.locality),
            "unit": JSONValue(location.gmina?.stem), "point": point(location.point), "phones": .array(location.phones.map(phone)),
            "hours": JSONValue(location.hours?.text), "schedule": schedule(location.hours?.schedule),
            "open_now": location.hours?.schedule.map { .bool($0.isOpen(at: now)) } ?? .null,
        ]
    }

    private static func service(_ service: Service, _ taxonomy: Taxonomy) -> JSONValue {
        [
            "service": .string(service.termID), "name": taxonomy.term(service.termID).map { .localized($0.name) } ?? .null,
            "own_name": JSONValue(service.name), "description": JSONValue(service.description),
            "targets": .array(service.targetIDs.map(JSONValue.string)), "eligibility": JSONValue(service.eligibility),
            "cost": JSONValue(service.cost), "capacity": JSONValue(service.capacity), "free_places": JSONValue(service.freePlaces),
            "free_places_on": JSONValue(service.freePlacesOn?.text), "statutory": .bool(service.isStatutory),
            "legal_basis": JSONValue(service.legalBasis),
        ]
    }
}
