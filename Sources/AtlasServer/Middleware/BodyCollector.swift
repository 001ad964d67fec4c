// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// Takes the bytes that a body would send.
struct BodyCollector: ResponseBodyWriter {
    private final class Storage: @unchecked Sendable {
        // Touched by one body at a time: a writer is not shared.
        var bytes = ByteBuffer()
    }

    private let storage = Storage()

    static func collect(_ body: ResponseBody) async throws -> ByteBuffer {
        let collector = BodyCollector()
        let storage = collector.storage
        try await body.write(collector)
        return storage.bytes
    }

    func write(_ buffer: ByteBuffer) async throws {
        // Mostly there is one buffer, which then is not copied.
        if storage.bytes.readableBytes == 0 { storage.bytes = buffer } else { storage.bytes.writeImmutableBuffer(buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
