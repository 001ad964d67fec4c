// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation

/// The list of suggestions as its template sees it.
struct ModerationList {
    enum Choice: String, CaseIterable, Sendable {
        case open = "czekajace"
        case decided = "rozpatrzone"
    }

    let suggestions: [Suggestion]
    let institutions: [InstitutionID: Institution]
    let choice: Choice
    let area: TerritorialUnit?
    let institution: Institution?

    private static let shown = 200

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        var kept: [(String, String)] = []
        if let area { kept.append(("jednostka", area.code.stem)) }
        if let institution { kept.append(("instytucja", institution.id.text)) }
        return templateValues([
            "isOpenList": choice == .open, "isDecidedList": choice == .decided,
            "openURL": visit.link("/panel/zgloszenia", kept), "decidedURL": visit.link("/panel/zgloszenia", [("stan", Choice.decided.rawValue)] + kept),
            "action": "/panel/zgloszenia", "isEnglish": visit.language == .english, "stan": choice.rawValue, "unitText": area?.code.stem ?? "",
            "areaName": area?.fullName, "institutionName": institution?.name, "isFiltered": area != nil || institution != nil,
            "allURL": visit.link("/panel/zgloszenia", choice == .decided ? [("stan", choice.rawValue)] : []),
            "rows": suggestions.prefix(Self.shown).map { row($0, visit, phrases) }, "hasRows": !suggestions.isEmpty, "isEmpty": suggestions.isEmpty,
            "moreText": suggestions.count > Self.shown
                ? visit.language.choose(
                    "Pokazano \(Self.shown) z\u{A0}\(phrases.count(suggestions.count)). Rozpatrz te albo zawęź listę do jednostki.",
                    "\(Self.shown) of \(phrases.count(suggestions.count)) are shown. Decide on these or narrow the list to a unit.") : nil,
        ])
    }

    private func row(_ suggestion: Suggestion, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let draft = suggestion.draft
        return templateValues([
            "url": visit.link("/panel/zgloszenia/\(suggestion.number)"), "number": String(suggestion.number),
            "name": institutions[draft.institution]?.name ?? draft.institution.text, "fieldName": visit.language.of(draft.field.label),
            "said": Self.shortened(draft.proposed.isEmpty ? draft.remark ?? "" : draft.proposed),
            "day": phrases.day(suggestion.createdAt), "isFromInstitution": suggestion.isFromInstitution,
            "times": suggestion.times > 1 ? phrases.count(suggestion.times) : nil,
            "decision": suggestion.decidedAt.map { moment in
                ModerationView.state(suggestion, visit.language) + " " + phrases.day(moment)
            },
        ])
    }

    private static func shortened(_ text: String) -> String {
        let line = text.replacing("\n", with: " · ")
        return line.count > 120 ? line.prefix(120) + "…" : line
    }
}

/// One suggestion as its template sees it.
struct ModerationView {
    enum Fault {
        case text(String)
        case changedMeanwhile, decided, reasonMissing, replyTooLong
    }

    let matter: ModerationRoutes.Matter
    let visit: PageVisit
    private let text: String?
    private let reply: String
    private let fault: Fault?

    /// - Parameters:
    ///   - text: what the moderator typed; nil before.
    ///   - fault: why the decision was not taken.
    init(_ matter: ModerationRoutes.Matter, _ visit: PageVisit, text: String? = nil, reply: String = "", fault: Fault? = nil) {
        self.matter = matter
        self.visit = visit
        self.text = text
        self.reply = reply
        self.fault = fault
    }

    private var language: Language { visit.language }

    static func state(_ suggestion: Suggestion, _ language: Language) -> String {
        switch suggestion.state {
        case .open: language.choose("czeka", "waiting")
        case .accepted: language.choose("przyjęte", "accepted")
        case .rejected: language.choose("odrzucone", "rejected")
        }
    }

    func values() -> TemplateValues {
        let suggestion = matter.suggestion
        let draft = suggestion.draft
        let phrases = Phrases(language)
        let now = matter.entry.map { draft.field.text(of: $0) }
        let isOpen = suggestion.state == .open
        var values = templateValues([
            "number": String(suggestion.number), "name": matter.entry?.name ?? draft.institution.text,
            "institutionURL": matter.entry.map { visit.link("/instytucje/\($0.id)") }, "editURL": matter.entry.map { visit.link("/panel/instytucje/\($0.id)") },
            "listURL": visit.link("/panel/zgloszenia"), "action": visit.link("/panel/zgloszenia/\(suggestion.number)"),
            "fieldName": language.of(draft.field.label), "day": phrases.day(suggestion.createdAt),
            "isFromInstitution": suggestion.isFromInstitution, "times": suggestion.times > 1 ? phrases.count(suggestion.times) : nil,
            "isGone": matter.entry == nil, "presentLines": Self.lines(draft.present), "proposedLines": Self.lines(draft.proposed),
            "hasPresent": draft.field.hasProposal, "nowLines": Self.lines(now ?? ""),
            "hasChangedSince": draft.field.hasProposal && now != nil && now != draft.present,
            "remark": draft.remark, "basis": draft.basis, "hasContact": draft.contact != nil,
        ])
        values.merge(
            templateValues([
                "isOpen": isOpen, "isReplaceable": isOpen && draft.field.isReplaceable && matter.entry != nil,
                "text": text ?? draft.proposed, "rows": String(max(2, min(10, draft.proposed.split(whereSeparator: \.isNewline).count + 1))),
                "reply": reply, "version": matter.version?.rawValue, "replyLimit": String(ModerationRoutes.replyLimit),
                "textFault": fault.flatMap { if case .text(let text) = $0 { ["faultText": text] as TemplateValues } else { nil } },
                "replyFault": fault.flatMap(replyFault).map { ["faultText": $0] as TemplateValues }, "notice": fault.flatMap(notice),
                "stateText": Self.state(suggestion, language), "isAccepted": suggestion.state == .accepted,
                "decidedDay": suggestion.decidedAt.map { phrases.day($0) }, "givenReply": suggestion.reply,
                "appliedLines": suggestion.applied.map(Self.lines), "wasApplied": suggestion.applied != nil,
            ])
        ) { _, new in new }
        return values
    }

    private static func lines(_ text: String) -> [TemplateValues] { text.split(whereSeparator: \.isNewline).map { ["line": String($0)] } }

    private func replyFault(_ fault: Fault) -> String? {
        switch fault {
        case .reasonMissing: language.choose("napisz, dlaczego zgłoszenie jest odrzucone", "write why the report is rejected")
        case .replyTooLong:
            language.choose("skróć odpowiedź do \(ModerationRoutes.replyLimit) znaków", "shorten the answer to \(ModerationRoutes.replyLimit) characters")
        default: nil
        }
    }

    private func notice(_ fault: Fault) -> String? {
        switch fault {
        case .changedMeanwhile:
            language.choose(
                "Wpis zmienił się, gdy strona była otwarta. Sprawdź obecną treść i\u{A0}zdecyduj jeszcze raz.",
                "The entry changed while the page was open. Check what it says now and decide again.")
        case .decided:
            language.choose("Ktoś inny rozpatrzył już to zgłoszenie.", "Somebody else has decided on this report already.")
        default: nil
        }
    }
}
