use serde_json::Value;

use super::*;
use crate::trust::pkits;

/// Every test of NIST's sections on policies, with the inputs that it gives.
#[test]
fn pkits_on_policies() {
    let Some(cases) = pkits::cases() else {
        return;
    };
    let (mut failed, mut judged) = (Vec::new(), 0);
    for case in cases.iter().filter(|case| case.section.contains("polic")) {
        let answer = walk(&case.path, inputs(&case.policy_inputs));
        if answer.is_ok() != case.accept {
            failed.push(format!("{}: {answer:?}", case.id));
        }
        judged += 1;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(judged >= 48, "only {judged} cases were judged");
}

/// The others demand no policy, so that none of them may be refused for one.
#[test]
fn pkits_on_everything_else() {
    for case in pkits::cases().unwrap_or_default() {
        if !case.section.contains("polic") {
            assert_eq!(
                walk(&case.path, PolicyInputs::default()),
                Ok(()),
                "{}",
                case.id
            );
        }
    }
}

fn walk(path: &[Certificate], inputs: PolicyInputs) -> Result<(), String> {
    let mut graph = PolicyGraph::new(inputs);
    let below = &path[..path.len() - 1];
    for (index, certificate) in below.iter().enumerate().rev() {
        graph.step(certificate, index == 0)?;
    }
    Ok(())
}

fn inputs(given: &Value) -> PolicyInputs {
    let policies = given["InitialPolicySet"].as_array().into_iter().flatten();
    PolicyInputs {
        acceptable: policies
            .flat_map(|names| names.as_str().unwrap().split(','))
            .map(|name| name.replace("NIST-test-policy-", "2.16.840.1.101.3.2.1.48."))
            .collect(),
        explicit: given["InitialExplicitPolicy"] == true,
        inhibit_mapping: given["InitialPolicyMappingInhibit"] == true,
        inhibit_any: given["InitialInhibitAnyPolicy"] == true,
    }
}

/// A path whose certificates map every policy onto two others, and back: the tree of RFC 5280 doubles at each of them.
#[test]
fn mappings_that_multiply_take_no_time() {
    let names: Vec<String> = (0..200).map(|n| format!("1.2.{n}")).collect();
    let mut mappings = Vec::new();
    for (index, from) in names.iter().enumerate() {
        for step in 1..=5 {
            mappings.push(PolicyMapping {
                issuer_domain: from.clone(),
                subject_domain: names[(index + step) % names.len()].clone(),
            });
        }
    }
    let policies: Vec<_> = names
        .iter()
        .map(|name| PolicyInformation {
            policy: name.clone(),
            qualifiers: Vec::new(),
        })
        .collect();
    let certificate = Certificate::from_der(include_bytes!(
        "../../../tests/data/certificates/ee-san.der"
    ))
    .unwrap();
    let mut graph = PolicyGraph::new(PolicyInputs {
        acceptable: vec!["1.3".to_owned()],
        explicit: true,
        ..PolicyInputs::default()
    });
    for _ in 0..50 {
        graph
            .levels
            .last_mut()
            .unwrap()
            .restrict(Some(&policies), true);
        graph.map(&mappings, true, &certificate).unwrap();
    }
    // No path of the 5^50 leads to an acceptable policy, which is known once every edge was looked at.
    assert!(!graph.reaches_acceptable());
    let edges = graph.levels.iter().flat_map(|level| level.nodes.values());
    assert_eq!(edges.map(Vec::len).sum::<usize>(), 50 * 1000);
}
