// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// What the import of a feed did: it takes the place of the feed as it was.
public struct VacancyWriteSummary: Sendable, Hashable {
    public var summary = WriteSummary()
    /// Offers of the feed that are no longer in it.
    public var removed = 0
}

extension AtlasStore {
    /// Offers that count on a day, those that end first at the top.
    /// - Parameters:
    ///   - unit: a powiat with its gminas, a gmina, a województwo; nil for all.
    ///   - day: as the number 20261121.
    public func vacancies(in unit: TERYTCode? = nil, kind: Vacancy.Kind? = nil, on day: Int) async throws -> [PostedVacancy] {
        try await pool.read { db in
            var conditions = ["v.shown_to >= ?"]
            var arguments: StatementArguments = [day]
            if let unit, unit.level != .kraj {
                // A range of the index: all stems that begin with the unit's.
                conditions.append("v.stem >= ? AND v.stem < ?")
                arguments += [unit.stem, unit.stem + ":"]
            }
            if let kind {
                conditions.append("v.kind = ?")
                arguments += [kind.rawValue]
            }
            return try Self.fetch(db, where: conditions.joined(separator: " AND "), arguments)
        }
    }

    /// One offer, expired or not; nil when there is none.
    public func vacancy(_ number: Int64) async throws -> PostedVacancy? {
        try await pool.read { db in try Self.fetch(db, where: "v.number = ?", [number]).first }
    }

    /// How many offers of each kind count on a day, by powiat.
    public func vacancyCounts(on day: Int) async throws -> [TERYTCode: [Vacancy.Kind: Int]] {
        try await pool.read { db in
            var counts: [TERYTCode: [Vacancy.Kind: Int]] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT substr(stem, 1, 4), kind, count(*) FROM vacancy WHERE shown_to >= ? GROUP BY 1, 2", arguments: [day])
            while let row = try rows.next() {
                guard let kind = Vacancy.Kind(rawValue: row[1]) else { continue }
                counts[try TERYTCode(row[0]), default: [:]][kind] = row[2]
            }
            return counts
        }
    }

    public func vacancyFeeds() async throws -> [VacancyFeed] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT id, name, date FROM vacancy_feed ORDER BY id").map {
                VacancyFeed(id: $0[0], name: $0[1], date: try Period($0[2]))
            }
        }
    }

    /// Puts offers in the place of those that the feed had, all or nothing.
    public func importVacancies(_ vacancies: [Vacancy], feed: VacancyFeed, dryRun: Bool = false) async throws -> VacancyWriteSummary {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result = VacancyWriteSummary()
                try db.inTransaction(.immediate) {
                    let feedBefore = try Row.fetchOne(db, sql: "SELECT name, date FROM vacancy_feed WHERE id = ?", arguments: [feed.id])
                    let isSameFeed = feedBefore.map { $0[0] == feed.name && $0[1] == feed.date.text } ?? false
                    result = try Self.replace(vacancies, feed, db)
                    let isSame = isSameFeed && result.summary.added + result.summary.changed + result.removed == 0
                    guard !dryRun, !isSame else { return .rollback }
                    try ImportLog.note(
                        db,
                        ImportProvenance(
                            kind: "vacancies",
                            note: "\(feed.id) +\(result.summary.added) ~\(result.summary.changed) -\(result.removed)"))
                    try AtlasProperty.renewDataVersion(db)
                    try AtlasProperty.renew(.vacanciesVersion, db)
                    return .commit
                }
                return result
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AtlasStoreError.inconsistent("the offers were left as they were: \(error.message ?? "\(error)")")
        }
    }

    private static func replace(_ vacancies: [Vacancy], _ feed: VacancyFeed, _ db: Database) throws -> VacancyWriteSummary {
        var result = VacancyWriteSummary()
        let before = Dictionary(
            try fetch(db, where: "v.feed_id = ?", [feed.id]).map { ($0.vacancy.id, $0) }) { first, _ in first }
        try db.execute(
            sql: "INSERT INTO vacancy_feed (id, name, date) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, date = excluded.date",
            arguments: [feed.id, feed.name, feed.date.text])
        let gone = Set(before.keys).subtracting(vacancies.map(\.id))
        for id in gone { try db.execute(sql: "DELETE FROM vacancy WHERE feed_id = ? AND id = ?", arguments: [feed.id, id]) }
        result.removed = gone.count
        for vacancy in vacancies {
            if let known = before[vacancy.id] {
                if known.vacancy == vacancy { result.summary.unchanged += 1 } else { result.summary.changed += 1 }
            } else {
                result.summary.added += 1
            }
            // The number of an offer, which is its address, stays.
            try db.cachedStatement(sql: upsert).execute(arguments: arguments(vacancy, feed))
        }
        return result
    }

    private static let columns = [
        "feed_id", "id", "kind", "title", "employer", "place", "stem", "positions", "wage", "hours", "requirements", "description", "contact", "phone",
        "phone_number", "phone_extension", "email", "valid_from", "valid_to", "link", "shown_to",
    ]

    private static let upsert =
        "INSERT INTO vacancy (\(columns.joined(separator: ", "))) VALUES (\(databaseQuestionMarks(count: columns.count))) "
        + "ON CONFLICT (feed_id, id) DO UPDATE SET " + columns.dropFirst(2).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")

    private static func arguments(_ vacancy: Vacancy, _ feed: VacancyFeed) -> StatementArguments {
        var arguments: StatementArguments = [
            feed.id, vacancy.id, vacancy.kind.rawValue, vacancy.title, vacancy.employer, vacancy.place, vacancy.unit.stem, vacancy.positions,
            vacancy.wage, vacancy.hours, vacancy.requirements,
        ]
        arguments += [
            vacancy.description, vacancy.contact, vacancy.phone?.text, vacancy.phone?.number, vacancy.phone?.extensionNumber, vacancy.email,
            vacancy.validFrom?.text, vacancy.validTo?.text, vacancy.link, vacancy.lastShownDay(in: feed),
        ]
        return arguments
    }

    private static func fetch(_ db: Database, where condition: String, _ arguments: StatementArguments) throws -> [PostedVacancy] {
        let names = columns.dropLast().map { "v.\($0)" }.joined(separator: ", ")
        return try Row.fetchAll(
            db,
            sql: """
                SELECT v.number, f.name AS feed_name, f.date AS feed_date, \(names)
                FROM vacancy v JOIN vacancy_feed f ON f.id = v.feed_id
                WHERE \(condition) ORDER BY v.shown_to, v.title, v.number
                """, arguments: arguments
        ).map { row in
            guard let kind = Vacancy.Kind(rawValue: row["kind"]) else { throw AtlasStoreError.inconsistent("table vacancy holds the unknown kind “\(row["kind"] as String)”") }
            let phone: String? = row["phone"]
            let from: String? = row["valid_from"]
            let to: String? = row["valid_to"]
            let vacancy = Vacancy(
                id: row["id"], kind: kind, title: row["title"], employer: row["employer"], place: row["place"], unit: try TERYTCode(row["stem"]),
                positions: row["positions"], wage: row["wage"], hours: row["hours"], requirements: row["requirements"],
                description: row["description"], contact: row["contact"],
                phone: phone.map { Phone(text: $0, number: row["phone_number"], extensionNumber: row["phone_extension"]) }, email: row["email"],
                validFrom: try from.map { try Period($0) }, validTo: try to.map { try Period($0) }, link: row["link"])
            return PostedVacancy(
                number: row["number"], vacancy: vacancy,
                feed: VacancyFeed(id: row["feed_id"], name: row["feed_name"], date: try Period(row["feed_date"] as String)))
        }
    }
}
