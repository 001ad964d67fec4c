# SPDX-License-Identifier: Apache-2.0
"""The levels that maps are drawn for, as the API names them."""

LEVELS = ("wojewodztwo", "powiat", "gmina")
