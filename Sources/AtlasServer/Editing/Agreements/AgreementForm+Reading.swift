// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Reads an agreement from the fields of its form.
struct AgreementFormReader {
    private var reader: EditorReader
    /// The state that is edited: what forms do not show stays as it was there.
    private let base: Agreement?
    private let taxonomy: Taxonomy
    private let territory: Territory

    init(_ fields: EditorFields, base: Agreement?, taxonomy: Taxonomy, territory: Territory) {
        reader = EditorReader(fields)
        self.base = base
        self.taxonomy = taxonomy
        self.territory = territory
    }

    /// - Parameter id: the identity; for a new agreement it is made when all else is read.
    /// - Returns: what could be read, and all that is wrong with it; with faults it must not be saved.
    static func read(
        _ fields: EditorFields, base: Agreement?, id: AgreementID, taxonomy: Taxonomy, territory: Territory
    ) -> (agreement: Agreement, faults: [EditorFault]) {
        var reading = AgreementFormReader(fields, base: base, taxonomy: taxonomy, territory: territory)
        let agreement = reading.agreement(id)
        let own = agreement.faults.filter { fault in
            // What could not be read is said already.
            switch fault {
            case .noTitle, .badAddress, .deadlineOutOfRange: false
            default: true
            }
        }
        return (agreement, reading.reader.faults + own.map { AgreementFaultWording.fault($0, in: agreement) })
    }

    private var fields: EditorFields { reader.fields }

    private mutating func agreement(_ id: AgreementID) -> Agreement {
        var agreement = Agreement(
            id: id, kind: reader.word(fields["kind"], "kind") ?? .agreement,
            title: reader.required(
                fields["title"].replacing("\n", with: " "), "title", limit: 400, "Podaj tytuł, taki jak na dokumencie.", "Give the title as it stands on the document."),
            form: reader.word(fields["form"], "form") ?? .network, subject: reader.text(fields["subject"], "subject", limit: 5_000), parties: parties(),
            sourceID: base?.sourceID ?? Source.keptHereID)
        readDates(&agreement)
        agreement.area = area()
        agreement.targetIDs = terms("targets", .target, base?.targetIDs ?? [])
        agreement.serviceIDs = terms("services", .service, base?.serviceIDs ?? [])
        agreement.programmes = inOrder(fields.lists["programmes"] ?? [], base?.programmes.map(\.rawValue) ?? []).compactMap { reader.word($0, "programmes") }
        readRows(&agreement)
        readTerms(&agreement)
        return agreement
    }

    private mutating func readDates(_ agreement: inout Agreement) {
        agreement.signed = reader.period(fields["signed"], "signed")
        agreement.validFrom = reader.period(fields["valid_from"], "valid_from")
        agreement.terminatedOn = reader.period(fields["terminated_on"], "terminated_on")
        let last = reader.period(fields["valid_to"], "valid_to")
        if let last {
            agreement.end = .on(last)
            if !fields["open_ended"].isEmpty {
                reader.refuse("valid_to", "Podano datę i zaznaczono „bezterminowo”: zostaw jedno z dwojga.", "A date is given and “open-ended” is ticked: leave one of the two.")
            }
        } else {
            agreement.end = fields["open_ended"].isEmpty ? .notStated : .open
        }
        let earlier = fields["renews"]
        if !earlier.isEmpty {
            agreement.renews = try? AgreementID(earlier)
            if agreement.renews == nil { reader.refuse("renews", "Nie ma takiego porozumienia: wybierz je z listy.", "There is no such agreement: choose it from the list.") }
        }
    }

