<?php
/**
 * Client of the loyalty programme's HTTP API, version 1. PHP 7.4 or newer, with curl and json.
 *
 * Made from the API's own document: do not edit it, fetch it anew from /api/v1/client.php.
 *
 *     $loyalty = new LoyaltyClient('https://fidelite.example', $key);
 *     $loyalty->putOrder('46', ['customer' => '57', 'state' => 'paid', …]);
 */

/** The programme said no. `getMessage()` is a sentence for people. */
class LoyaltyProblem extends RuntimeException
{
    /** @var int status of HTTP */
    public $status;
    /** @var string stable: what to program against */
    public $problem;
    /** @var array[] fields that cannot be taken: field, message */
    public $errors;
    /** @var array the whole problem document */
    public $document;

    public function __construct(int $status, array $document)
    {
        parent::__construct($document['detail'] ?? 'HTTP ' . $status, $status);
        $this->status = $status;
        $this->problem = $document['code'] ?? '';
        $this->errors = $document['errors'] ?? [];
        $this->document = $document;
    }

    /** Whether the same call may go well later: 429, or nobody was there. */
    public function isTemporary(): bool
    {
        return $this->status === 0 || $this->status === 429 || $this->status >= 500;
    }
}

class LoyaltyClient
{
    private $address;
    private $key;
    private $language;
    private $seconds;

    /**
     * @param string $address where the programme runs, without /api/v1
     * @param string $language of sentences meant for customers
     * @param float $seconds that an answer may take; a shop goes on selling without one
     */
    public function __construct(
        string $address,
        string $key,
        string $language = 'en',
        float $seconds = 5.0
    ) {
        $this->address = rtrim($address, '/');
        $this->key = $key;
        $this->language = $language;
        $this->seconds = $seconds;
    }
{% for method in methods %}
    /**
{{ method.comment }}
     *
     * @throws LoyaltyProblem
     */
    public function {{ method.name }}({{ method.signature }}): ?array
    {
        return $this->request({{ method.arguments }});
    }
{% endfor %}
    /**
     * Make any call.
     *
     * @throws LoyaltyProblem with status 0 where there was no answer: repeat the call later
     */
    public function request(
        string $method,
        string $path,
        ?array $body = null,
        array $query = [],
        ?string $idempotencyKey = null
    ): ?array {
        $headers = [
            'Authorization: Bearer ' . $this->key,
            'Accept-Language: ' . $this->language,
            'Content-Type: application/json',
        ];
        if ($idempotencyKey !== null) {
            $headers[] = 'Idempotency-Key: ' . $idempotencyKey;
        }
        $url = $this->address . '/api/v1' . $path;
        if ($query) {
            $url .= '?' . http_build_query($query);
        }
        $handle = curl_init($url);
        curl_setopt_array($handle, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_CONNECTTIMEOUT_MS => (int) min(2000, $this->seconds * 1000),
            CURLOPT_TIMEOUT_MS => (int) ($this->seconds * 1000),
        ]);
        if ($body !== null) {
            curl_setopt($handle, CURLOPT_POSTFIELDS, self::json($body));
        }
        $text = curl_exec($handle);
        $status = (int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        $reason = curl_error($handle);
        unset($handle);
        if ($text === false) {
            throw new LoyaltyProblem(0, ['detail' => $reason, 'code' => 'no_answer']);
        }
        $answer = $text === '' ? null : json_decode($text, true);
        if ($status >= 300 || ($text !== '' && !is_array($answer))) {
            throw new LoyaltyProblem($status, is_array($answer) ? $answer : []);
        }
        return $answer;
    }

    /**
     * Check a webhook that was received, as Standard Webhooks has it.
     *
     * @param string $secret whsec_…, told when the webhook was made
     * @param array $headers by their names in small letters
     * @param string $body the raw body, before anything has read it
     * @return array the event
     * @throws LoyaltyProblem where it is not ours, or older than five minutes
     */
    public static function verifyWebhook(string $secret, array $headers, string $body): array
    {
        $id = $headers['webhook-id'] ?? '';
        $time = $headers['webhook-timestamp'] ?? '';
        $key = base64_decode(substr($secret, strlen('whsec_')));
        $digest = hash_hmac('sha256', $id . '.' . $time . '.' . $body, $key, true);
        $expected = 'v1,' . base64_encode($digest);
        $fresh = ctype_digit($time) && abs(time() - (int) $time) <= 300;
        foreach (explode(' ', $headers['webhook-signature'] ?? '') as $signature) {
            if ($fresh && hash_equals($expected, $signature)) {
                return json_decode($body, true);
            }
        }
        throw new LoyaltyProblem(401, ['detail' => 'Not a webhook of ours.', 'code' => 'signature']);
    }

    private static function json(array $body): string
    {
        $flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;
        return $body === [] ? '{}' : json_encode($body, $flags);
    }
}
