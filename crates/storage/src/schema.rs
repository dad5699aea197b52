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
        email_verified_at -> Nullable<Timestamp>,
        last_login_at -> Nullable<Timestamp>,
        version -> BigInt,
        balance_micros -> BigInt,
        credit_seq -> BigInt,
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
        flagged_at -> Nullable<Timestamp>,
        flag_reason -> Nullable<Text>,
        hidden_at -> Nullable<Timestamp>,
        hidden_reason -> Nullable<Text>,
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
        reserved_micros -> Nullable<BigInt>,
        settled_micros -> BigInt,
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
        method -> Text,
        user_agent -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    identities (provider, subject) {
        provider -> Text,
        subject -> Text,
        user_id -> Text,
        email -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    departures (state_hash) {
        state_hash -> Text,
        provider -> Text,
        nonce -> Text,
        verifier -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    one_time_codes (hash) {
        hash -> Text,
        purpose -> Text,
        user_id -> Nullable<Text>,
        email -> Nullable<Text>,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        secret_hash -> Text,
        hint -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    credit_entries (user_id, seq) {
        user_id -> Text,
        seq -> BigInt,
        at -> Timestamp,
        kind -> Text,
        amount_micros -> BigInt,
        balance_micros -> BigInt,
        reason -> Text,
        job_id -> Nullable<Text>,
        actor_id -> Nullable<Text>,
    }
}

diesel::table! {
    vouchers (id) {
        id -> Text,
        code -> Text,
        amount_micros -> BigInt,
        max_redemptions -> Integer,
        redeemed -> Integer,
        note -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    voucher_redemptions (voucher_id, user_id) {
        voucher_id -> Text,
        user_id -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    usage_entries (id) {
        id -> Text,
        user_id -> Text,
        at -> Timestamp,
        job_id -> Text,
        story_id -> Nullable<Text>,
        language -> Nullable<Text>,
        step_key -> Text,
        provider -> Text,
        model -> Text,
        input_tokens -> BigInt,
        output_tokens -> BigInt,
        images -> BigInt,
        characters -> BigInt,
        cost_micros -> BigInt,
    }
}

diesel::table! {
    usage_months (user_id, month) {
        user_id -> Text,
        month -> Text,
        generations -> Integer,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        actor -> Text,
        action -> Text,
        target -> Nullable<Text>,
        details -> Text,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    pick_lists (name) {
        name -> Text,
        items -> Text,
        updated_at -> Timestamp,
        version -> BigInt,
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
diesel::joinable!(api_keys -> users (user_id));
diesel::joinable!(identities -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(api_keys, identities, sessions, users);
diesel::allow_tables_to_appear_in_same_query!(stories, pages, jobs, events, step_receipts);
