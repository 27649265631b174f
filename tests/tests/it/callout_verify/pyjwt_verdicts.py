"""What PyJWT says of tokens. Reads JSON from standard input (oracle.rs has its members), writes verdicts.

The words are those of CallerFailure::name. What PyJWT does not know (the tenant's id, the application, roles, users) is
checked below by the rules that callout::verify states, on the claims that PyJWT has verified.
"""

import datetime
import json
import sys

import jwt
import jwt.api_jwt
from jwt import exceptions

given = json.load(sys.stdin)


class Clock(datetime.datetime):
    """The clock of the tokens."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(given["now"], tz)


jwt.api_jwt.datetime = Clock

ISSUERS = {
    f"https://sts.windows.net/{given['tenant']}/": "appid",
    f"https://login.microsoftonline.com/{given['tenant']}/v2.0": "azp",
}
KEYS = {key.key_id: key for key in jwt.PyJWKSet.from_dict(given["keys"]).keys}


def claims_of(token):
    header = jwt.get_unverified_header(token)
    if header.get("alg") != "RS256":
        # PyJWT refuses it by itself, with any key.
        key = KEYS["first"]
    elif header.get("kid") not in KEYS:
        return "unknown_key"
    else:
        key = KEYS[header["kid"]]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=given["audiences"],
        issuer=list(ISSUERS),
        leeway=given["leeway"],
        options={"require": ["exp", "iss", "aud"]},
    )


def reason_of(error):
    words = str(error)
    match error:
        case jwt.InvalidSignatureError():
            return "signature"
        case jwt.InvalidAlgorithmError():
            return "algorithm"
        case jwt.MissingRequiredClaimError():
            return "missing_claim"
        case jwt.ExpiredSignatureError():
            return "expired"
        case jwt.ImmatureSignatureError():
            return "issued_in_future" if "iat" in words else "not_yet_valid"
        case jwt.InvalidIssuerError():
            return "invalid_claim" if "must be a string" in words else "other_tenant"
        case jwt.InvalidAudienceError():
            return "invalid_claim" if "claim format" in words else "audience"
        case jwt.InvalidIssuedAtError() | exceptions.InvalidSubjectError() | exceptions.InvalidJTIError():
            return "invalid_claim"
        case jwt.DecodeError() if "must be an integer" in words:
            return "invalid_claim"
        case jwt.InvalidTokenError() if "crit" in words.lower():
            return "critical_header"
        case jwt.InvalidTokenError():
            return "malformed"
    raise error


def of_our_own(claims):
    tenant = claims.get("tid")
    if "tid" in claims and not isinstance(tenant, str):
        return "invalid_claim"
    if tenant is not None and tenant.lower() != given["tenant"]:
        return "other_tenant"
    if "scp" in claims or claims.get("idtyp", "app") != "app":
        return "user_token"
    application = claims.get(ISSUERS[claims["iss"]])
    if application is None:
        return "missing_claim"
    if not isinstance(application, str):
        return "invalid_claim"
    if application.lower() not in given["applications"]:
        return "other_application"
    roles = claims.get("roles")
    if roles is None:
        roles = []
    if isinstance(roles, str):
        roles = [roles]
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        return "invalid_claim"
    if not set(roles) & set(given["roles"]):
        return "missing_role"
    return "accepted"


def verdict(token):
    try:
        claims = claims_of(token)
    except jwt.PyJWTError as error:
        return reason_of(error)
    return claims if isinstance(claims, str) else of_our_own(claims)


verdicts = {name: verdict(token) for name, token in given["tokens"].items()}
json.dump({"pyjwt": jwt.__version__, "verdicts": verdicts}, sys.stdout)
