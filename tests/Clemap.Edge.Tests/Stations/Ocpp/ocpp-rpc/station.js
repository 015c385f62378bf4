// A station on the library ocpp-rpc, which checks each message of both ends against the schemas of OCPP 1.6J ("strict mode").
// Usage: node station.js URL IDENTITY PASSWORD. Writes one line of JSON for each command that it took, and "done".
const { RPCClient } = require('ocpp-rpc');

const [url, identity, password] = process.argv.slice(2);
const client = new RPCClient({ endpoint: url, identity, password, protocols: ['ocpp1.6'], strictMode: true, reconnect: false });
const say = (name, value) => console.log(JSON.stringify([name, value]));
const now = () => new Date().toISOString();
let ordered;
const order = new Promise(resolve => { ordered = resolve; });

client.on('strictValidationFailure', event => say('violation', `${event.method}: ${event.error}`));
client.handle('GetConfiguration', () => ({ configurationKey: [
  { key: 'ChargeProfileMaxStackLevel', readonly: true, value: '4' },
  { key: 'ChargingScheduleAllowedChargingRateUnit', readonly: true, value: 'Current,Power' }] }));
client.handle('ChangeConfiguration', ({ params }) => { say('ChangeConfiguration', params); return { status: 'Accepted' }; });
client.handle('TriggerMessage', () => ({ status: 'Accepted' }));
client.handle('ClearChargingProfile', () => ({ status: 'Unknown' }));
client.handle('GetCompositeSchedule', () => ({ status: 'Rejected' }));
client.handle('SetChargingProfile', ({ params }) => {
  say('SetChargingProfile', params);
  if (params.csChargingProfiles.validTo) ordered();
  return { status: 'Accepted' };
});

(async () => {
  await client.connect();
  say('BootNotification', await client.call('BootNotification', { chargePointVendor: 'ocpp-rpc', chargePointModel: '2.2.1' }));
  say('Heartbeat', await client.call('Heartbeat', {}));
  await client.call('StatusNotification', { connectorId: 1, status: 'Preparing', errorCode: 'NoError', timestamp: now() });
  say('Authorize', await client.call('Authorize', { idTag: '04A1B2C3' }));
  const start = { connectorId: 1, idTag: '04A1B2C3', meterStart: 1000, timestamp: now() };
  const { transactionId } = await client.call('StartTransaction', start);
  say('same', (await client.call('StartTransaction', start)).transactionId === transactionId);
  await client.call('StatusNotification', { connectorId: 1, status: 'Charging', errorCode: 'NoError', timestamp: now() });
  await client.call('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp: now(), sampledValue: [
    { value: '10.5', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
    { value: '10.4', measurand: 'Current.Import', phase: 'L2', unit: 'A' },
    { value: '10.3', measurand: 'Current.Import', phase: 'L3', unit: 'A' },
    { value: '7.2', measurand: 'Power.Active.Import', unit: 'kW' },
    { value: '1.25', measurand: 'Energy.Active.Import.Register', unit: 'kWh' }] }] });
  say('charging', transactionId);
  await order;
  say('StopTransaction', await client.call('StopTransaction', { transactionId, meterStop: 2000, timestamp: now() }));
  await client.call('DataTransfer', { vendorId: 'ocpp-rpc' });
  await client.call('FirmwareStatusNotification', { status: 'Idle' });
  console.log('done');
  await client.close();
  process.exit(0);
})().catch(error => { console.error(error); process.exit(1); });
