// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AgreementDocuments

@Suite struct DocumentTests {
    @Test(arguments: TestTemplates.variants)
    func aCompleteDraftLacksNothing(variant: String) throws {
        let draft = try TestTemplates.complete(variant)
        let review = DraftReview(draft, templates: TestTemplates.shared)
        #expect(review.missing.map(\.id) == [] && review.faults.map(\.place.path) == [])
        let document = AgreementDocument(draft, templates: TestTemplates.shared)
        #expect(document.blankCount == 0)
        #expect(document.sections.map(\.number) == Array(1...document.sections.count))
        let text = document.plainText
        for expected in [
            "Powiatowy Urząd Pracy w Bochni", "Fundacja „Most” & <Spółka>", "działająca w imieniu Gminy Bochnia, reprezentowana przez: Jan Próbny – Prezes, zwana dalej",
            "reprezentowany przez: Anna Próbna – Dyrektor, zwany dalej", "2 marca 2026 r.", "15 marca 2026 r.", "31 grudnia 2027 r.",
            "w terminie 3 dni roboczych od dnia", "nie później niż na 5 dni roboczych przed dniem", "w terminie 7 dni roboczych od dnia",
            "12 500,00 zł", "1 234,50 zł (dojazdy)", "13 734,50 zł", "2 miesiące", "roku życia", "1 marca 2024 r.", "uchwała nr 12 Rady Powiatu", "Spotkania doradców – termin: od 15 marca",
            "zidentyfikowany", "nadzorowany",
        ] { #expect(text.contains(expected), "\(expected)") }
        #expect(!text.contains("{") && !text.contains("Optional") && !text.contains("[uzupełnij"))
        #expect(!text.contains(";.") && !text.contains("..") && !text.contains(" ;"))
    }

    @Test(arguments: TestTemplates.variants)
    func anEmptyDraftListsWhatIsMissingAndMarksIt(variant: String) throws {
        let draft = TestTemplates.shared.tidied(AgreementDraft(variant: variant))
        let review = DraftReview(draft, templates: TestTemplates.shared)
        let ready = review.contents.filter(\.isReady).map(\.id)
        #expect(ready == ["amendments"])
        let document = AgreementDocument(draft, templates: TestTemplates.shared)
        let text = document.plainText
        let blanks = Set(document.sections.flatMap { $0.paragraphs.flatMap { $0.runs + $0.points.flatMap { $0 } } }
            .compactMap { if case .blank(_, let path) = $0 { path } else { nil } })
        // What is listed as missing is a blank in the document, and has its name there.
        for place in review.missing.flatMap(\.missing) where !["joining", "parties.0.role"].contains(place.path) && !place.path.hasPrefix("parties") {
            let inOpening = ["title", "place", "signed", "bases"].contains(place.path)
            #expect(inOpening || blanks.contains(place.path), "\(place.path)")
        }
        #expect(text.contains("[uzupełnij: Data zawarcia]") && text.contains("[uzupełnij: Obowiązuje do]"))
        #expect(document.footNote?.hasSuffix("\(document.blankCount)") ?? false)
    }

    @Test func thePaperSaysOnceThatALegalAdviserHasToCheckIt() throws {
        let document = AgreementDocument(try TestTemplates.complete("ops-pup"), templates: TestTemplates.shared)
        #expect(document.html(headingLevel: 1).components(separatedBy: "radcy prawnego").count == 2)
    }

    @Test func faultsAreNamedWithTheirPlace() throws {
        var draft = try TestTemplates.complete("partnerstwo")
        draft.values["title"] = String(repeating: "ż", count: 10_000)
        draft.values["validTo"] = "2025-01-01"
        draft.values["signed"] = "2026-02-30"
        draft.values["notice"] = "0"
        draft.rows["parties"]?[1]["name"] = "powiatowy urząd  pracy w Bochni"
        draft.rows["parties"]?[1]["email"] = "kto to"
        draft.rows["parties"]?[1]["role"] = "lider"
        draft.rows["funding"]?[0]["amount"] = "dużo"
        draft.rows["actions"]?[0]["to"] = "2026-01-01"
        let faults = Set(DraftReview(draft, templates: TestTemplates.shared).faults.map(\.place.path))
        #expect(faults.isSuperset(of: ["title", "validTo", "signed", "notice", "parties.1.email", "parties.1.role", "funding.0.amount", "actions.0.to"]))
        draft = try TestTemplates.complete("pai-ops")
        draft.values["hoursActivation"] = "8"
        draft.values["months"] = "8"
        draft.values["bases"] = "pai-2004"
        let review = DraftReview(draft, templates: TestTemplates.shared)
        #expect(Set(review.faults.map(\.place.path)) == ["hoursActivation", "months"])
        #expect(review.cautions.count == 2 && review.cautions.contains { $0.polish.contains("31\u{a0}maja 2025") })
    }

    @Test func aDraftComesBackFromItsFile() throws {
        var draft = try TestTemplates.complete("pai-ngo")
        draft.values["title"] = "„<b>” & 'x'\u{0}\u{E000}\nżółw"
        let tidy = TestTemplates.shared.tidied(draft)
        #expect(tidy.values["title"] == "„<b>” & 'x'\nżółw")
        let back = try DraftFile.draft(from: try DraftFile(tidy).data(), templates: TestTemplates.shared)
        #expect(back == tidy)
        for bad in ["", "[]", "{}", "{\"format\":\"x\",\"version\":1,\"variant\":\"a\",\"values\":{},\"rows\":{}}"] {
            #expect(throws: DraftFileError.self) { try DraftFile.draft(from: Data(bad.utf8), templates: TestTemplates.shared) }
        }
    }

    @Test(arguments: [("12 500", 1_250_000), ("12.500,50 zł", 1_250_050), ("0,5", 50), ("7", 700), ("1e3", nil), ("-4", nil), ("1,234", nil), ("", nil)] as [(String, Int?)])
    func amounts(text: String, expected: Int?) {
        #expect(PolishWording.grosze(text) == expected)
    }

    @Test(arguments: [
        ("Miejski Ośrodek Pomocy Społecznej w Bochni", "m"), ("Fundacja Most", "f"), ("Powiatowe Centrum Pomocy Rodzinie", "n"),
        ("Gminna Spółdzielnia Socjalna OPOKA", "f"), ("Chrześcijańskie Stowarzyszenie Dobroczynne", "n"), ("Urząd Pracy m.st. Warszawy", "m"), ("Bractwo Nadziei", "n"),
    ])
    func gendersOfNames(name: String, gender: String) {
        #expect(PolishWording.Gender(name: name).rawValue == gender)
    }
}
