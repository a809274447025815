import Anthropic from '@anthropic-ai/sdk';
import { assert, city, failsWith, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

const client = (apiKey = key) => new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
const anthropic = client();
const ask = (content, more = {}) => ({ model, max_tokens: 1000, messages: [{ role: 'user', content }], ...more });
const tools = [{ name: 'get_weather', description: 'The weather in a city.', input_schema: city }];
const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

await run({
  async text() {
    const answer = await anthropic.messages.create(ask(sum));
    assert.match(textOf(answer), /42/);
    assert.ok(answer.usage.input_tokens > 0);
  },
  async stream() {
    const final = await anthropic.messages.stream(ask(sum)).finalMessage();
    assert.match(textOf(final), /42/);
    assert.equal(final.stop_reason, 'end_turn');
    assert.ok(final.usage.output_tokens > 0);
  },
  async tools() {
    const first = await anthropic.messages.create(ask(weather, { tools }));
    const call = first.content.find((block) => block.type === 'tool_use');
    assert.equal(call.input.city, 'Paris');
    const messages = [
      { role: 'user', content: weather },
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'sunny' }] },
    ];
    assert.match(textOf(await anthropic.messages.create({ model, max_tokens: 1000, messages, tools })), /sunny/);
  },
  async schema() {
    const answer = await anthropic.messages.create(ask('Extract the city: trams in Lyon.', { output_config: { format: { type: 'json_schema', schema: city } } }));
    assert.equal(typeof JSON.parse(textOf(answer)).city, 'string');
  },
  async unauthorized() {
    await failsWith(Anthropic.AuthenticationError, () => client(wrongKey).messages.create(ask(sum)), 401);
  },
  async unknown() {
    await failsWith(Anthropic.NotFoundError, () => anthropic.messages.create(ask(sum, { model: 'no-such-model' })), 404);
  },
  async limited() {
    await failsWith(Anthropic.RateLimitError, () => anthropic.messages.create(ask(sum, { model: limited })), 429);
  },
  async abort() {
    const stream = anthropic.messages.stream(ask(long));
    stream.on('text', () => stream.abort());
    await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);
  },
});
