// SPDX-License-Identifier: Apache-2.0

import Atlas
import Hummingbird

/// `/api/v1/institutions/verification`: how many entries their institutions confirmed lately.
struct VerificationShareRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/api/v1/institutions/verification", summary: "How many entries their institutions confirmed within 90 days",
            parameters: [
                .init("unit", "only institutions seated in this unit (TERC)"),
                .init("level", "also by the units of this level", form: .choice([UnitLevel.wojewodztwo, .powiat, .gmina].map(\.rawValue))),
            ]
        ).shaped(
            .shape(
                [("days", .countSchema), ("confirmed", .countSchema), ("total", .countSchema)],
                optional: [
                    ("unit", .textSchema),
                    ("units", .list(of: .shape([("terc", .textSchema), ("confirmed", .countSchema), ("total", .countSchema)]))),
                ]))
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/institutions/verification") { request, _ in
            let query = try QueryReader(request)
            let snapshot = data.current
            let unit = try query.text("unit").map { text in
                guard let code = try? TERYTCode(text), let unit = snapshot.territory.unit(code)?.unit else {
                    throw Problem.badParameter("unit", text, accepted: "the TERC code of a unit, such as 26 or 2604")
                }
                return unit.code
            }
            let level = try query.choice("level", UnitLevel.self)
            if level == .kraj { throw Problem.badParameter("level", "kraj", accepted: "wojewodztwo, powiat, gmina") }
            let directory = try await snapshot.directory
            let day = PolishClock.now.day
            let share = data.verificationShares.share(of: unit, in: directory, on: day)
            var members: [(String, JSONValue)] = []
            if let unit { members.append(("unit", .string(unit.description))) }
            members += share.members
            if let level {
                let units: [JSONValue] =
                    data.verificationShares.shares(at: level, in: directory, on: day).filter { row in unit.map { row.stem.hasPrefix($0.stem) } ?? true }.map { row in
                        ["terc": .string(row.stem), "confirmed": .integer(row.share.confirmed), "total": .integer(row.share.total)]
                    }
                members.append(("units", .array(units)))
            }
            return JSONValue.members(members).response().cached()
        }
    }
}
