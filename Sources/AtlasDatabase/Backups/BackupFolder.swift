// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// A backup that was made and found good.
public struct MadeBackup: Sendable {
    public let path: String
    public let manifest: BackupManifest
    /// The names of older ones that were let go.
    public let removed: [String]
}

/// Where backups are kept.
public struct BackupFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path.isEmpty ? "." : path
    }

    /// What backups lie here by their manifests, the newest first; others' files are none of ours.
    /// - Parameter database: only those of a database with this name.
    public func backups(of database: String? = nil) -> [BackupManifest] {
        names(endingWith: ".json").compactMap { name in
            let backup = String(name.dropLast(5))
            guard let manifest = try? BackupManifest.read(of: path + "/" + backup), manifest.file == backup else { return nil }
            return database.map { $0 == manifest.database } ?? true ? manifest : nil
        }
        .filter { FileStamp(path + "/" + $0.file).bytes == $0.bytes }
        .sorted { ($0.madeAt, $0.file) > ($1.madeAt, $1.file) }
    }

    /// The files that are to be looked through: what has a manifest, and what is named as a backup is.
    public func candidates() -> [String] {
        let named = names(endingWith: ".sqlite") + names(endingWith: ".sqlite.gz")
        let described = names(endingWith: ".json").map { String($0.dropLast(5)) }.filter { (try? BackupManifest.read(of: path + "/" + $0)) != nil }
        return Set(named + described).sorted()
    }

    private func names(endingWith end: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(end) }
    }

    // MARK: Making

    /// Copies a database, in use or not, checks the copy, and puts it here with its manifest. Interrupted at any point, it leaves
    /// no backup or a whole one; what it began is cleared away by the next.
    ///
    /// - Parameters:
    ///   - name: what the file's name begins with, before the time; by default that of the database.
    ///   - exactName: the whole name instead, which must be free.
    ///   - keep: which older backups of this database and occasion stay; nil keeps all.
    /// - Throws: `AtlasStoreError` when there is no database or its copy is not sound; `StorageFault`; `CancellationError`.
    public func make(
        of database: String, name: String? = nil, exactName: String? = nil, occasion: BackupManifest.Occasion, keep: KeepRule? = nil,
        compressing: Bool = false, programVersion: String? = nil, stop: StopSignal = .never
    ) throws -> MadeBackup {
        guard FileManager.default.fileExists(atPath: database) else { throw AtlasStoreError.noSuchFile(path: database) }
        try AtlasStore.checkIsAtlas(path: database)
        let bytes = FileStamp(database).bytes + FileStamp(database + "-wal").bytes
        // The smaller file comes into being while the larger one is there.
        try DurableFiles.expectRoom(bytes + (compressing ? bytes / 2 : 0) + 1 << 16, in: path, for: "a backup of \(database)")
        let source = URL(fileURLWithPath: database)
        let stem = name ?? source.deletingPathExtension().lastPathComponent
        LeftoverFiles.remove(in: path, startingWith: exactName ?? stem)
        let place = try Place(in: path, stem: stem, exactName: exactName, suffix: ".sqlite" + (compressing ? BackupCompression.suffix : ""))
        let plain = LeftoverFiles.partialPath(for: place.path)
        let packed = plain + BackupCompression.suffix
        defer { for file in [plain, plain + "-journal", packed] { unlink(file) } }
        do {
            try BackupCopy.copy(from: database, to: plain, stop: stop)
            DurableFiles.hideFromOthers(plain)
            try stop.check()
            let facts = try Self.soundFacts(plain, of: database)
            let content = try DurableFiles.checksum(plain, stop: stop)
            var stored = content
            if compressing {
                try BackupCompression.compress(plain, to: packed, stop: stop)
                DurableFiles.hideFromOthers(packed)
                guard try BackupCompression.checksum(of: packed, stop: stop) == content.sha256 else {
                    throw AtlasStoreError.damaged(path: packed, reason: "what was compressed is not what can be read from it")
                }
                stored = try DurableFiles.checksum(packed, stop: stop)
            }
            let manifest = BackupManifest(
                file: place.name, database: source.lastPathComponent, madeAt: place.moment, occasion: occasion, programVersion: programVersion,
                stored: stored, content: content, facts: facts)
            // The manifest first: a file that bears its final name has one.
            try DurableFiles.synchronise(compressing ? packed : plain)
            try DurableFiles.write(try manifest.json, to: BackupManifest.path(for: place.path))
            try DurableFiles.rename(compressing ? packed : plain, to: place.path)
            try DurableFiles.synchroniseFolder(of: place.path)
            return MadeBackup(path: place.path, manifest: manifest, removed: keep.map { rotate($0, around: manifest) } ?? [])
        } catch {
            place.giveUp()
            throw StorageFault.naming(error, path: place.path)
        }
    }

    private static func soundFacts(_ copy: String, of database: String) throws -> BackupFacts {
        var report = BackupReport(path: copy)
        BackupCheck.checkDatabase(copy, .whole, &report)
        if let fault = report.faults.first {
            throw AtlasStoreError.damaged(path: database, reason: "a copy of it is not sound: \(fault.text)")
        }
        return try BackupCopy.withConnection(to: copy) { try BackupFacts($0) }
    }

    /// Lets go what the rule does not keep: only files whose manifests say that they were made of the same database on the same
    /// occasion. The new one, which was just found good, always stays.
    private func rotate(_ rule: KeepRule, around new: BackupManifest) -> [String] {
        let ours = backups(of: new.database).filter { $0.occasion == new.occasion }
        let kept = rule.kept(ours.map(\.madeAt))
        var removed: [String] = []
        for (place, old) in ours.enumerated() where !kept.contains(place) && old.file != new.file {
            guard unlink(path + "/" + old.file) == 0 else { continue }
            unlink(BackupManifest.path(for: path + "/" + old.file))
            removed.append(old.file)
        }
        return removed
    }
}

