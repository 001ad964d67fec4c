// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/instytucje/{id}`: an institution's page, its card for an address book and the QR code of that card.
struct InstitutionPageRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription("/instytucje/{id}", summary: "Page of an institution", parameters: [.institution, .lang], contentType: "text/html"),
        RouteDescription(
            "/instytucje/{id}/wizytowka.vcf", summary: "An institution as vCard 4.0", parameters: [.institution], contentType: "text/vcard"),
        RouteDescription(
            "/instytucje/{id}/qr.svg", summary: "QR code of the institution's contact", parameters: [.institution], contentType: "image/svg+xml"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/instytucje/:id") { request, context in try await page(request, try context.parameters.require("id")) }
        router.get("/instytucje/:id/wizytowka.vcf") { request, context in try await card(request, try context.parameters.require("id")) }
        router.get("/instytucje/:id/qr.svg") { request, context in try await code(request, try context.parameters.require("id")) }
    }

    private func page(_ request: Request, _ text: String) async throws -> Response {
        let visit = try PageVisit(request)
        let snapshot = data.current
        let institution = try await snapshot.existingInstitution(text)
        let model = try await InstitutionModel(institution, in: snapshot, now: PolishClock.now, language: visit.language)
        var page = model.view(visit)
        page["practices"] = try await snapshot.practices(of: institution.id, visit)
        page["history"] = try await snapshot.historyNote(of: institution.id, visit)
        return try pages.render("institution", title: institution.name, section: .directory, page: page, visit: visit)
    }

    private func card(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = data.current
        let institution = try await snapshot.existingInstitution(text)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/vcard; charset=utf-8", .contentDisposition: "attachment; filename=\"\(institution.id).vcf\"",
            ], body: .init(byteBuffer: ByteBuffer(string: VCard(institution).text))
        ).cached()
    }

    private func code(_ request: Request, _ text: String) async throws -> Response {
        let snapshot = data.current
        let institution = try await snapshot.existingInstitution(text)
        guard let code = QRCode(VCard(institution, isBrief: true).text) else {
            throw Problem(status: .notFound, detail: "the contact of \(institution.id) is too long for a QR code")
        }
        return Response(
            status: .ok, headers: [.contentType: "image/svg+xml"],
            body: .init(byteBuffer: ByteBuffer(string: code.svg(label: institution.name)))
        ).cached()
    }
}
