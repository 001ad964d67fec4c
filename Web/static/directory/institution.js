// SPDX-License-Identifier: Apache-2.0
// Page of an institution: picks for the sheet.

import { connectPicks } from './picks.js';

connectPicks();
