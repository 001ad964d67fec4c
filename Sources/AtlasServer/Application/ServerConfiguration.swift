// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the operator decides.
public struct ServerConfiguration: Sendable {
    public var host: String
    /// 0 lets the system choose a free port.
    public var port: Int
    /// The folder with `templates`, `locales`, `static` and `vendor`.
    public var webFolder: URL
    /// The folder with `Lato-Regular.ttf` and `Lato-Bold.ttf`, for the labels on maps.
    public var fontFolder: URL
    /// How much memory drawn tile geometry may take.
    public var geometryCacheBytes: Int
    /// Who publishes this instance, for the accessibility statement.
    public var operatorContact: OperatorContact
    /// What a planner has to give to put tables in from elsewhere than the machine itself; nil lets nobody.
    public var importKey: String?

    public init(
        host: String = "127.0.0.1", port: Int = 8080, webFolder: URL,
        fontFolder: URL = URL(fileURLWithPath: "/usr/share/fonts/truetype/lato"),
        geometryCacheBytes: Int = 192 << 20, operatorContact: OperatorContact = OperatorContact(),
        importKey: String? = nil
    ) {
        self.host = host
        self.port = port
        self.webFolder = webFolder
        self.fontFolder = fontFolder
        self.geometryCacheBytes = geometryCacheBytes
        self.operatorContact = operatorContact
        self.importKey = importKey
    }
}

/// The public body that answers for an instance.
public struct OperatorContact: Sendable {
    public var name: String?
    public var person: String?
    public var email: String?
    public var phone: String?

    public init(name: String? = nil, person: String? = nil, email: String? = nil, phone: String? = nil) {
        self.name = name
        self.person = person
        self.email = email
        self.phone = phone
    }
}
