// SPDX-License-Identifier: Apache-2.0

extension InstitutionID: DocumentText {
    var documentText: String { text }
    init(documentText: String) throws { try self.init(documentText) }
}

extension AgreementID: DocumentText {
    var documentText: String { text }
    init(documentText: String) throws { try self.init(documentText) }
}

extension KnowledgeID: DocumentText {
    var documentText: String { text }
    init(documentText: String) throws { try self.init(documentText) }
}

extension Period: DocumentText {
    var documentText: String { text }
    init(documentText: String) throws { try self.init(documentText) }
}

extension TERYTCode: DocumentText {
    /// Without the kind digit, which is no part of the identity.
    var documentText: String { stem }
    init(documentText: String) throws { try self.init(documentText) }
}
