// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A piece of a text on opening hours.
enum HoursToken: Equatable {
    case day(Weekday)
    /// Several days under one word: `codziennie`, `dni robocze`.
    case days([Weekday])
    /// Minutes after midnight.
    case time(Int)
    /// A hyphen or dash.
    case dash
    /// `od`
    case from
    /// `do`
    case to
    /// A comma, `i`, `oraz`.
    case and
    /// A semicolon or the end of a line.
    case stop
    case colon
    case closed
    case roundTheClock
    /// A word of a heading: `godziny pracy ośrodka`.
    case heading
}

/// Takes a text on opening hours apart.
struct HoursTokenizer {
    private var characters: [Character]
    private var position = 0
    private var tokens: [HoursToken] = []

    /// - Returns: nil when the text has a word or sign whose meaning for the hours is not known: nothing is guessed.
    static func tokens(of text: String) -> [HoursToken]? {
        var tokenizer = HoursTokenizer(lines(of: text))
        return tokenizer.run()
    }

    private init(_ text: String) { characters = Array(text) }

    /// Small letters without diacritics; addresses of mailboxes and web pages are not hours and go.
    private static func lines(of text: String) -> String {
        fold(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .filter { line in
                let isAddress = ["edorecze", "e-dorecze", "epuap", "ae:pl", "@", "www.", "http"].contains { line.contains($0) }
                let isSure = ["adres", "skrytk", "@", "ae:pl", "www.", "http"].contains { line.contains($0) }
                return !(isAddress && isSure)
            }
            .joined(separator: "\n")
    }

    private mutating func run() -> [HoursToken]? {
        while position < characters.count {
            let character = characters[position]
            if character.isASCII, character.isLetter {
                guard takeWord() else { return nil }
            } else if character.isASCII, character.isWholeNumber {
                guard takeTime() else { return nil }
            } else {
                guard takeSign(character) else { return nil }
                position += 1
            }
        }
        return tokens
    }

    private mutating func takeSign(_ character: Character) -> Bool {
        switch character {
        case "\n", "\r\n", "\r", ";": tokens.append(.stop)
        case ",", "/", "|", "+": tokens.append(.and)
        case ":": tokens.append(.colon)
        case "-", "–", "—", "−", "‐", "‑": tokens.append(.dash)
        case ".", "(", ")", "•", "·": break
        default: return character.isWhitespace
        }
        return true
    }

    // MARK: Words

    private mutating func takeWord() -> Bool {
        var word = ""
        while position < characters.count, characters[position].isASCII, characters[position].isLetter {
            word.append(characters[position])
            position += 1
        }
        if let day = HoursWords.day(word) {
            tokens.append(.day(day))
            return true
        }
        switch word {
        case "od": tokens.append(.from)
        case "do": tokens.append(.to)
        case "i", "oraz", "a": tokens.append(.and)
        case "codziennie": tokens.append(.days(Weekday.allCases))
        case "robocze", "roboczych", "powszednie", "powszednich": tokens.append(.days(HoursWords.workdays))
        case "nieczynne", "nieczynny", "nieczynna", "zamkniete", "zamkniety", "wolne": tokens.append(.closed)
        case "dobe", "calodobowo", "calodobowe", "calodobowy", "calodobowa", "nonstop": tokens.append(.roundTheClock)
        default:
            if HoursWords.headings.contains(word) { tokens.append(.heading) } else { return HoursWords.fillers.contains(word) }
        }
        return true
    }

    // MARK: Times

    /// `7:30`, `7.30`, `7,30`, `7;30`, `7 30`, `730`, `7`; also `24h` and `24/7`.
    private mutating func takeTime() -> Bool {
        let digits = takeDigits()
        if digits == "24", let end = roundTheClockEnd() {
            position = end
            tokens.append(.roundTheClock)
            return true
        }
        switch digits.count {
        case 1, 2:
            guard let hour = Int(digits) else { return false }
            return append(hour: hour, minute: takeMinutes() ?? 0)
        case 3, 4:
            // 730-1530, also from minutes set small above the line.
            guard let hour = Int(digits.dropLast(2)), let minute = Int(digits.suffix(2)) else { return false }
            return append(hour: hour, minute: minute)
        default: return false
        }
    }

    private mutating func append(hour: Int, minute: Int) -> Bool {
        guard (0...24).contains(hour), (0..<60).contains(minute), hour < 24 || minute == 0 else { return false }
        // The word for hours may follow: 7.00 h.
        tokens.append(.time(hour * 60 + minute))
        return true
    }

    private mutating func takeDigits() -> String {
        var digits = ""
        while position < characters.count, characters[position].isASCII, characters[position].isWholeNumber {
            digits.append(characters[position])
            position += 1
        }
        return digits
    }

    /// The minutes of a time whose hour was just read.
    private mutating func takeMinutes() -> Int? {
        func digit(_ offset: Int) -> Int? {
            guard position + offset < characters.count, characters[position + offset].isASCII else { return nil }
            return characters[position + offset].wholeNumberValue
        }
        guard position < characters.count, let tens = digit(1), let ones = digit(2), digit(3) == nil else { return nil }
        let minute = tens * 10 + ones
        switch characters[position] {
        case ":", ".", ",", ";": guard minute < 60 else { return nil }
        // `9 00`: only minutes that offices use, for `8 16` may be two hours.
        case " ": guard [0, 15, 30, 45].contains(minute), !isFollowedByMinutes(position + 3) else { return nil }
        default: return nil
        }
        position += 3
        return minute
    }

    /// Whether a number that ends at `index` has minutes of its own, so that it is an hour.
    private func isFollowedByMinutes(_ index: Int) -> Bool {
        guard index + 2 < characters.count, ":.".contains(characters[index]) else { return false }
        return characters[index + 1].isWholeNumber && characters[index + 2].isWholeNumber
    }

    /// `24h`, `24 h`, `24/7`, `24 godz`.
    private func roundTheClockEnd() -> Int? {
        let rest = String(characters[position...].prefix(12)).drop { $0 == " " }
        for ending in ["/7", "h/7", "h", "godziny", "godzin", "godz"] where rest.hasPrefix(ending) {
            let next = rest.dropFirst(ending.count).first
            guard next.map({ !$0.isLetter && !$0.isWholeNumber }) ?? true else { continue }
            let spaces = characters[position...].prefix { $0 == " " }.count
            return position + spaces + ending.count
        }
        return nil
    }
}

/// Words of texts on opening hours, in the form that `fold` gives.
enum HoursWords {
    static let workdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

