import { mount } from "svelte";
import App from "./App.svelte";
import { startLanguage } from "./lib/i18n.svelte";
import { startRouter } from "./lib/router.svelte";
import { startSession } from "./lib/session.svelte";
import { startTheme } from "./lib/theme.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

startTheme();
startRouter();
await Promise.all([startLanguage(), startSession()]);
mount(App, { target });
