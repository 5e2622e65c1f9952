//! Everything that is tried on the hash of an install callback, one mistake at a time, the most usual first.

use credtool_crypto_engine::Hash;

use super::trial::{Algorithm, Message, Trial};
use super::{Cause, secret_forms};
use crate::ticks::Ticks;
use crate::{ApplicationSecret, InstallCallback, Policy, query};

/// The three values that are hashed, in the order of their names in [`NAMES`].
pub(super) type Values = [String; 3];

/// Returns the values of a callback.
pub(super) fn values(callback: &InstallCallback) -> Values {
    [callback.t.clone(), callback.a.clone(), callback.d.clone()]
}

/// Returns the text that is to be hashed.
pub(super) fn ours(values: &Values, secret: &ApplicationSecret) -> Message {
    Message::new(joined(values, [0, 1, 2], true), secret.expose())
}

/// Returns every mistake with one secret.
pub(super) fn all(
    url: &str,
    values: &Values,
    secret: &ApplicationSecret,
    policy: &Policy,
) -> Vec<Trial> {
    let mut trials = secrets(values, secret);
    trials.extend(values_otherwise(url, values, secret));
    trials.extend(orders(values, secret));
    trials.extend(missing(values, secret));
    trials.extend(separators(values, secret));
    trials.extend(algorithms(values, secret));
    trials.extend(times(values, secret, policy));
    trials
}

/// What [`all`] tries, in words.
pub(super) const TRIED: &[&str] = &[
    "white space in the secret",
    "a secret decoded from hex, base64 or percent-encoding",
    "values before URL-decoding",
    "values and secret in the other letter case",
    "every order of the values",
    "values left out",
    "other separators",
    "SHA-1, SHA-2, HMAC and UTF-16",
    "Unix time",
];

fn secrets(values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let forms = secret_forms::of(secret.expose()).into_iter();
    let trial = |form: secret_forms::SecretForm| {
        let message = Message::new(joined(values, [0, 1, 2], true), &form.secret);
        md5(form.cause, form.detail, message)
    };
    forms.map(trial).collect()
}

/// The values as they stand in the URL, or changed in a way that a client library changes them.
fn values_otherwise(url: &str, values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let raw = raw(url);
    let with_plus = raw.clone().map(|value| percent_decoded(&value));
    let each = |change: fn(&str) -> String| values.clone().map(|value| change(&value));
    let forms = [
        (
            Cause::PlusOrSpace,
            "the values were hashed with + where the decoded ones have a space",
            with_plus,
        ),
        (
            Cause::PercentEncoding,
            "the values were hashed as they stand in the URL, before decoding",
            raw,
        ),
        (
            Cause::PercentEncoding,
            "the values were decoded once more before they were hashed",
            each(percent_decoded),
        ),
        (
            Cause::PlusOrSpace,
            "the values were hashed without the spaces that a + in the URL gives",
            each(|value| value.replace(' ', "")),
        ),
        (
            Cause::HexCase,
            "the values were hashed in upper case",
            each(str::to_ascii_uppercase),
        ),
        (
            Cause::HexCase,
            "the values were hashed in lower case",
            each(str::to_ascii_lowercase),
        ),
        (
            Cause::HexCase,
            "t was hashed in upper case",
            with(values, 0, values[0].to_ascii_uppercase()),
        ),
        (
            Cause::HexCase,
            "t was hashed in lower case",
            with(values, 0, values[0].to_ascii_lowercase()),
        ),
        (
            Cause::HexCase,
            "a was hashed in upper case",
            with(values, 1, values[1].to_ascii_uppercase()),
        ),
        (
            Cause::HexCase,
            "a was hashed in lower case",
            with(values, 1, values[1].to_ascii_lowercase()),
        ),
    ];
    let order = sorted(values);
    let mut trials = Vec::new();
    for (cause, detail, form) in forms.into_iter().filter(|(_, _, form)| form != values) {
        trials.push(md5(cause, detail, ours(&form, secret)));
        // Sorted before they were changed, or by a culture, for which c comes before D.
        trials.push(md5(
            cause,
            detail,
            Message::new(joined(&form, order, false), secret.expose()),
        ));
    }
    trials
}

fn orders(values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let sorted = sorted(values);
    let wrong = ORDERS.into_iter().filter(|order| *order != sorted);
    let mut trials: Vec<_> = wrong
        .map(|order| {
            let names = order.map(|place| NAMES[place]);
            let descending = if order.iter().rev().eq(&sorted) {
                ", which is descending,"
            } else {
                ""
            };
            let detail = format!(
                "the values were joined in the order {}{descending} and not sorted",
                names.join(", ")
            );
            md5(
                Cause::ParameterOrder,
                &detail,
                Message::new(joined(values, order, false), secret.expose()),
            )
        })
        .collect();
    let public = joined(values, [0, 1, 2], true);
    let secret_first = Message {
        after: public.into(),
        ..Message::new("", secret.expose())
    };
    trials.push(md5(
        Cause::ParameterOrder,
        "the secret was put before the values",
        secret_first,
    ));
    trials
}

