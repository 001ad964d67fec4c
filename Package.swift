// swift-tools-version: 6.1
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The tile engine, the class breaks, the topology, the search index and the Polish dictionary are loops over tens of thousands of
/// numbers: without the optimiser a debug server needs seconds where a release server needs
/// milliseconds, so these rooms are optimised in every configuration.
let numericLoops: [SwiftSetting] = [
    .unsafeFlags(["-O"], .when(configuration: .debug))
]

let package = Package(
    name: "powiatlas",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "powiatlas", targets: ["powiatlas"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV.git", from: "0.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    ],
    targets: [
        // System libraries: module maps only.
        .systemLibrary(name: "CSpatiaLite", pkgConfig: "spatialite", providers: [.apt(["libspatialite-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
        // For the tests of our own reader of Hunspell's dictionaries, which compare it with the library.
        .systemLibrary(name: "CHunspell", pkgConfig: "hunspell", providers: [.apt(["libhunspell-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CProj", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CShapelib", pkgConfig: "shapelib", providers: [.apt(["libshp-dev"])]),
        // Part of the C library, but not of the module that Swift makes of it.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Rooms: an arrow that is not here does not compile.
        .target(name: "TileGeometry", swiftSettings: numericLoops),
        .target(name: "TileArchives", swiftSettings: numericLoops),
        .target(name: "Atlas"),
        .target(name: "PolishText", swiftSettings: numericLoops),
        .target(name: "DirectorySearch", dependencies: ["Atlas", "PolishText"], swiftSettings: numericLoops),
        .target(
            name: "AgreementDocuments", dependencies: ["Atlas", "CZip", .product(name: "Mustache", package: "swift-mustache")]),
        .target(name: "Cooperation", dependencies: ["Atlas", "PolishText"], swiftSettings: numericLoops),
        .target(
            name: "Credentials",
            dependencies: [.product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto")]),
        .target(name: "Mail", dependencies: ["Atlas", "CCurl"]),
        .target(name: "OpenReferral", dependencies: ["Atlas"]),
        .target(name: "Statistics", swiftSettings: numericLoops),
        .target(name: "Markup"),
        .target(name: "Spreadsheets", dependencies: ["Markup", "CXLSXWriter", "CZip"]),
        .target(
            name: "StatisticsOffice",
            dependencies: [
                "Atlas",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ]),
        .target(
            name: "Cartography",
            dependencies: ["TileGeometry", "Atlas", "PolishText", "CCairo", "CDeflate", "CFreeType", "CProj"],
            swiftSettings: numericLoops),
        .target(
            name: "AtlasDatabase",
            dependencies: [
                "Atlas", "Credentials", "TileArchives", "TileGeometry", "PolishText", "CSpatiaLite", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(
            name: "Intake",
            dependencies: [
                "Atlas", "Markup", "TileGeometry", "PolishText", "OpenReferral", "Spreadsheets", "CProj", "CShapelib", "CZip",
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ]),
        .target(
            name: "AtlasServer",
            dependencies: [
                "AgreementDocuments", "Atlas", "AtlasDatabase", "Cartography", "Cooperation", "Credentials", "DirectorySearch", "Intake", "Mail",
                "OpenReferral", "PolishText", "Spreadsheets", "Statistics", "StatisticsOffice", "TileArchives", "TileGeometry", "CDeflate",
                "CMalloc", "CProj", "CQREncode",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "powiatlas",
            dependencies: [
                "Atlas", "AtlasDatabase", "AtlasServer", "Cartography", "Credentials", "Intake", "Mail", "OpenReferral", "PolishText",
                "Spreadsheets", "Statistics", "StatisticsOffice", "TileArchives", "TileGeometry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),

        // Made-up inputs for the readers of files and requests; `Scripts/fuzz` builds these with the compiler's coverage.
        .target(
            name: "Fuzzing",
            dependencies: [
                "Atlas", "AtlasDatabase", "AtlasServer", "Intake", "TileGeometry", "CLibFuzzer", "CShapelib", "CZip",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Fuzzing"),
        // Its library comes with the compiler; only a build of `Scripts/fuzz` names it to the linker.
        .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
        .executableTarget(
            name: "powiatlas-fuzz", dependencies: ["Fuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Tests/FuzzCommand"),

        .testTarget(name: "TileGeometryTests", dependencies: ["TileGeometry"]),
        .testTarget(name: "TileArchivesTests", dependencies: ["TileArchives"]),
        .testTarget(name: "AtlasTests", dependencies: ["Atlas"]),
        .testTarget(name: "PolishTextTests", dependencies: ["PolishText", "CHunspell"]),
        .testTarget(
            name: "DirectorySearchTests", dependencies: ["DirectorySearch", "Intake", "Atlas", "PolishText", "TileGeometry"],
            exclude: ["search-cases.csv"]),
        .testTarget(name: "AgreementDocumentsTests", dependencies: ["AgreementDocuments", "Atlas"]),
        .testTarget(name: "CredentialsTests", dependencies: ["Credentials"]),
        .testTarget(name: "MailTests", dependencies: ["Mail"]),
        .testTarget(name: "CooperationTests", dependencies: ["Cooperation", "Atlas", "PolishText"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
        .testTarget(name: "SpreadsheetsTests", dependencies: ["Spreadsheets"]),
        .testTarget(
            name: "StatisticsOfficeTests", dependencies: ["StatisticsOffice", "Atlas", "LoopbackOffice"]),
        // The statistics office's API on 127.0.0.1, for tests only.
        .target(
            name: "LoopbackOffice", dependencies: [.product(name: "Hummingbird", package: "hummingbird")], path: "Tests/LoopbackOffice"),
        .testTarget(name: "OpenReferralTests", dependencies: ["OpenReferral", "Atlas"]),
        .testTarget(name: "CartographyTests", dependencies: ["Cartography", "Atlas", "TileGeometry", "CDeflate"]),
        .testTarget(name: "AtlasDatabaseTests", dependencies: ["AtlasDatabase", "Atlas", "Credentials", "TileGeometry", "Intake"]),
        .testTarget(name: "IntakeTests", dependencies: ["Intake", "Atlas", "OpenReferral", "PolishText", "Spreadsheets", "TileGeometry"], exclude: ["Fixtures"]),
        .testTarget(
            name: "AtlasServerTests",
            dependencies: [
                "AgreementDocuments", "AtlasServer", "AtlasDatabase", "Atlas", "Cartography", "Cooperation", "Credentials", "Intake", "Mail",
                "OpenReferral", "Statistics", "TileGeometry",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]),
        .testTarget(
            name: "PowiatlasTests",
            dependencies: ["powiatlas", "LoopbackOffice", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    ],
    swiftLanguageModes: [.v6]
)
