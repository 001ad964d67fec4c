// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@Suite("Ids of the Local Data Bank")
struct BDLUnitIDTests {
    @Test(
        "to TERC",
        arguments: [
            ("000000000000", "00"), ("011200000000", "12"), ("011212001000", "1201"), ("011212001011", "1201011"), ("011212161000", "1261"),
            ("011216911000", "1211"), ("071412865011", "1465011"), ("011212001034", "1201034"),
        ])
    func codes(text: String, terc: String) throws {
        let id = try BDLUnitID(text)
        #expect(id.code.description == terc)
        #expect(id.isPartOfGmina == terc.hasSuffix("4"))
    }

    @Test(
        "what is none is refused",
        arguments: [
            ("11212001000", BDLUnitIDError.Reason.shape), ("01121200100x", .shape), ("010000000000", .region), ("011210000000", .region),
            ("011212000000", .region),
        ])
    func refused(text: String, reason: BDLUnitIDError.Reason) {
        #expect { try BDLUnitID(text) } throws: { ($0 as? BDLUnitIDError)?.reason == reason }
    }

    @Test("an id with an impossible code says why")
    func impossible() {
        #expect { try BDLUnitID("011112001000") } throws: { ($0 as? BDLUnitIDError)?.localizedDescription.contains("województwo") == true }
    }
}
