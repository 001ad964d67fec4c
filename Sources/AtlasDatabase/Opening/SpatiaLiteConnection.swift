// SPDX-License-Identifier: Apache-2.0

import CSpatiaLite
import GRDB

/// Gives SQLite connections the functions of SpatiaLite.
enum SpatiaLiteConnection {
    /// To be called in `Configuration.prepareDatabase`. SpatiaLite keeps a cache per connection, which has to
    /// outlive it; GRDB offers no hook for the end of a connection, so the cache (a few KB, and a pool has
    /// few connections) lives as long as the process.
    static func prepare(_ db: Database) throws {
        guard let cache = spatialite_alloc_connection(), let handle = db.sqliteConnection else {
            throw AtlasStoreError.spatialiteUnavailable("spatialite_alloc_connection gave nothing")
        }
        spatialite_init_ex(handle, cache, 0)
    }
}
