//! What was seen, in four languages.

use talewright_domain::sight::ImageDescription;

use super::super::storyteller::Tongue;
use super::colour::Hue;
use super::describe::{Facts, Format, Light, Side, Time, Warmth};

impl Hue {
    /// Its name: English, French, Japanese, Indonesian.
    pub(super) fn name(self, tongue: Tongue) -> &'static str {
        tongue.choose(match self {
            Self::Red => ["red", "rouge", "赤", "merah"],
            Self::Orange => ["orange", "orange", "オレンジ", "jingga"],
            Self::Yellow => ["yellow", "jaune", "黄色", "kuning"],
            Self::Green => ["green", "vert", "緑", "hijau"],
            Self::Turquoise => ["turquoise", "turquoise", "青緑", "toska"],
            Self::Blue => ["blue", "bleu", "青", "biru"],
            Self::Purple => ["purple", "violet", "紫", "ungu"],
            Self::Pink => ["pink", "rose", "ピンク", "merah muda"],
            Self::Brown => ["brown", "brun", "茶色", "cokelat"],
            Self::Beige => ["beige", "beige", "ベージュ", "krem"],
            Self::White => ["white", "blanc", "白", "putih"],
            Self::Grey => ["grey", "gris", "灰色", "abu-abu"],
            Self::Black => ["black", "noir", "黒", "hitam"],
        })
    }
}

/// The description of a picture with these facts.
pub(super) fn describe(facts: &Facts, tongue: Tongue) -> ImageDescription {
    ImageDescription {
        description: format!("{}{}", sentence(facts, tongue), detail(facts, tongue)),
        subjects: facts.subject.map(|subject| subject_of(subject, tongue)).into_iter().collect(),
        mood: mood(facts, tongue).to_owned(),
        setting: setting(facts, tongue),
    }
}

fn sentence(facts: &Facts, tongue: Tongue) -> String {
    let light = tongue.choose(match facts.light {
        Light::Bright => ["bright", "claire", "明るく", "terang"],
        Light::Soft => ["softly lit", "en demi-teinte", "やわらかな明るさで", "agak redup"],
        Light::Dark => ["dark", "sombre", "暗く", "gelap"],
    });
    let warmth = tongue.choose(match facts.warmth {
        Warmth::Warm => ["warm", "chaudes", "暖かい", "hangat"],
        Warmth::Cool => ["cool", "froides", "涼しげな", "sejuk"],
        Warmth::Neutral => ["quiet", "discrètes", "落ち着いた", "kalem"],
    });
    let format = tongue.choose(match facts.format {
        Format::Landscape => ["wide", "en largeur", "横長", "mendatar"],
        Format::Portrait => ["upright", "en hauteur", "縦長", "tegak"],
        Format::Square => ["square", "carrée", "正方形", "persegi"],
    });
    let colours = colours(facts, tongue);
    match tongue {
        Tongue::En => format!("A {light}, {format} picture in {warmth} colours, {colours}."),
        Tongue::Fr => format!("Une image {light}, {format}, aux couleurs {warmth} : {colours}."),
        Tongue::Ja => format!("{light}、{warmth}色合いの{format}の絵。{colours}。"),
        Tongue::Id => format!("Gambar {light} dan {format} dengan warna {warmth}, {colours}."),
    }
}

