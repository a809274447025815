import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { assert, city, failsWith, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

// One client for several dialects: the last word says which.
const speak = {
  'openai-chat': (apiKey) => createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat,
  'openai-responses': (apiKey) => createOpenAI({ baseURL: `${url}/v1`, apiKey }).responses,
  anthropic: (apiKey) => createAnthropic({ baseURL: `${url}/v1`, apiKey }),
  gemini: (apiKey) => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey }),
}[process.env.BASCULE_DIALECT];
const ask = (prompt, { name = model, apiKey = key, ...more } = {}) => ({ model: speak(apiKey)(name), prompt, maxRetries: 0, maxOutputTokens: 8000, ...more });
const tools = { get_weather: tool({ description: 'The weather in a city.', inputSchema: jsonSchema(city), execute: async () => 'sunny' }) };

await run({
  async text() {
    const answer = await generateText(ask(sum));
    assert.match(answer.text, /42/);
    assert.ok(answer.usage.inputTokens > 0);
  },
  async stream() {
    const answer = streamText(ask(sum));
    let text = '';
    for await (const piece of answer.textStream) {
      text += piece;
    }
    assert.match(text, /42/);
    assert.equal(await answer.finishReason, 'stop');
  },
  async tools() {
    const answer = await generateText(ask(weather, { tools, stopWhen: stepCountIs(3) }));
    assert.equal(answer.steps.length, 2);
    assert.match(answer.text, /sunny/);
  },
  async schema() {
    const answer = await generateText(ask('Extract the city: trams in Lyon.', { output: Output.object({ schema: jsonSchema(city) }) }));
    assert.equal(typeof answer.output.city, 'string');
  },
  async unauthorized() {
    await failsWith(APICallError, () => generateText(ask(sum, { apiKey: wrongKey })), 401);
  },
  async unknown() {
    await failsWith(APICallError, () => generateText(ask(sum, { name: 'no-such-model' })), 404);
  },
  async limited() {
    await failsWith(APICallError, () => generateText(ask(sum, { name: limited })), 429);
  },
  async abort() {
    const abort = new AbortController();
    let aborted = false;
    const answer = streamText(ask(long, { abortSignal: abort.signal, onAbort: () => { aborted = true; } }));
    for await (const piece of answer.textStream) {
      assert.ok(piece.length > 0);
      abort.abort();
    }
    assert.ok(aborted);
  },
});
