// SPDX-License-Identifier: Apache-2.0

extension Institution: RevisedDocument {
    public static var kind: DocumentKind { .institution }
    public var documentID: String { id.text }
    public var documentName: String { name }

    public var documentValue: DocumentValue {
        var fields = DocumentFieldWriter()
        fields.set("id", id)
        fields.set(word: "type", type)
        fields.set("name", name)
        fields.set("other_names", otherNames)
        fields.set("parent", parentID)
        fields.set("run_by", runBy)
        fields.set("area", area)
        fields.set("area_note", areaNote)
        fields.set("locations", locations)
        fields.set("emails", emails)
        fields.set("website", website)
        fields.set("coordinator", coordinator)
        fields.set("services", services)
        fields.set("description", description)
        fields.set("source", sourceID)
        fields.set("record_date", recordDate)
        fields.set("verified_on", verifiedOn)
        fields.set("note", note)
        return .record(fields.fields)
    }

    public init(documentValue: DocumentValue) throws {
        let fields = try DocumentFieldReader(documentValue)
        self.init(
            id: try fields.value("id"), type: try fields.word("type"), name: try fields.text("name"), otherNames: try fields.texts("other_names"),
            parentID: try fields.optional("parent"), runBy: try fields.optionalText("run_by"), area: try fields.parts("area"),
            areaNote: try fields.optionalText("area_note"), locations: try fields.parts("locations"), emails: try fields.texts("emails"),
            website: try fields.optionalText("website"), coordinator: try fields.part("coordinator"), services: try fields.parts("services"),
            description: try fields.localizedText("description"), sourceID: try fields.text("source"),
            recordDate: try fields.optional("record_date"), verifiedOn: try fields.optional("verified_on"), note: try fields.optionalText("note"))
    }
}

extension ServedArea: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("unit", code)
        fields.set(word: "basis", basis)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(code: try fields.value("unit"), basis: try fields.word("basis"))
    }
}

extension CooperationCoordinator: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("name", name)
        fields.set("role", role)
        fields.set("phone", phone)
        fields.set("email", email)
    }

    init(_ fields: DocumentFieldReader) throws {
        let coordinator = CooperationCoordinator(
            name: try fields.optionalText("name"), role: try fields.optionalText("role"), phone: try fields.part("phone"),
            email: try fields.optionalText("email"))
        guard let coordinator else { throw DocumentFault(path: fields.path, expected: "a name, a role, a phone or an email") }
        self = coordinator
    }
}

extension Phone: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("text", text)
        fields.set("number", number)
        fields.set("extension", extensionNumber)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            text: try fields.text("text"), number: try fields.optionalText("number"), extensionNumber: try fields.optionalText("extension"))
    }
}

extension Location: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("name", name)
        fields.set("address", address)
        fields.set("gmina", gmina)
        fields.set("point", point)
        fields.set("phones", phones)
        fields.set("hours", hours)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            name: try fields.optionalText("name"), address: try fields.part("address") ?? PostalAddress(locality: ""),
            gmina: try fields.optional("gmina"), point: try fields.part("point"), phones: try fields.parts("phones"),
            hours: try fields.part("hours"))
    }
}

extension PostalAddress: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("street", street)
        fields.set("building", building)
        fields.set("postal_code", postalCode)
        fields.set("locality", locality)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            street: try fields.text("street"), building: try fields.text("building"), postalCode: try fields.text("postal_code"),
            locality: try fields.text("locality"))
    }
}

extension InstitutionPoint: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("longitude", longitude)
        fields.set("latitude", latitude)
        fields.set(word: "precision", precision)
    }

    init(_ fields: DocumentFieldReader) throws {
        guard let longitude = try fields.number("longitude"), let latitude = try fields.number("latitude"),
            let point = InstitutionPoint(longitude: longitude, latitude: latitude, precision: try fields.word("precision"))
        else { throw DocumentFault(path: fields.path, expected: "a point in Poland: longitude 14…24.3, latitude 48.9…55") }
        self = point
    }
}

extension OpeningHours: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("text", text)
        fields.set("schedule", schedule?.encoded)
    }

    init(_ fields: DocumentFieldReader) throws {
        let schedule = try fields.optionalText("schedule").map { text in
            guard let schedule = WeeklySchedule(encoded: text) else {
                throw fields.fault("schedule", "weekdays and minutes after midnight, as in 1 450-930;2 450-930")
            }
            return schedule
        }
        self.init(text: try fields.text("text"), schedule: schedule)
    }
}

extension Service: DocumentPart {
    func write(to fields: inout DocumentFieldWriter) {
        fields.set("term", termID)
        fields.set("name", name)
        fields.set("description", description)
        fields.set("targets", targetIDs)
        fields.set("eligibility", eligibility)
        fields.set("cost", cost)
        fields.set("capacity", capacity)
        fields.set("free_places", freePlaces)
        fields.set("free_places_on", freePlacesOn)
    }

    init(_ fields: DocumentFieldReader) throws {
        self.init(
            termID: try fields.text("term"), name: try fields.optionalText("name"), description: try fields.optionalText("description"),
            targetIDs: try fields.texts("targets"), eligibility: try fields.optionalText("eligibility"), cost: try fields.optionalText("cost"),
            capacity: try fields.wholeNumber("capacity"), freePlaces: try fields.wholeNumber("free_places"),
            freePlacesOn: try fields.optional("free_places_on"))
    }
}
