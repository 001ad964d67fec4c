// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What the measures of cooperation count, in plain words.
extension MeasureWording {
    /// Where most of the agreements come from; nil for other measures and without agreements.
    func sourceID(_ expression: IndicatorExpression) -> String? {
        guard case .cooperation = expression else { return nil }
        return snapshot.agreementSpan?.sourceID ?? snapshot.indicators.first?.indicator.sourceID
    }

    func cooperation(_ measure: CooperationMeasure) throws -> Texts {
        Texts(name: measure.name, unit: try unit(measure), note: note(measure))
    }

    private func unit(_ measure: CooperationMeasure) throws -> LocalizedText {
        switch measure {
        case .welfareWithLabour, .familyWithLabour, .coordinators: return .both("%")
        case .partnerships:
            _ = try snapshot.population()
            return LocalizedText(
                polish: "partnerstw na\u{A0}\(NumberFormat.polish.string(IndicatorExpression.provisionFactor, decimals: 0)) mieszkańców",
                english: "partnerships per\u{A0}\(NumberFormat.english.string(IndicatorExpression.provisionFactor, decimals: 0)) residents")
        case .programmes: return LocalizedText(polish: "programów", english: "programmes")
        }
    }

    private func note(_ measure: CooperationMeasure) -> LocalizedText {
        let time = LocalizedText(
            polish: " Rok oznacza stan na 31\u{A0}grudnia, rok bieżący stan na dziś.",
            english: " A year stands for 31\u{A0}December, the current year for today.")
        let registry = LocalizedText(
            polish: " Porozumienie bez podanego końca liczy się jako obowiązujące; bez żadnej daty nie jest liczone. Rejestr nie jest spisem: "
                + "w\u{A0}województwie, dla którego nie ma w\u{A0}nim ani jednego takiego porozumienia, danych brak; kraj to województwa, o\u{A0}których "
                + "coś wiadomo.",
            english: " An agreement without a stated end counts as valid; one without any date is not counted. The registry is no census: in a "
                + "voivodeship for which it has none of these agreements there are no data; the country is the voivodeships of which something is known.")
        let own = measure.definition
        let rest = measure.hasHistory ? time.followed(by: registry) : LocalizedText(
            polish: " Stan na dziś. W\u{A0}województwie, w\u{A0}którym nie wskazał go nikt, danych brak.",
            english: " As of today. In a voivodeship where nobody names one there are no data.")
        return own.followed(by: rest)
    }
}

extension CooperationMeasure {
    /// The name as a list or a heading shows it.
    var name: LocalizedText {
        switch self {
        case .welfareWithLabour:
            LocalizedText(
                polish: "Ośrodki pomocy społecznej z\u{A0}porozumieniem z\u{A0}urzędem pracy", english: "Welfare centres with an agreement with the labour office")
        case .familyWithLabour:
            LocalizedText(
                polish: "Centra pomocy rodzinie z\u{A0}porozumieniem z\u{A0}urzędem pracy",
                english: "Family support centres with an agreement with the labour office")
        case .partnerships:
            LocalizedText(
                polish: "Partnerstwa z\u{A0}organizacjami społecznymi na 10\u{A0}tys. mieszkańców",
                english: "Partnerships with NGOs per 10,000 residents")
        case .coordinators:
            LocalizedText(polish: "Instytucje z\u{A0}koordynatorem współpracy", english: "Institutions with a coordinator of cooperation")
        case .programmes: LocalizedText(polish: "Wspólne programy", english: "Joint programmes")
        }
    }

    fileprivate var definition: LocalizedText {
        switch self {
        case .welfareWithLabour:
            LocalizedText(
                polish: "Odsetek ośrodków pomocy społecznej i\u{A0}centrów usług społecznych, które mają obowiązujące porozumienie z\u{A0}urzędem pracy "
                    + "obsługującym ich gminę, same albo w\u{A0}grupie. Ośrodki, dla których katalog nie zna urzędu pracy, są pominięte.",
                english: "Share of welfare centres and social services centres with a valid agreement with the labour office that serves their gmina, "
                    + "alone or in a group. Those for which the directory knows no labour office are left out.")
        case .familyWithLabour:
            LocalizedText(
                polish: "Odsetek powiatowych centrów pomocy rodzinie, które mają obowiązujące porozumienie z\u{A0}urzędem pracy obsługującym ich powiat. "
                    + "W\u{A0}mieście na prawach powiatu bez takiego centrum liczy się ośrodek pomocy społecznej, który wykonuje jego zadania.",
                english: "Share of powiat family support centres with a valid agreement with the labour office that serves their powiat. In a city with "
                    + "powiat rights without such a centre the welfare centre that does its tasks counts.")
        case .partnerships:
            LocalizedText(
                polish: "Obowiązujące porozumienia instytucji publicznych z\u{A0}organizacjami pozarządowymi lub podmiotami ekonomii społecznej, według "
                    + "siedziby instytucji publicznej; porozumienie instytucji z\u{A0}kilku jednostek liczy się w\u{A0}każdej z\u{A0}nich raz.",
                english: "Valid agreements of public institutions with NGOs or social enterprises, by the seat of the public institution; an agreement of "
                    + "institutions of several units counts once in each.")
        case .coordinators:
            LocalizedText(
                polish: "Odsetek OPS, CUS, PCPR, PUP, WUP i\u{A0}ROPS, które w\u{A0}katalogu albo w\u{A0}obowiązującym porozumieniu wskazały osobę lub "
                    + "stanowisko do współpracy.",
                english: "Share of OPS, CUS, PCPR, PUP, WUP and ROPS that name a person or post for cooperation, in the directory or in a valid agreement.")
        case .programmes:
            LocalizedText(
                polish: "Wspólne programy, które są realizowane na podstawie obowiązujących porozumień działających w\u{A0}jednostce; program zapisany "
                    + "w\u{A0}dwóch porozumieniach liczy się dwa razy.",
                english: "Joint programmes carried by valid agreements that work in the unit; a programme that stands in two agreements counts twice.")
        }
    }
}

extension LocalizedText {
    fileprivate func followed(by other: LocalizedText) -> LocalizedText {
        LocalizedText(polish: polish + other.polish, english: english + other.english)
    }
}
