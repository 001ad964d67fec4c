// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Which answers are compressed, and for whom (RFC 9110, sections 8.4 and 12.5.3).
enum ContentCoding {
    /// Texts, whatever they are called. Pictures, tiles and archives are compressed by nature.
    static func isCompressible(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }
        return type.hasPrefix("text/") || type.hasSuffix("json") || type.hasSuffix("/xml") || type.hasSuffix("+xml")
            || type == "application/x-protobuf" || type == "application/n-triples"
    }

    /// Whether a client takes gzip, and likes it no less than the plain form.
    static func acceptsGzip(_ acceptEncoding: String?) -> Bool {
        guard let acceptEncoding else { return false }
        var gzip: Double?
        var identity: Double?
        var others: Double?
        for part in acceptEncoding.split(separator: ",") {
            let pieces = part.split(separator: ";").map { String($0).trimmingSpaces.lowercased() }
            guard let name = pieces.first else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch name {
            case "gzip", "x-gzip": gzip = weight
            case "identity": identity = weight
            case "*": others = weight
            default: break
            }
        }
        let wanted = gzip ?? others ?? 0
        // A client that names both says which it prefers; plain is always acceptable unless it is refused.
        return wanted > 0 && wanted >= identity ?? 0
    }
}
