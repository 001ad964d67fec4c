// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// How lists show an institution.
struct EntryView: Sendable {
    let visit: PageVisit
    let now: PolishMoment

    private var phrases: Phrases { Phrases(visit.language) }

    /// - Parameters:
    ///   - service: the service for which the entry was found; it goes onto the adviser sheet with it.
    ///   - why: why it was found.
    func view(
        _ entry: DirectoryEntry, number: Int? = nil, distanceKilometers: Double? = nil, isResponsible: Bool = false, why: String? = nil,
        service: String? = nil
    ) -> TemplateValues {
        let item = SheetItem(institution: entry.id, service: service)
        let freePlaces = entry.services.lazy.compactMap { service in
            service.freePlaces.flatMap { count in service.freePlacesOn.map { phrases.freePlaces(count, on: $0) } }
        }.first
        return templateValues([
            "id": entry.id.text, "number": number, "url": visit.link("/instytucje/\(entry.id)"), "name": entry.name,
            "typeLabel": visit.language.of(entry.type.label), "typeName": visit.language.of(entry.type.name),
            "address": entry.address.oneLine.isEmpty ? nil : entry.address.oneLine, "locality": entry.address.locality,
            "addressStreet": entry.address.streetPart, "addressTown": entry.address.townLine,
            "distance": distanceKilometers.map(phrases.distance), "isResponsible": isResponsible,
            "responsibleText": isResponsible ? visit.language.choose("obsługuje to miejsce", "serves this place") : nil,
            "why": why, "phone": entry.phone?.view, "openState": entry.schedule.map { phrases.openState($0, at: now) },
            "verifiedText": entry.verifiedOn.map { phrases.verified($0) }, "freePlacesText": freePlaces,
            "longitude": entry.point.map { "\($0.longitude)" }, "latitude": entry.point.map { "\($0.latitude)" },
            "precision": entry.point?.precision.rawValue,
            "precisionText": entry.point.map { phrases.precision($0.precision) }, "sheetItem": item.text,
            "sheetAddURL": visit.link("/karta", [("item", item.text)]),
        ])
    }

    func view(_ hit: SearchHit, number: Int? = nil, wording: SearchWording) -> TemplateValues {
        let service = hit.matched.lazy.compactMap { reason -> String? in
            if case .service(let id) = reason { id } else { nil }
        }.first
        return view(
            hit.entry, number: number, distanceKilometers: hit.distanceKilometers, isResponsible: hit.isResponsible,
            why: wording.why(hit), service: service)
    }
}

extension PostalAddress {
    /// The line of the street with its comma, for templates, which keep a postal code together; nil when there is none.
    var streetPart: String? { streetLine.isEmpty ? nil : streetLine + "," }
}
