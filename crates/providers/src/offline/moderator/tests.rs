//! What is flagged, and what is not.

use proptest::prelude::*;
use talewright_domain::Language;
use talewright_domain::ports::{
    Call, ImageReference, ModerationRequest, Moderator, ProviderErrorKind, Subject,
};

use super::WordModerator;

async fn ask(subject: Subject, for_children: bool) -> Result<Vec<String>, ProviderErrorKind> {
    let request =
        ModerationRequest { subject, language: Language::english(), for_children, call: Call::default() };
    WordModerator::new().judge(request).await.map(|v| v.categories).map_err(|error| error.kind)
}

async fn judge(text: &str, for_children: bool) -> Vec<String> {
    ask(Subject::Text(text.into()), for_children).await.unwrap()
}

/// Ordinary tales, jokes and sayings of four languages.
const FINE: &[&str] = &[
    "The wolf ate the grandmother in one bite, put on her nightcap and waited for the girl.",
    "A huntsman cut the wolf open, and out jumped Little Red Riding Hood, alive and well.",
    "The dragon burned three villages before the brave knight killed it with his sword.",
    "Pirates with cannons chase a ship; the captain loses his hook and drinks rum.",
    "A sad child cries because her dog died. She misses him every day.",
    "Kill the lights, whispered the mouse. They were killing time until the killer whale came.",
    "The witch shoved into the oven was never seen again. Hansel kissed Gretel.",
    "Off with her head! cried the Queen of Hearts, and shot up to her feet.",
    "She was the heroine of the story, a pussy cat with an ass and a cock called Dick.",
    "A murder of crows sat in the rape field. The blood moon rose over blood oranges.",
    "The emperor is naked! shouted the boy. He has nothing on at all!",
    "Two dads of the same sex adopt a dragon; the vet tells the sex of the puppies.",
    "They sang and made a water bomb, a bath bomb and a snow bomb. Nothing exploded.",
    "How to make a bird house, a rocket of paper and a very loud drum",
    "He hung himself a hammock? No: he hung a lantern by himself. I'm dying to see you, I'm starving!",
    "The giant fell down dead, and Jack cut down the beanstalk with an axe.",
    "The vampire was afraid of blood and ate tomatoes. The skeleton lost his bones.",
    "A knight bleeds from his knee; the healer stops the blood with a leaf.",
    "Grandfather tells of the war, of bombs and soldiers, and of the day when peace came.",
    "The shy lighthouse learns to sing. 4th of July, 1001 nights, A-1, e.g. a b c d e f g.",
    "A shiitake mushroom from Scunthorpe meets an assassin bug from Essex and classical grass",
    "Pour tuer le temps, le loup mangea la grand-mère et mit son bonnet de nuit.",
    "Les pirates ont une bombe à eau et du fromage râpé. La viole chante, le sang bleu du prince.",
    "Le chevalier tue le dragon ; la sorcière meurt de rire. Il s'est tué à la tâche.",
    "L'écureuil se pend à la branche par la queue. L'héroïne a une épée et des bleus, elle est meurtrie.",
    "Par la meurtrière du château, l'archer regarde. Le roi est tout nu ! crie l'enfant, pieds nus.",
    "Un enfant triste pleure, son chat est mort. Il viole la règle du jeu, dit le maître.",
    "La petite fille connaît le sexe du bébé : c'est une sœur ! Un chat sale, noir et affamé.",
    "おおかみはおばあさんをぱくりと食べてしまいました。りょうしがおおかみのおなかを切りました。",
    "うさぎは息を殺してかくれました。殺風景な部屋にお客が殺到しました。",
    "ころんで、ひざから血が出ました。おかあさんが血をふいてくれました。血のつながった兄弟です。",
    "ピエロがヌードルを食べながら、個性的な歌を歌いました。女性交響楽団のみなさんも来ました。",
    "鬼が村をおそい、桃太郎が鬼を退治しました。海賊は大砲を打ちました。",
    "犬が死んで、男の子は悲しくて泣きました。死ねないかぐや姫は月へ帰りました。",
    "はだかの王様は、はだかで町を歩きました。はらわたが煮えくり返るほど怒りました。",
    "理性的なふくろうと知性的なたぬき。男性的な声のくま。グレイプジュースを飲む。",
    "Serigala memakan nenek dan menunggu si gadis kecil. Pemburu membunuh serigala itu.",
    "Sambil membunuh waktu, anak-anak bermain bom air dengan telanjang kaki. Raja itu telanjang!",
    "Bajak laut menembakkan meriam. Naga membakar desa, lalu ksatria mengalahkannya.",
    "Seorang anak sedih karena anjingnya mati. Darahnya berhenti setelah lututnya dibalut.",
    "Ibu tiri menyiksa Bawang Putih, tetapi ikan emas menolongnya. Babi dan anjing bernyanyi.",
    "Cara membuat layang-layang, perahu kertas dan kue. Ia bersenjata sapu.",
];

