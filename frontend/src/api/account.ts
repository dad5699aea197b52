import { answered, api, type Schemas } from "./client";

export type User = Schemas["User"];

/** Who is signed in; a 401 problem when nobody is. */
export const whoAmI = () => answered(api.GET("/api/v1/auth/me"));

/** Makes an account and signs in. */
export const register = async (body: Schemas["Register"]) =>
  (await answered(api.POST("/api/v1/auth/register", { body }))).user;

/** Signs in. */
export const login = async (email: string, password: string) =>
  (await answered(api.POST("/api/v1/auth/login", { body: { email, password } }))).user;

/** Other services that one can sign in with here. */
export const otherWays = async () => (await answered(api.GET("/api/v1/auth/oauth"))).items;

/** Where the browser goes to sign in with another service. */
export const wayTo = (provider: string) => `/api/v1/auth/oauth/${encodeURIComponent(provider)}`;

/** Signs out here. */
export const logout = () => answered(api.POST("/api/v1/auth/logout"));
