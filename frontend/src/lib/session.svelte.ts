import { logout, type User, whoAmI } from "../api/account";
import { api } from "../api/client";
import { Problem } from "../api/problems";

/** `undefined` while we do not know, `null` when nobody is signed in. */
const state = $state<{ user: User | null | undefined; problem: Problem | null }>({
  user: undefined,
  problem: null,
});

/** Who is signed in. */
export function session(): Readonly<typeof state> {
  return state;
}

/** Remembers who signed in. */
export function signedIn(user: User): void {
  state.user = user;
}

/** Asks the server who is signed in; a server that cannot be reached is a problem, not a sign-out. */
export async function startSession(): Promise<void> {
  state.problem = null;
  try {
    state.user = await whoAmI();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) state.user = null;
    else state.problem = error instanceof Problem ? error : new Problem(0, "unexpected", "");
  }
}

/** What was known of who is signed in is true no more. */
export function forgetSession(): void {
  state.user = null;
}

/** Signs out here, whatever the server says to it. */
export async function signOut(): Promise<void> {
  await logout().catch(() => undefined);
  forgetSession();
}

// A session that ends while somebody works leads back to the sign-in page, and from there back here.
api.use({
  onResponse({ response }) {
    if (response.status === 401 && state.user) state.user = null;
  },
});
