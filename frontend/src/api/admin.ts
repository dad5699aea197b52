import { answered, api, idempotencyKey, type Schemas } from "./client";

export type UserRecord = Schemas["UserRecord"];
export type UserDetail = Schemas["UserDetail"];
export type FlaggedStory = Schemas["FlaggedStory"];
export type Voucher = Schemas["Voucher"];
export type AuditEntry = Schemas["AuditEntry"];
export type LogFile = Schemas["LogFile"];
export type LogLine = Schemas["LogLine"];
export type Count = Schemas["Count"];
export type ProviderReport = Schemas["ProviderReport"];

export const PLANS = ["free", "pro", "enterprise"] as const;
export const ROLES = ["user", "admin"] as const;
export const LEVELS = ["error", "warn", "info", "debug"] as const;

export type UserFilter = { q?: string; plan?: string; role?: string; active?: boolean };

export const listUsers = (filter: UserFilter, skip = 0) =>
  answered(api.GET("/api/v1/admin/users", { params: { query: { ...filter, skip, limit: 25 } } }));

export const getUser = (id: string) =>
  answered(api.GET("/api/v1/admin/users/{id}", { params: { path: { id } } }));

/** Changes a user, if nobody else has done so since `version`. */
export const updateUser = (id: string, version: number, body: Schemas["UpdateUser"]) =>
  answered(
    api.PATCH("/api/v1/admin/users/{id}", {
      body,
      params: { path: { id }, header: { "If-Match": `"${version}"` } },
    }),
  );

/** Gives credit, or takes some. The same key gives the first answer again. */
export const giveCredit = (id: string, body: Schemas["UpdateCredits"], key = idempotencyKey()) =>
  answered(
    api.POST("/api/v1/admin/users/{id}/update-credits", {
      body,
      params: { path: { id }, header: { "Idempotency-Key": key } },
    }),
  );

export const listFlagged = (hidden: boolean | undefined, skip = 0) =>
  answered(api.GET("/api/v1/admin/moderation", { params: { query: { hidden, skip, limit: 25 } } }));

/** Hides a story from everybody; its owner reads the reason. */
export const hideStory = (id: string, reason: string) =>
  answered(
    api.POST("/api/v1/admin/moderation/{id}/hide", { body: { reason }, params: { path: { id } } }),
  );

export const restoreStory = (id: string) =>
  answered(api.POST("/api/v1/admin/moderation/{id}/restore", { params: { path: { id } } }));

export const getStatistics = () => answered(api.GET("/api/v1/admin/stats"));

export const getAnalytics = (since: string) =>
  answered(api.GET("/api/v1/admin/stories/analytics", { params: { query: { since } } }));

export const listVouchers = (skip = 0) =>
  answered(api.GET("/api/v1/admin/vouchers", { params: { query: { skip, limit: 25 } } }));

/** Makes a voucher. The same key gives the first answer again. */
export const createVoucher = (body: Schemas["CreateVoucher"], key = idempotencyKey()) =>
  answered(
    api.POST("/api/v1/admin/vouchers", {
      body,
      params: { header: { "Idempotency-Key": key } },
    }),
  );

export const listAudit = (action: string | undefined, skip = 0) =>
  answered(api.GET("/api/v1/admin/audit", { params: { query: { action, skip, limit: 25 } } }));

export const listLogFiles = async () =>
  (await answered(api.GET("/api/v1/admin/monitoring/logs"))).items;

export const tailLog = (file: string, lines = 200) =>
  answered(
    api.GET("/api/v1/admin/monitoring/logs/{file}", {
      params: { path: { file }, query: { lines } },
    }),
  );

/** Where a log file can be downloaded; the cookie lets it through. */
export const logAddress = (file: string) =>
  `/api/v1/admin/monitoring/logs/${encodeURIComponent(file)}/download`;

export const searchLogs = (q: string | undefined, level: string | undefined) =>
  answered(api.GET("/api/v1/admin/logs", { params: { query: { q, level, limit: 100 } } }));

/** Asks every provider whether it could do its work; `spend` makes the smallest real calls, too. */
export const testProviders = (spend: boolean) =>
  answered(api.POST("/api/v1/admin/providers/test", { body: { spend } }));
