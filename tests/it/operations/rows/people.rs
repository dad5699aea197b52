//! Plan, credit and use; pick-lists; the library of characters.

use std::io::Cursor;

use serde_json::json;

use crate::operations::row::{Needs, Row};

pub(super) fn rows() -> Vec<Row> {
    user().into_iter().chain(characters()).collect()
}

fn user() -> Vec<Row> {
    vec![
        Row::get("get_subscription", "/user/subscription"),
        Row::get("get_credits", "/user/credits").bad_path("/user/credits?limit=0"),
        Row::post("add_credits", 201, "/user/credits/add")
            .needs(Needs::Voucher)
            .json(|| json!({"code": "{voucher}"}), || json!({"code": "a guess"})),
        Row::get("get_usage", "/user/usage?since=2026-01-01T00:00:00Z").bad_path("/user/usage?job_id=mine"),
        Row::get("read_list", "/lists/genres").bad_path("/lists/secrets"),
    ]
}

fn characters() -> Vec<Row> {
    const CHARACTER: &str = "/characters/{character}";
    const NONE: &str = "/characters/not-an-id";
    vec![
        Row::post("create_character", 201, "/characters")
            .json(|| json!({"name": "Mara"}), || json!({"name": "", "traits": "none"})),
        Row::get("list_characters", "/characters").needs(Needs::Character).bad_path("/characters?skip=-1"),
        Row::get("get_character", CHARACTER).needs(Needs::Character).bad_path(NONE),
        Row::put("update_character", CHARACTER)
            .needs(Needs::Character)
            .json(|| json!({"name": "Mo"}), || json!({"name": 1})),
        Row::delete("delete_character", CHARACTER).needs(Needs::Character).bad_path(NONE),
        Row::post("upload_photo", 200, "/characters/{character}/photo")
            .needs(Needs::Character)
            .picture(photo, || b"<html>not a picture</html>".to_vec()),
    ]
}

fn photo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(64, 64).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}
