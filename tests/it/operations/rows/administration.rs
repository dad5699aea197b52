//! What administrators do.

use serde_json::json;

use crate::operations::row::{Needs, Row};

pub(super) fn rows() -> Vec<Row> {
    [users(), studio(), moderation(), monitoring()].into_iter().flatten().collect()
}

fn users() -> Vec<Row> {
    vec![
        Row::get("list_users", "/admin/users?plan=free").bad_path("/admin/users?role=king"),
        Row::get("get_user", "/admin/users/{user}").bad_path("/admin/users/not-an-id"),
        Row::patch("update_user", "/admin/users/{user}")
            .json(|| json!({"plan": "pro"}), || json!({"plan": "gold"})),
        Row::post("update_subscription", 200, "/admin/users/{user}/update-subscription")
            .json(|| json!({"plan": "pro"}), || json!({"plan": "gold"})),
        Row::post("update_credits", 201, "/admin/users/{user}/update-credits")
            .json(|| json!({"amount": 5.0, "reason": "for the school"}), || json!({"amount": 0})),
    ]
}

fn studio() -> Vec<Row> {
    vec![
        Row::get("list_vouchers", "/admin/vouchers").bad_path("/admin/vouchers?limit=0"),
        Row::post("create_voucher", 201, "/admin/vouchers")
            .json(|| json!({"amount_usd": 5.0}), || json!({"amount_usd": -5.0})),
        Row::get("list_audit", "/admin/audit").bad_path("/admin/audit?since=yesterday"),
        Row::get("get_stats", "/admin/stats"),
        Row::get("get_analytics", "/admin/stories/analytics")
            .bad_path("/admin/stories/analytics?since=yesterday"),
        Row::get("get_list", "/admin/lists/genres").bad_path("/admin/lists/secrets"),
        Row::put("replace_list", "/admin/lists/fonts").json(
            || json!({"items": [{"value": "Noto Sans", "label": "Noto Sans"}]}),
            || json!({"items": []}),
        ),
        Row::post("test_providers", 200, "/admin/providers/test")
            .json(|| json!({}), || json!({"spend": "all"})),
    ]
}

fn moderation() -> Vec<Row> {
    vec![
        Row::get("list_flagged", "/admin/moderation").bad_path("/admin/moderation?hidden=perhaps"),
        Row::post("hide_story", 200, "/admin/moderation/{story}/hide")
            .needs(Needs::Draft)
            .json(|| json!({"reason": "shows a real child"}), || json!({"reason": ""})),
        Row::post("restore_story", 200, "/admin/moderation/{story}/restore")
            .needs(Needs::Draft)
            .bad_path("/admin/moderation/not-an-id/restore"),
    ]
}

fn monitoring() -> Vec<Row> {
    vec![
        Row::get("search_logs", "/admin/logs?level=warn").bad_path("/admin/logs?level=loud"),
        Row::get("list_log_files", "/admin/monitoring/logs"),
        Row::get("tail_log_file", "/admin/monitoring/logs/app.2026-02-28.log")
            .bad_path("/admin/monitoring/logs/app.2026-02-28.log?lines=all"),
        Row::get("download_log_file", "/admin/monitoring/logs/app.2026-02-28.log/download")
            .bad_path("/admin/monitoring/logs/..%2Ftest.db/download"),
        Row::get("get_machine", "/admin/monitoring/stats"),
        Row::get("get_counters", "/admin/monitoring/metrics"),
        Row::get("get_settings", "/admin/monitoring/config"),
    ]
}
