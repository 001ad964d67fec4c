// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A name of a party taken apart: what sort of institution it speaks of, whether of one or of all, and the words that tell which.
struct PartyWords {
    /// nil when the name begins with none of the known sorts.
    var type: InstitutionType?
    /// All institutions of the type: `ośrodki pomocy społecznej powiatu chrzanowskiego`.
    var isGroup = false
    /// `Miejski`, `GOPS`: of a town or of a rural gmina.
    let gminaWord: GminaWord?
    /// The folded words of the whole name, fillers left out.
    let all: [String]
    /// Those after the sort.
    let rest: [String]

    private static let fillers: Set<String> = ["w", "we", "z", "ze", "i", "im", "imienia", "m", "st", "dr", "dra", "ks", "sw", "sp", "o", "ul", "na", "dla", "przy"]

    static func words(_ text: String) -> [String] {
        fold(text).split { !($0.isLetter || $0.isNumber) }.map(String.init).filter { !fillers.contains($0) }
    }

    /// Sorts by the beginnings of their words; the longer of two that fit stands first.
    private static let sorts: [(type: InstitutionType, isGroup: Bool, beginnings: [String])] = [
        (.ops, true, ["osrodki", "pomocy", "spolecznej"]), (.ops, false, ["osrodek", "pomocy", "spolecznej"]), (.ops, false, ["osrodek", "pomocy", "rodzinie"]),
        (.cus, true, ["centra", "uslug", "spolecznych"]), (.cus, false, ["centrum", "uslug", "spolecznych"]),
        (.pcpr, true, ["powiatowe", "centra", "pomocy", "rodzinie"]), (.pcpr, false, ["powiatowe", "centrum", "pomocy", "rodzinie"]),
        (.pup, true, ["powiatowe", "urzedy", "pracy"]), (.pup, true, ["urzedy", "pracy"]), (.wup, false, ["wojewodzki", "urzad", "pracy"]),
        (.pup, false, ["powiatowy", "urzad", "pracy"]), (.pup, false, ["miejski", "urzad", "pracy"]),
        (.rops, false, ["regionalny", "osrodek", "polityki", "spolecznej"]), (.uw, false, ["urzad", "wojewodzki"]),
        (.cis, true, ["centra", "integracji", "spolecznej"]), (.cis, false, ["centrum", "integracji", "spolecznej"]),
        (.kis, true, ["kluby", "integracji", "spolecznej"]), (.kis, false, ["klub", "integracji", "spolecznej"]),
        (.oik, false, ["osrodek", "interwencji", "kryzysowej"]), (.sds, true, ["srodowiskowe", "domy", "samopomocy"]),
        (.sds, false, ["srodowiskowy", "dom", "samopomocy"]), (.dps, true, ["domy", "pomocy", "spolecznej"]), (.dps, false, ["dom", "pomocy", "spolecznej"]),
        (.wtz, false, ["warsztat", "terapii", "zajeciowej"]), (.zaz, false, ["zaklad", "aktywnosci", "zawodowej"]),
        (.ngo, true, ["organizacje", "pozarzadowe"]), (.pes, true, ["spoldzielnie", "socjalne"]), (.rada, false, ["powiatowa", "rada", "rynku", "pracy"]),
        (.urzad, true, ["urzedy", "miast", "gmin"]), (.urzad, true, ["urzedy", "gmin", "miast"]), (.urzad, true, ["urzedy", "gmin"]),
        (.urzad, true, ["urzedy", "miast"]), (.urzad, true, ["gminy"]), (.urzad, false, ["starostwo", "powiatowe"]), (.urzad, false, ["starostwo"]),
        (.urzad, false, ["urzad", "miasta", "gminy"]), (.urzad, false, ["urzad", "gminy", "miasta"]), (.urzad, false, ["urzad", "gminy"]),
        (.urzad, false, ["urzad", "miasta"]), (.urzad, false, ["urzad", "miejski"]), (.urzad, false, ["gmina"]), (.urzad, false, ["miasto"]), (.urzad, false, ["powiat"]),
    ]

    /// Words before a sort that say whose it is.
    private static let grades: Set<String> = ["miejski", "gminny", "miejsko", "gminno", "miejskie", "gminne", "wszystkie", "wszyscy", "samorzadowy"]

    init(_ text: String) {
        let words = Self.words(text)
        all = words
        gminaWord = GminaWord(in: text)
        var remaining = words[...]
        while let first = remaining.first, Self.grades.contains(first), remaining.count > 1 {
            // `Miejski Urząd Pracy` and `Urząd Miejski` are sorts of their own.
            if Self.sorts.contains(where: { remaining.starts(with: $0.beginnings) }) { break }
            remaining = remaining.dropFirst()
        }
        if let sort = Self.sorts.first(where: { remaining.starts(with: $0.beginnings) }) {
            type = sort.type
            isGroup = sort.isGroup
            rest = Array(remaining.dropFirst(sort.beginnings.count))
        } else if let first = remaining.first, let named = InstitutionType(naming: first), !named.abbreviations.isEmpty {
            type = named
            var others = remaining.dropFirst()
            // `OPS-y powiatu chrzanowskiego`
            if let ending = others.first, ["y", "ow"].contains(ending) {
                isGroup = true
                others = others.dropFirst()
            }
            if words.first == "wszystkie" || (named.tier == .gmina && others.first.map(Self.isWordForPowiat) ?? false) { isGroup = true }
            rest = Array(others)
        } else {
            rest = words
        }
    }

    static func isWordForPowiat(_ word: String) -> Bool { word == "powiatu" || word == "powiecie" }

    /// Whether two words may be forms of one: equal, or alike but for their last letters.
    static func alike(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        let common = zip(a.utf8, b.utf8).prefix { $0 == $1 }.count
        return common >= 4 && a.utf8.count - common <= 3 && b.utf8.count - common <= 3
    }
}
