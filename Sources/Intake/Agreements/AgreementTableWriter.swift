// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Writes the tables of agreements. What is written is read back to equal values.
///
/// Rows are ordered by id, so that the same agreements give the same bytes. A bar inside a part of a list, which would end the
/// part, is written as a slash.
public enum AgreementTableWriter {
    public static func table(_ table: AgreementTable, _ agreements: [Agreement]) -> String {
        let agreements = agreements.sorted { $0.id < $1.id }
        let rows: [[String]] =
            switch table {
            case .agreements: agreements.map(row)
            case .parties: agreements.flatMap { agreement in agreement.parties.map { row($0, of: agreement.id) } }
            case .actions:
                agreements.flatMap { agreement in
                    agreement.actions.map { [agreement.id.text, $0.description, $0.from?.text ?? "", $0.to?.text ?? "", $0.responsible?.text ?? ""] }
                }
            case .funding:
                agreements.flatMap { agreement in
                    agreement.funding.map { [agreement.id.text, $0.source, $0.amountGrosze.map(zlotys) ?? "", $0.note ?? ""] }
                }
            case .effects:
                agreements.flatMap { agreement in
                    agreement.effects.map {
                        [
                            agreement.id.text, $0.description, $0.measure ?? "", $0.target.map(DecimalNumber.write) ?? "",
                            $0.reached.map(DecimalNumber.write) ?? "", $0.reachedOn?.text ?? "",
                        ]
                    }
                }
            case .deadlines:
                agreements.flatMap { agreement in
                    agreement.deadlines.map { [agreement.id.text, $0.duty, $0.event, $0.direction.rawValue, String($0.workingDays)] }
                }
            case .amendments: agreements.flatMap { agreement in agreement.amendments.map { [agreement.id.text, $0.date.text, $0.subject] } }
            case .attachments: agreements.flatMap { agreement in agreement.attachments.map { [agreement.id.text, $0.title, $0.address] } }
            }
        let columns = AgreementColumns.of(table).map(\.name)
        return TableWriter.table(table == .agreements ? columns.dropLast() : columns, rows)
    }

    /// All tables by the names of their files, and the sources that the agreements name.
    public static func files(_ agreements: [Agreement], sources: [Source]) -> [(name: String, text: String)] {
        let used = Set(agreements.map(\.sourceID))
        return AgreementTable.allCases.map { ($0.file, table($0, agreements)) }
            + [("sources.csv", DirectoryTableWriter.sources(sources.filter { used.contains($0.id) }))]
    }

    private static func row(_ agreement: Agreement) -> [String] {
        let end =
            switch agreement.end {
            case .on(let period): period.text
            case .open: "bezterminowo"
            case .notStated: ""
            }
        let exchange = agreement.informationExchange
        return [
            agreement.id.text, agreement.kind.rawValue, agreement.title, agreement.form.rawValue, agreement.subject, agreement.signed?.text ?? "",
            agreement.validFrom?.text ?? "", end, agreement.terminatedOn?.text ?? "", agreement.renews?.text ?? "", list(agreement.legalBasis),
            list(agreement.area.map(\.stem)), list(agreement.targetIDs), list(agreement.serviceIDs), list(agreement.programmes.map(\.rawValue)),
            exchange?.scope ?? "", exchange?.means ?? "", exchange?.safeguards ?? "", agreement.risks ?? "", agreement.monitoring ?? "",
            agreement.isOpenToJoin.map { $0 ? "tak" : "nie" } ?? "", agreement.sourceID, agreement.recordDate?.text ?? "",
            agreement.verifiedOn?.text ?? "", agreement.note ?? "",
        ]
    }

    private static func row(_ party: AgreementParty, of id: AgreementID) -> [String] {
        let member =
            switch party.member {
            case .institution(let id): id.text
            case .all(let type, let code): "\(type.rawValue):\(code.stem)"
            }
        let contact = party.contact
        return [
            id.text, member, party.role.rawValue, party.name ?? "", party.signatory ?? "", contact?.name ?? "", contact?.role ?? "",
            contact?.phone?.text ?? "", contact?.email ?? "",
        ]
    }

    private static func list(_ parts: [String]) -> String { parts.map { $0.replacing("|", with: "/") }.joined(separator: " | ") }

    private static func zlotys(_ grosze: Int) -> String {
        let rest = grosze % 100
        return "\(grosze / 100)" + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)")
    }
}
