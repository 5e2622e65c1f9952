//! The lists behind [`crate::placeholder`].

/// What stands around a name in a template language or a manual.
pub(crate) const BRACKETS: &[(&str, &str)] = &[
    ("<", ">"),
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("{", "}"),
    ("[", "]"),
    ("%", "%"),
    ("__", "__"),
    ("@", "@"),
];

/// Values that everyone can look up: where, and which.
pub(crate) const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "Akana's documentation",
        &[
            "1008877afabf32efb31f9c974dbeaa688bed0769",
            "2d9d42b42a4e2abc1fa5489d5081e03b95818ffd",
        ],
    ),
    (
        "ThingWorx Flow's documentation",
        &[
            "0EE0D33AC67E4389AB2B46123729B875",
            "MEVFMEQzM0FDNjdFNDM4OUFCMkI0NjEyMzcyOUI4NzU=",
            "ASDFGHJKL1234567",
            "QVNERkdISktMMTIzNDU2Nw==",
        ],
    ),
    (
        "Nexudus' documentation",
        &[
            "d420667525e0489d91068cbf732fe1dc",
            "c90e30fca71a4c37810a292b99d4d4f2",
            "f36292c02d9c438d98d8c9eb34897c90",
            "27b6a3ce6d26431991847af19e63a3cb",
            "d4176f7334ea4c5a835ba7ca48729203",
        ],
    ),
    (
        "the APEX API security test suite",
        &[
            "ae9e634c3cea19dad0adae5e1e11dd5ab2fa78c0",
            "5aes9wG4mQgWJBfKMuYLtrEtNslm1enWG2XpGaMk",
        ],
    ),
    (
        "RFC 5849 (OAuth 1.0)",
        &["kd94hf93k423kf44", "j49sk3j29djd"],
    ),
    (
        "RFC 6749 (OAuth 2.0)",
        &["7Fjfp0ZBr1KtDRbnfVdmIw", "gX1fBat3bV"],
    ),
    (
        "RFC 7515 (JWS)",
        &["AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"],
    ),
    (
        "RFC 9421 (HTTP message signatures)",
        &[
            "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
        ],
    ),
];

/// One of these anywhere is enough. Seven letters and more: no uniform draw has one by chance.
pub(crate) const MARKERS: &[&str] = &[
    "changeme",
    "changeit",
    "replaceme",
    "placeholder",
    "example",
    "yoursecret",
    "notasecret",
    "loremipsum",
];

/// What placeholders are made of, separated by spaces.
pub(crate) const WORDS: &str = "\
    123 1234 12345 123456 1234567 12345678 123456789 abc access account acme admin api app application asdf asdfgh \
    asdfghjkl auth bar baz before change changed client copy credential default demo deploy dev dummy encrypted enter \
    example fake fill fixme foo foobar from generate generated goes guest hello here hunter insert ipsum it key \
    letmein login lorem master me my new nexus none not null old pass passphrase passwd password passwort paste \
    placeholder please portal private prod production put qwerty qwertyuiop qwertz random real replace root sample \
    secret secretkey secure set shared some sso staging string super tbd temp test testing the this todo token top \
    undefined user value very webservice welcome with world xxx yes you your yxcvbnm zxcvbnm";
