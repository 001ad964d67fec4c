// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Finds the institution of the directory, or the group of institutions, that a table names in words: `PUP Chrzanów`,
/// `Gmina Klucze (OPS Klucze)`, `ośrodki pomocy społecznej powiatu chrzanowskiego`.
///
/// A name is taken only when it can mean one institution. The area of the agreement decides between institutions of one name;
/// what stays unclear is refused with the nearest ones. It remembers what it found, for one reader at a time.
final class PartyMatcher {
    struct Match: Hashable {
        var member: AgreementParty.Member
        /// The name in the table, when the directory knows the institution by quite another one.
        var name: String?
    }

    /// An institution prepared for comparison.
    private struct Candidate {
        let institution: Institution
        /// Words of its name and other names.
        let names: [[String]]
        /// Every form of the names of its seat's locality, gmina and powiat.
        let places: Set<String>
    }

    private let institutions: [Institution]
    private let byID: [InstitutionID: Int]
    private let territory: TerritoryIndex
    // Tables that name all parties by their ids need none of these.
    private lazy var candidates = Self.candidates(institutions, territory)
    private lazy var byType: [InstitutionType: [Int]] = Dictionary(grouping: institutions.indices) { institutions[$0].type }
    /// By the first four letters of each word of the names.
    private lazy var byBeginning: [String: [Int]] = {
        var byBeginning: [String: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            for beginning in Set(candidate.names.joined().map { String($0.prefix(4)) }) { byBeginning[beginning, default: []].append(index) }
        }
        return byBeginning
    }()
    private var known: [String: Result<Match, RowFault>] = [:]
    private var refusals = 0

