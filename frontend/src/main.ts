import { mount } from "svelte";
import App from "./App.svelte";
import { startLanguage } from "./lib/i18n.svelte";
import { startRouter } from "./lib/router.svelte";
import { startSession } from "./lib/session.svelte";
import { startTheme } from "./lib/theme.svelte";
import { routeOf } from "./routes";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

/** What the address names loads while the server is asked who is here. */
function fetchPage(): void {
  void Promise.resolve(routeOf(location.pathname)?.route.page()).catch(() => undefined);
}

startTheme();
startRouter();
await Promise.all([startLanguage().then(fetchPage), startSession()]);
mount(App, { target });
