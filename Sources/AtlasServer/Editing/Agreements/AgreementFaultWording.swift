// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// What is wrong with an agreement, for the people at its form.
enum AgreementFaultWording {
    static func fault(_ refusal: AgreementRefusal, in agreement: Agreement) -> EditorFault {
        guard let fault = refusal.fault else { return EditorFault("title", "Nie zapisano: \(refusal.reason).", "Not saved: \(refusal.reason).") }
        return self.fault(fault, in: agreement)
    }

    static func fault(_ fault: AgreementFault, in agreement: Agreement) -> EditorFault {
        func party(_ isIt: (AgreementParty) -> Bool, last: Bool = false) -> String? {
            let places = agreement.parties.indices.filter { isIt(agreement.parties[$0]) }
            return (last ? places.last : places.first).map { "parties.\($0).member" }
        }
        switch fault {
        case .noTitle: return EditorFault("title", "Podaj tytuł, taki jak na dokumencie.", "Give the title as it stands on the document.")
        case .tooFewParties:
            return EditorFault("parties", "Porozumienie ma co najmniej dwie strony: wyszukaj i dodaj kolejną.", "An agreement has two parties at least: find and add another.")
        case .partyTwice(let name):
            return EditorFault(
                party({ $0.member.formText == name }, last: true) ?? "parties", "Ta strona jest już w porozumieniu: usuń jeden z dwóch wpisów.",
                "This party is in the agreement already: remove one of the two.")
        case .unknownParty(let id):
            let action = agreement.actions.firstIndex { $0.responsible == id }.map { "actions.\($0).responsible" }
            return EditorFault(
                party { $0.institution == id } ?? action ?? "parties", "Instytucji „\(id)” nie ma w katalogu: najpierw trzeba ją tam dodać.",
                "The institution “\(id)” is not in the directory: it has to be added there first.")
        case .unknownUnit(let code):
            let isParty = party { if case .all(_, let unit) = $0.member { unit.stem == code.stem } else { false } }
            return EditorFault(
                agreement.area.contains { $0.stem == code.stem } ? "area" : isParty ?? "area", "Nie ma dziś jednostki o kodzie \(code.stem).",
                "There is no unit with the code \(code.stem) today.")
        case .unknownTerm(let id):
            return EditorFault(agreement.targetIDs.contains(id) ? "targets" : "services", "„\(id)” nie ma na liście.", "“\(id)” is not on the list.")
        case .endBeforeStart(let start, let end):
            return EditorFault(
                "valid_to", "Koniec (\(Optional(end).formText)) jest wcześniej niż początek (\(Optional(start).formText)).",
                "The end (\(end)) is before the begin (\(start)).")
        case .terminatedBeforeStart(let start, let end):
            return EditorFault(
                "terminated_on", "Zakończone (\(Optional(end).formText)) przed początkiem (\(Optional(start).formText)).",
                "It ended (\(end)) before it began (\(start)).")
        case .actionEndsBeforeStart(let text):
            let place = agreement.actions.firstIndex { action in
                guard action.description == text, let from = action.from, let to = action.to else { return false }
                return to < from
            }
            return EditorFault(place.map { "actions.\($0).to" } ?? "actions", "Działanie kończy się, zanim się zacznie.", "The action ends before it starts.")
        case .deadlineOutOfRange(let days):
            let place = agreement.deadlines.firstIndex { $0.workingDays == days }
            return EditorFault(
                place.map { "deadlines.\($0).working_days" } ?? "deadlines", "Podaj liczbę dni roboczych od 1 do 250.", "Give the number of working days, 1 to 250.")
        case .badAddress(let text):
            let place = agreement.attachments.firstIndex { $0.address == text }
            return EditorFault(place.map { "attachments.\($0).address" } ?? "attachments", "To nie jest adres w internecie.", "This is not an address on the web.")
        case .renewsItself: return EditorFault("renews", "Porozumienie nie może odnawiać samego siebie.", "An agreement cannot renew itself.")
        case .renewsUnknown(let id): return EditorFault("renews", "Nie ma porozumienia „\(id)”.", "There is no agreement “\(id)”.")
        case .renewalLoop(let ids):
            let way = ids.map(\.text).joined(separator: " → ")
            return EditorFault("renews", "Odnowienia prowadzą w kółko: \(way).", "The renewals lead in a loop: \(way).")
        case .unknownSource(let id): return EditorFault("title", "Źródła „\(id)” nie ma w bazie.", "The source “\(id)” is not in the database.")
        case .reservedID(let id): return EditorFault("id", "„\(id)” to adres innej strony serwisu: wybierz inny.", "“\(id)” is the address of another page: choose a different one.")
        }
    }
}
