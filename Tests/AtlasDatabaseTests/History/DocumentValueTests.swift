// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import AtlasDatabase

/// Documents as canonical JSON and back.
@Suite struct DocumentValueTests {
    @Test func everyFieldOfEveryKindComesBack() throws {
        let institution = try DirectoryTests.full()
        #expect(try Institution(documentValue: institution.documentValue) == institution)
        let agreement = try AgreementStorageTests.full()
        #expect(try Agreement(documentValue: agreement.documentValue) == agreement)
        let practice = try KnowledgeTests.practice()
        #expect(try Practice(documentValue: practice.documentValue) == practice)
        // And through Codable, as drafts keep them.
        #expect(try JSONDecoder().decode(Institution.self, from: JSONEncoder().encode(institution)) == institution)
        #expect(try JSONDecoder().decode(Agreement.self, from: JSONEncoder().encode(agreement)) == agreement)
        #expect(try JSONDecoder().decode(Practice.self, from: JSONEncoder().encode(practice)) == practice)
    }

    @Test func theEndOfAnAgreementIsOneOfThree() throws {
        for end in [Agreement.End.open, .notStated, .on(Period(year: 2027, month: 3))] {
            var agreement = try AgreementStorageTests.full()
            agreement.end = end
            #expect(try Agreement(documentValue: agreement.documentValue).end == end)
        }
    }

    @Test func theTextIsCanonical() throws {
        let plain = Institution(id: try InstitutionID("pup-busko"), type: .pup, name: "Urząd „Pracy” \"\\\n", sourceID: "test")
        #expect(plain.documentValue.json == #"{"id":"pup-busko","name":"Urząd „Pracy” \"\\\n","source":"test","type":"PUP"}"#)
        let institution = try DirectoryTests.full()
        let json = institution.documentValue.json
        #expect(try DocumentValue(json: json) == institution.documentValue)
        #expect(try DocumentValue(json: json).json == json)
        #expect(json.contains(#""capacity":30,"#) && json.contains(#""longitude":20.05,"#) && !json.contains("null"))
        // Foundation agrees about what the text says.
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["name"] as? String == institution.name)
    }

    @Test func theSameStateHasTheSameVersion() throws {
        let institution = try DirectoryTests.full()
        var other = institution
        other.area[0] = ServedArea(code: try TERYTCode("260101"), basis: .statutory)
        #expect(DocumentVersion(of: other) == DocumentVersion(of: institution), "the kind digit is no part of the identity")
        other.note = "inna"
        #expect(DocumentVersion(of: other) != DocumentVersion(of: institution))
        #expect(DocumentVersion(of: institution).rawValue.count == 32)
    }

    @Test func badDocumentsAreRefusedWithTheWayToTheValue() throws {
        let cases: [(String, String)] = [
            (#"{"id":"A","type":"PUP"}"#, "id"), (#"{"id":"pup","type":"X"}"#, "type"), (#"{"type":"PUP"}"#, "id"), ("[]", ""),
            (#"{"id":"pup","type":"PUP","record_date":"2026-02-30"}"#, "record_date"),
            (#"{"id":"pup","type":"PUP","services":[{"term":"a","capacity":1.5}]}"#, "services[0].capacity"),
            (#"{"id":"pup","type":"PUP","locations":[{"point":{"longitude":1,"latitude":2,"precision":"address"}}]}"#, "locations[0].point"),
            (#"{"id":"pup","type":"PUP","locations":[{},{"hours":{"text":"x","schedule":"9 1-2"}}]}"#, "locations[1].hours.schedule"),
            (#"{"id":"pup","type":"PUP","emails":"a"}"#, "emails"),
        ]
        for (json, path) in cases {
            let fault = #expect(throws: DocumentFault.self) { try Institution(documentValue: DocumentValue(json: json)) }
            #expect(fault?.path == path, "\(json)")
        }
        for json in ["", "{", "null", #"{"a":null}"#] {
            #expect(throws: DocumentFault.self) { try DocumentValue(json: json) }
        }
    }
}
