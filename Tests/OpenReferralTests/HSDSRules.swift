// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The rules of the standard's schemas that a mistake of ours could break, in our own words: which members an object must have,
/// which of them are UUIDs, addresses or numbers, which words are allowed, and which objects stand inside.
struct HSDSRules {
    var required: Set<String> = []
    var numbers: Set<String> = []
    var words: [String: Set<String>] = [:]
    var nested: [String: String] = [:]

    private static let everywhere = ["attributes": "attribute", "metadata": "metadata"]
    private static let places: Set<String> = ["physical", "postal", "virtual"]
    private static let days: Set<String> = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    static let all: [String: HSDSRules] = [
        "organization": HSDSRules(
            required: ["name", "description"], numbers: ["year_incorporated"],
            nested: [
                "contacts": "contact", "phones": "phone", "locations": "location", "services": "service",
                "organization_identifiers": "organization_identifier",
            ]),
        "service": HSDSRules(
            required: ["name", "status"], numbers: ["minimum_age", "maximum_age"],
            words: ["status": ["active", "inactive", "defunct", "temporarily closed"]],
            nested: [
                "phones": "phone", "schedules": "schedule", "service_areas": "service_area", "service_at_locations": "service_at_location",
                "organization": "organization", "contacts": "contact",
            ]),
        "service_at_location": HSDSRules(nested: ["location": "location", "service": "service", "schedules": "schedule", "phones": "phone"]),
        "location": HSDSRules(
            required: ["location_type"], numbers: ["latitude", "longitude"], words: ["location_type": places],
            nested: ["addresses": "address", "phones": "phone", "schedules": "schedule", "contacts": "contact"]),
        "address": HSDSRules(
            required: ["address_1", "city", "state_province", "postal_code", "country", "address_type"], words: ["address_type": places, "country": ["PL"]]),
        "phone": HSDSRules(required: ["number"], numbers: ["extension"]),
        "contact": HSDSRules(nested: ["phones": "phone"]),
        "schedule": HSDSRules(numbers: ["timezone", "count", "interval"], words: ["freq": ["WEEKLY", "MONTHLY"], "wkst": days]),
        "service_area": HSDSRules(words: ["extent_type": ["geojson", "topojson", "kml", "text"]]),
        "organization_identifier": HSDSRules(required: ["identifier_type", "identifier"]),
        "attribute": HSDSRules(nested: ["taxonomy_term": "taxonomy_term"]),
        "metadata": HSDSRules(required: ["last_action_date", "last_action_type", "field_name", "previous_value", "replacement_value", "updated_by"]),
        "taxonomy": HSDSRules(required: ["name", "description"]),
        "taxonomy_term": HSDSRules(required: ["name", "description"], nested: ["taxonomy_detail": "taxonomy"]),
    ]

    /// What is wrong with an object, as sentences; the number of objects looked at goes into `count`.
    static func faults(_ object: JSONObject, _ kind: String, count: inout Int) -> [String] {
        guard let rules = all[kind] else { return ["there are no rules for \(kind)"] }
        count += 1
        var faults: [String] = []
        for member in rules.required.union(["id"]) where (object[member] as? String)?.isEmpty ?? true { faults.append("\(kind) without \(member)") }
        for (member, value) in object {
            if value is NSNull { faults.append("\(kind).\(member) is null") }
            if let nestedKind = rules.nested[member] ?? everywhere[member] {
                guard let objects = (value as? [JSONObject]) ?? (value as? JSONObject).map({ [$0] }), !objects.isEmpty else {
                    faults.append("\(kind).\(member) holds no objects")
                    continue
                }
                for nested in objects { faults += self.faults(nested, nestedKind, count: &count) }
            } else if rules.numbers.contains(member) {
                if !(value is NSNumber) { faults.append("\(kind).\(member) is no number") }
            } else if let text = value as? String {
                if let words = rules.words[member], !words.contains(text) { faults.append("\(kind).\(member) is “\(text)”") }
                if let fault = formatFault(text, member) { faults.append("\(kind).\(member) “\(text)” \(fault)") }
            } else {
                faults.append("\(kind).\(member) is no text")
            }
        }
        return faults
    }

    private static func formatFault(_ text: String, _ member: String) -> String? {
        if member == "id" || member.hasSuffix("_id") { return UUID(uuidString: text) == nil || text != text.lowercased() ? "is no UUID" : nil }
        switch member {
        case "email": return text.split(separator: "@").count == 2 ? nil : "is no address of mail"
        case "url", "website", "term_uri", "uri":
            let isURI = text.hasPrefix("http") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"\\^`{|}".utf8.contains($0) }
            return isURI ? nil : "is no URI"
        case "last_modified": return text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) == nil ? "is no time" : nil
        case "assured_date", "modified_date": return text.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil ? "is no day" : nil
        case "opens_at", "closes_at": return text.wholeMatch(of: /[012]\d:[0-5]\d\+01:00/) == nil ? "is no time" : nil
        case "byday": return text.split(separator: ",").allSatisfy { days.contains(String($0)) } ? nil : "is no list of days"
        default: return nil
        }
    }
}
