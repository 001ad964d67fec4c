// SPDX-License-Identifier: Apache-2.0

import Atlas
import Intake
import Testing

@Suite("Telephone numbers")
struct TelephoneReaderTests {
    @Test(
        "one number, in the house style",
        arguments: [
            ("14 688 21 80", "14 688 21 80", "+48146882180"), ("(12) 256-10-63", "12 256 10 63", "+48122561063"),
            ("338147145", "33 814 71 45", "+48338147145"), ("33 84614 72", "33 846 14 72", "+48338461472"),
            ("(18)35-16-491", "18 351 64 91", "+48183516491"), ("18262-30-09", "18 262 30 09", "+48182623009"),
            ("14-615-39-10", "14 615 39 10", "+48146153910"), ("(12) 39-79-004", "12 397 90 04", "+48123979004"),
            ("513136082", "513 136 082", "+48513136082"), ("501 814 113", "501 814 113", "+48501814113"),
            ("+48 33 815 29 92", "33 815 29 92", "+48338152992"), ("0048501814113", "501 814 113", "+48501814113"),
            ("0-33 815 29 92", "33 815 29 92", "+48338152992"), ("(0 33) 815 29 92", "33 815 29 92", "+48338152992"),
            ("tel. 14 612 59 90", "14 612 59 90", "+48146125990"), ("tel./fax (12) 12 12 121", "12 121 21 21", "+48121212121"),
            ("800 120 002", "800 120 002", "+48800120002"), ("116 111", "116 111", "+48116111"), ("+49 30 123456", "+49 30 123456", "+4930123456"),
            ("(32) 649 94 92 (do 97)", "32 649 94 92 (do 97)", "+48326499492"), ("14 612 59 90/91", "14 612 59 90 (do 91)", "+48146125990"),
        ])
    func one(text: String, shown: String, number: String) throws {
        let reading = TelephoneReader.read(text)
        #expect(reading.faults.isEmpty)
        let phone = try #require(reading.phones.first)
        #expect(reading.phones.count == 1)
        #expect(phone.text == shown)
        #expect(phone.number == number)
        #expect(phone.extensionNumber == nil)
    }

    @Test("extensions", arguments: ["12 623 52 60 wew.21", "12 623 52 60, wew. 21", "(12) 623-52-60 w. 21", "12 623 52 60 wewn. 21"])
    func extensions(text: String) {
        let reading = TelephoneReader.read(text)
        #expect(reading.phones == [Phone(text: "12 623 52 60 wew. 21", number: "+48126235260", extensionNumber: "21")])
        #expect(reading.faults.isEmpty)
    }

    @Test(
        "several numbers in a field",
        arguments: [
            "(32) 215-44-09 | (32) 215-23-88", "(32) 215-44-09, (32) 215-23-88", "32 215 44 09        32 215 23 88", "322154409;322152388",
            "32 215 44 09 lub 32 215 23 88", "32 215 44 09\n32 215 23 88", "32 215 44 09 32 215 23 88", "322154409 | 322152388 | (32) 215 44 09",
        ])
    func several(text: String) {
        let reading = TelephoneReader.read(text)
        #expect(reading.phones.map(\.text) == ["32 215 44 09", "32 215 23 88"])
        #expect(reading.faults.isEmpty)
    }

    @Test(
        "what is not a number stays as text and is reported",
        arguments: ["18 575-222 -40", "52 730-179-561", "12 345", "00 000 00 00", "11 123 45 67", "١٢٣٤٥٦٧٨٩", "sekretariat", "12 623 52 60 wew. abc"])
    func malformed(text: String) {
        let reading = TelephoneReader.read(text)
        #expect(reading.phones == [Phone(text: text, number: nil)])
        #expect(reading.faults.count == 1)
        #expect(reading.faults.first?.contains(text) == true)
    }

    @Test("a good number beside a bad one is kept")
    func mixed() {
        let reading = TelephoneReader.read("18 575-222 -40 | (32) 225-76-95")
        #expect(reading.phones.map(\.number) == [nil, "+48322257695"])
        #expect(reading.faults.count == 1)
    }

    @Test("a placeholder is left out, a fax number is not dialled, emergency numbers are no fault")
    func special() {
        #expect(TelephoneReader.read("18 354-xx-xx").phones.isEmpty)
        #expect(TelephoneReader.read("18 354-xx-xx").faults.count == 1)
        #expect(TelephoneReader.read("fax 14 612 59 90") == .init(phones: [Phone(text: "fax 14 612 59 90", number: nil)], faults: []))
        #expect(TelephoneReader.read("112").faults.isEmpty)
        for text in ["", " ", "-", "|", " | "] { #expect(TelephoneReader.read(text) == .init(phones: [], faults: [])) }
        #expect(TelephoneReader.read(String(repeating: "1", count: 10_000)).phones.isEmpty)
    }

    @Test("the house style is read back to itself", arguments: ["14 688 21 80 wew. 5", "501 814 113", "32 649 94 92 (do 97)", "116 111", "18 575-222 -40"])
    func stable(text: String) {
        let once = TelephoneReader.read(text).phones
        #expect(TelephoneReader.read(once.map(\.text).joined(separator: " | ")).phones == once)
    }
}
