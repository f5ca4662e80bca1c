"""What is wrong with a call itself: its key, its address, its body."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from api.codes.kinds import ExplainedCode

CALLS: Mapping[str, ExplainedCode] = {
    "unauthenticated": ExplainedCode(
        _("No key was sent, or one that is revoked or unknown here."),
        _("Send “Authorization: Bearer …” with a key of this shop; make one if need be."),
        (401,),
    ),
    "scope_missing": ExplainedCode(
        _("The key is valid, but was not given the right that this call needs."),
        _("Make a key with the scope that “scope” names."),
        (403,),
    ),
    "not_found": ExplainedCode(
        _("There is no call at this address."),
        _("Compare the address with the list of calls; ids are written percent-encoded."),
        (404,),
    ),
    "unknown": ExplainedCode(
        _(
            "Nothing has been stated under this id, or it was removed; “kind” says what was"
            " looked for. For a code: it is none of this shop’s."
        ),
        _("State the customer, product or order first, then make the call again."),
        (404,),
    ),
    "method_not_allowed": ExplainedCode(
        _("There is such an address, but it does not take this method."),
        _("Use a method that the header “Allow” names."),
        (405,),
    ),
    "malformed_json": ExplainedCode(
        _("The body is not JSON in UTF-8."),
        _("Send JSON as RFC 8259 has it: no NaN, no comma at the end, no byte order mark."),
        (400,),
    ),
    "malformed_request": ExplainedCode(
        _("The request broke off, or its headers contradict each other."),
        _("Make the same call again."),
        (400,),
    ),
    "unsupported_charset": ExplainedCode(
        _("The body was announced in another charset than UTF-8."),
        _("Send “Content-Type: application/json” and UTF-8."),
        (415,),
    ),
    "body_too_large": ExplainedCode(
        _("A body holds at most 1 MiB."),
        _("Send fewer items in one batch."),
        (413,),
    ),
    "invalid": ExplainedCode(
        _("A value is missing, or cannot be what it says: “errors” names each field."),
        _("Correct the fields and make the call again. Nothing has been taken in."),
        (422,),
    ),
    "out_of_range": ExplainedCode(
        _("A number is too large to be kept."),
        _("Check the amounts and quantities; a real order does not have such numbers."),
        (422,),
    ),
    "idempotency_key_reused": ExplainedCode(
        _("This Idempotency-Key came with another call within the last day."),
        _("Draw a new key for each call; repeat one only with the same address and body."),
        (422,),
    ),
    "too_many_requests": ExplainedCode(
        _("The key has used up its requests of this minute."),
        _("Wait as many seconds as “Retry-After” says; state many facts with one batch."),
        (429,),
    ),
    "unavailable": ExplainedCode(
        _("The database did not answer. The call may or may not have been done."),
        _("Make the same call again after “Retry-After”: said twice, it counts once."),
        (503,),
    ),
    "unexpected": ExplainedCode(
        _("Something broke on our side. Nothing was taken in, and we have been told."),
        _("Make the call again later; write to us if it stays."),
        (500,),
    ),
}
