// SPDX-License-Identifier: Apache-2.0

/// An offer of a job, a training or an internship.
public struct Vacancy: Sendable, Hashable {
    /// Raw values stand in tables and addresses.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case job = "praca"
        case training = "szkolenie"
        case internship = "staz"
        case other = "inne"

        public var name: LocalizedText {
            switch self {
            case .job: LocalizedText(polish: "praca", english: "job")
            case .training: LocalizedText(polish: "szkolenie", english: "training")
            case .internship: LocalizedText(polish: "staż", english: "internship")
            case .other: LocalizedText(polish: "inna oferta", english: "other offer")
            }
        }
    }

    /// Unique within its feed.
    public var id: String
    /// How ids begin that stand for offers without a number of their own.
    public static let derivedIDPrefix = "o-"
    /// The number that the publisher gave it, by which its staff find it; nil when it gave none.
    public var reference: String? { id.hasPrefix(Self.derivedIDPrefix) ? nil : id }
    public var kind: Kind
    public var title: String
    /// Who employs or teaches.
    public var employer: String?
    /// Where, in words.
    public var place: String?
    /// The powiat or gmina in which it is.
    public var unit: TERYTCode
    public var positions: Int?
    /// As the offer has it: `od 4 806 zł brutto`.
    public var wage: String?
    public var hours: String?
    public var requirements: String?
    public var description: String?
    /// Whom to turn to, in words.
    public var contact: String?
    public var phone: Phone?
    public var email: String?
    public var validFrom: Period?
    public var validTo: Period?
    /// With its scheme, https or http.
    public var link: String?

    public init(
        id: String, kind: Kind, title: String, employer: String? = nil, place: String? = nil, unit: TERYTCode, positions: Int? = nil,
        wage: String? = nil, hours: String? = nil, requirements: String? = nil, description: String? = nil, contact: String? = nil,
        phone: Phone? = nil, email: String? = nil, validFrom: Period? = nil, validTo: Period? = nil, link: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.employer = employer
        self.place = place
        self.unit = unit
        self.positions = positions
        self.wage = wage
        self.hours = hours
        self.requirements = requirements
        self.description = description
        self.contact = contact
        self.phone = phone
        self.email = email
        self.validFrom = validFrom
        self.validTo = validTo
        self.link = link
    }
}

/// Offers that come together from one place and are replaced together.
public struct VacancyFeed: Sendable, Hashable {
    /// 2…80 small Latin letters, digits and hyphens.
    public var id: String
    /// Who publishes it.
    public var name: String
    /// The state that it shows.
    public var date: Period

    public init(id: String, name: String, date: Period) {
        self.id = id
        self.name = name
        self.date = date
    }

    /// How long an offer without an end counts, in days after the state of its feed.
    public static let openDays = 30
}

/// An offer with the feed that it came in.
public struct PostedVacancy: Sendable, Hashable {
    /// Its number in the database: its address.
    public let number: Int64
    public let vacancy: Vacancy
    public let feed: VacancyFeed

    public init(number: Int64, vacancy: Vacancy, feed: VacancyFeed) {
        self.number = number
        self.vacancy = vacancy
        self.feed = feed
    }
}
