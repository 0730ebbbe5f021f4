// What a resolver of sessions in Redis is without more: net/http, go-redis and encoding/json. It looks up the session of
// each request and answers with its user. main LISTEN REDIS
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/redis/go-redis/v9"
)

type session struct {
	UserID    string   `json:"user_id"`
	Roles     []string `json:"roles"`
	Amr       []string `json:"amr"`
	ExpiresAt int64    `json:"expires_at"`
}

func main() {
	client := redis.NewClient(&redis.Options{Addr: os.Args[2], Protocol: 2})
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		cookie, err := request.Cookie("session")
		if err != nil {
			answer.WriteHeader(http.StatusUnauthorized)
			return
		}
		digest := sha256.Sum256([]byte(cookie.Value))
		id := base64.RawURLEncoding.EncodeToString(digest[:])
		// The record and its idle expiry, as Postern asks for them.
		pipeline := client.Pipeline()
		record := pipeline.Get(request.Context(), "postern:session:{"+id+"}")
		idle := pipeline.PExpireTime(request.Context(), "postern:idle:{"+id+"}")
		if _, err = pipeline.Exec(request.Context()); err != nil && !errors.Is(err, redis.Nil) {
			answer.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var found session
		if record.Err() != nil || idle.Val() < 0 || json.Unmarshal([]byte(record.Val()), &found) != nil {
			answer.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer.Header().Set("X-Authgear-Session-Valid", "true")
		answer.Header().Set("X-Authgear-User-Id", found.UserID)
		answer.Header().Set("X-Authgear-User-Roles", strings.Join(found.Roles, ","))
		answer.Header().Set("X-Authgear-Session-Amr", strings.Join(found.Amr, " "))
		answer.Header().Set("Cache-Control", "no-store")
	})
	log.Fatal(http.ListenAndServe(os.Args[1], nil))
}
