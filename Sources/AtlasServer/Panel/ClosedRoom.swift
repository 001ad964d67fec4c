// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// An address of people who sign in, or who hold a secret link. What is refused there is said in their language, and the page that
/// says so leads back to where they were.
struct ClosedRoom: Sendable {
    let path: String

    private static let beginnings = [
        "/panel", "/konto", "/logowanie", "/wyloguj", "/dane/wczytaj", "/zaproszenie", "/odzyskaj", AddressLink.path, "/potwierdz", "/ankieta",
    ]

    /// Nil for a public address.
    init?(_ path: String) {
        guard Self.beginnings.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return nil }
        self.path = path
    }

    /// Where somebody goes on after a refusal; nil when there is no such place.
    func wayBack(from problem: Problem, _ method: HTTPRequest.Method) -> String? {
        if problem.status == .unauthorized { return AccessRules.signInPath }
        // What was sent from a page is sent again from there; a page that is not there or not theirs is no way back.
        let staysHere = problem.status != .notFound && (problem.status != .forbidden || problem.parameter == ProtectedForm.field)
        if staysHere, !RouteRules.isReading(method), path != "/wyloguj" { return path }
        return section
    }

    /// The list or the start that the address belongs to.
    private var section: String? {
        let parts = path.split(separator: "/")
        switch parts.first {
        case "panel": return parts.count > 2 ? "/panel/\(parts[1])" : "/panel"
        case "konto": return parts.count > 1 ? "/konto" : "/panel"
        case "logowanie", "wyloguj": return AccessRules.signInPath
        case "dane": return "/dane/wczytaj"
        default: return nil
        }
    }
}
