// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The forms that the name of a place takes in a sentence.
///
/// A list of places is closed, so every form that a name could have may be made beforehand and looked up, which is
/// surer than taking a typed word apart: `Mircu` is nothing but Mirzec. The rules go by the ending and make too many
/// forms rather than too few, as a form that nobody uses does no harm.
public enum NameDeclension {
    /// The folded forms of one word of a name, the nominative first, each once.
    /// - Parameter word: in the nominative, with its diacritics: `Bochnia`, `Targ`, `Beskidzka`.
    public static func forms(of word: String) -> [String] {
        let word = word.lowercased().precomposedStringWithCanonicalMapping
        var forms: [String] = [fold(word)]
        var seen = Set(forms)
        for form in irregular[word] ?? regular(Array(word)) {
            let folded = fold(form)
            if seen.insert(folded).inserted { forms.append(folded) }
        }
        return forms
    }

    /// Words that change inside, or that drop letters as no others do.
    private static let irregular: [String: [String]] = [
        "białystok": ["białegostoku", "białemustokowi", "białymstokiem", "białymstoku"],
        "krasnystaw": ["krasnegostawu", "krasnemustawowi", "krasnymstawem", "krasnymstawie"],
        "miasto": ["miasta", "miastu", "miastem", "mieście"],
        "wieś": ["wsi", "wsią", "wsie"],
        "las": ["lasu", "lasowi", "lasem", "lesie"],
        "dąb": ["dębu", "dębowi", "dębem", "dębie"],
        "lwówek": ["lwówka", "lwówkowi", "lwówkiem", "lwówku"],
        "brzeg": ["brzegu", "brzegowi", "brzegiem"],
    ]

    /// Adjectives without their -e that are names, alone or before a noun: `Nowe`, `Wysokie Mazowieckie`.
    private static let neuterAdjectives: Set<String> = [
        "now", "star", "dobr", "wysoki", "wielki", "mał", "biał", "czarn", "górn", "doln", "dług",
    ]

    private static func regular(_ word: [Character]) -> [String] {
        guard word.count > 2, let last = word.last else { return [] }
        let stem = Array(word.dropLast())
        return switch last {
        case "a", "ą": feminine(stem)
        case "o", "ę": neuter(stem)
        case "e": endingInE(stem)
        case "y", "i": endingInY(stem, last)
        case "u": []
        default: masculine(word) + softFeminine(word)
        }
    }

    /// `Bochnia`, `Wieliczka`, and adjectives as `Biała`, `Wielka`.
    private static func feminine(_ stem: [Character]) -> [String] {
        let text = String(stem)
        let soft = stem.last == "k" || stem.last == "g" ? "i" : ""
        let adjective = [text + soft + "ej", text + "ą"]
        if stem.last == "i" { return [text, text + "i", text + "ę", text + "ą"] }
        return [text + "y", text + "i", text + "ę"] + softened(stem) + adjective
    }

    /// `Gnojno`, `Miasteczko`.
    private static func neuter(_ stem: [Character]) -> [String] {
        let text = String(stem)
        return [text + "a", text + "u", text + "em", text + "iem"] + softened(stem)
    }

    /// Plurals as `Kielce` and `Klucze`, neuters as `Opole` and `Świecie`, adjectives as `Zakopane` and `Śląskie`.
    private static func endingInE(_ stem: [Character]) -> [String] {
        let text = String(stem)
        let adjective = ["em", "m", "ego", "emu", "ym", "ych", "ymi", "ch", "mi"].map { text + $0 }
        if neuterAdjectives.contains(text) { return adjective }
        var forms = ["om", "ami", "ach", "", "y", "i", "ów", "a", "u"].map { text + $0 } + adjective
        if stem.last == "i", stem.count > 1 {
            // Końskie: Końskich.
            forms += [String(stem.dropLast()), String(stem.dropLast()) + "ich"]
        }
        return forms + withFleetingE(stem)
    }

    /// Plurals as `Kęty` and `Liszki`, adjectives as `Nowy` and `krakowski`.
    private static func endingInY(_ stem: [Character], _ last: Character) -> [String] {
        let text = String(stem)
        let vowel = String(last)
        let soft = last == "i" ? "i" : ""
        let adjective = [soft + "ego", soft + "emu", vowel + "m", vowel + "ch", vowel + "mi"].map { text + $0 }
        let noun = ["om", "ami", "ach", "", "ów", "iom", "iami", "iach"].map { text + $0 }
        return adjective + noun + withFleetingE(stem)
    }

    /// `Tarnów`, `Targ`, `Mirzec`, `Radom`.
    private static func masculine(_ word: [Character]) -> [String] {
        let hardEndings = ["a", "u", "owi", "em", "iem", "ze", "e"]
        let softEndings = ["ia", "iu", "iowi", "iem"]
        var stems = [String(word)]
        // Staw: Stawu; but Mirzec: Mircu, Połaniec: Połańcu, Turek: Turku.
        if word.count > 4, word[word.count - 2] == "e", word.last == "c" || word.last == "k" || word.last == "l" || word.last == "ł" {
            var base = word.dropLast(2)
            if base.last == "i" { base = base.dropLast() }
            if let last = word.last {
                stems.append(String(base) + String(last))
                if base.suffix(2).elementsEqual("rz") { stems.append(String(base.dropLast()) + String(last)) }
            }
        }
        // Dąb: Dębu.
        if word.dropLast().last == "ą" { stems.append(String(word.dropLast(2)) + "ę" + String(word.suffix(1))) }
        return stems.flatMap { stem in (hardEndings + softEndings).map { stem + $0 } + softened(Array(stem)) }
    }

    /// `Łódź`, `Bydgoszcz`.
    private static func softFeminine(_ word: [Character]) -> [String] {
        let text = String(word)
        return [text + "i", text + "y", text + "ą", text + "ią"]
    }

    /// The dative and locative in -e, before which the last consonant changes: `Wieliczce`, `Zawichoście`.
    private static func softened(_ stem: [Character]) -> [String] {
        guard let last = stem.last else { return [] }
        let text = String(stem)
        let base = String(stem.dropLast())
        let beforeLast = stem.dropLast().last
        var forms: [String] =
            switch last {
            case "k": [base + "ce"]
            case "g": [base + "dze"]
            case "h": beforeLast == "c" ? [String(stem.dropLast(2)) + "sze"] : [base + "że"]
            case "r": [text + "ze"]
            case "ł": [base + "le"]
            case "t": [base + "cie"]
            case "d": [base + "dzie"]
            default: [text + "ie"]
            }
        if last == "t", beforeLast == "s" { forms.append(String(stem.dropLast(2)) + "ście") }
        if last == "d", beforeLast == "z" { forms.append(String(stem.dropLast(2)) + "ździe") }
        return forms
    }

    /// The genitive of plurals whose stem ends in two consonants: `Suwałk-` → `suwałek`, `Świątnik-` stays.
    private static func withFleetingE(_ stem: [Character]) -> [String] {
        guard stem.count > 2, let last = stem.last else { return [] }
        let before = stem[stem.count - 2]
        guard !"aeiouyąęó".contains(before), !"aeiouyąęó".contains(last) else { return [] }
        return [String(stem.dropLast()) + "e" + String(last), String(stem.dropLast()) + "ie" + String(last)]
    }
}
