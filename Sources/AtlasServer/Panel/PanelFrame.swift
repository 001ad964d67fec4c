// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird

/// What all pages of the panel share: who is signed in, what the navigation offers, the token of forms.
struct PanelFrame: Sendable {
    /// Pages of the panel, in the order of the navigation.
    enum Place: String, Sendable, CaseIterable {
        case start, institutions, agreements, practices, suggestions, verification, history, accounts, mail, backups, account

        var path: String {
            switch self {
            case .start: "/panel"
            case .institutions: "/panel/instytucje"
            case .agreements: "/panel/porozumienia"
            case .practices: "/panel/praktyki"
            case .suggestions: "/panel/zgloszenia"
            case .verification: "/panel/potwierdzenia"
            case .history: "/panel/historia"
            case .accounts: "/panel/konta"
            case .mail: "/panel/poczta"
            case .backups: "/panel/kopie"
            case .account: "/konto"
            }
        }

        /// Whether somebody with these powers finds something there.
        func isOpen(to powers: Powers) -> Bool {
            let edits = powers.isAdministrator || powers.has(.coordinator) || powers.has(.editor)
            return switch self {
            case .start, .account: true
            case .institutions, .agreements, .suggestions: edits
            case .practices: powers.mayEditKnowledge
            case .mail, .backups: powers.isAdministrator
            case .verification, .accounts: powers.isAdministrator || powers.has(.coordinator)
            case .history: edits || powers.mayReadHistory
            }
        }
    }

    let account: Account
    let formToken: String
    let place: Place

    /// - Throws: 401 when nobody is signed in: the rule of the route lets nobody else come here.
    init(_ context: AtlasRequestContext, _ place: Place) throws {
        account = try context.requireAccount()
        formToken = context.visitor.formToken
        self.place = place
    }

    /// For templates that begin with `{{>panel-nav}}`: `panel` and `token`.
    func values(_ visit: PageVisit) -> TemplateValues {
        var open: [String: Bool] = [:]
        for place in Place.allCases where place.isOpen(to: account.powers) { open[place.rawValue] = true }
        return [
            "token": formToken,
            "panel": [
                "name": account.name, "open": open, "active": [place.rawValue: true], "mayImport": account.powers.mayImport,
            ] as TemplateValues,
        ]
    }
}

extension PageRenderer {
    /// A page of the panel.
    func panel(
        _ template: String, title: String, place: PanelFrame.Place, page: TemplateValues, visit: PageVisit, context: AtlasRequestContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var page = page
        page.merge(try PanelFrame(context, place).values(visit)) { first, _ in first }
        var response = try render(template, title: title, section: .panel, page: page, visit: visit)
        response.status = status
        // Without any, browsers would send forms from an origin “null”.
        if let referrer = HTTPField.Name.referrerPolicy { response.headers[referrer] = "same-origin" }
        return response
    }
}
