// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import OpenReferral
import Testing

@Suite("The directory as HSDS objects")
struct HSDSDirectoryTests {
    @Test("every object has what the schemas ask for", arguments: [false, true])
    func rules(english: Bool) throws {
        let directory = try HSDSFixtures.directory(and: 3, english: english)
        let kinds: [(HSDSDirectory.Resource, String)] = [
            (.services, "service"), (.organizations, "organization"), (.serviceAtLocations, "service_at_location"), (.taxonomies, "taxonomy"),
            (.taxonomyTerms, "taxonomy_term"),
        ]
        #expect(kinds.count == HSDSDirectory.Resource.allCases.count)
        var count = 0
        for (resource, kind) in kinds {
            for full in [false, true] {
                let contents = try #require(
                    try directory.pageObject(resource) {
                        $0.full = full
                        $0.fullService = full
                    }["contents"] as? [JSONObject])
                #expect(!contents.isEmpty)
                for object in contents {
                    #expect(HSDSRules.faults(object, kind, count: &count) == [])
                    let id = try #require(object["id"] as? String)
                    for fullService in [false, true] {
                        let data = try #require(directory.object(of: resource, id: id, fullService: fullService))
                        #expect(HSDSRules.faults(try jsonObject(data), kind, count: &count) == [])
                        #expect(directory.object(of: resource, id: id.uppercased(), fullService: fullService) == data)
                    }
                }
            }
        }
        #expect(count > 2000)
    }

    @Test("the rules find faults")
    func rulesFind() {
        var count = 0
        #expect(!HSDSRules.faults(["id": "x", "name": "n"], "organization", count: &count).isEmpty)
        #expect(HSDSRules.faults(["id": UUID().uuidString.lowercased(), "status": "open", "name": "n"], "service", count: &count) == ["service.status is “open”"])
    }

    @Test("members are in order and slashes as they are")
    func form() throws {
        let directory = try HSDSFixtures.directory()
        let text = String(decoding: try #require(directory.object(of: .organizations, id: HSDSIdentifier(institution: "gops-wzor").text)), as: UTF8.self)
        #expect(text.hasPrefix("{\"alternate_name\":\"GOPS\",\"attributes\":["))
        #expect(text.contains("https://wz%C3%B3r.example.pl/%C5%9Bcie%C5%BCka"))
        #expect(!text.contains("null"))
    }

    @Test("an institution's words and those made from its type")
    func descriptions() throws {
        let polish = try HSDSFixtures.directory()
        let english = try HSDSFixtures.directory(english: true)
        func description(_ directory: HSDSDirectory, _ id: String) throws -> String? {
            try jsonObject(try #require(directory.object(of: .organizations, id: HSDSIdentifier(institution: id).text)))["description"] as? String
        }
        #expect(try description(polish, "gops-wzor") == "Pomaga.")
        #expect(try description(english, "gops-wzor") == "Helps.")
        #expect(try description(polish, "fundacja-x") == "Organizacja pozarządowa.")
        #expect(try description(english, "fundacja-x") == "Non-governmental organisation.")
    }

    @Test("a service has its type, whom it is for, the problems, and the law")
    func terms() throws {
        let directory = try HSDSFixtures.directory()
        let services = try #require(try directory.pageObject(.services) { $0.full = true }["contents"] as? [JSONObject])
        let shelter = try #require(services.first { $0["name"] as? String == "Dom" })
        let codes = try #require(shelter["attributes"] as? [JSONObject]).compactMap { ($0["taxonomy_term"] as? JSONObject)?["code"] as? String }
        #expect(codes == ["schronienie", "seniorzy", "bezdomnosc", "statutory", "own-entry", "capacity", "free-places", "free-places-on"])
        #expect(shelter["alternate_name"] as? String == "schronienie")
        #expect(shelter["assured_date"] as? String == "2026-03-06")
        let areas = try #require(shelter["service_areas"] as? [JSONObject])
        #expect(areas.map { $0["extent"] as? String } == ["TERC 121604"])
        // Own entry and statutory task of the same term: one service.
        #expect(services.filter { $0["organization_id"] as? String == HSDSIdentifier(institution: "gops-wzor").text }.count == 3)
        #expect((shelter["service_at_locations"] as? [JSONObject])?.count == 2)
    }

    @Test("hours are rules with the words beside them")
    func hours() throws {
        let record = HSDSRecord(try HSDSFixtures.institutions()[0], HSDSContext(taxonomy: .empty, sources: [], english: false, nestsTerms: false) { _ in nil })
        let schedules = try #require(record.location(0).schedules)
        #expect(schedules.map(\.byday) == ["MO,TU", "FR", "FR"])
        #expect(schedules.map(\.opensAt) == ["07:30+01:00", "08:00+01:00", "13:00+01:00"])
        #expect(schedules.map(\.closesAt) == ["15:30+01:00", "12:00+01:00", "00:00+01:00"])
        #expect(Set(schedules.map(\.description)) == ["pn-wt 7.30-15.30\npt 8-12, 13-24"])
        let words = try #require(record.location(1).schedules)
        #expect(words.count == 1 && words[0].freq == nil && words[0].description == "po umówieniu")
    }

    @Test("what is not there")
    func unknown() throws {
        let directory = try HSDSFixtures.directory()
        let strange = ["", "x", "gops-wzor", "00000000-0000-0000-0000-000000000000", "\u{0}", String(repeating: "9", count: 10_000)]
        // A service's id with its last digit changed still has the first half of an institution that is there.
        let near = try #require(try directory.ids(.services).first).dropLast() + "x"
        for resource in HSDSDirectory.Resource.allCases {
            for id in strange + [String(near)] { #expect(directory.object(of: resource, id: id) == nil) }
        }
        // An id of another list.
        let service = try #require(try directory.ids(.services).first)
        #expect(directory.object(of: .organizations, id: service) == nil)
        #expect(directory.object(of: .serviceAtLocations, id: service) == nil)
    }

    @Test("an empty directory")
    func empty() throws {
        let directory = HSDSDirectory(institutions: [], taxonomy: .empty, sources: []) { _ in nil }
        for resource in [HSDSDirectory.Resource.services, .organizations, .serviceAtLocations] {
            let page = try directory.pageObject(resource)
            #expect(page["total_items"] as? Int == 0 && page["total_pages"] as? Int == 0 && page["empty"] as? Bool == true)
            #expect(page["first_page"] as? Bool == true && page["last_page"] as? Bool == true)
        }
        #expect(try directory.ids(.taxonomies).count == 5)
    }

    @Test("after changes it is as if made anew", arguments: [false, true])
    func applying(movesOthers: Bool) throws {
        let before = try HSDSFixtures.directory(and: 5)
        var institutions = before.institutions.sorted { $0.id < $1.id }
        let sorted = HSDSDirectory(institutions: institutions, taxonomy: HSDSFixtures.taxonomy, sources: HSDSFixtures.sources, unitName: HSDSFixtures.unitName)
        // More services, more places, no services of its own, another type with other tasks.
        var changed = institutions.filter { ["fundacja-x", "ops-1", "gops-wzor", "ops-4"].contains($0.id.text) }
        #expect(changed.count == 4)
        for index in changed.indices {
            switch changed[index].id.text {
            case "fundacja-x": changed[index].services = [Service(termID: "noclegownia"), Service(termID: "schronienie")]
            case "ops-1": changed[index].locations += [Location(address: PostalAddress(locality: "Zgierz"), gmina: nil, point: nil)]
            case "gops-wzor": changed[index].services = []
            default: changed[index].type = .ngo
            }
        }
        var removed = [try InstitutionID("nobody-knows")]
        if movesOthers {
            var new = changed[1]
            new.id = try InstitutionID("ops-11")
            changed.append(new)
            removed += [try InstitutionID("ops-0"), try InstitutionID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")]
        }
        institutions.removeAll { entry in removed.contains(entry.id) || changed.contains { $0.id == entry.id } }
        institutions = (institutions + changed).sorted { $0.id < $1.id }
        let anew = HSDSDirectory(institutions: institutions, taxonomy: HSDSFixtures.taxonomy, sources: HSDSFixtures.sources, unitName: HSDSFixtures.unitName)
        let applied = sorted.applying(changed.shuffled(), removed: removed)
        #expect(applied.institutions.map(\.id) == anew.institutions.map(\.id))
        #expect(applied.servicesBefore == anew.servicesBefore && applied.placesBefore == anew.placesBefore)
        #expect(applied.servicesBefore != sorted.servicesBefore)
        for resource in [HSDSDirectory.Resource.services, .organizations, .serviceAtLocations] {
            #expect(try applied.page(of: resource, number: 1, perPage: 1000) == anew.page(of: resource, number: 1, perPage: 1000))
            for id in try anew.ids(resource) { #expect(applied.object(of: resource, id: id) == anew.object(of: resource, id: id)) }
        }
        for id in removed { #expect(applied.object(of: .organizations, id: HSDSIdentifier(institution: id.text).text) == nil) }
    }
}