    private static let abbreviations: [String: Weekday] = [
        "pn": .monday, "pon": .monday, "pnd": .monday, "wt": .tuesday, "wto": .tuesday, "sr": .wednesday, "srd": .wednesday,
        "cz": .thursday, "czw": .thursday, "pt": .friday, "pi": .friday, "pia": .friday, "so": .saturday, "sob": .saturday,
        "nd": .sunday, "ndz": .sunday, "niedz": .sunday,
    ]

    /// Singular and plural in the cases that stand in such texts.
    private static let forms: [(Weekday, [String])] = [
        (.monday, ["poniedzialek", "poniedzialku", "poniedzialki", "poniedzialkow", "poniedzialkowi"]),
        (.tuesday, ["wtorek", "wtorku", "wtorki", "wtorkow"]),
        (.wednesday, ["sroda", "srody", "srode", "srod", "srodach"]),
        (.thursday, ["czwartek", "czwartku", "czwartki", "czwartkow"]),
        (.friday, ["piatek", "piatku", "piatki", "piatkow"]),
        (.saturday, ["sobota", "soboty", "sobote", "sobot"]),
        (.sunday, ["niedziela", "niedziele", "niedzieli", "niedziel"]),
    ]

    private static let byForm: [String: Weekday] = Dictionary(
        forms.flatMap { day, forms in forms.map { ($0, day) } } + abbreviations.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })

    /// Words that say nothing of the hours themselves.
    static let fillers: Set<String> = [
        "w", "we", "na", "dni", "dniach", "dzien", "tygodnia", "g", "h", "hrs", "godz", "godzin", "godziny", "godzina", "godzinach", "otwarte",
        "otwarty", "otwarta", "czynne", "czynny", "czynna", "przez", "cala", "cale",
    ]

    /// Words that say whose hours follow: at the beginning they are a heading, further on those of another office.
    static let headings: Set<String> = [
        "pracy", "praca", "pracuje", "urzedowania", "otwarcia", "przyjec", "placowki", "osrodka", "osrodek", "centrum", "urzedu", "urzad", "biura",
        "biuro", "cus", "gcus", "mcus", "ops", "gops", "mops", "mgops", "mopr", "pcpr", "pup", "dps", "sds",
    ]

    /// The day that a word names: in full, shortened, or with one letter typed wrong.
    static func day(_ word: String) -> Weekday? {
        if let day = byForm[word] { return day }
        guard word.count >= 4, !fillers.contains(word) else { return nil }
        // A shortened word: `czwart`, `piat`. None of these begins a word of another meaning.
        let shortened = Set(forms.filter { $0.1.contains { $0.hasPrefix(word) } }.map(\.0))
        if let day = shortened.first, shortened.count == 1 { return day }
        guard word.count >= 5 else { return nil }
        let close = Set(forms.filter { $0.1.contains { $0.count >= 5 && isOneSlipAway(word, $0) } }.map(\.0))
        return close.count == 1 ? close.first : nil
    }

    /// Whether one letter was left out, added, or typed wrong, or two were swapped.
    static func isOneSlipAway(_ a: String, _ b: String) -> Bool { EditDistance.between(a, b, limit: 1) <= 1 }
}
