// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Maps as pictures.
struct StaticMapRoutes: RouteGroup {
    let data: AtlasData
    static let documentation: [RouteDescription] = []
    func add(to router: Router<AtlasRequestContext>) {}
}
