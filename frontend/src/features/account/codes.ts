import { Problem } from "../../api/problems";
import { t } from "../../lib/i18n.svelte";

/** Characters of a new password; the server has more to say about it. */
export const FEWEST = 10;

/** The code of a link from a letter: what stands after `#`, which no server's log ever sees. */
export const codeOfAddress = (hash = location.hash): string => hash.replace(/^#/, "").trim();

/** Whether a code was wrong, used, or too old. */
export const isBadCode = (error: unknown): boolean =>
  error instanceof Problem && error.code === "bad_code";

/** What can be said of a new password without asking the server, by the name of its field. */
export function checkPassword(password: string, field: string): Record<string, string> {
  if (!password) return { [field]: t("account.password_needed") };
  return [...password].length < FEWEST ? { [field]: t("account.password_short") } : {};
}
