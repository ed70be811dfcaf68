// Writes aibot_crypto.json anew: npm install @wecom/crypto, then node make_vectors.mjs > aibot_crypto.json
import { createRequire } from 'node:module';

const { decrypt, encrypt, getSignature } = createRequire(process.cwd() + '/')('@wecom/crypto');
const token = 'fakeBotToken';
const key = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8';
const [timestamp, nonce] = ['1795399200', '1597212914'];
const messages = [
  '{"msgtype":"text","text":{"content":"hello"}}',
  '{"msgid":"1","aibotid":"aib1","chattype":"group","chatid":"wr1","from":{"userid":"LiLei"},"msgtype":"text",' +
    '"text":{"content":"@小助手 记为变更 ACME"},"quote":{"msgtype":"text","text":{"content":"logo 再大一点 😀"}}}',
  'x'.repeat(12), // the padding is a whole block
  '1616140317555161061',
];
const vectors = messages.map((message, at) => {
  const encrypted = encrypt(key, message, '', Buffer.alloc(16, 65 + at));
  return { message, encrypted, signature: getSignature(token, timestamp, nonce, encrypted) };
});
// What another implementation sealed, on standard input as a JSON list, opened: for the test that has node.
if (process.argv[2] === 'open') {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  const opened = JSON.parse(text).map((one) => ({
    message: decrypt(key, one.encrypt).message,
    id: decrypt(key, one.encrypt).id,
    signature: getSignature(token, String(one.timestamp), one.nonce, one.encrypt),
  }));
  console.log(JSON.stringify(opened));
} else {
  console.log(JSON.stringify({ made_by: '@wecom/crypto 1.0.1', token, key, timestamp, nonce, vectors }, null, 1));
}
