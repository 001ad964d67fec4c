// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasServer
import Foundation

/// Signing in with the office's provider of identities (OpenID Connect). Each option may stand in the environment instead.
struct ProviderOptions: ParsableArguments {
    @Option(help: "The provider's issuer, such as https://login.example.pl/realms/urzad.")
    var oidcIssuer: String?

    @Option(help: "What the provider calls this atlas.")
    var oidcClientId: String?

    @Option(help: "A file with the secret that the provider gave for it.")
    var oidcClientSecret: String?

    @Option(help: "How people call the provider, for the button.")
    var oidcName: String?

    @Option(help: "trust its second step, ask for ours, or what its token has to name, such as mfa,otp.")
    var oidcSecondStep: String?

    @Flag(help: "Its addresses are the people's own though it does not say so.")
    var oidcTrustEmail = false

    /// Nil when no issuer is named.
    /// - Parameter publicURL: where the provider sends browsers back to.
    /// - Throws: `CommandRefusal`.
    func settings(_ environment: [String: String], publicURL: String?) throws -> IdentityProviderSettings? {
        func text(_ option: String?, _ name: String) -> String? {
            let value = option ?? environment["POWIATLAS_OIDC_" + name]
            return value.flatMap { $0.isEmpty ? nil : $0 }
        }
        let clientID = text(oidcClientId, "CLIENT_ID")
        guard let issuer = text(oidcIssuer, "ISSUER") else {
            guard clientID == nil else { throw CommandRefusal("There is a client for OpenID Connect, but no issuer: name it with --oidc-issuer or POWIATLAS_OIDC_ISSUER.") }
            return nil
        }
        guard publicURL != nil else {
            throw CommandRefusal(
                "Signing in at \(issuer) needs --public-url or POWIATLAS_PUBLIC_URL: the provider sends browsers back to PUBLIC-URL/logowanie/oidc/powrot.")
        }
        let secret: String?
        if let file = text(oidcClientSecret, "CLIENT_SECRET_FILE") {
            guard let read = try? String(contentsOfFile: file, encoding: .utf8) else { throw CommandRefusal("The secret of OpenID Connect cannot be read at \(file).") }
            secret = read.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        } else {
            secret = text(nil, "CLIENT_SECRET")
        }
        do {
            var settings = try IdentityProviderSettings(issuer: issuer, clientID: clientID ?? "", clientSecret: secret, name: text(oidcName, "NAME"))
            if let rule = text(oidcSecondStep, "SECOND_STEP") {
                guard let trust = IdentityProviderSettings.SecondStepTrust(rule) else {
                    throw CommandRefusal("The second step “\(rule)” is not known: expected trust, ask, or words of the token such as mfa,otp.")
                }
                settings.secondStep = trust
            }
            settings.vouchesForAddresses = try oidcTrustEmail || flag(environment["POWIATLAS_OIDC_TRUST_EMAIL"])
            return settings
        } catch let fault as IdentityProviderSettings.Fault {
            throw CommandRefusal("OpenID Connect: \(fault.localizedDescription).")
        }
    }

    private func flag(_ text: String?) throws -> Bool {
        switch text {
        case nil, "", "0": false
        case "1": true
        case let other?: throw CommandRefusal("POWIATLAS_OIDC_TRUST_EMAIL is “\(other)”: expected 1 or 0.")
        }
    }
}
