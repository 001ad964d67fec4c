// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

extension Request {
    /// Refuses a form that a page of another site sent in a visitor's name.
    /// - Throws: 403.
    func checkComesFromOurPage() throws {
        func refusal(_ whence: String) -> Problem {
            Problem(
                status: .forbidden, detail: "the form was sent from \(whence): open the page of this server and send it from there",
                polish: "Formularz przyszedł z\u{A0}innej witryny. Otwórz stronę tego serwera i\u{A0}wyślij go stamtąd.")
        }
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }), site != "same-origin", site != "none" {
            throw refusal("another site (\(site))")
        }
        if let origin = headers[.origin], let authority = head.authority {
            // Behind a proxy the browser knows another name than the one that reaches the server.
            guard ["http://\(authority)", "https://\(authority)", publicOrigin].contains(origin) else {
                throw refusal("\(origin.prefix(80)), another site")
            }
        }
    }
}
