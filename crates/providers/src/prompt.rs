//! Prompts for pictures.

/// The prompt without tags: some servers read settings from `<sd_cpp_extra_args>{…}</sd_cpp_extra_args>` or load
/// files named in `<lora:…>`, wherever these come from.
pub(crate) fn without_tags(prompt: &str) -> String {
    let mut out = String::with_capacity(prompt.len());
    let mut rest = prompt;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = match after.split_once('>') {
            Some((tag, tail)) if is_tag(tag) => without_content(tag, tail),
            // A lonely bracket.
            _ => after,
        };
    }
    out + rest
}

fn is_tag(tag: &str) -> bool {
    tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '!')
}

/// What follows the closing tag, or the opening one where it is not closed.
fn without_content<'a>(tag: &str, tail: &'a str) -> &'a str {
    let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let closing = format!("</{}>", name.to_ascii_lowercase());
    let end = if name.is_empty() { None } else { tail.to_ascii_lowercase().find(&closing) };
    end.and_then(|at| tail.get(at + closing.len()..)).unwrap_or(tail)
}

/// The prompt, and who is on which reference picture.
pub(crate) fn with_references(prompt: &str, names: &[&str]) -> String {
    let prompt = without_tags(prompt);
    if names.is_empty() {
        return prompt;
    }
    let list: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(index, name)| format!("{}: {}", index + 1, without_tags(name)))
        .collect();
    let list = list.join("; ");
    format!(
        "{prompt}\n\nThe reference pictures show these characters, who must look exactly like that: {list}."
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn settings_are_no_part_of_a_picture() {
        for (prompt, expected) in [
            ("A dragon<sd_cpp_extra_args>{\"steps\": 900}</sd_cpp_extra_args> at noon", "A dragon at noon"),
            ("A dragon <SD_CPP_EXTRA_ARGS>{\"a\":\"<b>\"}</sd_cpp_extra_args>at noon", "A dragon at noon"),
            ("A dragon <sd_cpp_extra_args>{\"steps\": 900}", "A dragon {\"steps\": 900}"),
            ("A <lora:evil:1>dragon", "A dragon"),
            ("<sd_cpp<x>_extra_args>{}", "_extra_args>{}"),
            ("<<sd_cpp_extra_args>{}</sd_cpp_extra_args>", ""),
            ("i <3 you, 1 < 2", "i 3 you, 1  2"),
            ("A dragon & a cat", "A dragon & a cat"),
        ] {
            assert_eq!(without_tags(prompt), expected, "{prompt}");
        }
    }

    #[test]
    fn references_are_introduced() {
        let prompt = with_references("A meadow.", &["Zog", "Mia<lora:x>"]);
        assert!(prompt.starts_with("A meadow.\n\n") && prompt.ends_with("like that: 1: Zog; 2: Mia."));
        assert_eq!(with_references("A meadow.", &[]), "A meadow.");
    }

    proptest! {
        #[test]
        fn no_tag_survives(prompt in "[a-z<>/_: {}\"]{0,80}") {
            prop_assert!(!without_tags(&prompt).contains('<'));
        }
    }
}
