//! Which certificate policies a path is valid for: RFC 5280 §6.1 by the graph of RFC 9618, whose size is that of the
//! certificates, where the tree of RFC 5280 grows exponentially.

use std::collections::{BTreeMap, BTreeSet};

mod extensions; // what a certificate says about policies

use crate::certificate::policy::ANY_POLICY;
use crate::{Certificate, PolicyInformation, PolicyMapping};
use extensions::Policies;

/// What whoever validates asks of the policies (RFC 5280 §6.1.1 (c), (e), (f), (g)).
#[derive(Clone, Debug, Default)]
pub(crate) struct PolicyInputs {
    /// The policies that are acceptable, as dotted object identifiers; none for any.
    pub(crate) acceptable: Vec<String>,
    /// The path must be valid for one of them.
    pub(crate) explicit: bool,
    /// Policies may not be mapped onto others.
    pub(crate) inhibit_mapping: bool,
    /// The policy that stands for any is of no account.
    pub(crate) inhibit_any: bool,
}

/// The policies for which the path is valid so far.
#[derive(Debug)]
pub(crate) struct PolicyGraph {
    acceptable: BTreeSet<String>,
    /// One for every certificate so far and one for the next, in this order.
    levels: Vec<Level>,
    /// How many more certificates may follow before …
    explicit: Countdown,
    mapping: Countdown,
    any: Countdown,
}

/// The policies that are valid at one depth of the path.
#[derive(Debug, Default)]
struct Level {
    /// By policy: those of the level above that it stands for; none where that is any policy.
    nodes: BTreeMap<String, Vec<String>>,
    /// Any policy is valid.
    any: bool,
}

/// A number of certificates that are not self-issued, after which a limit takes hold.
#[derive(Debug)]
struct Countdown {
    left: Option<u64>,
    /// Who set the limit, for the sentence.
    set_by: Option<String>,
}

impl PolicyGraph {
    /// Starts below the trust anchor, whose policies count only if it is given to [`PolicyGraph::step`] itself.
    pub(crate) fn new(inputs: PolicyInputs) -> Self {
        Self {
            acceptable: inputs.acceptable.into_iter().collect(),
            levels: vec![Level {
                nodes: BTreeMap::new(),
                any: true,
            }],
            explicit: Countdown::starting(inputs.explicit),
            mapping: Countdown::starting(inputs.inhibit_mapping),
            any: Countdown::starting(inputs.inhibit_any),
        }
    }

    /// Takes the next certificate, from the one that the anchor issued to the last one.
    ///
    /// # Errors
    /// One sentence: no policy is left, and a certificate or the inputs demand one; a mapping that is forbidden; an extension
    /// about policies that cannot be read, or whose qualifiers have to be understood and are not.
    pub(crate) fn step(&mut self, certificate: &Certificate, is_last: bool) -> Result<(), String> {
        let extensions = Policies::of(certificate)?;
        // Names are compared only where it matters, which is nearly never.
        let self_issued = || certificate.subject().matches(certificate.issuer());
        let any_allowed = !self.any.is_over() || (!is_last && self_issued());

        // RFC 5280 §6.1.3 (d) to (f).
        if let Some(level) = self.levels.last_mut() {
            level.restrict(extensions.policies, any_allowed);
        }
        if self.explicit.is_over() && self.is_empty() {
            return Err(self.no_policy(certificate));
        }
        if is_last {
            // RFC 5280 §6.1.5 (a), (b), (g).
            self.explicit.count_down();
            if extensions.require_explicit == Some(0) {
                self.explicit.lower(0, certificate);
            }
            return match !self.explicit.is_over() || self.reaches_acceptable() {
                true => Ok(()),
                false => Err(self.no_policy(certificate)),
            };
        }

        // RFC 5280 §6.1.4 (a), (b), then (h) to (j).
        let mapping_allowed = !self.mapping.is_over();
        self.map(extensions.mappings, mapping_allowed, certificate)?;
        let counts = [&self.explicit, &self.mapping, &self.any];
        if counts.iter().any(|count| count.left.is_some()) && !self_issued() {
            self.explicit.count_down();
            self.mapping.count_down();
            self.any.count_down();
        }
        for (countdown, limit) in [
            (&mut self.explicit, extensions.require_explicit),
            (&mut self.mapping, extensions.inhibit_mapping),
            (&mut self.any, extensions.inhibit_any),
        ] {
            if let Some(limit) = limit {
                countdown.lower(limit, certificate);
            }
        }
        Ok(())
    }

