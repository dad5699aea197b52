import { pathOf } from "./lib/router.svelte";

/** Where everything is. */
export const at = {
  library: "/",
  login: "/login",
  register: "/register",
  forgot: "/forgot-password",
  create: "/new",
  settings: "/settings",
  admin: "/admin",
  part: (of: "settings" | "admin", part: string) => pathOf(`/${of}/:part`, { part }),
  user: (id: string) => pathOf("/admin/users/:id", { id }),
  story: (id: string) => pathOf("/s/:id", { id }),
  read: (id: string, page?: number) =>
    pathOf("/s/:id/read", { id }) + (page === undefined ? "" : `?page=${page}`),
};
