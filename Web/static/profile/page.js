// SPDX-License-Identifier: Apache-2.0
// What scripts add to profiles and pages of indicators; all figures are there without them.

import { startFilters } from './table-filter.js';
import { openTwinsForPrint } from './print.js';

startFilters();
openTwinsForPrint();
