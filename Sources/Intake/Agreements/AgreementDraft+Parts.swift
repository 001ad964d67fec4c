// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Rows of the tables that belong to agreements.
extension AgreementDraft {
    /// A table that is given replaces what is known.
    mutating func clear(_ table: AgreementTable, _ position: Int) {
        switch table {
        case .agreements: break
        case .parties: agreements[position].parties = []
        case .actions: agreements[position].actions = []
        case .funding: agreements[position].funding = []
        case .effects: agreements[position].effects = []
        case .deadlines: agreements[position].deadlines = []
        case .amendments: agreements[position].amendments = []
        case .attachments: agreements[position].attachments = []
        }
    }

    mutating func readPart(_ table: AgreementTable, _ fields: RowReader.Fields, _ position: Int, _ notes: inout ListNotes) throws(RowFault) {
        switch table {
        case .agreements: break
        case .parties: try readParty(fields, position, &notes)
        case .actions: agreements[position].actions.append(try action(fields, position))
        case .funding:
            agreements[position].funding.append(
                AgreementFunding(
                    source: try required(fields, 1, "source", 300), amountGrosze: try fields.grosze(2),
                    note: try fields.optionalLines(3, named: "note", limit: 1000)))
        case .effects: agreements[position].effects.append(try effect(fields))
        case .deadlines: agreements[position].deadlines.append(try deadline(fields))
        case .amendments:
            guard let date = try fields.agreementPeriod(1, named: "date") else { throw RowFault("the date is empty") }
            agreements[position].amendments.append(AgreementAmendment(date: date, subject: try required(fields, 2, "subject", 1000)))
        case .attachments: agreements[position].attachments.append(try attachment(fields, position))
        }
    }

    private func required(_ fields: RowReader.Fields, _ column: Int, _ name: String, _ limit: Int) throws(RowFault) -> String {
        guard let text = try fields.optionalLines(column, named: name, limit: limit) else { throw RowFault("the \(name) is empty") }
        return text
    }

    private mutating func readParty(_ fields: RowReader.Fields, _ position: Int, _ notes: inout ListNotes) throws(RowFault) {
        let text = ContactReading.line(fields[1])
        let match = try matcher.match(text, area: agreements[position].area)
        let member = memberText(match.member)
        if text != member { notes.add(fields.line, "“\(text)” is \(member)") }
        guard !agreements[position].parties.contains(where: { $0.member == match.member }) else { throw RowFault(AgreementFault.partyTwice(member)) }
        let phones = TelephoneReader.read(fields[7])
        guard phones.phones.count <= 1 else { throw RowFault("contact_phone has \(phones.phones.count) numbers: give one") }
        notes.add(fields.line, phones.faults)
        let contact = CooperationCoordinator(
            name: try fields.optionalText(5, named: "contact_name", limit: 200), role: try fields.optionalText(6, named: "contact_role", limit: 200),
            phone: phones.phones.first, email: try fields.optionalEmail(8, named: "contact_email"))
        agreements[position].parties.append(
            AgreementParty(
                match.member, role: try AgreementWords.role(fields[2]),
                name: try fields.optionalText(3, named: "name", limit: 300) ?? match.name,
                signatory: try fields.optionalText(4, named: "signatory", limit: 300), contact: contact))
    }

    private mutating func action(_ fields: RowReader.Fields, _ position: Int) throws(RowFault) -> JointAction {
        let text = ContactReading.line(fields[4])
        var responsible: InstitutionID?
        if !text.isEmpty {
            let match = try matcher.match(text, area: agreements[position].area)
            guard case .institution(let id) = match.member else { throw RowFault("responsible is “\(text)”: expected one institution") }
            responsible = id
        }
        let action = JointAction(
            description: try required(fields, 1, "description", 2000), from: try fields.agreementPeriod(2, named: "from"),
            to: try fields.agreementPeriod(3, named: "to"), responsible: responsible)
        if let from = action.from, let to = action.to, to.lastDay < from.firstDay { throw RowFault(AgreementFault.actionEndsBeforeStart(action.description)) }
        return action
    }

    private func effect(_ fields: RowReader.Fields) throws(RowFault) -> ExpectedEffect {
        ExpectedEffect(
            description: try required(fields, 1, "description", 1000), measure: try fields.optionalText(2, named: "measure", limit: 300),
            target: try fields.optionalNumber(3, named: "target"), reached: try fields.optionalNumber(4, named: "reached"),
            reachedOn: try fields.agreementPeriod(5, named: "reached_on"))
    }

    private func deadline(_ fields: RowReader.Fields) throws(RowFault) -> AgreementDeadline {
        guard let days = DecimalNumber.wholeNumber(fields[4].trimmed), (1...250).contains(days) else {
            throw RowFault("working_days is “\(DelimitedTable.shortened(fields[4]))”: expected 1…250")
        }
        return AgreementDeadline(
            duty: try required(fields, 1, "duty", 1000), event: try required(fields, 2, "event", 500), direction: try AgreementWords.direction(fields[3]),
            workingDays: days)
    }

    private func attachment(_ fields: RowReader.Fields, _ position: Int) throws(RowFault) -> AgreementAttachment {
        let attachment = AgreementAttachment(title: try required(fields, 1, "title", 300), address: fields[2].trimmed)
        var probe = agreements[position]
        probe.attachments = [attachment]
        for fault in probe.faults {
            if case .badAddress = fault { throw RowFault(fault) }
        }
        return attachment
    }
}