    /// Maps the policies of the current level onto those of a new one.
    fn map(
        &mut self,
        mappings: &[PolicyMapping],
        allowed: bool,
        certificate: &Certificate,
    ) -> Result<(), String> {
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        let mut mapped: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for mapping in mappings {
            let (from, to) = (&mapping.issuer_domain, &mapping.subject_domain);
            if from == ANY_POLICY || to == ANY_POLICY {
                let subject = certificate.subject();
                return Err(format!(
                    "{subject} maps any policy, which RFC 5280 §4.2.1.5 forbids"
                ));
            }
            mapped.entry(from).or_default().insert(to);
        }
        if allowed {
            for from in mapped.keys().filter(|_| level.any) {
                level.nodes.entry((*from).to_owned()).or_default();
            }
        } else {
            level
                .nodes
                .retain(|policy, _| !mapped.contains_key(policy.as_str()));
        }
        let mut next = Level {
            nodes: BTreeMap::new(),
            any: level.any,
        };
        for policy in level.nodes.keys() {
            let same = BTreeSet::from([policy.as_str()]);
            for to in mapped.get(policy.as_str()).unwrap_or(&same) {
                next.nodes
                    .entry((*to).to_owned())
                    .or_default()
                    .push(policy.clone());
            }
        }
        self.levels.push(next);
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.levels
            .last()
            .is_none_or(|level| level.nodes.is_empty() && !level.any)
    }

    /// Whether a policy of the last certificate goes back to an acceptable one, as the anchor's domain knows it.
    fn reaches_acceptable(&self) -> bool {
        let acceptable =
            |policy: &str| self.acceptable.is_empty() || self.acceptable.contains(policy);
        let Some(last) = self.levels.last() else {
            return false;
        };
        if last.any {
            return true;
        }
        let mut reachable: BTreeSet<&str> = last.nodes.keys().map(String::as_str).collect();
        for level in self.levels.iter().rev() {
            let mut above = BTreeSet::new();
            for policy in &reachable {
                match level.nodes.get(*policy).map(Vec::as_slice) {
                    // The policy hangs below any policy: here the anchor's domain knows it by this name.
                    Some([]) if acceptable(policy) => return true,
                    Some(parents) => above.extend(parents.iter().map(String::as_str)),
                    None => {}
                }
            }
            reachable = above;
        }
        false
    }

    fn no_policy(&self, certificate: &Certificate) -> String {
        let subject = certificate.subject();
        match &self.explicit.set_by {
            Some(authority) => format!(
                "{authority} demands a certificate policy, and none is valid for the path down to {subject}"
            ),
            None => {
                format!("no acceptable certificate policy is valid for the path down to {subject}")
            }
        }
    }
}

impl Level {
    /// Leaves the policies that the certificate has, and adds those that hang below any policy.
    fn restrict(&mut self, policies: Option<&[PolicyInformation]>, any_allowed: bool) {
        let named: BTreeSet<&str> = policies
            .unwrap_or_default()
            .iter()
            .map(|information| information.policy.as_str())
            .collect();
        let any_named = any_allowed && named.contains(ANY_POLICY);
        if !any_named {
            self.nodes
                .retain(|policy, _| named.contains(policy.as_str()));
        }
        if self.any {
            for policy in named.iter().filter(|policy| **policy != ANY_POLICY) {
                self.nodes.entry((*policy).to_owned()).or_default();
            }
        }
        self.any &= any_named;
    }
}

impl Countdown {
    fn starting(over: bool) -> Self {
        Self {
            left: over.then_some(0),
            set_by: None,
        }
    }

    fn is_over(&self) -> bool {
        self.left == Some(0)
    }

    fn count_down(&mut self) {
        self.left = self.left.map(|left| left.saturating_sub(1));
    }

    fn lower(&mut self, limit: u64, certificate: &Certificate) {
        if self.left.is_none_or(|left| limit < left) {
            self.left = Some(limit);
            self.set_by = Some(certificate.subject().to_string());
        }
    }
}

#[cfg(test)]
mod tests;
