// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The units of the division as numbers, in the order of their codes, so that the parts of a unit stand behind it.
struct UnitTable: Sendable {
    let places: [SearchPlace]
    private let numbers: [String: Int]
    /// The unit behind the last part of each unit.
    private let ends: [Int]
    /// Województwa and powiats, in order.
    let wojewodztwa: [Int]
    let powiats: [Int]

    /// Codes that entries have and the division lacks get a unit of their own, named by the code, so that nothing is lost.
    init(_ current: [SearchPlace], codes: Set<TERYTCode>) {
        var byStem: [String: SearchPlace] = [:]
        for place in current where byStem[place.code.stem] == nil { byStem[place.code.stem] = place }
        var needed = codes
        for code in codes { for level in UnitLevel.mapped { if let above = code.ancestor(at: level) { needed.insert(above) } } }
        for place in current { for level in UnitLevel.mapped { if let above = place.code.ancestor(at: level) { needed.insert(above) } } }
        for code in needed where byStem[code.stem] == nil && code.level != .kraj {
            let kind: UnitKind =
                switch code.level {
                case .kraj: .kraj
                case .wojewodztwo: .wojewodztwo
                case .powiat: code.isWithinCityWithPowiatRights ? .cityWithPowiatRights : .powiat
                case .gmina: code.kindDigit.flatMap(UnitKind.init(kindDigit:)) ?? .ruralGmina
                }
            byStem[code.stem] = SearchPlace(code: code, kind: kind, name: code.stem, fullName: code.stem, longitude: nil, latitude: nil)
        }
        byStem[TERYTCode.country.stem] =
            byStem[TERYTCode.country.stem]
            ?? SearchPlace(code: .country, kind: .kraj, name: "Polska", fullName: "Polska", longitude: nil, latitude: nil)
        places = byStem.values.sorted { $0.code.stem < $1.code.stem }
        wojewodztwa = places.indices.filter { [places] in places[$0].code.level == .wojewodztwo }
        powiats = places.indices.filter { [places] in places[$0].code.level == .powiat }
        numbers = Dictionary(places.enumerated().map { ($0.element.code.stem, $0.offset) }) { first, _ in first }
        var ends = Array(places.indices).map { $0 + 1 }
        var open: [Int] = []
        for (number, place) in places.enumerated() {
            while let last = open.last, !place.code.stem.hasPrefix(places[last].code.stem) {
                ends[last] = number
                open.removeLast()
            }
            open.append(number)
        }
        for number in open { ends[number] = places.count }
        if let country = numbers[TERYTCode.country.stem] { ends[country] = country + 1 }
        self.ends = ends
    }

    /// Whether a unit with all units around it stands in the division, and not only because some entry names it.
    func isCurrent(_ code: TERYTCode) -> Bool {
        ([code] + UnitLevel.mapped.compactMap { code.ancestor(at: $0) }).allSatisfy { code in
            code.level == .kraj || number(code).map { places[$0].name != places[$0].code.stem } ?? false
        }
    }

    var count: Int { places.count }

    func number(_ code: TERYTCode) -> Int? { numbers[code.stem] }

    var country: Int { numbers[TERYTCode.country.stem] ?? 0 }

    /// The unit and its parts.
    func parts(_ number: Int) -> Range<Int> { number == country ? 0..<places.count : number..<ends[number] }

    /// The unit, those that contain it and the country, from the smallest. A city with powiat rights is its powiat and
    /// its gmina at once.
    func lineage(_ number: Int) -> [Int] {
        var line = same(number)
        var next = places[number].code.parent
        while let code = next {
            if let above = numbers[code.stem], !line.contains(above) { line.append(above) }
            next = code.parent
        }
        if !line.contains(country) { line.append(country) }
        return line
    }

    /// The numbers of the same territory: two for a city with powiat rights, otherwise one.
    func same(_ number: Int) -> [Int] {
        let code = places[number].code
        guard code.level != .wojewodztwo, code.level != .kraj, code.isWithinCityWithPowiatRights, let powiat = code.ancestor(at: .powiat),
            let powiatNumber = numbers[powiat.stem]
        else { return [number] }
        let gminas = parts(powiatNumber).dropFirst()
        // Only a city that is one gmina is the same as its powiat.
        guard gminas.count == 1, let gmina = gminas.first else { return [number] }
        return number == powiatNumber ? [number, gmina] : [number, powiatNumber]
    }

    func contains(_ outer: Int, _ inner: Int) -> Bool {
        parts(outer).contains(inner) || same(outer).contains(inner)
    }
}
