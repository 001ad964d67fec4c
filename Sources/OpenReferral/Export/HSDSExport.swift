// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The directory as one HSDS 3.0 file: `hsds.json`.
public enum HSDSExport {
    /// The name of the file.
    public static let file = "hsds.json"

    /// A page envelope whose `contents` are all organizations, one on a line, with their places and services; and beside it
    /// `taxonomies` and `taxonomy_terms`, so that attributes, which name a term by its id, need not repeat it.
    /// - Parameter unitName: the name of a unit by its code, for service areas and addresses.
    public static func json(
        institutions: [Institution], taxonomy: Taxonomy, sources: [Source], unitName: @Sendable @escaping (TERYTCode) -> String?
    ) throws -> String {
        let context = HSDSContext(taxonomy: taxonomy, sources: sources, english: false, nestsTerms: false, unitName: unitName)
        let encoder = HSDSJSON.encoder()
        func lines(_ objects: some Sequence<some Encodable>) throws -> String {
            try objects.map { String(decoding: try encoder.encode($0), as: UTF8.self) }.joined(separator: ",\n")
        }
        var text = "{\"contents\":[\n"
        for (index, institution) in institutions.enumerated() {
            let record = HSDSRecord(institution, context)
            var organization = record.nestedOrganization
            organization.services = record.services.map { record.service($0, places: false) }.nonEmpty
            text += (index == 0 ? "" : ",\n") + String(decoding: try encoder.encode(organization), as: UTF8.self)
        }
        let isEmpty = institutions.isEmpty
        text += "\n],\"empty\":\(isEmpty),\"first_page\":true,\"last_page\":true,\"page_number\":1,\"size\":\(institutions.count),"
        text += "\"taxonomies\":[\n" + (try lines(context.vocabulary.taxonomies)) + "\n],\"taxonomy_terms\":[\n"
        text += (try lines(context.vocabulary.terms)) + "\n],\"total_items\":\(institutions.count),\"total_pages\":\(isEmpty ? 0 : 1)}\n"
        return text
    }
}
