// SPDX-License-Identifier: Apache-2.0

extension Agreement: RevisedDocument {
    public static var kind: DocumentKind { .agreement }
    public var documentID: String { id.text }
    public var documentName: String { title }

    public var documentValue: DocumentValue {
        var fields = DocumentFieldWriter()
        fields.set("id", id)
        fields.set(word: "kind", kind)
        fields.set("title", title)
        fields.set(word: "form", form)
        fields.set("subject", subject)
        fields.set("parties", parties)
        fields.set("signed", signed)
        fields.set("valid_from", validFrom)
        fields.set("valid_to", end.documentText)
        fields.set("terminated_on", terminatedOn)
        fields.set("renews", renews)
        fields.set("legal_basis", legalBasis)
        fields.set("area", area)
        fields.set("targets", targetIDs)
        fields.set("services", serviceIDs)
        fields.set("programmes", programmes.map(\.rawValue))
        fields.set("actions", actions)
        fields.set("funding", funding)
        fields.set("effects", effects)
        fields.set("deadlines", deadlines)
        fields.set("information_exchange", informationExchange)
        fields.set("risks", risks)
        fields.set("monitoring", monitoring)
        fields.set("open_to_join", isOpenToJoin)
        fields.set("amendments", amendments)
        fields.set("attachments", attachments)
        fields.set("source", sourceID)
        fields.set("record_date", recordDate)
        fields.set("verified_on", verifiedOn)
        fields.set("note", note)
        return .record(fields.fields)
    }

    public init(documentValue: DocumentValue) throws {
        let fields = try DocumentFieldReader(documentValue)
        self.init(
            id: try fields.value("id"), kind: try fields.word("kind"), title: try fields.text("title"), form: try fields.word("form"),
            subject: try fields.text("subject"), parties: try fields.parts("parties"), signed: try fields.optional("signed"),
            validFrom: try fields.optional("valid_from"), end: try End(fields, "valid_to"), terminatedOn: try fields.optional("terminated_on"),
            renews: try fields.optional("renews"), legalBasis: try fields.texts("legal_basis"), area: try fields.values("area"),
            targetIDs: try fields.texts("targets"), serviceIDs: try fields.texts("services"), programmes: try fields.words("programmes"),
            actions: try fields.parts("actions"), funding: try fields.parts("funding"), effects: try fields.parts("effects"),
            deadlines: try fields.parts("deadlines"), informationExchange: try fields.part("information_exchange"),
            risks: try fields.optionalText("risks"), monitoring: try fields.optionalText("monitoring"),
            isOpenToJoin: try fields.flag("open_to_join"), amendments: try fields.parts("amendments"),
            attachments: try fields.parts("attachments"), sourceID: try fields.text("source"), recordDate: try fields.optional("record_date"),
            verifiedOn: try fields.optional("verified_on"), note: try fields.optionalText("note"))
    }
}

extension Agreement.End {
    /// A period, `open`, or nothing when it is not stated.
    fileprivate var documentText: String? {
        switch self {
        case .on(let period): period.text
        case .open: "open"
        case .notStated: nil
        }
    }

    fileprivate init(_ fields: DocumentFieldReader, _ key: String) throws {
        switch try fields.optionalText(key) {
        case nil: self = .notStated
        case "open": self = .open
        default: self = .on(try fields.value(key))
        }
    }
}

extension AgreementParty: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        switch member {
        case .institution(let id): fields.set("institution", id)
        case .all(let type, let code):
            fields.set(word: "type", type)
            fields.set("unit", code)
        }
        fields.set(word: "role", role)
        fields.set("name", name)
        fields.set("signatory", signatory)
        fields.set("contact", contact)
    }

    init(_ fields: DocumentFieldReader) throws {
        let member: Member =
            if let id = try fields.optional("institution", InstitutionID.self) { .institution(id) } else {
                .all(try fields.word("type"), try fields.value("unit"))
            }
        self.init(
            member, role: try fields.word("role"), name: try fields.optionalText("name"), signatory: try fields.optionalText("signatory"),
            contact: try fields.part("contact"))
    }
}

extension JointAction: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("description", description)
        fields.set("from", from)
        fields.set("to", to)
        fields.set("responsible", responsible)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            description: try fields.text("description"), from: try fields.optional("from"), to: try fields.optional("to"),
            responsible: try fields.optional("responsible"))
    }
}

extension AgreementFunding: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("source", source)
        fields.set("amount_grosze", amountGrosze)
        fields.set("note", note)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            source: try fields.text("source"), amountGrosze: try fields.wholeNumber("amount_grosze"), note: try fields.optionalText("note"))
    }
}

extension ExpectedEffect: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("description", description)
        fields.set("measure", measure)
        fields.set("target", target)
        fields.set("reached", reached)
        fields.set("reached_on", reachedOn)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            description: try fields.text("description"), measure: try fields.optionalText("measure"), target: try fields.number("target"),
            reached: try fields.number("reached"), reachedOn: try fields.optional("reached_on"))
    }
}

extension AgreementDeadline: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("duty", duty)
        fields.set("event", event)
        fields.set(word: "direction", direction)
        fields.set("working_days", workingDays)
    }

    init(_ fields: DocumentFieldReader) throws {
        guard let days = try fields.wholeNumber("working_days") else { throw fields.fault("working_days", "a whole number") }
        self.init(
            duty: try fields.text("duty"), event: try fields.text("event"), direction: try fields.word("direction"), workingDays: days)
    }
}

extension InformationExchange: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("scope", scope)
        fields.set("means", means)
        fields.set("safeguards", safeguards)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            scope: try fields.text("scope"), means: try fields.optionalText("means"), safeguards: try fields.optionalText("safeguards"))
    }
}

extension AgreementAmendment: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("date", date)
        fields.set("subject", subject)
    }

    init(_ fields: DocumentFieldReader) throws { self.init(date: try fields.value("date"), subject: try fields.text("subject")) }
}

extension AgreementAttachment: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("title", title)
        fields.set("address", address)
    }

    init(_ fields: DocumentFieldReader) throws { self.init(title: try fields.text("title"), address: try fields.text("address")) }
}