fn colours(facts: &Facts, tongue: Tongue) -> String {
    let name = |hue: &Hue| match (tongue, hue) {
        (Tongue::Fr, Hue::Orange) => "l’orange".to_owned(),
        (Tongue::Fr, hue) => format!("le {}", hue.name(tongue)),
        (_, hue) => hue.name(tongue).to_owned(),
    };
    let names: Vec<String> = facts.colours.iter().map(name).collect();
    match (names.as_slice(), tongue) {
        ([first, second, third, ..], Tongue::En) => format!("mostly {first} and {second}, with some {third}"),
        ([first, second], Tongue::En) => format!("mostly {first} and {second}"),
        ([first, second, third, ..], Tongue::Fr) => format!("surtout {first} et {second}, puis {third}"),
        ([first, second], Tongue::Fr) => format!("surtout {first} et {second}"),
        ([first, second, third, ..], Tongue::Ja) => format!("主な色は{first}と{second}で、{third}も見える"),
        ([first, second], Tongue::Ja) => format!("主な色は{first}と{second}"),
        ([first, second, third, ..], Tongue::Id) => {
            format!("terutama {first} dan {second}, ditambah {third}")
        }
        ([first, second], Tongue::Id) => format!("terutama {first} dan {second}"),
        (few, _) => {
            let only = few.first().map_or("", String::as_str);
            tongue.choose([
                format!("mostly {only}"),
                format!("surtout {only}"),
                format!("主な色は{only}"),
                format!("terutama {only}"),
            ])
        }
    }
}

fn detail(facts: &Facts, tongue: Tongue) -> &'static str {
    if facts.is_detailed {
        tongue.choose([
            " It is full of small detail.",
            " Elle est pleine de petits détails.",
            "細かいところまで描かれている。",
            " Penuh rincian kecil.",
        ])
    } else {
        tongue.choose([
            " Large calm areas give it rest.",
            " De grandes surfaces calmes la reposent.",
            "広く静かな面が落ち着きを与えている。",
            " Bidang-bidang luas membuatnya tenang.",
        ])
    }
}

fn subject_of((hue, side): (Hue, Side), tongue: Tongue) -> String {
    let colour = hue.name(tongue);
    let place = tongue.choose(match side {
        Side::Left => ["on the left", "à gauche", "左側", "di sebelah kiri"],
        Side::Middle => ["in the middle", "au centre", "中央", "di tengah"],
        Side::Right => ["on the right", "à droite", "右側", "di sebelah kanan"],
    });
    match tongue {
        Tongue::En => format!("something {colour} {place}"),
        Tongue::Fr if hue == Hue::Orange => format!("quelque chose d’{colour} {place}"),
        Tongue::Fr => format!("quelque chose de {colour} {place}"),
        Tongue::Ja => format!("{place}にある{colour}の目立つもの"),
        Tongue::Id => format!("sesuatu yang {colour} {place}"),
    }
}

fn mood(facts: &Facts, tongue: Tongue) -> &'static str {
    tongue.choose(match (facts.light, facts.warmth) {
        (Light::Bright, Warmth::Warm) => ["joyful", "joyeuse", "楽しい", "riang"],
        (Light::Bright, _) => ["fresh and calm", "fraîche et calme", "さわやかで静か", "segar dan tenang"],
        (Light::Dark, Warmth::Warm) => ["cosy", "intime", "居心地のよい", "nyaman"],
        (Light::Dark, _) => ["mysterious", "mystérieuse", "神秘的", "misterius"],
        (Light::Soft, Warmth::Warm) => ["tender", "tendre", "やさしい", "lembut"],
        (Light::Soft, _) => ["thoughtful", "songeuse", "もの思い", "syahdu"],
    })
}

fn setting(facts: &Facts, tongue: Tongue) -> String {
    let time = tongue.choose(match facts.time {
        Time::Day => ["in daylight", "en plein jour", "昼", "di siang hari"],
        Time::Evening => ["in evening light", "dans la lumière du soir", "夕暮れ", "dalam cahaya senja"],
        Time::Night => ["at night", "la nuit", "夜", "di malam hari"],
        Time::Untold => ["in soft light", "dans une lumière douce", "やわらかな光", "dalam cahaya lembut"],
    });
    if !facts.is_open_air {
        return time.to_owned();
    }
    tongue.choose([
        format!("outdoors, {time}"),
        format!("en plein air, {time}"),
        format!("屋外、{time}"),
        format!("di alam terbuka, {time}"),
    ])
}
