import { pathOf } from "./lib/router.svelte";

/** Where everything is. */
export const at = {
  library: "/",
  login: "/login",
  register: "/register",
  create: "/new",
  story: (id: string) => pathOf("/s/:id", { id }),
  read: (id: string, page?: number) =>
    pathOf("/s/:id/read", { id }) + (page === undefined ? "" : `?page=${page}`),
};
