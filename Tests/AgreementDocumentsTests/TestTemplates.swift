// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AgreementDocuments

/// The repository's own clauses and tables, and drafts to try them with.
enum TestTemplates {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let shared: AgreementTemplates = {
        do { return try AgreementTemplates(webFolder: repository.appending(path: "Web")) } catch {
            preconditionFailure("the templates cannot be read: \(error)")
        }
    }()

    /// A draft in which every required content is there.
    static func complete(_ variant: String) throws -> AgreementDraft {
        var draft = shared.newDraft(try #require(shared.variant(variant)))
        for (field, value) in [
            "place": "Bochnia", "signed": "2026-03-02", "validFrom": "2026-03-15", "validTo": "2027-12-31", "area": "powiat bocheński",
            "renews": "porozumienie z dnia 1 marca 2024 r.", "targets": "osoby zadłużone\nosoby po 50. roku życia", "purpose": "wspólna praca z klientami",
            "ownBases": "uchwała nr 12 Rady Powiatu", "exchangeScope": "status w rejestrze\nterminy szkoleń", "exchangePurpose": "uzgodnienie pomocy",
            "exchangeMeans": "system SEPI", "exchangeWho": "pracownicy socjalni z upoważnieniem", "exchangeTiming": "w dni robocze",
            "exchangeGuard": "inspektor ochrony danych, 5 lat", "exchangeSepi": "1", "monitorWho": "koordynatorzy", "monitorHow": "sprawozdanie roczne",
            "meetings": "raz na kwartał", "joining": "tak", "notice": "2", "participants": "22", "programmeFrom": "2026-04-01", "months": "4",
            "hoursActivation": "12", "hoursIntegration": "11", "noMoney": "",
        ] { draft.values[field] = value }
        let sides = try #require(shared.variant(variant)).sides
        draft.rows["parties"] = [
            ["name": "Powiatowy Urząd Pracy w Bochni", "address": "ul. Wojska Polskiego 3, 32-700 Bochnia", "side": sides.contains { $0.id == "labour" } ? "labour" : "partner",
             "role": "lider", "signatory": "Anna Próbna", "function": "Dyrektor", "contact": "koordynator współpracy", "phone": "14 615 00 00", "email": "kontakt@pup.example.pl"],
            ["name": "Fundacja „Most” & <Spółka>", "address": "Rynek 1, 32-700 Bochnia", "side": sides.first { $0.id != "labour" }?.id ?? "partner", "role": "partner",
             "signatory": "Jan Próbny", "function": "Prezes", "contact": "sekretariat", "phone": "14 612 11 11", "behalf": "Gminy Bochnia"],
        ]
        draft.rows["actions"] = [
            ["description": "Spotkania doradców.", "from": "2026-03-15", "to": "2026-12-31", "who": "oba zespoły"], ["description": "Tablica ofert", "when": "stale"],
        ]
        draft.rows["funding"] = [["source": "Fundusz Pracy", "amount": "12 500"], ["source": "budżet Gminy Bochnia", "amount": "1.234,5", "note": "dojazdy"]]
        draft.rows["effects"] = [["description": "wzrost zatrudnienia", "measure": "osoby, które podjęły pracę", "target": "12"]]
        draft.rows["risks"] = [["risk": "brak kadry", "response": "zastępstwo w 14 dni"]]
        return shared.tidied(draft)
    }

    static let variants = ["ops-pup", "pcpr-pup", "pai-ops", "pai-ngo", "partnerstwo", "wymiana-informacji"]
}

extension AgreementDocument {
    /// All text as it stands on paper, numbers included, no-break spaces as spaces.
    var plainText: String {
        func text(_ runs: [Run]) -> String { runs.map(\.text).joined() }
        var lines = [heading, text(title)]
        for paragraph in opening { lines += [text(paragraph.runs)] + paragraph.points.enumerated().map { "\($0.offset + 1)) \(text($0.element))" } }
        for section in sections {
            lines.append("§ \(section.number). \(section.title)")
            for (place, paragraph) in section.paragraphs.enumerated() {
                lines.append((section.paragraphs.count > 1 ? "\(place + 1). " : "") + text(paragraph.runs))
                lines += paragraph.points.enumerated().map { "\($0.offset + 1)) \(text($0.element))" }
            }
        }
        for signature in signatures { lines += [signature.term, text(signature.name), text(signature.signatory)] }
        return lines.joined(separator: "\n").replacing("\u{a0}", with: " ")
    }
}
