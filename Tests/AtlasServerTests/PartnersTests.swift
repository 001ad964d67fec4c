// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct PartnersTests {
    /// What a coordinator comes for: an OPS in powiat olkuski wants to open a club and needs two organisations.
    @Test func aWelfareCentreFindsTwoOrganisationsForAClub() async throws {
        try await withServer { client, _ in
            let found = try await client.getJSON("/api/v1/partners?institution=rjps-2902&purpose=kis")
            #expect(found["purpose"]["partners_needed"].number == 2)
            let best = found["partners"].array.prefix(2).compactMap { $0["id"].string }
            #expect(Set(best) == ["chsd-klucze", "stowarzyszenie-klucz"])
            #expect(found["partners"].array.allSatisfy { $0["type"].string == "NGO" })
            for partner in found["partners"].array {
                #expect(partner["score"].number == partner["reasons"].array.reduce(0) { $0 + ($1["weight"].number ?? 0) })
            }
            let kinds = Set(found["partners"][0]["reasons"].array.compactMap { $0["kind"].string })
            #expect(kinds.isSuperset(of: ["type", "offers", "proximity", "not_yet_partner"]))

            let page = try await client.get("/partnerzy?institution=rjps-2902&purpose=kis").text
            #expect(page.contains("/porozumienia/nowe?wariant=partnerstwo&amp;strona=rjps-2902&amp;strona=chsd-klucze"))
            #expect(page.contains("name=\"strona\" value=\"chsd-klucze\" checked") && page.contains("name=\"strona\" value=\"rjps-2902\""))
            #expect(page.contains("wnosi to, czego Twoja instytucja nie ma"))
        }
    }

    @Test func anInstitutionThatIsNotInTheDirectoryFindsThemFromTypeAndPlace() async throws {
        try await withServer { client, _ in
            let named = try await client.getJSON("/api/v1/partners?as=OPS&place=Olkusz&purpose=kis")
            #expect(named["seeker"]["unit"].string == "121205" && named["seeker"]["institution"].isNull)
            #expect(named["partners"].array.prefix(2).contains { $0["id"].string == "chsd-klucze" })
            let coded = try await client.getJSON("/api/v1/partners?as=OPS&unit=121205&purpose=kis")
            #expect(coded["partners"].array.map { $0["id"].string } == named["partners"].array.map { $0["id"].string })
            // A city with powiat rights is its gmina.
            let city = try await client.getJSON("/api/v1/partners?as=NGO&unit=1261")
            #expect(city["seeker"]["unit"].string == "126101")
            let office = try await client.getJSON("/api/v1/partners?as=OPS&unit=121205&purpose=pai&area=powiat")
            #expect(office["partners"][0]["id"].string == "pup-olkusz")
            #expect(!office["partners"].array.contains { $0["type"].string == "OPS" })
        }
    }

    @Test func agreementsMakePartnersAndOpenOnesCanBeJoined() async throws {
        try await withServer(prepare: { store in
            try await TestAgreements.add(
                [
                    try TestAgreements.agreement("razem", ["rjps-2902", "chsd-klucze"], programmes: [.socialEmployment]),
                    try TestAgreements.agreement("otwarte", ["pup-olkusz", "stowarzyszenie-klucz"], open: true, programmes: [.socialEmployment]),
                    try TestAgreements.agreement("daleko", ["rjps-132", "pup-olkusz"], open: true, area: ["0264"]),
                ], to: store)
        }) { client, _ in
            let found = try await client.getJSON("/api/v1/partners?institution=rjps-2902&purpose=kis&day=2026-11-21")
            #expect(found["already_partners"].array.compactMap { $0["id"].string } == ["chsd-klucze"])
            #expect(found["partners"][0]["id"].string == "stowarzyszenie-klucz")
            for kind in ["experience", "open_agreement"] {
                #expect(found["partners"][0]["reasons"].array.contains { $0["kind"].string == kind }, "\(kind)")
            }
            #expect(found["open_agreements"].array.contains { $0["id"].string == "otwarte" && $0["fits_purpose"].value as? Bool == true })
            let page = try await client.get("/partnerzy?institution=rjps-2902&purpose=kis&day=2026-11-21&lang=en").text
            #expect(page.contains("You work together already") && page.contains("Umowa otwarte"))
        }
    }

    @Test func thinAndEmptyAnswersSayWhatToDo() async throws {
        try await withServer { client, _ in
            // Where was looked is said, kept in the form and can be changed, to all of Poland too.
            let country = try await client.get("/partnerzy?institution=rjps-2902&type=NGO&area=kraj").text
            #expect(country.contains("<option value=\"kraj\" selected>cała Polska</option>") && country.contains("Szukaliśmy: cała Polska."))
            #expect(country.contains("area=kraj\" aria-current=\"true\"") && country.contains("area=powiat\">"))
            let none = try await client.get("/partnerzy?institution=rjps-2902&type=AGENCJA&area=powiat").text
            #expect(none.contains("Nikt w\u{A0}tej okolicy nie spełnia warunków") && none.contains("area=wojewodztwo"))
            let wide = try await client.getJSON("/api/v1/partners?institution=rjps-2902&type=ROPS")
            #expect(wide["widened"].value as? Bool == true && (wide["total"].number ?? 0) > 0)
            let near = try await client.getJSON("/api/v1/partners?institution=rjps-2902&radius_km=15&type=NGO")
            #expect(near["partners"].array.allSatisfy { ($0["distance_km"].number ?? 99) <= 15.05 })
            #expect(near["total"].number ?? 0 >= 1)
            let words = try await client.getJSON("/api/v1/partners?institution=rjps-2902&q=spółdzielnia".replacing("ół", with: "%C3%B3%C5%82"))
            #expect(words["partners"].array.contains { $0["id"].string == "opoka-klucze" })
        }
    }

    @Test func theFormLeadsFromANameToAnInstitution() async throws {
        try await withServer { client, _ in
            let blank = try await client.get("/partnerzy").text
            #expect(blank.contains("name=\"who\"") && !blank.contains("class=\"partner-card\""))
            let choices = try await client.get("/partnerzy?who=OPS%20Olkusz&purpose=kis").text
            #expect(choices.contains("/partnerzy?institution=rjps-2902&amp;purpose=kis"))
            let unknown = try await client.get("/partnerzy?as=OPS&place=Xyzzyplok").text
            #expect(unknown.contains("aria-invalid=\"true\""))
        }
    }

    @Test(arguments: [
        ("institution=nobody", 404), ("", 400), ("as=OPS", 400), ("as=XYZ&unit=1212", 400), ("institution=rjps-2902&purpose=nic", 400),
        ("institution=rjps-2902&target=nic", 400), ("institution=rjps-2902&service=bezdomni", 400), ("institution=rjps-2902&radius_km=0", 400),
        ("institution=rjps-2902&limit=101", 400), ("institution=rjps-2902&type=XYZ", 400), ("institution=rjps-2902&area=x", 400),
        ("as=OPS&unit=9912", 400), ("as=OPS&unit=3299", 404),
    ])
    func whatIsNotAcceptedIsRefused(query: String, status: Int) async throws {
        try await withServer { client, _ in
            let response = try await client.get("/api/v1/partners?" + query)
            #expect(response.status.code == status, "\(response.text)")
        }
    }

    @Test func presetsNameTermsOfTheTaxonomy() throws {
        let taxonomy = try #require(TestData.contents.directory).taxonomy
        for purpose in PartnerPurpose.presets {
            for id in purpose.services { #expect(taxonomy.term(id)?.kind == .service, "\(purpose.id): \(id)") }
            for id in purpose.targets { #expect(taxonomy.term(id)?.kind == .target, "\(purpose.id): \(id)") }
        }
    }
}
