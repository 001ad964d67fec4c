// SPDX-License-Identifier: Apache-2.0

import Credentials
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
    /// How much memory all caches together may take.
    public var memory: MemoryBudget
    /// How much of it tiles may take; nil gives them their share.
    public var geometryCacheBytes: Int?
    /// Who publishes this instance, for the accessibility statement.
    public var operatorContact: OperatorContact
    /// What a planner has to give to put tables in from elsewhere than the machine itself; nil lets nobody.
    public var importKey: String?
    /// Where clients reach the server, such as `https://atlas.example.pl`: without a slash at the end. Nil takes
    /// what each client used.
    public var publicURL: String?
    /// Whether a proxy in front says truly how clients reached it (`X-Forwarded-Proto`, `-Host`, `-For`).
    public var trustsProxy = false
    /// How many clients are served at once, and how long slow ones are waited for.
    public var limits = ConnectionLimits()
    /// How the log names clients.
    public var loggedAddresses = ClientAddress.network
    /// How letters are sent; nil leaves them in the queue.
    public var mail: MailSettings?
    /// How many institutions are asked every working day whether their entries still hold; 0 asks on command only.
    public var verificationsADay = 0
    /// Backups that are made while serving; nil makes none.
    public var backups: BackupPlan?
    /// Which of several processes this is; a worker listens at the socket it was given, not at `host` and `port`.
    public var worker: WorkerPlace?
    /// The key that second steps are sealed with; a new one serves as long as the process lives.
    public var secret = ServerSecret()
    /// How much work a password costs.
    public var passwordCost = PasswordCost.standard
    /// Whether administrators have to set up a second step before they come in.
    public var secondStepIsRequired = false
    /// Where people of the office sign in; nil when they have passwords here.
    public var identityProvider: IdentityProviderSettings?
    /// What new passwords must not be; nil looks nothing up.
    public var breachedPasswords: BreachedPasswords?

    public init(
        host: String = "127.0.0.1", port: Int = 8080, webFolder: URL,
        fontFolder: URL = URL(fileURLWithPath: "/usr/share/fonts/truetype/lato"),
        memory: MemoryBudget = .standard, geometryCacheBytes: Int? = nil, operatorContact: OperatorContact = OperatorContact(),
        importKey: String? = nil, publicURL: String? = nil, trustsProxy: Bool = false
    ) {
        self.host = host
        self.port = port
        self.webFolder = webFolder
        self.fontFolder = fontFolder
        self.memory = memory
        self.geometryCacheBytes = geometryCacheBytes
        self.operatorContact = operatorContact
        self.importKey = importKey
        self.publicURL = publicURL
        self.trustsProxy = trustsProxy
    }
}

extension ServerConfiguration {
    /// What all processes of this server know and nobody else: a form that one made is sent to another.
    var formSecret: String { worker.map { WorkerBoard(folder: $0.folder).secret } ?? Self.processSecret }
    private static let processSecret = ImportAccess.random()

    var memoryBudget: MemoryBudget { MemoryBudget(bytes: memory.bytes, tileBytes: geometryCacheBytes) }
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
