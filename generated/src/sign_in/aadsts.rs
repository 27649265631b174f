//! The numbers of the Microsoft identity platform's errors: what each means, in our words, and what to do.
//!
//! Microsoft's list is at <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>. This one has
//! those that a public client can see; the rest is reported with the platform's own words.

use super::error::SignInFailure;
use super::error::SignInFailure::{
    ApplicationNotPublic, ClockSkew, CodeExpired, ConditionalAccess, ConsentMissing, Declined, Refused, Unreachable,
    WrongTenant,
};

/// What is known of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) failure: SignInFailure,
    pub(super) what: &'static str,
    pub(super) advice: &'static str,
}

const CONSENT: &str = "ask an administrator to consent";
const TENANT: &str = "check the tenant: its id or one of its domains";
const SIGN_IN_AGAIN: &str = "sign in again";
const POLICY: &str = "sign in again, in a browser on a device that satisfies the tenant's policies";
const REGISTRATION: &str = "in the application's registration, under Authentication, set `Allow public client flows` \
                            and add the platform `Mobile and desktop applications` with `http://localhost`";
const LATER: &str = "try again in a few minutes";

/// By number.
const KNOWN: &[(u32, SignInFailure, &str, &str)] = &[
    (
        50005,
        ConditionalAccess,
        "the tenant's policy allows no sign-in from this platform",
        POLICY,
    ),
    (
        50011,
        ApplicationNotPublic,
        "the redirect URI is not registered for the application",
        REGISTRATION,
    ),
    (
        50020,
        WrongTenant,
        "the account is of another tenant or identity provider",
        TENANT,
    ),
    (50034, WrongTenant, "the account is not in this tenant", TENANT),
    (
        50053,
        Refused,
        "the account is locked, or the address is blocked after too many attempts",
        LATER,
    ),
    (
        50055,
        Refused,
        "the password has expired",
        "set a new one in a browser, then sign in again",
    ),
    (
        50057,
        Refused,
        "the account is disabled",
        "ask an administrator to enable it",
    ),
    (50058, Refused, "nobody is signed in there", SIGN_IN_AGAIN),
    (50059, WrongTenant, "no tenant can be found for the account", TENANT),
    (
        50072,
        ConditionalAccess,
        "the account has to enrol for a second factor",
        POLICY,
    ),
    (
        50074,
        ConditionalAccess,
        "a second factor is needed and was not given",
        POLICY,
    ),
    (
        50076,
        ConditionalAccess,
        "a second factor is needed for this resource",
        POLICY,
    ),
    (
        50078,
        ConditionalAccess,
        "the second factor was given too long ago",
        POLICY,
    ),
    (
        50079,
        ConditionalAccess,
        "the account has to enrol for a second factor",
        POLICY,
    ),
    (50089, CodeExpired, "the sign-in took too long", SIGN_IN_AGAIN),
    (
        50097,
        ConditionalAccess,
        "the device has to authenticate itself",
        POLICY,
    ),
    (
        50105,
        Refused,
        "the account is not assigned to the application",
        "ask an administrator to assign it",
    ),
    (50126, Refused, "user name or password are wrong", SIGN_IN_AGAIN),
    (50128, WrongTenant, "the tenant has no such domain", TENANT),
    (
        50132,
        Refused,
        "the sign-in was revoked, or the password has changed since",
        SIGN_IN_AGAIN,
    ),
    (
        50133,
        Refused,
        "the sign-in was revoked, or the password has changed since",
        SIGN_IN_AGAIN,
    ),
    (50158, ConditionalAccess, "an external check was not passed", POLICY),
    (
        50173,
        Refused,
        "the sign-in was revoked, or the password has changed since",
        SIGN_IN_AGAIN,
    ),
    (
        50194,
        WrongTenant,
        "the application is of one tenant, and was used without it",
        TENANT,
    ),
    (
        53000,
        ConditionalAccess,
        "the device does not comply with the tenant's policy",
        POLICY,
    ),
    (
        53001,
        ConditionalAccess,
        "the device is not joined to the tenant's domain",
        POLICY,
    ),
    (
        53002,
        ConditionalAccess,
        "the tenant's policy does not approve of this application",
        "ask an administrator",
    ),
    (
        53003,
        ConditionalAccess,
        "a conditional access policy blocks this sign-in",
        POLICY,
    ),
    (
        53004,
        ConditionalAccess,
        "the account has to enrol for a second factor, which looks risky now",
        POLICY,
    ),
    (54005, CodeExpired, "the code was redeemed before", SIGN_IN_AGAIN),
    (
        65001,
        ConsentMissing,
        "nobody has consented to a permission that the program asks for",
        CONSENT,
    ),
    (
        65002,
        ConsentMissing,
        "Microsoft has not allowed its own application this permission",
        "use an application that is registered in the tenant",
    ),
    (
        65004,
        Declined,
        "consent was declined",
        "sign in again and accept, or ask for fewer permissions",
    ),
    (
        65005,
        Refused,
        "the application's registration does not list the permission",
        "add it to the registration, under API permissions",
    ),
    (70000, Refused, "the sign-in is no longer valid", SIGN_IN_AGAIN),
    (70008, CodeExpired, "the code or the sign-in has expired", SIGN_IN_AGAIN),
    (
        70011,
        Refused,
        "a scope is none of this resource",
        "check the names of the permissions, and the cloud",
    ),
    (70018, CodeExpired, "the code is not known", SIGN_IN_AGAIN),
    (70019, CodeExpired, "the code was not entered in time", SIGN_IN_AGAIN),
    (70020, CodeExpired, "the code was not entered in time", SIGN_IN_AGAIN),
    (
        70043,
        ConditionalAccess,
        "the tenant's policy wants a new sign-in after this time",
        SIGN_IN_AGAIN,
    ),
    (
        70044,
        ConditionalAccess,
        "the tenant's policy wants a new sign-in after this time",
        SIGN_IN_AGAIN,
    ),
    (90002, WrongTenant, "there is no such tenant in this cloud", TENANT),
    (
        90009,
        Refused,
        "the application asks for a token for itself by its name",
        "ask by its id",
    ),
    (90019, WrongTenant, "no tenant can be found for the account", TENANT),
    (90033, Unreachable, "the identity platform has a passing fault", LATER),
    (90055, Unreachable, "the tenant has too many requests", LATER),
    (
        90072,
        WrongTenant,
        "the account is of another tenant and no guest of this one",
        TENANT,
    ),
    (
        90094,
        ConsentMissing,
        "an administrator has to consent to a permission that the program asks for",
        CONSENT,
    ),
    (
        90095,
        ConsentMissing,
        "an administrator has to approve of the request for consent",
        CONSENT,
    ),
    (
        500011,
        WrongTenant,
        "the tenant does not have the resource, or the cloud is another",
        TENANT,
    ),
    (
        500113,
        ApplicationNotPublic,
        "the application has no redirect URI",
        REGISTRATION,
    ),
    (
        500121,
        ConditionalAccess,
        "the second factor was not accepted",
        SIGN_IN_AGAIN,
    ),
    (
        500133,
        ClockSkew,
        "something was signed for another time than now",
        "set this machine's clock, then sign in again",
    ),
    (
        501481,
        Refused,
        "the code was redeemed by another program than the one that asked for it",
        SIGN_IN_AGAIN,
    ),
    (
        530032,
        ConditionalAccess,
        "a security policy of the tenant blocks this sign-in",
        POLICY,
    ),
    (
        530033,
        ConditionalAccess,
        "a conditional access policy wants a registered device",
        POLICY,
    ),
    (
        530036,
        ConditionalAccess,
        "a conditional access policy blocks this way of signing in",
        POLICY,
    ),
    (
        650052,
        ConsentMissing,
        "the tenant has not subscribed to the resource",
        CONSENT,
    ),
    (
        650053,
        Refused,
        "the resource has no such permission",
        "check the names of the permissions",
    ),
    (
        650057,
        Refused,
        "the application's registration does not list the resource",
        "add its permissions to the registration, under API permissions",
    ),
    (700003, ConditionalAccess, "the device is no longer registered", POLICY),
    (
        700016,
        WrongTenant,
        "the tenant does not have this application",
        "check client id and tenant",
    ),
    (
        700024,
        ClockSkew,
        "something was signed for another time than now",
        "set this machine's clock, then sign in again",
    ),
    (
        700030,
        Refused,
        "the application's certificate is not valid",
        "check the application's registration",
    ),
    (
        700054,
        ApplicationNotPublic,
        "the application is not registered for this kind of response",
        REGISTRATION,
    ),
    (
        700082,
        CodeExpired,
        "the sign-in was not used for too long",
        SIGN_IN_AGAIN,
    ),
    (700084, CodeExpired, "the sign-in of a page has ended", SIGN_IN_AGAIN),
    (
        900023,
        WrongTenant,
        "this is neither a tenant's id nor one of its domains",
        TENANT,
    ),
    (
        7000112,
        Refused,
        "the application is disabled in this tenant",
        "ask an administrator to enable it",
    ),
    (
        7000218,
        ApplicationNotPublic,
        "the application is no public client",
        REGISTRATION,
    ),
    (
        9002313,
        Refused,
        "the request is not well formed",
        "check client id, tenant and scopes",
    ),
    (
        9002326,
        ApplicationNotPublic,
        "the redirect URI is registered for a page, not for a program",
        REGISTRATION,
    ),
    (
        9002327,
        ApplicationNotPublic,
        "the redirect URI is registered for a page, not for a program",
        REGISTRATION,
    ),
    (
        9002331,
        WrongTenant,
        "the application is for personal accounts alone",
        TENANT,
    ),
    (
        9002332,
        WrongTenant,
        "the application is for work and school accounts alone",
        TENANT,
    ),
    (
        9002346,
        WrongTenant,
        "the application is for personal accounts alone",
        TENANT,
    ),
];

/// What is known of a number.
pub(super) fn known(number: u32) -> Option<Known> {
    let row = KNOWN.binary_search_by_key(&number, |row| row.0).ok()?;
    let (_, failure, what, advice) = *KNOWN.get(row)?;
    Some(Known { failure, what, advice })
}

/// The number in a text of the platform's: `AADSTS65001: The user …`.
pub(super) fn number_in(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("AADSTS")?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sorted_and_known_by_their_words() {
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(known(65001).unwrap().failure, ConsentMissing);
        assert_eq!(known(7000218).unwrap().failure, ApplicationNotPublic);
        assert_eq!(known(1), None);
        for (number, _, what, advice) in KNOWN {
            for text in [what, advice] {
                assert!(!text.ends_with('.') && !text.contains("  "), "{number}: {text}");
            }
        }
    }

    #[test]
    fn the_number_is_found_in_the_text() {
        assert_eq!(number_in("AADSTS65001: The user or administrator"), Some(65001));
        assert_eq!(number_in("error: AADSTS50076"), Some(50076));
        for none in ["", "AADSTS", "AADSTSx1", "AADSTS99999999999999999999", "aadsts1"] {
            assert_eq!(number_in(none), None, "{none}");
        }
    }
}
