// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import DirectorySearch

extension PartnerForm {
    /// - Parameter answer: nil until the question is whole.
    func view(_ visit: PageVisit, answer: PartnersModel?) -> TemplateValues {
        let language = visit.language
        func options(_ kind: TaxonomyTerm.Kind, _ chosen: [String]) -> [TemplateValues] {
            directory.taxonomy.terms(of: kind).map { ["value": $0.id, "text": language.of($0.name), "isChosen": chosen.contains($0.id)] }
        }
        var values = templateValues([
            "institution": institution.map { entry in
                templateValues([
                    "id": entry.id.text, "name": entry.name, "url": visit.link("/instytucje/\(entry.id)"), "typeName": language.of(entry.type.name),
                    "address": entry.address.oneLine.isEmpty ? nil : entry.address.oneLine,
                ])
            },
            "changeURL": visit.link("/partnerzy", purpose.isPreset ? [("purpose", purpose.id)] : []), "who": who,
            "choices": choices.map { entry in
                ["name": entry.name, "address": entry.address.oneLine, "url": visit.link("/partnerzy", [("institution", entry.id.text)] + parameters.filter { $0.0 != "as" })]
                    as TemplateValues
            },
            "hasChoices": !choices.isEmpty, "hasNoChoice": who != nil && choices.isEmpty,
            "types": InstitutionType.allCases.map {
                ["value": $0.rawValue, "text": language.of($0.name), "isChosen": $0 == type] as TemplateValues
            },
            "place": place ?? (institution == nil ? unit?.unit.fullName : nil), "isPlaceUnknown": isPlaceUnknown,
            "isSeatUnknown": institution != nil && seeker == nil,
            "purposes": PartnerPurpose.presets.map {
                ["value": $0.id, "text": language.of($0.name), "isChosen": $0.id == purpose.id] as TemplateValues
            },
            "targets": options(.target, added.targets), "services": options(.service, added.services),
            "programmes": JointProgramme.allCases.map {
                ["value": $0.rawValue, "text": language.of($0.name), "isChosen": added.programmes.contains($0)] as TemplateValues
            },
            "partnerTypes": InstitutionType.allCases.map {
                ["value": $0.rawValue, "text": language.of($0.name), "isChosen": added.types.contains($0)] as TemplateValues
            },
            "where": PartnerArea.allCases.map { area in
                let isOffered = area != .country || canAskCountry
                return [
                    "value": area.rawValue, "isChosen": area == self.area, "isOff": !isOffered,
                    "text": PartnerWording.area(area, language)
                        + (isOffered ? "" : language.choose(" – wybierz najpierw rodzaj partnera", " – choose a type of partner first")),
                ] as TemplateValues
            },
            "hasAdded": !added.isOpen || words != nil || radiusKilometers != nil,
            "words": words, "radius": radiusKilometers.map { $0 == $0.rounded() ? String(Int($0)) : String($0) }, "hasAnswer": answer != nil,
            "explanation": purpose.isPreset ? language.of(purpose.explanation) : nil,
        ])
        if let answer { values.merge(answer.view(visit)) { _, new in new } }
        return values
    }
}

extension PartnersModel {
    private func wording(_ language: Language) -> PartnerWording {
        PartnerWording(language: language, registry: registry, taxonomy: taxonomy, territory: snapshot.territory, words: form.words)
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let wording = wording(language)
        let entries = EntryView(visit: visit, now: PolishClock.now)
        let best = answer.candidates.first.map { registry.institutions[$0.institution].type }
        let areas = PartnerArea.allCases.filter { $0 != .country || form.canAskCountry || $0 == answer.area }.map { area -> TemplateValues in
            [
                "text": PartnerWording.area(area, language), "url": visit.link("/partnerzy", form.parameters + [("area", area.rawValue)]),
                "isCurrent": area == answer.area && form.radiusKilometers == nil,
            ]
        }
        return templateValues([
            "found": wording.found(answer, radiusKilometers: form.radiusKilometers), "hasCandidates": !answer.candidates.isEmpty,
            "isEmpty": answer.candidates.isEmpty,
            "widened": answer.isWidened
                ? language.choose(
                    "W najbliższej okolicy było za mało kandydatów, dlatego szukaliśmy dalej: \(PartnerWording.area(answer.area, language)).",
                    "There were too few candidates close by, so we looked farther: \(PartnerWording.area(answer.area, language)).") : nil,
            "needed": form.purpose.partnersNeeded > 1
                ? language.choose("Do tego celu zaznacz co najmniej \(form.purpose.partnersNeeded).", "For this purpose choose at least \(form.purpose.partnersNeeded).") : nil,
            "candidates": answer.candidates.enumerated().map { number, candidate in
                view(candidate, entries, wording, visit, number: number + 1, isChosen: form.purpose.partnersNeeded > 1 && number < form.purpose.partnersNeeded)
            },
            "partners": answer.partners.prefix(20).map { view($0, entries, wording, visit, number: nil, isChosen: false) },
            "hasPartners": !answer.partners.isEmpty,
            "joinable": answer.joinable.prefix(20).map { view($0, wording, visit) }, "hasJoinable": !answer.joinable.isEmpty,
            "areas": areas, "variant": variant(with: best), "seekerID": form.institution?.id.text,
            "moreText": answer.total > answer.candidates.count
                ? language.choose(
                    "Pokazujemy \(answer.candidates.count) z\u{A0}\(answer.total).", "Showing \(answer.candidates.count) of \(answer.total).") : nil,
            "moreURL": answer.total > answer.candidates.count && form.limit < 100
                ? visit.link("/partnerzy", form.parameters + (form.area.map { [("area", $0.rawValue)] } ?? []) + [("limit", "100")]) : nil,
            "purposeChoices": answer.candidates.isEmpty
                ? PartnerPurpose.presets.filter { $0.id != form.purpose.id }.map {
                    ["text": language.of($0.name), "url": visit.link("/partnerzy", form.seekerParameters + [("purpose", $0.id)])] as TemplateValues
                } : nil,
            "apiURL": visit.link("/api/v1/partners", form.parameters + (form.area.map { [("area", $0.rawValue)] } ?? [])),
        ])
    }