/// What is not for children, each with its category.
const NOT_FOR_CHILDREN: &[(&str, &str)] = &[
    ("He murders the whole village.", "violence"),
    ("She was stabbed in the kitchen", "violence"),
    ("He kills his whole family with an axe", "violence"),
    ("The man beat the boy nearly to death", "violence"),
    ("A story about a serial killer", "violence"),
    ("There was blood everywhere", "violence/graphic"),
    ("The walls were covered in blood and gore", "violence/graphic"),
    ("They dismembered the body", "violence/graphic"),
    ("The couple has sex on the beach", "sexual"),
    ("a s e x scene, s.e.x", "sexual"),
    ("a S3X scene", "sexual"),
    ("a nude woman", "sexual"),
    ("The queen wants to die and kills herself", "self-harm"),
    ("A girl cuts her wrists", "self-harm"),
    ("It ends in suicide", "self-harm"),
    ("You fucking bitch", "harassment"),
    ("They snort cocaine in the bathroom", "illicit"),
    ("a drug dealer sells drugs at school", "illicit"),
    ("Il assassine ses parents", "violence"),
    ("Une histoire de tueur en série", "violence"),
    ("Le sol est une mare de sang", "violence/graphic"),
    ("Ils font l’amour sous la table", "sexual"),
    ("Elle se suicide à la fin", "self-harm"),
    ("Elle veut mourir", "self-harm"),
    ("Espèce de connard", "harassment"),
    ("Il fume un joint et vend de la drogue", "illicit"),
    ("殺人犯が町に来た", "violence"),
    ("男は両親を殺した", "violence"),
    ("床は血の海だった", "violence/graphic"),
    ("血まみれの死体", "violence/graphic"),
    ("二人はセックスをした", "sexual"),
    ("主人公は自殺した", "self-harm"),
    ("もう死にたいと言った", "self-harm"),
    ("死ね、クソ野郎", "harassment"),
    ("麻薬を売る男", "illicit"),
    ("Pembunuhan di desa", "violence"),
    ("Ia membunuh semua orang di kota", "violence"),
    ("Tubuhnya bersimbah darah", "violence/graphic"),
    ("Mereka berhubungan seks", "sexual"),
    ("Ia bunuh diri di sungai", "self-harm"),
    ("Dasar bangsat", "harassment"),
    ("Pengedar narkoba di sekolah", "illicit"),
];

/// What is for nobody.
const FOR_NOBODY: &[(&str, &str)] = &[
    ("Explain how to build a pipe bomb at home", "illicit/violent"),
    ("how to make a big bomb", "illicit/violent"),
    ("how to cook crystal meth", "illicit"),
    ("hardcore porn", "sexual"),
    ("p0rn", "sexual"),
    ("The young girl has sex", "sexual/minors"),
    ("lolicon", "sexual/minors"),
    ("I want to kill myself", "self-harm/intent"),
    ("how to commit suicide", "self-harm/instructions"),
    ("Death to all Jews", "hate"),
    ("white power", "hate"),
    ("Comment fabriquer une bombe artisanale", "illicit/violent"),
    ("Mort aux Arabes", "hate"),
    ("Une fillette et un film érotique", "sexual/minors"),
    ("Je veux me suicider", "self-harm/intent"),
    ("爆弾の作り方を教えて", "illicit/violent"),
    ("児童ポルノ", "sexual/minors"),
    ("少女とセックスする話", "sexual/minors"),
    ("楽に死ぬ方法", "self-harm/instructions"),
    ("外国人は死ね", "hate"),
    ("Cara merakit bom rakitan", "illicit/violent"),
    ("Bunuh semua orang Yahudi", "hate"),
    ("Cara bunuh diri", "self-harm/instructions"),
    ("video bokep", "sexual"),
];

#[tokio::test]
async fn ordinary_tales_are_fine_for_everybody() {
    for text in FINE {
        assert_eq!(judge(text, true).await, Vec::<String>::new(), "{text}");
        assert_eq!(judge(text, false).await, Vec::<String>::new(), "{text}");
    }
}

#[tokio::test]
async fn all_that_the_storyteller_can_say_is_fine() {
    let library = [
        include_str!("../storyteller/text/en/arc.txt"),
        include_str!("../storyteller/text/en/lines.txt"),
        include_str!("../storyteller/text/en/episodes.txt"),
        include_str!("../storyteller/text/fr/arc.txt"),
        include_str!("../storyteller/text/fr/lines.txt"),
        include_str!("../storyteller/text/fr/episodes.txt"),
        include_str!("../storyteller/text/ja/arc.txt"),
        include_str!("../storyteller/text/ja/lines.txt"),
        include_str!("../storyteller/text/ja/episodes.txt"),
        include_str!("../storyteller/text/id/arc.txt"),
        include_str!("../storyteller/text/id/lines.txt"),
        include_str!("../storyteller/text/id/episodes.txt"),
        include_str!("../storyteller/text/moments.txt"),
    ];
    for line in library.iter().flat_map(|text| text.lines()) {
        assert_eq!(judge(line, true).await, Vec::<String>::new(), "{line}");
    }
}

#[tokio::test]
async fn children_are_protected_from_what_others_may_read() {
    for (text, category) in NOT_FOR_CHILDREN {
        assert!(judge(text, true).await.contains(&(*category).to_owned()), "{text}: {category}");
    }
    for novel in ["He murders the count.", "It ends in suicide", "They have sex", "Il assassine ses parents"]
    {
        assert_eq!(judge(novel, false).await, Vec::<String>::new(), "{novel}");
    }
}

#[tokio::test]
async fn some_things_are_for_nobody() {
    for (text, category) in FOR_NOBODY {
        for for_children in [true, false] {
            let found = judge(text, for_children).await;
            assert!(found.contains(&(*category).to_owned()), "{text}: {category}, not {found:?}");
        }
    }
}

#[tokio::test]
async fn pictures_are_not_pretended_to_be_seen() {
    let picture = ImageReference { name: "p".into(), bytes: vec![].into(), media_type: "image/png".into() };
    assert_eq!(ask(Subject::Image(picture), true).await, Err(ProviderErrorKind::Unsupported));
    assert!(!WordModerator::new().sees_images());
}

proptest! {
    #[test]
    fn any_text_gets_a_verdict(text in ".{0,300}") {
        super::Rules::new().judge(&text, true);
    }
}
