import { createApp, ref } from 'vue';
import { connect } from 'roomcast-client';
import { useConnection, useRoom } from './use-room.js';

const client = connect({ url: 'ws://localhost:3000/ws', displayName: 'Ada' });

const App = {
  setup() {
    const roomId = ref('lobby');
    const room = useRoom(client, roomId);
    const problem = ref();

    function send({ target }) {
      room.publish(target.elements.text.value).catch((error) => (problem.value = error));
      target.reset();
    }

    return { roomId, problem, send, state: useConnection(client), ...room };
  },
  template: `
    <button @click="roomId = 'kitchen'">To the kitchen</button>
    <p id="state">{{ roomId }}: {{ state.name }}, {{ members.length }} here</p>
    <ul>
      <li v-for="{ offset, user, content } of messages" :key="offset">{{ user.username }}: {{ content }}</li>
    </ul>
    <p v-if="error ?? problem" role="alert">{{ (error ?? problem).message }}</p>
    <form @submit.prevent="send">
      <input name="text" aria-label="Message" autocomplete="off">
      <button>Send</button>
    </form>
  `,
};

createApp(App).mount('#app');
