// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// What a request carries along.
struct AtlasRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection that it came by.
    let channel: any Channel
    /// Its name in the answer and in the log.
    var requestID = ""
    /// Who asks; found out only where the rule of the route needs it.
    var visitor = Visitor.anonymous

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
