// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `datapackage.json`: the description of the tables after the Tabular Data Package specification.
enum HSDSDataPackage {
    static func text() throws -> String {
        let package = Package(
            name: "powiatlas-hsds", title: "Open Referral HSDS 3.0", profile: "tabular-data-package",
            resources: HSDSTable.allCases.map { table in
                Resource(
                    name: table.rawValue, path: table.file, profile: "tabular-data-resource", format: "csv", mediatype: "text/csv", encoding: "utf-8",
                    schema: Schema(
                        fields: table.columns.map { field($0, of: table) }, primaryKey: "id",
                        foreignKeys: table.columns.compactMap { key($0, of: table) }))
            })
        let encoder = HSDSJSON.encoder()
        encoder.outputFormatting.insert(.prettyPrinted)
        return String(decoding: try encoder.encode(package), as: UTF8.self) + "\n"
    }

    private struct Package: Encodable {
        let name: String
        let title: String
        let profile: String
        let resources: [Resource]
    }

    private struct Resource: Encodable {
        let name: String
        let path: String
        let profile: String
        let format: String
        let mediatype: String
        let encoding: String
        let schema: Schema
    }

    private struct Schema: Encodable {
        let fields: [Field]
        let primaryKey: String
        let foreignKeys: [ForeignKey]
    }

    private struct Field: Encodable {
        let name: String
        let type: String
        let format: String?
        let constraints: Constraints?
    }

    private struct Constraints: Encodable {
        let required: Bool?
        let unique: Bool?
        let options: [String]?

        enum CodingKeys: String, CodingKey {
            case required, unique
            case options = "enum"
        }
    }

    private struct ForeignKey: Encodable {
        let fields: String
        let reference: Reference
    }

    private struct Reference: Encodable {
        let resource: String
        let fields: String
    }

    private static func field(_ column: String, of table: HSDSTable) -> Field {
        let isRequired = table.requiredColumns.contains(column)
        let isID = column == "id"
        let options = options(column, of: table)
        let isConstrained = isRequired || isID || options != nil
        return Field(
            name: column, type: type(column, of: table), format: format(column, of: table),
            constraints: isConstrained ? Constraints(required: isRequired ? true : nil, unique: isID ? true : nil, options: options) : nil)
    }

    private static func key(_ column: String, of table: HSDSTable) -> ForeignKey? {
        table.referenced(by: column).map { other in
            ForeignKey(fields: column, reference: Reference(resource: other == table ? "" : other.rawValue, fields: "id"))
        }
    }

    private static let numbers: Set<String> = [
        "latitude", "longitude", "extension", "year_incorporated", "minimum_age", "maximum_age", "timezone", "count", "interval", "amount",
    ]

    private static let dates: Set<String> = ["valid_from", "valid_to", "dtstart", "until", "assured_date"]

    private static func type(_ column: String, of table: HSDSTable) -> String {
        if numbers.contains(column) { return "number" }
        if dates.contains(column) { return "date" }
        // Times carry their offset, which the package's own type for times does not know; the date of a change may be unknown.
        return column == "last_modified" ? "datetime" : "string"
    }

    private static func format(_ column: String, of table: HSDSTable) -> String? {
        if column == "id" || table.referenced(by: column) != nil || ["link_id", "resource_id"].contains(column) { return "uuid" }
        if ["email", "assurer_email"].contains(column) { return "email" }
        let isAddress = ["url", "website", "uri", "term_uri", "schedule_link"].contains(column)
        return isAddress && table != .serviceArea ? "uri" : nil
    }

    private static func options(_ column: String, of table: HSDSTable) -> [String]? {
        switch (table, column) {
        case (.location, "location_type"), (.address, "address_type"): HSDSLocation.LocationType.allCases.map(\.rawValue)
        case (.service, "status"): HSDSService.Status.allCases.map(\.rawValue)
        case (.schedule, "freq"): HSDSSchedule.Frequency.allCases.map(\.rawValue)
        case (.schedule, "wkst"): HSDSSchedule.Day.allCases.map(\.rawValue)
        default: nil
        }
    }
}
