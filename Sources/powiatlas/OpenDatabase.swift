// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase

/// Opens the database for `body` and closes it whatever happens: only then is the one file complete, and no
/// journal is left beside it.
func withDatabase<Result>(_ path: String, _ body: (AtlasStore) async throws -> Result) async throws -> Result {
    let store = try AtlasStore.open(path: path)
    let result: Result
    do { result = try await body(store) } catch {
        try? store.close()
        throw error
    }
    try store.close()
    return result
}
