// SPDX-License-Identifier: Apache-2.0

import Atlas

extension JSONValue {
    private static func texts(_ text: LocalizedText) -> JSONValue { text.isEmpty ? .null : .localized(text) }

    private static func terms(_ ids: [String], _ taxonomy: Taxonomy) -> JSONValue {
        .array(ids.map { id in ["id": .string(id), "name": taxonomy.term(id).map { .localized($0.name) } ?? .null] })
    }

    private static func subject(_ member: PracticePlace.Member, _ directory: DirectorySnapshot, _ territory: Territory) -> [(String, JSONValue)] {
        switch member {
        case .institution(let id):
            [("institution", .string(id.text)), ("terc", .null), ("name", JSONValue(directory.index.entry(id)?.name))]
        case .unit(let code):
            [("institution", .null), ("terc", .string(code.stem)), ("name", JSONValue(territory.unit(code)?.unit.fullName))]
        }
    }

    static func practice(_ practice: Practice, _ directory: DirectorySnapshot, _ snapshot: AtlasSnapshot) -> JSONValue {
        let source = snapshot.sources[practice.sourceID]
        let contact: JSONValue =
            practice.contact.map { contact in
                [
                    "name": JSONValue(contact.name), "role": JSONValue(contact.role),
                    "phone": contact.phone.map { ["text": .string($0.text), "number": JSONValue($0.number)] } ?? .null,
                    "email": JSONValue(contact.email),
                ]
            } ?? .null
        let results = practice.results.map { result -> JSONValue in
            [
                "measure": .localized(result.measure), "value": .number(result.value), "unit": .localized(result.unit),
                "period": JSONValue(result.period?.text),
            ]
        }
        let places = practice.places.map { place -> JSONValue in
            .members(
                subject(place.member, directory, snapshot.territory) + [
                    ("since", JSONValue(place.since?.text)), ("until", JSONValue(place.until?.text)), ("note", texts(place.note)),
                ])
        }
        return [
            "id": .string(practice.id.text), "kind": .string(practice.kind.rawValue), "number": practice.number.map(JSONValue.integer) ?? .null,
            "part_of": JSONValue(practice.partOf?.text), "name": .localized(practice.name), "summary": .localized(practice.summary),
            "description": texts(practice.description), "conditions": texts(practice.conditions),
            "problems": terms(practice.problemIDs, directory.taxonomy), "targets": terms(practice.targetIDs, directory.taxonomy),
            "services": terms(practice.serviceIDs, directory.taxonomy), "results": .array(results), "places": .array(places),
            "materials": .array(practice.materials.map { ["title": .string($0.title), "url": .string($0.address)] }), "contact": contact,
            "agreements": .array(practice.agreementIDs.map { .string($0.text) }), "lead": JSONValue(practice.leadID?.text),
            "source": [
                "id": .string(practice.sourceID), "name": source.map { .localized($0.name) } ?? .null, "url": JSONValue(source?.url),
                "licence": source.map { .localized($0.licence) } ?? .null,
            ],
            "record_date": JSONValue(practice.recordDate?.text), "verified_on": JSONValue(practice.verifiedOn?.text), "note": texts(practice.note),
        ]
    }

    static func recommendation(_ row: RecommendationsModel.Row, _ model: RecommendationsModel) -> JSONValue {
        let recommendation = row.recommendation
        let answer: JSONValue =
            recommendation.answer.map { answer in
                [
                    "verdict": .string(answer.verdict.rawValue), "respondent": .localized(answer.respondent), "explanation": texts(answer.explanation),
                ]
            } ?? .null
        let progress = row.progress.map { report -> JSONValue in
            .members(
                subject(report.subject, model.directory, model.territory) + [
                    ("status", .string(report.status.rawValue)), ("date", .string(report.date.text)), ("note", texts(report.note)),
                ])
        }
        return [
            "id": .string(recommendation.id.text), "report": .string(recommendation.reportID), "number": .integer(recommendation.number),
            "text": .localized(recommendation.text), "addressee": texts(recommendation.addressee), "answer": answer, "progress": .array(progress),
            "record_date": JSONValue(recommendation.recordDate?.text), "note": texts(recommendation.note),
        ]
    }
}