    init(_ institutions: [Institution], territory: TerritoryIndex) {
        self.institutions = institutions
        self.territory = territory
        byID = Dictionary(institutions.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    }

    private static func candidates(_ institutions: [Institution], _ territory: TerritoryIndex) -> [Candidate] {
        var forms: [String: [String]] = [:]
        func formsOf(_ name: String) -> [String] {
            name.split { $0.isWhitespace || $0 == "-" }.flatMap { word -> [String] in
                let word = String(word)
                if let made = forms[word] { return made }
                let made = NameDeclension.forms(of: word)
                forms[word] = made
                return made
            }
        }
        return institutions.map { institution in
            let seat = institution.seat
            let gmina = seat?.gmina.flatMap { territory.byCode[$0] }
            let powiat = gmina?.code.parent.flatMap { territory.byCode[$0] }
            let served = institution.area.prefix(1).compactMap { territory.byCode[$0.code] }
            let texts = [seat?.address.locality ?? "", gmina?.name ?? "", powiat?.name ?? ""] + served.map(\.name)
            return Candidate(
                institution: institution, names: ([institution.name] + institution.otherNames).map(PartyWords.words),
                places: Set(texts.flatMap(formsOf)))
        }
    }

    subscript(id: InstitutionID) -> Institution? { byID[id].map { institutions[$0] } }

    /// - Parameters:
    ///   - text: an id, `OPS:1203`, or a name.
    ///   - area: where the agreement works; empty when it does not say.
    func match(_ text: String, area: [TERYTCode]) throws(RowFault) -> Match {
        let key = text + "\u{0}" + area.map(\.stem).joined(separator: " ")
        if let earlier = known[key] { return try earlier.get() }
        let result: Result<Match, RowFault>
        do throws(RowFault) { result = .success(try find(ContactReading.line(text), area)) } catch { result = .failure(error) }
        known[key] = result
        return try result.get()
    }

    private func find(_ text: String, _ area: [TERYTCode]) throws(RowFault) -> Match {
        guard !text.isEmpty else { throw RowFault("a party is empty: name an institution of the directory") }
        if let id = try? InstitutionID(text), byID[id] != nil { return Match(member: .institution(id)) }
        if let group = try code(text) { return Match(member: group) }
        let parts = Self.variants(text)
        // What is written as an id is not guessed at.
        if text.contains("-"), (try? InstitutionID(text)) != nil {
            throw RowFault("“\(Self.shown(text))” is not in the directory" + nearest(parts.map(PartyWords.init), area, text))
        }
        for variant in parts {
            let words = PartyWords(variant)
            if words.isGroup { return Match(member: try group(words, text, area), name: text) }
            let found = narrow(named(words), words, area)
            if found.count == 1 { return match(found[0], words, text) }
            if found.count > 1 { throw RowFault("“\(Self.shown(text))” may be several institutions: \(list(found)); write the id of the one meant") }
        }
        throw RowFault("“\(Self.shown(text))” is not in the directory" + nearest(parts.map(PartyWords.init), area, text))
    }

    /// The name without what stands in brackets, then what stands in brackets, then both.
    private static func variants(_ text: String) -> [String] {
        guard let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else { return [text] }
        let inside = ContactReading.line(String(text[text.index(after: open)..<close]))
        let outside = ContactReading.line(String(text[..<open] + text[text.index(after: close)...]))
        return [outside, inside, text].filter { !$0.isEmpty }
    }

    /// `OPS:1203`.
    private func code(_ text: String) throws(RowFault) -> AgreementParty.Member? {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard halves.count == 2, let type = InstitutionType(rawValue: halves[0].uppercased()) ?? InstitutionType(naming: halves[0]) else { return nil }
        if halves[1] == "00" { return .all(type, .country) }
        return .all(type, try UnitCodes(territory: territory).unit(halves[1], named: "the group “\(Self.shown(text))”").code)
    }

    // MARK: One institution

    private func named(_ words: PartyWords) -> [Int] {
        let all = words.all
        guard !all.isEmpty else { return [] }
        let same = pool(all).filter { candidates[$0].names.contains { Self.areSame($0, all) } }
        if !same.isEmpty { return same }
        if let type = words.type {
            let types: [InstitutionType] = type == .ops || type == .cus ? [.ops, .cus] : [type]
            let offices = types.flatMap { byType[$0] ?? [] }
            if words.rest.isEmpty { return offices }
            let found = offices.filter { index in words.rest.allSatisfy { isOf($0, candidates[index]) } }
            // A gmina, a town or a powiat is not one of its institutions.
            if !found.isEmpty || type == .urzad { return found }
        }
        guard all.count > 1 || (all.first?.utf8.count ?? 0) > 4 else { return [] }
        return pool(all).filter { index in candidates[index].names.contains { name in all.allSatisfy { word in name.contains { PartyWords.alike(word, $0) } } } }
    }

    /// Institutions that share the rarest beginning of the words: few of all.
    private func pool(_ words: [String]) -> [Int] {
        words.map { byBeginning[String($0.prefix(4))] ?? [] }.min { $0.count < $1.count } ?? []
    }

    private func isOf(_ word: String, _ candidate: Candidate) -> Bool {
        candidate.places.contains(word) || candidate.names.contains { $0.contains { PartyWords.alike(word, $0) } }
    }

    private static func areSame(_ a: [String], _ b: [String]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { PartyWords.alike($0, $1) }
    }

    /// Takes out what fits less well, as long as something stays.
    private func narrow(_ found: [Int], _ words: PartyWords, _ area: [TERYTCode]) -> [Int] {
        var found = found
        func keep(_ test: (Institution) -> Bool) {
            guard found.count > 1 else { return }
            let fitting = found.filter { test(candidates[$0].institution) }
            if !fitting.isEmpty { found = fitting }
        }
        // The office of a rural gmina often stands in the town that it surrounds: whom it serves comes before where it is.
        func gmina(_ institution: Institution) -> TerritorialUnit? {
            let served = institution.area.first { $0.code.level == .gmina }?.code
            return (served ?? institution.seat?.gmina).flatMap { territory.byCode[$0] }
        }
        if words.type == .ops || words.type == .cus, let word = words.gminaWord { keep { gmina($0).map { word.fits($0.kind) } ?? false } }
        if !area.isEmpty {
            for level in [UnitLevel.gmina, .powiat, .wojewodztwo] {
                let around = area.map { $0.ancestor(at: level) ?? $0 }
                keep { institution in
                    around.contains { unit in
                        institution.area.isEmpty
                            ? institution.seat?.gmina?.isWithin(unit) ?? false
                            : institution.area.contains { $0.code.isWithin(unit) || unit.isWithin($0.code) }
                    }
                }
            }
        }
        // `OPS w Zielonej` in Zielona comes before one that serves a gmina of the powiat zieloński.
        keep { institution in
            let seat = institution.seat
            let names = [seat?.address.locality ?? "", gmina(institution)?.name ?? ""].flatMap { $0.split(separator: " ").flatMap { NameDeclension.forms(of: String($0)) } }
            return words.rest.allSatisfy(names.contains)
        }
        keep { words.type == nil || $0.type == words.type }
        return found
    }

    private func match(_ index: Int, _ words: PartyWords, _ text: String) -> Match {
        let institution = candidates[index].institution
        // A welfare centre that has become another centre keeps the name that the agreement gives it.
        let isOther = words.type.map { $0 != institution.type } ?? false
        return Match(member: .institution(institution.id), name: isOther || text.contains("(") ? text : nil)
    }

    // MARK: Groups

    private func group(_ words: PartyWords, _ text: String, _ area: [TERYTCode]) throws(RowFault) -> AgreementParty.Member {
        guard let type = words.type else { throw RowFault("“\(Self.shown(text))” names no sort of institution") }
        guard !words.rest.isEmpty else {
            guard area.count == 1 else {
                throw RowFault("“\(Self.shown(text))” does not say of which powiat, and the agreement has \(area.isEmpty ? "no" : "more than one") area")
            }
            return .all(type, area[0])
        }
        let isPowiat = words.rest.contains(where: PartyWords.isWordForPowiat)
        let isRegion = words.rest.contains { $0.hasPrefix("wojewodztw") }
        let levels: [UnitLevel] = isRegion ? [.wojewodztwo] : isPowiat ? [.powiat] : [.gmina, .powiat]
        let names = words.rest.filter { !PartyWords.isWordForPowiat($0) && !$0.hasPrefix("wojewodztw") && !["gminy", "miasta", "terenu"].contains($0) }
        var units = levels.flatMap { territory.units($0) }.filter { unit in
            let own = unit.name.split { $0.isWhitespace || $0 == "-" }.map { NameDeclension.forms(of: String($0)) }
            return own.count == names.count && zip(own, names).allSatisfy { $0.contains($1) }
        }
        if units.count > 1, !area.isEmpty {
            let near = units.filter { unit in area.contains { $0.isWithin(unit.code) || unit.code.isWithin($0) } }
            if !near.isEmpty { units = near }
        }
        guard let unit = units.first, units.count == 1 else {
            throw RowFault(
                units.isEmpty
                    ? "“\(Self.shown(text))”: there is no unit “\(names.joined(separator: " "))”; write a code, as in \(type.rawValue):1203"
                    : "“\(Self.shown(text))” may be of \(units.map { "\($0.code.stem) \($0.fullName)" }.joined(separator: ", ")); write \(type.rawValue): and the code")
        }
        return .all(type, unit.code)
    }

    // MARK: Messages

    private static func shown(_ text: String) -> String { DelimitedTable.shortened(text, limit: 100) }

    private func list(_ found: [Int]) -> String {
        found.prefix(4).map { "\(candidates[$0].institution.id) (\(candidates[$0].institution.name))" }.joined(separator: ", ") + (found.count > 4 ? " …" : "")
    }

    /// The institutions that come nearest; of the first refusals only, as all have to be looked through.
    private func nearest(_ variants: [PartyWords], _ area: [TERYTCode], _ text: String) -> String {
        refusals += 1
        guard refusals <= 50 else { return "" }
        let regions = Set(area.compactMap { $0.ancestor(at: .wojewodztwo) })
        func score(_ candidate: Candidate) -> Double {
            let institution = candidate.institution
            var best = 0.0
            for words in variants where !words.all.isEmpty {
                let rest = words.rest.count { isOf($0, candidate) }
                var score = Double(words.all.count { isOf($0, candidate) }) / Double(words.all.count)
                if let type = words.type, type == institution.type || (type == .ops && institution.type == .cus) { score += 0.4 + (rest > 0 ? 0.4 : 0) }
                best = max(best, score)
            }
            let slips = EditDistance.between(text, institution.id.text, limit: 3)
            if slips <= 3 { best = max(best, 2 - Double(slips) * 0.2) }
            let isNear = institution.seat?.gmina?.ancestor(at: .wojewodztwo).map(regions.contains) ?? false
            return best > 0 && isNear ? best + 0.2 : best
        }
        let ranked = candidates.indices.map { ($0, score(candidates[$0])) }.filter { $0.1 >= 0.5 }
            .sorted { ($0.1, candidates[$1.0].institution.id) > ($1.1, candidates[$0.0].institution.id) }.prefix(3)
        return ranked.isEmpty ? ": add the institution first" : ": the nearest are \(list(ranked.map(\.0))); write the id of the one meant, or add the institution first"
    }
}
