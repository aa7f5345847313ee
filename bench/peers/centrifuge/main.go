// A server on the centrifuge library, Centrifugo's engine, set up as its README shows: clients may subscribe and publish
// to every channel, and all settings are the library's defaults.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/centrifugal/centrifuge"
)

// As Roomcast keeps by default: the last 1,000 messages of a room, for 7 days.
const (
	historySize = 1000
	historyTTL  = 7 * 24 * time.Hour
)

// As Centrifugo has it by default; the library's own default, 0, would wrap messages without making them smaller.
const deflateLevel = 1

func main() {
	port := flag.String("port", "8000", "port to listen on")
	history := flag.Bool("history", false, "keep a history, number messages and let clients recover")
	redis := flag.String("redis", "", "host:port of a Redis to run on; none: in memory")
	deflate := flag.Bool("deflate", false, "negotiate permessage-deflate")
	flag.Parse()

	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if *redis != "" {
		shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: *redis})
		if err != nil {
			log.Fatal(err)
		}
		broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{
			Shards: []*centrifuge.RedisShard{shard},
		})
		if err != nil {
			log.Fatal(err)
		}
		node.SetBroker(broker)
	}

	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
			reply(centrifuge.SubscribeReply{
				Options: centrifuge.SubscribeOptions{EnableRecovery: *history, EnablePositioning: *history},
			}, nil)
		})
		client.OnPublish(func(_ centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
			options := centrifuge.PublishOptions{}
			if *history {
				options.HistorySize = historySize
				options.HistoryTTL = historyTTL
			}
			reply(centrifuge.PublishReply{Options: options}, nil)
		})
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}

	websocket := centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		Compression:      *deflate,
		CompressionLevel: deflateLevel,
	})
	http.Handle("/connection/websocket", anonymous(websocket))
	log.Fatal(http.ListenAndServe(":"+*port, nil))
}

// anonymous lets everyone in without an account, as Roomcast does with guests.
func anonymous(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := centrifuge.SetCredentials(r.Context(), &centrifuge.Credentials{UserID: ""})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
