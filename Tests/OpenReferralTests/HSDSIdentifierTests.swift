// SPDX-License-Identifier: Apache-2.0

@testable import OpenReferral
import Testing

@Suite("The identity of objects")
struct HSDSIdentifierTests {
    @Test("the same record has the same UUID for good")
    func stable() {
        // A change of these would give every record of every partner a new identity.
        #expect(HSDSIdentifier(institution: "gops-wzor").text == "f948612b-effe-8482-8738-ce43663d413d")
        #expect(HSDSIdentifier(kind: "taxonomy_term", id: "praca-socjalna").text == "90841f93-4516-805e-a57f-6e9872935c63")
    }

    @Test("UUIDs of version 8, in the variant of RFC 9562")
    func version() {
        for number in 0..<500 {
            let text = HSDSIdentifier(institution: "wzor-\(number)").text
            let characters = Array(text)
            #expect(characters.count == 36 && characters[14] == "8" && "89ab".contains(characters[19]))
            #expect(HSDSIdentifier(text: text)?.text == text)
            #expect(HSDSIdentifier(text: text.uppercased())?.text == text)
        }
    }

    @Test("what belongs to an institution is found by the first half of its UUID")
    func families() {
        let family = HSDSIdentifier.Family(institution: "gops-wzor")
        let first = HSDSIdentifier(family: family, kind: "service", key: "a")
        let second = HSDSIdentifier(family: family, kind: "service", key: "b")
        #expect(first.high == second.high && first.low != second.low)
        #expect(HSDSIdentifier(family: .init(institution: "gops-inny"), kind: "service", key: "a").high != first.high)
        #expect(HSDSIdentifier(family: family, kind: "phone", key: "a") != first)
    }

    @Test("an institution of another directory keeps its UUID")
    func foreign() {
        #expect(HSDSIdentifier(institution: "017f22e2-79b0-7cc3-98c4-dc0c0c07398f").text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test("texts that are no UUID", arguments: ["", "x", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2x79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e279b07cc398c4dc0c0c07398f----"])
    func refused(text: String) {
        #expect(HSDSIdentifier(text: text) == nil)
    }
}
