// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Foundation
import Mustache

/// What lies in `Web/`: files that pages load, templates, texts, clauses of agreements. It is read once, when the server starts, and
/// several applications of one process can share it.
public struct FrontEnd: Sendable {
    let assets: AssetStore
    let templates: MustacheLibrary
    let locales: [Language: Locale]
    let agreements: AgreementTemplates

    static let templateNames = [
        "layout", "start", "map", "units", "unit", "indicators", "indicator", "about", "accessibility", "error",
        "directory", "hit", "institution", "responsible", "service", "sheet",
        "datasets", "map-services",
        "embed",
        "embed-code",
        "import-desk",
        "cooperation-nav",
        "needs",
        "deadlines",
        "partners",
        "agreement-draft", "agreement-field", "agreement-preview",
        "edit-agreements", "edit-agreement", "editor-field", "document-conflict", "edit-practices", "edit-practice",
        "network",
        "vacancies", "vacancy-list", "vacancy-kiosk", "vacancy-sheet",
        "agreements", "agreement", "agreement-row", "institution-partners", "neighbour-cooperation", "unit-cooperation",
        "knowledge", "practice", "recommendations", "innovation-leaders", "knowledge-nav", "practice-card", "practices-section",
        "surveys", "survey", "survey-form",
        "panel-nav", "panel", "sign-in", "second-step",
        "provider-refusal",
        "choose-password", "recover", "second-step-setup", "recovery-codes", "own-account", "accounts", "account", "account-invitation",
        "account-events", "right-fields", "account-deletion", "new-address",
        "history", "revision", "revision-comparison", "institution-history", "difference-rows",
        "suggestion", "suggestions", "suggestion-case", "verification", "verification-desk", "mail-desk", "backup-desk",
        "edit-field", "edit-hours", "edit-point", "edit-institution", "edit-institutions", "edit-places", "edit-removal", "edit-conflict", "edit-message",
        "ogc-landing", "ogc-conformance", "ogc-collections", "ogc-collection", "ogc-queryables", "ogc-items", "ogc-feature", "ogc-api",
    ]

    /// - Parameter webFolder: the folder with `static`, `vendor`, `templates`, `locales` and `agreements`.
    /// - Throws: `ServerStartError` when a file is missing or holds an error.
    public init(webFolder: URL) throws {
        let assets = try AssetStore(webFolder: webFolder)
        PageMarkup.register()
        var templates = MustacheLibrary()
        for name in Self.templateNames {
            let file = webFolder.appending(path: "templates/\(name).mustache")
            guard let text = try? String(contentsOf: file, encoding: .utf8),
                (try? templates.register(PageMarkup.pragma + Self.addressing(assets.version, text), named: name)) != nil
            else {
                throw ServerStartError.missingTemplate(name)
            }
        }
        self.assets = assets
        self.templates = templates
        locales = Dictionary(
            uniqueKeysWithValues: try Language.allCases.map {
                ($0, try Locale(language: $0, folder: webFolder.appending(path: "locales")))
            })
        agreements = try AgreementTemplates(webFolder: webFolder)
    }

    /// Templates write the program's version behind the addresses of files; the version of the files tells more.
    private static func addressing(_ assetVersion: String, _ template: String) -> String {
        template.replacing(/\?v=\{\{(layout|page)\.version\}\}/, with: "?v=\(assetVersion)")
            .replacing("data-version=\"{{layout.version}}\"", with: "data-version=\"\(assetVersion)\"")
    }
}
