use serde_json::{Value, json};
use talewright_domain::account::{Plan, Role};
use talewright_domain::ports::SessionEnd;
use talewright_domain::{Invalid, Month, User, UserId, Validator};
use talewright_storage::audit::append_audit;
use talewright_storage::sessions::revoke_sessions_of;
use talewright_storage::usage::{UsageFilter, Used, count_generations, total_usage};
use talewright_storage::users::{
    self, UserChange, UserFilter, UserRecord, UserSort, count_admins, find_user_by_id, find_user_record,
    lock_admins,
};
use talewright_storage::{AnyConnection, Listing, PageRequest, StorageError};

use crate::audit::Actor;
use crate::auth::Accounts;
use crate::error::AppError;
use crate::studio::Studio;

/// Lists users.
///
/// # Errors
/// Only those of the database.
pub async fn list_users(
    studio: &Studio,
    filter: UserFilter,
    page: PageRequest<UserSort>,
) -> Result<Listing<UserRecord>, AppError> {
    Ok(studio.db.read(move |conn| users::list_users(conn, &filter, &page)).await?)
}

/// A user with what it has used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDetail {
    /// Who.
    pub record: UserRecord,
    /// Stories begun this month.
    pub generations: u32,
    /// Used this month.
    pub this_month: Used,
    /// Used since the beginning.
    pub in_all: Used,
}

/// One user.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn find_user(studio: &Studio, id: UserId) -> Result<UserDetail, AppError> {
    let month = Month::of(studio.clock.now());
    let found = studio.db.read(move |conn| {
        let of_user = UsageFilter { user: Some(id), ..UsageFilter::default() };
        Ok::<_, StorageError>(UserDetail {
            record: find_user_record(conn, id)?,
            generations: count_generations(conn, id, month)?,
            this_month: total_usage(conn, UsageFilter { since: Some(month.start()), ..of_user })?,
            in_all: total_usage(conn, of_user)?,
        })
    });
    Ok(found.await?)
}

/// What is to be different about a user; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserUpdate {
    /// The name of another role.
    pub role: Option<String>,
    /// The name of another plan.
    pub plan: Option<String>,
    /// Whether it may sign in.
    pub is_active: Option<bool>,
}

impl UserUpdate {
    fn parse(self) -> Result<UserChange, Invalid> {
        let mut v = Validator::new();
        let role: Option<Option<Role>> =
            self.role.map(|role| v.check("role", role.parse().map_err(|_| "is unknown; use user or admin")));
        let plan: Option<Option<Plan>> = self
            .plan
            .map(|plan| v.check("plan", plan.parse().map_err(|_| "is unknown; use free, pro or enterprise")));
        v.finish()?;
        let is_active = self.is_active;
        Ok(UserChange { role: role.flatten(), plan: plan.flatten(), is_active, ..UserChange::default() })
    }
}

/// Changes a user's role, plan or activity. Who may not sign in any more is signed out everywhere at once.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::NotFound`]; [`AppError::Stale`]; [`AppError::Conflict`] when no administrator
/// would be left.
pub async fn update_user(
    accounts: &Accounts,
    actor: &Actor,
    id: UserId,
    expected: Option<i64>,
    update: UserUpdate,
) -> Result<UserRecord, AppError> {
    let (change, actor, now) = (update.parse()?, actor.clone(), accounts.clock.now());
    let signs_out = change.is_active == Some(false);
    let updated = accounts.db.write(move |conn| {
        lock_admins(conn)?;
        let before = find_user_by_id(conn, id)?;
        let after = users::update_user(conn, id, expected, change, now)?;
        check_admins(conn, &before)?;
        let entry = actor.entry("user.update", Some(format!("user/{id}")), difference(&before, &after), now);
        append_audit(conn, &entry)?;
        if signs_out {
            revoke_sessions_of(conn, id, None, now)?;
        }
        Ok::<_, AppError>(find_user_record(conn, id)?)
    });
    let record = updated.await?;
    if signs_out {
        accounts.revocations.announce(SessionEnd::AllOf { user: id, except: None }).await;
    }
    Ok(record)
}

fn check_admins(conn: &mut AnyConnection, before: &User) -> Result<(), AppError> {
    if before.role == Role::Admin && count_admins(conn)? == 0 {
        let message = "nobody would be left to administer; make somebody else an administrator first";
        return Err(AppError::conflict("last_admin", message));
    }
    Ok(())
}

fn difference(before: &User, after: &User) -> Value {
    let view = |user: &User| json!({"role": user.role.as_str(), "plan": user.plan.as_str(), "is_active": user.is_active});
    json!({"before": view(before), "after": view(after)})
}
