//! Stories, their jobs and their files.

use serde_json::json;

use crate::operations::row::{Needs, Row};

const STORY: &str = "/stories/{story}";
const NO_STORY: &str = "/stories/not-an-id";

pub(super) fn rows() -> Vec<Row> {
    [making(), reading(), jobs()].into_iter().flatten().collect()
}

fn making() -> Vec<Row> {
    vec![
        Row::post("create_story", 202, "/stories")
            .json(|| json!({"idea": "A fox"}), || json!({"idea": "", "num_pages": 33, "surprise": true})),
        Row::post("estimate_story", 200, "/stories/estimate").json(
            || json!({"idea": "A fox", "num_pages": 4}),
            || json!({"idea": "", "narration": {"speed": 9}}),
        ),
        Row::post("start_story", 202, "/stories/{story}/generate")
            .needs(Needs::Draft)
            .bad_path("/stories/not-an-id/generate"),
        Row::post("regenerate_page", 202, "/stories/{story}/pages/1/regenerate")
            .needs(Needs::Done)
            .json(|| json!({"image": true}), || json!({"image_prompt": "A fox"})),
        Row::patch("update_story", STORY)
            .needs(Needs::Draft)
            .json(|| json!({"title": "Fox"}), || json!({"title": 7})),
        Row::delete("delete_story", STORY).needs(Needs::Draft).bad_path(NO_STORY),
    ]
}

fn reading() -> Vec<Row> {
    vec![
        Row::get("list_stories", "/stories?limit=5&sort=-created_at")
            .bad_path("/stories?limit=1000&sort=colour"),
        Row::get("get_story", STORY).needs(Needs::Queued).bad_path(NO_STORY),
        Row::get("get_generation_status", "/stories/generation-status/{job}")
            .needs(Needs::Queued)
            .bad_path("/stories/generation-status/x"),
        Row::get("export_story", "/stories/{story}/export/pdf?page_format=a4")
            .needs(Needs::Done)
            .bad_path("/stories/{story}/export/pdf?page_format=x"),
        Row::get("export_story_pdf", "/stories/{story}/pdf")
            .needs(Needs::Done)
            .bad_path("/stories/{story}/pdf?layout=x"),
        // What is wrong with an address has a test of its own.
        Row::get("get_file", "/static_content/{file}").needs(Needs::Done).takes_nothing(),
    ]
}

fn jobs() -> Vec<Row> {
    vec![
        Row::get("list_jobs", "/jobs?status=queued").needs(Needs::Queued).bad_path("/jobs?status=bored"),
        Row::get("get_job", "/jobs/{job}").needs(Needs::Queued).bad_path("/jobs/not-an-id"),
        Row::get("get_job_status", "/jobs/{job}/status")
            .needs(Needs::Queued)
            .bad_path("/jobs/{job}/status?wait=soon"),
        Row::get("watch_job", "/jobs/{job}/events")
            .needs(Needs::Done)
            .bad_path("/jobs/{job}/events?after=never"),
        Row::post("cancel_job", 200, "/jobs/{job}/cancel")
            .needs(Needs::Queued)
            .bad_path("/jobs/not-an-id/cancel"),
        Row::post("resume_job", 202, "/jobs/{job}/resume")
            .needs(Needs::Cancelled)
            .bad_path("/jobs/not-an-id/resume"),
    ]
}
