// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// How lists show an agreement.
struct AgreementRowView: Sendable {
    let names: AgreementNames
    let visit: PageVisit
    let day: Period

    private static let shownParties = 3

    private var phrases: Phrases { Phrases(visit.language) }

    /// - Parameter own: the institution on whose page the row stands: it goes without saying.
    func view(_ place: Int, besides own: InstitutionID? = nil) -> TemplateValues {
        let registry = names.registry
        let agreement = registry.agreements[place]
        let status = agreement.status(on: day)
        let order = names.order(agreement).filter { own == nil || agreement.parties[$0].institution != own }
        let parties = order.prefix(Self.shownParties).map { index -> TemplateValues in
            let party = agreement.parties[index]
            return templateValues([
                "name": names.name(party), "partyURL": party.institution.map { visit.link("/instytucje/\($0)") },
                "roleText": party.role == .partner ? nil : visit.language.of(party.role.name),
            ])
        }
        let renewedBy = registry.renewedBy[place].map { registry.agreements[$0] }
        return templateValues([
            "id": agreement.id.text, "title": agreement.title, "url": visit.link("/porozumienia/\(agreement.id)"),
            "status": status.rawValue, "statusText": visit.language.of(status.name), "dates": phrases.validity(agreement),
            "timeLeft": phrases.timeLeft(agreement, status, on: day), "endsSoon": status == .valid && (agreement.daysLeft(on: day) ?? .max) <= 90,
            "remark": phrases.statusRemark(agreement, status, on: day), "kindText": visit.language.of(agreement.kind.name),
            "formText": visit.language.of(agreement.form.name), "formStep": String(agreement.form.step),
            "subject": agreement.subject.isEmpty ? nil : agreement.subject, "parties": Array(parties),
            "others": order.count > Self.shownParties ? phrases.andOthers(order.count - Self.shownParties) : nil,
            "areaText": agreement.area.isEmpty ? nil : agreement.area.map(names.unit).joined(separator: ", "),
            "isOpen": agreement.isOpenToJoin == true,
            "renewedBy": renewedBy.map { ["title": $0.title, "url": visit.link("/porozumienia/\($0.id)")] as TemplateValues },
        ])
    }
}
