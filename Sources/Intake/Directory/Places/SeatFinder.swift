// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText
import TileGeometry

extension GminaFinder {
    /// The gmina in which an office of `gmina` stands: mostly that gmina itself, but the office of a rural gmina often stands in
    /// the town of the same name, or in another town of the powiat.
    func seat(of gmina: TerritorialUnit, locality: String) -> TerritorialUnit {
        let name = PlaceName.plain(locality)
        guard !name.isEmpty, gmina.kind != .urbanGmina else { return gmina }
        let isOwnName = PlaceName.plain(gmina.name) == name
        if isOwnName, gmina.kind == .urbanRuralGmina { return gmina }
        let powiat = gmina.code.parent ?? gmina.code
        if let town = gminas(of: powiat).first(where: { isTown($0) && PlaceName.plain($0.name) == name }) { return town }
        return city(named: locality, within: gmina.code) ?? gmina
    }

    /// The gmina of a locality that is a town of its own name, first in the powiat, then a city of the województwo.
    func town(named locality: String, powiat: TERYTCode) -> TerritorialUnit? {
        let name = PlaceName.plain(locality)
        return gminas(of: powiat).first { isTown($0) && PlaceName.plain($0.name) == name } ?? city(named: locality, within: powiat)
    }

    /// The gmina of a city with powiat rights; `Kraków-Podgórze` is in Kraków.
    func city(named locality: String, within code: TERYTCode) -> TerritorialUnit? {
        guard let region = code.ancestor(at: .wojewodztwo) else { return nil }
        let name = PlaceName.plain(locality)
        return powiats(of: region).filter { $0.kind == .cityWithPowiatRights }.flatMap { gminas(of: $0.code) }
            .first { PlaceName.plain($0.name) == name || name.hasPrefix(PlaceName.plain($0.name) + " ") }
    }

    private func isTown(_ unit: TerritorialUnit) -> Bool { unit.kind == .urbanGmina || unit.kind == .urbanRuralGmina }

    /// The powiat whose offices stand in a city with powiat rights, of the same name as an adjective: `krakowski` of Kraków,
    /// `nowosądecki` of Nowy Sącz. Nil when none, or more than one, can be meant.
    func powiatSeated(in city: TerritorialUnit, geography: UnitGeography) -> TerritorialUnit? {
        guard let region = city.code.ancestor(at: .wojewodztwo) else { return nil }
        let name = PlaceName.plain(city.name).filter { $0 != " " }
        let inside = geography.innerPoint(of: city.code)
        // Szczecin is not the seat of szczecinecki: the powiat must be beside the city.
        let scored = powiats(of: region).filter { $0.kind == .powiat }
            .map { powiat in
                (
                    unit: powiat, shared: zip(name, PlaceName.plain(powiat.name)).prefix { $0 == $1 }.count,
                    distance: inside.flatMap { geography.distanceKilometers(from: $0, to: powiat.code) } ?? 0
                )
            }
            .filter { $0.shared >= 3 && $0.distance < 25 }
        guard let most = scored.map(\.shared).max() else { return nil }
        // Nowy Sącz begins like nowosądecki and like nowotarski: the nearer one is meant.
        let best = scored.filter { $0.shared == most }.sorted { $0.distance < $1.distance }
        return best.count == 1 || inside != nil ? best.first?.unit : nil
    }
}

/// A point of a list, looked at beside the place that the row names.
struct PointCheck {
    /// Beyond this a point does not stand for the place: more than the borders' own generalisation and than coordinates of two decimals.
    static let toleranceKilometers = 0.5

    let geography: UnitGeography

    /// The point of a row for a seat in `gmina`; a point that lies elsewhere is replaced by one inside the gmina.
    func point(_ claimed: InstitutionPoint?, gmina: TerritorialUnit, remarks: inout [String]) -> InstitutionPoint? {
        guard let claimed else { return inner(gmina) }
        let place = Point(claimed.longitude, claimed.latitude)
        guard let distance = geography.distanceKilometers(from: place, to: gmina.code) else {
            guard let other = geography.gmina(at: place) else { return claimed }
            remarks.append("the border of \(gmina.fullName) is not known and its point lies in \(other): the point was left out")
            return nil
        }
        guard distance > Self.toleranceKilometers else { return claimed }
        let replacement = inner(gmina)
        remarks.append(
            "the point \(Self.text(claimed)) lies \(Self.kilometers(distance)) outside \(gmina.fullName): "
                + (replacement == nil ? "it was left out" : "a point inside the gmina stands in its place"))
        return replacement
    }

    /// The point that stands for a gmina of which nothing more is known.
    func inner(_ gmina: TerritorialUnit) -> InstitutionPoint? {
        geography.innerPoint(of: gmina.code).flatMap { point in
            // Four decimals are ten metres: more would pretend to know.
            InstitutionPoint(longitude: (point.x * 10_000).rounded() / 10_000, latitude: (point.y * 10_000).rounded() / 10_000, precision: .gminaCentre)
        }
    }

    static func text(_ point: InstitutionPoint) -> String {
        "\(DecimalNumber.write(point.longitude)), \(DecimalNumber.write(point.latitude))"
    }

    static func kilometers(_ distance: Double) -> String {
        DecimalNumber.write(distance < 10 ? (distance * 10).rounded() / 10 : distance.rounded()) + " km"
    }
}
