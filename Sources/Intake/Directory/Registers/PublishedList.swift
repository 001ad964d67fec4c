// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A published list of institutions, and the words by which its rows name it.
public struct PublishedList: Sendable {
    public let source: Source
    /// What stands in a row's field of origin, in small letters without diacritics.
    let marker: String

    /// The lists whose rows the readers recognise.
    public static let all: [PublishedList] = [
        PublishedList(
            source: Source(
                id: "rjps",
                name: LocalizedText(
                    polish: "Rejestr jednostek pomocy społecznej (RJPS), eksport z 6 marca 2026 r.",
                    english: "Register of welfare units (RJPS), export of 6 March 2026"),
                publisher: "Ministerstwo Rodziny, Pracy i Polityki Społecznej", url: "https://rjps.mrips.gov.pl", date: Period(year: 2026, month: 3, day: 6),
                licence: publicRegister),
            marker: "rjps"),
        PublishedList(
            source: Source(
                id: "mir-org-pl",
                name: LocalizedText(
                    polish: "Wykaz ośrodków pomocy społecznej z serwisu mir.org.pl; dane kontaktowe niezweryfikowane",
                    english: "List of welfare centres of the site mir.org.pl; contacts not verified"),
                publisher: "mir.org.pl", url: "https://mir.org.pl", date: Period(year: 2026),
                licence: LocalizedText(
                    polish: "dane kontaktowe instytucji publicznych, z podaniem źródła", english: "contacts of public bodies, source named")),
            marker: "mir.org.pl"),
        PublishedList(
            source: Source(
                id: "pomoc-spoleczna-slaskie",
                name: LocalizedText(
                    polish: "Wykaz ośrodków pomocy społecznej województwa śląskiego (lista nie podaje dnia)",
                    english: "List of welfare centres of województwo śląskie (it states no day)"),
                publisher: "Śląski Urząd Wojewódzki", url: nil, date: Period(year: 2026), licence: publicRegister),
            marker: "slaski urzad wojewodzki"),
        PublishedList(
            source: Source(
                id: "muw-placowki",
                name: LocalizedText(
                    polish: "Wykaz środowiskowych domów samopomocy i domów pomocy społecznej województwa małopolskiego, wrzesień 2025",
                    english: "List of community self-help homes and care homes of województwo małopolskie, September 2025"),
                publisher: "Małopolski Urząd Wojewódzki w Krakowie", url: nil, date: Period(year: 2025, month: 9), licence: publicRegister),
            marker: "muw krakow"),
        PublishedList(
            source: Source(
                id: "dziennik-slaski-2025-1070",
                name: LocalizedText(
                    polish: "Dziennik Urzędowy Województwa Śląskiego 2025, poz. 1070: koszty utrzymania w domach pomocy społecznej",
                    english: "Official journal of województwo śląskie 2025, item 1070: cost of stay in care homes"),
                publisher: "Wojewoda Śląski", url: "https://dziennikurzedowy.slaskie.pl/poz/2025/1070", date: Period(year: 2025),
                licence: LocalizedText(polish: "dokument urzędowy, bez ochrony prawa autorskiego", english: "official document, not under copyright")),
            marker: "dziennikurzedowy.slaskie.pl/poz/2025/1070"),
    ]

    /// Where the sectors of advisers come from.
    public static let sectors = Source(
        id: "sektory-doradcow-swietokrzyskie",
        name: LocalizedText(
            polish: "Podział województwa świętokrzyskiego na sektory doradców (raport ROPS w Kielcach, 2015)",
            english: "Division of województwo świętokrzyskie into sectors of advisers (report of ROPS Kielce, 2015)"),
        publisher: "Regionalny Ośrodek Polityki Społecznej w Kielcach", url: nil, date: Period(year: 2015),
        licence: LocalizedText(polish: "informacja z dokumentu urzędowego, z podaniem źródła", english: "facts of an official document, source named"))

    /// The list whose contacts somebody should check.
    static let unverifiedID = "mir-org-pl"

    private static let publicRegister = LocalizedText(
        polish: "dane publiczne, ponowne wykorzystanie z podaniem źródła", english: "public data, reuse with the source named")

    /// The list that a row's field of origin names.
    static func named(in text: String) -> PublishedList? {
        let text = fold(text)
        return all.first { text.contains($0.marker) }
    }

    static func withID(_ id: String) -> PublishedList? { all.first { $0.source.id == id } }

    /// The published lists that institutions name as their source, in the order of `all`; a list whose records are younger than
    /// the day it has here gets the day of the youngest.
    public static func sources(of institutions: [Institution]) -> [Source] {
        let byID = Dictionary(grouping: institutions, by: \.sourceID)
        return all.compactMap { list in
            guard let rows = byID[list.source.id] else { return nil }
            let latest = rows.compactMap(\.recordDate).max() ?? list.source.date
            // A day within the list's own month or year says no more than the list.
            guard latest > list.source.date, !latest.text.hasPrefix(list.source.date.text) else { return list.source }
            let source = list.source
            return Source(id: source.id, name: source.name, publisher: source.publisher, url: source.url, date: latest, licence: source.licence)
        }
    }
}
