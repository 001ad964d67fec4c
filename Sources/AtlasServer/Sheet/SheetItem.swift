// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Something picked for a client: an institution, or one of its services. Its text stands in addresses:
/// `rjps-132`, `rjps-132:schronienie`.
struct SheetItem: Sendable, Hashable {
    let institution: InstitutionID
    let service: String?

    init(institution: InstitutionID, service: String?) {
        self.institution = institution
        self.service = service
    }

    /// - Returns: nil for a text that is no such item.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let id = try? InstitutionID(String(first)) else { return nil }
        institution = id
        service = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
    }

    var text: String { institution.text + (service.map { ":\($0)" } ?? "") }
}
