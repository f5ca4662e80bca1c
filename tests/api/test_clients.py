"""What is made of the document: a client in PHP, a collection for Postman, snippets."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from standardwebhooks.webhooks import Webhook as Signature

from api import actions as api_actions
from api.document.building import TAGS, document
from api.document.examples import recorded
from api.document.pages import documented_calls
from api.document.snippets import camel
from tests.api.conftest import Caller
from tests.api.php import php, run
from tests.factories import make_shop

__all__ = ["php"]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def client_file(tmp_path: Path) -> Path:
    answer = Caller(None).get("/client.php")
    assert answer["Content-Disposition"] == 'attachment; filename="LoyaltyClient.php"'
    assert answer["Content-Type"] == "text/plain"
    path = tmp_path / "LoyaltyClient.php"
    path.write_text(answer.text)
    return path


def script(client_file: Path, text: str) -> Path:
    path = client_file.with_name("script.php")
    path.write_text(f"<?php\nrequire __DIR__ . '/LoyaltyClient.php';\n{text}")
    return path


def test_the_client_has_a_method_for_every_call(client_file: Path) -> None:
    source = client_file.read_text()

    for methods in document()["paths"].values():
        for call in methods.values():
            assert source.count(f"function {camel(call['operationId'])}(") == 1


STORY = r"""
$loyalty = new LoyaltyClient('ADDRESS', 'TOKEN', 'fr');
$at = '2026-05-01T10:12:52+02:00';
$say = function ($value) { echo json_encode($value), "\n"; };
$zoe = ['first_name' => 'Zoé', 'email' => 'z@example.com', 'updated_at' => $at];
$say($loyalty->putCustomer('57/é', $zoe));
$line = ['id' => '1', 'product' => '3', 'quantity' => 2, 'unit_price' => '20.00'];
$order = ['customer' => '57/é', 'state' => 'paid', 'currency' => 'EUR',
    'placed_at' => $at, 'lines' => [$line], 'updated_at' => $at];
