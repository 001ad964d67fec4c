// SPDX-License-Identifier: Apache-2.0
// Page of an agreement: printing, with the members of groups opened on paper.

import { openTwinsForPrint } from '../profile/print.js';

openTwinsForPrint();
document.querySelector('[data-print]:is(button)')?.addEventListener('click', () => print());
