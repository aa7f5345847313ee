import java.net.URI;
import java.util.Scanner;

import dev.roomcast.client.Message;
import dev.roomcast.client.RoomListener;
import dev.roomcast.client.RoomcastClient;

/** Says in the room "lobby" what is typed, and prints what others say: kill the server, write, and start it again. */
public class JavaClient {

    public static void main(String[] args) {
        URI address = URI.create(args.length > 0 ? args[0] : "ws://localhost:3000/ws");
        try (RoomcastClient client = RoomcastClient.builder(address).displayName("Ada").connect();
                Scanner lines = new Scanner(System.in)) {
            var lobby = client.room("lobby");
            lobby.addListener(new RoomListener() {
                @Override
                public void message(Message message) {
                    System.out.println(message.user().username() + ": " + message.content());
                }

                @Override
                public void recovered(String roomId, boolean recovered, String epoch) {
                    System.out.println(recovered ? "Back, and nothing is lost." : "Back; some messages are lost.");
                }
            });
            lobby.join().join();
            while (lines.hasNextLine()) {
                lobby.publish(lines.nextLine())
                        .thenAccept(ack -> System.out.println("stored at " + ack.position().offset()))
                        .join();
            }
        }
    }
}
