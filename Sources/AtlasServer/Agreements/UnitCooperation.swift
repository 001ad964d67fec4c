// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// The section of a unit's page about cooperation: agreements that work in it, welfare centres without one, what ends next.
struct UnitCooperation: Sendable {
    let code: TERYTCode
    let names: AgreementNames
    let day: Period
    let counts: [AgreementStatus: Int]
    let valid: [Int]
    let office: OfficeCooperation
    /// By step, of valid agreements.
    let forms: [CooperationForm: Int]

    private static let shownRows = 5
    private static let shownWithout = 12

    init(_ code: TERYTCode, in snapshot: AtlasSnapshot, language: Language) async throws {
        self.code = code
        let index = try await snapshot.agreementIndex
        let registry = index.registry
        let day = PolishClock.now.day
        self.day = day
        names = AgreementNames(
            registry: registry, territory: snapshot.territory, taxonomy: try await snapshot.directory.taxonomy, language: language)
        let statuses = index.statuses(on: day)
        let places = index.places(workingIn: code)
        counts = places.reduce(into: [:]) { $0[statuses[$1], default: 0] += 1 }
        let valid = places.filter { statuses[$0] == .valid }.sorted { a, b in
            let (first, second) = (registry.agreements[a].lastPeriod?.lastDay ?? .max, registry.agreements[b].lastPeriod?.lastDay ?? .max)
            return first == second ? a < b : first < second
        }
        self.valid = valid
        forms = valid.reduce(into: [:]) { $0[registry.agreements[$1].form, default: 0] += 1 }
        let ties = try await snapshot.labourOfficeTies
        office = registry.officeCooperation(code.level == .kraj ? ties.ties(.welfareWithLabour) : ties.ties(.welfareWithLabour, in: code), on: day)
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let registry = names.registry
        let rows = AgreementRowView(names: names, visit: visit, day: day)
        let parameters = code.level == .kraj ? [] : [("unit", code.stem)]
        let centres = office.with.count + office.without.count
        let named = registry.agreements.isEmpty ? [] : office.without.prefix(Self.shownWithout)
        return templateValues([
            "hasAgreements": !valid.isEmpty, "hasAny": !counts.isEmpty,
            "counts": AgreementStatus.allCases.compactMap { status -> TemplateValues? in
                counts[status].map { ["status": status.rawValue, "text": visit.language.of(status.name), "count": phrases.count($0)] }
            },
            "share": registry.agreements.isEmpty ? nil : office.share.map { phrases.numbers.string($0 * 100) + "%" },
            "shareDetail": centres > 0 ? visit.language.choose("\(phrases.count(office.with.count)) z\u{A0}\(phrases.count(centres))", "\(phrases.count(office.with.count)) of\u{A0}\(phrases.count(centres))") : nil,
            "without": named.map { place -> TemplateValues in
                let entry = registry.institutions[place]
                return ["name": entry.name, "url": visit.link("/instytucje/\(entry.id)")]
            }, "hasWithout": !named.isEmpty,
            "moreWithout": office.without.count > Self.shownWithout ? phrases.count(office.without.count - Self.shownWithout) : nil,
            "forms": CooperationForm.allCases.reversed().compactMap { form -> TemplateValues? in
                forms[form].map {
                    [
                        "name": visit.language.of(form.name), "count": phrases.count($0),
                        "url": visit.link("/porozumienia", parameters + [("status", "valid"), ("form", form.rawValue)]),
                    ]
                }
            },
            "rows": valid.prefix(Self.shownRows).map { rows.view($0) },
            "allURL": visit.link("/porozumienia", parameters), "networkURL": visit.link("/porozumienia/siec", parameters),
            "needsURL": visit.link("/porozumienia/potrzeby", parameters), "prepareURL": visit.link("/porozumienia/nowe"),
        ])
    }
}
