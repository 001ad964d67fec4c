// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import OpenReferral
import Testing

@Suite("Lists of the HSDS API")
struct HSDSPagingTests {
    @Test("pages walk every list once", arguments: [1, 2, 7, 100, 1000])
    func walk(perPage: Int) throws {
        let directory = try HSDSFixtures.directory(and: 40)
        // Three services of the rich institution at two places, two of the third at one, two of each of the others.
        let expected: [HSDSDirectory.Resource: Int] = [.organizations: 43, .services: 3 + 0 + 2 + 80, .serviceAtLocations: 6 + 0 + 2 + 80, .taxonomies: 5]
        for resource in HSDSDirectory.Resource.allCases {
            for search in [nil, "ops"] as [String?] {
                var ids: [String] = []
                var number = 1
                while true {
                    let page = try directory.pageObject(resource, number, perPage: perPage) { $0.search = search }
                    let contents = try #require(page["contents"] as? [JSONObject])
                    ids += contents.compactMap { $0["id"] as? String }
                    #expect(page["size"] as? Int == contents.count && page["page_number"] as? Int == number)
                    #expect(page["first_page"] as? Bool == (number == 1))
                    #expect(page["empty"] as? Bool == contents.isEmpty)
                    if page["last_page"] as? Bool == true {
                        #expect(page["total_items"] as? Int == ids.count)
                        #expect(page["total_pages"] as? Int == (ids.isEmpty ? 0 : number))
                        break
                    }
                    #expect(contents.count == perPage)
                    number += 1
                    try #require(number < 2000)
                }
                #expect(Set(ids).count == ids.count)
                if search == nil, let count = expected[resource] { #expect(ids.count == count) }
                for id in ids.prefix(20) { #expect(directory.object(of: resource, id: id) != nil) }
            }
        }
    }

    @Test("pages that are not there name the range")
    func refused() throws {
        let directory = try HSDSFixtures.directory()
        func error(_ number: Int, _ perPage: Int, _ change: (inout HSDSFilter) -> Void = { _ in }) -> HSDSRequestError? {
            #expect(throws: HSDSRequestError.self) { try directory.pageObject(.services, number, perPage: perPage, change) }
        }
        #expect(error(0, 10) == .page(0, last: 1))
        #expect(error(2, 10) == .page(2, last: 1))
        #expect(error(1, 0) == .perPage(0, limit: 1000))
        #expect(error(.max, .max) == .perPage(.max, limit: 1000))
        #expect(error(.max, 1000) == .page(.max, last: 1))
        #expect(error(1, 10) { $0.postcode = "33100" } == .postcode("33100"))
        #expect(error(1, 10) { $0.proximity = 5 } == .proximityWithoutPostcode)
        #expect(error(1, 10) { $0.postcode = "33-100"; $0.proximity = .nan } != nil)
        #expect(HSDSRequestError.page(9, last: 4).errorDescription == "page is 9: expected 1…4")
    }

    @Test("filters")
    func filters() throws {
        let directory = try HSDSFixtures.directory(and: 10)
        func names(_ change: (inout HSDSFilter) -> Void) throws -> [String] {
            let contents = try #require(try directory.pageObject(.services, 1, perPage: 1000, change)["contents"] as? [JSONObject])
            return contents.compactMap { $0["name"] as? String }
        }
        #expect(try names { $0.organizationID = HSDSIdentifier(institution: "gops-wzor").text.uppercased() } == ["Dom", "noclegownia", "praca socjalna"])
        #expect(try names { $0.organizationID = "x" } == [])
        #expect(try names { $0.taxonomyTermID = HSDSVocabulary.termID("noclegownia").text } == ["noclegownia", "noclegownia", "noclegownia"])
        #expect(try names { $0.taxonomyTermID = HSDSVocabulary.termID(.noclegownia).text }.count == 2)
        #expect(try names { $0.taxonomyTermID = "x" } == [])
        #expect(try names { $0.taxonomyID = HSDSVocabulary.Kind.problem.id.text }.count == 14)
        #expect(try names { $0.search = "NOCLEG" }.count == 3)
        #expect(try names { $0.search = "lodz praca" }.count == 10)
        #expect(try names { $0.search = "   " }.count == 25)
        #expect(try names { $0.institutions = [try! InstitutionID("ops-3")]; $0.search = "nic" }.count == 2)
        // The records of 2024 (2), of March 2026 (3), and those that show the source's own date of 2025 (2).
        #expect(try names { $0.modifiedAfter = Period(year: 2024) }.count == 4 + 3 + 2)
        #expect(try names { $0.modifiedAfter = Period(year: 2026, month: 3, day: 6) }.count == 3)
        #expect(try names { $0.modifiedAfter = Period(year: 2026, month: 3, day: 7) }.isEmpty)
    }

    @Test("a postcode and a distance from it")
    func postcode() throws {
        let directory = try HSDSFixtures.directory(and: 4)
        func places(_ metres: Double?) throws -> Int { try directory.ids(.serviceAtLocations) { $0.postcode = "33-100"; $0.proximity = metres }.count }
        // Both institutions with the postcode: three services at two places, two at one.
        #expect(try places(nil) == 8)
        // The two points lie 3.6 km on either side of their mean; the branch has no point.
        #expect(try places(1000) == 0)
        #expect(try places(4000) == 5)
        #expect(try directory.ids(.serviceAtLocations) { $0.postcode = "00-001" } == [])
    }

    @Test("only ids and dates")
    func minimal() throws {
        let directory = try HSDSFixtures.directory(and: 600)
        let page = try jsonObject(try directory.page(of: .services, number: 1, perPage: 5000, filter: { var filter = HSDSFilter(); filter.minimal = true; return filter }()))
        let contents = try #require(page["contents"] as? [JSONObject])
        #expect(contents.count == 1205)
        #expect(contents.allSatisfy { Set($0.keys) == ["id", "modified_date"] })
    }

    @Test("terms by taxonomy and by the term above")
    func terms() throws {
        let directory = try HSDSFixtures.directory()
        let shelter = HSDSVocabulary.termID("schronienie").text
        #expect(try directory.ids(.taxonomyTerms) { $0.parentID = shelter } == [HSDSVocabulary.termID("noclegownia").text])
        let services = try directory.ids(.taxonomyTerms) { $0.taxonomyID = HSDSVocabulary.Kind.serviceType.id.text }
        #expect(services.count == 3)
        let leaves = try directory.ids(.taxonomyTerms) { $0.taxonomyID = HSDSVocabulary.Kind.serviceType.id.text; $0.topOnly = true }
        #expect(leaves.count == 2 && !leaves.contains(shelter))
        #expect(try directory.ids(.taxonomyTerms).count == 6 + InstitutionType.allCases.count + HSDSFact.allCases.count)
    }
}
