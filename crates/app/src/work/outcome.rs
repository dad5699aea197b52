//! How the end of a recipe becomes the end of its job.

use talewright_domain::job::JobFailure;
use talewright_domain::ports::{CheckpointError, JobEnd};
use talewright_domain::{ImageStatus, JobStatus};
use talewright_pipeline::{PictureBook, PipelineError, RemadePage};
use talewright_storage::StorageError;

/// An end that is not good news.
pub(super) fn failed(status: JobStatus, code: &str, message: &str) -> JobEnd {
    JobEnd { status, error: Some(JobFailure { code: code.into(), message: message.into() }) }
}

/// The book is there, perhaps with gaps.
pub(super) fn of_book(book: &PictureBook) -> JobEnd {
    let (gaps, silent) = (book.gaps(), book.silent_pages());
    if gaps.is_empty() && silent.is_empty() {
        return JobEnd { status: JobStatus::Completed, error: None };
    }
    let mut missing = Vec::new();
    if !gaps.is_empty() {
        missing.push(format!("The picture of {} is missing.", names(&gaps)));
    }
    if !silent.is_empty() {
        missing.push(format!("The narration of {} is missing.", names(&silent)));
    }
    let message = format!("{} Resume tries only that again.", missing.join(" "));
    failed(JobStatus::CompletedWithGaps, "gaps", &message)
}

fn names(numbers: &[u32]) -> String {
    let name = |number: &u32| if *number == 0 { "the cover".to_owned() } else { format!("page {number}") };
    numbers.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A page was made anew, or its picture could not be had.
pub(super) fn of_page(number: u32, page: RemadePage) -> JobEnd {
    let what = names(&[number]);
    match page.image {
        Some(ImageStatus::Blocked) => {
            let message =
                format!("The picture of {what} was refused, also in softer words; change its prompt.");
            failed(JobStatus::Blocked, "content_refused", &message)
        }
        Some(ImageStatus::Failed) => {
            let message = format!("The picture of {what} could not be had; resume to try again.");
            failed(JobStatus::Failed, "provider_failed", &message)
        }
        _ => JobEnd { status: JobStatus::Completed, error: None },
    }
}

/// The story could not be read.
pub(super) fn of_storage(error: &StorageError) -> JobEnd {
    tracing::error!(%error, "a job's story could not be read");
    failed(JobStatus::Failed, "story_unreadable", "The story could not be read; resume to try again.")
}

/// The recipe stopped; its finished steps are kept.
pub(super) fn of_error(error: &PipelineError) -> JobEnd {
    let (status, code) = match error {
        PipelineError::Checkpoint(CheckpointError::Cancelled) => {
            return JobEnd { status: JobStatus::Cancelled, error: None };
        }
        PipelineError::Checkpoint(CheckpointError::OverBudget { .. }) => {
            (JobStatus::Paused, "budget_reached")
        }
        PipelineError::Checkpoint(CheckpointError::DiskFull(_)) => (JobStatus::Paused, "disk_full"),
        PipelineError::Checkpoint(CheckpointError::Doubtful(_)) => (JobStatus::Parked, "doubtful_step"),
        // The claim is lost, so this end is written nowhere: whoever has the job now will end it.
        PipelineError::Checkpoint(CheckpointError::LeaseLost) => (JobStatus::Failed, "lease_lost"),
        PipelineError::Checkpoint(CheckpointError::Store(_)) => (JobStatus::Failed, "storage_failed"),
        PipelineError::Provider { .. } if error.is_refusal() => (JobStatus::Blocked, "content_refused"),
        PipelineError::Unfit { .. } => (JobStatus::Blocked, "content_refused"),
        PipelineError::Provider { .. } => (JobStatus::Failed, "provider_failed"),
        PipelineError::BadAnswer { .. } => (JobStatus::Failed, "bad_answer"),
        PipelineError::Asset(_) => (JobStatus::Failed, "files_failed"),
        PipelineError::Internal(_) => (JobStatus::Failed, "internal_error"),
    };
    if matches!(code, "storage_failed" | "files_failed" | "internal_error") {
        tracing::error!(%error, code, "a job failed by our own fault");
        return failed(
            status,
            code,
            "Something on our side failed; nothing finished is lost. Resume the job.",
        );
    }
    failed(status, code, &error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use talewright_domain::ports::{ProviderError, ProviderErrorKind};
    use talewright_domain::{CostUsd, StepKey};

    fn provider(kind: ProviderErrorKind) -> PipelineError {
        let error = ProviderError {
            kind,
            provider: "p".into(),
            model: "m".into(),
            message: "no".into(),
            request_id: None,
        };
        PipelineError::Provider { step: StepKey::new("plan"), error: Box::new(error) }
    }

    #[test]
    fn each_error_ends_a_job_in_its_own_way() {
        let budget = CheckpointError::OverBudget {
            limit: CostUsd::ZERO,
            spent: CostUsd::ZERO,
            next: CostUsd::from_micros(1),
        };
        let table = [
            (CheckpointError::Cancelled.into(), JobStatus::Cancelled, None),
            (budget.into(), JobStatus::Paused, Some("budget_reached")),
            (
                CheckpointError::Doubtful(StepKey::new("plan")).into(),
                JobStatus::Parked,
                Some("doubtful_step"),
            ),
            (provider(ProviderErrorKind::Refused), JobStatus::Blocked, Some("content_refused")),
            (provider(ProviderErrorKind::Account), JobStatus::Failed, Some("provider_failed")),
        ];
        for (error, status, code) in table {
            let end = of_error(&error);
            assert_eq!((end.status, end.error.as_ref().map(|e| e.code.as_str())), (status, code), "{error}");
        }
    }

    #[test]
    fn our_own_faults_are_not_spelt_out_to_the_user() {
        let end = of_error(&PipelineError::Internal("/srv/secret.rs:12".into()));
        assert!(!end.error.unwrap().message.contains("secret"));
    }
}
