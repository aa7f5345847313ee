// Publishes a message, and tries again until it is known to be stored; the messageId keeps it from being stored twice.
//
//	JWT_SECRET=… go run publish.go http://localhost:3000 team-blue '{"order": 4711}' order-4711-shipped
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

func token(secret, userID, role string) string {
	part := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"userId":%q,"roles":[%q],"exp":%d}`, userID, role, time.Now().Add(time.Hour).Unix())
	signed := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(claims))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + part(mac.Sum(nil))
}

func publish(server, bearer, room string, content json.RawMessage, messageID string) (string, error) {
	client := http.Client{Timeout: 5 * time.Second}
	body, err := json.Marshal(map[string]any{"content": content, "messageId": messageID})
	for attempt := 0; attempt < 8 && err == nil; attempt++ {
		wait := min(100*time.Millisecond<<attempt, 5*time.Second)
		request, _ := http.NewRequest("POST", server+"/api/rooms/"+url.PathEscape(room)+"/messages", bytes.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+bearer)
		request.Header.Set("Content-Type", "application/json")
		if answer, failure := client.Do(request); failure == nil { // without an answer it may be stored, or not
			text, unread := io.ReadAll(answer.Body)
			answer.Body.Close()
			if answer.StatusCode == http.StatusCreated && unread == nil {
				return string(text), nil
			}
			if answer.StatusCode/100 == 4 && answer.StatusCode != http.StatusTooManyRequests {
				return "", fmt.Errorf("refused: %s", text)
			}
			if seconds, missing := strconv.Atoi(answer.Header.Get("Retry-After")); missing == nil {
				wait = time.Duration(seconds) * time.Second
			}
		}
		time.Sleep(wait)
	}
	return "", fmt.Errorf("not known to be stored, try again later with the same messageId: %v", err)
}

func main() {
	bearer := token(os.Getenv("JWT_SECRET"), "shop", "service")
	receipt, err := publish(os.Args[1], bearer, os.Args[2], json.RawMessage(os.Args[3]), os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(receipt)
}
