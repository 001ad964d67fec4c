// SPDX-License-Identifier: Apache-2.0

import Atlas

/// An institution that another works with, and what they share.
public struct AgreementPartner: Sendable, Hashable {
    /// The place in the registry's `institutions`.
    public let institution: Int
    /// Places of the agreements that bind both.
    public let agreements: [Int]
}

extension AgreementRegistry {
    /// Whom an institution works with by some of its agreements, those with whom it shares most first.
    /// - Parameter agreements: places.
    public func partners(of institution: Int, in agreements: [Int]) -> [AgreementPartner] {
        var shared: [Int: [Int]] = [:]
        for place in agreements { for member in members[place] where member.institution != institution { shared[member.institution, default: []].append(place) } }
        return shared.map { AgreementPartner(institution: $0.key, agreements: $0.value) }
            .sorted { ($1.agreements.count, $0.institution) < ($0.agreements.count, $1.institution) }
    }
}

/// How welfare centres of a unit stand with the labour office that serves them.
public struct OfficeCooperation: Sendable, Hashable {
    /// Places of welfare centres and centres of social services with a valid agreement with their labour office.
    public var with: [Int] = []
    public var without: [Int] = []

    /// 0…1; nil without any centre.
    public var share: Double? { with.isEmpty && without.isEmpty ? nil : Double(with.count) / Double(with.count + without.count) }
}

extension AgreementRegistry {
    /// Which welfare centres have an agreement with their labour office in force on a day, and which have none. A centre of several
    /// gminas needs one for each; those of which nothing is known are left out.
    /// - Parameter ties: of `welfareWithLabour`.
    public func officeCooperation(_ ties: [LabourOfficeTie], on day: Period) -> OfficeCooperation {
        var states: [Int: LabourOfficeTie.State] = [:]
        for tie in ties { states[tie.institution] = min(states[tie.institution] ?? .present, state(of: tie, on: day)) }
        var result = OfficeCooperation()
        for (place, state) in states.sorted(by: { $0.key < $1.key }) {
            switch state {
            case .present: result.with.append(place)
            case .missing: result.without.append(place)
            case .unknown: break
            }
        }
        return result
    }
}