$say($loyalty->putOrder('46', $order, ['dry_run' => 'true'])['points']['granted']);
$say($loyalty->putOrder('46', $order)['points']['granted']);
$say($loyalty->getCustomer('57/é')['first_name']);
$say($loyalty->getAccount('57/é')['points']['available']);
$first = $loyalty->postConversion('57/é', [], 'key-1');
$say($first['voucher']['amount']);
$say($loyalty->postConversion('57/é', [], 'key-1') === $first);
$changes = $loyalty->getChanges(['types' => 'voucher.issued'])['items'];
$say($changes[0]['data']['code'] === $first['voucher']['code']);
$say($loyalty->deleteOrder('46'));
$tries = [
    function () use ($loyalty) { $loyalty->getAccount('999'); },
    function () use ($loyalty, $order) {
        $loyalty->putOrder('47', ['state' => 'payed'] + $order);
    },
    function () { (new LoyaltyClient('http://127.0.0.1:9', 'x'))->getTiers(); },
];
foreach ($tries as $try) {
    try {
        $try();
    } catch (LoyaltyProblem $problem) {
        $field = $problem->errors[0]['field'] ?? null;
        $say([$problem->status, $problem->problem, $field, $problem->isTemporary()]);
        $sentence = $problem->status === 404 ? $problem->getMessage() : '';
        $say($sentence);
    }
}
"""


@pytest.mark.django_db(transaction=True)
def test_a_shop_in_php_makes_its_calls_with_the_client(
    client_file: Path, php: str, live_server: LiveServer, clock: Any
) -> None:
    clock.move_to("2026-05-01T12:00:00+02:00")
    _key, token = api_actions.create_key(shop=make_shop(), name="PHP", now=timezone.now())
    text = STORY.replace("ADDRESS", live_server.url).replace("TOKEN", token)

    lines = [json.loads(each) for each in run(php, script(client_file, text)).splitlines()]

    assert lines == [
        {"changed": True, "stale": False},
        4,
        4,
        "Zoé",
        4,
        "2.00",
        True,
        True,
        None,
        [404, "unknown", None, False],
        "Aucun client n’est connu sous «\xa0999\xa0».",
        [422, "invalid", "state", False],
        "",
        [0, "no_answer", None, True],
        "",
    ]


SIGNATURES = r"""
$body = 'BODY';
$key = base64_decode(substr('SECRET', 6));
$headers = ['webhook-id' => 'evt_1', 'webhook-timestamp' => (string) time()];
$text = 'evt_1.' . $headers['webhook-timestamp'] . '.' . $body;
$signed = base64_encode(hash_hmac('sha256', $text, $key, true));
$headers['webhook-signature'] = 'v1,AAAA v1,' . $signed;
echo LoyaltyClient::verifyWebhook('SECRET', $headers, $body)['type'], "\n";
$old = ['webhook-timestamp' => 'TIME', 'webhook-signature' => 'OLD'] + $headers;
foreach ([[$headers, $body . ' '], [$old, $body], [[], $body]] as $wrong) {
    try {
        LoyaltyClient::verifyWebhook('SECRET', $wrong[0], $wrong[1]);
        echo "taken\n";
    } catch (LoyaltyProblem $problem) {
        echo $problem->problem, "\n";
    }
}
// It is its age that the old one is refused for: its signature is right.
$digest = hash_hmac('sha256', 'evt_1.TIME.' . $body, $key, true);
echo 'v1,' . base64_encode($digest) === 'OLD' ? 'same' : 'other';
"""


def test_the_client_checks_signatures_of_webhooks(client_file: Path, php: str) -> None:
    body = '{"id":"evt_1","type":"points.changed"}'
    now = timezone.now()
    text = SIGNATURES.replace("BODY", body).replace("SECRET", SECRET)
    text = text.replace("TIME", str(int(now.timestamp())))
    text = text.replace("OLD", Signature(SECRET).sign("evt_1", now, body))

    assert run(php, script(client_file, text)).split() == [
        "points.changed",
        "signature",
        "signature",
        "signature",
        "same",
    ]


def test_the_collection_has_every_call_in_the_folder_of_its_tag() -> None:
    found = Caller(None).get("/postman.json").json()

    assert [folder["name"] for folder in found["item"]] == list(TAGS)
    items = [item for folder in found["item"] for item in folder["item"]]
    assert len(items) == sum(len(each) for each in document()["paths"].values())
    answers = [told for item in items for told in item["response"]]
    assert len(answers) == sum(
        "answer" in each
        for statuses in recorded()["calls"].values()
        for told in statuses.values()
        for each in told
    )
    for item in items:
        url = item["request"]["url"]
        assert url["raw"].startswith("{{address}}/api/v1/")
        assert not {"{id}", "{code}"} & set(url["path"])


@pytest.mark.parametrize("call", documented_calls(), ids=lambda call: call.anchor)
def test_every_call_has_a_snippet_in_four_languages(call: Any, tmp_path: Path) -> None:
    texts = dict(call.snippets)

    assert list(texts) == ["curl", "PHP", "Python", "JavaScript"]
    compile(texts["Python"], "snippet", "exec")


def test_the_snippets_in_php_can_be_read_by_php(php: str, tmp_path: Path) -> None:
    path = tmp_path / "snippets.php"
    bodies = "\n".join(
        f"function {call.anchor}() {{\n{dict(call.snippets)['PHP']}\n}}"
        for call in documented_calls()
    )
    path.write_text(f"<?php\n{bodies}")

    subprocess.run([php, "-l", str(path)], check=True, capture_output=True)  # noqa: S603


@pytest.mark.django_db
def test_a_snippet_in_curl_says_what_the_example_says() -> None:
    [call] = [each for each in documented_calls() if each.anchor == "put_order"]
    shown = recorded()["calls"]["put_order"]["201"][0]
    text = dict(call.snippets)["curl"]

    assert text.startswith(
        "curl --request PUT 'http://localhost:8000/api/v1/orders/46' \\\n"
    )
    assert json.loads(text.partition("--data '")[2].removesuffix("'")) == shown["body"]
