// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation

/// Agreements as data.
struct AgreementJSON: Sendable {
    let registry: AgreementRegistry
    let names: AgreementNames
    let day: Period

    private static func period(_ period: Period?) -> JSONValue { JSONValue(period?.text) }
    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// What lists give of an agreement.
    func summary(_ place: Int) -> [(String, JSONValue)] {
        let agreement = registry.agreements[place]
        let end: String =
            switch agreement.end {
            case .on: "on"
            case .open: "open"
            case .notStated: "not-stated"
            }
        let agreed: Period? = if case .on(let period) = agreement.end { period } else { nil }
        return [
            ("id", .string(agreement.id.text)), ("title", .string(agreement.title)), ("kind", .string(agreement.kind.rawValue)),
            ("form", .string(agreement.form.rawValue)), ("form_step", .integer(agreement.form.step)), ("subject", .string(agreement.subject)),
            ("status", .string(agreement.status(on: day).rawValue)), ("status_certain", .bool(agreement.isStatusCertain(on: day))),
            ("signed", Self.period(agreement.signed)), ("valid_from", Self.period(agreement.validFrom)), ("end", .string(end)),
            ("valid_to", Self.period(agreed)), ("terminated_on", Self.period(agreement.terminatedOn)),
            ("days_left", JSONValue(agreement.daysLeft(on: day))), ("renews", JSONValue(agreement.renews?.text)),
            ("renewed_by", JSONValue(registry.renewedBy[place].map { registry.agreements[$0].id.text })),
            ("parties", .array(parties(place, withPeople: false))), ("bound_count", .integer(registry.members[place].count)),
            ("area", .array(agreement.area.map { ["terc": .string($0.stem), "name": .string(names.unit($0))] })),
            ("targets", Self.list(agreement.targetIDs)), ("services", Self.list(agreement.serviceIDs)),
            ("programmes", Self.list(agreement.programmes.map(\.rawValue))), ("open_to_join", agreement.isOpenToJoin.map(JSONValue.bool) ?? .null),
            ("url", .string("/porozumienia/\(agreement.id)")),
        ]
    }

    /// Everything that an agreement holds.
    func whole(_ place: Int, source: Source?) -> JSONValue {
        let agreement = registry.agreements[place]
        var members = summary(place).filter { $0.0 != "parties" }
        members += [
            ("parties", .array(parties(place, withPeople: true))), ("legal_basis", Self.list(agreement.legalBasis)),
            (
                "actions",
                .array(
                    agreement.actions.map {
                        [
                            "description": .string($0.description), "from": Self.period($0.from), "to": Self.period($0.to),
                            "responsible": JSONValue($0.responsible?.text),
                        ]
                    })
            ),
            (
                "funding",
                .array(
                    agreement.funding.map {
                        ["source": .string($0.source), "amount_pln": JSONValue($0.amountGrosze.map { Double($0) / 100 }), "note": JSONValue($0.note)]
                    })
            ),
            (
                "effects",
                .array(
                    agreement.effects.map {
                        [
                            "description": .string($0.description), "measure": JSONValue($0.measure), "target": JSONValue($0.target),
                            "reached": JSONValue($0.reached), "reached_on": Self.period($0.reachedOn),
                        ]
                    })
            ),
            (
                "deadlines",
                .array(
                    agreement.deadlines.map {
                        [
                            "duty": .string($0.duty), "event": .string($0.event), "direction": .string($0.direction == .before ? "before" : "after"),
                            "working_days": .integer($0.workingDays),
                        ]
                    })
            ),
            (
                "information_exchange",
                agreement.informationExchange.map {
                    ["scope": .string($0.scope), "means": JSONValue($0.means), "safeguards": JSONValue($0.safeguards)]
                } ?? .null
            ),
            ("risks", JSONValue(agreement.risks)), ("monitoring", JSONValue(agreement.monitoring)),
            ("amendments", .array(agreement.amendments.map { ["date": .string($0.date.text), "subject": .string($0.subject)] })),
            ("attachments", .array(agreement.attachments.map { ["title": .string($0.title), "url": .string($0.address)] })),
            ("note", JSONValue(agreement.note)), ("record_date", Self.period(agreement.recordDate)),
            ("verified_on", Self.period(agreement.verifiedOn)),
            ("source", ["id": .string(agreement.sourceID), "name": source.map { .localized($0.name) } ?? .null, "url": JSONValue(source?.url)]),
            ("day", .string(day.text)),
        ]
        return .members(members)
    }

    private func parties(_ place: Int, withPeople: Bool) -> [JSONValue] {
        let agreement = registry.agreements[place]
        return agreement.parties.enumerated().map { index, party in
            var members: [(String, JSONValue)] = [
                ("institution", JSONValue(party.institution?.text)), ("name", .string(names.name(party))), ("role", .string(party.role.rawValue)),
            ]
            if case .all(let type, let code) = party.member {
                var group: [(String, JSONValue)] = [("type", .string(type.rawValue)), ("unit", .string(code.stem))]
                let bound = registry.members[place].filter { $0.party == index }.map { registry.institutions[$0.institution].id.text }
                group.append(withPeople ? ("institutions", Self.list(bound)) : ("count", .integer(bound.count)))
                members.append(("group", .members(group)))
            }
            if withPeople {
                members.append(("signatory", JSONValue(party.signatory)))
                members.append(
                    (
                        "contact",
                        party.contact.map {
                            [
                                "name": JSONValue($0.name), "role": JSONValue($0.role), "phone": $0.phone.map(JSONValue.phone) ?? .null,
                                "email": JSONValue($0.email),
                            ]
                        } ?? .null
                    ))
            }
            return .members(members)
        }
    }

    // MARK: CSV

    /// RFC 4180: a row an agreement; lists within a field are parted by semicolons.
    func table(_ places: [Int]) -> String {
        var text =
            "id,title,kind,form,status,signed,valid_from,valid_to,end,terminated_on,parties,institutions,area,targets,programmes,open_to_join,renews,subject,source\r\n"
        for place in places {
            let agreement = registry.agreements[place]
            let agreed: Period? = if case .on(let period) = agreement.end { period } else { nil }
            let end =
                switch agreement.end {
                case .on: "on"
                case .open: "open"
                case .notStated: "not-stated"
                }
            var fields: [String] = [agreement.id.text, agreement.title, agreement.kind.rawValue, agreement.form.rawValue]
            fields.append(agreement.status(on: day).rawValue)
            fields.append(agreement.signed?.text ?? "")
            fields.append(agreement.validFrom?.text ?? "")
            fields += [agreed?.text ?? "", end]
            fields.append(agreement.terminatedOn?.text ?? "")
            fields.append(agreement.parties.map(self.party).joined(separator: "; "))
            fields.append(registry.members[place].map { registry.institutions[$0.institution].id.text }.joined(separator: "; "))
            fields.append(agreement.area.map(\.stem).joined(separator: "; "))
            fields.append(agreement.targetIDs.joined(separator: "; "))
            fields.append(agreement.programmes.map(\.rawValue).joined(separator: "; "))
            fields.append(agreement.isOpenToJoin.map { $0 ? "1" : "0" } ?? "")
            fields += [agreement.renews?.text ?? "", agreement.subject, agreement.sourceID]
            text += fields.map(Self.field).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private func party(_ party: AgreementParty) -> String {
        names.name(party) + (party.role == .partner ? "" : " (\(party.role.name.polish))")
    }

    private static func field(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
