// SPDX-License-Identifier: Apache-2.0

import CProj
import Foundation

/// The reference system that a `.prj` describes, told by PROJ.
enum ReferenceSystemText {
    /// - Parameter text: well-known text of whatever dialect.
    /// - Returns: `EPSG:2180` and the like; the system's own name when PROJ knows no code for it; nil for an empty text.
    static func name(_ text: String) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { return nil }
        guard let context = proj_context_create() else { return nil }
        defer { proj_context_destroy(context) }
        proj_log_level(context, PJ_LOG_NONE)
        guard let system = proj_create(context, trimmed) else { return String(trimmed.prefix(60)) }
        defer { proj_destroy(system) }
        if let code = code(of: system) { return code }
        // Writers of Shapefiles leave the code out: PROJ finds it by the definition.
        if let found = proj_identify(context, system, "EPSG", nil, nil) {
            defer { proj_list_destroy(found) }
            var codes: [String] = []
            for index in 0..<proj_list_get_count(found) {
                guard let candidate = proj_list_get(context, found, index) else { continue }
                if let code = code(of: candidate) { codes.append(code) }
                proj_destroy(candidate)
            }
            // Several codes may stand for one definition; one that is read is as good as the best.
            if let known = codes.first(where: { BoundaryReferenceSystem(name: $0) != nil }) { return known }
            if let first = codes.first { return first }
        }
        return proj_get_name(system).map { String(cString: $0) }
    }

    private static func code(of system: OpaquePointer) -> String? {
        guard let authority = proj_get_id_auth_name(system, 0), let code = proj_get_id_code(system, 0) else { return nil }
        return "\(String(cString: authority)):\(String(cString: code))"
    }
}
