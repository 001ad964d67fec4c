// SPDX-License-Identifier: Apache-2.0

extension Practice: RevisedDocument {
    public static var kind: DocumentKind { .practice }
    public var documentID: String { id.text }
    public var documentName: String { name.polish }

    public var documentValue: DocumentValue {
        var fields = DocumentFieldWriter()
        fields.set("id", id)
        fields.set(word: "kind", kind)
        fields.set("number", number)
        fields.set("part_of", partOf)
        fields.set("name", name)
        fields.set("summary", summary)
        fields.set("description", description)
        fields.set("conditions", conditions)
        fields.set("problems", problemIDs)
        fields.set("targets", targetIDs)
        fields.set("services", serviceIDs)
        fields.set("results", results)
        fields.set("places", places)
        fields.set("materials", materials)
        fields.set("contact", contact)
        fields.set("agreements", agreementIDs)
        fields.set("lead", leadID)
        fields.set("source", sourceID)
        fields.set("record_date", recordDate)
        fields.set("verified_on", verifiedOn)
        fields.set("note", note)
        return .record(fields.fields)
    }

    public init(documentValue: DocumentValue) throws {
        let fields = try DocumentFieldReader(documentValue)
        self.init(
            id: try fields.value("id"), kind: try fields.word("kind"), number: try fields.wholeNumber("number"),
            partOf: try fields.optional("part_of"), name: try fields.localizedText("name"), summary: try fields.localizedText("summary"),
            description: try fields.localizedText("description"), conditions: try fields.localizedText("conditions"),
            problemIDs: try fields.texts("problems"), targetIDs: try fields.texts("targets"), serviceIDs: try fields.texts("services"),
            results: try fields.parts("results"), places: try fields.parts("places"), materials: try fields.parts("materials"),
            contact: try fields.part("contact"), agreementIDs: try fields.values("agreements"), leadID: try fields.optional("lead"),
            sourceID: try fields.text("source"), recordDate: try fields.optional("record_date"), verifiedOn: try fields.optional("verified_on"),
            note: try fields.localizedText("note"))
    }
}

extension PracticeResult: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("measure", measure)
        fields.set("value", value)
        fields.set("unit", unit)
        fields.set("period", period)
    }

    init(_ fields: DocumentFieldReader) throws {
        guard let value = try fields.number("value") else { throw fields.fault("value", "a number") }
        self.init(
            measure: try fields.localizedText("measure"), value: value, unit: try fields.localizedText("unit"),
            period: try fields.optional("period"))
    }
}

extension PracticePlace: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        switch member {
        case .institution(let id): fields.set("institution", id)
        case .unit(let code): fields.set("unit", code)
        }
        fields.set("since", since)
        fields.set("until", until)
        fields.set("note", note)
    }

    init(_ fields: DocumentFieldReader) throws {
        let member: Member =
            if let id = try fields.optional("institution", InstitutionID.self) { .institution(id) } else { .unit(try fields.value("unit")) }
        self.init(
            member, since: try fields.optional("since"), until: try fields.optional("until"), note: try fields.localizedText("note"))
    }
}

extension PracticeMaterial: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("title", title)
        fields.set("address", address)
    }

    init(_ fields: DocumentFieldReader) throws { self.init(title: try fields.text("title"), address: try fields.text("address")) }
}