/// A name for a new file. The empty manifest beside it keeps others from taking the same.
private struct Place {
    let name: String
    let path: String
    let moment: Date

    init(in folder: String, stem: String, exactName: String?, suffix: String) throws {
        // Names and manifests have whole seconds.
        let moment = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
        // A name that was let go within the second is not taken again: it would sort before those that are younger.
        let start = "\(stem)-\(BackupTime.text(moment))"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix(start) }
        let taken = names.map { Int($0.dropFirst(start.count + 1).prefix { $0.isNumber }) ?? 1 }.max() ?? 0
        for attempt in (taken + 1)...(taken + 100) {
            // An underscore sorts after the point of a name without a number.
            let name = exactName ?? start + (attempt == 1 ? "" : "_\(attempt)") + suffix
            let path = folder + "/" + name
            let manifest = BackupManifest.path(for: path)
            if exactName != nil, FileManager.default.fileExists(atPath: path) { throw AtlasStoreError.alreadyThere(path: path) }
            let descriptor = open(manifest, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            if descriptor >= 0 {
                close(descriptor)
                guard FileManager.default.fileExists(atPath: path) else {
                    (self.name, self.path, self.moment) = (name, path, moment)
                    return
                }
                unlink(manifest)
            } else if errno != EEXIST {
                throw StorageFault(errno: errno, path: folder)
            } else if exactName != nil {
                // Of a run that was killed; the backup itself is not there.
                unlink(manifest)
            }
        }
        throw AtlasStoreError.alreadyThere(path: folder + "/" + stem)
    }

    func giveUp() {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        unlink(BackupManifest.path(for: path))
    }
}

/// The time in names of files: UTC, in an order that sorts.
enum BackupTime {
    static func text(_ moment: Date) -> String {
        moment.formatted(.iso8601.year().month().day().dateSeparator(.omitted).time(includingFractionalSeconds: false).timeSeparator(.omitted)) + "Z"
    }
}
