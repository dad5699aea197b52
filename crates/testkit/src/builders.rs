//! Things that are valid and have nothing special about them; tests change what they are about.

use chrono::{SubsecRound, Utc};
use talewright_domain::brief::BriefDraft;
use talewright_domain::{
    CostUsd, Id, Job, JobKind, JobStatus, Plan, Role, Story, StoryBrief, StoryStatus, User, UserId,
};

/// A free user with an address of its own.
///
/// # Panics
/// Never: the address is one.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's input is known")]
pub fn a_user() -> User {
    let id = UserId::generate();
    User {
        id,
        email: format!("{id}@example.org").parse().expect("an address"),
        username: None,
        full_name: None,
        role: Role::User,
        plan: Plan::Free,
        is_active: true,
        email_verified: false,
        version: 1,
        created_at: Utc::now().trunc_subsecs(6),
    }
}

/// A brief for two pages.
///
/// # Panics
/// Never: the brief is fine.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's input is known")]
pub fn a_brief() -> StoryBrief {
    let draft = BriefDraft {
        idea: "A shy lighthouse learns to sing".into(),
        num_pages: Some(2),
        ..BriefDraft::default()
    };
    draft.parse().expect("a brief")
}

/// A draft without pages.
#[must_use]
pub fn a_story(owner: UserId) -> Story {
    let now = Utc::now().trunc_subsecs(6);
    Story {
        id: Id::generate(),
        owner,
        title: "A shy lighthouse".into(),
        logline: None,
        status: StoryStatus::Draft,
        brief: a_brief(),
        favorite: false,
        play_count: 0,
        pages: Vec::new(),
        cast: Vec::new(),
        cost_usd: CostUsd::ZERO,
        provider_notice: None,
        job_id: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// A queued job that makes a book of this story.
#[must_use]
pub fn a_job(story: &Story) -> Job {
    Job {
        id: Id::generate(),
        owner: story.owner,
        kind: JobKind::PictureBook,
        story_id: Some(story.id),
        page_order: None,
        status: JobStatus::Queued,
        priority: 0,
        current_stage: None,
        completed_stages: Vec::new(),
        progress_percentage: 0.0,
        estimated_cost_usd: CostUsd::ZERO,
        actual_cost_usd: CostUsd::ZERO,
        max_cost_usd: None,
        attempts: 0,
        error: None,
        cancel_requested: false,
        last_event_seq: 0,
        created_at: Utc::now().trunc_subsecs(6),
        started_at: None,
        finished_at: None,
        steps: Vec::new(),
    }
}
