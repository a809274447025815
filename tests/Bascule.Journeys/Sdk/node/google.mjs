import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import { assert, city, failsWith, key, limited, long, model, run, sum, url, weather, wrongKey } from './checks.mjs';

const client = (apiKey = key) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });
const google = client();
const tools = [{ functionDeclarations: [{ name: 'get_weather', description: 'The weather in a city.', parametersJsonSchema: city }] }];

await run({
  async text() {
    const answer = await google.models.generateContent({ model, contents: sum });
    assert.match(answer.text, /42/);
    assert.ok(answer.usageMetadata.promptTokenCount > 0);
  },
  async stream() {
    let text = '';
    let last = null;
    for await (const chunk of await google.models.generateContentStream({ model, contents: sum })) {
      text += chunk.text ?? '';
      last = chunk;
    }
    assert.match(text, /42/);
    assert.equal(last.candidates[0].finishReason, 'STOP');
  },
  async tools() {
    const config = { tools, toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } } };
    const first = await google.models.generateContent({ model, contents: weather, config });
    const [call] = first.functionCalls;
    assert.equal(call.args.city, 'Paris');
    const contents = [
      { role: 'user', parts: [{ text: weather }] },
      first.candidates[0].content,
      { role: 'user', parts: [{ functionResponse: { id: call.id, name: call.name, response: { output: 'sunny' } } }] },
    ];
    assert.match((await google.models.generateContent({ model, contents, config })).text, /sunny/);
  },
  async schema() {
    const config = { responseMimeType: 'application/json', responseJsonSchema: city };
    const answer = await google.models.generateContent({ model, contents: 'Extract the city: trams in Lyon.', config });
    assert.equal(typeof JSON.parse(answer.text).city, 'string');
  },
  async unauthorized() {
    await failsWith(ApiError, () => client(wrongKey).models.generateContent({ model, contents: sum }), 401);
  },
  async unknown() {
    await failsWith(ApiError, () => google.models.generateContent({ model: 'no-such-model', contents: sum }), 404);
  },
  async limited() {
    await failsWith(ApiError, () => google.models.generateContent({ model: limited, contents: sum }), 429);
  },
  async abort() {
    const abort = new AbortController();
    const stream = await google.models.generateContentStream({ model, contents: long, config: { abortSignal: abort.signal } });
    await assert.rejects(async () => {
      for await (const chunk of stream) {
        assert.ok(chunk.candidates);
        abort.abort();
      }
    });
  },
});
