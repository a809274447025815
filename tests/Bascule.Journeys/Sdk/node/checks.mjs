// What every script here shares: where the gateway is, what is asked, and how a check is told to the test that runs the script.
import assert from 'node:assert/strict';

export const url = process.env.BASCULE_URL;
export const key = process.env.BASCULE_KEY;
export const provider = process.env.BASCULE_PROVIDER;
export const model = `${provider}/sandbox-frontier`;
export const limited = `limited-${provider}`;
export const wrongKey = 'bk-nobody-0123456789abcdef';
export const sum = 'What is 17 + 25?';
export const weather = 'Use get_weather for Paris.';
export const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
export const long = 'Write 5000 words.';
export { assert };

/** Runs the checks one after the other; each line says how one went. */
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`not ok ${name}: ${String(error?.stack ?? error).replaceAll('\n', ' | ')}`);
    }
  }
}

/** The call must fail with an error of the client's own class. */
export async function failsWith(kind, call, status) {
  const error = await call().then(() => assert.fail('it did not fail'), (failed) => failed);
  assert.ok(error instanceof kind, `${error?.name}: ${error?.message}`);
  assert.equal(error.status ?? error.statusCode ?? error.status_code, status, error.message);
}
