import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from 'roomcast-client';
import { useConnection, useRoom } from './use-room.js';

const client = connect({ url: 'ws://localhost:3000/ws', displayName: 'Ada' });

function Chat({ roomId }) {
  const { messages, members, error, publish } = useRoom(client, roomId);
  const [problem, setProblem] = useState();
  const { name } = useConnection(client);

  function send(event) {
    event.preventDefault();
    publish(event.target.elements.text.value).catch(setProblem);
    event.target.reset();
  }

  return (
    <section>
      <p id="state">
        {roomId}: {name}, {members.length} here
      </p>
      <ul>
        {messages.map(({ offset, user, content }) => (
          <li key={offset}>
            {user.username}: {content}
          </li>
        ))}
      </ul>
      {(error ?? problem) && <p role="alert">{(error ?? problem).message}</p>}
      <form onSubmit={send}>
        <input name="text" aria-label="Message" autoComplete="off" />
        <button>Send</button>
      </form>
    </section>
  );
}

function App() {
  const [roomId, setRoomId] = useState('lobby');
  return (
    <>
      <button onClick={() => setRoomId('kitchen')}>To the kitchen</button>
      <Chat roomId={roomId} />
    </>
  );
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