    private mutating func parties() -> [AgreementParty] {
        var parties: [AgreementParty] = []
        for (place, row) in (fields.rows["parties"] ?? []).enumerated() {
            func path(_ name: String) -> String { "parties.\(place).\(name)" }
            func value(_ name: String) -> String { row[name] ?? "" }
            guard let member = AgreementParty.Member(formText: value("member")) else {
                reader.refuse(path("member"), "Nie wiadomo, kto jest tą stroną: usuń ją i wyszukaj w katalogu.", "It is not known who this party is: remove it and find it in the directory.")
                continue
            }
            let known = base?.parties.first { $0.member == member }?.contact
            parties.append(
                AgreementParty(
                    member, role: reader.word(value("role"), path("role")) ?? .partner, name: reader.optional(value("name"), path("name"), limit: 300),
                    signatory: reader.optional(value("signatory"), path("signatory"), limit: 300),
                    contact: CooperationCoordinator(
                        name: reader.optional(value("contact_name"), path("contact_name"), limit: 200),
                        role: reader.optional(value("contact_role"), path("contact_role"), limit: 200),
                        phone: reader.phone(value("contact_phone"), path("contact_phone"), known: known?.phone),
                        email: reader.email(value("contact_email"), path("contact_email"), known: known?.email))))
        }
        return parties
    }

    // MARK: Area and terms

    private mutating func area() -> [TERYTCode] {
        let units = AgreementUnitReader(territory: territory, known: base?.area ?? [])
        var area: [TERYTCode] = []
        for line in fields.lines("area") {
            switch units.code(line) {
            case .success(let code): if !area.contains(where: { $0.stem == code.stem }) { area.append(code) }
            case .failure(let fault): reader.refuse("area", fault.text.polish, fault.text.english)
            }
        }
        return area
    }

    private mutating func terms(_ name: String, _ kind: TaxonomyTerm.Kind, _ known: [String]) -> [String] {
        let chosen = inOrder(fields.lists[name] ?? [], known)
        for id in chosen where taxonomy.term(id)?.kind != kind && !known.contains(id) {
            reader.refuse(name, "„\(id.prefix(40))” nie ma na liście.", "“\(id.prefix(40))” is not on the list.")
        }
        return chosen
    }

    /// What was chosen before keeps its order; what is new follows.
    private func inOrder(_ chosen: [String], _ known: [String]) -> [String] {
        var result = known.filter(chosen.contains)
        for text in chosen where !result.contains(text) { result.append(text) }
        return result
    }

    // MARK: Rows

    private mutating func readRows(_ agreement: inout Agreement) {
        for (place, row) in written("actions") {
            func path(_ name: String) -> String { "actions.\(place).\(name)" }
            var responsible: InstitutionID?
            if let text = row["responsible"], !text.isEmpty {
                responsible = try? InstitutionID(text)
                if responsible == nil { reader.refuse(path("responsible"), "Wybierz instytucję z listy.", "Choose an institution from the list.") }
            }
            agreement.actions.append(
                JointAction(
                    description: required(row, "description", path, 2_000, "Napisz, co robią strony.", "Say what the parties do."),
                    from: reader.period(row["from"] ?? "", path("from")), to: reader.period(row["to"] ?? "", path("to")), responsible: responsible))
        }
        for (place, row) in written("funding") {
            func path(_ name: String) -> String { "funding.\(place).\(name)" }
            agreement.funding.append(
                AgreementFunding(
                    source: required(row, "source", path, 300, "Podaj źródło pieniędzy.", "Name the source of the money."),
                    amountGrosze: reader.grosze(row["amount"] ?? "", path("amount")), note: reader.optional(row["note"] ?? "", path("note"), limit: 1_000)))
        }
        for (place, row) in written("effects") {
            func path(_ name: String) -> String { "effects.\(place).\(name)" }
            agreement.effects.append(
                ExpectedEffect(
                    description: required(row, "description", path, 1_000, "Napisz, co ma się zmienić.", "Say what is to change."),
                    measure: reader.optional(row["measure"] ?? "", path("measure"), limit: 300), target: reader.number(row["target"] ?? "", path("target")),
                    reached: reader.number(row["reached"] ?? "", path("reached")), reachedOn: reader.period(row["reached_on"] ?? "", path("reached_on"))))
        }
        for (place, row) in written("deadlines", besides: ["direction"]) {
            func path(_ name: String) -> String { "deadlines.\(place).\(name)" }
            let days = Int(row["working_days"] ?? "") ?? 0
            if !(1...250).contains(days) { reader.refuse(path("working_days"), "Podaj liczbę dni roboczych od 1 do 250.", "Give the number of working days, 1 to 250.") }
            agreement.deadlines.append(
                AgreementDeadline(
                    duty: required(row, "duty", path, 1_000, "Napisz, kto i co ma zrobić.", "Say who has to do what."),
                    event: required(row, "event", path, 500, "Napisz, od czego liczą się dni.", "Say what the days are counted from."),
                    direction: reader.word(row["direction"] ?? "", path("direction")) ?? .after, workingDays: days))
        }
        readDocuments(&agreement)
    }

