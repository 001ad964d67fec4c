// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// What OGC's web services answer when they cannot: an exception report (OGC 06-121r3, Web Services Common 1.1, clause 8).
struct OWSException: Error, Sendable {
    /// OGC 06-121r3, table 25; OGC 07-057r7, tables 22, 25 and 29.
    enum Code: String, Sendable {
        case operationNotSupported = "OperationNotSupported"
        case missingParameterValue = "MissingParameterValue"
        case invalidParameterValue = "InvalidParameterValue"
        case versionNegotiationFailed = "VersionNegotiationFailed"
        case noApplicableCode = "NoApplicableCode"
        case tileOutOfRange = "TileOutOfRange"
        case pointIJOutOfRange = "PointIJOutOfRange"
    }

    let code: Code
    /// The parameter at fault.
    var locator: String?
    let text: String

    static func missing(_ name: String, accepted: String) -> OWSException {
        OWSException(code: .missingParameterValue, locator: name, text: "\(name) is missing; accepted: \(accepted)")
    }

    static func invalid(_ name: String, _ value: String, accepted: String) -> OWSException {
        let shown = value.count > 80 ? String(value.prefix(80)) + "…" : value
        return OWSException(
            code: .invalidParameterValue, locator: name, text: "\(name) = “\(shown)” is not accepted; accepted: \(accepted)")
    }

    /// What an error of the atlas is in the terms of the services; only what nobody foresaw is the server's fault.
    init(_ error: any Error) {
        if let exception = error as? OWSException {
            self = exception
            return
        }
        let problem = Problem(error)
        let isForeseen = problem.status.kind == .clientError
        self.init(code: isForeseen ? .invalidParameterValue : .noApplicableCode, locator: problem.parameter, text: problem.detail)
    }

    init(code: Code, locator: String? = nil, text: String) {
        self.code = code
        self.locator = locator
        self.text = text
    }

    /// Table 25 gives the status of each code.
    var status: HTTPResponse.Status {
        switch code {
        case .operationNotSupported: .notImplemented
        case .noApplicableCode: .internalServerError
        default: .badRequest
        }
    }

    /// - Parameter isResource: a request in the REST form: its address names something that is not there (OGC 07-057r7, clause 10.4).
    func response(isResource: Bool) -> Response {
        var xml = XMLText()
        xml.element(
            "ows:ExceptionReport",
            [
                "xmlns:ows": "http://www.opengis.net/ows/1.1", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation": "http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd",
                "version": "1.1.0", "xml:lang": "en",
            ]
        ) { xml in
            let content: (inout XMLText) -> Void = { $0.element("ows:ExceptionText", [:], text) }
            if let locator {
                xml.element("ows:Exception", ["exceptionCode": code.rawValue, "locator": locator], content)
            } else {
                xml.element("ows:Exception", ["exceptionCode": code.rawValue], content)
            }
        }
        return Response(
            status: isResource && status == .badRequest ? .notFound : status,
            headers: [.contentType: "application/xml; charset=utf-8", .cacheControl: "no-store", .accessControlAllowOrigin: "*"],
            body: .init(byteBuffer: ByteBuffer(string: xml.text)))
    }
}
