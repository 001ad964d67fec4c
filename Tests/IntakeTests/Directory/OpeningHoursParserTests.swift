// SPDX-License-Identifier: Apache-2.0

import Atlas
import Intake
import Testing

/// Weeks as tests write them: minutes after midnight as `WeeklySchedule.encoded` has them.
private func week(_ hours: [Int: String]) -> String {
    hours.sorted { $0.key < $1.key }.map { day, text in
        let minutes = text.split(separator: "-").map { time in
            let parts = time.split(separator: ":").compactMap { Int($0) }
            return String(parts[0] * 60 + (parts.count > 1 ? parts[1] : 0))
        }
        return "\(day) \(minutes.joined(separator: "-"))"
    }.joined(separator: ";")
}

private func workdays(_ text: String) -> String { week(Dictionary(uniqueKeysWithValues: (1...5).map { ($0, text) })) }

@Suite("Opening hours")
struct OpeningHoursParserTests {
    private func encoded(_ text: String) -> String? { OpeningHoursParser.schedule(text, unnamedDays: .workdays)?.encoded }

    @Test(
        "the same hours on all working days",
        arguments: [
            "7:30 - 15:30", "7.30-15.30", "7.30–15.30", "07:30-15:30", "7,30-15,30", "od 7:30 do 15:30", "7:30 do 15:30", "730-1530", "7³⁰-15³⁰", "7 30- 15 30",
            "poniedziałek - piątek : 7:30 - 15:30", "poniedziałek-piątek 7.30-15.30", "pn-pt 7.30–15.30", "pn.- pt. 7.30 - 15.30", "pon.-pt. od 7:30 do 15.30",
            "Poniedziałek - piątek \n07:30 - 15:30", "Od poniedziałku do piątku w godzinach od 7:30 do 15:30", "7.30 - 15.30 od poniedziałku do piątku",
            "Poniedziałek - piątek: 7:30-15:30.", "GODZINY URZĘDOWANIA: pn-pt 7:30-15:30", "poniedziałek, wtorek, środa, czwartek i piątek 7:30-15:30",
            "dni robocze 7:30-15:30", "w dni robocze od 7.30 do 15.30", "poniedzialek-piatek 7.30-15.30", "Poniedzałek - piątek 7.30-15.30",
            "pn-pt 7:30-15:30\nAdres do eDoręczeń: AE:PL-00000-00000-AAAAA-00\nAdres ePUAP: /wzor/skrytka", "pn-pt 7:30-15:30\nsobota - niedziela nieczynne",
            "poniedziałek 7:30-15:30\nwtorek 7:30-15:30\nśrod 7:30-15:30\nczw 7:30-15:30\npt 7:30-15:30",
        ])
    func uniform(text: String) { #expect(encoded(text) == workdays("7:30-15:30"), "\(text)") }

    private static let mondayLonger = week([1: "8-16", 2: "7-15", 3: "7-15", 4: "7-15", 5: "7-15"])

    @Test(
        "a longer Monday",
        arguments: [
            "poniedziałek 8:00-16:00, wtorek-piątek 7:00-15:00", "poniedziałki w godz. 8.00 - 16.00\nwtorki, środy, czwartki, piątki w godz. 7.00-15.00",
            "pn 8:00-16:00; wt-pt 7:00-15:00", "pon. 8-16, wt.-pt. 7-15", "PON 8-16\nWT-CZW 7-15\nPT 7-15", "Poniedziałek   8:00 - 16:00 \nWtorek - Piątek  7:00 - 15:00",
            "poniedziałek od 8.00 - 16.00, wtorek - piątek od 7.00 - 15.00,", "Poniedziałek 8.00. do 16.00 Wtorek- Piątek 7.00 - 15.00",
            "8.00 do 16.00 poniedziałek \n7.00 do 15.00 wtorek-czwartek\n7.00 do 15.00 piątek", "poniedziałek 8.00-16.00 wtorek7.00-15.00 środa 7.00-15.00 czwartek7.00-15.00 piatek7.00-15.00",
            "Poniedziałek - od godziny 8.00 do godziny 16.00\nWtorek do Czwartku - od godziny 7.00 do godziny 15.00\nPiątek - od godziny 7.00 do godziny 15.00",
            "PONIEDZIAŁEK:  -  8:00 - 16:00  WTOREK-PIĄTEK:   -  7:00 - 15:00", "poniedziałek    od 8:00- do 16:00\nwtorek- piątek    od 7:00- do 15:00",
            "Poniedziałek od 8:00 - 16:00 Wtorek od 7:00 - 15;00  Środa od 7:00 - 15;00 Czwartek od 7:00 - 15;00  Piątek od 7:00 - 15;00",
            "- poniedziałek od 8:00 do 16:00\n- wtorek od 7:00 do 15:00\n- środa od 7:00 do 15:00\n- czwartek od 7:00 do 15:00\n- piątek od 7:00 do 15:00",
            "Poniedziałek : 8 00 - 16 00, Wtorek- piątek: 7 00- 15 00", "poniedziałek 8:00 - 16:00 od wtorku do piątku 7:00 - 15:00",
        ])
    func longMonday(text: String) { #expect(encoded(text) == Self.mondayLonger, "\(text)") }

    @Test(
        "other weeks",
        arguments: [
            ("poniedziałek oraz od środy do piątku w godz. od 7:30 do 15:30\nwtorek od 7:30 do 18:00", "1 450-930;2 450-1080;3 450-930;4 450-930;5 450-930"),
            ("pn., śr., cz. 7:00-15:00; wt. 7:00-17:00, pt. 7:00-13:00", "1 420-900;2 420-1020;3 420-900;4 420-900;5 420-780"),
            ("pn-pt 8-12, 13-16", "1 480-720,780-960;2 480-720,780-960;3 480-720,780-960;4 480-720,780-960;5 480-720,780-960"),
            ("sobota 9-13", "6 540-780"), ("codziennie 20:00-24:00", (1...7).map { "\($0) 1200-1440" }.joined(separator: ";")),
            ("wtorek i czwartek: 10.00-14.00", "2 600-840;4 600-840"),
        ])
    func other(text: String, expected: String) { #expect(encoded(text) == expected, "\(text)") }

    @Test("round the clock", arguments: ["całą dobę", "24h", "24 h", "24/7", "24 godziny", "całodobowo", "codziennie całą dobę", "czynne całą dobę", "0:00-24:00"])
    func always(text: String) {
        #expect(OpeningHoursParser.schedule(text, unnamedDays: text == "0:00-24:00" ? .workdays : .unknown)?.isAlwaysOpen == true, "\(text)")
    }

    @Test(
        "a text that says two things, or more than hours, gives no schedule",
        arguments: [
            // Friday twice.
            "poniedziałek : 08:00 do 17:00\nwtorek-piątek 7:30 do 15:30\npiątek 7:30 do 14:30",
            // Two offices.
            "Godziny pracy CUS:\nponiedziałek - piątek : 7:30 - 15:30\n\nGodziny pracy Biura Obsługi\nponiedziałek: 8:00 - 17:00\nwtorek - piątek: 8:00 - 15:00",
            "Ośrodek - od poniedziałku do piątku 7:00 - 15.30\nŚwiadczenia Rodzinne - od poniedziałku do piątku 7:00 - 15:00",
            "godziny pracy: pn-pt 7-15\ngodziny pracy biura: sobota 8-12", "czynny: pn-pt 7-15 Kasa czynna: pn-pt 10-13",
            // A day for staff only, a counter, a star.
            "poniedziałek: od 7:00 do 16:00\nwtorek - piątek od 7:00 do 15:00\npiątek: dzień wewnętrzny",
            "pn, śr, cz, pt*: 7:30 – 15:30\nwt: 8:30 – 16:30\n* dzień wewnętrzny", "pn-czw 7-15;pt 7.00-13.00 i 13.00-15.00 dziennik podawczy",
            // Slips whose meaning is a guess.
            "Poniedziałek 7:30-1`5:30", "pn-pt 15:30-7:30", "pn-pt 7:30-25:30", "pn-pt 7:61-15:00", "piątek - poniedziałek 8-16", "pn-pt 8", "8-16 pn 7-15",
            // Not every week.
            "co drugi wtorek 8-16", "pierwsza sobota miesiąca 9-12", "po uzgodnieniu telefonicznym", "nieczynne", "lipiec-sierpień 8-14", "pn-pt 8-16 (w lipcu 8-14)",
            // No hours at all.
            "", " ", ".", "-", "od", "pn-pt", "zadzwoń", "'poradnictwo specjalistyczne','pomoc socjalna'", "12 623 52 60",
        ])
    func unclear(text: String) { #expect(encoded(text) == nil, "\(text): \(encoded(text) ?? "")") }

    @Test("hours without days are those of an office only where the caller says so")
    func unnamedDays() {
        #expect(OpeningHoursParser.schedule("8-16", unnamedDays: .unknown) == nil)
        #expect(OpeningHoursParser.schedule("pn-pt 8-16", unnamedDays: .unknown) != nil)
    }

    @Test("long texts are not read")
    func long() { #expect(encoded(String(repeating: "pn 8-16 ", count: 2000)) == nil) }
}
