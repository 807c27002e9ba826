// One stream for all the tabs of a browser: the six connections that a browser allows are for pages.
import { feed } from "./live/feed.js";

const tabs = new Set();
let source = null;

self.addEventListener("connect", ({ ports: [tab] }) => {
  tabs.add(tab);
  tab.addEventListener("message", ({ data }) => {
    if (data.leaving) tabs.delete(tab);
    else if (data.ask) source?.ask();
    else if (source) source.tell();
    else source = feed({ ...data, say: (news) => { for (const one of tabs) one.postMessage(news); } });
  });
  tab.start();
});
