// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import OpenReferral

extension InstitutionModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let description = visit.language.of(institution.description)
        let own = services.filter { !$0.isStatutory || hasOwnDetail($0) }
        let statutory = services.filter { $0.isStatutory && !hasOwnDetail($0) }
        let seat = institution.seat
        let areaUnit = area.first?.unit
        var values = templateValues([
            "id": institution.id.text, "name": institution.name, "typeLabel": visit.language.of(institution.type.label),
            "typeName": visit.language.of(institution.type.name),
            "otherNames": institution.otherNames.isEmpty ? nil : institution.otherNames.joined(separator: ", "),
            "tierText": phrases.tier(institution.tier), "runBy": institution.runBy,
            "parent": parent.map { link($0, visit) }, "parts": parts.map { link($0, visit) }, "hasParts": !parts.isEmpty,
            "description": description.isEmpty ? nil : description,
            "ownServices": own.map { view($0, visit, phrases) }, "hasOwnServices": !own.isEmpty,
            "statutoryServices": statutory.map { view($0, visit, phrases) }, "hasStatutoryServices": !statutory.isEmpty,
            "hasServices": !services.isEmpty,
            "locations": institution.locations.enumerated().map { view($1, isSeat: $0 == 0, visit, phrases) }, "hasLocations": !institution.locations.isEmpty,
            "phones": institution.phones.map(\.view), "hasPhones": !institution.phones.isEmpty,
            "emails": institution.emails.map { ["text": $0, "href": "mailto:\($0)"] }, "hasEmails": !institution.emails.isEmpty,
            "website": institution.website.map { ["text": Self.shownAddress($0), "href": $0] },
            "address": seat?.address.oneLine, "addressStreet": seat?.address.streetPart, "addressTown": seat?.address.townLine, "openState": seat?.hours?.schedule.map { phrases.openState($0, at: now) },
        ])
        values.merge(
            templateValues([
                "coordinator": coordinator, "hasNoCoordinator": institution.coordinator == nil,
                "area": area.map { part -> TemplateValues in
                    ["name": part.unit.fullName, "url": visit.link("/jednostki/\(part.unit.code)"), "basisText": phrases.basis(part.basis)]
                },
                "hasArea": !area.isEmpty, "areaNote": institution.areaNote,
                "areaMapURL": areaUnit.flatMap { $0.hasBoundary && $0.level != .kraj ? "/api/v1/units/\($0.code)/location.svg" : nil },
                "areaMapAlt": areaUnit.map { visit.language.choose("Położenie na mapie: ", "On the map: ") + $0.fullName },
                "areaTerc": areaUnit?.code.description,
                "responsibleLinkURL": areaUnit.map { visit.link("/kto-odpowiada", [("terc", $0.code.stem)]) },
                "neighbours": neighbours.map { hit -> TemplateValues in
                    templateValues([
                        "name": hit.entry.name, "url": visit.link("/instytucje/\(hit.entry.id)"),
                        "typeLabel": visit.language.of(hit.entry.type.label), "distance": hit.distanceKilometers.map(phrases.distance),
                    ])
                }, "hasNeighbours": !neighbours.isEmpty,
                "sameArea": sameArea.map { entry -> TemplateValues in
                    [
                        "name": entry.name, "url": visit.link("/instytucje/\(entry.id)"),
                        "typeLabel": visit.language.of(entry.type.label),
                    ]
                }, "hasSameArea": !sameArea.isEmpty,
                "sourceName": source.map { visit.language.of($0.name) } ?? institution.sourceID, "sourceURL": source?.url,
                "recordDateText": institution.recordDate.map(phrases.period), "verifiedText": phrases.verified(institution.verifiedOn),
                "isVerifiedRecently": institution.verifiedOn.map { isRecent($0) } ?? false, "note": institution.note,
                "vcardURL": "/instytucje/\(institution.id)/wizytowka.vcf", "qrURL": "/instytucje/\(institution.id)/qr.svg",
                "qrAlt": visit.language.choose("Kod QR z\u{A0}kontaktem: ", "QR code of the contact: ") + institution.name,
                "cooperation": partners.view(visit), "sheetItem": institution.id.text, "sheetAddURL": visit.link("/karta", [("item", institution.id.text)]),
                "apiURL": "/api/v1/institutions/\(institution.id)", "editURL": visit.link("/panel/instytucje/\(institution.id)"),
                "keptText": keptOn.map {
                    visit.language.choose("sama instytucja, ostatnio \(phrases.period($0))", "the institution itself, last on \(phrases.period($0))")
                },
                "hsdsURL": "/hsds/organizations/\(HSDSIdentifier(institution: institution.id.text).text)",
                "suggestURL": visit.link("/instytucje/\(institution.id)/zglos"),
                "typeURL": visit.link("/katalog", [("type", institution.type.rawValue)]),
            ])
        ) { _, new in new }
        return values
    }

    /// Whether the institution says something of its own about a service that it owes anyway.
    private func hasOwnDetail(_ service: Service) -> Bool {
        service.name != nil || service.description != nil || service.capacity != nil || service.cost != nil || service.eligibility != nil
            || service.freePlaces != nil
    }

    /// Within ninety days; months count as thirty, as a period may be no day.
    private func isRecent(_ period: Period) -> Bool {
        func days(_ period: Period) -> Int { period.year * 365 + (period.month ?? 1) * 30 + (period.day ?? 1) }
        return days(now.day) - days(period) <= 90
    }

    private func link(_ institution: Institution, _ visit: PageVisit) -> TemplateValues {
        ["name": institution.name, "url": visit.link("/instytucje/\(institution.id)")]
    }

    private var coordinator: TemplateValues? {
        institution.coordinator.map { coordinator in
            templateValues([
                "name": coordinator.name, "role": coordinator.role, "phone": coordinator.phone?.view,
                "email": coordinator.email.map { ["text": $0, "href": "mailto:\($0)"] },
            ])
        }
    }

    private func view(_ service: Service, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let term = taxonomy.term(service.termID)
        let explanation = term.map { visit.language.of($0.explanation) } ?? ""
        let targets = service.targetIDs.compactMap { taxonomy.term($0).map { visit.language.of($0.name) } }
        let item = SheetItem(institution: institution.id, service: service.termID)
        return templateValues([
            "name": service.name ?? term.map { visit.language.of($0.name) } ?? service.termID,
            "explanation": service.description ?? (explanation.isEmpty ? nil : explanation),
            "targets": targets.isEmpty ? nil : targets.joined(separator: ", "), "hasTargets": !targets.isEmpty,
            "eligibility": service.eligibility, "cost": service.cost, "capacityText": service.capacity.map(phrases.places),
            "freePlacesText": service.freePlaces.flatMap { count in service.freePlacesOn.map { phrases.freePlaces(count, on: $0) } },
            "isStatutory": service.isStatutory, "legalBasis": service.legalBasis, "sheetItem": item.text,
            "sheetAddURL": visit.link("/karta", [("item", item.text)]), "url": visit.link("/katalog", [("service", service.termID)]),
        ])
    }

    /// - Parameter isSeat: its telephones are the institution's and stand above already.
    private func view(_ location: Location, isSeat: Bool, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let schedule = location.hours?.schedule
        return templateValues([
            "name": location.name, "address": location.address.oneLine, "addressStreet": location.address.streetPart,
            "addressTown": location.address.townLine,
            "precisionText": location.point.map { phrases.precision($0.precision) }, "precision": location.point?.precision.rawValue,
            "phones": isSeat ? [] : location.phones.map(\.view), "hoursText": location.hours?.text, "hasHours": location.hours != nil,
            "hoursLines": location.hours.map { Self.lines($0.text) }, "week": schedule.map { Self.week($0, now, phrases) },
            "hasWeek": schedule != nil, "openState": schedule.map { phrases.openState($0, at: now) },
            "longitude": location.point.map { "\($0.longitude)" }, "latitude": location.point.map { "\($0.latitude)" },
        ])
    }

    static func lines(_ text: String) -> [TemplateValues] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.map { ["text": $0] }
    }

    static func week(_ schedule: WeeklySchedule, _ now: PolishMoment, _ phrases: Phrases) -> [TemplateValues] {
        Weekday.allCases.map { day in
            let intervals = schedule.intervals(on: day)
            return [
                "day": phrases.weekday(day), "hours": phrases.hours(intervals), "isClosed": intervals.isEmpty, "isToday": day == now.weekday,
            ]
        }
    }

    /// A web address as people read it.
    static func shownAddress(_ address: String) -> String {
        var shown = Substring(address)
        for prefix in ["https://", "http://", "www."] where shown.hasPrefix(prefix) { shown = shown.dropFirst(prefix.count) }
        if shown.last == "/" { shown = shown.dropLast() }
        return shown.count > 48 ? shown.prefix(47) + "…" : String(shown)
    }
}
