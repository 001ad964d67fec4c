// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// What a page says of a network beyond its table, found once for a network: some of it looks at all institutions.
struct NetworkSummary: Sendable {
    struct Group: Sendable {
        let size: Int
        /// The powiats with most of its institutions.
        let powiats: [TERYTCode]
        let hasMorePowiats: Bool
        /// The institution with most partners.
        let middle: Int
    }

    /// The weightiest institutions that hold a group together.
    let connectors: [Int]
    /// A tie without which a group would fall into parts of which two at least are more than one institution.
    let bridge: Int?
    /// Those with most partners, when few share the first place and the network is more than a handful.
    let busiest: [Int]
    let mostPartners: Int
    /// The largest groups.
    let groups: [Group]

    static let listedGroups = 30
    private static let shownPowiats = 3

    init(_ network: CooperationNetwork, _ analysis: NetworkAnalysis, _ registry: AgreementRegistry) {
        connectors = Array(analysis.connectors.prefix(2))
        bridge = analysis.bridges.first { (analysis.partsWithoutTie[$0].dropFirst().first ?? 0) > 1 }
        let most = analysis.partnerCounts.max() ?? 0
        mostPartners = most
        var busiest: [Int] = []
        if analysis.partnerCounts.count > 4, most > 1 {
            for (member, count) in analysis.partnerCounts.enumerated() where count == most {
                busiest.append(member)
                if busiest.count > 3 { break }
            }
        }
        self.busiest = busiest.count > 3 ? [] : busiest
        groups = analysis.groups.prefix(Self.listedGroups).map { members in
            var counts = [Int](repeating: 0, count: registry.powiats.count)
            var middle = members[0]
            for member in members {
                if analysis.partnerCounts[member] > analysis.partnerCounts[middle] { middle = member }
                if let powiat = registry.powiatNumber(of: network.institutions[member]) { counts[powiat] += 1 }
            }
            let order = counts.indices.filter { counts[$0] > 0 }.sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
            return Group(
                size: members.count, powiats: order.prefix(Self.shownPowiats).map { registry.powiats[$0] },
                hasMorePowiats: order.count > Self.shownPowiats, middle: middle)
        }
    }
}
