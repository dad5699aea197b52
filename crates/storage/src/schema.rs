//! The tables, one description for both databases.

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        username -> Nullable<Text>,
        password_hash -> Text,
        full_name -> Nullable<Text>,
        role -> Text,
        plan -> Text,
        is_active -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> Text,
        key -> Text,
        operation -> Text,
        body_hash -> Text,
        answer -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    stories (id) {
        id -> Text,
        owner_id -> Text,
        title -> Text,
        logline -> Nullable<Text>,
        status -> Text,
        language -> Text,
        genre -> Nullable<Text>,
        num_pages -> Integer,
        brief -> Text,
        favorite -> Bool,
        play_count -> BigInt,
        last_played_at -> Nullable<Timestamp>,
        cast_members -> Text,
        cost_micros -> BigInt,
        provider_notice -> Nullable<Text>,
        job_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    pages (story_id, number) {
        story_id -> Text,
        number -> Integer,
        text -> Text,
        image_alt -> Text,
        image -> Nullable<Text>,
        image_status -> Text,
        image_prompt -> Nullable<Text>,
        image_note -> Nullable<Text>,
        likeness -> Nullable<Integer>,
        scene -> Nullable<Text>,
        audio -> Nullable<Text>,
    }
}

diesel::table! {
    characters (id) {
        id -> Text,
        owner_id -> Text,
        name -> Text,
        profile -> Text,
        reference_image -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        owner_id -> Text,
        story_id -> Nullable<Text>,
        kind -> Text,
        status -> Text,
        priority -> Integer,
        current_stage -> Nullable<Text>,
        completed_stages -> Text,
        progress -> Float,
        estimated_micros -> BigInt,
        actual_micros -> BigInt,
        max_micros -> Nullable<BigInt>,
        attempts -> Integer,
        blame -> Integer,
        error_code -> Nullable<Text>,
        error_message -> Nullable<Text>,
        cancel_requested -> Bool,
        last_event_seq -> BigInt,
        worker -> Nullable<Text>,
        fence -> BigInt,
        lease_until -> Nullable<Timestamp>,
        page_order -> Nullable<Text>,
        page -> Nullable<Integer>,
        not_before -> Nullable<Timestamp>,
        postponements -> Integer,
        created_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    step_receipts (job_id, step_key, input_hash) {
        job_id -> Text,
        step_key -> Text,
        input_hash -> Text,
        state -> Text,
        stage -> Text,
        worker -> Text,
        fence -> BigInt,
        tries -> Integer,
        doubts -> Integer,
        provider -> Text,
        model -> Text,
        provider_ref -> Nullable<Text>,
        idempotency_key -> Text,
        estimated_micros -> BigInt,
        cost_micros -> BigInt,
        result -> Nullable<Text>,
        usage -> Nullable<Text>,
        error -> Nullable<Text>,
        started_at -> Timestamp,
        updated_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    events (job_id, seq) {
        job_id -> Text,
        seq -> BigInt,
        at -> Timestamp,
        kind -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        refresh_hash -> Text,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    exports (story_id, variant) {
        story_id -> Text,
        variant -> Text,
        input_hash -> Text,
        asset -> Text,
        created_at -> Timestamp,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(stories, pages, jobs, events, step_receipts);
