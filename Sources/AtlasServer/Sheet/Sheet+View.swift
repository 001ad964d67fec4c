// SPDX-License-Identifier: Apache-2.0

import Atlas

extension SheetModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        return templateValues([
            "hasItems": !items.isEmpty, "isEmpty": items.isEmpty, "dateText": phrases.period(now.day),
            "items": items.enumerated().map { view($1, number: $0 + 1, visit, phrases) },
            "addURL": visit.link("/katalog"), "unknownItems": unknown.map { ["text": String($0.prefix(80))] }, "hasUnknown": !unknown.isEmpty,
            "countText": phrases.institutions(items.count),
        ])
    }

    private func view(_ item: Item, number: Int, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let institution = item.institution
        let seat = institution.seat
        let remaining = itemTexts.filter { SheetItem($0)?.institution != institution.id }
        let hours = seat?.hours
        return templateValues([
            "id": institution.id.text, "number": number, "name": institution.name,
            "typeName": visit.language.of(institution.type.name), "address": seat?.address.oneLine,
            "addressStreet": seat?.address.streetPart, "addressTown": seat?.address.townLine,
            "phones": institution.phones.map(\.view), "hasPhones": !institution.phones.isEmpty,
            "emails": institution.emails.map { ["text": $0, "href": "mailto:\($0)"] }, "hasEmails": !institution.emails.isEmpty,
            "website": institution.website.map { ["text": InstitutionModel.shownAddress($0), "href": $0] },
            "week": hours?.schedule.map { InstitutionModel.week($0, now, phrases) },
            "weekBrief": hours?.schedule.map { phrases.briefWeek($0) },
            "hoursLines": hours.map { $0.schedule == nil ? InstitutionModel.lines($0.text) : [] },
            "hasHours": hours != nil, "openState": hours?.schedule.map { phrases.openState($0, at: now) },
            "services": item.services.map { service(in: $0, visit) }, "hasServices": !item.services.isEmpty,
            "whatFor": item.services.isEmpty ? nil : item.services.map { name($0, visit) }.joined(separator: ", "),
            "qrURL": "/instytucje/\(institution.id)/qr.svg",
            "qrAlt": visit.language.choose("Kod QR z\u{A0}kontaktem: ", "QR code of the contact: ") + institution.name,
            "precisionText": seat?.point.map { phrases.precision($0.precision) }, "url": visit.link("/instytucje/\(institution.id)"),
            "removeURL": visit.link("/karta", remaining.map { ("item", $0) }), "sheetItem": institution.id.text,
            "sourceText": item.source.map { visit.language.of($0.name) }, "verifiedText": phrases.verified(institution.verifiedOn),
            "note": institution.note,
        ])
    }

    private func name(_ service: Service, _ visit: PageVisit) -> String {
        service.name ?? taxonomy.term(service.termID).map { visit.language.of($0.name) } ?? service.termID
    }

    private func service(in service: Service, _ visit: PageVisit) -> TemplateValues {
        let explanation = taxonomy.term(service.termID).map { visit.language.of($0.explanation) } ?? ""
        return templateValues([
            "name": name(service, visit), "explanation": service.description ?? (explanation.isEmpty ? nil : explanation),
            "eligibility": service.eligibility, "cost": service.cost,
        ])
    }
}

extension Phrases {
    /// The week on one line, days with the same hours together: `pon.–pt. 7:30–15:30`.
    func briefWeek(_ schedule: WeeklySchedule) -> String {
        if schedule.isAlwaysOpen { return language.choose("codziennie całą dobę", "every day, all day") }
        let names = language == .polish
            ? ["pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."] : ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        var parts: [String] = []
        var day = 0
        let days = Weekday.allCases
        while day < days.count {
            let intervals = schedule.intervals(on: days[day])
            var last = day
            while last + 1 < days.count, schedule.intervals(on: days[last + 1]) == intervals { last += 1 }
            if !intervals.isEmpty {
                let span = last == day ? names[day] : "\(names[day])–\(names[last])"
                parts.append("\(span)\u{A0}\(hours(intervals))")
            }
            day = last + 1
        }
        return parts.joined(separator: "; ")
    }
}
