// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

@Suite struct AgreementExpiryTests {
    private static func agreement(
        _ id: String, from: String? = "2020", to: String? = nil, end: Agreement.End? = nil, terminated: String? = nil, renews: String? = nil
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: id, form: .jointAction, parties: [], validFrom: try from.map { try Period($0) },
            end: try end ?? to.map { .on(try Period($0)) } ?? .notStated, terminatedOn: try terminated.map { try Period($0) },
            renews: try renews.map { try AgreementID($0) }, sourceID: "s")
    }

    /// Saturday, 21 November 2026, is the day.
    private static func expiry(_ agreements: [Agreement], horizon: Int = 90) throws -> (AgreementExpiry, AgreementRegistry) {
        let registry = AgreementRegistry(agreements: agreements, institutions: [])
        return (AgreementExpiry(AgreementCalendar(registry), on: CalendarDay(first: try Period("2026-11-21")), within: horizon), registry)
    }

    @Test func everyAgreementStandsInItsGroup() throws {
        let (expiry, registry) = try Self.expiry([
            try Self.agreement("today", to: "2026-11-21"), try Self.agreement("sunday", to: "2026-11-22"),
            try Self.agreement("month-end", to: "2026-11-30"), try Self.agreement("next-month", to: "2026-12-31"),
            try Self.agreement("later", to: "2027-02-19"), try Self.agreement("beyond", to: "2027-02-20"),
            try Self.agreement("partial-december", to: "2026-12"), try Self.agreement("this-month", to: "2026-11"),
            try Self.agreement("this-year", to: "2026"), try Self.agreement("yesterday", to: "2026-11-20"),
            try Self.agreement("long-ago", to: "2014-06"), try Self.agreement("planned", from: "2027-01-01", to: "2027-12-31"),
            try Self.agreement("undated", from: nil), try Self.agreement("no-end"), try Self.agreement("open", end: .open),
            try Self.agreement("notice", to: "2030", terminated: "2026-12-15"),
            try Self.agreement("renewed-old", to: "2026-10-31"), try Self.agreement("renewed-new", from: "2026-11-01", to: "2028", renews: "renewed-old"),
            try Self.agreement("renewed-early", to: "2026-12-31"), try Self.agreement("successor", from: "2027-01-01", to: "2029", renews: "renewed-early"),
        ])
        func ids(_ group: AgreementExpiry.Group) -> [String] { expiry.items(in: group).map { registry.agreements[$0.agreement].id.text } }
        #expect(ids(.week) == ["today", "sunday"])
        #expect(ids(.month) == ["month-end"])
        #expect(ids(.nextMonth) == ["partial-december", "notice", "next-month"])
        #expect(ids(.later) == ["later"])
        #expect(Set(ids(.unsure)) == ["this-month", "this-year"])
        #expect(ids(.expired) == ["yesterday", "long-ago"])
        #expect(Set(ids(.planned)) == ["planned", "successor"])
        #expect(Set(ids(.undated)) == ["undated", "no-end"])
        #expect(expiry.count == 15)
    }

    @Test func daysAndWorkingDaysAreThoseThatAreLeft() throws {
        let (expiry, registry) = try Self.expiry([try Self.agreement("aa", to: "2026-12-28"), try Self.agreement("bb", to: "2026-12")])
        let items = expiry.items(in: .nextMonth)
        // Of a month that is known only as a whole the first day may be the last.
        #expect(items.map(\.days) == [10, 37])
        #expect(items.map(\.isDayKnown) == [false, true])
        for item in items {
            let last = try #require(registry.agreements[item.agreement].lastPeriod)
            let end = CalendarDay(first: last)
            #expect(item.workingDays == WorkingDays.count(from: expiry.day, to: end))
        }
        #expect(items.last?.workingDays == 24)
    }

    @Test func revisionsRiseAsAnAgreementGoesOn() throws {
        var first = try Self.agreement("first", to: "2026-12-31")
        first.signed = try Period("2024-05-06")
        func revision(_ agreements: [Agreement]) throws -> AgreementRevision {
            let registry = AgreementRegistry(agreements: agreements, institutions: [])
            return AgreementRevision(registry, try #require(registry.place(of: first.id)))
        }
        #expect(try revision([first]).number == 0)
        #expect(try revision([first]).day?.description == "2024-05-06")
        first.amendments = [AgreementAmendment(date: try Period("2025-03"), subject: "x")]
        #expect(try revision([first]).number == 1)
        #expect(try revision([first]).day?.description == "2025-03-01")
        var next = try Self.agreement("next", from: "2027-01-01", to: "2028-12-31", renews: "first")
        next.signed = try Period("2026-10-01")
        #expect(try revision([first, next]).number == 2)
        #expect(try revision([first, next]).day?.description == "2026-10-01")
    }
}
