// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why an archive of tiles was not written.
public enum TileArchiveError: Error, Sendable, Equatable, LocalizedError {
    case coordinate(zoom: Int, x: Int, y: Int)
    case order(TileID, after: TileID)
    case directory(entries: Int)
    case file(path: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .coordinate(let zoom, let x, let y):
            "there is no tile \(zoom)/\(x)/\(y): expected a zoom 0…31, x and y 0…2^zoom−1"
        case .order(let id, let previous):
            "tile \(id.number) came after tile \(previous.number): expected tiles in the order of their numbers, each once"
        case .directory(let entries):
            "\(entries) tiles do not fit into the directories of one archive: export fewer zooms"
        case .file(let path, let reason):
            "\(path) cannot be written: \(reason)"
        }
    }
}