    private func view(
        _ candidate: PartnerCandidate, _ entries: EntryView, _ wording: PartnerWording, _ visit: PageVisit, number: Int?, isChosen: Bool
    ) -> TemplateValues {
        let entry = registry.institutions[candidate.institution]
        var values = entries.view(entry, number: number, distanceKilometers: candidate.distanceKilometers)
        let sides = [form.institution?.id.text, entry.id.text].compactMap { $0 }.map { ("strona", $0) }
        values["score"] = wording.points(candidate.score)
        values["isChosen"] = isChosen
        values["proximity"] = wording.proximity(candidate.proximity)
        values["reasons"] = candidate.reasons.map { ["text": wording.reason($0.reason), "weight": "+\($0.weight)"] as TemplateValues }
        values["coordinator"] = entry.coordinator.flatMap { $0.name ?? $0.role }
        values["draftURL"] = visit.link("/porozumienia/nowe", [("wariant", variant(with: entry.type))] + sides)
        values["partnersURL"] = visit.link("/porozumienia/siec", [("institution", entry.id.text)])
        values["agreements"] = candidate.agreements.map { place in
            ["title": registry.agreements[place].title, "url": visit.link("/porozumienia/\(registry.agreements[place].id)")] as TemplateValues
        }
        return values
    }

    private func view(_ joinable: JoinableAgreement, _ wording: PartnerWording, _ visit: PageVisit) -> TemplateValues {
        let agreement = registry.agreements[joinable.agreement]
        let deadline = DeadlineWording(language: visit.language, territory: snapshot.territory)
        let contacts = PartyContact.all(of: joinable.agreement, in: registry, deadline)
        let first = contacts.first { $0.role == .lead } ?? contacts.first { $0.phone != nil } ?? contacts.first
        return templateValues([
            "title": agreement.title, "url": visit.link("/porozumienia/\(agreement.id)"), "fits": joinable.fitsPurpose,
            "subject": agreement.subject.isEmpty ? nil : agreement.subject,
            "where": joinable.worksHere
                ? visit.language.choose("działa na Twoim terenie", "works in your area")
                : visit.language.choose("działa w\u{A0}sąsiednim powiecie", "works in a neighbouring powiat"),
            "contact": first?.name, "contactURL": first?.institution.map { visit.link("/instytucje/\($0.id)") }, "phone": first?.phone?.view,
        ])
    }

    // MARK: For programs

    func json(_ language: Language) -> JSONValue {
        let wording = wording(language)
        return .members([
            (
                "seeker",
                [
                    "institution": JSONValue(form.institution?.id.text), "type": .string(seeker.type.rawValue), "unit": .string(seeker.seat.stem),
                ]
            ),
            (
                "purpose",
                [
                    "id": form.purpose.isPreset ? .string(form.purpose.id) : .null,
                    "types": .array(form.purpose.types.map { .string($0.rawValue) }), "services": .array(form.purpose.services.map(JSONValue.string)),
                    "targets": .array(form.purpose.targets.map(JSONValue.string)),
                    "programmes": .array(form.purpose.programmes.map { .string($0.rawValue) }),
                    "partners_needed": .integer(form.purpose.partnersNeeded),
                ]
            ), ("area", .string(answer.area.rawValue)), ("widened", .bool(answer.isWidened)), ("total", .integer(answer.total)),
            ("partners", .array(answer.candidates.map { json($0, wording) })),
            ("already_partners", .array(answer.partners.map { json($0, wording) })),
            (
                "open_agreements",
                .array(
                    answer.joinable.prefix(100).map { [
                        "id": .string(registry.agreements[$0.agreement].id.text), "title": .string(registry.agreements[$0.agreement].title),
                        "fits_purpose": .bool($0.fitsPurpose), "works_here": .bool($0.worksHere),
                    ] })
            ),
        ])
    }

    private func json(_ candidate: PartnerCandidate, _ wording: PartnerWording) -> JSONValue {
        let entry = registry.institutions[candidate.institution]
        return .members([
            ("id", .string(entry.id.text)), ("name", .string(entry.name)), ("type", .string(entry.type.rawValue)),
            ("address", .string(entry.address.oneLine)), ("gmina", JSONValue(entry.gmina?.stem)),
            ("distance_km", JSONValue(candidate.distanceKilometers.map { ($0 * 10).rounded() / 10 })),
            ("proximity", .string(candidate.proximity.rawValue)), ("score", .integer(candidate.score)),
            (
                "reasons",
                .array(
                    candidate.reasons.map { [
                        "kind": .string(wording.kind($0.reason)), "weight": .integer($0.weight), "text": .string(wording.reason($0.reason)),
                    ] })
            ), ("phone", entry.phone.map(JSONValue.phone) ?? .null),
            ("agreements", .array(candidate.agreements.map { .string(registry.agreements[$0].id.text) })),
        ])
    }
}
