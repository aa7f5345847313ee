<?php
// Publishes a message, and tries again until it is known to be stored; the messageId keeps it from being stored twice.
//
// JWT_SECRET=… php publish.php http://localhost:3000 team-blue '{"order": 4711}' order-4711-shipped

function token(string $secret, string $userId, array $roles, int $seconds = 3600): string
{
    $part = fn(string $value) => rtrim(strtr(base64_encode($value), '+/', '-_'), '=');
    $claims = ['userId' => $userId, 'roles' => $roles, 'exp' => time() + $seconds];
    $signed = $part('{"alg":"HS256","typ":"JWT"}') . '.' . $part(json_encode($claims));
    return $signed . '.' . $part(hash_hmac('sha256', $signed, $secret, true));
}

function publish(string $url, string $bearer, string $room, mixed $content, string $messageId, int $tries = 8): string
{
    $request = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ["Authorization: Bearer $bearer", 'Content-Type: application/json'],
        'content' => json_encode(['content' => $content, 'messageId' => $messageId]),
        'timeout' => 5,
        'ignore_errors' => true,
    ]]);
    for ($attempt = 0; $attempt < $tries; $attempt++) {
        $http_response_header = [];
        $seconds = min(0.1 * 2 ** $attempt, 5);
        $answer = @file_get_contents("$url/api/rooms/" . rawurlencode($room) . '/messages', false, $request);
        $status = (int) substr($http_response_header[0] ?? '', 9, 3);
        if ($answer !== false && $status === 201) return $answer;
        if ($status !== 0 && $status !== 429 && $status !== 503) throw new RuntimeException($answer);
        foreach ($http_response_header as $header) {
            if (stripos($header, 'Retry-After: ') === 0) $seconds = (float) substr($header, 13);
        }
        usleep((int) (1e6 * $seconds));
    }
    throw new RuntimeException('not known to be stored: try again later with the same messageId');
}

[, $url, $room, $content, $messageId] = $argv;
echo publish($url, token(getenv('JWT_SECRET'), 'shop', ['service']), $room, json_decode($content), $messageId), "\n";
