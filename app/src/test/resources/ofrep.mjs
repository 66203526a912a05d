// Asks a running migration by the public OpenFeature client of Node.js: node ofrep.mjs URL TOKEN [TENANT…]
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';

const [url, token, ...tenants] = process.argv.slice(2);
await OpenFeature.setProviderAndWait(
  new OFREPProvider({ baseUrl: url, headers: [['Authorization', `Bearer ${token}`]] }));
const client = OpenFeature.getClient();
const said = [
  await client.getStringValue('bailey.owner', 'nobody'),
  await client.getBooleanValue('bailey.runs-here', false, { side: 'source' }),
  await client.getBooleanValue('bailey.runs-here', false, { side: 'target' }),
  (await client.getBooleanDetails('dark-mode', false)).errorCode,
];
for (const tenant of tenants) {
  said.push(tenant, await client.getStringValue('bailey.owner', 'nobody', { tenant }));
  said.push(await client.getBooleanValue('bailey.runs-here', false, { side: 'target', tenant }));
}
console.log(said.join(' '));
