//! A certificate to be judged: what everybody is asked, and what we answer.

use credtool_pki::{Certificate, PathValidation, Purpose, Reason, Time};

/// What a validator is asked, in DER, so that none depends on another's reading.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) leaf: Vec<u8>,
    pub(crate) intermediates: Vec<Vec<u8>>,
    pub(crate) anchors: Vec<Vec<u8>>,
    pub(crate) purpose: Purpose,
    /// Unix seconds.
    pub(crate) at: i64,
    pub(crate) server_name: Option<String>,
}

/// The same as our library sees it, with its answer. What it cannot read is left out, or refused where it is the leaf.
pub(crate) struct Ours {
    pub(crate) leaf: Option<Certificate>,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) anchors: Vec<Certificate>,
    /// Why not; `None` is a yes.
    pub(crate) refused: Option<Vec<Reason>>,
}

impl Question {
    /// The same for validators that do not look at the names of servers.
    pub(crate) fn without_name(self) -> Self {
        Self {
            server_name: None,
            ..self
        }
    }

    pub(crate) fn ours(&self) -> Ours {
        let read = |ders: &[Vec<u8>]| -> Vec<Certificate> {
            ders.iter()
                .filter_map(|der| Certificate::from_der(der).ok())
                .collect()
        };
        let mut ours = Ours {
            leaf: Certificate::from_der(&self.leaf).ok(),
            intermediates: read(&self.intermediates),
            anchors: read(&self.anchors),
            refused: Some(Vec::new()),
        };
        if let Some(leaf) = &ours.leaf {
            let at = Time::from_unix_seconds(self.at);
            let mut validation = PathValidation::new(&ours.anchors, self.purpose, at);
            validation.intermediates = &ours.intermediates;
            validation.server_name = self.server_name.as_deref();
            ours.refused = validation
                .verify(leaf)
                .err()
                .map(|no| no.reasons().to_vec());
        }
        ours
    }
}

impl Ours {
    /// Every certificate of the question.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.leaf
            .iter()
            .chain(&self.intermediates)
            .chain(&self.anchors)
    }

    /// Those that may issue.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = &Certificate> {
        self.intermediates.iter().chain(&self.anchors)
    }
}
