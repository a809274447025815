import { Ollama } from 'ollama';
import { assert, city, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

const client = (apiKey = key) => new Ollama({ host: url, headers: { authorization: `Bearer ${apiKey}` } });
const ollama = client();
const ask = (content, more = {}) => ({ model, messages: [{ role: 'user', content }], ...more });
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather in a city.', parameters: city } }];

/** The client does not give its class of errors away. */
async function failsWith(call, status) {
  const error = await call().then(() => assert.fail('it did not fail'), (failed) => failed);
  assert.equal(error.name, 'ResponseError', error.message);
  assert.equal(error.status_code, status, error.message);
}

await run({
  async text() {
    const answer = await ollama.chat(ask(sum));
    assert.match(answer.message.content, /42/);
    assert.ok(answer.prompt_eval_count > 0);
  },
  async stream() {
    let text = '';
    let last = null;
    for await (const chunk of await ollama.chat(ask(sum, { stream: true }))) {
      text += chunk.message.content;
      last = chunk;
    }
    assert.match(text, /42/);
    assert.ok(last.done);
    assert.equal(last.done_reason, 'stop');
  },
  async tools() {
    const first = await ollama.chat(ask(weather, { tools }));
    const [call] = first.message.tool_calls;
    assert.equal(call.function.arguments.city, 'Paris');
    const messages = [{ role: 'user', content: weather }, first.message, { role: 'tool', tool_name: call.function.name, content: 'sunny' }];
    assert.match((await ollama.chat({ model, messages, tools })).message.content, /sunny/);
  },
  async schema() {
    const answer = await ollama.chat(ask('Extract the city: trams in Lyon.', { format: city }));
    assert.equal(typeof JSON.parse(answer.message.content).city, 'string');
  },
  async unauthorized() {
    await failsWith(() => client(wrongKey).chat(ask(sum)), 401);
  },
  async unknown() {
    await failsWith(() => ollama.chat(ask(sum, { model: 'no-such-model' })), 404);
  },
  async limited() {
    await failsWith(() => ollama.chat(ask(sum, { model: limited })), 429);
  },
  async abort() {
    const stream = await ollama.chat(ask(long, { stream: true }));
    await assert.rejects(async () => {
      for await (const chunk of stream) {
        assert.ok(chunk.message);
        stream.abort();
      }
    }, { name: 'AbortError' });
  },
});
