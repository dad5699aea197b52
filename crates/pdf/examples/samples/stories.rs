//! A few pages of text in four languages, short and long.

/// A story for a sample book.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) logline: &'static str,
    pub(crate) author: Option<&'static str>,
    pub(crate) length: u32,
    /// Whether it has a cover and pictures.
    pub(crate) pictures: bool,
    /// Repeated until the length is reached.
    pub(crate) pages: &'static [&'static str],
}

/// The samples.
pub(crate) const ALL: &[Story] = &[
    Story {
        name: "en",
        language: "en",
        title: "The Shy Lighthouse Who Learned to Sing",
        logline: "A lighthouse that is afraid of its own voice finds out that a song can shine further than a lamp.",
        author: Some("Story by Maya Lindqvist"),
        length: 8,
        pictures: true,
        pages: &[
            "On a rock at the edge of the world stood a lighthouse called Pim. Pim had the brightest lamp for miles, and the quietest voice.",
            "Every evening the boats came home. “Good night, Pim!” they called. Pim only blinked.\n\nA voice, Pim thought, is such a large thing. What if it came out crooked?",
            "One night a fog rolled in, as thick as porridge. The lamp shone and shone, and nobody could see it.",
        ],
    },
    Story {
        name: "en-rich",
        language: "en",
        title: "Juniper and the Clockwork Whale",
        logline: "An inventor’s daughter winds up the sea.",
        author: None,
        length: 12,
        pictures: true,
        pages: &[
            "Juniper lived above her mother’s workshop, in a room so full of cogs and springs that the cat had learned to walk on tiptoe. Every morning she oiled the hinges of the shutters, wound the kettle, and asked the barometer how it had slept.\n\n“Stormy,” said the barometer, which was what it always said.\n\nBut on this particular Tuesday the barometer was right. Out beyond the harbour wall, where the water turned from green to a deep and serious blue, something enormous was ticking. It ticked so loudly that the teacups answered. Tick, went the sea. Clink, went the cups.\n\nJuniper put on her yellow coat, filled both pockets with brass keys of every size, and ran down the ninety-nine steps to the water. She had never in her life met a thing that was wound too tightly to be helped.",
            "The whale lay in the bay like a beached clock tower. Rust ran down its flanks in long red tears. “I was made to go round the world,” it said, in a voice like a cello in a cellar, “and I have gone round it. Nobody told me what comes after.”\n\nJuniper sat down on a barnacle to think. It was a good question, and good questions deserve to be sat with. The gulls stopped their quarrelling. Even the tide seemed to wait.",
        ],
    },
    Story {
        name: "fr",
        language: "fr",
        title: "Le petit phare qui n’osait pas chanter",
        logline: "Un phare timide découvre qu’une chanson porte plus loin qu’une lumière\u{202F}!",
        author: Some("Une histoire d’Élodie Gœury"),
        length: 8,
        pictures: true,
        pages: &[
            "Au bout du monde, sur un rocher, vivait un phare nommé Pim. «\u{202F}Bonsoir, Pim\u{202F}!\u{202F}» criaient les bateaux chaque soir. Pim clignait de l’œil, sans un mot.",
            "«\u{202F}Une voix, pensait Pim, c’est une chose immense. Et si elle sortait de travers\u{202F}?\u{202F}»\n\nAlors il se taisait, et il brillait\u{202F}; c’était déjà beaucoup. Les étoiles, là-haut, faisaient de même depuis toujours\u{202F}: elles brillaient sans bruit, et personne ne s’en plaignait.\n\nMais une nuit, le brouillard arriva de l’ouest, épais comme une soupe aux pois. La lampe avait beau tourner, on ne la voyait plus. «\u{202F}Pim\u{202F}! Où es-tu\u{202F}?\u{202F}» appelaient les pêcheurs.",
        ],
    },
    Story {
        name: "ja",
        language: "ja",
        title: "うたえない灯台ピム",
        logline: "はずかしがりやの灯台が、歌の光に出会うおはなし。",
        author: Some("ぶん・えみ　たなか"),
        length: 8,
        pictures: true,
        pages: &[
            "海のはしっこの岩の上に、ピムという名前の灯台がありました。ピムのあかりは、だれよりも明るく、ピムの声は、だれよりも小さいのでした。",
            "「おやすみ、ピム！」と、船たちは毎晩よびかけます。ピムは、ぱちぱちとまばたきをするだけ。\n\n「声って、とても大きなものだ。もし、へんな声が出たら、どうしよう？」ピムはそう思っていました。",
            "ある夜、おかゆのように深い霧がやってきました。あかりはくるくる回りますが、だれにも見えません。船はどこへ行けばいいのか、わからなくなってしまいました。「ピム、どこにいるの……？」ちいさな船の、ちいさな声が聞こえます。",
        ],
    },
    Story {
        name: "id",
        language: "id",
        title: "Mercusuar Kecil yang Belajar Bernyanyi",
        logline: "Sebuah mercusuar pemalu menemukan bahwa nyanyian bersinar lebih jauh daripada lampu.",
        author: Some("Cerita oleh Putri Wulandari"),
        length: 8,
        pictures: true,
        pages: &[
            "Di atas batu karang di ujung dunia, berdirilah sebuah mercusuar bernama Pim. Lampunya paling terang, tetapi suaranya paling pelan.",
            "Setiap malam perahu-perahu pulang. “Selamat malam, Pim!” seru mereka. Pim hanya berkedip.\n\nSuara itu sesuatu yang besar, pikir Pim. Bagaimana kalau suaraku sumbang? Maka ia diam saja dan terus bersinar, dari senja hingga fajar, dari musim hujan hingga musim kemarau.",
        ],
    },
    Story {
        name: "plain",
        language: "en",
        title: "Words Alone",
        logline: "A book that has no pictures and does not mind.",
        author: Some("Anonymous"),
        length: 3,
        pictures: false,
        pages: &[
            "There was once a book without pictures. It was set with care, and children closed their eyes to see what was in it.",
            "“What do you see?” asked the book.\n\n“A whale,” said the first child. “A blue one, with a clock in it.”\n\n“Porridge,” said the second, who had not had breakfast.",
        ],
    },
];