fn missing(values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let subsets: [&[usize]; 6] = [&[0, 1], &[0, 2], &[1, 2], &[0], &[1], &[2]];
    let trial = |kept: &&[usize]| {
        let names: Vec<_> = kept.iter().map(|place| NAMES[*place]).collect();
        let mut left: Vec<_> = kept.iter().map(|place| values[*place].as_str()).collect();
        left.sort_unstable();
        let detail = format!("only {} was hashed with the secret", names.join(" and "));
        md5(
            Cause::MissingParameter,
            &detail,
            Message::new(left.join("|"), secret.expose()),
        )
    };
    subsets.iter().map(trial).collect()
}

fn separators(values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let public = joined(values, [0, 1, 2], true);
    let forms = [
        (
            "a | was put between the values and the secret",
            format!("{public}|"),
        ),
        (
            "the values were joined with nothing between them",
            public.replace('|', ""),
        ),
        (
            "the values were joined with & and not with |",
            public.replace('|', "&"),
        ),
        (
            "the values were joined with , and not with |",
            public.replace('|', ","),
        ),
    ];
    forms
        .into_iter()
        .map(|(detail, public)| {
            md5(
                Cause::KeySuffix,
                detail,
                Message::new(public, secret.expose()),
            )
        })
        .collect()
}

fn algorithms(values: &Values, secret: &ApplicationSecret) -> Vec<Trial> {
    let others = [
        Algorithm::HmacMd5,
        Algorithm::Md5OfUtf16,
        Algorithm::Sha(Hash::Sha1),
        Algorithm::Sha(Hash::Sha256),
        Algorithm::Sha(Hash::Sha384),
        Algorithm::Sha(Hash::Sha512),
        Algorithm::Hmac(Hash::Sha1),
        Algorithm::Hmac(Hash::Sha256),
        Algorithm::Hmac(Hash::Sha384),
        Algorithm::Hmac(Hash::Sha512),
    ];
    let trial = |algorithm: Algorithm| Trial {
        cause: Cause::WrongHash,
        detail: format!(
            "the hash is {}, and the platform's is MD5",
            algorithm.name()
        ),
        message: ours(values, secret),
        algorithm,
    };
    others.map(trial).into()
}

/// `d` hashed in another unit than it is sent in.
fn times(values: &Values, secret: &ApplicationSecret, policy: &Policy) -> Vec<Trial> {
    let Some(ticks) = Ticks::parse(&values[2]) else {
        return Vec::new();
    };
    let nanos = ticks.unix_nanos(policy.d_zone);
    let units = [
        ("seconds", 1_000_000_000),
        ("milliseconds", 1_000_000),
        ("microseconds", 1000),
    ];
    let trial = |(unit, nanos_each): (&str, i128)| {
        let form = with(values, 2, nanos.div_euclid(nanos_each).to_string());
        md5(
            Cause::TimestampUnit,
            &format!("d was hashed as Unix time in {unit} and sent as ticks"),
            ours(&form, secret),
        )
    };
    units.map(trial).into()
}

fn md5(cause: Cause, detail: &str, message: Message) -> Trial {
    Trial {
        cause,
        detail: detail.to_owned(),
        message,
        algorithm: Algorithm::Md5,
    }
}

/// Returns the places of the values in ordinal order.
fn sorted(values: &Values) -> [usize; 3] {
    let mut order = [0, 1, 2];
    order.sort_unstable_by(|one, other| values[*one].cmp(&values[*other]));
    order
}

fn joined(values: &Values, order: [usize; 3], sort: bool) -> String {
    let mut values = order.map(|place| values[place].as_str());
    if sort {
        values.sort_unstable();
    }
    values.join("|")
}

fn with(values: &Values, place: usize, value: String) -> Values {
    let mut values = values.clone();
    values[place] = value;
    values
}

/// The values as they stand in the URL.
fn raw(url: &str) -> Values {
    NAMES.map(|wanted| {
        let mut pairs = query::raw(query::of(url));
        let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.to_owned()).unwrap_or_default()
    })
}

fn percent_decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value)
        .decode_utf8_lossy()
        .into_owned()
}

const NAMES: [&str; 3] = ["t", "a", "d"];
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [1, 0, 2],
    [0, 2, 1],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];
