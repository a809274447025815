import OpenAI from 'openai';
import { assert, city, failsWith, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

const client = (apiKey = key) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const openai = client();
const ask = (input, more = {}) => ({ model, input, store: false, ...more });
const tools = [{ type: 'function', name: 'get_weather', description: 'The weather in a city.', parameters: city, strict: true }];

await run({
  async text() {
    const answer = await openai.responses.create(ask(sum));
    assert.match(answer.output_text, /42/);
    assert.equal(answer.status, 'completed');
    assert.ok(answer.usage.input_tokens > 0);
  },
  async stream() {
    let text = '';
    let final = null;
    for await (const event of await openai.responses.create(ask(sum, { stream: true }))) {
      text += event.type === 'response.output_text.delta' ? event.delta : '';
      final = event.type === 'response.completed' ? event.response : final;
    }
    assert.match(text, /42/);
    assert.equal(final.output_text ?? text, text);
  },
  async tools() {
    const first = await openai.responses.create(ask(weather, { tools }));
    const call = first.output.find((item) => item.type === 'function_call');
    assert.equal(JSON.parse(call.arguments).city, 'Paris');
    const input = [{ role: 'user', content: weather }, ...first.output, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' }];
    const second = await openai.responses.create(ask(input, { tools }));
    assert.match(second.output_text, /sunny/);
  },
  async schema() {
    const answer = await openai.responses.parse(ask('Extract the city: trams in Lyon.', {
      text: { format: { type: 'json_schema', name: 'place', strict: true, schema: city } },
    }));
    assert.equal(typeof JSON.parse(answer.output_text).city, 'string');
  },
  async unauthorized() {
    await failsWith(OpenAI.AuthenticationError, () => client(wrongKey).responses.create(ask(sum)), 401);
  },
  async unknown() {
    await failsWith(OpenAI.NotFoundError, () => openai.responses.create(ask(sum, { model: 'no-such-model' })), 404);
  },
  async limited() {
    await failsWith(OpenAI.RateLimitError, () => openai.responses.create(ask(sum, { model: limited })), 429);
  },
  async abort() {
    const stream = await openai.responses.create(ask(long, { stream: true }));
    for await (const event of stream) {
      assert.ok(event.type);
      break;
    }
    assert.ok(stream.controller.signal.aborted);
  },
});
