// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// How the values of a map are cut into classes. Raw values are the ones that addresses use.
public enum ClassificationMethod: String, Sendable, Hashable, CaseIterable, Codable {
    case quantile
    case equal
    case jenks
    case stddev
    /// Limits that lie alike on both sides of zero: for changes and differences.
    case zero
    case manual

    /// The numbers of classes that a map can have.
    public static let classCountRange = 2...9

    public var name: LocalizedText {
        switch self {
        case .quantile: LocalizedText(polish: "kwantyle", english: "quantiles")
        case .equal: LocalizedText(polish: "równe przedziały", english: "equal intervals")
        case .jenks: LocalizedText(polish: "naturalne przerwy (Jenks)", english: "natural breaks (Jenks)")
        case .stddev: LocalizedText(polish: "odchylenie standardowe", english: "standard deviation")
        case .zero: LocalizedText(polish: "wokół zera", english: "around zero")
        case .manual: LocalizedText(polish: "własne granice", english: "own limits")
        }
    }

    public var help: LocalizedText {
        switch self {
        case .quantile:
            LocalizedText(
                polish: "W każdej klasie jest mniej więcej tyle samo jednostek.",
                english: "Each class holds about the same number of units.")
        case .equal:
            LocalizedText(
                polish: "Wszystkie klasy mają tę samą szerokość; dobre do porównywania lat.",
                english: "All classes are equally wide; good for comparing years.")
        case .jenks:
            LocalizedText(
                polish: "Granice leżą w naturalnych lukach między wartościami.",
                english: "Limits lie in the natural gaps between the values.")
        case .stddev:
            LocalizedText(
                polish: "Pokazuje, jak daleko od średniej leży jednostka.",
                english: "Shows how far a unit is from the mean.")
        case .zero:
            LocalizedText(
                polish: "Granice leżą tak samo daleko po obu stronach zera: kolory oddzielają wzrost od spadku.",
                english: "Limits lie equally far on both sides of zero: colours tell growth from decline.")
        case .manual:
            LocalizedText(
                polish: "Granice klas podaje się samemu, rosnąco.",
                english: "You give the limits of the classes yourself, in rising order.")
        }
    }
}

/// A request for classes that cannot be met.
public enum ClassificationError: Error, Sendable, Equatable, LocalizedError {
    case unknownMethod(String)
    case classCount(Int)
    case missingBreaks
    case breakCount(Int)
    case breakNotANumber(String)
    /// The break at this position (counted from 1) is not larger than the one before it.
    case breakNotRising(position: Int, value: Double, previous: Double)

    public var errorDescription: String? {
        let range = ClassificationMethod.classCountRange
        switch self {
        case .unknownMethod(let text):
            let accepted = ClassificationMethod.allCases.map(\.rawValue).joined(separator: ", ")
            return "method = “\(text.prefix(40))” is not known; accepted: \(accepted)"
        case .classCount(let count):
            return "classes = \(count) is out of range; accepted: \(range.lowerBound)…\(range.upperBound)"
        case .missingBreaks:
            return "method = manual needs breaks: \(range.lowerBound - 1)…\(range.upperBound - 1) rising numbers separated by commas"
        case .breakCount(let count):
            return "breaks has \(count) numbers; accepted: \(range.lowerBound - 1)…\(range.upperBound - 1)"
        case .breakNotANumber(let text):
            return "breaks: “\(text.prefix(40))” is not a finite number; accepted: numbers such as 12.5 separated by commas"
        case .breakNotRising(let position, let value, let previous):
            return "breaks: number \(position) (\(value)) is not larger than the one before it (\(previous)); accepted: strictly rising numbers"
        }
    }
}
