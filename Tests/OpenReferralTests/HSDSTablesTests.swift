// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import OpenReferral
import Testing

@Suite("The directory as HSDS tables")
struct HSDSTablesTests {
    private func tables() throws -> [(name: String, text: String)] {
        try HSDSTables.write(institutions: HSDSFixtures.institutions(), taxonomy: HSDSFixtures.taxonomy, sources: HSDSFixtures.sources, unitName: HSDSFixtures.unitName)
    }

    @Test("a file for each table and one that describes them")
    func files() throws {
        let files = try tables()
        #expect(files.map(\.name) == HSDSTable.allCases.map(\.file) + ["datapackage.json"])
        #expect(Set(files.map(\.name)).isSuperset(of: ["addresses.csv", "taxonomies.csv", "service_at_location.csv", "funding.csv", "cost_options.csv"]))
        for (table, file) in zip(HSDSTable.allCases, files) { #expect(file.text.hasPrefix(table.columns.joined(separator: ",") + "\n")) }
        #expect(HSDSTable.allCases.allSatisfy { Set($0.requiredColumns).isSubset(of: $0.columns) })
    }

    @Test("the package names what is in the files")
    func package() throws {
        let files = try tables()
        let package = try jsonObject(Data(try #require(files.last).text.utf8))
        let resources = try #require(package["resources"] as? [JSONObject])
        #expect(resources.compactMap { $0["path"] as? String } == files.dropLast().map(\.name))
        let names = Set(resources.compactMap { $0["name"] as? String })
        for resource in resources {
            let schema = try #require(resource["schema"] as? JSONObject)
            for key in try #require(schema["foreignKeys"] as? [JSONObject]) {
                let other = try #require((key["reference"] as? JSONObject)?["resource"] as? String)
                #expect(other.isEmpty || names.contains(other))
            }
        }
    }

    @Test("rows hold what the objects hold, and quote what needs it")
    func rows() throws {
        let texts = Dictionary(uniqueKeysWithValues: try tables().map { ($0.name, $0.text) })
        let organizations = try #require(texts["organizations.csv"])
        #expect(organizations.contains(",Gminny Ośrodek Pomocy Społecznej,GOPS,Pomaga.,a@example.pl,https://wz%C3%B3r.example.pl/%C5%9Bcie%C5%BCka,"))
        #expect(organizations.contains("017f22e2-79b0-7cc3-98c4-dc0c0c07398f,Noclegownia"))
        #expect(try #require(texts["attributes.csv"]).contains("\"uwaga, \"\"z cudzysłowem\"\"\""))
        #expect(try #require(texts["schedules.csv"]).contains("WEEKLY,1,\"MO,TU\""))
        #expect(try #require(texts["locations.csv"]).contains("50.01,20.9"))
        #expect(texts["programs.csv"] == "id,organization_id,name,alternate_name,description\n")
    }

    @Test("columns are the members with one value", arguments: [
        (HSDSTable.organization, "tax_status"), (.service, "interpretation_services"), (.schedule, "bymonthday"), (.attribute, "link_entity"),
    ])
    func columns(table: HSDSTable, column: String) {
        #expect(table.columns.contains(column))
        #expect(Set(table.columns).count == table.columns.count)
        #expect(table.columns.first == "id")
    }
}
