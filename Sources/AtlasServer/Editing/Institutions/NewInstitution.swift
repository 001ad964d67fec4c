// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import PolishText

/// The form for a new entry, and what is sent by it.
struct NewInstitution: Sendable {
    let desk: InstitutionDesk
    let visit: PageVisit
    let context: AtlasRequestContext

    private static let path = "/panel/instytucje/nowa"

    private func blank() throws -> Institution { try .blank(type: .ngo, today: PolishClock.now.day) }

    func page() async throws -> Response {
        let account = try context.requireAccount()
        let naming = try await desk.naming()
        let draft = try await desk.store.draft(kind: .institution, id: "", account: account.id)
        let fields = try draft.map { EditFields($0.fields) } ?? EditFields(blank(), naming.units)
        return try render(fields, [], naming.taxonomy, draft: draft.map { DraftNotice.text($0, current: $0.base, visit.language) })
    }

    private func render(
        _ fields: EditFields, _ faults: [EditFault], _ taxonomy: Taxonomy, why: String = "", draft: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let view = InstitutionFormView(
            visit: visit, institution: try blank(), isNew: true, fields: fields, faults: faults, taxonomy: taxonomy, mayChangeKind: true, version: nil)
        var values = view.values(action: visit.link(Self.path), publicURL: nil)
        values["why"] = why
        if let draft { values["draft"] = ["text": draft] }
        return try desk.pages.panel(
            "edit-institution", title: visit.language.choose("Nowa instytucja", "New institution"), place: .institutions, page: values, visit: visit, context: context,
            status: status)
    }

    func take(_ form: ProtectedForm, _ request: Request) async throws -> Response {
        let account = try context.requireAccount()
        let naming = try await desk.naming()
        var fields = EditFields(form)
        let why = InstitutionDesk.why(form)
        let here = Response(status: .seeOther, headers: [.location: visit.link(Self.path)])
        switch EditAction(form[EditAction.field] ?? "") {
        case .save: return try await save(fields, why: why, account, naming)
        case .draft:
            try await desk.keep(fields, id: "", base: nil, account)
            return request.asksForData ? Response(status: .noContent) : here
        case .discard:
            try await desk.store.discardDraft(kind: .institution, id: "", account: account.id)
            return here
        case .add(let part): fields.addRow(part, after: EditFields(try blank(), naming.units))
        case .remove(let part, let row): fields.remove(part, row)
        case .find(let row): fields.find(row, naming.units)
        case .unknown(let text): throw Problem.badParameter(EditAction.field, text, accepted: EditAction.accepted)
        }
        return try render(fields, [], naming.taxonomy, why: why)
    }

    private func save(_ fields: EditFields, why: String, _ account: Account, _ naming: (units: UnitNaming, taxonomy: Taxonomy)) async throws -> Response {
        var reading = InstitutionReading(
            fields, base: try blank(), units: naming.units, taxonomy: naming.taxonomy, today: PolishClock.now.day, mayChangeKind: true)
        let read = reading.institution()
        var faults = reading.faults
        if var institution = read {
            let gmina = institution.seat?.gmina
            if !account.powers.mayAddInstitution(in: gmina) {
                let own = account.powers.powiats.compactMap { naming.units.territory.unit($0)?.unit.fullName }.joined(separator: ", ")
                faults.append(
                    EditFault(
                        InstitutionField.Place(0).gmina, gmina == nil ? "wpisz gminę siedziby" : "dodajesz wpisy z\u{A0}siedzibą w: \(own)",
                        gmina == nil ? "write the gmina of the seat" : "you add entries with their seat in: \(own)"))
            } else if let other = twin(of: institution, naming.units) {
                faults.append(
                    EditFault(
                        InstitutionField.name, "taki wpis już jest w\u{A0}tej gminie: /instytucje/\(other); popraw tamten albo nazwij ten inaczej",
                        "there is such an entry in this gmina already: /instytucje/\(other); correct that one, or name this one otherwise"))
            } else {
                if institution.area.isEmpty { institution.area = usualArea(institution) }
                do {
                    if let (id, revision) = try await add(institution, why: why, account) {
                        try await desk.store.discardDraft(kind: .institution, id: "", account: account.id)
                        try await desk.data.refresh()
                        return Response(status: .seeOther, headers: [.location: visit.link("/panel/instytucje/\(id)", [("zapisano", String(revision))])])
                    }
                    faults.append(EditFault(InstitutionField.name, "nazwij wpis dokładniej", "give the entry a more telling name"))
                } catch let refusal as InstitutionRefusal {
                    faults.append(InstitutionDesk.fault(refusal))
                }
            }
        }
        return try render(fields, faults, naming.taxonomy, why: why, status: .unprocessableContent)
    }

    /// An entry with the same name in the same gmina.
    private func twin(of institution: Institution, _ units: UnitNaming) -> InstitutionID? {
        let name = fold(institution.name)
        return units.index.entries.first { $0.gmina == institution.seat?.gmina && fold($0.name) == name }?.id
    }

    /// The unit of the tier whose task it does.
    private func usualArea(_ institution: Institution) -> [ServedArea] {
        let level: UnitLevel? =
            switch institution.tier {
            case .gmina: .gmina
            case .powiat: .powiat
            case .wojewodztwo: .wojewodztwo
            case .local: nil
            }
        return level.flatMap { institution.seat?.gmina?.ancestor(at: $0) }.map { [ServedArea(code: $0, basis: .statutory)] } ?? []
    }

    /// How many entries may be called alike.
    private static let mostAlike = 99

    /// Adds the entry under the first identity that nobody has.
    /// - Returns: nil when there is none.
    private func add(_ institution: Institution, why: String, _ account: Account) async throws -> (InstitutionID, Int64)? {
        let stem = Self.identity(of: institution)
        for number in 1...Self.mostAlike {
            guard let id = try? InstitutionID(number == 1 ? stem : "\(stem)-\(number)"), !InstitutionID.reserved.contains(id.text) else { continue }
            var entry = institution
            entry.id = id
            if case .saved(let revision, _) = try await desk.store.save(entry, expecting: nil, author: .account(account.id, account.name), why: why) {
                return (id, revision)
            }
        }
        return nil
    }

    /// `ops-klucze` for an office of the gmina, else the words of the name.
    static func identity(of institution: Institution) -> String {
        let locality = institution.seat?.address.locality ?? ""
        let text = institution.tier == .local || locality.isEmpty ? institution.name : "\(institution.type.rawValue) \(locality)"
        let words = fold(text).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(70).trimmingCharacters(in: ["-"])
        return slug.count < 2 ? "\(institution.type.rawValue.lowercased())-\(slug.isEmpty ? "wpis" : slug)" : slug
    }
}
