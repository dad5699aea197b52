import { Problem } from "../api/problems";
import { sayWait } from "./format";
import { t } from "./i18n.svelte";

/** A problem in the words of the interface, with what to do next. The server's own words are the last resort. */
export function sayProblem(problem: unknown): string {
  if (!(problem instanceof Problem)) return t("error.reload");
  if (problem.isOffline) return t("error.unreachable");
  switch (problem.status) {
    case 402:
      return problem.message || t("error.credits");
    case 404:
      return t("lost.text");
    case 429:
      return problem.retryAfter === null
        ? t("error.busy")
        : t("error.busy_until", { wait: sayWait(problem.retryAfter) });
    case 503:
      return t("error.not_ready");
  }
  if (problem.status >= 500) return problem.message || t("error.server");
  return problem.message || t("error.reload");
}
