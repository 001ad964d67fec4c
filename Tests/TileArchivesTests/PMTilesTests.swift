// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TileArchives

@Suite struct PMTilesTests {
    /// From the table of examples in section 4.1 of the specification.
    @Test(arguments: [
        (0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 2), (1, 1, 1, 3), (1, 1, 0, 4), (2, 0, 0, 5), (12, 3423, 1763, 19_078_479),
    ])
    func numbersFollowTheCurve(_ zoom: Int, _ x: Int, _ y: Int, _ number: Int) throws {
        let id = try TileID(zoom: zoom, x: x, y: y)
        #expect(id.number == UInt64(number))
        let back = id.coordinate
        #expect(back.zoom == zoom && back.x == x && back.y == y)
    }

    @Test func everyTileOfAZoomHasANumberOfItsOwnBesideItsNeighbour() throws {
        for zoom in 0...6 {
            let side = 1 << zoom
            var seen: [UInt64: (Int, Int)] = [:]
            for x in 0..<side { for y in 0..<side { seen[try TileID(zoom: zoom, x: x, y: y).number] = (x, y) } }
            let numbers = seen.keys.sorted()
            #expect(numbers.count == side * side)
            #expect(numbers.last.map { $0 - numbers[0] } == UInt64(side * side - 1))
            for (number, next) in zip(numbers, numbers.dropFirst()) {
                let (x, y) = try #require(seen[number])
                let (nextX, nextY) = try #require(seen[next])
                #expect(abs(x - nextX) + abs(y - nextY) == 1)
            }
        }
    }

    @Test(arguments: [(-1, 0, 0), (32, 0, 0), (3, 8, 0), (3, 0, -1)])
    func coordinatesOutOfRangeAreRefused(_ zoom: Int, _ x: Int, _ y: Int) {
        #expect(throws: TileArchiveError.coordinate(zoom: zoom, x: x, y: y)) { try TileID(zoom: zoom, x: x, y: y) }
    }

    private func archive(_ tiles: [(UInt64, [UInt8])]) throws -> (ArchiveDecoder, PMTilesWriter.Summary) {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("archive-\(UUID().uuidString).pmtiles").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try PMTilesWriter(path: path, compress: nil)
        for (id, bytes) in tiles { try writer.append(TileID(number: id), bytes: bytes) }
        let summary = try writer.finish(
            TileArchiveContents(
                kind: .png, isCompressed: false, bounds: (14.1, 49, 24.2, 54.9), zooms: 0...9, center: (19.25, 52.1, 6),
                metadata: #"{"name":"test"}"#))
        #expect(!FileManager.default.fileExists(atPath: path + ".tiles"))
        return (ArchiveDecoder(bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path)))), summary)
    }

    @Test func equalTilesAreStoredOnceAndRunsAreOneEntry() throws {
        let (file, summary) = try archive([(5, [1, 2]), (6, [9]), (7, [9]), (8, [9]), (10, [9]), (11, [1, 2]), (12, [3])])
        #expect(summary == .init(tiles: 7, entries: 5, contents: 3, bytes: file.bytes.count))
        #expect(
            ArchiveDecoder.entries(file.section(0)) == [
                .init(id: 5, run: 1, length: 2, offset: 0), .init(id: 6, run: 3, length: 1, offset: 2), .init(id: 10, run: 1, length: 1, offset: 2),
                .init(id: 11, run: 1, length: 2, offset: 0), .init(id: 12, run: 1, length: 1, offset: 3),
            ])
        #expect(file.section(3) == [1, 2, 9, 3])
        #expect(file.tile(8) == [9] && file.tile(9) == nil && file.tile(4) == nil && file.tile(11) == [1, 2])
    }

    @Test func theHeaderSaysWhereEverythingIs() throws {
        let (file, _) = try archive([(0, [7, 7]), (1, [8])])
        #expect(file.bytes.prefix(8) == ArraySlice(Array("PMTiles".utf8) + [3]))
        #expect(file.number(8) == 127)
        #expect(String(decoding: file.section(1), as: UTF8.self) == #"{"name":"test"}"#)
        #expect(file.section(2).isEmpty)
        #expect([72, 80, 88].map { file.number($0) } == [2, 2, 2])
        // Clustered, directories and tiles not compressed, PNG, zooms 0…9.
        #expect(Array(file.bytes[96..<102]) == [1, 1, 1, 2, 0, 9])
        #expect([102, 106, 110, 114].map { file.number($0, 4) } == [141_000_000, 490_000_000, 242_000_000, 549_000_000])
        #expect(file.bytes[118] == 6 && file.number(119, 4) == 192_500_000 && file.number(123, 4) == 521_000_000)
    }

    @Test func aLargeArchiveHasLeavesAndItsRootFitsIntoTheFirst16KiB() throws {
        let tiles = (0..<40_000).map { index in (UInt64(index * 2), withUnsafeBytes(of: UInt32(index).bigEndian) { Array($0) }) }
        let (file, summary) = try archive(tiles)
        #expect(summary.entries == 40_000)
        #expect(file.number(8) + file.number(16) <= 16_384)
        let root = ArchiveDecoder.entries(file.section(0))
        #expect(root.count == 10 && root.allSatisfy { $0.run == 0 })
        for index in [0, 1, 4_095, 4_096, 20_001, 39_999] { #expect(file.tile(tiles[index].0) == tiles[index].1) }
        #expect(file.tile(1) == nil && file.tile(80_001) == nil)
    }

    @Test func tilesOutOfOrderAreRefused() throws {
        #expect(throws: TileArchiveError.order(TileID(number: 3), after: TileID(number: 4))) { try archive([(4, [1]), (3, [1])]) }
        #expect(throws: TileArchiveError.order(TileID(number: 4), after: TileID(number: 4))) { try archive([(4, [1]), (4, [2])]) }
    }

    @Test func anArchiveWithoutTilesIsValid() throws {
        let (file, summary) = try archive([])
        #expect(summary.tiles == 0 && ArchiveDecoder.entries(file.section(0)).isEmpty && file.tile(0) == nil)
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        #expect(throws: TileArchiveError.file(path: "/no/such/folder/a.pmtiles.tiles", reason: "No such file or directory")) {
            try PMTilesWriter(path: "/no/such/folder/a.pmtiles", compress: nil)
        }
    }
}