    private mutating func readDocuments(_ agreement: inout Agreement) {
        for (place, row) in written("amendments") {
            func path(_ name: String) -> String { "amendments.\(place).\(name)" }
            let text = row["date"] ?? ""
            let date = reader.period(text, path("date"))
            if text.isEmpty { reader.refuse(path("date"), "Podaj datę aneksu.", "Give the date of the amendment.") }
            let subject = required(row, "subject", path, 1_000, "Napisz, czego dotyczy aneks.", "Say what the amendment changes.")
            if let date { agreement.amendments.append(AgreementAmendment(date: date, subject: subject)) }
        }
        for (place, row) in written("attachments") {
            func path(_ name: String) -> String { "attachments.\(place).\(name)" }
            let attachment = AgreementAttachment(
                title: required(row, "title", path, 300, "Podaj tytuł dokumentu.", "Give the title of the document."), address: row["address"] ?? "")
            var probe = agreement
            probe.attachments = [attachment]
            let isBad = probe.faults.contains { if case .badAddress = $0 { true } else { false } }
            if isBad || attachment.address.count > 1_000 {
                reader.refuse(
                    path("address"), "To nie jest adres w internecie: zaczyna się od https:// albo http://, potem nazwa serwera.",
                    "This is not an address on the web: it begins with https:// or http:// and a host.")
            }
            agreement.attachments.append(attachment)
        }
    }

    /// The rows in which something is written, with their places in the form.
    private mutating func written(_ group: String, besides defaults: Set<String> = []) -> [(Int, [String: String])] {
        (fields.rows[group] ?? []).enumerated().filter { !fields.isEmpty($0.element, besides: defaults) }.map { ($0.offset, $0.element) }
    }

    private mutating func required(
        _ row: [String: String], _ name: String, _ path: (String) -> String, _ limit: Int, _ polish: String, _ english: String
    ) -> String {
        reader.required(row[name] ?? "", path(name), limit: limit, polish, english)
    }

    // MARK: Terms

    private mutating func readTerms(_ agreement: inout Agreement) {
        func optional(_ name: String, _ limit: Int) -> String? { reader.optional(fields[name], name, limit: limit) }
        let means = optional("exchange_means", 5_000)
        let safeguards = optional("exchange_safeguards", 5_000)
        if let scope = optional("exchange_scope", 5_000) {
            agreement.informationExchange = InformationExchange(scope: scope, means: means, safeguards: safeguards)
        } else if means != nil || safeguards != nil {
            reader.refuse("exchange_scope", "Napisz, jakie informacje strony sobie przekazują.", "Say which information the parties exchange.")
        }
        agreement.risks = optional("risks", 5_000)
        agreement.monitoring = optional("monitoring", 5_000)
        agreement.note = optional("note", 2_000)
        agreement.legalBasis = fields.lines("legal_basis")
        for text in agreement.legalBasis where text.count > 500 {
            reader.refuse("legal_basis", "Jeden przepis ma najwyżej 500 znaków; ten ma \(text.count).", "A provision has 500 characters at most; this one has \(text.count).")
        }
        switch fields["open_to_join"] {
        case "": agreement.isOpenToJoin = nil
        case "tak": agreement.isOpenToJoin = true
        case "nie": agreement.isOpenToJoin = false
        default: reader.refuse("open_to_join", "Wybierz jedną z podanych możliwości.", "Choose one of the given values.")
        }
        agreement.recordDate = reader.period(fields["record_date"], "record_date")
        agreement.verifiedOn = reader.period(fields["verified_on"], "verified_on")
    }
}
