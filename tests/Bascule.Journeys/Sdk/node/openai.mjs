import OpenAI from 'openai';
import { assert, city, failsWith, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

const client = (apiKey = key) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const openai = client();
const ask = (content, more = {}) => ({ model, messages: [{ role: 'user', content }], ...more });
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather in a city.', parameters: city } }];

await run({
  async text() {
    const answer = await openai.chat.completions.create(ask(sum));
    assert.match(answer.choices[0].message.content, /42/);
    assert.ok(answer.usage.prompt_tokens > 0);
  },
  async stream() {
    const stream = openai.chat.completions.stream(ask(sum, { stream_options: { include_usage: true } }));
    const final = await stream.finalChatCompletion();
    assert.match(final.choices[0].message.content, /42/);
    assert.equal(final.choices[0].finish_reason, 'stop');
    assert.ok(final.usage.completion_tokens > 0);
  },
  async tools() {
    const first = await openai.chat.completions.create(ask(weather, { tools }));
    const [call] = first.choices[0].message.tool_calls;
    assert.equal(JSON.parse(call.function.arguments).city, 'Paris');
    const messages = [{ role: 'user', content: weather }, first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sunny' }];
    const second = await openai.chat.completions.create({ model, messages, tools });
    assert.match(second.choices[0].message.content, /sunny/);
  },
  async schema() {
    const answer = await openai.chat.completions.parse(ask('Extract the city: trams in Lyon.', {
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: city } },
    }));
    assert.equal(typeof JSON.parse(answer.choices[0].message.content).city, 'string');
  },
  async unauthorized() {
    await failsWith(OpenAI.AuthenticationError, () => client(wrongKey).chat.completions.create(ask(sum)), 401);
  },
  async unknown() {
    await failsWith(OpenAI.NotFoundError, () => openai.chat.completions.create(ask(sum, { model: 'no-such-model' })), 404);
  },
  async limited() {
    await failsWith(OpenAI.RateLimitError, () => openai.chat.completions.create(ask(sum, { model: limited })), 429);
  },
  async abort() {
    const stream = await openai.chat.completions.create(ask(long, { stream: true }));
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      break;
    }
    assert.ok(stream.controller.signal.aborted);
  },
});
