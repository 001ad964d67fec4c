// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch

extension ResponsibleModel {
    func view(_ visit: PageVisit, now: PolishMoment) -> TemplateValues {
        let wording = ResponsibleWording(language: visit.language, territory: snapshot.territory)
        let entries = EntryView(visit: visit, now: now)
        let query = if case .text(let text) = question { text } else { "" }
        guard let place else {
            return ["query": query, "hasAnswer": false, "notFound": true, "notFoundText": wording.notFound(query)]
        }
        let code = place.unit.code
        let bodies = responsibilities.map { view($0, wording, entries) } + [sector.map { sectorView($0, wording) }].compactMap { $0 }
        let all = responsibilities.flatMap(\.bodies).map(\.entry.id.text)
        return templateValues([
            "query": query, "hasAnswer": true, "notFound": false, "place": placeView(place, visit, wording),
            "candidates": candidates.map { candidate in
                let unit = candidate.place
                return templateValues([
                    "name": candidate.locality.map { "\($0) (\(unit.fullName))" } ?? unit.fullName, "kindText": wording.phrases.kind(unit.kind),
                    "parentsText": wording.parents(of: unit.code), "url": visit.link("/kto-odpowiada", [("terc", unit.code.description)]),
                ])
            }, "hasCandidates": !candidates.isEmpty,
            "bodies": bodies, "others": others.prefix(20).map { entries.view($0) }, "hasOthers": !others.isEmpty,
            "othersMore": others.count > 20,
            "othersTitle": visit.language.choose("Inne instytucje, które tu działają", "Other institutions that work here"),
            "catalogueURL": visit.link("/katalog", [("serves", code.stem)]),
            "mapURL": visit.link("/mapa", [("level", place.unit.level.rawValue), ("unit", code.stem)]),
            "sheetAllURL": all.isEmpty ? nil : visit.link("/karta", all.prefix(SheetRoutes.itemLimit).map { ("item", $0) }),
        ])
    }

    private func placeView(_ place: MappedUnit, _ visit: PageVisit, _ wording: ResponsibleWording) -> TemplateValues {
        templateValues([
            "name": locality.map { "\($0), \(place.unit.fullName)" } ?? place.unit.fullName,
            "kindText": wording.kind(of: place.unit), "parentsText": wording.parents(of: place.unit.code),
            "url": visit.link("/jednostki/\(place.unit.code)"), "terc": place.unit.code.description, "why": match.flatMap(wording.why),
        ])
    }

    private func view(_ responsibility: Responsibility, _ wording: ResponsibleWording, _ entries: EntryView) -> TemplateValues {
        let first = responsibility.bodies.first
        return templateValues([
            "role": responsibility.role.rawValue, "roleName": wording.name(responsibility.role), "task": wording.task(responsibility.role),
            "entries": responsibility.bodies.map { body -> TemplateValues in
                var entry = entries.view(body.entry, isResponsible: true)
                entry["reason"] = wording.reason(body.reason, responsibility.role)
                return entry
            },
            "entry": first.map { entries.view($0.entry, isResponsible: true) }, "hasEntries": first != nil,
            "missingText": first == nil ? wording.missing(responsibility) : nil,
            "reason": first.map { wording.reason($0.reason, responsibility.role) } ?? wording.owed(responsibility),
            "reasonKind": first?.reason.kind ?? "statutory",
        ])
    }

    private func sectorView(_ sector: Sector, _ wording: ResponsibleWording) -> TemplateValues {
        templateValues([
            "role": "sector", "roleName": wording.sectorName, "task": wording.sectorTask, "entries": [TemplateValues](), "hasEntries": false,
            "sectorText": wording.sector(sector), "isSector": true, "reason": wording.sectorReason(sector), "reasonKind": "sector",
        ])
    }

    // MARK: For programs

    func json(_ language: Language) -> JSONValue {
        let wording = ResponsibleWording(language: language, territory: snapshot.territory)
        var members: [(String, JSONValue)] = [("place", place.map { placeJSON($0, wording) } ?? .null)]
        members.append(
            (
                "candidates",
                .array(
                    candidates.map { candidate in
                        [
                            "terc": .string(candidate.place.code.description), "name": .string(candidate.place.name),
                            "full_name": .string(candidate.place.fullName), "kind": .string(candidate.place.kind.rawValue),
                            "locality": JSONValue(candidate.locality), "parents": .string(wording.parents(of: candidate.place.code) ?? ""),
                        ]
                    })
            ))
        members.append(("bodies", .array(responsibilities.map { json($0, wording) })))
        members.append(
            (
                "adviser_sector",
                sector.map { sector in
                    [
                        "number": JSONValue(sector.certain?.number), "possible": .array(sector.possible.map { .integer($0.number) }),
                        "reason_kind": "sector", "reason": .string(wording.sectorReason(sector)),
                    ]
                } ?? .null
            ))
        members.append(
            (
                "others",
                .array(
                    others.map { [
                        "id": .string($0.id.text), "name": .string($0.name), "type": .string($0.type.rawValue),
                        "address": .string($0.address.oneLine), "reason_kind": .string($0.served.first?.basis.rawValue ?? "declared"),
                    ] })
            ))
        if place == nil, case .text(let text) = question { members.append(("detail", .string(wording.notFound(text)))) }
        return .members(members)
    }

    private func placeJSON(_ place: MappedUnit, _ wording: ResponsibleWording) -> JSONValue {
        var members = JSONValue.unitMembers(place.unit)
        members.append(("locality", JSONValue(locality)))
        for parent in parents { members.append((parent.unit.level.rawValue, .briefUnit(parent.unit))) }
        members.append(("confidence", JSONValue(match?.confidence)))
        members.append(("why", JSONValue(match.flatMap(wording.why))))
        return .members(members)
    }

    private func json(_ responsibility: Responsibility, _ wording: ResponsibleWording) -> JSONValue {
        [
            "role": .string(responsibility.role.rawValue), "name": .string(wording.name(responsibility.role)),
            "unit": .string(responsibility.unit.stem), "missing": .bool(responsibility.bodies.isEmpty),
            "institutions": .array(
                responsibility.bodies.map { body in
                    [
                        "id": .string(body.entry.id.text), "name": .string(body.entry.name), "type": .string(body.entry.type.rawValue),
                        "address": .string(body.entry.address.oneLine), "phone": body.entry.phone.map(JSONValue.phone) ?? .null,
                        "reason_kind": .string(body.reason.kind), "reason": .string(wording.reason(body.reason, responsibility.role)),
                    ]
                }),
        ]
    }
}
