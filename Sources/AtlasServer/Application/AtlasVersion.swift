// SPDX-License-Identifier: Apache-2.0

/// The version of the program, as in CHANGELOG.md.
public enum AtlasVersion {
    public static let current = "0.1.0"
}
