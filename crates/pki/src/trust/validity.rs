//! The period of validity (RFC 5280 §4.1.2.5): from `notBefore` to `notAfter`, both included.

use super::{Reason, ReasonCode};
use crate::{Certificate, Time};

/// Says whether the certificate is valid at a time.
pub(super) fn check(certificate: &Certificate, at: Time, reasons: &mut Vec<Reason>) {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    if at < from {
        let wait = period(from.unix_seconds().saturating_sub(at.unix_seconds()));
        reasons.push(
            Reason::new(
                ReasonCode::NotYetValid,
                format!("valid from {from}, {wait} after {at}"),
                "check the clock, or wait until then; a certificate with an earlier beginning has to be issued anew".to_owned(),
            )
            .about(certificate),
        );
    }
    if at > until {
        let ago = period(at.unix_seconds().saturating_sub(until.unix_seconds()));
        reasons.push(
            Reason::new(
                ReasonCode::Expired,
                format!("expired {ago} before {at}: it was valid until {until}"),
                "have it renewed by its issuer, and upload the new certificate".to_owned(),
            )
            .about(certificate),
        );
    }
}

/// Returns a period as people say it: in the largest unit of which there are two, or else in seconds.
fn period(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let (count, unit) = match seconds {
        days if days >= 2 * DAY => (days / DAY, "day"),
        hours if hours >= 2 * HOUR => (hours / HOUR, "hour"),
        minutes if minutes >= 2 * MINUTE => (minutes / MINUTE, "minute"),
        seconds => (seconds, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        for (seconds, text) in [
            (1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7199, "119 minutes"),
            (7200, "2 hours"),
            (172_799, "47 hours"),
            (172_800, "2 days"),
            (i64::MAX, "106751991167300 days"),
        ] {
            assert_eq!(period(seconds), text);
        }
    }
}
