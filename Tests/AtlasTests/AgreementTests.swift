// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@Suite struct AgreementTests {
    private func agreement(
        signed: String? = nil, from: String? = nil, end: Agreement.End = .notStated, terminated: String? = nil, parties: [String] = ["a-b", "c-d"]
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID("proba"), kind: .agreement, title: "Próba", form: .information,
            parties: try parties.map { AgreementParty(.institution(try InstitutionID($0))) }, signed: try signed.map { try Period($0) },
            validFrom: try from.map { try Period($0) }, end: end, terminatedOn: try terminated.map { try Period($0) }, sourceID: "s")
    }

    @Test(arguments: [
        ("2013", "2014-06-30", "2012-12-31", AgreementStatus.planned), ("2013", "2014-06-30", "2013-01-01", .valid),
        ("2013", "2014-06-30", "2014-06-30", .valid), ("2013", "2014-06-30", "2014-07-01", .expired), ("2014-08", "2015-10", "2015-10-31", .valid),
        ("2014-08", "2015-10", "2015-11-01", .expired), ("2014-08", "2015-10", "2014-07-31", .planned),
    ])
    func statusOnADay(from: String, to: String, day: String, expected: AgreementStatus) throws {
        #expect(try agreement(from: from, end: .on(try Period(to))).status(on: try Period(day)) == expected)
    }

    @Test func openEndedUndatedAndTerminated() throws {
        let day = try Period("2026-11-21")
        #expect(try agreement(signed: "2006-12-01", end: .open).status(on: day) == .valid)
        #expect(try agreement(signed: "2010").status(on: day) == .valid)
        #expect(try agreement().status(on: day) == .undated)
        #expect(try agreement(signed: "2010", end: .open, terminated: "2020-05").status(on: day) == .expired)
        #expect(try agreement(signed: "2010", end: .on(try Period("2030")), terminated: "2027-01-31").status(on: day) == .valid)
        #expect(try agreement(from: "2013", end: .open).isStatusCertain(on: try Period("2013-05-01")) == false)
        #expect(try agreement(from: "2013", end: .open).isStatusCertain(on: try Period("2014-05-01")))
    }

    @Test func faultsAreNamed() throws {
        #expect(try agreement(from: "2014", end: .on(try Period("2013-12-31"))).faults.map(\.localizedDescription) == ["it ends (2013-12-31) before it starts (2014)"])
        #expect(try agreement(parties: ["a-b", "a-b"]).faults == [.partyTwice("a-b")])
        #expect(try agreement(parties: ["a-b"]).faults == [.tooFewParties(1)])
        #expect(try agreement(from: "2014", end: .on(try Period("2014"))).faults.isEmpty)
    }

    @Test func loopsOfRenewals() throws {
        let renewed = ["b2": "a1", "c3": "b2", "a1": "c3", "e5": "a1"]
        func loop(_ id: String) throws -> [String]? {
            Agreement.renewalLoop(from: try AgreementID(id)) { id in renewed[id.text].flatMap { try? AgreementID($0) } }?.map(\.text)
        }
        #expect(try loop("a1") == ["a1", "c3", "b2", "a1"])
        #expect(try loop("e5") == nil)
    }

    @Test func formsAreASixStepScale() {
        #expect(CooperationForm.allCases.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(CooperationForm.information < .jointAction)
        #expect(CooperationForm.allCases.map(\.group) == [.network, .partnership, .partnership, .partnership, .federation, .integration])
    }
}
