// Every test with a browser, one after the other in one session.

import Testing

@Suite(.serialized, .oneBrowser) struct BrowserTests {}
