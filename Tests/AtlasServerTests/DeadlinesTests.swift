// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// Agreements between institutions of the embedded directory.
enum TestAgreements {
    static func agreement(
        _ id: String, _ parties: [String], from: String? = "2020-01-01", to: String? = nil, renews: String? = nil, open: Bool? = nil,
        programmes: [JointProgramme] = [], area: [String] = ["1212"], change: (inout Agreement) throws -> Void = { _ in }
    ) throws -> Agreement {
        var agreement = Agreement(
            id: try AgreementID(id), kind: .agreement, title: "Umowa \(id)", form: .jointAction, subject: "Próba",
            parties: try parties.map { AgreementParty(.institution(try InstitutionID($0))) }, validFrom: try from.map { try Period($0) },
            end: try to.map { .on(try Period($0)) } ?? .notStated, renews: try renews.map { try AgreementID($0) },
            area: try area.map { try TERYTCode($0) }, programmes: programmes, isOpenToJoin: open, sourceID: "rjps")
        try change(&agreement)
        return agreement
    }

    static func add(_ agreements: [Agreement], to store: AtlasStore) async throws {
        _ = try await store.importAgreements(agreements)
    }
}

@Suite struct DeadlinesTests {
    private static func sample(_ store: AtlasStore) async throws {
        let ops = ["rjps-2902", "pup-olkusz"]
        try await TestAgreements.add(
            [
                try TestAgreements.agreement("konczy-sie", ops, to: "2026-12-20") {
                    $0.title = "Umowa o „ścieżce”; etap 1, próba"
                    $0.signed = try Period("2025-03-04")
                    $0.parties[0].contact = CooperationCoordinator(name: nil, role: "kierownik działu", phone: nil, email: "dzial@example.pl")
                    $0.deadlines = [AgreementDeadline(duty: "PUP odpowiada OPS", event: "wpływ pisma", direction: .after, workingDays: 4)]
                },
                try TestAgreements.agreement("miesiac", ops, to: "2027-01"),
                try TestAgreements.agreement("wygasla", ops, to: "2026-06-30"),
                try TestAgreements.agreement("odnowiona", ops, to: "2026-12-31"),
                try TestAgreements.agreement("nastepna", ops, from: "2027-01-01", to: "2028-12-31", renews: "odnowiona"),
                try TestAgreements.agreement("gdzie-indziej", ["rjps-132", "pup-olkusz"], to: "2026-12-24", area: ["1201"]),
            ], to: store)
    }

