// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Credentials

@Suite struct CodeVerifierTests {
    /// RFC 7636, appendix B.
    @Test func theChallengeIsThatOfTheStandard() {
        #expect(CodeVerifier(text: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        let made = CodeVerifier()
        #expect((43...128).contains(made.text.count))
        #expect(made != CodeVerifier())
    }

    /// OpenID Connect Core 1.0, appendix A.4.
    @Test func theHashOfAnAccessTokenIsThatOfTheStandard() {
        #expect(TokenDigest.sha256.leftHalf(of: "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ")
        #expect(TokenDigest.sha384.leftHalf(of: "a").count == 32)
        #expect(TokenDigest.sha512.leftHalf(of: "a").count == 43)
    }

    @Test func base64ForAddressesIsReadStrictly() {
        for count in 0..<5 {
            let data = Data((0..<count).map { UInt8(250 + $0) })
            #expect(Data(base64URLText: data.base64URLText) == data)
        }
        #expect(Data([0xFB, 0xFF]).base64URLText == "-_8")
        for wrong in ["+_8", "-/8", "-_8=", "A", "a b", "ą"] { #expect(Data(base64URLText: wrong) == nil, "\(wrong)") }
    }
}
