// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

extension Response {
    /// The same answer, neither kept by caches nor found by search engines; other sites do not learn its address.
    /// - Parameter robots: what search engines are told (X-Robots-Tag).
    func sealed(robots: String = "noindex, nofollow") -> Response {
        var response = self
        response.headers[.cacheControl] = CachePolicy.never
        if let field = HTTPField.Name("X-Robots-Tag") { response.headers[field] = robots }
        // Without any, browsers would send forms from an origin “null”.
        if let referrer = HTTPField.Name.referrerPolicy { response.headers[referrer] = "same-origin" }
        return response
    }
}
