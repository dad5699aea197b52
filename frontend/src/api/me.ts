import { answered, api, idempotencyKey, type Schemas } from "./client";

export type Device = Schemas["Session"];
export type ApiKey = Schemas["ApiKey"];
export type NewApiKey = Schemas["NewApiKey"];
export type Subscription = Schemas["Subscription"];
export type CreditEntry = Schemas["CreditEntry"];
export type UsageReport = Schemas["UsageReport"];
export type Used = Schemas["Used"];
export type UsedGroup = Schemas["UsedGroup"];

/** What a key may do. */
export const SCOPES = ["read", "write", "generate", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** Sends a link to a new password, if there is an account of this address. */
export const forgotPassword = (email: string) =>
  answered(api.POST("/api/v1/auth/forgot-password", { body: { email } }));

/** Sets a new password by the code of a link. */
export const resetPassword = (token: string, new_password: string) =>
  answered(api.POST("/api/v1/auth/reset-password", { body: { token, new_password } }));

/** Shows that an address is mine by the code of a letter. */
export const verifyEmail = (token: string) =>
  answered(api.POST("/api/v1/auth/verify-email", { body: { token } }));

/** Asks for that letter. */
export const sendVerification = () => answered(api.POST("/api/v1/auth/send-verification"));

/** Changes my names; an empty text takes one away. */
export const updateMe = (body: Schemas["UpdateMe"]) =>
  answered(api.PATCH("/api/v1/auth/me", { body }));

/** Makes me the first administrator. */
export const claimAdmin = (code: string) =>
  answered(api.POST("/api/v1/auth/claim-admin", { body: { code } }));

/** Sets another password; every other device is signed out. */
export const changePassword = (body: Schemas["ChangePassword"]) =>
  answered(api.POST("/api/v1/auth/change-password", { body }));

/** Where I am signed in. */
export const listDevices = async () => (await answered(api.GET("/api/v1/auth/sessions"))).items;

/** Signs out a device. */
export const endSession = (id: string) =>
  answered(api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id } } }));

/** My keys. */
export const listApiKeys = async () => (await answered(api.GET("/api/v1/auth/api-keys"))).items;

/** Makes a key; it is shown this once. */
export const createApiKey = (body: Schemas["CreateApiKey"]) =>
  answered(api.POST("/api/v1/auth/api-keys", { body }));

/** Takes a key away from whoever uses it. */
export const deleteApiKey = (id: string) =>
  answered(api.DELETE("/api/v1/auth/api-keys/{id}", { params: { path: { id } } }));

/** My plan, and what of it is used. */
export const getSubscription = () => answered(api.GET("/api/v1/user/subscription"));

/** My credit and its movements. */
export const getCredits = (skip = 0) =>
  answered(api.GET("/api/v1/user/credits", { params: { query: { skip } } }));

/** Redeems a voucher. The same key gives the first answer again. */
export const redeemVoucher = (code: string, key = idempotencyKey()) =>
  answered(
    api.POST("/api/v1/user/credits/add", {
      body: { code },
      params: { header: { "Idempotency-Key": key } },
    }),
  );

/** What I have used, from then on. */
export const getUsage = (since?: string) =>
  answered(api.GET("/api/v1/user/usage", { params: { query: { since, limit: 1 } } }));
