// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// What a request carries along.
struct AtlasRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: Source) {
        coreContext = .init(source: source)
    }
}