    @Test func theListSaysWhatEndsAndWhomToCall() async throws {
        try await withServer(prepare: Self.sample) { client, _ in
            let list = try await client.getJSON("/api/v1/deadlines?days=60&day=2026-11-21&unit=121205")
            let found = list["deadlines"].array.map { ($0["id"].string ?? "") + ":" + ($0["group"].string ?? "") }
            #expect(
                found == [
                    "konczy-sie:nastepny-miesiac", "gdzie-indziej:nastepny-miesiac", "miesiac:pozniej", "wygasla:wygasle", "nastepna:planowane",
                ])
            let first = list["deadlines"][0]
            #expect(first["days"].number == 29 && first["working_days"].number == 20 && first["valid_to"].string == "2026-12-20")
            #expect(first["parties"][0]["contact"].string == "kierownik działu")
            #expect(first["parties"][0]["phone"]["text"].string == "32 641 32 12")
            #expect(list["deadlines"][2]["day_known"].value as? Bool == false && list["deadlines"][2]["days"].number == 41)
            let one = try await client.getJSON("/api/v1/deadlines?days=60&day=2026-11-21&institution=rjps-132")
            #expect(one["deadlines"].array.map { $0["id"].string } == ["gdzie-indziej"])
            let page = try await client.getJSON("/api/v1/deadlines?days=60&day=2026-11-21&limit=2")
            #expect(page["total"].number == 5 && page["next"].string == "2")
            for (path, status) in [
                ("/api/v1/deadlines?days=6", 400), ("/api/v1/deadlines?days=731", 400), ("/api/v1/deadlines?day=2026-11", 400),
                ("/api/v1/deadlines?institution=nobody", 404), ("/api/v1/deadlines?unit=3299", 404), ("/porozumienia/terminy?dni=abc", 400),
                ("/porozumienia/kalendarz.ics?przypomnienie=0", 400), ("/porozumienia/terminy.ics?porozumienie=nie-ma", 404),
                ("/api/v1/working-days?dni_robocze=251", 400), ("/api/v1/working-days?zdarzenie=1999-01-01", 400),
            ] {
                let code = try await client.get(path).status.code
                #expect(Int(code) == status, "\(path)")
            }
        }
    }

    @Test func thePageSaysItInWordsAndLinksToTheRenewal() async throws {
        try await withServer(prepare: Self.sample) { client, _ in
            let text = try await client.get("/porozumienia/terminy?dni=90&day=2026-11-21").text
            #expect(text.contains("kończy się 20\u{A0}grudnia 2026\u{A0}r."))
            #expect(text.contains("za 29\u{A0}dni (20\u{A0}dni roboczych)"))
            #expect(text.contains("kończy się w\u{A0}styczniu 2027\u{A0}r. (dzień nieznany)"))
            #expect(text.contains("4\u{A0}miesiące temu"))
            #expect(text.contains("/porozumienia/nowe?wzor=wygasla"))
            #expect(text.contains("mailto:dzial@example.pl"))
            #expect(text.contains("webcal://"))
            #expect(!text.contains("Umowa odnowiona"))
            let english = try await client.get("/porozumienia/terminy?dni=90&day=2026-11-21&lang=en").text
            #expect(english.contains("ends in January 2027 (day not known)"))
            let one = try await client.get("/porozumienia/terminy?group=wygasle&day=2026-11-21").text
            #expect(one.contains("Umowa wygasla") && !one.contains("id=\"planowane\""))
        }
    }

    @Test func theCalendarKeepsItsIdentitiesAndRemindsInTime() async throws {
        try await withServer(prepare: Self.sample) { client, _ in
            let path = "/porozumienia/kalendarz.ics?dni=90&day=2026-11-21&przypomnienie=60"
            let response = try await client.get(path)
            #expect(response.headers[.contentType] == "text/calendar; charset=utf-8")
            let text = response.text
            #expect(text.hasPrefix("BEGIN:VCALENDAR\r\n") && text.hasSuffix("END:VCALENDAR\r\n"))
            #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
            #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
            #expect(!text.contains("METHOD"))
            let events = text.replacingOccurrences(of: "\r\n ", with: "").components(separatedBy: "BEGIN:VEVENT").dropFirst()
            func event(_ id: String) throws -> String { try #require(events.first { $0.contains("UID:porozumienie-\(id)@powiatlas\r\n") }) }
            let first = try event("konczy-sie")
            #expect(first.contains("DTSTART;VALUE=DATE:20261220\r\nDTEND;VALUE=DATE:20261221"))
            #expect(first.contains("DTSTAMP:20250304T000000Z") && first.contains("SEQUENCE:0"))
            #expect(first.contains("Umowa o „ścieżce”\\; etap 1\\, próba"))
            #expect(first.components(separatedBy: "TRIGGER:").dropFirst().compactMap { $0.components(separatedBy: "\r\n").first } == ["-P60D", "-P30D", "-P7D"])
            // The month may end its first day: reminders count from there.
            let month = try event("miesiac")
            #expect(month.contains("DTSTART;VALUE=DATE:20270131") && month.contains("TRIGGER:-P90D"))
            let renewed = try event("odnowiona")
            #expect(renewed.contains("STATUS:CANCELLED") && renewed.contains("SEQUENCE:1") && !renewed.contains("VALARM"))
            #expect(!text.contains("UID:porozumienie-wygasla@"))
            // The same data are the same bytes, and reminders can be entries of their own.
            let again = try await client.get(path).text
            #expect(again == text)
            let entries = try await client.get(path + "&wpisy=1").text
            #expect(entries.contains("UID:przypomnienie-konczy-sie@powiatlas") && entries.contains("DTSTART;VALUE=DATE:20261021"))
            let none = try await client.get("/porozumienia/kalendarz.ics?institution=rjps-132&day=2030-01-01").text
            #expect(!none.contains("BEGIN:VEVENT"))
        }
    }

    @Test func anAgreementHasACalendarOfItsOwn() async throws {
        let prepare: @Sendable (AtlasStore) async throws -> Void = { store in
            try await Self.sample(store)
            let action = JointAction(description: "Wspólne dyżury", from: try Period("2026-02-01"), to: try Period("2027-03"))
            try await TestAgreements.add(
                [
                    try TestAgreements.agreement("z-dzialaniem", ["rjps-2902", "pup-olkusz"], from: "2021-01-05", to: "2031-05-06") { $0.actions = [action] },
                    try TestAgreements.agreement("bez-dat", ["rjps-2902", "pup-olkusz"], from: nil),
                ], to: store)
        }
        try await withServer(prepare: prepare) { client, _ in
            let text = try await client.get("/porozumienia/kalendarz.ics?porozumienie=z-dzialaniem&day=2026-11-21").text
            let days = text.components(separatedBy: "DTSTART;VALUE=DATE:").dropFirst().map { $0.prefix(8) }
            // Its own dates however far they are, and nobody else's.
            #expect(days == ["20210105", "20260201", "20270331", "20310506"])
            #expect(text.contains("TRIGGER:-P60D") && !text.contains("konczy-sie"))
            #expect(text.components(separatedBy: "UID:").count == 5 && Set(text.components(separatedBy: "\r\n").filter { $0.hasPrefix("UID:") }).count == 4)
            let page = try await client.get("/porozumienia/z-dzialaniem").text
            #expect(page.contains("/porozumienia/kalendarz.ics?porozumienie=z-dzialaniem"))
            let undated = try await client.get("/porozumienia/bez-dat").text
            #expect(!undated.contains("kalendarz.ics"))
            for (query, status) in [("porozumienie=nie-ma", 404), ("porozumienie=z-dzialaniem&unit=12", 400)] {
                let code = try await client.get("/porozumienia/kalendarz.ics?\(query)").status.code
                #expect(Int(code) == status, "\(query)")
            }
        }
    }

    @Test func theNationwideCalendarIsBoundedAndSaysWhatIsLeftOut() async throws {
        let most = ExpiryCalendar.mostAgreements
        let prepare: @Sendable (AtlasStore) async throws -> Void = { store in
            let many = try (0..<(most + 40)).map { number in
                // Every tenth has ended a week ago; the others end one after the other.
                let day = number.isMultiple(of: 10) ? CalendarDay(first: try Period("2026-11-14")) : CalendarDay(first: try Period("2026-11-22")) + number / 2
                return try TestAgreements.agreement("u-\(number)", ["rjps-2902", "pup-olkusz"], to: day.description, area: [number < 3 ? "1203" : "1212"])
            }
            _ = try await store.removeAgreements(try await store.agreements().map(\.id))
            try await TestAgreements.add(many, to: store)
        }
        try await withServer(prepare: prepare) { client, _ in
            let text = try await client.get("/porozumienia/kalendarz.ics?day=2026-11-21").text
            #expect(text.components(separatedBy: "UID:porozumienie-").count - 1 == most)
            let plain = text.replacingOccurrences(of: "\r\n ", with: "")
            #expect(plain.contains("UID:niepelny@powiatlas") && plain.contains("nie mieści się jeszcze 40\u{A0}porozumień"))
            // What is to come goes before what has been.
            #expect(text.contains("UID:porozumienie-u-\(most + 39)@") && text.components(separatedBy: "DATE:20261114").count - 1 == most - (most + 40) * 9 / 10)
            let page = try await client.get("/porozumienia/terminy?day=2026-11-21").text
            #expect(page.contains("Nie obejmuje dalszych: 40\u{A0}porozumień"))
            let part = try await client.get("/porozumienia/kalendarz.ics?day=2026-11-21&unit=1203").text
            #expect(part.components(separatedBy: "BEGIN:VEVENT").count == 4 && !part.contains("niepelny"))
        }
    }

    @Test func deadlinesOfAnAgreementAreReckoned() async throws {
        try await withServer(prepare: Self.sample) { client, _ in
            let own = try await client.getJSON("/api/v1/working-days?zdarzenie=2026-12-22&porozumienie=konczy-sie")
            #expect(own["source"].string == "agreement" && own["deadlines"].array.count == 1)
            #expect(own["deadlines"][0]["date"].string == "2026-12-30")
            #expect(own["deadlines"][0]["skipped"].array.compactMap { $0["date"].string } == ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-27"])
            let model = try await client.getJSON("/api/v1/working-days?zdarzenie=2026-11-20")
            #expect(model["deadlines"].array.compactMap { $0["date"].string } == ["2026-11-13", "2026-11-25", "2026-12-01", "2026-12-01"])
            let chosen = try await client.getJSON("/api/v1/working-days?zdarzenie=2026-06-03&dni_robocze=1&kierunek=po&lang=en")
            #expect(chosen["deadlines"][0]["date"].string == "2026-06-05" && chosen["deadlines"][0]["skipped"][0]["reason"].string == "Corpus Christi")
            let calendar = try await client.get("/porozumienia/terminy.ics?zdarzenie=2026-12-22&porozumienie=konczy-sie").text
            #expect(calendar.contains("DTSTART;VALUE=DATE:20261230"))
            let page = try await client.get("/porozumienia/terminy?zdarzenie=2026-06-03&porozumienie=konczy-sie").text
            #expect(page.contains("PUP odpowiada OPS") && page.contains("Boże Ciało\u{A0}4.06"))
        }
    }
}
